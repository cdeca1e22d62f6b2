"""Réunir les enregistrements d'un même marché : une ligne par titulaire, publications successives."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.valeurs import CelluleInvalide, en_date, en_euros, lire_decimal
from regles.typographie import accorder

from . import champs
from .colonnes import Brut, est_rien, lister
from .enregistrements import Enregistrement, anciennete, date_lue, titulaires_de
from .evolutions import CLES_MODIFICATION
from .faits import Carnet, Rejet


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
    """Les lignes d'une même publication devraient répéter le montant du marché.

    Des montants différents : le numéro sert à plusieurs lots, que rien ne nomme. Leur total est le montant du
    marché, chaque titulaire garde celui des siens, et le rapport le dit. Une correction, elle, se publie après.
    """
    lots: dict[tuple[Decimal, str], None] = {}
    par_entreprise: dict[str, dict[tuple[Decimal, str], None]] = defaultdict(dict)
    for e in version:
        if (montant := lire_montant(e.champs.get("montant"))) is None:
            continue
        lot = montant, str(e.champs.get("date_notification"))
        lots[lot] = None
        for titulaire in titulaires_de(e.champs):
            par_entreprise[str(titulaire.get("id"))][lot] = None
    if len({montant for montant, _ in lots}) < 2:
        if len(version) > 1 and lire_montant(brut.get("montant")) is None:
            _remplacer_le_montant(brut, [montant for montant, _ in lots], carnet)
        return
    for titulaire in (t for e in version for t in titulaires_de(e.champs)):
        siens = par_entreprise.get(str(titulaire.get("id")), {})
        titulaire["montant"] = sum((montant for montant, _ in siens), Decimal(0)) or None
    somme = sum((montant for montant, _ in lots), Decimal(0))
    brut["montant"] = somme
    brut["date_notification"] = min((e.champs.get("date_notification") for e in version), key=date_lue)
    publies = " / ".join(en_euros(m) for m in sorted({m for m, _ in lots}, reverse=True))
    total = f"leur total ({en_euros(somme)}) est retenu, à vérifier et à répartir entre les lots."
    carnet.noter("montant", publies, f"plusieurs lots portent ce numéro ; {total}")


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
