"""Ce qui est écrit sans qu'on sache de quoi : rendu « à vérifier », avec sa phrase, et rattaché à rien.

Un lecteur qui invente est pire qu'un lecteur muet : un volume n'est rendu que si la phrase dit à quoi il se rapporte.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from lecteur.extraction.constats import Incomprehension, Volume
from lecteur.extraction.grandeurs import Duree, Grandeurs, grandeurs
from lecteur.extraction.zones import Bloc

_RAISONS = {
    "lot_incertain": "Des heures sont écrites sans que leur lot soit certain : elles ne sont rattachées à aucun.",
    "conditionnel": "Le volume d'heures dépend d'une condition : aucun n'est retenu.",
    "en_plus": "Des heures s'ajoutent ou se retranchent sans que le volume entier soit dit : aucun n'est retenu.",
    "taux_incertain": "Deux taux bornent la part des heures : aucun n'est retenu.",
    "proportion": "Les heures sont dites en proportion d'autre chose : aucun volume n'en est retenu.",
    "volume_incertain": "La phrase donne plusieurs volumes d'heures pour la même chose : aucun n'est retenu.",
    "reservation_incertaine": "Une réservation est évoquée sans que le texte dise s'il réserve : rien n'en est retenu.",
}

# « Lot 2210 heures », « lots 1, 2 et 3 100 heures » : où finit le numéro du lot, où commencent les heures ?
_COLLE_AU_LOT = re.compile(r"\blots? ?(?:n ?°s?|nos?|numeros?)? ?$")
_SUITE_DE_LOTS = re.compile(r"\blots ?(?:n ?°s?|nos?)? ?\d[\d ]*(?:(?:,|et|ou|/|&|-) ?\d*[\d ]*)*(?:,|et|ou|/|&) ?$")
_CHACUN = re.compile(r" ?(?:d'insertion )?(?:pour )?chacune?\b")
_POUR_TOUS = re.compile(r"total|ensemble|confondu|global|cumul|chaque|chacun|par lot|/ ?lot|tous les lots|lot unique")


def numero_incertain(duree: Duree, bloc: Bloc) -> bool:
    """Le nombre d'heures est collé à un numéro de lot, ou continue une liste de lots."""
    avant = bloc.texte[max(0, duree.debut - 80) : duree.debut]
    if avant.rstrip().endswith(",") and _CHACUN.match(bloc.texte[duree.fin :]):
        return False  # « lots 3 et 4, 70 heures chacun »
    return bool(_COLLE_AU_LOT.search(avant) or _SUITE_DE_LOTS.search(avant))


@dataclass(frozen=True)
class LignesPerdues:
    """Les paragraphes où des lignes se sont collées, et qui nomment plusieurs lots. `sans_ordre` : ceux où des heures
    n'ont pas de lot et un lot pas d'heures : on ne sait plus si le lot précède ses heures ou les suit."""

    paragraphes: frozenset[int]
    sans_ordre: frozenset[int]

    @classmethod
    def de(cls, blocs: list[Bloc]) -> "LignesPerdues":
        colles = {b.paragraphe.numero for b in blocs if b.ligne}
        lignes: dict[int, list[Grandeurs]] = defaultdict(list)
        for bloc in blocs:
            if bloc.paragraphe.numero in colles and not _POUR_TOUS.search(bloc.texte):
                lignes[bloc.paragraphe.numero].append(grandeurs(bloc.texte))
        plusieurs = {n for n, lues in lignes.items() if len({nom for g in lues for m in g.lots for nom in m.noms}) > 1}
        sans_lot = {n for n in plusieurs if any(g.durees and not g.lots and not g.tranches for g in lignes[n])}
        sans_heures = {n for n in plusieurs if any(_nomme_un_lot(g) and not g.durees for g in lignes[n])}
        return cls(frozenset(plusieurs), frozenset(sans_lot & sans_heures))


def _nomme_un_lot(mesures: Grandeurs) -> bool:
    return any(m.noms for m in mesures.lots)


def trier(
    lus: list[Volume], explicites: set[Decimal], bloc: Bloc, mesures: Grandeurs, perdues: LignesPerdues
) -> tuple[list[Volume], list[str]]:
    """Les volumes certains d'une phrase, et le code du doute pour les autres. `explicites` : les heures qui se disent
    d'insertion au plus près de leur nombre."""
    if lus and _lots_incertains(lus, bloc, mesures, perdues):
        return [], ["lot_incertain"]
    contraires = _contraires(lus)
    douteux = [v for v in lus if _sujet(v) in contraires]
    ordonnes = "respectivement" in bloc.texte  # l'ordre dit à qui est chaque volume : aucun ne prime
    if (
        contraires
        and not ordonnes
        and (dits := [v for v in douteux if v.heures in explicites])
        and not _contraires(dits)
    ):
        douteux = [v for v in douteux if v not in dits]  # « 12 000 heures de ménage, dont 600 heures d'insertion »
        return [v for v in lus if v not in douteux], []
    return [v for v in lus if v not in douteux], ["volume_incertain"] * bool(contraires)


def _lots_incertains(lus: list[Volume], bloc: Bloc, mesures: Grandeurs, perdues: LignesPerdues) -> bool:
    numero = bloc.paragraphe.numero
    if numero in perdues.sans_ordre and not _POUR_TOUS.search(bloc.texte):
        return True
    sans_lot = any(not v.lot and not v.tranche and v.portee != "total" for v in lus)
    if numero in perdues.paragraphes and not mesures.lots and sans_lot:
        return not _POUR_TOUS.search(bloc.texte)
    # « 265 heures 140 heures pour les lots 2 et 4 » : lesquelles sont à qui ?
    return sans_lot and any(len(m.noms) > 1 for m in mesures.lots) and any(v.lot for v in lus)


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
