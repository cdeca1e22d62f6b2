"""Les entreprises d'un marché : titulaires, concessionnaires, sous-traitants."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from stdnum.fr import siren, tva

from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_siret

from . import champs
from .absences import dit_l_absence
from .colonnes import est_rien, lister
from .faits import ActeSousTraitance, Carnet, Rejet, Titulaire

_TYPES = {
    "siret": "SIRET",
    "siren": "SIREN",
    "tva": "TVA",
    "tva intracommunautaire": "TVA",
    "tvaintracommunautaire": "TVA",
    "tahiti": "TAHITI",
    "ridet": "RIDET",
    "frwf": "FRWF",
    "frw": "FRWF",
    "irep": "IREP",
    "hors ue": "HORS-UE",
    "ue": "TVA",
}
_ZERO_EN_TROP = re.compile(r"^(\d{9})0(0\d{4})$")
_SEPARATEURS = re.compile(r"[\s\u00a0\u202f.\-–_]")
_ETRANGER = re.compile(  # code d'un pays d'Europe, puis un numéro
    r"^(?:ATU?|BE|BG|CHE?|CY|CZ|DE|DK|EE|EL|ES[A-Z]?|FI|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)"
    r"\d[0-9A-Z]{5,16}$"
)
_TVA_ET_SIRET = re.compile(r"^FR\d{2}(\d{14})$")


def lire_titulaires(
    publies: Sequence[Mapping[str, object]], carnet: Carnet, champ: str = "titulaires"
) -> tuple[Titulaire, ...]:
    """Les entreprises identifiées, sans doublon ; une entreprise illisible est signalée et écartée."""
    trouves: dict[str, Titulaire] = {}
    for publie in publies:
        identifiant, type_publie, nom = _champs(publie)
        if _est_absente(identifiant, nom, carnet.absences):
            if not est_rien(identifiant):
                carnet.noter(champ, identifiant, "ce code ne désigne aucune entreprise. Entreprise écartée.")
            continue
        titulaire = identifier(identifiant, type_publie, nom, carnet, champ)
        if titulaire is None:
            continue
        if isinstance(propre := publie.get("montant"), Decimal):
            titulaire = replace(titulaire, montant_ht=propre)
        connu = trouves.get(titulaire.identifiant)
        if connu is None or (titulaire.nom and not connu.nom):
            trouves[titulaire.identifiant] = titulaire
    return tuple(trouves.values())


def _est_absente(identifiant: object, nom: object, absences: frozenset[str]) -> bool:
    """Ni nom, ni identifiant : rien, ou une marque qui dit l'absence (« CDL », « MQ », ce que tout le fichier répète).

    Un nombre (zéros, neufs) prétend identifier : il est refusé, et dit.
    """
    if est_rien(identifiant) or not est_rien(nom):
        return est_rien(identifiant) and est_rien(nom)
    marque = str(identifiant)
    return cle_de_texte(marque) in absences or (not any(map(str.isdigit, marque)) and dit_l_absence(marque, absences))


def sont_tous_illisibles(
    publies: Sequence[Mapping[str, object]], lus: Sequence[Titulaire], absences: frozenset[str]
) -> bool:
    """Des entreprises sont publiées, et aucune n'a pu être identifiée."""
    return not lus and any(not _est_absente(*_champs(p)[::2], absences) for p in publies)


def _champs(publie: Mapping[str, object]) -> tuple[object, object, object]:
    def premier(*cles: str) -> object:
        return next((publie[c] for c in cles if not est_rien(publie.get(c))), None)

    return (
        premier("id", "identifiant", "siret"),
        premier("typeidentifiant", "type"),
        premier("denominationsociale", "nom", "denomination", "raisonsociale"),
    )


def identifier(identifiant: object, type_publie: object, nom: object, carnet: Carnet, champ: str) -> Titulaire | None:
    """Une entreprise sous son vrai répertoire : un SIRET à clé juste l'est, quoi que dise le type publié."""
    lu_nom = champs.texte(f"{champ}.nom", nom, carnet)
    if est_rien(identifiant):
        carnet.noter(champ, lu_nom, "Entreprise publiée sans identifiant ; à identifier.")
        return None
    brut = str(int(identifiant) if isinstance(identifiant, float) and identifiant.is_integer() else identifiant).strip()
    cle_type = cle_de_texte(str(type_publie or ""))
    type_ = _TYPES.get(cle_type, "SIRET" if est_rien(type_publie) else "AUTRE")
    if siret := _siret(brut, type_, carnet, champ):
        return Titulaire(siret, "SIRET", lu_nom)
    compact = _SEPARATEURS.sub("", brut).upper()
    if (double := _TVA_ET_SIRET.match(compact)) and (siret := _siret(double[1], "SIRET", carnet, champ)):
        carnet.noter(f"{champ}.id", brut, f"numéro de TVA collé au SIRET {siret} ; SIRET retenu.")
        return Titulaire(siret, "SIRET", lu_nom)
    if dit_l_absence(brut, carnet.absences) or not (any(map(str.isdigit, compact)) or type_ == "HORS-UE"):
        carnet.noter(champ, brut, "Cet identifiant ne désigne personne. Entreprise écartée.")
        return None
    if type_ not in ("SIRET", "SIREN"):
        return Titulaire(compact if type_ == "TVA" else brut, type_, lu_nom)
    return _autre_que_siret(brut, compact, lu_nom, carnet, champ)


def _siret(brut: str, type_: str, carnet: Carnet, champ: str) -> str | None:
    remarques: list[str] = []
    try:
        siret = lire_siret(brut, remarques=remarques)
    except CelluleInvalide:
        return None
    if type_ != "SIRET" and not (type_ in ("TVA", "AUTRE", "SIREN", "HORS-UE") and not remarques):
        return None
    for remarque in remarques:
        carnet.noter(f"{champ}.id", brut, remarque)
    if siret != brut and not remarques:
        carnet.noter(f"{champ}.id", brut, "écriture du SIRET normalisée.")
    if type_ != "SIRET":
        carnet.noter(f"{champ}.typeIdentifiant", type_, f"l'identifiant {siret} est un SIRET valide ; lu comme tel.")
    return siret


def _autre_que_siret(brut: str, compact: str, nom: str, carnet: Carnet, champ: str) -> Titulaire | None:
    """Annoncé comme SIRET, mais c'est un SIREN, un numéro de TVA, ou une erreur."""
    if (trop_long := _ZERO_EN_TROP.match(compact)) and siren.is_valid(trop_long[1]):
        candidat = trop_long[1] + trop_long[2]
        if lu := _siret(candidat, "SIRET", carnet, champ):
            carnet.noter(f"{champ}.id", brut, f"un zéro de trop, retiré ; SIRET {lu}.")
            return Titulaire(lu, "SIRET", nom)
    if siren.is_valid(compact) and len(compact) == 9:
        carnet.noter(f"{champ}.id", brut, "c'est un SIREN ; l'établissement reste à préciser.")
        return Titulaire(compact, "SIREN", nom)
    if tva.is_valid(compact) or _ETRANGER.match(compact):
        carnet.noter(f"{champ}.typeIdentifiant", brut, "ce n'est pas un SIRET mais un numéro de TVA ; lu comme tel.")
        return Titulaire(compact, "TVA", nom)
    try:
        lire_siret(brut)
    except CelluleInvalide as refus:
        carnet.noter(f"{champ}.id", brut, f"{refus.message} Entreprise écartée{f' ({nom})' if nom else ''}.")
    return None


def lire_actes(publies: object, modifications: object, jour: dt.date, carnet: Carnet) -> tuple[ActeSousTraitance, ...]:
    """Les sous-traitances déclarées, leurs propres modifications appliquées dans l'ordre des dates."""
    changements: dict[str, list[dict[str, object]]] = {}
    for changement in lister(modifications):
        changements.setdefault(str(changement.get("id")), []).append(changement)
    actes = []
    for publie in lister(publies):
        acte: dict[str, object] = dict(publie)
        suite = changements.get(str(publie.get("id")), [])
        for changement in sorted(suite, key=lambda c: str(c.get("datenotificationmodificationsoustraitance"))):
            acte.update((c, changement[c]) for c in ("montant", "dureemois") if not est_rien(changement.get(c)))
        actes.append(_acte(acte, jour, carnet))
    return tuple(actes)


def _acte(acte: Mapping[str, object], jour: dt.date, carnet: Carnet) -> ActeSousTraitance:
    champ = "actesSousTraitance"
    entreprises = lister(acte.get("soustraitant")) or [
        {"id": acte.get("soustraitant_id"), "type": acte.get("soustraitant_type")}
    ]
    lues = lire_titulaires(entreprises, carnet, f"{champ}.sousTraitant")
    try:
        montant = champs.montant(f"{champ}.montant", acte.get("montant"), carnet, peut_etre_nul=True)
    except Rejet as refus:
        carnet.noter(f"{champ}.montant", acte.get("montant"), f"{refus.motif} Montant ignoré.")
        montant = None
    return ActeSousTraitance(
        numero=str(acte.get("id") or ""),
        sous_traitant=lues[0] if lues else None,
        montant_ht=montant,
        duree_mois=champs.duree(f"{champ}.dureeMois", acte.get("dureemois"), carnet),
        date_notification=champs.date_facultative(
            f"{champ}.dateNotification", acte.get("datenotification"), jour, carnet
        ),
    )
