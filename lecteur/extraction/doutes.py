"""Ce qui est écrit sans qu'on sache de quoi : rendu « à vérifier », avec sa phrase, et rattaché à rien.

Un lecteur qui invente est pire qu'un lecteur muet : un volume n'est rendu que si la phrase dit à quoi il se rapporte.
"""

import re
from collections import defaultdict
from decimal import Decimal

from lecteur.extraction.constats import Incomprehension, Volume
from lecteur.extraction.grandeurs import Duree, Grandeurs
from lecteur.extraction.mentions import lots
from lecteur.extraction.zones import Bloc

_RAISONS = {
    "lot_incertain": "Des heures sont écrites sans que leur lot soit certain : elles ne sont rattachées à aucun.",
    "volume_incertain": "La phrase donne plusieurs volumes d'heures pour la même chose : aucun n'est retenu.",
    "reservation_incertaine": "Une réservation est évoquée sans que le texte dise s'il réserve : rien n'en est retenu.",
}

# « Lot 2210 heures », « lots 1, 2 et 3 100 heures » : où finit le numéro du lot, où commencent les heures ?
_COLLE_AU_LOT = re.compile(r"\blots? ?(?:n ?°s?|nos?|numeros?)? ?$")
_SUITE_DE_LOTS = re.compile(r"\blots ?(?:n ?°s?|nos?)? ?\d[\d ]*(?:(?:,|et|ou|/|&|-) ?\d*[\d ]*)*(?:,|et|ou|/|&) ?$")
_POUR_TOUS = re.compile(r"total|ensemble|confondu|global|cumul|chaque|chacun|par lot|/ ?lot|tous les lots|lot unique")


def numero_incertain(duree: Duree, bloc: Bloc) -> bool:
    """Le nombre d'heures est collé à un numéro de lot, ou continue une liste de lots."""
    avant = bloc.texte[max(0, duree.debut - 80) : duree.debut]
    return bool(_COLLE_AU_LOT.search(avant) or _SUITE_DE_LOTS.search(avant))


def lignes_perdues(blocs: list[Bloc]) -> set[int]:
    """Les paragraphes où des lignes se sont collées, et qui nomment plusieurs lots."""
    noms: dict[int, set[str]] = defaultdict(set)
    for bloc in blocs:
        noms[bloc.paragraphe.numero].update(nom for mention in lots(bloc.texte) for nom in mention.noms)
    return {b.paragraphe.numero for b in blocs if b.ligne and len(noms[b.paragraphe.numero]) > 1}


def trier(lus: list[Volume], bloc: Bloc, mesures: Grandeurs, perdus: set[int]) -> tuple[list[Volume], list[str]]:
    """Les volumes certains d'une phrase, et le code du doute pour les autres."""
    codes: list[str] = []
    certains = lus
    if bloc.paragraphe.numero in perdus and not mesures.lots and not _POUR_TOUS.search(bloc.texte):
        certains = [v for v in lus if v.lot or v.tranche]
        codes += ["lot_incertain"] * (len(certains) < len(lus))
    contraires = _contraires(certains)
    if contraires:
        codes.append("volume_incertain")
    return [v for v in certains if _sujet(v) not in contraires], codes


def _contraires(volumes: list[Volume]) -> set[tuple[str, ...]]:
    """Les sujets dont la même phrase dit plusieurs volumes."""
    dits: dict[tuple[str, ...], set[Decimal]] = defaultdict(set)
    for volume in volumes:
        dits[_sujet(volume)].add(volume.heures)
    return {sujet for sujet, heures in dits.items() if len(heures) > 1 and sujet[0] != "total"}


def _sujet(v: Volume) -> tuple[str, ...]:
    """Un total, un plafond ou une estimation ne contredisent pas un volume exigé."""
    nature = "exige" if v.nature in ("exige", "minimum") else v.nature
    return "total" if v.portee == "total" else "", v.lot, v.tranche, v.periode, v.par, nature


def a_verifier(code: str, bloc: Bloc) -> Incomprehension:
    """Le doute, avec sa phrase entière."""
    return Incomprehension(code, _RAISONS[code], bloc.passage())
