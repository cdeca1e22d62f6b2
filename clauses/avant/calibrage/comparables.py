"""Les marchés comparables de la porteuse : ce qu'on y a demandé, ce qui s'y est vraiment fait.

Lus une fois pour tout le projet, en un nombre de requêtes qui ne dépend ni des lots ni des marchés ; chaque lot
y prend les siens.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clauses.avant.projets.models import Projet
from clauses.suivi.chiffres.cinq_chiffres import ChiffresDuLot, chiffres_des_lots
from clauses.suivi.marches.models import Lot, Marche
from regles.faisabilite import Comparable, heures_par_100k
from regles.metiers import metier_de_l_intitule, metier_du_cpv

CANDIDATS_LUS = 120
MONTRES = 10


@dataclass(frozen=True)
class MarcheComparable:
    """Un lot déjà passé, de même nature : ses heures, et en quoi il ressemble."""

    lot: Lot
    metier: str
    cpv: str
    montant_ht: Decimal | None
    dues: Decimal
    heures_par_100k: Decimal | None
    attendu: Decimal | None
    retenu: Decimal

    @property
    def nom(self) -> str:
        return f"{self.lot.marche.operation.nom}, {self.lot}"

    @property
    def realisation(self) -> Decimal | None:
        """Le retenu sur ce qui était attendu à ce jour, en pour cent ; `None` quand rien ne l'était encore."""
        return self.retenu * 100 / self.attendu if self.attendu else None

    def ressemblance(self, metier: str, cpv: str) -> str:
        """« même métier », « même famille de CPV », ou « » : les trois premiers chiffres, qui ne soient pas 450."""
        if metier and self.metier == metier:
            return "même métier"
        famille = cpv[:3]
        return "même famille de CPV" if famille and famille != "450" and self.cpv.startswith(famille) else ""

    def pour_la_regle(self) -> Comparable:
        return Comparable(nom=self.nom, heures_par_100k=self.heures_par_100k, realisation=self.realisation)


@dataclass(frozen=True)
class Ressemblant:
    """Un marché comparable et pourquoi il l'est."""

    marche: MarcheComparable
    pourquoi: str


def candidats(projet: Projet, jour: date) -> list[MarcheComparable]:
    """Les lots clausés de même nature, commencés, les plus récents d'abord ; onze requêtes au plus."""
    lots = list(
        Lot.objects.actifs()
        .clauses()
        .filter(
            marche__porteuse_id=projet.porteuse_id,
            marche__nature_achat=projet.nature_achat,
            marche__annule_le__isnull=True,
        )
        .exclude(marche__etat=Marche.Etat.PREPARE)
        .exclude(marche_id=projet.marche_id)
        .select_related("marche__operation")
        .order_by("-marche__date_notification", "pk")[:CANDIDATS_LUS]
    )
    if not lots:
        return []
    freres = Counter(
        Lot.objects.actifs().filter(marche__in={lot.marche_id for lot in lots}).values_list("marche_id", flat=True)
    )
    chiffres = chiffres_des_lots(lots, jour)
    return [_comparable(fiche, seul=freres[fiche.lot.marche_id] == 1) for fiche in chiffres]


def _comparable(fiche: ChiffresDuLot, *, seul: bool) -> MarcheComparable:
    lot, du = fiche.lot, fiche.obligation
    montant = lot.montant_ht if lot.montant_ht is not None or not seul else lot.marche.montant_ht
    return MarcheComparable(
        lot=lot,
        metier=metier_de_l_intitule(lot.intitule) or (metier_du_cpv(lot.marche.cpv) if seul else ""),
        cpv=lot.marche.cpv,
        montant_ht=montant,
        dues=fiche.engagement,
        heures_par_100k=heures_par_100k(fiche.engagement, du.possible, du.assiette_ht, montant) if du else None,
        attendu=du.attendu.valeur if du else None,
        retenu=fiche.retenu,
    )


def comparables_du_lot(marches: Iterable[MarcheComparable], metier: str, cpv: str) -> list[Ressemblant]:
    """Ceux qui ressemblent à ce lot, le même métier d'abord ; dix au plus. Aucune requête."""
    trouves = [Ressemblant(m, m.ressemblance(metier, cpv)) for m in marches]
    trouves = [t for t in trouves if t.pourquoi]
    trouves.sort(key=lambda t: t.pourquoi != "même métier")
    return trouves[:MONTRES]
