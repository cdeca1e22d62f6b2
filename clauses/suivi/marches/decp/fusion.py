"""Réunir les enregistrements d'un même marché : une ligne par titulaire, publications successives."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.valeurs import CelluleInvalide, en_date, en_euros, lire_decimal
from regles.typographie import accorder

from . import champs
from .colonnes import Brut, est_rien, lister
from .enregistrements import Enregistrement, anciennete, date_lue, titulaires_de
from .evolutions import CLES_MODIFICATION
from .faits import Carnet, Rejet

# D'un état à l'autre, un avenant ne fait guère plus que doubler un marché, ni moins que le réduire de moitié.
_VOISINS = 2
Lot = tuple[Decimal, dt.date]


@dataclass(frozen=True)
class Reunion:
    """Le marché à jour, et les enregistrements qui y sont réunis."""

    champs: Brut
    reunis: Sequence[Enregistrement]


def reunir(groupe: Sequence[Enregistrement], carnet: Carnet) -> Reunion:
    """Les lignes d'une même publication sont fusionnées ; la publication la plus récente l'emporte.

    Ce que la plus récente tait, ou remplit d'un montant qui n'en est pas un, est repris des précédentes. Un montant
    négatif à côté d'un montant est l'écart d'un avenant.
    """
    ecarts = [e for e in groupe if _est_negatif(e.champs.get("montant"))]
    reste = [e for e in groupe if e not in ecarts] or list(groupe)
    actuel = max(reste, key=anciennete)
    version = [e for e in reste if anciennete(e)[:-1] == anciennete(actuel)[:-1]]
    anciens = sorted((e for e in reste if e not in version), key=anciennete)
    brut = dict(actuel.champs)
    brut["titulaires"] = [t for e in version for t in titulaires_de(e.champs)]
    _completer(brut, anciens, carnet)
    if anciens and not est_rien(actuel.champs.get("donnees_actuelles")):
        _derouler_versions(brut, [*anciens, actuel])
    elif anciens:
        versions = accorder(len(anciens), "version antérieure remplacée", "versions antérieures remplacées")
        carnet.noter("id", brut.get("id"), f"{versions} par la plus récente.")
    _accorder_montants(version, brut, carnet)
    if est_rien(actuel.champs.get("donnees_actuelles")):  # sinon chaque version porte la date de son avenant
        _signaler_les_dates(reste, brut, carnet)
    if len(reste) < len(groupe):
        _ajouter_les_ecarts(brut, ecarts, carnet)
    return Reunion(brut, groupe)


def _completer(brut: Brut, anciens: Sequence[Enregistrement], carnet: Carnet) -> None:
    for ancien in reversed(anciens):
        for nom, valeur in ancien.champs.items():
            if est_rien(brut.get(nom)) and not est_rien(valeur):
                brut[nom] = valeur
    if lire_montant(brut.get("montant")) is None:
        reels = [e.champs["montant"] for e in anciens if lire_montant(e.champs.get("montant")) is not None]
        _remplacer_le_montant(brut, reels[-1:], carnet)


def _remplacer_le_montant(brut: Brut, reels: Sequence[object], carnet: Carnet) -> None:
    """Un montant de remplissage ne l'emporte jamais sur un vrai."""
    if reels:
        message = f"ce n'est pas un montant réel ; celui d'un autre enregistrement du marché ({reels[0]}) est retenu."
        carnet.noter("montant", brut.get("montant"), message)
        brut["montant"] = reels[0]


def _derouler_versions(brut: Brut, versions: Sequence[Enregistrement]) -> None:
    """Le schéma tabulaire republie le marché entier à chaque avenant : la suite redevient des avenants."""
    initiale = versions[0].champs
    brut["modifications"] = [
        {
            "id": str(rang),
            "objet": version.champs.get("objet_modification"),
            "montant": version.champs.get("montant"),
            "duree": version.champs.get("duree"),
            "date": version.champs.get("date_notification"),
            "publication": version.champs.get("date_publication"),
        }
        for rang, version in enumerate(_sans_repetition(versions)[1:], 1)
    ]
    for nom in ("montant", "duree", "date_notification", "date_publication"):
        brut[nom] = initiale.get(nom)


def _sans_repetition(versions: Sequence[Enregistrement]) -> list[Enregistrement]:
    """Une ligne par version : les lignes d'une même version ne diffèrent que par leur titulaire."""
    uniques: dict[tuple[str, ...], Enregistrement] = {}
    for version in versions:
        cle = tuple(str(version.champs.get(c)) for c in ("id", "date_notification", "montant", "duree"))
        uniques.setdefault(cle, version)
    return list(uniques.values())


def _accorder_montants(version: Sequence[Enregistrement], brut: Brut, carnet: Carnet) -> None:
    """Les lignes d'une même publication devraient répéter le montant du marché ; sinon, dire ce qui en est fait.

    À des entreprises différentes, ou à la même le même jour : des lots que rien ne nomme, dont le total est retenu ;
    chaque titulaire garde celui des siens. À la même, à des jours différents et pour des montants voisins : les états
    d'un marché modifié, dont le dernier est retenu.
    """
    lots = _lots(version)
    if len({montant for montant, _ in lots}) < 2:
        if len(version) > 1 and lire_montant(brut.get("montant")) is None:
            _remplacer_le_montant(brut, [montant for montant, _ in lots], carnet)
        return
    retenus = _derniers_etats(lots)
    somme = sum((montant for montant, _ in retenus), Decimal(0))
    brut["montant"] = somme
    brut["date_notification"] = min((e.champs.get("date_notification") for e in version), key=date_lue)
    publies = " / ".join(en_euros(m) for m in sorted({m for m, _ in lots}, reverse=True))
    if len(retenus) < len(lots):
        etats = "publiés à des dates différentes pour la même entreprise ; lus comme les états d'un marché modifié"
        carnet.noter("montant", publies, f"{etats}, les derniers sont retenus ({en_euros(somme)}), à vérifier.")
    if len(retenus) < 2:
        return
    for titulaire in (t for e in version for t in titulaires_de(e.champs)):
        siens = [montant for (montant, _), firmes in retenus.items() if str(titulaire.get("id")) in firmes]
        titulaire["montant"] = sum(siens, Decimal(0)) or None
    total = f"leur total ({en_euros(somme)}) est retenu, à vérifier et à répartir entre les lots."
    carnet.noter("montant", publies, f"plusieurs lots portent ce numéro ; {total}")


def _lots(version: Sequence[Enregistrement]) -> dict[Lot, set[str]]:
    """(montant, jour de notification) → les entreprises qui le partagent."""
    lots: dict[Lot, set[str]] = defaultdict(set)
    for e in version:
        if (montant := lire_montant(e.champs.get("montant"))) is not None:
            firmes = lots[montant, date_lue(e.champs.get("date_notification"))]
            firmes |= {str(titulaire.get("id")) for titulaire in titulaires_de(e.champs)}
    return lots


def _derniers_etats(lots: Mapping[Lot, set[str]]) -> dict[Lot, set[str]]:
    par_firmes: dict[frozenset[str], list[Lot]] = defaultdict(list)
    for lot, firmes in lots.items():
        par_firmes[frozenset(firmes)].append(lot)
    retenus: dict[Lot, set[str]] = {}
    for ensemble, siens in par_firmes.items():
        montants = [montant for montant, _ in siens]
        dernier = max(jour for _, jour in siens)
        sont_des_etats = max(montants) <= _VOISINS * min(montants)
        retenus |= {lot: set(ensemble) for lot in siens if lot[1] == dernier or not sont_des_etats}
    return retenus


def _signaler_les_dates(reunis: Sequence[Enregistrement], brut: Brut, carnet: Carnet) -> None:
    dates = sorted({date_lue(e.champs.get("date_notification")) for e in reunis} - {date_lue(None)})
    if len(dates) > 1:
        publiees = " / ".join(map(en_date, dates))
        retenue = en_date(date_lue(brut.get("date_notification")))
        message = f"{len(dates)} dates de notification sont publiées ; celle du {retenue} est retenue, à vérifier."
        carnet.noter("dateNotification", publiees, message)


def _ajouter_les_ecarts(brut: Brut, ecarts: Sequence[Enregistrement], carnet: Carnet) -> None:
    """Un avenant publié comme un marché du même numéro, pour son seul écart : « -950 000 € »."""
    connues = lister(brut.get("modifications"), CLES_MODIFICATION)
    for rang, ecart in enumerate(ecarts, len(connues) + 1):
        lu = ecart.champs
        carnet.noter("montant", lu.get("montant"), "publié en négatif sous ce numéro ; lu comme l'écart d'un avenant.")
        connues.append(
            {
                "id": str(rang),
                "objet": lu.get("objet_modification") or lu.get("objet"),
                "montant": lu.get("montant"),
                "date": lu.get("date_notification"),
                "publication": lu.get("date_publication"),
            }
        )
    brut["modifications"] = connues


def _est_negatif(publie: object) -> bool:
    try:
        lu = None if est_rien(publie) else lire_decimal(publie, point_decimal=True)
    except CelluleInvalide:
        return False
    return lu is not None and lu < 0


def lire_montant(publie: object) -> Decimal | None:
    """Le montant, ou None s'il manque, s'il est négatif ou s'il n'en est pas un."""
    try:
        return champs.montant("montant", publie, Carnet(), peut_etre_nul=True)
    except Rejet:
        return None
