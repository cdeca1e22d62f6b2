"""Les dossiers qui attendent quelqu'un, pour les accueils : à moi de jouer, ou chez les autres."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clauses.avant.circuit.models import Dossier, Partie, partie_de
from clauses.avant.circuit.presentation import phrases
from clauses.avant.circuit.situation import Situation, situations
from clauses.fond.socle.acteur import Acteur

AU_PLUS = 50


@dataclass(frozen=True)
class DossierEnAttente:
    """Un dossier, à qui de jouer, depuis quand, et l'acte attendu. `echeance` : la réponse promise, s'il y en a une."""

    marche_id: UUID
    marche: str
    operation: str
    acte: str
    a_qui: str
    depuis: date
    echeance: date | None
    remarques: int
    est_a_moi: bool
    est_en_retard: bool


def dossiers_en_attente(acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None) -> list[DossierEnAttente]:
    """Les dossiers ouverts que l'acteur voit (de ces opérations, si elles sont données) : six requêtes au plus."""
    partie = partie_de(acteur)
    if partie is None:
        return []
    ouverts = Dossier.objects.visibles_par(acteur).ouverts().select_related("marche__operation")
    if operations is not None:
        ouverts = ouverts.filter(marche__operation_id__in=list(operations))
    vues = situations(list(ouverts.order_by("chez_depuis", "pk")[:AU_PLUS]))
    return [_en_attente(vue, partie, jour) for vue in vues.values()]


def _en_attente(vue: Situation, partie: Partie, jour: date) -> DossierEnAttente:
    a_clore = vue.etat == Dossier.Etat.ACCORDE
    return DossierEnAttente(
        marche_id=vue.dossier.marche_id,
        marche=str(vue.dossier.marche),
        operation=vue.dossier.marche.operation.nom,
        acte=_acte(vue),
        a_qui=phrases.a_qui(vue),
        depuis=phrases.chez_depuis(vue),
        echeance=None if vue.accord_tombe else vue.dossier.echeance,
        remarques=vue.remarques_ouvertes,
        est_a_moi=vue.chez == partie or (a_clore and partie == Partie.FACILITATEUR),
        est_en_retard=vue.est_en_retard(jour) and not vue.accord_tombe,
    )


def _acte(vue: Situation) -> str:
    if vue.etat == Dossier.Etat.ACCORDE:
        return "Clore le circuit"
    if vue.chez != Partie.FACILITATEUR:
        return "Relire les pièces"
    return "Reprendre les pièces" if vue.accord_tombe or vue.remarques_ouvertes else "Transmettre les pièces"
