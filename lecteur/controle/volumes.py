"""Les heures : celles du lot, celles que la pièce dit deux fois, la somme des lots."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.examen import FERMES, Examen, cle_de_lot, premier_passage, proches
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import Volume
from regles.formules.annuelle import Annuelle
from regles.formules.faits import NatureTranche, Tranche
from regles.typographie import accorder, heures

_UNITES = {"jour": "jour", "semaine": "semaine", "mois": "mois", "etp": "ETP"}


def ecrit(volume: Volume) -> str:
    """« 350 h », ou « 50 jours, soit 350 h »."""
    if volume.unite in _UNITES:
        unite = _UNITES[volume.unite]
        pluriel = unite if unite in ("mois", "ETP") else f"{unite}s"
        return f"{accorder(volume.quantite, unite, pluriel)}, soit {heures(volume.heures)}"
    return heures(volume.heures)


def heures_du_lot(examen: Examen) -> Iterator[Remarque]:
    """Le volume de la pièce est celui du lot : fixe, par tranche ou par an."""
    attendue = examen.attendue
    if attendue is None or not examen.lecture.parle_d_insertion or not attendue.a_des_heures:
        return
    if any(volume.tranche for volume in attendue.volumes):
        yield from _tranches(examen, attendue)
        return
    for volume in attendue.volumes:
        if volume.par:
            yield from _volume(examen, volume.en_mots(), _lectures_de_l_annuel(examen, attendue, volume.heures))
        else:
            ecrit_en_mots = f"{volume.en_mots()} pour tout le marché"
            yield from _volume(examen, ecrit_en_mots, _lectures_du_fixe(examen, attendue, volume.heures))


def _lectures_du_fixe(examen: Examen, attendue: ClauseAttendue, voulu: Decimal) -> list[tuple[Volume, bool]]:
    """(volume lu, il est juste) : dit d'un bloc, sinon par la somme des tranches, ou par an sur la durée."""
    blocs = [(v, proches(v.heures, voulu, v.unite)) for v in examen.ensembles]
    if blocs:
        return blocs
    partiels = {(v.tranche, v.periode): v for v in examen.volumes if v.portee in ("tranche", "periode") and not v.par}
    if partiels:
        premier, somme = next(iter(partiels.values())), sum((v.heures for v in partiels.values()), Decimal(0))
        return [(premier, proches(somme, voulu, premier.unite))]
    return [
        (v, proches(total, voulu, v.unite))
        for v in examen.volumes
        if v.par == "an"
        for total in Annuelle(heures_par_an=v.heures).totaux(attendue.faits)
    ]


def _lectures_de_l_annuel(examen: Examen, attendue: ClauseAttendue, par_an: Decimal) -> list[tuple[Volume, bool]]:
    """(volume lu, il est juste) : dit par an, sinon d'un bloc pour la durée."""
    annuels = [(v, proches(v.heures, par_an, v.unite)) for v in examen.volumes if v.par == "an"]
    totaux = Annuelle(heures_par_an=par_an).totaux(attendue.faits)
    return annuels or [(v, proches(v.heures, total, v.unite)) for v in examen.ensembles for total in totaux]


def _volume(examen: Examen, attendu_ecrit: str, lus: list[tuple[Volume, bool]]) -> Iterator[Remarque]:
    a_ecrire = examen.phrase("heures")
    exacts = [v for v, est_juste in lus if est_juste]
    if exacts and any(heures_contradictoires(examen)):
        return  # deux chiffres dont l'un est le bon : c'est la contradiction qui se dit
    if exacts:
        yield remarque(
            "heures_du_lot",
            Gravite.CONFORME,
            "Les heures sont celles du lot",
            f"La pièce dit {ecrit(exacts[0])}.",
            exacts[0].passage,
            attendu=attendu_ecrit,
            lu=ecrit(exacts[0]),
        )
    elif lus:
        volume = lus[0][0]
        yield remarque(
            "heures_du_lot",
            Gravite.BLOQUANTE,
            "Les heures ne sont pas celles du lot",
            f"La pièce dit {ecrit(volume)} ; la clause du lot, {attendu_ecrit}.",
            volume.passage,
            attendu=attendu_ecrit,
            lu=ecrit(volume),
            a_ecrire=a_ecrire,
        )
    elif not examen.formules and not examen.est_une_annexe:
        # Une autre formule à la place est dite par le contrôle de la formule.
        gravite = Gravite.BLOQUANTE if examen.porte_l_article else Gravite.CORRIGER
        yield remarque(
            "heures_du_lot",
            gravite,
            "Les heures ne sont pas dites",
            _rien(examen),
            premier_passage(examen.lecture),
            attendu=attendu_ecrit,
            a_ecrire=a_ecrire,
        )


def _rien(examen: Examen) -> str:
    if any(v.nature not in FERMES for v in examen.du_lot(examen.lecture.volumes)):
        return "La pièce ne donne qu'un volume indicatif ou maximal : le titulaire ne sait pas ce qu'il doit."
    if examen.lecture.volumes:
        return f"La pièce dit les heures d'autres lots, pas celles du lot {examen.lot}."
    return (
        "La pièce parle d'insertion sans dire combien d'heures : l'engagement ne peut être ni contrôlé ni sanctionné."
    )


def _tranches(examen: Examen, attendue: ClauseAttendue) -> Iterator[Remarque]:
    tranches = [volume.tranche for volume in attendue.volumes if volume.tranche]
    reste = [v for v in examen.volumes if v.portee in ("tranche", "periode") and not v.par] or list(examen.ensembles)
    detail = " ; ".join(volume.en_mots() for volume in attendue.volumes)
    manquantes = _sans_volume(tranches, reste)
    passage = examen.volumes[0].passage if examen.volumes else premier_passage(examen.lecture)
    if not manquantes:
        dites = f"La pièce dit les heures de {accorder(len(tranches), 'tranche')}."
        titre = "Les heures de chaque tranche sont celles du lot"
        yield remarque("heures_du_lot", Gravite.CONFORME, titre, dites, passage, attendu=detail)
        return
    total = sum((t.heures for t in tranches), Decimal(0))
    lus = " ; ".join(ecrit(v) for v in examen.volumes)
    if any(v.heures == total for v in examen.ensembles):
        yield remarque(
            "heures_du_lot",
            Gravite.CORRIGER,
            "Les heures ne sont pas dites tranche par tranche",
            f"La pièce dit le total, {heures(total)} : une tranche optionnelle n'est due qu'affermie, il "
            f"faut les heures "
            "de chacune.",
            passage,
            attendu=detail,
            lu=lus,
            a_ecrire=attendue.phrase("heures"),
        )
        return
    yield remarque(
        "heures_du_lot",
        Gravite.BLOQUANTE,
        "Les heures des tranches ne sont pas celles du lot",
        f"{accorder(len(manquantes), 'tranche manque ou diffère', 'tranches manquent ou diffèrent')}.",
        passage,
        attendu=detail,
        lu=lus,
        a_ecrire=attendue.phrase("heures"),
    )


def _sans_volume(tranches: list[Tranche], lus: list[Volume]) -> list[Tranche]:
    """Les tranches dont aucun volume lu ne dit les heures ; les fermes peuvent être dites ensemble."""
    reste, fermes = list(lus), [t for t in tranches if t.nature == NatureTranche.FERME]
    ensemble = sum((t.heures for t in fermes), Decimal(0))
    manquantes = []
    for tranche in tranches:
        trouve = next((v for v in reste if v.heures == tranche.heures), None)
        if trouve is not None:
            reste.remove(trouve)
        elif not (tranche in fermes and any(v.heures == ensemble for v in lus)):
            manquantes.append(tranche)
    return manquantes


def heures_contradictoires(examen: Examen) -> Iterator[Remarque]:
    """Deux volumes différents pour la même chose, dans la même pièce."""
    groupes: dict[tuple[str, ...], list[Volume]] = defaultdict(list)
    annuels = {v.heures for v in examen.volumes if v.par == "an"}
    for v in examen.volumes:
        derive = not v.par and any(a and v.heures % a == 0 for a in annuels)  # 480 h pour quatre ans de 120 h
        if v.par != "tranche_facturation" and v.portee != "total" and not derive:
            groupes[_sujet(examen, v)].append(v)
    for memes in groupes.values():
        premier = memes[0]
        autre = next((v for v in memes if not proches(v.heures, premier.heures, _plus_large(v, premier))), None)
        if autre is not None:
            yield remarque(
                "heures_contradictoires",
                Gravite.BLOQUANTE,
                "Les heures diffèrent d'un endroit à l'autre",
                f"La pièce dit {ecrit(premier)}, puis {ecrit(autre)} : en cas de litige, rien ne dit lequel vaut.",
                autre.passage,
                lu=f"{ecrit(premier)} ; {ecrit(autre)}",
                autre_citation=premier.passage.texte,
                a_ecrire=examen.phrase("heures", "Gardez un seul chiffre, au même endroit."),
            )


def _sujet(examen: Examen, volume: Volume) -> tuple[str, ...]:
    """Ce dont parle un volume. Plusieurs rangées d'un tableau pour un même lot parlent chacune d'autre chose."""
    lot = cle_de_lot(volume.lot) if volume.lot else ""
    rangee = examen.rangee(volume.passage) if len(examen.rangees.get(volume.lot, ())) > 1 else ""
    return lot, volume.tranche, volume.periode, volume.par, rangee


def _plus_large(a: Volume, b: Volume) -> str:
    return a.unite if a.unite != "heure" else b.unite


def unite_des_heures(examen: Examen) -> Iterator[Remarque]:
    """Des jours ou des ETP se discutent ; des heures se comptent."""
    for v in examen.volumes:
        if v.unite in _UNITES:
            yield remarque(
                "unite_des_heures",
                Gravite.VERIFIER,
                "Le volume n'est pas dit en heures",
                f"La pièce compte en {_UNITES[v.unite]}{'' if v.unite in ('mois', 'etp') else 's'} : le "
                f"contrôle se fait en "
                "heures, et la conversion n'est pas la même pour tous.",
                v.passage,
                lu=ecrit(v),
                a_ecrire=(examen.phrase("heures")) or f"{heures(v.heures)} de travail d'insertion.",
            )
            return
