"""Les avenants publiés d'un marché."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clauses.fond.socle.valeurs import en_euros

from . import champs
from .colonnes import est_rien, lister
from .faits import Carnet, Modification, Rejet, Titulaire
from .titulaires import lire_titulaires

CLES_MODIFICATION = (
    "id",
    "montant",
    "dureemois",
    "duree",
    "datenotificationmodification",
    "datesignaturemodification",
    "datepublicationdonneesmodification",
    "objetmodification",
    "objet",
    "valeurglobale",
    "date",
    "publication",
)


@dataclass
class EtatMarche:
    """Ce que les avenants peuvent changer."""

    montant: Decimal | None
    duree: int | None
    titulaires: tuple[Titulaire, ...]
    avenants: list[Modification] = field(default_factory=list)


def appliquer_modifications(etat: EtatMarche, publiees: object, jour: dt.date, carnet: Carnet) -> None:
    """Applique les avenants dans l'ordre de leurs dates ; un avenant à venir est gardé sans effet."""
    lues = [_lire(publiee, jour, carnet) for publiee in lister(publiees, CLES_MODIFICATION)]
    lues.sort(key=lambda m: (m.date or m.date_publication or dt.date.min, m.numero.zfill(6)))
    for lue in lues:
        avenant = replace(lue, montant_ht=_nouveau_montant(lue, etat.montant, carnet))
        etat.avenants.append(avenant)
        if not avenant.appliquee:
            continue
        etat.montant = avenant.montant_ht if avenant.montant_ht is not None else etat.montant
        etat.duree = avenant.duree_mois if avenant.duree_mois is not None else etat.duree
        etat.titulaires = avenant.titulaires or etat.titulaires


def _nouveau_montant(avenant: Modification, actuel: Decimal | None, carnet: Carnet) -> Decimal | None:
    """Le montant du marché après l'avenant ; None s'il n'en change pas.

    Un montant négatif ne peut être qu'un écart. Un montant de moins de la moitié du marché peut être l'un ou l'autre :
    il est montré, et rien n'en est fait.
    """
    publie, champ = avenant.montant_ht, "modifications.montant"
    if publie is None or actuel is None or not avenant.appliquee:
        return publie if publie is not None and publie > 0 else None
    if publie < 0:
        if actuel + publie <= 0:
            carnet.noter(champ, publie, f"le marché n'est que de {en_euros(actuel)}. Montant de l'avenant ignoré.")
            return None
        suite = f"le marché passe de {en_euros(actuel)} à {en_euros(actuel + publie)}, à vérifier."
        carnet.noter(champ, publie, f"montant négatif, lu comme l'écart de l'avenant ; {suite}")
        return actuel + publie
    if publie < actuel / 2:
        question = f"nouveau montant du marché, ou seul écart de l'avenant ? Le marché reste à {en_euros(actuel)}"
        carnet.noter(champ, publie, f"{question} ; à vérifier et à noter à la main.")
        return None
    return publie


def _lire(publiee: Mapping[str, object], jour: dt.date, carnet: Carnet) -> Modification:
    def premier(*cles: str) -> object:
        return next((publiee[c] for c in cles if not est_rien(publiee.get(c))), None)

    champ = "modifications"
    date_publiee = premier("datenotificationmodification", "datesignaturemodification", "date")
    date = champs.date_facultative(f"{champ}.dateNotificationModification", date_publiee, jour, carnet)
    datee = date is not None or est_rien(date_publiee)
    if not datee:
        carnet.noter(champ, date_publiee, "avenant sans date certaine ; gardé, sans effet sur le marché.")
    montant = _montant(f"{champ}.montant", premier("montant", "valeurglobale"), carnet)
    titulaires = lister(publiee.get("titulaires")) or lister(publiee.get("concessionnaires"))
    if not titulaires and not est_rien(publiee.get("titulaire_id")):
        titulaires = [
            {"id": publiee["titulaire_id"], "type": publiee.get("titulaire_type"), "nom": publiee.get("titulaire_nom")}
        ]
    return Modification(
        numero=str(premier("id") or ""),
        date=date,
        date_publication=champs.date_facultative(
            f"{champ}.datePublicationDonneesModification",
            premier("datepublicationdonneesmodification", "publication"),
            jour,
            carnet,
        ),
        objet=champs.texte(f"{champ}.objetModification", premier("objetmodification", "objet"), carnet),
        montant_ht=montant,
        duree_mois=champs.duree(f"{champ}.dureeMois", premier("dureemois", "duree"), carnet),
        titulaires=lire_titulaires(titulaires, carnet, f"{champ}.titulaires"),
        appliquee=datee,
    )


def _montant(champ: str, publie: object, carnet: Carnet) -> Decimal | None:
    """Le montant publié, négatif si c'est un écart ; None s'il ne change pas (rien, zéro) ou s'il est inutilisable."""
    if str(publie).strip().strip("0.,") == "":
        return None
    try:
        return champs.montant(champ, publie, carnet, peut_etre_nul=True)
    except Rejet:
        baisse = champs.montant(champ, str(publie).strip().lstrip("-−").strip(), carnet, peut_etre_nul=True)
        return None if baisse is None else -baisse
