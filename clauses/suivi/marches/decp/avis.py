"""D'un enregistrement reconnu à un `Avis`, ou à son `Rejet`."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from clauses.fond.socle.valeurs import cle_de_texte

from . import champs, nomenclature
from .colonnes import Brut, est_rien, textes
from .evolutions import EtatMarche, appliquer_modifications
from .faits import Avis, Carnet, Rejet
from .lots import lot_du_numero
from .titulaires import lire_actes, lire_titulaires, sont_tous_illisibles

_REMPLACES = re.compile(r"[ ,\\./]")


@dataclass(frozen=True)
class Contexte:
    """D'où vient l'enregistrement, et à quel jour on le juge."""

    fichier: str
    rangs: tuple[int, ...]
    jour: dt.date
    en_tableau: bool
    lot: str = ""
    suffixe: str = ""  # ce qui distingue l'identifiant de ce marché de celui d'un autre du même numéro


def composer_uid(siret: str, identifiant: str) -> str:
    """L'identifiant national : SIRET de l'acheteur et identifiant interne, sans espace ni ponctuation."""
    return siret + _REMPLACES.sub("_", identifiant)


def construire(brut: Brut, contexte: Contexte, carnet: Carnet) -> Avis:
    """L'avis au propre ; lève `Rejet` si l'enregistrement est inutilisable."""
    identifiant = champs.identifiant(brut.get("id"), carnet)
    siret = champs.siret_acheteur(brut.get("acheteur_id"), carnet)
    concession = _est_concession(brut)
    dates = _dates(brut, contexte.jour, carnet)
    achat = _achat(brut, concession, carnet)
    evolution = _evolution(brut, concession, contexte.jour, carnet)
    passation = _passation(brut, concession, contexte.jour, carnet)
    for nom, valeur in brut.get("contredits", {}).items():  # type: ignore[attr-defined]
        carnet.noter(nom, valeur, "une autre colonne du même nom dit autre chose ; la première est retenue.")
    uid = composer_uid(siret, identifiant)
    return Avis(
        fichier=contexte.fichier,
        rangs=contexte.rangs,
        uid=uid + contexte.suffixe,
        id=identifiant,
        acheteur_siret=siret,
        acheteur_nom=champs.texte("acheteur.nom", brut.get("acheteur_nom"), carnet),
        objet=_objet(brut, contexte, achat["cpv"], carnet),
        lieu=champs.lieu(brut.get("lieu_code"), brut.get("lieu_type"), brut.get("lieu_nom"), carnet),
        source=champs.texte("source", brut.get("source"), carnet),
        **dates,
        **achat,
        **evolution,
        **passation,
        avertissements=tuple(dict.fromkeys(carnet.avertissements)),
        lot=contexte.lot or lot_du_numero(identifiant),
        uid_commun=uid if contexte.suffixe else "",
    )


def _achat(brut: Brut, concession: bool, carnet: Carnet) -> dict[str, Any]:
    """Ce qui est acheté : CPV, CCAG, nature de l'achat. Une concession n'a pas à publier de CPV."""
    cpv = None if concession and est_rien(brut.get("cpv")) else nomenclature.cpv(brut.get("cpv"), carnet)
    ccag = champs.texte("ccag", brut.get("ccag"), carnet)
    nature, raison = nomenclature.nature_achat(brut.get("type"), cpv, ccag)
    if nature == "pi" and not nomenclature.est_un_ccag_intellectuel(ccag):
        carnet.noter("codeCPV", cpv, f"classé en prestations intellectuelles, {raison}.")
    return {"cpv": cpv, "ccag": ccag, "nature_achat": nature, "nature_achat_raison": raison}


def _evolution(brut: Brut, concession: bool, jour: dt.date, carnet: Carnet) -> dict[str, Any]:
    """Montant, durée et titulaires, à l'origine et avenants appliqués."""
    etat = _etat_initial(brut, concession, carnet)
    montant, duree = etat.montant, etat.duree
    appliquer_modifications(etat, brut.get("modifications"), jour, carnet)
    if sont_tous_illisibles(brut["titulaires"], etat.titulaires, carnet.absences):  # type: ignore[arg-type]
        raise _titulaires_illisibles(brut, carnet)
    if not etat.titulaires:
        carnet.noter("titulaires", "", "aucun titulaire n'est publié ; à compléter.")
    return {
        "montant_ht": etat.montant,
        "montant_initial_ht": montant,
        "duree_mois": etat.duree,
        "duree_initiale_mois": duree,
        "titulaires": etat.titulaires,
        "modifications": tuple(etat.avenants),
    }


def _passation(brut: Brut, concession: bool, jour: dt.date, carnet: Carnet) -> dict[str, Any]:
    """Comment le marché est passé et s'exécute."""
    nature = champs.texte("nature", brut.get("nature"), carnet)
    procedure = champs.texte("procedure", brut.get("procedure"), carnet)
    techniques = nomenclature.codes(brut.get("techniques"))
    prix = dict.fromkeys([*textes(brut.get("forme_prix")), *textes(brut.get("types_prix"))])
    return {
        "nature": "concession" if concession else nomenclature.nature(nature),
        "procedure": nomenclature.procedure(procedure, concession=concession),
        "procedure_publiee": procedure,
        "forme": _forme(nature, techniques, concession),
        "techniques": techniques,
        "modalites": nomenclature.codes(brut.get("modalites")),
        "id_accord_cadre": champs.texte("idAccordCadre", brut.get("id_accord_cadre"), carnet),
        "groupement": _groupement(brut, carnet),
        "considerations_sociales": champs.considerations(brut.get("considerations"), carnet),
        "sous_traitance": champs.oui_non(brut.get("sous_traitance")),
        "actes_sous_traitance": lire_actes(brut.get("actes"), brut.get("modifications_actes"), jour, carnet),
        "offres_recues": champs.entier("offresRecues", brut.get("offres"), carnet),
        "forme_prix": ", ".join(prix),
    }


def _est_concession(brut: Brut) -> bool:
    genres = cle_de_texte(f"{brut.get('genre') or ''} {brut.get('nature') or ''}")
    return bool(brut.get("concession")) or "concession" in genres or "delegation" in genres


def _dates(brut: Brut, jour: dt.date, carnet: Carnet) -> dict[str, Any]:
    """Notification, publication, début d'exécution ; refuse un enregistrement sans aucune date."""
    notification = champs.date_obligatoire("dateNotification", brut.get("date_notification"), jour)
    if notification is None:  # une concession est datée de sa signature
        notification = champs.date_obligatoire("dateSignature", brut.get("date_signature"), jour)
    publication = champs.date_facultative("datePublicationDonnees", brut.get("date_publication"), jour, carnet)
    # Le début d'exécution peut être à venir : aucune borne à aujourd'hui.
    debut = champs.date_facultative("dateDebutExecution", brut.get("date_debut"), dt.date(jour.year + 10, 1, 1), carnet)
    if notification is None:
        if publication is None and debut is None:
            raise Rejet(
                "dateNotification",
                "",
                "aucune date n'est publiée, ni de notification ni de publication.",
                "Compléter la date de notification dans le fichier, ou créer le marché à la main.",
            )
        carnet.noter("dateNotification", "", "la date de notification n'est pas publiée ; à compléter.")
    elif publication and publication < notification - dt.timedelta(days=31):
        carnet.noter("datePublicationDonnees", publication, "la publication précède la notification ; à vérifier.")
    return {
        "date_notification": notification,
        "date_publication": publication,
        "date_debut_execution": debut,
    }


def _etat_initial(brut: Brut, concession: bool, carnet: Carnet) -> EtatMarche:
    montant = brut.get("montant")
    if concession and est_rien(montant):
        montant = brut.get("valeur_globale")
    return EtatMarche(
        montant=champs.montant("montant", montant, carnet),
        duree=champs.duree("dureeMois", brut.get("duree"), carnet),
        titulaires=lire_titulaires(brut["titulaires"], carnet),  # type: ignore[arg-type]
    )


def _titulaires_illisibles(brut: Brut, carnet: Carnet) -> Rejet:
    """Le refus dit ce qui ne va pas avec le premier titulaire."""
    raisons = [a for a in carnet.avertissements if a.champ in ("titulaires", "titulaires.id")]
    premiere = raisons[0] if raisons else None
    return Rejet(
        "titulaires",
        premiere.valeur if premiere else "",
        f"aucun titulaire n'est identifiable. {premiere.message if premiere else ''}".strip(),
        "Corriger l'identifiant du titulaire dans le fichier, ou créer le marché à la main.",
    )


def _objet(brut: Brut, contexte: Contexte, code_cpv: str | None, carnet: Carnet) -> str:
    """L'objet publié. Un tableau qui n'a pas cette colonne reçoit un objet provisoire, signalé."""
    objet = champs.texte("objet", brut.get("objet"), carnet, champs.OBJET_MAX)
    if objet:
        return objet
    if contexte.en_tableau and "objet" not in brut:
        carnet.noter("objet", "", "le fichier n'a pas de colonne « objet » ; intitulé provisoire, à compléter.")
        detail = f", CPV {code_cpv}" if code_cpv else ""
        return f"Marché {brut.get('id')} (objet non publié{detail})"
    raise Rejet("objet", "", "l'objet du marché manque.", "Compléter l'objet dans le fichier.")


def _forme(nature: str, techniques: tuple[str, ...], concession: bool) -> str:
    if concession:
        return "concession"
    if "accord_cadre" in techniques or nomenclature.nature(nature) == "accord_cadre":
        return "accord_cadre"
    return "ordinaire"


def _groupement(brut: Brut, carnet: Carnet) -> str:
    """conjoint, solidaire, ou vide."""
    cle = cle_de_texte(champs.texte("typeGroupementOperateurs", brut.get("groupement"), carnet))
    return cle if cle in ("conjoint", "solidaire") else ""
