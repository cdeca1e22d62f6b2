"""Un même numéro pour plusieurs lots, ou pour plusieurs marchés : les tenir à part quand l'objet les dit."""

import difflib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from clauses.fond.socle.valeurs import cle_de_texte

from .colonnes import Brut
from .enregistrements import Enregistrement, anciennete, titulaires_de

_MEME_OBJET = 0.6  # ressemblance au-delà de laquelle deux objets décrivent le même marché
_COMPARES = 30  # au-delà, un numéro ne désigne plus rien : seuls des objets identiques se réunissent
_NUMERO = r"(?:n\s*(?:[°ºo]|os)?\s*\.?|num[ée]ros?)?\s*[:#-]?\s*"
_UN = re.compile(rf"\blot\s*{_NUMERO}(\d{{1,3}}[a-z]?)\b", re.IGNORECASE)
_PLUSIEURS = re.compile(rf"\blots\s*{_NUMERO}(\d{{1,3}}(?:\s*(?:,|/|&|-|et|à|au)\s*\d{{1,3}})*)\b", re.IGNORECASE)
_SUITE = re.compile(r"(\d+)\s*(?:à|au|-)\s*(\d+)")
_LETTRE = re.compile(r"\b(?:[Ll]ot|LOT)\s*(?:[nN]\s*[°ºo]\s*)?[:-]?\s*([A-Z]|[IVX]{2,4})\b")
_NOMME = re.compile(r"\blot (?!unique\b|dans\b|pour\b|avec\b)([a-z]{4,})")  # « lot peinture », sans numéro
_EN_FIN_DE_NUMERO = re.compile(r"(?<![a-z])lot[\W_]*(?:n[\W_]*)?0*([1-9]\d?)$", re.IGNORECASE)
_SUITE_MAX = 60


@dataclass(frozen=True)
class Part:
    """Les enregistrements d'un marché. `lot` : son numéro, s'il est dit ; `suffixe` : ce qui distingue son
    identifiant de celui des autres marchés du même numéro, vide s'il est seul."""

    enregistrements: Sequence[Enregistrement]
    lot: str = ""
    suffixe: str = ""


def lots_dits(texte: str) -> frozenset[str]:
    """Les lots que nomme un objet ou un numéro : « Lot n° 02 » → {2}, « lots 1 à 3 » → {1, 2, 3}, « lot B » → {B}."""
    trouves = {m.lstrip("0").lower() or "0" for m in _UN.findall(texte)}
    for liste in _PLUSIEURS.findall(texte):
        trouves |= {n.lstrip("0") or "0" for n in re.findall(r"\d+", liste)}
        for debut, fin in _SUITE.findall(liste):
            if int(debut) < int(fin) <= _SUITE_MAX:
                trouves |= {str(n) for n in range(int(debut), int(fin) + 1)}
    return frozenset(trouves or _LETTRE.findall(texte))


def lot_du_numero(identifiant: str) -> str:
    """Le lot que dit un numéro de marché : « 2024M12-LOT02 » → « 2 » ; vide s'il n'en dit pas."""
    trouve = _EN_FIN_DE_NUMERO.search(identifiant)
    return trouve[1].lstrip("0") if trouve else ""


def separer(groupe: Sequence[Enregistrement]) -> list[Part]:
    """Un marché par part, dans l'ordre du fichier ; une seule part quand rien ne les distingue."""
    paquets: list[list[Enregistrement]] = []
    par_objet: dict[str, list[Enregistrement]] = {}
    for enregistrement in sorted(groupe, key=anciennete, reverse=True):
        objet = _objet(enregistrement.champs)
        paquet = par_objet.get(objet) if objet else None
        if paquet is None and len(paquets) < _COMPARES:
            paquet = next((p for p in paquets if not autre_marche(enregistrement.champs, p[0].champs)), None)
        if paquet is None:
            paquets.append(paquet := [])
        paquet.append(enregistrement)
        par_objet.setdefault(objet, paquet)
    if len(paquets) == 1:
        return [Part(groupe)]
    parts = [_part(sorted(p, key=lambda e: e.rang), p[0]) for p in paquets]
    return sorted(_distinctes(parts), key=lambda part: part.enregistrements[0].rang)


def autre_marche(un: Brut, autre: Brut) -> bool:
    """Le même numéro désigne-t-il deux marchés ? Deux lots, ou deux objets sans rapport."""
    objets = [_objet(b) for b in (un, autre)]
    if not all(objets) or objets[0] == objets[1]:
        return False
    if _se_contredisent([lots_dits(str(b.get("objet"))) for b in (un, autre)]):
        return True
    if _se_contredisent([frozenset(_NOMME.findall(objet)) for objet in objets]):
        return True
    entreprises = [frozenset(str(t.get("id")).strip() for t in titulaires_de(b)) for b in (un, autre)]
    if _se_contredisent(entreprises):
        return True
    return difflib.SequenceMatcher(None, objets[0], objets[1], autojunk=False).ratio() < _MEME_OBJET


def _se_contredisent(ensembles: Sequence[frozenset[str]]) -> bool:
    return all(ensembles) and not ensembles[0] & ensembles[1]


def _objet(brut: Brut) -> str:
    return _cle(str(brut.get("objet") or ""))


def _cle(objet: str) -> str:
    return cle_de_texte(objet)[:300]


def _part(enregistrements: Sequence[Enregistrement], recent: Enregistrement) -> Part:
    lots = lots_dits(str(recent.champs.get("objet") or ""))
    if not lots:
        return Part(enregistrements, "", _empreinte(recent))
    ordre = sorted(lots, key=lambda lot: (len(lot), lot))
    return Part(enregistrements, ", ".join(ordre), f"_lot_{'_'.join(ordre)}")


def _distinctes(parts: Sequence[Part]) -> list[Part]:
    """Deux parts du même lot, aux objets sans rapport, se distinguent par leur objet."""
    suffixes = [part.suffixe for part in parts]
    return [
        Part(p.enregistrements, p.lot, p.suffixe + _empreinte(p.enregistrements[-1]))
        if p.lot and suffixes.count(p.suffixe) > 1
        else p
        for p in parts
    ]


def _empreinte(enregistrement: Enregistrement) -> str:
    return empreinte(str(enregistrement.champs.get("objet") or ""))


def empreinte(objet: str) -> str:
    """De quoi distinguer un objet d'un autre, toujours pareil d'un fichier à l'autre."""
    return "_" + hashlib.blake2b(_cle(objet).encode(), digest_size=4).hexdigest()
