"""Les faits d'une clause : sa formule, ses choix de lecture, ses tranches, ses mouvements d'argent.

Pour une clause modifiée par avenant, l'appelant donne la version en vigueur au jour du calcul.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from regles.typographie import INSECABLE, accorder, euros, nombre


class Formule(StrEnum):
    FIXE = "fixe"
    TRANCHES = "tranches"
    ANNUELLE = "annuelle"
    POURCENTAGE = "pourcentage"
    FACTURATION = "facturation"


class LectureTranches(StrEnum):
    ENTIERES = "entieres"
    PRORATA = "prorata"


class LectureSeuil(StrEnum):
    RETROACTIF = "retroactif"
    FRANCHISE = "franchise"


class AssietteSeuil(StrEnum):
    COMMANDE = "commande"
    FACTURE = "facture"


class LectureResiliation(StrEnum):
    EXIGIBLE = "exigible"
    PRORATA = "prorata"


class NatureTranche(StrEnum):
    FERME = "ferme"
    OPTIONNELLE = "optionnelle"


class FaitsIncoherents(ValueError):
    """Les faits donnés ne permettent pas d'appliquer la règle ; le message dit lequel corriger."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """Les termes de la formule. Heures en heures, montants en € HT, `taux` en pour cent (5 pour 5 %)."""

    formule: Formule
    heures: Decimal | None = None
    heures_par_an: Decimal | None = None
    taux: Decimal | None = None
    heures_par_tranche: Decimal | None = None
    montant_tranche_ht: Decimal | None = None
    seuil_ht: Decimal = Decimal(0)
    lecture_tranches: LectureTranches = LectureTranches.ENTIERES
    lecture_seuil: LectureSeuil = LectureSeuil.RETROACTIF
    assiette_seuil: AssietteSeuil = AssietteSeuil.FACTURE
    lecture_resiliation: LectureResiliation = LectureResiliation.EXIGIBLE

    def __post_init__(self) -> None:
        for champ in TERMES[self.formule]:
            if getattr(self, champ) is None:
                raise FaitsIncoherents(f"La formule « {LIBELLES[self.formule]} » demande « {champ} ».")
        for champ in ("heures", "heures_par_an", "taux", "heures_par_tranche", "seuil_ht"):
            valeur = getattr(self, champ)
            if valeur is not None and valeur < 0:
                raise FaitsIncoherents(f"« {champ} » ne peut pas être négatif.")
        if self.montant_tranche_ht is not None and self.montant_tranche_ht <= 0:
            raise FaitsIncoherents("« montant_tranche_ht » doit être supérieur à zéro.")


TERMES = {
    Formule.FIXE: ("heures",),
    Formule.TRANCHES: (),
    Formule.ANNUELLE: ("heures_par_an",),
    Formule.POURCENTAGE: ("taux",),
    Formule.FACTURATION: ("heures_par_tranche", "montant_tranche_ht"),
}
LIBELLES = {
    Formule.FIXE: "volume fixe",
    Formule.TRANCHES: "tranches fermes et optionnelles",
    Formule.ANNUELLE: "volume annuel",
    Formule.POURCENTAGE: "pourcentage des heures travaillées",
    Formule.FACTURATION: "heures par tranche de facturation",
}


def clause_ugap() -> Clause:
    """La clause type UGAP : 220 h par 100 000 € HT facturés, dès 100 000 € HT de commandes cumulées."""
    return Clause(
        formule=Formule.FACTURATION,
        heures_par_tranche=Decimal(220),
        montant_tranche_ht=Decimal(100_000),
        seuil_ht=Decimal(100_000),
        assiette_seuil=AssietteSeuil.COMMANDE,
    )


@dataclass(frozen=True, kw_only=True)
class Tranche:
    """Une tranche et ses heures. Une optionnelle n'est due qu'à partir de son affermissement."""

    nature: NatureTranche
    heures: Decimal
    nom: str = ""
    affermie_le: date | None = None
    debut: date | None = None
    fin: date | None = None

    def due_au(self, jour: date | None) -> bool:
        """Ferme, ou affermie ce jour-là au plus tard (`None` : tous les faits connus)."""
        if self.nature == NatureTranche.FERME:
            return True
        return self.affermie_le is not None and (jour is None or self.affermie_le <= jour)

    @property
    def libelle(self) -> str:
        return self.nom or f"Tranche {self.nature}"


@dataclass(frozen=True, kw_only=True)
class Mouvement:
    """Une commande ou une facture, en € HT ; un avoir est un montant négatif."""

    jour: date | None
    montant_ht: Decimal
    attributaire: str | None = None


@dataclass(frozen=True, kw_only=True)
class HeuresTravaillees:
    """Toutes les heures travaillées sur le marché (insertion ou non), à un jour."""

    jour: date | None
    heures: Decimal
    attributaire: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reconduction:
    """Une période de plus. Sans `faite_le`, elle est possible ; avec, elle est engagée ce jour-là."""

    duree_mois: int
    faite_le: date | None = None

    def faite_au(self, jour: date | None) -> bool:
        return self.faite_le is not None and (jour is None or self.faite_le <= jour)


@dataclass(frozen=True, kw_only=True)
class FaitsEngagement:
    """Tout ce que l'on sait du lot : la clause en vigueur, les dates, l'argent, les heures.

    `fin` est la fin prévue, reconductions faites comprises. `facturation_prevue_ht` est le total
    prévu à la fin, facturation réelle comprise ; de même `heures_travaillees_prevues`.
    """

    clause: Clause
    debut: date | None = None
    fin: date | None = None
    notifie_le: date | None = None
    resilie_le: date | None = None
    duree_initiale_mois: int | None = None
    tranches: tuple[Tranche, ...] = ()
    reconductions: tuple[Reconduction, ...] = ()
    commandes: tuple[Mouvement, ...] = ()
    factures: tuple[Mouvement, ...] = ()
    facturation_prevue_ht: Decimal | None = None
    heures_travaillees: tuple[HeuresTravaillees, ...] = ()
    heures_travaillees_prevues: Decimal | None = None


def _phrase_facturation(clause: Clause, sans_effet: bool) -> list[str]:
    par = accorder(clause.heures_par_tranche, "heure")
    phrases = [f"{par} d'insertion par tranche de {euros(clause.montant_tranche_ht)} HT facturés"]
    if clause.seuil_ht == 0:
        phrases[0] += ", dès le premier euro, sans seuil de déclenchement."
    else:
        cumul = "commandes" if clause.assiette_seuil == AssietteSeuil.COMMANDE else "factures"
        phrases[0] += f", à partir de {euros(clause.seuil_ht)} HT de {cumul} cumulées."
    if clause.lecture_tranches == LectureTranches.ENTIERES:
        phrases.append("Seules les tranches entières comptent.")
    else:
        phrases.append("Une tranche entamée compte au prorata.")
    phrases += _phrases_du_seuil(clause) if clause.seuil_ht or sans_effet else []
    phrases.append("Les montants se cumulent sur toute la durée du marché, reconductions comprises.")
    return phrases


def _phrases_du_seuil(clause: Clause) -> list[str]:
    if clause.seuil_ht == 0:
        return [
            "Faute de seuil, le choix entre lecture rétroactive et franchise, ou entre commandes et"
            " factures, est sans effet."
        ]
    if clause.lecture_seuil == LectureSeuil.RETROACTIF:
        lecture = "Une fois le seuil atteint, tout compte depuis le premier euro (lecture rétroactive)."
    else:
        lecture = "Seuls comptent les montants facturés au-delà du seuil (lecture en franchise)."
    if clause.assiette_seuil == AssietteSeuil.COMMANDE:
        return [lecture, "Le seuil se lit sur les montants commandés, les heures sur les montants facturés."]
    return [lecture, "Le seuil et les heures se lisent sur les montants facturés."]


def phrase_de_la_clause(clause: Clause, *, sans_effet: bool = True) -> str:
    """La clause et ses choix de lecture, en toutes lettres, pour l'écran et pour la lettre.

    `sans_effet` : dire aussi les choix qui ne jouent pas faute de seuil ; une pièce du marché les tait.
    """
    if clause.formule == Formule.FACTURATION:
        phrases = _phrase_facturation(clause, sans_effet)
    elif clause.formule == Formule.FIXE:
        phrases = [f"{accorder(clause.heures, 'heure')} d'insertion pour toute la durée du marché."]
    elif clause.formule == Formule.TRANCHES:
        phrases = [
            "Les heures d'insertion sont fixées par tranche.",
            "La tranche ferme est due dès la notification,",
            "chaque tranche optionnelle dès son affermissement.",
        ]
    elif clause.formule == Formule.ANNUELLE:
        phrases = [
            f"{accorder(clause.heures_par_an, 'heure')} d'insertion par an.",
            "Seules les reconductions faites engagent leurs heures.",
        ]
    else:
        taux = nombre(clause.taux)
        phrases = [f"{taux}{INSECABLE}% de toutes les heures travaillées sur le marché, en heures d'insertion."]
    return " ".join(phrases).replace("'", "’")
