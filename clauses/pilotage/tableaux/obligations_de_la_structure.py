"""Ce que doit une structure attributaire : sa part dans chaque lot, et ce que les siens y ont fait."""

from dataclasses import dataclass
from datetime import date

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.chiffres.attributaires import ChiffresDeLAttribution, chiffres_des_attributions
from clauses.suivi.chiffres.phrases import heures_faites
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.obligations import obligations


@dataclass(frozen=True)
class MonObligation:
    """Un lot vu par son attributaire. Ses `chiffres` sont ceux de sa part ; un sous-traitant n'en a pas en propre."""

    attribution: Attribution
    chiffres: ChiffresDeLAttribution

    @property
    def nom(self) -> str:
        return self.attribution.lot.en_situation

    @property
    def heures_en_mots(self) -> str:
        du, reste = self.chiffres.engagement, self.chiffres.reste
        suite = f"\u202f; il reste {en_heures(reste)} sur {en_heures(du)}" if du else ""
        return f"{heures_faites(self.chiffres)}{suite}."

    @property
    def phrase(self) -> str:
        du = self.chiffres.obligation
        return du.phrase if du else "La clause de ce lot n'est pas encore écrite."


def obligations_de_la_structure(acteur: Acteur, jour: date) -> list[MonObligation]:
    """Les attributions de la structure de l'acteur, chacune avec sa part ; douze requêtes au plus."""
    siennes = list(
        Attribution.objects.visibles_par(acteur)
        .actifs()
        .filter(lot__annule_le__isnull=True, lot__marche__annule_le__isnull=True)
        .select_related("lot__marche__operation", "structure")
        .order_by("lot__marche__operation__tri", "lot__tri", "pk")
    )
    toutes = Attribution.objects.filter(lot__in={a.lot_id for a in siennes}).order_by()
    chiffres = chiffres_des_attributions(list(toutes), obligations([a.lot for a in siennes], jour))
    return [MonObligation(a, chiffres[a.pk]) for a in siennes]
