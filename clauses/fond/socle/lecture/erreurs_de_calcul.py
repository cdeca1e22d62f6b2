"""Les cases d'un classeur que le tableur n'a pas su calculer : #REF!, #N/A, #DIV/0!…, ou sans résultat gardé.

Calamine les rend vides. On les cherche dans le fichier même (XLSX, ODS, XLS), une fois, et seulement s'il en porte la
marque : une case vide et une case fausse ne se confondent pas. Un .xlsb ne se relit pas ainsi (`se_voient`).
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import IO, BinaryIO, Protocol
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from clauses.fond.socle.valeurs import FORMULE_SANS_RESULTAT, est_erreur_de_tableur

from . import erreurs_xls

Erreurs = dict[int, dict[int, str]]  # {rang de la ligne: {rang de la colonne: erreur}}, à partir de 0
_BLOC = 1 << 20
# Une case en erreur, une formule (sous un préfixe au besoin) : des octets à chercher tels quels, c'est le plus court.
_MARQUES_XLSX = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_MARQUES_ODS = (b"table:formula",)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_RELATIONS = "xl/_rels/workbook.xml.rels"
_AU_PLUS = 16_384  # colonnes d'une feuille : au-delà, une répétition ne dit plus rien


class Feuille(Protocol):
    """Ce que calamine montre d'une feuille."""

    @property
    def start(self) -> tuple[int, int] | None: ...

    @property
    def width(self) -> int: ...

    def iter_rows(self) -> Iterator[Sequence[object]]: ...


def se_voient(flux: BinaryIO) -> bool:
    """Faux pour un classeur dont les cases fausses ne se distinguent pas des vides (.xlsb)."""
    return not any(nom.startswith("xl/") and nom.endswith(".bin") and "sheet" in nom for nom in _noms(flux))


def cases_en_erreur(flux: BinaryIO, feuille: str) -> Erreurs:
    """Les cases fausses de cette feuille ; rien si le fichier n'en dit pas."""
    noms = _noms(flux)
    flux.seek(0)
    if not noms:
        return erreurs_xls.cases_en_erreur(flux.read(), feuille)
    try:
        with zipfile.ZipFile(flux) as archive:
            if "content.xml" in noms:
                return _d_ods(archive, feuille) if _porte(archive, "content.xml", _MARQUES_ODS) else {}
            partie = _partie(archive, feuille) if _RELATIONS in noms else ""
            return _de_xlsx(archive, partie) if partie in noms and _porte(archive, partie, _MARQUES_XLSX) else {}
    except (ParseError, DefusedXmlException):
        return {}  # calamine a lu cette feuille : elle n'est pas à refuser pour autant


def avec_erreurs(feuille: Feuille, erreurs: Erreurs) -> Iterator[Sequence[object]]:
    """Les lignes de la feuille depuis sa colonne A, où chaque case fausse porte son erreur ; toutes d'une largeur."""
    marge = feuille.start[1] if feuille.start else 0
    largeur = max(marge + feuille.width, *(max(cases) + 1 for cases in erreurs.values()))
    rang = -1
    for rang, rangee in enumerate(feuille.iter_rows()):
        yield _completer([*[""] * marge, *rangee], largeur, erreurs.get(rang, {}))
    for suivant in range(rang + 1, max(erreurs) + 1):
        yield _completer([], largeur, erreurs.get(suivant, {}))


def _completer(rangee: list[object], largeur: int, erreurs: dict[int, str]) -> Sequence[object]:
    rangee += [""] * (largeur - len(rangee))
    for colonne, erreur in erreurs.items():
        rangee[colonne] = erreur
    return rangee


def _noms(flux: BinaryIO) -> set[str]:
    flux.seek(0)
    if not zipfile.is_zipfile(flux):
        return set()
    flux.seek(0)
    with zipfile.ZipFile(flux) as archive:
        return set(archive.namelist())


def _porte(archive: zipfile.ZipFile, partie: str, marques: Sequence[bytes]) -> bool:
    """Cherche ces marques par blocs, sans tout garder : la plupart des classeurs n'en ont aucune."""
    with archive.open(partie) as flux:
        fin = b""
        while bloc := flux.read(_BLOC):
            cherche = fin + bloc
            if any(marque in cherche for marque in marques):
                return True
            fin = bloc[-32:]
    return False


def _partie(archive: zipfile.ZipFile, feuille: str) -> str:
    """Le fichier de cette feuille, dans l'archive."""
    cibles, lien = {}, ""
    with archive.open(_RELATIONS) as flux:
        for _, noeud in iterparse(flux):
            cibles[noeud.get("Id")] = noeud.get("Target", "")
    with archive.open("xl/workbook.xml") as flux:
        for _, noeud in iterparse(flux):
            if _nom(noeud) == "sheet" and noeud.get("name") == feuille:
                lien = next((v for cle, v in noeud.attrib.items() if cle.endswith("}id")), "")
    cible = cibles.get(lien, "")
    return cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"


def _de_xlsx(archive: zipfile.ZipFile, partie: str) -> Erreurs:
    erreurs: Erreurs = defaultdict(dict)
    ligne, colonne = -1, -1
    with archive.open(partie) as flux:
        for evenement, noeud in _parcourir(flux, "row", "c"):
            reference = _REFERENCE.fullmatch(noeud.get("r", ""))
            if evenement == "start" and _nom(noeud) == "row":
                ligne, colonne = int(noeud.get("r", ligne + 2)) - 1, -1
            elif evenement == "end" and _nom(noeud) == "c":
                colonne = _rang(reference[1]) if reference else colonne + 1
                if erreur := _erreur_de_xlsx(noeud):
                    erreurs[ligne][colonne] = erreur
    return dict(erreurs)


def _erreur_de_xlsx(case: Element) -> str:
    valeur = next((fils for fils in case if _nom(fils) == "v"), None)
    if case.get("t") == "e":
        return (valeur.text if valeur is not None else "") or "#N/A"
    # Un texte vide est un résultat, que le tableur dit tel (« str ») ; un nombre vide n'en est pas un.
    a_un_resultat = case.get("t") == "str" or (valeur is not None and valeur.text)
    return FORMULE_SANS_RESULTAT if any(_nom(fils) == "f" for fils in case) and not a_un_resultat else ""


def _d_ods(archive: zipfile.ZipFile, feuille: str) -> Erreurs:
    erreurs: Erreurs = defaultdict(dict)
    dans, ligne, colonne = False, 0, 0
    with archive.open("content.xml") as flux:
        for evenement, noeud in _parcourir(flux, "table", "table-row", "table-cell", "covered-table-cell"):
            nom = _nom(noeud)
            if nom == "table":
                dans, ligne = evenement == "start" and _attribut(noeud, "name") == feuille, 0
            elif not dans:
                continue
            elif nom == "table-row" and evenement == "start":
                colonne = 0
            elif nom == "table-row":
                ligne += int(_attribut(noeud, "number-rows-repeated") or 1)
            elif evenement == "end":
                fois = int(_attribut(noeud, "number-columns-repeated") or 1)
                if erreur := _erreur_d_ods(noeud):
                    erreurs[ligne] |= dict.fromkeys(range(colonne, colonne + min(fois, _AU_PLUS)), erreur)
                colonne += fois
    return dict(erreurs)


def _erreur_d_ods(case: Element) -> str:
    if _attribut(case, "formula") is None:
        return ""
    texte = "".join(case.itertext()).strip()
    types = [valeur for cle, valeur in case.attrib.items() if cle.endswith("}value-type")]
    if "error" in types or est_erreur_de_tableur(texte):
        return texte if est_erreur_de_tableur(texte) else "#N/A"
    return "" if types or texte else FORMULE_SANS_RESULTAT


def _parcourir(flux: IO[bytes], *noms: str) -> Iterator[tuple[str, Element]]:
    """Le début et la fin de ces éléments ; ce qui est lu est oublié, ligne après ligne."""
    for evenement, noeud in iterparse(flux, events=("start", "end")):
        nom = _nom(noeud)
        if nom in noms:
            yield evenement, noeud
        if evenement == "end" and nom in ("row", "table-row"):
            noeud.clear()


def _nom(noeud: Element) -> str:
    return str(noeud.tag).rpartition("}")[2]


def _attribut(noeud: Element, nom: str) -> str | None:
    return next((valeur for cle, valeur in noeud.attrib.items() if cle.rpartition("}")[2] == nom), None)


def _rang(lettres: str) -> int:
    """« A » → 0, « AA » → 26."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang - 1
