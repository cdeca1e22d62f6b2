"""Deux contrats d'une personne, dont l'un saisi à la main, qui se ressemblent : ils attendent que quelqu'un réponde.

Un import pose la question avant d'écrire ; la saisie écrit d'abord, et la question suit le contrat jusqu'à la
validation de ses heures (décisions 0024 et 0036).
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple
from uuid import UUID

from clauses.suivi.declarations.doubles import SANS_RAPPORT, Comparaison, ContratDit, Qui, comparer
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from regles.typographie import typographie

Marches = dict[UUID, list[tuple[str, str, str]]]


class Ressemblance(NamedTuple):
    """Ce contrat et celui qu'il redit peut-être. `demande` : le dernier des deux, celui à propos duquel on répond."""

    contrat: ContratInsertion
    autre: ContratInsertion
    demande: UUID
    en_mots: str


def ressemblances(contrats: Iterable[UUID]) -> dict[UUID, Ressemblance]:
    """Par contrat actif, celui de la même personne qu'il redit peut-être, faute de réponse. Deux requêtes."""
    voulus = set(contrats)
    personnes = ContratInsertion.objects.filter(pk__in=voulus).order_by().values("participant_id")
    actifs = ContratInsertion.objects.actifs().filter(participant_id__in=personnes).select_related("employeur")
    par_personne: dict[UUID, list[ContratInsertion]] = defaultdict(list)
    for contrat in actifs.order_by("cree_le", "pk"):
        par_personne[contrat.participant_id].append(contrat)
    plusieurs = {pk: siens for pk, siens in par_personne.items() if len(siens) > 1}
    marches = _marches(plusieurs) if plusieurs else {}
    trouvees: dict[UUID, Ressemblance] = {}
    for siens in plusieurs.values():
        for rang, dernier in enumerate(siens):
            if dernier.cle_import or dernier.distinct:
                continue  # l'import a déjà posé la question ; ou quelqu'un a répondu
            for autre in siens[:rang]:
                _noter(trouvees, autre, dernier, _comparer(dernier, autre, marches))
    return {pk: trouvee for pk, trouvee in trouvees.items() if pk in voulus}


def _noter(
    trouvees: dict[UUID, Ressemblance], autre: ContratInsertion, dernier: ContratInsertion, lue: Comparaison
) -> None:
    """La ressemblance, dite des deux contrats ; chacun n'en montre qu'une à la fois."""
    if not lue.lien:
        return
    pourquoi = f" : {lue.raison}" if lue.raison else ""
    for un, deux in ((dernier, autre), (autre, dernier)):
        mots = f"un autre contrat de cette personne lui ressemble, {_en_mots(deux)}{pourquoi} ; est-ce un doublon ?"
        trouvees.setdefault(un.pk, Ressemblance(un, deux, dernier.pk, typographie(mots)))


def _en_mots(contrat: ContratInsertion) -> str:
    return f"{contrat.periode} ({contrat.employeur}, {contrat.get_type_contrat_display()})"


def _comparer(dernier: ContratInsertion, autre: ContratInsertion, marches: Marches) -> Comparaison:
    """La plus forte ressemblance d'un marché à l'autre. Saisis tous deux à la main, sur deux marchés ou deux lots
    choisis dans une liste, ce sont deux contrats."""
    ensemble = not autre.cle_import
    dits = product(_dits(dernier, marches), _dits(autre, marches))
    lues = (comparer(un, deux, ensemble=ensemble) for un, deux in dits)
    return max(lues, key=lambda lue: (lue.lien, lue.communs), default=SANS_RAPPORT)


def _dits(contrat: ContratInsertion, marches: Marches) -> list[ContratDit]:
    """Ce contrat, une fois par lot, pour le comparer à un autre de la même personne."""
    employeur, qui = contrat.employeur, Qui(contrat.participant_id)
    dates = contrat.date_debut, contrat.date_fin
    return [
        ContratDit(qui, *dates, employeur.nom, marche, employeur.siret, operation, lot)
        for marche, operation, lot in marches.get(contrat.pk) or [("", "", "")]
    ]


def _marches(personnes: Iterable[UUID]) -> Marches:
    marches: Marches = defaultdict(list)
    affectations = AffectationLot.objects.actifs().filter(contrat__participant_id__in=list(personnes)).order_by("pk")
    ou = ("lot__marche__objet", "lot__marche__operation__nom", "lot__numero")
    for pk, marche, operation, lot in affectations.values_list("contrat_id", *ou):
        marches[pk].append((marche, operation, lot))
    return marches
