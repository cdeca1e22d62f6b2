"""Notre propre phrase, à un chiffre près : le chiffre changé se dit, et ce qui est à écrire est la phrase d'origine."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lecteur.controle.examen import Examen
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import Paragraphe, Passage
from regles.typographie import enumerer, sans_accent

MOTS_AU_MOINS = 3  # une rangée ou un titre plus courts se ressemblent sans être notre phrase
_NOMBRE = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_NUMERO_DE_TITRE = re.compile(r"\s*\d+(?:\.\d+)*[.)]?\s")
_MOT = re.compile(r"[a-z]{3,}")
_VIDES = re.compile(r"[\s•|-]+")


def chiffres_de_notre_article(examen: Examen) -> Iterator[Remarque]:
    """Une phrase de la pièce est celle que nous écrivons, sauf un chiffre (durée, total, exemple, délai…)."""
    if examen.attendue is None or not examen.attendue.ecrites:
        return
    par_forme = _par_forme(examen.attendue.ecrites)
    for paragraphe in examen.texte.paragraphes:
        forme = _forme(paragraphe.texte)
        ecrites = par_forme.get(forme, ())
        if len(_MOT.findall(forme)) >= MOTS_AU_MOINS and ecrites:
            yield from _comparer(paragraphe, ecrites)


@lru_cache(maxsize=8)
def _par_forme(ecrites: tuple[str, ...]) -> Mapping[str, list[str]]:
    """{phrase sans ses chiffres : les phrases que nous écririons}."""
    formes: dict[str, list[str]] = defaultdict(list)
    for ecrite in ecrites:
        formes[_forme(ecrite)].append(ecrite)
    return formes


def _forme(texte: str) -> str:
    return _VIDES.sub(" ", _NOMBRE.sub("#", sans_accent(texte))).strip()


def _chiffres(texte: str) -> list[str]:
    return [re.sub(r"[\s\u00a0\u202f]", "", lu) for lu in _NOMBRE.findall(texte)]


def _comparer(paragraphe: Paragraphe, ecrites: Sequence[str]) -> Iterator[Remarque]:
    """La plus proche des phrases de même forme ; rien si l'une d'elles a les mêmes chiffres."""
    lus = _chiffres(paragraphe.texte)
    ecarts = [[i for i, (lu, du) in enumerate(zip(lus, _chiffres(e), strict=True)) if lu != du] for e in ecrites]
    faux = min(ecarts, key=len)
    if not faux or (faux == [0] and not paragraphe.dans_tableau and _NUMERO_DE_TITRE.match(paragraphe.texte)):
        return  # un titre que la pièce numérote autrement
    notre = ecrites[ecarts.index(faux)]
    places, dus = list(_NOMBRE.finditer(paragraphe.texte)), [d[0] for d in _NOMBRE.finditer(notre)]
    lu, du = enumerer([places[i][0] for i in faux]), enumerer([dus[i] for i in faux])
    debut, fin = places[faux[0]].span()
    yield remarque(
        "chiffres_de_notre_article",
        Gravite.VERIFIER,
        "Un chiffre n'est pas celui de notre article",
        f"La phrase est celle de l'article composé pour ce marché, qui dit {du} et non {lu}.",
        Passage(paragraphe.texte[debut:fin], debut, fin, paragraphe.page, paragraphe.numero),
        attendu=du,
        lu=lu,
        a_ecrire=notre,
    )


def sans_redite(remarques: Sequence[Remarque]) -> list[Remarque]:
    """Sans ce chiffre, là où un autre contrôle dit déjà ce qui est à corriger dans la même phrase."""
    dits = {
        r.paragraphe
        for r in remarques
        if r.gravite in (Gravite.BLOQUANTE, Gravite.CORRIGER) and r.paragraphe is not None and r.a_ecrire
    }
    return [r for r in remarques if r.code != "chiffres_de_notre_article" or r.paragraphe not in dits]
