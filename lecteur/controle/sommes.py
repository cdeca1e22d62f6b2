"""Le total annoncé et la somme des lots : quand ils diffèrent, lequel est faux ?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lecteur.controle.examen import FERMES, Examen, cle_de_lot
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.controle.volumes import ecrit
from lecteur.extraction.constats import Volume
from regles.typographie import accorder, enumerer, heures

ZERO = Decimal(0)


def somme_des_lots(examen: Examen) -> Iterator[Remarque]:
    """Le total annoncé est la somme des lots. S'il en diffère, ce qui est à écrire est la ligne fausse : le total n'est
    repris que si les lignes sont celles des clauses."""
    lots, totaux = _lignes_et_totaux(examen)
    if len(lots) < 2 or not totaux or any(len({v.heures for v in dits}) > 1 for dits in lots.values()):
        return
    lus = {cle: dits[0] for cle, dits in lots.items()}
    somme = sum((v.heures for v in lus.values()), ZERO)
    total = totaux[0]
    if any(v.heures == somme for v in totaux):
        yield remarque(
            "somme_des_lots",
            Gravite.CONFORME,
            "Le total est la somme des lots",
            f"{accorder(len(lots), 'lot')}, {heures(somme)} en tout.",
            total.passage,
        )
        return
    dus = {cle_de_lot(a.lot) for a in examen.toutes if a.a_des_heures}
    explication, fautive, a_ecrire = _ce_qui_est_faux(lus, total, _attendues(examen), dus <= lus.keys())
    yield remarque(
        "somme_des_lots",
        Gravite.BLOQUANTE,
        "Le total n'est pas la somme des lots",
        f"Les lots font {heures(somme)}, la pièce annonce {heures(total.heures)}. {explication}",
        fautive.passage,
        lu=ecrit(fautive),
        a_ecrire=a_ecrire,
    )


def _lignes_et_totaux(examen: Examen) -> tuple[dict[str, list[Volume]], list[Volume]]:
    """Les volumes dits lot par lot, et ceux qui en font le total."""
    lots: dict[str, list[Volume]] = defaultdict(list)
    totaux = []
    for v in examen.lecture.volumes:
        if v.par or v.nature not in FERMES:
            continue
        if v.lot and v.portee == "lot":
            lots[cle_de_lot(v.lot)].append(v)
        elif not v.lot and v.portee in ("total", "marche"):
            totaux.append(v)
    return lots, totaux


def _attendues(examen: Examen) -> dict[str, Decimal]:
    """{lot: heures} des clauses connues qui se disent d'un seul volume pour tout le marché."""
    seuls = {cle_de_lot(a.lot): a.volumes for a in examen.toutes}
    return {cle: v[0].heures for cle, v in seuls.items() if len(v) == 1 and not v[0].par and not v[0].tranche}


def _ce_qui_est_faux(
    lus: Mapping[str, Volume], total: Volume, attendues: Mapping[str, Decimal], tous_dits: bool
) -> tuple[str, Volume, str]:
    """(explication, volume en cause, ce qui est à écrire à sa place). `tous_dits` : chaque lot qui doit des
    heures a sa ligne ; sinon, la somme des lignes n'est pas le total."""
    fautifs = [cle for cle, v in lus.items() if attendues.get(cle, v.heures) != v.heures]
    juste = sum((attendues.get(cle, v.heures) for cle, v in lus.items()), ZERO)
    if fautifs:
        dits = enumerer([f"le lot {lus[c].lot} dit {ecrit(lus[c])} au lieu de {heures(attendues[c])}" for c in fautifs])
        lignes = [f"Lot {lus[c].lot} : {heures(attendues[c])} d'insertion." for c in fautifs]
        if juste != total.heures and tous_dits:
            lignes.append(f"Total : {heures(juste)} d'insertion.")
        return f"{dits[0].upper()}{dits[1:]}.", lus[fautifs[0]], "\n".join(lignes)
    if tous_dits and lus.keys() <= attendues.keys():
        return (
            "Chaque lot dit les heures de sa clause : c'est le total.",
            total,
            f"Total : {heures(juste)} d'insertion.",
        )
    return "L'un des deux est faux : vérifiez la ligne de chaque lot avant de toucher au total.", total, ""
