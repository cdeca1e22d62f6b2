"""Le seuil européen d'un achat : celui de l'acheteur et de ce qu'il achète, au jour du lancement."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.opportunite.ess import service_reservable
from regles.opportunite.faits import CATEGORIES_ACHETEUR, FaitsOpportunite
from regles.opportunite.prive import MOTIF, TEXTES
from regles.opportunite.resultats import DecisionSeuil
from regles.parametres import (
    SEUIL_UE_COLLECTIVITES,
    SEUIL_UE_ETAT,
    SEUIL_UE_RESEAUX,
    SEUIL_UE_SERVICES_SOCIAUX,
    SEUIL_UE_TRAVAUX,
)
from regles.references import SEUILS_UE
from regles.socle import ValeurDatee, ValeurInconnue, regle
from regles.typographie import INSECABLE, euros, jour_en_mots
from regles.vocabulaire import Dit

# Révisés tous les deux ans, au 1er janvier des années paires.
SEUILS_CONNUS_JUSQU_AU = date(2027, 12, 31)


def _seuil(faits: FaitsOpportunite) -> tuple[ValeurDatee, str]:
    """Le seuil de cet achat et de cet acheteur, et à quel titre."""
    if faits.est_concession:
        return SEUIL_UE_TRAVAUX, "concessions"
    if faits.nature_achat == "travaux":
        return SEUIL_UE_TRAVAUX, "marchés de travaux"
    if faits.est_defense:
        return SEUIL_UE_RESEAUX, "fournitures et services de défense ou de sécurité"
    par_categorie = {"etat": SEUIL_UE_ETAT, "collectivite": SEUIL_UE_COLLECTIVITES, "reseaux": SEUIL_UE_RESEAUX}
    categorie = CATEGORIES_ACHETEUR[faits.categorie_acheteur]
    return par_categorie[faits.categorie_acheteur], f"fournitures et services, {categorie}"


@regle(SEUILS_UE, depuis=date(2024, 1, 1), rend="seuil", aussi=("seuil", "seuil européen"))
def seuil_applicable(
    faits: FaitsOpportunite, jour: Annotated[date, Dit("Lancement de la consultation.", "lancement", "date_lancement")]
) -> DecisionSeuil:
    """Seuil européen d'un achat au jour de son lancement, selon l'acheteur et ce qui est acheté."""
    if faits.est_prive:
        return DecisionSeuil(
            valeur=None, motif=MOTIF, references=TEXTES, nom=CATEGORIES_ACHETEUR[faits.categorie_acheteur]
        )
    valeur_datee, titre = _seuil(faits)
    try:
        palier = valeur_datee.palier_au(jour)
    except ValeurInconnue as inconnue:
        return DecisionSeuil(valeur=None, motif=str(inconnue), references=(SEUILS_UE,), nom=titre)
    motif = f"{titre[:1].upper()}{titre[1:]}{INSECABLE}: {euros(palier.valeur)} HT depuis le "
    motif += f"{jour_en_mots(palier.depuis)}, pour un lancement le {jour_en_mots(jour)}."
    avertissements: tuple[str, ...] = ()
    if jour > SEUILS_CONNUS_JUSQU_AU:
        fin = jour_en_mots(SEUILS_CONNUS_JUSQU_AU)
        avertissements = (f"ces seuils changent tous les deux ans, et ceux d'après le {fin} ne sont pas connus ici.",)
    return DecisionSeuil(
        valeur=palier.valeur,
        motif=motif,
        references=(palier.reference,),
        nom=titre,
        depuis=palier.depuis,
        avertissements=avertissements,
    )


def reserve_des_services_sociaux(faits: FaitsOpportunite, montant: Decimal, jour: date) -> tuple[str, ...]:
    """Un service de santé, social ou culturel a, dans la directive, un seuil plus haut : à vérifier."""
    propre = SEUIL_UE_SERVICES_SOCIAUX.au(jour)
    if faits.est_concession or faits.categorie_acheteur == "reseaux" or montant >= propre:
        return ()
    if faits.nature_achat not in ("services", "pi") or service_reservable(faits.cpv) is None:
        return ()
    return (
        f"la directive 2014/24/UE (art. 4, d) connaît un seuil de {euros(propre)} HT propre aux services sociaux et "
        f"autres services spécifiques{INSECABLE}: vérifiez lequel s'applique à ce service.",
    )
