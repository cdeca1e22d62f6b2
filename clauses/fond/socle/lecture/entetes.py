"""Trouver la ligne d'en-tête, et rapprocher ses intitulés de ceux que l'on attend."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clauses.fond.socle.valeurs import cle_de_texte, est_vide

from .erreurs import FichierIllisible

LIGNES_EXPLOREES = 50


@dataclass(frozen=True)
class Attentes:
    """Ce que l'appelant sait du tableau : intitulés exigés, facultatifs, autres écritures. `doubles` : il sait choisir
    entre deux colonnes du même intitulé ; sinon, elles font refuser le fichier."""

    exigees: Sequence[str] = ()
    facultatives: Sequence[str] = ()
    synonymes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    doubles: bool = False

    def par_cle(self) -> dict[str, str]:
        """Clé d'un intitulé (voir `cle_de_texte`) → intitulé que l'appelant utilisera."""
        connues: dict[str, str] = {}
        for nom in (*self.exigees, *self.facultatives):
            connues.setdefault(cle_de_texte(nom), nom)
            for autre in self.synonymes.get(nom, ()):
                connues.setdefault(cle_de_texte(autre), nom)
        return connues


@dataclass(frozen=True)
class Entetes:
    """`rang` : place de la ligne d'en-tête dans les lignes explorées ; `noms` : une clé par colonne ; `intitules` :
    ce que le fichier y écrit."""

    rang: int
    noms: tuple[str, ...]
    intitules: tuple[str, ...]
    reconnues: int
    avertissements: tuple[str, ...] = ()


def score(lignes: Sequence[Sequence[object]], attentes: Attentes) -> tuple[int, int]:
    """(nombre d'intitulés reconnus, rang) de la meilleure ligne d'en-tête possible."""
    connues = attentes.par_cle()
    meilleur = (0, -1)
    for rang, ligne in enumerate(lignes):
        reconnues = len({connues[c] for c in map(_cle, ligne) if c in connues})
        if reconnues > meilleur[0]:
            meilleur = (reconnues, rang)
    return meilleur


def trouver(lignes: Sequence[Sequence[object]], attentes: Attentes, nom_fichier: str) -> Entetes:
    """La ligne d'en-tête parmi les premières lignes ; lève `FichierIllisible` s'il n'y en a pas."""
    reconnues, rang = score(lignes, attentes) if attentes.par_cle() else (0, _rang_probable(lignes))
    if rang < 0:
        exemples = ", ".join(f"« {nom} »" for nom in attentes.exigees[:8]) or "un intitulé par colonne"
        raise FichierIllisible(
            nom_fichier,
            _sans_entete(min(len(lignes), LIGNES_EXPLOREES)),
            f"La première ligne du tableau doit porter les noms des colonnes : {exemples}.",
        )
    intitules = [_intitule(cellule) for cellule in lignes[rang]]
    while intitules and not intitules[-1]:
        intitules.pop()
    noms, avertissements = _nommer(intitules, attentes, nom_fichier)
    _verifier_presence(noms, intitules, attentes, nom_fichier)
    return Entetes(rang, noms, tuple(intitules), reconnues, avertissements)


def _sans_entete(lues: int) -> str:
    if lues <= 1:
        return "sa seule ligne ne porte aucun nom de colonne connu\u202f; ce n'est sans doute pas un tableau."
    return f"aucune ligne d'en-tête n'a été trouvée dans les {lues} premières lignes."


def _intitule(cellule: object) -> str:
    return "" if est_vide(cellule) else " ".join(str(cellule).replace("\ufeff", "").split())


def _cle(cellule: object) -> str:
    return cle_de_texte(cellule) if isinstance(cellule, str) else ""


def _rang_probable(lignes: Sequence[Sequence[object]]) -> int:
    """Sans attente : la première ligne de textes presque aussi large que la plus large."""
    largeurs = [sum(not est_vide(c) for c in ligne) for ligne in lignes]
    seuil = max(1, 0.6 * max(largeurs, default=0))
    for rang, ligne in enumerate(lignes):
        pleines = [c for c in ligne if not est_vide(c)]
        if len(pleines) >= seuil and all(isinstance(c, str) and any(map(str.isalpha, c)) for c in pleines):
            return rang
    return -1


def _nommer(intitules: Sequence[str], attentes: Attentes, nom_fichier: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Une clé unique par colonne : l'intitulé attendu, sinon celui du fichier, sinon « (colonne C) »."""
    connues = attentes.par_cle()
    noms: list[str] = []
    place: dict[str, int] = {}
    avertissements: list[str] = []
    for rang, intitule in enumerate(intitules):
        nom = connues.get(cle_de_texte(intitule), intitule) or f"(colonne {lettre(rang)})"
        cle = cle_de_texte(nom)
        # Sans attente, l'appelant lit les intitulés tels quels : « typePrix » et « TypePrix » sont deux colonnes.
        if cle in place and intitule and (connues or intitule in noms):
            premiere = place[cle]
            if attentes.doubles:
                nom = f"{intitule} ({lettre(rang)})"
            elif nom in connues.values() or not connues:
                raise FichierIllisible(
                    nom_fichier,
                    f"la colonne « {intitule} » figure deux fois (colonnes {lettre(premiere)} et {lettre(rang)}).",
                    "Garder une seule de ces colonnes.",
                )
            else:
                nom = f"{nom} ({lettre(rang)})"
                avertissements.append(f"La colonne « {intitule} » figure deux fois ; elle n'est pas utilisée.")
        place.setdefault(cle, rang)
        noms.append(nom)
    return tuple(noms), tuple(avertissements)


def _verifier_presence(noms: Sequence[str], intitules: Sequence[str], attentes: Attentes, nom_fichier: str) -> None:
    """Les colonnes exigées sont là, sinon on les nomme avec celles du fichier qui leur ressemblent."""
    manquantes = [nom for nom in attentes.exigees if nom not in noms]
    if not manquantes:
        return
    libres = {cle_de_texte(i): i for i, nom in zip(intitules, noms, strict=False) if i and i == nom}
    details = []
    for nom in manquantes:
        proches = difflib.get_close_matches(cle_de_texte(nom), libres, n=1, cutoff=0.6)
        indice = f" (le fichier a « {libres[proches[0]]} »)" if proches else ""
        details.append(f"« {nom} »{indice}")
    if len(manquantes) == 1:
        message = f"il manque la colonne {details[0]}."
    else:
        message = f"il manque {len(manquantes)} colonnes : {', '.join(details)}."
    raise FichierIllisible(nom_fichier, message, "Ajouter ou renommer ces colonnes dans la ligne d'en-tête.")


def lettre(rang: int) -> str:
    """La lettre d'une colonne, comme dans un tableur : 0 → A, 26 → AA."""
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
