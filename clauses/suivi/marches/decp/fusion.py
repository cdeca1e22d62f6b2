"""Réunir les enregistrements d'un même marché : une ligne par titulaire, publications successives."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_date

from . import champs
from .colonnes import Brut, est_rien, lister
from .evolutions import CLES_MODIFICATION
from .faits import Carnet, Rejet

_MEME_OBJET = 0.6  # ressemblance au-delà de laquelle deux objets décrivent le même marché
_LOT = re.compile(r"\blots? (?:n |no |numero )?(\w+)")


@dataclass(frozen=True)
class Enregistrement:
    """Un enregistrement du fichier, à son rang, sous des noms de champ uniques."""

    rang: int
    champs: Brut
    anomalie: str | None = None


@dataclass(frozen=True)
class Reunion:
    """Le marché à jour, les enregistrements qui y sont réunis, et ceux qui décrivent un autre marché."""

    champs: Brut
    reunis: Sequence[Enregistrement]
    autres: Sequence[Enregistrement]


def reunir(groupe: Sequence[Enregistrement], carnet: Carnet) -> Reunion:
    """Les lignes d'une même publication sont fusionnées ; la publication la plus récente l'emporte.

    Ce que la plus récente tait est repris des précédentes.
    """
    actuel = max(groupe, key=_anciennete)
    reunis = [e for e in groupe if e is actuel or not _autre_marche(e.champs, actuel.champs)]
    autres = [e for e in groupe if e not in reunis]
    version = [e for e in reunis if _anciennete(e)[:-1] == _anciennete(actuel)[:-1]]
    anciens = sorted((e for e in reunis if e not in version), key=_anciennete)
    brut = dict(actuel.champs)
    brut["titulaires"] = [t for e in version for t in _titulaires(e.champs)]
    for ancien in reversed(anciens):
        for nom, valeur in ancien.champs.items():
            if est_rien(brut.get(nom)) and not est_rien(valeur):
                brut[nom] = valeur
    if anciens and not est_rien(actuel.champs.get("donnees_actuelles")):
        _derouler_versions(brut, [*anciens, actuel])
    elif anciens:
        carnet.noter("id", brut.get("id"), f"{len(anciens)} version(s) antérieure(s) remplacée(s) par la plus récente.")
    _accorder_montants(version, brut, carnet)
    return Reunion(brut, reunis, autres)


def _anciennete(enregistrement: Enregistrement) -> tuple[bool, dt.date, dt.date, int]:
    """Rang d'une publication : données dites actuelles, puis dernier avenant ou date, puis place."""
    brut = enregistrement.champs
    avenants = lister(brut.get("modifications"), CLES_MODIFICATION)
    dernier = max(
        (_date(a.get("datepublicationdonneesmodification") or a.get("publication")) for a in avenants),
        default=dt.date.min,
    )
    actuelles = champs.oui_non(brut.get("donnees_actuelles")) is not False
    return actuelles, max(dernier, _date(brut.get("date_publication"))), dernier, enregistrement.rang


def _date(valeur: object) -> dt.date:
    try:
        return (None if est_rien(valeur) else lire_date(valeur)) or dt.date.min
    except CelluleInvalide:
        return dt.date.min


def _titulaires(brut: Brut) -> list[dict[str, object]]:
    return brut["titulaires"]  # type: ignore[return-value]


def _autre_marche(un: Brut, autre: Brut) -> bool:
    """Le même numéro désigne-t-il deux marchés ? Deux lots, ou deux objets sans rapport."""
    objets = [cle_de_texte(str(b.get("objet") or ""))[:300] for b in (un, autre)]
    if not all(objets) or objets[0] == objets[1]:
        return False
    lots = [set(_LOT.findall(objet)) for objet in objets]
    if all(lots) and not lots[0] & lots[1]:
        return True
    entreprises = [{str(t.get("id")).strip() for t in _titulaires(b)} for b in (un, autre)]
    if all(entreprises) and not entreprises[0] & entreprises[1]:
        return True
    return difflib.SequenceMatcher(None, objets[0], objets[1], autojunk=False).ratio() < _MEME_OBJET


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
    """Les lignes d'un même marché devraient répéter son montant ; sinon, dire ce qui en est fait.

    Un montant différent par entreprise : le numéro sert à plusieurs lots, dont le total est le montant du
    marché, et chaque titulaire garde le sien. Sinon le plus élevé est retenu.
    """
    lus = {id(e): _montant(e.champs.get("montant")) for e in version}
    distincts = {m for m in lus.values() if m is not None}
    if len(distincts) < 2:
        return
    par_entreprise: dict[str, set[Decimal | None]] = {}
    lots: dict[tuple[Decimal | None, str], None] = {}
    for e in version:
        lots[lus[id(e)], str(e.champs.get("date_notification"))] = None
        for titulaire in _titulaires(e.champs):
            par_entreprise.setdefault(str(titulaire.get("id")), set()).add(lus[id(e)])
            titulaire["montant"] = lus[id(e)]
    publies = " / ".join(str(m) for m in sorted(distincts, reverse=True))
    if all(len(montants) == 1 for montants in par_entreprise.values()) and len(par_entreprise) > 1:
        brut["montant"] = sum((m for m, _ in lots if m is not None), Decimal(0))
        brut["date_notification"] = min((e.champs.get("date_notification") for e in version), key=_date)
        carnet.noter("montant", publies, "plusieurs lots portent ce numéro ; leur total est retenu, à vérifier.")
        return
    brut["montant"] = max(distincts)
    carnet.noter("montant", publies, "les lignes du marché n'ont pas le même montant ; le plus élevé est retenu.")


def _montant(publie: object) -> Decimal | None:
    try:
        return champs.montant("montant", publie, Carnet(), peut_etre_nul=True)
    except Rejet:
        return None
