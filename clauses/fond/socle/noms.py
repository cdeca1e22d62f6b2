"""Les noms repliés : un seul endroit dit comment un nom se compare, se cherche et se range. Aucun import de Django ici.

« N’Guessan », « N'GUESSAN » et « n guessan » ont la même clé (`cle_de_texte`) ; « NGUESSAN » aussi, lettres jointes
(`serrer`). Les colonnes calculées de la base (`recherche.py`) replient de même : les motifs ci-dessous servent des deux
côtés. Une lettre d'une autre écriture que la latine reste telle quelle, dans sa casse. Voir docs/decisions/0034.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Ce qui se pose sur une lettre, et l'invisible : rien n'en reste.
ACCENTS = r"[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
# Ce qui sépare deux mots : espaces, apostrophes, traits d'union, ponctuation, symboles.
SIGNES = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f"
    r"\ufe00-\ufe0f\ufff0-\uffff]+"
)
# Les lettres que la décomposition d'Unicode laisse entières : une pour une, puis celles qui en valent deux.
UNE_POUR_UNE = ("łđøðħŧŋıŁĐØÐĦŦŊŒÆẞÞ", "ldodhtniLDODHTNœæßþ")
BORD = "\ue000"  # entre deux champs repliés d'un coup : ni lettre, ni signe
EN_VALENT_DEUX = {"œ": "oe", "æ": "ae", "ß": "ss", "þ": "th"}

_ACCENTS, _SIGNES = re.compile(ACCENTS), re.compile(f"(?:{SIGNES}|\0)+")
_UNE = str.maketrans(*UNE_POUR_UNE)
_DEUX = str.maketrans(EN_VALENT_DEUX | {chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)})
_NOMBRE = re.compile(r"[0-9]+")
_CHIFFRES = 8  # un nombre se range sur huit chiffres
_DIACRITIQUES = re.compile(r"(?<=\w)['’‘ʼ`´\-‐‑](?=\w)")
MOTS_AU_PLUS = 12
SIREN = 9


@lru_cache(maxsize=16384)
def cle_de_texte(texte: str) -> str:
    """Le texte réduit à ses lettres et chiffres, sans accents ni casse, les mots séparés d'une espace.

    « Nombre d’heures  », « NOMBRE D'HEURES » et « nombre d heures » donnent la même clé ; « Łukasz » et « Lukasz »,
    « Œuvrard » et « OEUVRARD », « Groß » et « GROSS », « Yıldız » et « Yildiz » aussi.
    """
    if not texte.isascii():
        texte = _ACCENTS.sub("", unicodedata.normalize("NFKD", texte)).translate(_UNE)
    return _SIGNES.sub(" ", texte.translate(_DEUX)).strip(" ")


def serrer(texte: str) -> str:
    """Les lettres jointes : « Le Goff », « LEGOFF », « Le-Goff » n'en font qu'un."""
    return cle_de_texte(texte).replace(" ", "")


def mots_cherches(texte: str) -> list[str]:
    """Les mots d'une recherche, repliés, chacun une fois, douze au plus.

    Un SIRET ou un SIREN se cherche comme il se lit, par groupes : « 123 456 789 » devient « 123456789 ».
    """
    mots = list(dict.fromkeys(cle_de_texte(texte).split()))
    joint = serrer(texte)
    return [joint] if joint.isdigit() and len(joint) >= SIREN else mots[:MOTS_AU_PLUS]


def contient(texte: str, mots: Iterable[str]) -> bool:
    """Chacun de ces mots repliés est-il quelque part dans le texte ? Comme la colonne `recherche`, hors de la base."""
    lu = f"{cle_de_texte(texte)} {serrer(texte)}"
    return all(mot in lu for mot in mots)


def rang(texte: str) -> str:
    """La clé, ses nombres sur huit chiffres : « Lot 2 » avant « Lot 10 »."""
    return _NOMBRE.sub(lambda m: (m[0].lstrip("0") or "0").zfill(_CHIFFRES), cle_de_texte(texte))


def cle_de_tri(*textes: str) -> str:
    """De quoi ranger à la française : accents, casse et signes ne comptent que pour départager.

    « Élouard » avec les E, « de la Tour » à D. Plusieurs textes (nom, prénom) se rangent l'un après l'autre.
    """
    return f"{rang(BORD.join(textes)).replace(BORD, '  ')}  {' '.join(textes)}"


def est_mieux_ecrit(neuf: str, connu: str) -> bool:
    """Du même nom, `neuf` porte-t-il plus d'accents, d'apostrophes ou de traits d'union que `connu` ?

    La casse et l'espace n'en disent rien : « ZOE » ne vaut pas mieux que « Zoe », ni l'inverse.
    """
    return serrer(neuf) == serrer(connu) and _soin(neuf) > _soin(connu)


def _soin(nom: str) -> int:
    """Ce qu'une saisie hâtive perd d'un nom : ses accents, ses lettres à part, ses signes entre deux lettres."""
    nom = unicodedata.normalize("NFC", nom)
    return len(_DIACRITIQUES.findall(nom)) + sum(1 for c in nom if c.isalpha() and not c.isascii())
