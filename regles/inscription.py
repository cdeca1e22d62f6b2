"""L'inscription à France Travail depuis la loi pour le plein emploi : ce que prouve une ancienneté, et ce qu'il reste à
demander.

Depuis le 1er janvier 2025, tous les foyers au RSA et les jeunes suivis en mission locale sont inscrits d'office : douze
mois d'inscription ne prouvent plus, seuls, une recherche d'emploi.
"""

from datetime import date

from regles.typographie import jour_en_mots

INSCRIPTION_D_OFFICE = date(2025, 1, 1)
# Les contrats signés avant la loi sont remplacés au plus tard ce jour-là.
CONTRAT_D_ENGAGEMENT_SEUL = date(2027, 1, 1)
# Code → (ce que c'est, depuis quand).
CATEGORIES = {
    "A": ("sans emploi, tenu de chercher", date(2009, 2, 1)),
    "B": ("activité réduite courte, tenu de chercher", date(2009, 2, 1)),
    "C": ("activité réduite longue, tenu de chercher", date(2009, 2, 1)),
    "D": ("sans emploi, non tenu de chercher", date(2009, 2, 1)),
    "E": ("en emploi, non tenu de chercher", date(2009, 2, 1)),
    "F": ("parcours social", INSCRIPTION_D_OFFICE),
    "G": ("en attente d'orientation", INSCRIPTION_D_OFFICE),
}
SANS_RECHERCHE = ("F", "G")


def contrat_en_mots(jour: date) -> str:
    """Comment s'appelle, depuis 2025, ce qu'une personne a signé pour sa recherche d'emploi."""
    if jour >= CONTRAT_D_ENGAGEMENT_SEUL:
        return "le contrat d'engagement"
    return "le contrat d'engagement (ou le PPAE, le CER, le PACEA ou le CEJ qu'il remplace)"


def refus_de_categorie(categorie: str, jour: date) -> str:
    """Une catégorie qui n'existait pas encore à cette date ; « » si elle existe."""
    depuis = CATEGORIES[categorie][1]
    return "" if jour >= depuis else f"la catégorie {categorie} n'existe que depuis le {jour_en_mots(depuis)}"


def a_confirmer(categorie: str, a_un_contrat: bool | None, jour: date) -> str:
    """Ce qui reste à vérifier d'une recherche d'emploi que seule une inscription prouve ; « » si rien."""
    if jour < INSCRIPTION_D_OFFICE:
        return ""
    if categorie in SANS_RECHERCHE:
        quoi = CATEGORIES[categorie][0]
        return f"inscrit en catégorie {categorie} ({quoi}) : vérifiez que la personne cherche un emploi"
    if categorie or a_un_contrat:
        return ""
    return (
        f"depuis le {jour_en_mots(INSCRIPTION_D_OFFICE)}, l'inscription est d'office et ne prouve plus seule une "
        f"recherche d'emploi : demandez la catégorie, ou {contrat_en_mots(jour)}"
    )
