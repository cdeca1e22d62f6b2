"""Ce qui entre dans le calibrage d'un lot, et d'où vient chaque valeur : la saisie, le lot, le projet, la table.

Rien n'est écrit ni relu ici : tout est donné par l'appelant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.tables import LigneDeTable, ValeurLue
from clauses.avant.projets.models import LotProjet, Projet
from regles import calibrage as regles
from regles.formules import proposee
from regles.metiers import METIERS, metier_de_l_intitule, metier_du_cpv
from regles.parametres import COUT_HORAIRE_ANRU, PART_MAIN_D_OEUVRE_ANRU, TAUX_ANRU, TAUX_USUEL_MINIMUM
from regles.references import CALIBRAGE_COUPLE_ANRU

SAISIE = "votre saisie"
RETENU = "le calibrage retenu"
# champ de la saisie → champ des règles
_NOMS = {"part_main_oeuvre": "part_main_d_oeuvre", "heures_donnees": "heures"}
# Ce que la saisie porte et qui se garde dans un `Calibrage`.
CHAMPS_GARDES = (
    "methode",
    "montant_ht",
    "duree_mois",
    "metier",
    "part_main_oeuvre",
    "taux",
    "cout_horaire",
    "effectif",
    "heures_donnees",
    "heures_par_an",
    "tranches",
    "heures_travaillees",
    "heures_par_tranche",
    "montant_tranche_ht",
    "seuil_ht",
    "heures_reprises",
    "arrondi",
    "sens",
)


@dataclass(frozen=True)
class Entrees:
    """Les entrées d'un lot, résolues. `lues` : {champ: valeur et son origine}, pour celles qui ont une origine."""

    lot: LotProjet
    projet: Projet
    methode: str
    metier: str
    lues: Mapping[str, ValeurLue] = field(default_factory=dict)
    saisie: Mapping[str, Any] = field(default_factory=dict)

    def valeur(self, champ: str) -> Any:
        """La valeur d'un champ : résolue, sinon telle que saisie, sinon `None`."""
        return self.lues[champ].valeur if champ in self.lues else self.saisie.get(champ)

    @property
    def duree_mois(self) -> int | None:
        duree = self.valeur("duree_mois")
        return None if duree is None else int(duree)

    @property
    def libelle_du_metier(self) -> str:
        return METIERS.get(self.metier, "")

    @property
    def formule_proposee(self) -> str:
        """La formule de clause que la méthode appelle ; la première quand elle n'en appelle aucune."""
        return proposee(self.methode, self.saisie).code

    @property
    def a_valider(self) -> list[str]:
        """Les valeurs utilisées qui ne sont que des propositions."""
        noms = {"part_main_oeuvre": "la part de main-d'œuvre", "cout_horaire": "le coût horaire"}
        utiles = CHAMPS_DE_LA_METHODE[self.methode]
        return [nom for champ, nom in noms.items() if champ in utiles and self.lues[champ].est_a_valider]

    def faits(self) -> regles.FaitsCalibrage:
        """Ce que lit la règle : seulement ce que la méthode demande."""
        utiles = CHAMPS_DE_LA_METHODE[self.methode]
        donnees = {_NOMS.get(c, c): self.valeur(c) for c in utiles if c not in ("duree_mois", "tranches", "seuil_ht")}
        return regles.FaitsCalibrage(
            methode=regles.Methode(self.methode),
            duree_mois=self.duree_mois,
            tranches=regles.tranches_visees(self.saisie.get("tranches") or []) if "tranches" in utiles else (),
            seuil_ht=self.saisie.get("seuil_ht") or Decimal(0),
            arrondi=regles.Arrondi(self.saisie.get("arrondi") or "unite"),
            sens=regles.Sens(self.saisie.get("sens") or "proche"),
            **donnees,
        )

    def a_garder(self) -> dict[str, Any]:
        """Ce qu'un `Calibrage` garde de ces entrées : celles de la méthode, résolues."""
        utiles = {*CHAMPS_DE_LA_METHODE[self.methode], "montant_ht", "duree_mois", "effectif"}
        gardees = {c: self.valeur(c) for c in CHAMPS_GARDES if c in utiles}
        return {
            **gardees,
            "methode": self.methode,
            "metier": self.metier,
            "arrondi": self.saisie.get("arrondi") or "unite",
            "sens": self.saisie.get("sens") or "proche",
            "tranches": self.saisie.get("tranches") or [] if "tranches" in utiles else [],
            "seuil_ht": self.saisie.get("seuil_ht") or Decimal(0) if "seuil_ht" in utiles else Decimal(0),
            "duree_mois": self.duree_mois,
        }


M = Calibrage.Methode
CHAMPS_DE_LA_METHODE: dict[str, tuple[str, ...]] = {
    M.MAIN_D_OEUVRE: ("montant_ht", "duree_mois", "part_main_oeuvre", "taux", "cout_horaire"),
    M.ANRU: ("montant_ht", "duree_mois", "part_main_oeuvre", "taux", "cout_horaire"),
    M.PROPRETE: ("montant_ht", "duree_mois", "heures_reprises", "taux"),
    M.POURCENTAGE: ("heures_travaillees", "taux", "duree_mois"),
    M.FIXE: ("heures_donnees", "heures_par_an", "tranches", "duree_mois"),
    M.FACTURATION: ("montant_ht", "heures_par_tranche", "montant_tranche_ht", "seuil_ht", "duree_mois"),
    M.BAREME: ("montant_ht", "duree_mois"),
}


def saisie_de(calibrage: Calibrage) -> dict[str, Any]:
    """Ce qu'un calibrage retenu avait reçu, dans la forme d'une saisie."""
    return {champ: getattr(calibrage, champ) for champ in CHAMPS_GARDES if getattr(calibrage, champ) not in (None, "")}


def changes_depuis(calibrage: Calibrage, lot: LotProjet, projet: Projet, *, seul: bool) -> frozenset[str]:
    """Ce qui a servi à ce volume et que la fiche dit autrement depuis qu'il a été retenu : montant, part, métier.

    Une valeur corrigée au calibrage sans que la fiche change ensuite n'en est pas.
    """
    if max(lot.modifie_le, projet.modifie_le) <= calibrage.cree_le:
        return frozenset()
    part = lot.part_main_oeuvre if lot.part_main_oeuvre is not None else projet.part_main_oeuvre
    montant = projet.montant_ht if seul and lot.montant_ht is None else lot.montant_ht
    fiche: dict[str, Any] = {"montant_ht": montant}
    if calibrage.methode == M.MAIN_D_OEUVRE:
        fiche |= {"part_main_oeuvre": part, "metier": lot.metier}
    utiles = {*CHAMPS_DE_LA_METHODE[calibrage.methode], "metier"}
    return frozenset(
        champ
        for champ, valeur in fiche.items()
        if champ in utiles and valeur not in (None, "") and valeur != getattr(calibrage, champ)
    )


def entrees_du_lot(
    lot: LotProjet,
    projet: Projet,
    *,
    seul: bool,
    table: Mapping[str, LigneDeTable],
    saisie: Mapping[str, Any],
    jour: date,
    acquis: Mapping[str, Any] | None = None,
) -> Entrees:
    """Les entrées d'un lot : la saisie l'emporte sur ce qui était retenu (`acquis`), puis viennent le lot, le
    projet, la table."""
    saisi = {champ: valeur for champ, valeur in saisie.items() if valeur not in (None, "")}
    donnee = {**(acquis or {}), **saisi}
    methode = donnee.get("methode") or (M.ANRU if projet.est_anru else M.MAIN_D_OEUVRE)
    metier, du_metier = _metier(lot, projet, donnee)
    lues = {
        champ: trouvee
        for champ, trouvee in (
            ("montant_ht", _premiere(donnee, "montant_ht", _du_lot(lot.montant_ht), _montant_du_projet(projet, seul))),
            ("duree_mois", _premiere(donnee, "duree_mois", _du_lot(lot.duree_mois), _duree_du_projet(projet))),
            ("taux", _premiere(donnee, "taux", _taux(methode, jour))),
            ("part_main_oeuvre", _part(donnee, methode, lot, projet, table.get(metier), jour)),
            ("cout_horaire", _cout(donnee, methode, table.get(metier) or table["batiment"], jour)),
        )
        if trouvee is not None
    }
    for champ in {*lues} & {*(acquis or {})} - {*saisi}:
        lues[champ] = ValeurLue(lues[champ].valeur, RETENU)
    if du_metier:
        lues["metier"] = ValeurLue(Decimal(0), du_metier)
    return Entrees(lot, projet, str(methode), metier, lues, donnee)


def _metier(lot: LotProjet, projet: Projet, donnee: Mapping[str, Any]) -> tuple[str, str]:
    """(code, d'où il vient)."""
    for code, origine in (
        (donnee.get("metier", ""), SAISIE),
        (lot.metier, "le lot"),
        (metier_de_l_intitule(lot.intitule), "proposé d'après l'intitulé du lot"),
        (metier_du_cpv(lot.cpv), "proposé d'après le CPV du lot"),
        (metier_du_cpv(projet.cpv), "proposé d'après le CPV du projet"),
    ):
        if code in METIERS:
            return code, origine
    return "", ""


def _premiere(donnee: Mapping[str, Any], champ: str, *autres: ValeurLue | None) -> ValeurLue | None:
    if champ in donnee:
        return ValeurLue(Decimal(donnee[champ]), SAISIE)
    return next((valeur for valeur in autres if valeur is not None), None)


def _du_lot(valeur: Decimal | int | None) -> ValeurLue | None:
    return None if valeur is None else ValeurLue(Decimal(valeur), "le lot")


def _montant_du_projet(projet: Projet, seul: bool) -> ValeurLue | None:
    """Le montant du projet n'est celui d'un lot que si ce lot est seul."""
    return ValeurLue(projet.montant_ht, "le projet") if seul and projet.montant_ht is not None else None


def _duree_du_projet(projet: Projet) -> ValeurLue | None:
    duree = projet.duree_totale_mois
    return None if duree is None else ValeurLue(Decimal(duree), "le projet, reconductions comprises")


def _taux(methode: str, jour: date) -> ValeurLue:
    if methode == M.ANRU:
        palier = TAUX_ANRU.palier_au(jour)
        return ValeurLue(palier.valeur, palier.reference.titre, palier.reference.certitude)
    palier = TAUX_USUEL_MINIMUM.palier_au(jour)
    return ValeurLue(palier.valeur, f"le plus bas de l'usage : {palier.reference.titre}", palier.reference.certitude)


def _part(
    donnee: Mapping[str, Any], methode: str, lot: LotProjet, projet: Projet, ligne: LigneDeTable | None, jour: date
) -> ValeurLue | None:
    """En ANRU, la part et le coût vont par deux : ceux de la convention, pas ceux du métier."""
    if methode == M.ANRU:
        valeur = PART_MAIN_D_OEUVRE_ANRU.au(jour)
        return _premiere(donnee, "part_main_oeuvre", ValeurLue(valeur, CALIBRAGE_COUPLE_ANRU.titre, "D"))
    if "part_main_oeuvre" in donnee or lot.part_main_oeuvre is not None:
        return _premiere(donnee, "part_main_oeuvre", _du_lot(lot.part_main_oeuvre))
    if projet.part_main_oeuvre is not None:
        return ValeurLue(projet.part_main_oeuvre, "le projet")
    return ligne.part if ligne else None


def _cout(donnee: Mapping[str, Any], methode: str, ligne: LigneDeTable, jour: date) -> ValeurLue | None:
    if methode == M.ANRU:
        valeur = COUT_HORAIRE_ANRU.au(jour)
        return _premiere(donnee, "cout_horaire", ValeurLue(valeur, CALIBRAGE_COUPLE_ANRU.titre, "D"))
    return _premiere(donnee, "cout_horaire", ligne.cout)
