"""Ce qu'un rectificatif remplace n'est plus dit : « au lieu de 1 000, lire 600 » ne vaut que 600.

Les mots remplacés sont effacés de la phrase repliée, caractère pour caractère : les places ne bougent pas. Seuls y
restent les mots qui disent l'unité, que la suite sous-entend souvent.
"""

import re
from dataclasses import replace

from lecteur.extraction.zones import Bloc

_HEURES_LUES = r"\d[\d .]*(?:,\d+)? ?(?:h\b|heures?\b)?(?: (?:de travail )?d'insertion)?"
_AU_LIEU = r"\b(?:au lieu|en lieu et place) (?:de|d[ue']|des)(?: (?:lire|mettre)\b)?"
_LIRE = r"\b(?:lire|mettre|ecrire|lisez|il y a lieu d|il convient d|il faut)"
_REMPLACES = tuple(
    re.compile(motif)
    for motif in (
        rf"{_AU_LIEU}(?P<faux>[^;]*?)(?={_LIRE})",
        rf"{_AU_LIEU}(?P<faux>(?:(?!{_LIRE})[^;.,)])*)(?![^;]*{_LIRE})",
        r"\b(?:et|,|\() ?non (?:pas |plus )?(?:de |d')?(?P<faux>[^;.,)]*\d[^;.,)]*)",
        rf"\bn'est (?:plus|pas) (?:de )?(?P<faux>{_HEURES_LUES})(?=[^.;]{{0,40}}\bmais\b)",
        r"^\W*supprim(?:er|ez)\b(?P<faux>[^.;]*)",
        rf"(?P<faux>{_HEURES_LUES})[^.;,\d]{{0,40}}(?:\d{{1,2}} )?(?:est|sont|a ete|ont ete|sera|seront) "
        r"(?:supprim|annul|abandonn|retir)",
        rf"\b(?:indiquait|mentionnait|prevoyait|annoncait|stipulait)\b[^.;\d]{{0,40}}(?P<faux>{_HEURES_LUES})",
        rf"\bancien(?:ne)?s? [^.;\d]{{0,30}}(?P<faux>{_HEURES_LUES})",
        r"\bremplac\w* (?!par\b)(?P<faux>[^;]*?\d[^;]*?)(?=\bpar\b)",
        rf"(?P<faux>{_HEURES_LUES}[^.;\d]{{0,40}})(?=(?:est|sont|ont? ete|sera|seront)? ?\bremplace\w* par\b)",
        r"\b(?:passe|port|ramen|redui|relev|abaiss|augment|diminu|modifi|corrig|rectifi)\w*[^.;\d]{0,60}\bde "
        rf"(?P<faux>{_HEURES_LUES}) ?(?=a \d)",
        r"(?P<faux>\d[\d .]* ?(?:h|heures?)\b(?: d'insertion)?)(?:[^.;\d]|(?<=lot )\d{1,2}|(?<=°)\d{1,2}){0,50}"
        r"\b(?:port|ramen|redui|relev|abaiss|augment|modifi|passe)\w* a (?=\d)",
        rf"(?P<faux>{_HEURES_LUES})[^.;,\d]{{0,30}}\b(?:initialement|precedemment|anterieurement)\b",
        r"\b(?:initialement|precedemment|anterieurement) (?:prevu|fixe|indique|annonce|exige|publie)\w*[^.;,\d]{0,25}"
        rf"(?P<faux>{_HEURES_LUES})",
    )
)
# Aucune de ces tournures ne se passe d'un de ces morceaux.
_AMORCE = re.compile(
    r"\blieu\b|\bnon\b|remplac|\bpasse|\bport[ee]|ramen|redui|relev|abaiss|augment|diminu|modifi|corrig|rectifi"
    r"|n'est (?:plus|pas)|supprim|annul|abandonn|retir|\bancien|indiquait|mentionnait|prevoyait|annoncait|stipulait"
    r"|initialement|precedemment|anterieurement"
)
_ANNONCE = re.compile(_AU_LIEU)
_VOICI = re.compile(rf"^\W*{_LIRE}")
_PORTEE = 12  # phrases entre « au lieu de » et « lire », quand chacun a ses lignes
_UNITES = re.compile(r"\bheures?\b|\bh\b|\binsertion\b")


def sans_le_remplace(blocs: list[Bloc]) -> list[Bloc]:
    """Les phrases, ce qu'elles remplacent effacé ; d'une ligne à l'autre quand « lire » ouvre une ligne suivante."""
    sortie, jusqu_a = [], -1
    for rang, bloc in enumerate(blocs):
        texte = bloc.texte
        if rang <= jusqu_a:
            texte = _effacer(texte, 0, len(texte))
        elif annonce := _ANNONCE.search(texte):
            suite = [i for i in range(rang + 1, min(len(blocs), rang + _PORTEE)) if _VOICI.match(blocs[i].texte)]
            if suite and not re.search(_LIRE, texte[annonce.end() :]):
                jusqu_a = suite[0] - 1
                texte = _effacer(texte, annonce.end(), len(texte))
        sortie.append(replace(bloc, texte=_sans_le_faux(texte)) if rang > jusqu_a or texte != bloc.texte else bloc)
    return sortie


def _sans_le_faux(texte: str) -> str:
    if not _AMORCE.search(texte):
        return texte
    for motif in _REMPLACES:
        for lu in motif.finditer(texte):
            texte = _effacer(texte, *lu.span("faux"))
    return texte


def _effacer(texte: str, debut: int, fin: int) -> str:
    """Les mots de `debut` à `fin` deviennent des blancs, sauf ceux qui disent l'unité."""
    garde = [False] * (fin - debut)
    for lu in _UNITES.finditer(texte, debut, fin):
        garde[lu.start() - debut : lu.end() - debut] = [True] * len(lu[0])
    blanchi = "".join(c if gardee else " " for c, gardee in zip(texte[debut:fin], garde, strict=True))
    return texte[:debut] + blanchi + texte[fin:]
