"""Volume annuel : des heures pour chaque année d'exécution, au prorata des mois d'une année incomplète."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from regles.calendrier import UN_JOUR, lendemain_de
from regles.exigences import FaitsIncoherents, exiger
from regles.formules.contrat import ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, VolumeDit
from regles.formules.courbe import Courbe, portion
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
        "Les heures annuelles sont dues pour chaque année d'exécution, et à proportion des mois pour une année "
        "incomplète.",
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

    def sur(self, mois: int) -> Decimal:
        """Les heures de ce nombre de mois."""
        return arrondir(self.heures_par_an * mois / 12)

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        return self._dues(faits, jour, None)

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Les années entamées ce jour-là."""
        return self._dues(faits, jour, jour)

    def _dues(self, faits: FaitsEngagement, jour: date | None, entamees_au: date | None) -> DecisionHeuresDues:
        mois = duree_initiale(faits) + sum(r.duree_mois for r in faits.reconductions if r.faite_au(jour))
        mois_possibles = sum(r.duree_mois for r in faits.reconductions if not r.faite_au(jour))
        if entamees_au is not None and faits.debut is not None:
            entames = 0
            while entames < mois and lendemain_de(faits.debut, entames) <= entamees_au:
                entames += 12
            mois = min(mois, entames)
        due, possible = self.sur(mois), self.sur(mois_possibles)
        lignes = [LigneDeCalcul("Durée engagée", f"{_annees(mois)} × {heures(self.heures_par_an)}", due)]
        if possible:
            calcul = f"{_annees(mois_possibles)} × {heures(self.heures_par_an)}"
            lignes.append(LigneDeCalcul("Reconductions possibles, non comptées", calcul, possible))
        return self.decider(due, lignes, possible=possible)

    def attendu(self, faits: FaitsEngagement, total: Decimal, jour: date) -> Courbe:
        """Chaque année porte son volume, étalé sur ses propres jours ; une année incomplète, sa part."""
        motif = "Courbe prévue, au prorata des jours de chaque année engagée."
        if faits.debut is None:
            return super().attendu(faits, total, jour)
        mois = duree_initiale(faits) + sum(r.duree_mois for r in faits.reconductions if r.faite_au(None))
        lignes = []
        for rang, depart in enumerate(range(0, mois, 12), start=1):
            duree = min(12, mois - depart)
            debut = lendemain_de(faits.debut, depart)
            fin = lendemain_de(faits.debut, depart + duree) - UN_JOUR
            if debut > jour:
                break
            lignes.append(portion(f"Année {rang}", self.sur(duree), debut, fin, jour))
        return Courbe(motif, tuple(lignes))

    def annonce(self, faits: FaitsEngagement) -> str:
        """« 480 h pour la durée ferme de 24 mois, et 960 h si le marché est reconduit jusqu'à son terme (48 mois) »."""
        ferme, tout = durees(faits)
        if not ferme:
            return ""
        texte = f"{heures(self.sur(ferme))} pour la durée ferme de {ferme}{INSECABLE}mois"
        if tout > ferme:
            texte += (
                f", et {heures(self.sur(tout))} si le marché est reconduit jusqu’à son terme ({tout}{INSECABLE}mois)"
            )
        return texte

    def totaux(self, faits: FaitsEngagement) -> tuple[Decimal, ...]:
        """Les heures de la durée ferme, et reconductions comprises ; vide si la durée n'est pas connue."""
        return tuple(self.sur(mois) for mois in durees(faits) if mois)

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


def duree_initiale(faits: FaitsEngagement) -> int:
    """En mois : la durée donnée, sinon celle qui va du début à la fin, moins les reconductions faites."""
    if faits.duree_initiale_mois is not None:
        return faits.duree_initiale_mois
    if faits.debut is None or faits.fin is None or faits.fin < faits.debut:
        raise FaitsIncoherents("Un volume annuel demande la durée initiale du marché, ou son début et sa fin.")
    mois = 0
    while lendemain_de(faits.debut, mois) - UN_JOUR < faits.fin:
        mois += 1
    return max(0, mois - sum(r.duree_mois for r in faits.reconductions if r.faite_au(None)))


def durees(faits: FaitsEngagement) -> tuple[int, int]:
    """(durée ferme, durée reconductions comprises), en mois ; zéro tant qu'elle n'est pas connue."""
    try:
        ferme = duree_initiale(faits)
    except FaitsIncoherents:
        return 0, 0
    return ferme, ferme + sum(r.duree_mois for r in faits.reconductions) if ferme else 0


def _annees(mois: int) -> str:
    annees = arrondir(Decimal(mois) / 12)
    return f"{nombre(annees)}{INSECABLE}{'an' if annees < 2 else 'ans'}"
