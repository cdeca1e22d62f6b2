"""Les sous-totaux, qui redisent les lignes d'avant."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lecteur.extraction.constats import Volume


def sans_les_sous_totaux(volumes: Sequence[Volume]) -> list[Volume]:
    """Les volumes, sans les totaux partiels."""
    partiels = _partiels(volumes)
    return [v for rang, v in enumerate(volumes) if rang not in partiels]


def du_marche(volumes: list[Volume]) -> list[Volume]:
    """Un total qui n'additionne rien est le volume du marché."""
    if any(v.lot or v.tranche for v in volumes):
        return volumes
    return [replace(v, portee="marche") if v.portee == "total" else v for v in volumes]


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
