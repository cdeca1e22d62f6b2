"""Volume annuel : des heures par année d'exécution, au prorata des mois, puis des jours, d'une année incomplète."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any, NamedTuple

from regles.calendrier import UN_JOUR, lendemain_de
from regles.exigences import FaitsIncoherents, exiger
from regles.formules.contrat import ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, VolumeDit
from regles.formules.courbe import Courbe, portion
from regles.formules.echeance import est_fini, pas_encore, quand
from regles.formules.termes import Nature, terme
from regles.socle import LigneDeCalcul
from regles.typographie import INSECABLE, accorder, arrondir, heures, nombre


@dataclass(frozen=True, kw_only=True)
class Annuelle(Formule):
    code = "annuelle"
    rang = 30
    nom = "Heures par année d'exécution"
    en_bref = "des heures par an"
    intro = "Seules les reconductions faites engagent leurs heures."
    synonymes = ("annuel", "par an", "volume annuel", "heures par an", "annee", "par annee")
    lit = frozenset({"annees"})
    ecrit_un_volume = True
    se_lit = True
    au_calibrage = ()
    precisions = (
        "Les heures annuelles sont dues pour chaque année d'exécution, et à proportion des mois, puis des jours du "
        "mois entamé, pour une année incomplète.",
    )
    conseils = ("Seules les reconductions décidées engagent leurs heures.",)

    heures_par_an: Decimal = terme(
        "heures par an",
        Nature.HEURES,
        chiffres=10,
        exemple="120",
        sens="Volume d'une année.",
        synonymes=("volume annuel", "heures annuelles"),
    )

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [
            f"{accorder(self.heures_par_an, 'heure')} d'insertion par an.",
            "Seules les reconductions faites engagent leurs heures.",
        ]

    def sur(self, mois: Decimal) -> Decimal:
        """Les heures de ce nombre de mois."""
        return arrondir(self.heures_par_an * mois / 12)

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        possible = sum(r.duree_mois for r in faits.reconductions if not r.faite_au(jour))
        return self._dues("Durée engagée", self._duree(faits, jour), possible)

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Chaque année à son anniversaire, la dernière à la fin de l'exécution."""
        duree = self._duree(faits, jour)
        if est_fini(faits, jour):
            return self._dues("Durée exécutée", duree)
        if faits.debut is None or jour is None or jour < lendemain_de(faits.debut, 12):
            premier = quand(faits.debut and lendemain_de(faits.debut, 12))
            return pas_encore(
                f"Le volume d'insertion d'une année est dû à son anniversaire, {premier} pour la première."
            )
        return self._dues("Années accomplies", DureeExacte(min(duree.mois, self._annees(faits.debut, jour) * 12)))

    def acquis(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Les années entamées ce jour-là."""
        duree = self._duree(faits, jour)
        if faits.debut is None or jour is None:
            return self._dues("Durée engagée", duree)
        entames = 0 if jour < faits.debut else (self._annees(faits.debut, jour) + 1) * 12
        return self._dues("Années entamées", duree if duree.en_mois <= entames else DureeExacte(entames))

    @staticmethod
    def _annees(debut: date, jour: date) -> int:
        """Le nombre d'anniversaires passés ce jour-là."""
        annees = 0
        while lendemain_de(debut, (annees + 1) * 12) <= jour:
            annees += 1
        return annees

    def _duree(self, faits: FaitsEngagement, jour: date | None) -> "DureeExacte":
        """Celle qui engage ce jour-là, reconductions faites comprises."""
        return duree_initiale(faits).plus(sum(r.duree_mois for r in faits.reconductions if r.faite_au(jour)))

    def _dues(self, titre: str, duree: "DureeExacte", mois_possibles: int = 0) -> DecisionHeuresDues:
        due, possible = self.sur(duree.en_mois), self.sur(Decimal(mois_possibles))
        lignes = [LigneDeCalcul(titre, f"{duree.en_annees} × {heures(self.heures_par_an)}", due)]
        if possible:
            calcul = f"{DureeExacte(mois_possibles).en_annees} × {heures(self.heures_par_an)}"
            lignes.append(LigneDeCalcul("Reconductions possibles, non comptées", calcul, possible))
        return self.decider(due, lignes, possible=possible)

    def attendu(self, faits: FaitsEngagement, total: Decimal, jour: date) -> Courbe:
        """Chaque année porte son volume, étalé sur ses propres jours ; une année incomplète, sa part."""
        motif = "Courbe prévue, au prorata des jours de chaque année engagée."
        if faits.debut is None:
            return super().attendu(faits, total, jour)
        tout = self._duree(faits, None)
        fin = tout.depuis(faits.debut) - UN_JOUR
        lignes = []
        for rang, depart in enumerate(range(0, ceil(tout.en_mois), 12), start=1):
            debut = lendemain_de(faits.debut, depart)
            if debut > jour:
                break
            heures_de_l_annee = self.heures_par_an * min(Decimal(12), tout.en_mois - depart) / 12
            derniere = min(fin, lendemain_de(faits.debut, depart + 12) - UN_JOUR)
            lignes.append(portion(f"Année {rang}", heures_de_l_annee, debut, derniere, jour))
        return Courbe(motif, tuple(lignes))

    def annonce(self, faits: FaitsEngagement) -> str:
        """« 480 h pour la durée ferme de 24 mois, et 960 h si le marché est reconduit jusqu'à son terme (48 mois) »."""
        ferme, tout = durees(faits)
        if not ferme:
            return ""
        texte = f"{heures(self.sur(ferme.en_mois))} pour la durée ferme de {ferme.en_mots}"
        if tout.en_mois > ferme.en_mois:
            en_tout = heures(self.sur(tout.en_mois))
            texte += f", et {en_tout} si le marché est reconduit jusqu’à son terme ({tout.en_mots})"
        return texte

    def totaux(self, faits: FaitsEngagement) -> tuple[Decimal, ...]:
        """Les heures de la durée ferme, et reconductions comprises ; vide si la durée n'est pas connue."""
        return tuple(self.sur(duree.en_mois) for duree in durees(faits) if duree)

    def volumes_dits(self, faits: FaitsEngagement) -> tuple[VolumeDit, ...]:
        return (VolumeDit(self.heures_par_an, par="an"),)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        duree = int(exiger("duree_mois", choix.duree_mois))
        par_an = (choix.volume * 12 / duree).to_integral_value(rounding=ROUND_HALF_UP)
        return FaitsEngagement(clause=cls(heures_par_an=par_an), duree_initiale_mois=duree)

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        return methode == "fixe" and bool(donnees.get("heures_par_an"))


class DureeExacte(NamedTuple):
    """Des mois entiers, puis des jours du mois entamé, qui en a `jours_du_mois`."""

    mois: int
    jours: int = 0
    jours_du_mois: int = 30

    def __bool__(self) -> bool:
        return bool(self.mois or self.jours)

    @property
    def en_mois(self) -> Decimal:
        return self.mois + Decimal(self.jours) / self.jours_du_mois

    @property
    def en_mots(self) -> str:
        """« 24 mois », « 12 mois et 1 jour »."""
        mois = f"{self.mois}{INSECABLE}mois"
        return f"{mois} et {accorder(self.jours, 'jour')}" if self.jours else mois

    @property
    def en_annees(self) -> str:
        """« 1,5 an », « 2 ans » ; « 12 mois et 1 jour sur 31, en années » quand des jours s'y ajoutent."""
        if self.jours:
            mois = f"{self.mois}{INSECABLE}mois + {self.jours}/{self.jours_du_mois}"
            return f"({mois}) ÷ 12"
        annees = arrondir(Decimal(self.mois) / 12)
        return f"{nombre(annees)}{INSECABLE}{'an' if annees < 2 else 'ans'}"

    def plus(self, mois: int) -> "DureeExacte":
        return self._replace(mois=self.mois + mois)

    def depuis(self, debut: date) -> date:
        """Le jour d'après, quand elle court de ce début."""
        return lendemain_de(debut, self.mois) + timedelta(days=self.jours)


def duree_initiale(faits: FaitsEngagement) -> DureeExacte:
    """La durée donnée, sinon celle qui va du début à la fin, moins les reconductions faites."""
    if faits.duree_initiale_mois is not None:
        return DureeExacte(faits.duree_initiale_mois)
    if faits.debut is None or faits.fin is None or faits.fin < faits.debut:
        raise FaitsIncoherents("Un volume annuel demande la durée initiale du marché, ou son début et sa fin.")
    mois = 0
    while lendemain_de(faits.debut, mois + 1) - UN_JOUR <= faits.fin:
        mois += 1
    entame = lendemain_de(faits.debut, mois)
    jours, du_mois = (faits.fin + UN_JOUR - entame).days, (lendemain_de(faits.debut, mois + 1) - entame).days
    faites = sum(r.duree_mois for r in faits.reconductions if r.faite_au(None))
    return DureeExacte(mois - faites, jours, du_mois) if mois >= faites else DureeExacte(0)


def durees(faits: FaitsEngagement) -> tuple[DureeExacte, DureeExacte]:
    """(durée ferme, durée reconductions comprises) ; vides tant que la durée n'est pas connue."""
    try:
        ferme = duree_initiale(faits)
    except FaitsIncoherents:
        return DureeExacte(0), DureeExacte(0)
    return ferme, ferme.plus(sum(r.duree_mois for r in faits.reconductions)) if ferme else ferme
