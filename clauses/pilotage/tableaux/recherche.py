"""Chercher partout à la fois : opérations, marchés, personnes, structures ; chacun dans sa portée."""

from dataclasses import dataclass

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.models import Marche, Operation
from clauses.suivi.participants.models import Participant

PAR_SORTE = 15


@dataclass(frozen=True)
class Trouvaille:
    libelle: str
    detail: str
    url: str


@dataclass(frozen=True)
class Resultats:
    sorte: str
    trouvailles: list[Trouvaille]


def chercher(acteur: Acteur, texte: str) -> list[Resultats]:
    """Ce que l'acteur peut voir et qui contient `texte`, par sorte ; quatre requêtes au plus."""
    sortes = []
    if peut(acteur, "operation.voir"):
        operations = Operation.objects.visibles_par(acteur).actifs().cherchees(texte).select_related("donneur_d_ordre")
        sortes.append(
            Resultats(
                "Opérations",
                [
                    Trouvaille(o.nom, str(o.donneur_d_ordre), fiche_de(o))
                    for o in operations.order_by("tri", "pk")[:PAR_SORTE]
                ],
            )
        )
    if peut(acteur, "marche.voir"):
        marches = Marche.objects.visibles_par(acteur).actifs().cherches(texte).select_related("operation")
        sortes.append(
            Resultats(
                "Marchés",
                [Trouvaille(str(m), m.operation.nom, fiche_de(m)) for m in marches.order_by("tri", "pk")[:PAR_SORTE]],
            )
        )
    return [*sortes, *_personnes_et_structures(acteur, texte)]


def _personnes_et_structures(acteur: Acteur, texte: str) -> list[Resultats]:
    sortes = []
    if peut(acteur, "participant.voir"):
        personnes = Participant.objects.visibles_par(acteur).actifs().cherches(texte).order_by("tri", "pk")
        sortes.append(
            Resultats(
                "Personnes",
                [
                    Trouvaille(str(p), p.commune if peut(acteur, "critereparticipant.voir") else "", fiche_de(p))
                    for p in personnes[:PAR_SORTE]
                ],
            )
        )
    if peut(acteur, "structure.voir"):
        structures = Structure.objects.visibles_par(acteur).actifs().cherchees(texte).order_by("tri", "pk")
        sortes.append(
            Resultats(
                "Structures",
                [Trouvaille(s.nom, s.siret_lisible, fiche_de(s)) for s in structures[:PAR_SORTE]],
            )
        )
    return sortes
