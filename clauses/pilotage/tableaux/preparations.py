"""Le prochain acte d'une opération qui se prépare : poser les clauses, rédiger les pièces, les faire relire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from clauses.avant.circuit.models import Dossier
from clauses.avant.redaction.models import VersionDePiece
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de
from clauses.suivi.marches.models import Clause, Marche, Operation

_EN_CIRCUIT = {
    Dossier.Etat.EN_REDACTION: "Reprendre les pièces",
    Dossier.Etat.EN_RELECTURE: "Pièces en relecture",
    Dossier.Etat.ACCORDE: "Clore le circuit",
    Dossier.Etat.CLOS: "Pièces bonnes pour publication",
}


@dataclass(frozen=True)
class Acte:
    """Ce qui fait avancer la consultation, et l'écran qui y mène."""

    libelle: str
    url: str = ""


def prochains_actes(acteur: Acteur, operations: Sequence[Operation]) -> Mapping[UUID, Acte]:
    """{opération: son prochain acte}, celui de son marché le moins avancé. Une requête, aucune sans opération."""
    if not operations or not peut(acteur, "piece.voir"):
        return {}
    versions = VersionDePiece.objects.actifs().filter(piece__marche=OuterRef("pk"), piece__annule_le__isnull=True)
    marches = (
        Marche.objects.actifs()
        .filter(operation__parmi=operations)
        .annotate(
            a_une_clause=Exists(Clause.objects.actifs().filter(lot__marche=OuterRef("pk"))),
            a_une_version=Exists(versions),
            circuit=Subquery(Dossier.objects.actifs().filter(marche=OuterRef("pk")).order_by("pk").values("etat")[:1]),
        )
        .only("operation_id")
        .order_by("operation_id", "tri", "pk")
    )
    rangs: dict[UUID, tuple[int, Acte]] = {}
    for marche in marches:
        rang, acte = _acte(marche)
        if marche.operation_id not in rangs or rang < rangs[marche.operation_id][0]:
            rangs[marche.operation_id] = (rang, acte)
    return {cle: acte for cle, (_, acte) in rangs.items()}


def _acte(marche: Marche) -> tuple[int, Acte]:
    """(avancement, acte) ; `marche` porte les trois annotations."""
    if not marche.a_une_clause:  # type: ignore[attr-defined]
        return 0, Acte("Poser les clauses", adresse_de("marches:marche", marche.pk))
    if not marche.a_une_version:  # type: ignore[attr-defined]
        return 1, Acte("Rédiger les pièces", adresse_de("redaction:marche", marche.pk))
    circuit = marche.circuit  # type: ignore[attr-defined]
    url = adresse_de("circuit:dossier", marche.pk)
    if circuit is None:
        return 2, Acte("Faire relire les pièces", url)
    etat = Dossier.Etat(circuit)
    return 3 + list(_EN_CIRCUIT).index(etat), Acte(_EN_CIRCUIT[etat], url)
