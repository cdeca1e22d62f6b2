"""Ce que toutes les règles partagent : la référence, la valeur datée, la décision et le registre.

Une règle sans référence n'entre pas dans le registre : `@regle()` la refuse à l'import.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Annotated, TypeVar

import regles
from regles.saisie import Illisible, cle_simple, proches
from regles.typographie import INSECABLE, apostrophes, avec_unite, jour_en_mots, soigner
from regles.vocabulaire import Dit

NATURES = ("loi", "règlement", "doctrine", "convention")
CERTITUDES = {
    "A": "lu dans un texte officiel ou une pièce de marché",
    "B": "lu dans une source secondaire",
    "C": "usage rapporté, à vérifier avant de s'en prévaloir",
    "D": "déduit par le calcul",
}


class RegleSansReference(ValueError):
    """Une règle a été écrite sans dire d'où elle vient."""


class ValeurInconnue(LookupError):
    """Aucune valeur n'est connue à la date demandée."""


@dataclass(frozen=True)
class Reference:
    """D'où vient une règle : sa nature dit si elle oblige (loi, règlement) ou si elle se convient."""

    nature: str
    titre: str
    article: str = ""
    url: str = ""
    certitude: str = "C"
    verifiee_le: date | None = None

    def __post_init__(self) -> None:
        if self.nature not in NATURES:
            raise ValueError(f"Nature « {self.nature} » inconnue : {', '.join(NATURES)}.")
        if self.certitude not in CERTITUDES:
            raise ValueError(f"Certitude « {self.certitude} » inconnue : {', '.join(CERTITUDES)}.")

    def en_mots(self) -> str:
        """« Loi : code du travail, art. L3121-20 » ; une virgule, si le titre a déjà ses deux-points."""
        article = f", {self.article}" if self.article else ""
        suite = f", {self.titre}" if ":" in self.titre else f"{INSECABLE}: {self.titre}"
        return apostrophes(f"{self.nature.capitalize()}{suite}{article}")


@dataclass(frozen=True)
class Palier:
    """Une valeur, le jour depuis lequel elle vaut, et le texte qui la fixe."""

    depuis: date
    valeur: Decimal
    reference: Reference


@dataclass(frozen=True)
class ValeurDatee:
    """Une valeur de la loi ou de l'usage, qui change à des dates connues."""

    nom: str
    unite: str
    paliers: tuple[Palier, ...]

    def __post_init__(self) -> None:
        if not self.paliers:
            raise ValueError(f"« {self.nom} » n'a aucune valeur.")
        dates = [palier.depuis for palier in self.paliers]
        if dates != sorted(set(dates)):
            raise ValueError(f"« {self.nom} » : les dates doivent se suivre, sans doublon.")

    def palier_au(self, jour: date) -> Palier:
        """Le palier en vigueur ce jour-là. Lève `ValeurInconnue` avant le premier."""
        for palier in reversed(self.paliers):
            if palier.depuis <= jour:
                return palier
        premier = jour_en_mots(self.paliers[0].depuis)
        raise ValeurInconnue(f"« {self.nom} » n'est connue que depuis le {premier}.")

    def au(self, jour: date) -> Decimal:
        """La valeur en vigueur ce jour-là."""
        return self.palier_au(jour).valeur


@dataclass(frozen=True)
class LigneDeCalcul:
    """Une ligne de « pourquoi ce chiffre ? » : le libellé, le calcul en clair, le résultat."""

    libelle: str
    calcul: str
    valeur: Decimal
    unite: str = "h"

    def en_mots(self) -> str:
        calcul = f" ({self.calcul})" if self.calcul else ""
        return apostrophes(f"{self.libelle}{calcul}{INSECABLE}: {avec_unite(self.valeur, self.unite)}")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Un chiffre et tout ce qui le justifie. `valeur` est `None` quand le calcul est impossible."""

    valeur: Decimal | None
    motif: Annotated[str, Dit("Un passage du motif (la casse et les accents sont ignorés).")]
    references: Annotated[tuple[Reference, ...], "texte", Dit("Un passage des références citées.", nom="reference")]
    detail: tuple[LigneDeCalcul, ...] = ()
    unite: str = "h"
    avertissements: Annotated[
        tuple[str, ...], "texte", Dit("Un passage des avertissements « à confirmer ».", nom="avertissement")
    ] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "motif", soigner(self.motif))
        object.__setattr__(self, "avertissements", tuple(soigner(a) for a in self.avertissements))

    @property
    def reference(self) -> Reference:
        """La référence principale."""
        return self.references[0]

    def en_mots(self) -> str:
        """Le texte de « pourquoi ce chiffre ? », le même à l'écran, dans le PDF et la lettre."""
        chiffre = "Pas de chiffre" if self.valeur is None else avec_unite(self.valeur, self.unite)
        lignes = [f"{chiffre}."]
        lignes.append(self.motif)
        lignes += [f"–{INSECABLE}{ligne.en_mots()}" for ligne in self.detail]
        lignes += [f"À confirmer{INSECABLE}: {texte}" for texte in self.avertissements]
        lignes += [f"{reference.en_mots()}." for reference in self.references]
        return "\n".join(lignes)


@dataclass(frozen=True)
class RegleEnregistree:
    """Une règle du registre : son nom court, sa fonction, ses références, sa date d'effet.

    `rend` : son résultat principal ; `aussi` : ses autres noms. Un cas (`regles/cas/`) l'appelle par là.
    """

    nom: str
    module: str
    fonction: Callable
    references: tuple[Reference, ...]
    depuis: date
    resume: str
    rend: str
    aussi: tuple[str, ...]


@dataclass
class Registre:
    """Toutes les règles, par nom ; sert à la documentation et aux tests de cohérence."""

    regles: dict[str, RegleEnregistree] = field(default_factory=dict)
    # Règle → la fonction que remplit un cas, quand ce n'est pas la règle elle-même.
    formes: dict[str, Callable] = field(default_factory=dict)

    def ajouter(self, enregistree: RegleEnregistree) -> None:
        connue = self.regles.get(enregistree.nom)
        if connue and connue.module != enregistree.module:
            raise ValueError(f"Deux règles s'appellent « {enregistree.nom} ».")
        self.regles[enregistree.nom] = enregistree

    def trouver(self, nom: str) -> RegleEnregistree:
        """La règle de ce nom, ou d'un de ses autres noms. Lève `Illisible`, qui dit lequel s'en approche."""
        noms = {cle_simple(n): regle for regle in self.regles.values() for n in (*regle.aussi, regle.nom)}
        if cle_simple(nom) not in noms:
            proche = proches(nom, {n: regle.nom for n, regle in noms.items()})
            raise Illisible(f"La règle « {nom} » n'existe pas.{proche} Règles : {', '.join(self.regles)}.")
        return noms[cle_simple(nom)]

    def charger(self) -> None:
        """Charge tous les modules des règles, qui s'y inscrivent."""
        for module in walk_packages(regles.__path__, "regles."):
            if not module.name.startswith(("regles.cas", "regles.tests", "regles.__main__")):
                import_module(module.name)

    def forme(self, nom: str) -> Callable:
        """La fonction que remplit un cas de cette règle."""
        return self.formes.get(nom, self.regles[nom].fonction)


REGISTRE = Registre()
F = TypeVar("F", bound=Callable)


def regle(*references: Reference, depuis: date, rend: str = "", aussi: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Inscrit une fonction au registre des règles. Refuse une règle sans référence ou sans résumé."""
    if not references or not all(isinstance(reference, Reference) for reference in references):
        raise RegleSansReference("Une règle doit citer au moins une référence (`Reference`).")

    def inscrire(fonction: F) -> F:
        resume = (fonction.__doc__ or "").strip().split("\n")[0]
        if not resume:
            raise RegleSansReference(f"La règle « {fonction.__name__} » n'a pas de résumé en tête.")
        nom, module = fonction.__name__, fonction.__module__
        REGISTRE.ajouter(RegleEnregistree(nom, module, fonction, references, depuis, resume, rend, aussi))
        return fonction

    return inscrire


def forme(*noms: str) -> Callable[[F], F]:
    """La fonction que remplit un cas de ces règles : il donne ses arguments, et attend ce qu'elle rend."""

    def inscrire(fonction: F) -> F:
        REGISTRE.formes |= dict.fromkeys(noms, fonction)
        return fonction

    return inscrire
