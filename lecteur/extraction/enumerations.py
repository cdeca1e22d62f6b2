"""Les nombres qui partagent l'unité d'un autre : « 450 heures pour le lot 1, 120 pour le lot 2 et 80 pour le lot 3 ».

Un nombre sans unité n'est des heures que si la phrase (ou celle d'avant, `annoncee`) dit des heures, si un lot ou une
tranche le suit ou le précède de près, et si rien d'autre ne le suit : ni nom, ni unité.
"""

import re
from collections.abc import Iterable

from lecteur.extraction.nombres import EN_CHIFFRES
from lecteur.extraction.voisinage import POUR_LA_CLAUSE

# Les lots et les tranches de la phrase sont masqués par des tildes.
_N = rf"(?<![\w,.+/-])(?P<nombre>(?:{EN_CHIFFRES}))(?![\w%€])"
_FIN = r"(?= ?(?:[,;.)]|\(en heures|-(?= )|/(?= )|(?:et|puis|soit|ainsi|mais|tandis|alors|chacune?)\b|\(?~|$))"
_MOT_VERS_SON_LOT = (
    r"(?:pour|aux?|sur|a|dans|d[eu]s?|par|l[ea]s?|et|l'|concernant|s'agissant|titre|titulaires?|attributaires?|chacune?"
    r"|chaque|cel(?:ui|les?)|affecte\w*|relatif\w*|seule?|lots?)"
)
_VERS_SON_LOT = rf"(?= ?\(?{_MOT_VERS_SON_LOT}(?: {_MOT_VERS_SON_LOT})* ?\(?~| ?\( ?~)"
_VERBE = (
    r"(?:compor\w+|comp\w+|doi\w+|devr\w+|prevoi\w+|represent\w+|realis\w+|exig\w+|totalis\w+|demand\w+|requier\w*|reserv\w+"
    r"|assur\w+|effectu\w+|consacr\w+|affect\w+|contien\w*|genere\w*|mobilis\w+)"
)
_DE_SON_LOT = rf"(?:[:=,(|-]|a hauteur de|a raison de|pour|soit|\ben {_VERBE}(?: que)?|{_VERBE}) ?"
_SUIT_SON_LOT = re.compile(rf"~ ?(?:\([^()~\d]{{2,60}}\))?[^~\d.;:=]{{0,60}}?{_DE_SON_LOT}{_N}{_FIN}")
_PRECEDE_SON_LOT = re.compile(_N + _VERS_SON_LOT)
_EN_COMPTE = re.compile(rf"~[^~\d.;:]{{0,40}}\ben {_VERBE}(?: que)? ?{_N}{_FIN}")
_UNITE_DITE_AVANT = re.compile(r"(?:heures?|horaires?)\b[^.;~]{0,60}(?:~+ ?\)? ?[:,])?[^.;~]{0,60}$")
_D_UNE_ANNEE = re.compile(
    _N + r"(?= ?(?:pour |en |au titre de )?(?:la |l')(?:deuxieme|seconde|troisieme|quatrieme|[2-4]e(?:me)?|annee)\b"
    r"|(?: pour)?(?: chacune des| les) (?:annees )?suivantes)"
)
# « 26 000 heures, dont 1 300 réservées à des publics éloignés de l'emploi »
_PART_DE_LA_CLAUSE = re.compile(rf"\d ?(?:h|heures?)\b[^.;\d]{{0,60}}\bdont {_N}(?={POUR_LA_CLAUSE.pattern})")
_ANNEE = re.compile(r"\b(?:annee|periode)")
_EN_HEURES = re.compile(r"\(?(?:en|exprimee?s? en) (?:nombre d')?heures\b")
_DES_HEURES = re.compile(r"\d ?\)? ?(?:h\b|heures?)")


def sans_unite(texte: str, annoncee: bool) -> Iterable[re.Match[str]]:
    """Les nombres (groupe « nombre ») d'une énumération dont l'unité est dite ailleurs."""
    yield from _PART_DE_LA_CLAUSE.finditer(texte)
    dites = _DES_HEURES.search(texte)
    if dites and _ANNEE.search(texte):
        yield from _D_UNE_ANNEE.finditer(texte, dites.end())
    if "~" not in texte:
        return
    if annoncee:
        yield from _EN_COMPTE.finditer(texte)
    depuis = 0 if annoncee or _EN_HEURES.search(texte) else dites.end() if dites else len(texte)
    for lu in sorted(
        (*_SUIT_SON_LOT.finditer(texte), *_PRECEDE_SON_LOT.finditer(texte)), key=lambda m: m.start("nombre")
    ):
        if lu.start("nombre") >= depuis or _UNITE_DITE_AVANT.search(texte[: lu.start("nombre")]):
            yield lu
            depuis = min(depuis, lu.end())
