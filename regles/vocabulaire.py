"""Comment un fait ou un résultat se dit : son sens, son unité, ses autres noms.

Ces mots se posent sur le champ de la règle : `heures: Annotated[Heures, Dit("Volume du marché.", "volume")]`. Le
lecteur des cas (`regles/cas/`) et sa référence (`docs/regles.md`) n'ont pas d'autre source. Un champ sans `Dit` ne
s'écrit pas dans un cas.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, make_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin, get_type_hints

from regles.saisie import (
    NOMBRES,
    Illisible,
    cle_simple,
    lire_date,
    lire_mois,
    lire_nombre,
    lire_oui_non,
    proches,
)
from regles.typographie import avec_unite, en_clair

Montant = Annotated[Decimal, "montant"]
Heures = Annotated[Decimal, "heures"]
Pourcentage = Annotated[Decimal, "pourcentage"]
Duree = Annotated[int, "duree"]
Mois = Annotated[date, "mois"]
# Une date, ou « oui » quand le fait est acquis depuis une date inconnue.
Depuis = Annotated[date, "depuis"]
DEPUIS_TOUJOURS = date(1900, 1, 1)
GENRES = {
    "montant": "montant HT en euros",
    "heures": "nombre d'heures",
    "pourcentage": "pourcentage",
    "nombre": "nombre",
    "entier": "nombre entier",
    "duree": "durée (mois ou ans)",
    "date": "date",
    "depuis": "date, ou oui",
    "mois": "mois",
    "oui_non": "oui ou non",
    "choix": "choix",
    "texte": "texte",
    "liste": "liste",
    "table": "table nom : nombre",
    "": "groupe de champs",
}
_UNITES = {"montant": "€", "duree": "mois"}
_NATURES = {Decimal: "nombre", int: "entier", date: "date", bool: "oui_non", str: "texte", tuple: "liste"}
_NATURES |= {dict: "table", Mapping: "table"}


class Dit:
    """Le sens d'un champ et ses autres noms ; les accents, les articles et « HT » ne font pas un autre nom.

    `nom` : celui qu'un cas écrit, s'il n'est pas celui de l'attribut. `defaut` : ce qui vaut en son absence, quand
    la dataclass ne le montre pas. `comme` : en son absence, la valeur de cet autre champ. Pour une liste, `seul` est
    le champ d'un élément écrit seul, et `table` les deux champs d'une ligne « nom: valeur ». `commun` : ses éléments
    complètent les champs écrits au-dessus d'elle.
    """

    def __init__(
        self,
        sens: str,
        *aussi: str,
        nom: str = "",
        defaut: str = "",
        comme: str = "",
        seul: str = "",
        table: tuple[str, ...] = (),
        commun: bool = False,
    ) -> None:
        self.sens, self.aussi, self.nom, self.defaut, self.comme = sens, aussi, nom, defaut, comme
        self.seul, self.table, self.commun = seul, table, commun


class Parmi:
    """Les valeurs admises d'un code, et leurs autres noms."""

    def __init__(self, valeurs: Mapping[str, tuple[str, ...]]) -> None:
        self.valeurs = valeurs


class Enumeration(StrEnum):
    """Une énumération dont chaque valeur porte ses autres noms : `FERME = "ferme", "tranche ferme", "TF"`."""

    aussi: tuple[str, ...]

    def __new__(cls, valeur: str, *aussi: str) -> Self:
        membre = str.__new__(cls, valeur)
        membre._value_ = valeur
        membre.aussi = aussi
        return membre


Jour = Annotated[date, Dit("Date des paramètres.", "date", "au", defaut="2026-01-01")]


@dataclass(frozen=True, eq=False)
class Champ:
    """Ce qu'un cas écrit d'un champ : son nom, son type nu et son genre, ses mots, les valeurs d'un choix."""

    nom: str
    attribut: str
    type: Any
    genre: str
    dit: Dit
    valeurs: Mapping[str, tuple[str, ...]]
    accepte_aucun: bool
    defaut: Any = MISSING

    @property
    def est_groupe(self) -> bool:
        return is_dataclass(self.type)

    @property
    def element(self) -> Any:
        """Ce que contient une liste ; `None` pour un autre champ."""
        return get_args(self.type)[0] if self.genre == "liste" else None

    @property
    def contient_des_champs(self) -> bool:
        """Les éléments de cette liste ont leurs propres champs."""
        return is_dataclass(self.element)

    @property
    def cle(self) -> str:
        """Sous quoi le ranger : un groupe porte souvent le nom d'un de ses champs."""
        return f"{self.attribut} " if self.est_groupe else self.nom

    @property
    def noms(self) -> tuple[str, ...]:
        return (self.nom, *self.dit.aussi)

    @property
    def en_son_absence(self) -> str:
        """Ce qui vaut quand il n'est pas écrit, en Markdown."""
        if self.dit.defaut or self.est_groupe or self.defaut in (None, (), ""):
            return self.dit.defaut or "–"
        if self.genre in _UNITES and self.defaut is not MISSING and self.defaut:
            return avec_unite(self.defaut, _UNITES[self.genre])
        return "**obligatoire**" if self.defaut is MISSING else en_clair(self.defaut)

    def lire(self, texte: str) -> Any:
        """La valeur qu'un texte donne à ce champ. Lève `Illisible`, qui dit comment l'écrire."""
        if self.genre in NOMBRES:
            lu = lire_nombre(texte, self.genre)
            return lu if self.type is Decimal else self.type(lu)
        if self.genre == "depuis" and cle_simple(texte) in ("oui", "non"):
            return DEPUIS_TOUJOURS if cle_simple(texte) == "oui" else None
        lecteurs: dict[str, Callable[[str], Any]] = {
            "oui_non": lire_oui_non,
            "mois": lire_mois,
            "date": lire_date,
            "depuis": lire_date,
            "texte": str.strip,
        }
        if self.genre in lecteurs:
            return lecteurs[self.genre](texte)
        possibles = {cle_simple(nom): code for code, aussi in self.valeurs.items() for nom in (code, *aussi)}
        cle = cle_simple(texte)
        if cle not in possibles and self.type is bool:
            cle = cle.partition("_")[0]  # « CDD de six mois » : le premier mot suffit
        if cle not in possibles:
            admis = f"{proches(texte, possibles)} Valeurs : {', '.join(self.valeurs)}."
            raise Illisible(f"« {texte} » n'est pas admis.{admis}")
        code = possibles[cle]
        return code == "oui" if self.type is bool else self.type(code)


def champ_de(attribut: str, annotation: Any, defaut: Any = MISSING) -> Champ:
    """Ce que disent un type et ce qui l'annote, par exemple `Annotated[Heures | None, Dit("…")]`."""
    dit, genre, facultatif = Dit(""), "", False
    valeurs: Mapping[str, tuple[str, ...]] = {}
    while get_origin(annotation) in (Annotated, Union, UnionType):
        if get_origin(annotation) is not Annotated:
            facultatif, annotation = True, next(a for a in get_args(annotation) if a is not NoneType)
            continue
        for marque in annotation.__metadata__:
            dit = marque if isinstance(marque, Dit) else dit
            valeurs = marque.valeurs if isinstance(marque, Parmi) else valeurs
            genre = marque if isinstance(marque, str) else genre
        annotation = annotation.__origin__
    if isinstance(annotation, type) and issubclass(annotation, Enumeration):
        valeurs = {membre.value: membre.aussi for membre in annotation}
    genre = genre or ("choix" if valeurs else _NATURES.get(get_origin(annotation) or annotation, ""))
    aucun = facultatif or genre == "liste"
    return Champ(dit.nom or attribut, attribut, annotation, genre, dit, valeurs, aucun, defaut)


@cache
def champs_de(classe: Any) -> tuple[Champ, ...]:
    """Les champs d'une dataclass qui ont un sens pour qui écrit, et les groupes de champs qu'elle contient."""
    annotations = get_type_hints(classe, include_extras=True)
    defauts = {f.name: f.default_factory() if f.default_factory is not MISSING else f.default for f in fields(classe)}
    tous = [champ_de(nom, annotations[nom], defaut) for nom, defaut in defauts.items()]
    return tuple(champ for champ in tous if champ.dit.sens or champ.est_groupe)


@cache
def a_plat(classe: Any) -> tuple[Champ, ...]:
    """Les champs d'une dataclass et ceux de ses groupes, qui s'écrivent au même niveau ; un groupe dit y est aussi."""
    dits = [champ for champ in champs_de(classe) if champ.dit.sens]
    pris = {nom for champ in dits for nom in champ.noms}
    groupes = (a_plat(champ.type) for champ in champs_de(classe) if champ.est_groupe)
    return (*dits, *(champ for champs in groupes for champ in champs if champ.nom not in pris))


def champs_annotes(classe: Any, *sauf: str) -> list[tuple[str, Any, Any]]:
    """De quoi refaire une dataclass (`make_dataclass`) avec les champs d'une autre, sauf quelques-uns."""
    annotations = get_type_hints(classe, include_extras=True)
    return [(f.name, annotations[f.name], field(default=f.default)) for f in fields(classe) if f.name not in sauf]


def _annotations(fonction: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(getattr(fonction, "func", fonction), include_extras=True)


@cache
def entrees_de(fonction: Callable[..., Any]) -> Any:
    """Les arguments d'une règle, en dataclass."""
    annotations = _annotations(fonction)
    arguments = inspect.signature(fonction).parameters
    defauts = {n: MISSING if a.default is a.empty else a.default for n, a in arguments.items()}
    champs = [(nom, annotations[nom], field(default=defaut)) for nom, defaut in defauts.items()]
    return make_dataclass("Entrees", champs, kw_only=True, frozen=True)


@cache
def rendus_par(fonction: Callable[..., Any]) -> dict[str, tuple[str, Champ]]:
    """Les résultats que rend une règle."""
    return resultats_de(_annotations(fonction)["return"])


@cache
def resultats_de(classe: Any) -> dict[str, tuple[str, Champ]]:
    """nom → (chemin d'attributs, champ) : les résultats d'une décision, puis ceux des décisions qu'elle contient."""
    proprietes = {n: p for c in reversed(classe.__mro__) for n, p in vars(c).items() if isinstance(p, property)}
    types = {n: get_type_hints(p.fget, include_extras=True).get("return") for n, p in proprietes.items()}
    propres = (*champs_de(classe), *(champ_de(n, t) for n, t in types.items()))
    trouves = {c.nom: (c.attribut, c) for c in propres if c.dit.sens}
    for groupe in (c for c in champs_de(classe) if hasattr(c.type, "en_mots")):
        for nom, (chemin, champ) in resultats_de(groupe.type).items():
            trouves.setdefault(nom, (f"{groupe.attribut}.{chemin}", champ))
    return trouves
