"""Le calibrage d'un lot : les trois lectures, l'origine des valeurs, le verdict, les curseurs. Aucune requête."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.avant.calibrage.comparables import Ressemblant
from clauses.avant.calibrage.entrees import CHAMPS_DE_LA_METHODE
from clauses.avant.calibrage.etude import LotCalibre
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.presentation.commun import ICONES, TONS, adresse_du_lot, en_personnes, mois
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Chiffre, Lien
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_euros, en_heures, en_nombre, en_pourcent
from regles.faisabilite import VERDICTS, DecisionFaisabilite, Niveau
from regles.typographie import accorder, majuscule, typographie

LIBELLES = {
    "montant_ht": "Montant HT",
    "duree_mois": "Durée",
    "part_main_oeuvre": "Part de main-d'œuvre",
    "taux": "Taux d'insertion",
    "cout_horaire": "Coût horaire",
}


def phrase_du_lot(calibre: LotCalibre) -> str:
    if calibre.decision is None:
        return typographie(f"Le volume ne se calcule pas encore. {calibre.refus}")
    if calibre.decision.sans_clause or calibre.verdict is None or calibre.lectures is None:
        return calibre.decision.motif
    retenu = f" Retenu : {en_heures(calibre.retenu.heures_retenues)}." if calibre.retenu else ""
    return typographie(f"{calibre.lectures.motif[:-1]} : {calibre.verdict.verdict}.{retenu}")


def volume_de(version: Calibrage) -> str:
    """« 840 h », ou « 840 h au lieu de 790 h calculées »."""
    retenues, calculees = version.heures_retenues, version.heures_calculees
    ecart = "" if retenues == calculees else f" au lieu de {en_heures(calculees)} calculées"
    return f"{en_heures(retenues)}{ecart}"


def cartes_du_lot(calibre: LotCalibre) -> list[Chiffre]:
    """Les trois lectures et le verdict."""
    if calibre.decision is None or calibre.lectures is None or calibre.verdict is None:
        return []
    lues, verdict = calibre.lectures, calibre.verdict
    brut = calibre.decision.brut
    avant = f"{en_heures(brut)} avant arrondi" if brut != lues.valeur and not calibre.decision.sans_clause else ""
    return [
        Chiffre("Heures", en_nombre(lues.valeur), "h", avant, ton="accent"),
        Chiffre("Jours", en_nombre(lues.jours), "j", "de 7\u00a0h"),
        Chiffre(
            "Personnes × mois", en_personnes(calibre), "", f"{en_nombre(lues.etp)} équivalent temps plein sur un an"
        ),
        Chiffre("Verdict", majuscule(verdict.verdict), "", _combien(verdict), ton=TONS[verdict.niveau]),
    ]


def _combien(verdict: DecisionFaisabilite) -> str:
    pesantes = sum(1 for raison in verdict.raisons if raison.niveau > Niveau.FAISABLE)
    return accorder(pesantes, "raison") if pesantes else "rien ne s'y oppose"


@dataclass(frozen=True)
class Provenance:
    """Une valeur du calcul : d'où elle vient, et sa certitude en toutes lettres."""

    nom: str
    valeur: str
    origine: str
    certitude: str
    certitude_en_mots: str
    est_a_valider: bool


def provenances(calibre: LotCalibre) -> list[Provenance]:
    """Les valeurs que la méthode lit, avec leur origine."""
    utiles = CHAMPS_DE_LA_METHODE[calibre.entrees.methode]
    return [
        Provenance(
            nom,
            _ecrire(champ, lue.valeur),
            typographie(lue.origine),
            lue.certitude,
            lue.certitude_en_mots,
            lue.est_a_valider,
        )
        for champ, nom in LIBELLES.items()
        if champ in utiles and (lue := calibre.entrees.lues.get(champ)) is not None
    ]


def _ecrire(champ: str, valeur: Decimal) -> str:
    if champ == "duree_mois":
        return mois(int(valeur))
    return en_euros(valeur) if champ in ("montant_ht", "cout_horaire") else en_pourcent(valeur, decimales=2)


def methodes(calibre: LotCalibre) -> list[Lien]:
    """Une méthode par lien ; celle qui sert est marquée."""
    adresse = adresse_du_lot(calibre.lot)
    return [
        Lien(str(nom), f"{adresse}?methode={code}", est_active=code == calibre.entrees.methode)
        for code, nom in Calibrage.Methode.choices
    ]


@dataclass(frozen=True)
class Curseur:
    """Un curseur : ses bornes et sa valeur dans l'écriture du navigateur, et la valeur telle qu'on la lit."""

    nom: str
    libelle: str
    minimum: str
    maximum: str
    pas: str
    valeur: str
    lisible: str


def curseurs(base: LotCalibre, autre: LotCalibre, donnes: Mapping[str, Any]) -> list[Curseur]:
    """Les curseurs que la méthode comprend, posés où on les a laissés."""
    utiles, lues = CHAMPS_DE_LA_METHODE[base.entrees.methode], autre.entrees
    trouves = []
    if "taux" in utiles:
        taux = lues.valeur("taux")
        plus_haut = max(Decimal(30), taux)
        trouves.append(
            _curseur("si_taux", "Taux d'insertion", "0.25", plus_haut, "0.25", taux, en_pourcent(taux, decimales=2))
        )
    if base.entrees.valeur("montant_ht"):
        ecart = donnes.get("si_montant") or 0
        signe = f"{'+' if ecart > 0 else ''}{en_nombre(Decimal(ecart))}\u00a0%"
        lisible = f"{en_euros(lues.valeur('montant_ht'))} ({signe})"
        trouves.append(_curseur("si_montant", "Montant HT", "-50", max(100, ecart), "5", ecart, lisible))
    if lues.duree_mois:
        duree = lues.duree_mois
        trouves.append(_curseur("si_duree", "Durée", "1", max(60, duree), "1", duree, mois(duree)))
    if "cout_horaire" in utiles and (cout := lues.valeur("cout_horaire")):
        trouves.append(_curseur("si_cout", "Coût horaire", "15", max(Decimal(60), cout), "0.25", cout, en_euros(cout)))
    return trouves


def _curseur(nom: str, libelle: str, minimum: str, maximum: object, pas: str, valeur: object, lisible: str) -> Curseur:
    plancher = min(Decimal(minimum), Decimal(str(valeur)))
    return Curseur(
        nom,
        libelle,
        f"{plancher.normalize():f}",
        f"{Decimal(str(maximum)).normalize():f}",
        pas,
        f"{Decimal(str(valeur)).normalize():f}",
        lisible,
    )


def ecart_en_heures(base: LotCalibre, autre: LotCalibre) -> str:
    """« +333 h » : ce que les curseurs ajoutent ou ôtent."""
    if base.heures is None or autre.heures is None or base.heures == autre.heures:
        return ""
    ecart = autre.heures - base.heures
    return f"{'+' if ecart > 0 else '−'}{en_heures(abs(ecart))}"


def tableau_des_comparables(comparables: list[Ressemblant], ouvre: bool) -> Tableau:
    """Ce qui s'est demandé ailleurs, et ce qui s'est fait."""
    adresse = (lambda ligne: fiche_de(ligne.marche.lot)) if ouvre else None
    return Tableau(_COMPARABLES, comparables, legende="Marchés comparables", url=adresse)


_COMPARABLES = (
    Colonne("marche.nom", "Marché"),
    Colonne("pourquoi", "Ressemble par"),
    Colonne("marche.montant_ht", "Montant HT", "euros"),
    Colonne("marche.dues", "Heures demandées", "heures"),
    Colonne("marche.heures_par_100k", "Par 100\u202f000\u202f€", "heures"),
    Colonne("marche.retenu", "Retenu", "heures"),
    Colonne("marche.realisation", "Réalisé sur attendu", "pourcent"),
)


def raisons(calibre: LotCalibre) -> list[dict[str, Any]]:
    """Les raisons du verdict, de la plus lourde à la plus légère, chacune avec son ton."""
    if calibre.verdict is None:
        return []
    return [
        {
            "ton": TONS[r.niveau],
            "icone": ICONES[r.niveau],
            "mot": VERDICTS[r.niveau],
            "constat": r.constat,
            "conseil": r.conseil,
        }
        for r in calibre.verdict.raisons
    ]
