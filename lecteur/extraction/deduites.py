"""La formule que disent les volumes eux-mêmes, quand la pièce donne des heures sans nommer de formule."""

from decimal import Decimal
from itertools import groupby

from lecteur.extraction.constats import FormuleLue, Volume


def formules_des_volumes(volumes: list[Volume], ecrites: list[FormuleLue]) -> list[FormuleLue]:
    """La formule que disent les volumes eux-mêmes, lot par lot : tranches, annuelle ou fixe."""
    sortie = []
    propres = [v for v in volumes if v.portee != "total" and v.nature != "maximum"]
    parts = {f.lot for f in ecrites if f.taux is not None}
    deja = {f.lot for f in ecrites if f.heures_par_tranche is not None}
    for lot, groupe in groupby(sorted(propres, key=lambda v: v.lot), key=lambda v: v.lot):
        du_lot = list(groupe)
        if lot in parts and all(v.nature == "minimum" for v in du_lot):
            continue  # « 6 % des heures, avec un minimum de 250 heures » : un plancher, non une formule de plus
        tranches = [v for v in du_lot if v.tranche]
        par_an = [v for v in du_lot if v.par == "an"]
        if tranches:
            sortie.append(
                FormuleLue("tranches", tranches[0].passage, lot, heures=sum((v.heures for v in tranches), Decimal(0)))
            )
        elif par_an:
            sortie.append(FormuleLue("annuelle", par_an[0].passage, lot, heures_par_an=par_an[0].heures))
        elif lot not in deja:
            ensemble = [v for v in du_lot if not v.par]
            if not ensemble:  # « par mois », « par bon de commande », « par marché subséquent » : rien n'est fixe
                continue
            sortie.append(FormuleLue("fixe", ensemble[0].passage, lot, heures=ensemble[0].heures))
    return sortie
