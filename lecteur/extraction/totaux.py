"""Les totaux qui redisent les lignes d'avant : sous-totaux, et total d'un seul lot."""

from collections.abc import Sequence
from decimal import Decimal

from lecteur.extraction.constats import Volume


def sans_les_redites(volumes: Sequence[Volume]) -> list[Volume]:
    """Les volumes, sans les totaux partiels ni celui que son seul lot redit."""
    partiels = _partiels(volumes)
    gardes = [v for rang, v in enumerate(volumes) if rang not in partiels]
    if len(gardes) == 2 and not gardes[0].lot and gardes[1].lot and _pareils(*gardes):
        return gardes[1:]  # « 70 heures réparties comme suit : lot 3 : 70 heures »
    return gardes


def _pareils(total: Volume, detail: Volume) -> bool:
    return (total.heures, total.par, total.tranche, total.periode) == (
        detail.heures,
        detail.par,
        detail.tranche,
        detail.periode,
    )


def _partiels(volumes: Sequence[Volume]) -> set[int]:
    """Les rangs des totaux qui n'additionnent que les lignes depuis le total d'avant."""
    totaux = [rang for rang, v in enumerate(volumes) if v.portee == "total"]
    somme, depuis, sortie = Decimal(0), 0, set()
    for rang in totaux:
        lignes = [v.heures for v in volumes[depuis:rang] if v.portee != "total"]
        du_groupe = sum(lignes, Decimal(0))
        somme, depuis = somme + du_groupe, rang + 1
        dernier = rang == totaux[-1]
        if lignes and volumes[rang].heures == du_groupe and len(totaux) > 1 and (not dernier or du_groupe != somme):
            sortie.add(rang)
    return sortie
