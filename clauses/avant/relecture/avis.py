"""Lire des avis publiés (XML du BOAMP ou du TED, colonnes de texte d'un CSV) : un texte par avis, identifié.

Une case cochée d'un formulaire européen n'a pas de texte : elle est rendue par les mots que porte le formulaire.
"""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from lecteur.documents import PieceIllisible
from lecteur.extraction.constats import Paragraphe, Texte

SUFFIXES = (".csv", ".csv.gz", ".xml", ".zip")
_CASES = {
    "RESTRICTED_SHELTERED_WORKSHOP": "Le marché est réservé à des ateliers protégés et à des opérateurs économiques "
    "visant à l'intégration sociale et professionnelle de personnes handicapées ou défavorisées",
    "RESTRICTED_SHELTERED_PROGRAM": "L'exécution du marché est réservée à des programmes d'emplois protégés, pour des "
    "personnes handicapées ou défavorisées",
}
_CASES_CODEES = {
    "res-ws": _CASES["RESTRICTED_SHELTERED_WORKSHOP"],
    "res-pub-ser": "La participation est réservée à des organisations de mission de service public",
}
_EN_LIGNE = {"FT", "SUP", "SUB", "B", "I", "A", "SPAN", "STRONG", "EM", "BR"}
_LOTS = {"OBJECT_DESCR", "LOT", "ProcurementProjectLot"}
_NUMERO_DE_LOT = {"LOT_NO", "NUM_LOT", "NUM", "ID"}
_REMPLACE, _REMPLACANT = "OLD_VALUE", "NEW_VALUE"  # rectificatif du TED : ce qui est remplacé, ce qu'il faut lire
_CRITERE, _POIDS = {"AC_CRITERION", "CRITERE"}, {"AC_WEIGHTING", "POIDS"}
_MOTS = re.compile(r"[^\W\d_]{3,}.*\s.*[^\W\d_]{2,}", re.S)  # deux mots au moins : ni code, ni adresse, ni montant
_COLONNE_ID = re.compile(r"(?:^|_)(?:id|idweb|num|numero|reference|ref|avis|annonce)(?:$|_)|avis_num", re.I)


@dataclass(frozen=True)
class Avis:
    """Un avis lu : le fichier, la ligne (CSV) et l'identifiant quand il y en a un."""

    fichier: str
    texte: Texte
    identifiant: str = ""
    ligne: int | None = None


def lire_avis(contenu: bytes, nom: str) -> Iterator[Avis]:
    """Les avis d'un fichier CSV, XML ou ZIP d'XML. Lève `PieceIllisible`."""
    if nom.endswith(".zip"):
        yield from _archive(contenu, nom)
    elif nom.endswith(".xml"):
        yield lire_xml(contenu, nom)
    else:
        yield from lire_csv(_decompresser(contenu, nom), nom)


def _decompresser(contenu: bytes, nom: str) -> bytes:
    try:
        return gzip.decompress(contenu) if nom.endswith(".gz") else contenu
    except (OSError, EOFError) as erreur:
        raise PieceIllisible(f"« {nom} » n'est pas un fichier gzip lisible.", "Redemandez le fichier.") from erreur


def _archive(contenu: bytes, nom: str) -> Iterator[Avis]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(contenu))
    except zipfile.BadZipFile as erreur:
        raise PieceIllisible(f"« {nom} » n'est pas une archive ZIP lisible.", "Redemandez le fichier.") from erreur
    for membre in archive.namelist():
        if membre.endswith(".xml"):
            yield lire_xml(archive.read(membre), membre)


def lire_xml(contenu: bytes, nom: str) -> Avis:
    """Les phrases d'un avis, dans l'ordre ; chaque lot est annoncé par « Lot n° X »."""
    try:
        racine = fromstring(contenu)
    except (ParseError, DefusedXmlException, ValueError) as erreur:
        raise PieceIllisible(f"« {nom} » n'est pas un XML lisible.", "Redemandez l'avis à sa source.") from erreur
    lignes = list(_lignes(_formulaire(racine)))
    identifiant = next((e.text for e in racine.iter() if _nom(e) == "IDWEB" and e.text), "")
    return Avis(nom, _texte(lignes), identifiant or nom.rsplit("/", 1)[-1].removesuffix(".xml"))


def _formulaire(racine: Element) -> Element:
    """Le formulaire d'origine d'un avis du TED (qui porte ses traductions) ; ailleurs, tout l'avis."""
    for section in racine.iter():
        if _nom(section) == "FORM_SECTION" and len(section):
            return next((f for f in section if f.get("CATEGORY") == "ORIGINAL"), section[0])
    return racine


def _nom(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _lignes(element: Element) -> Iterator[str]:
    nom = _nom(element)
    if nom in _CASES or (nom.endswith("Code") and (element.text or "").strip() in _CASES_CODEES):
        yield _CASES.get(nom) or _CASES_CODEES[(element.text or "").strip()]
        return
    if nom in (_REMPLACE, _REMPLACANT):
        yield "Au lieu de :" if nom == _REMPLACE else "Lire :"
    if nom in _LOTS and (annonce := _annonce_du_lot(element)):
        yield annonce
    if (element.text or "").strip() or (len(element) and all(_nom(e) in _EN_LIGNE for e in element)):
        texte = " ".join("".join(element.itertext()).split())
        if _MOTS.search(texte):
            yield texte
        return
    critere = None
    for enfant in element:
        if _nom(enfant) in _CRITERE:
            critere = " ".join("".join(enfant.itertext()).split())
        elif _nom(enfant) in _POIDS and critere:
            yield f"Critère d'attribution : {critere} — pondération : {''.join(enfant.itertext()).strip()}"
            critere = None
        else:
            yield from _lignes(enfant)
    if critere:
        yield f"Critère d'attribution : {critere}"


def _annonce_du_lot(lot: Element) -> str:
    numero = next((e.text for e in lot if _nom(e) in _NUMERO_DE_LOT and e.text), "")
    lu = re.search(r"(\d{1,3})\s*$", numero.strip())
    return f"Lot n° {int(lu[1])}" if lu else ""


def _texte(lignes: list[str]) -> Texte:
    """Une ligne, un paragraphe ; la même phrase répétée dans l'avis n'est gardée qu'une fois de suite."""
    propres = [ligne for i, ligne in enumerate(lignes) if i == 0 or ligne != lignes[i - 1]]
    return Texte(tuple(Paragraphe(ligne, None, rang) for rang, ligne in enumerate(propres, 1)))


def lire_csv(contenu: bytes, nom: str) -> Iterator[Avis]:
    """Un avis par ligne : ses colonnes de texte, dans l'ordre. Séparateur et codage reconnus."""
    try:
        chaine = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        chaine = contenu.decode("cp1252", errors="replace")
    entete = chaine.split("\n", 1)[0]
    separateur = max(",;\t", key=entete.count)
    csv.field_size_limit(10_000_000)
    lecteur = csv.DictReader(io.StringIO(chaine), delimiter=separateur)
    if not lecteur.fieldnames or (separateur not in entete and len(lecteur.fieldnames) < 1):
        raise PieceIllisible(f"« {nom} » n'a pas de ligne d'en-tête.", "Donnez un CSV dont la première ligne nomme.")
    colonne_id = next((c for c in lecteur.fieldnames if _COLONNE_ID.search(c)), "")
    for ligne in lecteur:
        morceaux = [
            morceau.strip()
            for colonne, valeur in ligne.items()
            if colonne and colonne != colonne_id and isinstance(valeur, str) and _MOTS.search(valeur)
            for morceau in valeur.split("\n")
            if morceau.strip()
        ]
        yield Avis(nom, _texte(morceaux), (ligne.get(colonne_id) or "") if colonne_id else "", lecteur.line_num)
