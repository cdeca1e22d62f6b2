"""Reconnaître une colonne à son contenu, quand son intitulé n'est pas connu.

Un indice dans l'intitulé (« N° de SIRET (siège) ») et le contenu se confirment ; le contenu seul demande davantage.
Rien n'est deviné en silence : `lire` dit chaque colonne lue ainsi, et `--colonne` la corrige.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clauses.fond.annuaire.imports.identite import cle_de_lieu
from clauses.fond.annuaire.imports.lieux import Communes, est_un_couple
from clauses.fond.annuaire.imports.natures import natures_dites
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    lire_code_postal,
    lire_decimal,
    lire_oui_non,
    lire_siret,
)

EXAMINEES = 500  # cases non vides d'une colonne
VOISINES = 0.1  # deux colonnes aussi probables l'une que l'autre, à un dixième près
Juge = Callable[[str, Communes], bool]

_COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_SITE = re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.(fr|com|org|net|eu|asso\.fr)(/\S*)?", re.IGNORECASE)
_TELEPHONE = re.compile(r"(\+33|0033|0)[\s.\-]?(\(0\))?[1-9]([\s.\-/]?\d){8}")
_NAF = re.compile(r"\d{2}\.?\d{1,2}\s?[A-Z]")
_INSEE = re.compile(r"\d{4,5}|2[AB]\d{3}", re.IGNORECASE)
_VOIE = re.compile(
    r"\d r\b|\b(rue|avenue|av|ave|boulevard|bd|bvd|place|pl|chemin|che|route|rte|impasse|imp|allee|all|quai|zone|za|zi|"
    r"zac|cours|square|lieu dit|voie|parc|bp|cs)\b"
)
_DANS_UN_NOM = re.compile(
    r"\b(geiq|esat|asso\w*|ateliers?|chantiers?|regies?|insertion|emploi|entreprises?|sarl|sas|scop|scic|ei|aci|etti|"
    r"adapte\w*|apf|adapei|apei|solidar\w*|services?|groupement|fondation|mission|interim|propret\w*|envie|emmaus|jardins?)\b"
)
_INTITULE_DE_NOM = re.compile(
    r"\b(noms?|raison|denomination|structures?|etablissements?|organismes?|entreprises?|associations?|societes?|"
    r"entites?|intitule|libelle|employeurs?|designation|groupements?|porteur|siae)\b"
)
_PAS_UN_NOM = re.compile(
    r"\b(contacts?|prenoms?|directeurs?|direction|directrice|president\w*|responsables?|referente?s?|fonctions?|"
    r"interlocut\w*|personnes?|metiers?|activites?|secteurs?|filieres?|descri\w*|presentation|commentaires?|observations?|"
    r"remarques?|horaires?|territoires?|zones?|adresses?|regions?|departements?|dept?|epci|qpv|formes?|statuts?|juridique|"
    r"cedex|communes?|villes?|type|nature|categorie|date|source|reseaux?|federation|agrement|code|id|numero|n)\b"
)


@dataclass(frozen=True)
class Indice:
    """Ce qui fait reconnaître un champ. `intitule` : un mot de l'intitulé ; `juge` : une case en est-elle une valeur ?
    `avec`, `seul` : la part de cases qui suffit avec cet intitulé, ou sans (`None` : jamais)."""

    intitule: re.Pattern[str]
    juge: Juge
    avec: float = 0.5
    seul: float | None = 0.7


def _lisible(lire: Callable[[str], object], texte: str) -> bool:
    try:
        return lire(texte) is not None
    except CelluleInvalide:
        return False


def _forme(motif: re.Pattern[str]) -> Juge:
    return lambda texte, _: motif.fullmatch(texte) is not None


def _est_postal(texte: str, communes: Communes) -> bool:
    if not _lisible(lire_code_postal, texte):
        return False
    return not communes.par_postal or texte.zfill(5) in communes.par_postal or texte.endswith("0")


def _est_insee(texte: str, communes: Communes) -> bool:
    return bool(_INSEE.fullmatch(texte)) and (not communes.par_code or communes.du_code(texte) is not None)


def _est_une_commune(texte: str, communes: Communes) -> bool:
    if not communes.noms:
        return bool(re.fullmatch(r"[^\W\d][^\d@]{1,44}", texte))
    return cle_de_lieu(re.sub(r"^\d{5}\s+", "", texte)) in communes.noms


def _entre(minimum: float, maximum: float) -> Juge:
    """Un nombre à trois décimales au moins, entre ces bornes : une latitude, une longitude de métropole."""

    def juge(texte: str, _: Communes) -> bool:
        if not re.fullmatch(r"-?\d{1,3}[.,]\d{3,}", texte):
            return False
        return minimum <= float(lire_decimal(texte, point_decimal=True) or 0) <= maximum

    return juge


# Dans l'ordre où l'on cherche : ce qui se reconnaît à coup sûr d'abord.
INDICES: dict[str, Indice] = {
    "siret": Indice(re.compile(r"\bsirets?\b"), lambda texte, _: _lisible(lire_siret, texte), 0.3),
    "courriel": Indice(re.compile(r"\b(e ?)?mails?\b|courriel|electronique"), _forme(_COURRIEL)),
    "site": Indice(re.compile(r"\bsites?\b|\bweb\b|\burl\b|internet"), _forme(_SITE)),
    "telephone": Indice(re.compile(r"\btel\b|telephone|\bphone\b|portable|mobile"), _forme(_TELEPHONE)),
    "position": Indice(re.compile(r"geo|coord|gps|position|point|lat"), lambda texte, _: est_un_couple(texte)),
    "nature": Indice(
        re.compile(r"type|nature|categorie|typologie|dispositif|famille"),
        lambda texte, _: bool(natures_dites(texte)),
    ),
    "naf": Indice(re.compile(r"\bnaf\b|\bape\b"), _forme(_NAF)),
    "code_postal": Indice(re.compile(r"postal|\bcp\b"), _est_postal),
    "latitude": Indice(re.compile(r"\blat"), _entre(41, 51.5)),
    "longitude": Indice(re.compile(r"\blon|\blng"), _entre(-5.6, 9.8)),
    "commune": Indice(re.compile(r"commune|ville|localite|\blieu\b"), _est_une_commune, seul=0.7),
    "code_insee": Indice(re.compile(r"\binsee\b|\bcog\b|code (de )?(la )?commune"), _est_insee),
    "adresse": Indice(
        re.compile(r"adresse|\bvoie\b|\brue\b|siege"),
        lambda texte, _: bool(_VOIE.search(cle_de_texte(texte))),
        0.3,
        0.6,
    ),
    "departement": Indice(re.compile(r"\bdep"), _forme(re.compile(r"\d{1,3}|2[AB]", re.IGNORECASE)), seul=None),
    "finess": Indice(re.compile(r"finess"), _forme(re.compile(r"[0-9][0-9AB]?\d{5,7}")), seul=None),
}


@dataclass(frozen=True)
class Devinee:
    """Une colonne lue à son contenu. `rivales` : celles qui s'y prêtaient autant."""

    colonne: str
    rivales: tuple[str, ...] = ()


def echantillon(valeurs: Sequence[object]) -> list[str]:
    """Les premières cases non vides, en texte, telles qu'un tableur les montre."""
    return [_texte(valeur) for valeur in valeurs if valeur not in ("", None)][:EXAMINEES]


def deviner(
    colonnes: Mapping[str, str],
    cases: Mapping[str, list[str]],
    remplies: Mapping[str, float],
    manquants: Sequence[str],
    communes: Communes,
) -> dict[str, Devinee]:
    """{champ: la colonne devinée}, parmi les colonnes libres ({colonne: intitulé}), leurs cases et la part de lignes où
    elles sont `remplies`. Le nom vient en dernier : de ce qui reste, ce qui y ressemble le plus.

    Un code INSEE que rien n'annonce n'est cherché que si la commune manque : cinq chiffres en sont trop souvent un.
    """
    libres = {colonne: cle_de_texte(intitule) for colonne, intitule in colonnes.items() if cases.get(colonne)}
    pleines = {colonne: (1 + remplies[colonne]) / 2 for colonne in libres}
    trouvees: dict[str, Devinee] = {}
    for champ, indice in INDICES.items():
        if champ in manquants:
            muet = champ != "code_insee" or ("commune" in manquants and "commune" not in trouvees)
            parts = {
                c: pleines[c] * _part(champ, indice, cle, cases[c], communes, muet=muet) for c, cle in libres.items()
            }
            _retenir(champ, parts, libres, trouvees)
    if "nom" in manquants:
        notes = {colonne: note_de_nom(cle, cases[colonne], communes) for colonne, cle in libres.items()}
        _retenir("nom", {c: pleines[c] * note for c, note in notes.items() if note >= 0.9}, libres, trouvees)
    return trouvees


def _retenir(champ: str, parts: Mapping[str, float], libres: dict[str, str], trouvees: dict[str, Devinee]) -> None:
    """La plus probable ; à égalité, la première du fichier."""
    possibles = {colonne: part for colonne, part in parts.items() if part > 0}
    if not possibles:
        return
    meilleure = max(possibles, key=lambda colonne: possibles[colonne])
    proches = [c for c, part in possibles.items() if part >= possibles[meilleure] - VOISINES]
    trouvees[champ] = Devinee(proches[0], tuple(proches[1:]))
    del libres[proches[0]]


def _part(champ: str, indice: Indice, cle: str, cases: Sequence[str], communes: Communes, *, muet: bool) -> float:
    """La part de cases qui conviennent, si elle suffit ; l'intitulé qui le dit compte pour une entière. `muet` : un
    intitulé qui ne le dit pas est admis."""
    part = sum(indice.juge(texte, communes) for texte in cases) / len(cases)
    if indice.intitule.search(cle):
        return 1 + part if part >= indice.avec else 0
    if not muet or indice.seul is None or part < indice.seul or (champ == "commune" and not communes.noms):
        return 0
    if champ in ("code_insee", "code_postal") and not _l_emporte(champ, cases, communes):
        return 0
    return part


def _l_emporte(champ: str, cases: Sequence[str], communes: Communes) -> bool:
    """Cinq chiffres sans intitulé qui les dise : code postal, ou code INSEE ? Un code postal finit presque toujours par
    zéro ; un code INSEE est celui d'une commune chargée."""
    ronds = sum(texte.endswith("0") for texte in cases) / len(cases)
    if champ == "code_postal":
        return ronds >= 0.5
    return bool(communes.par_code) and ronds < 0.5


def note_de_nom(cle: str, cases: Sequence[str], communes: Communes) -> float:
    """Combien cette colonne ressemble à des noms de structures : distincts, en lettres, sous un intitulé qui le dit."""
    if _moyenne(cases, lambda t: any(map(str.isalpha, t)) and 2 <= len(t) <= 160) < 0.8:
        return 0
    autre = max(
        _moyenne(cases, lambda t: bool(natures_dites(t)) or _lisible(lire_oui_non, t)),
        _moyenne(cases, lambda t: bool(_COURRIEL.fullmatch(t) or _SITE.fullmatch(t))),
        _moyenne(cases, lambda t: _est_une_commune(t, communes)) if communes.noms else 0,
    )
    if autre >= 0.6:
        return 0
    note = len({cle_de_texte(texte) for texte in cases}) / len(cases)
    note += _moyenne(cases, lambda t: bool(_DANS_UN_NOM.search(cle_de_texte(t))))
    if _INTITULE_DE_NOM.search(cle) or natures_dites(cle):
        note += 1.5
    return note - 2.5 if _PAS_UN_NOM.search(cle) else note


def _moyenne(cases: Sequence[str], vrai: Callable[[str], bool]) -> float:
    return sum(map(vrai, cases)) / len(cases)


def _texte(valeur: object) -> str:
    texte = str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur)
    return " ".join(texte.split())
