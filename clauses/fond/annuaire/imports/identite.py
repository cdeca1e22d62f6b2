"""Ce qui fait qu'une ligne est la même structure qu'une autre."""

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.valeurs import cle_de_texte

_MOTS_VIDES = {"association", "assoc", "asso", "sas", "sarl", "scop", "scic", "de", "du", "des", "la", "le", "les", "l"}


def cle_de_nom(nom: str) -> str:
    """« ASSOC. L'Escaut » et « Association Escaut » ont la même clé."""
    mots = cle_de_texte(nom).split()
    return " ".join([mot for mot in mots if mot not in _MOTS_VIDES] or mots)


def cle_de_lieu(commune: str) -> str:
    """« Saint-Amand-les-Eaux », « ST AMAND LES EAUX CEDEX 2 » et « Paris 13e Arrondissement » : leur commune."""
    mots = [{"st": "saint", "ste": "sainte"}.get(mot, mot) for mot in cle_de_texte(commune).split()]
    if "cedex" in mots:
        mots = mots[: mots.index("cedex")]
    if mots and mots[-1].startswith("arrondissement"):
        mots = mots[:-1]
    while len(mots) > 1 and mots[-1][0].isdigit():
        mots = mots[:-1]
    if len(mots) > 1 and mots[0] in {"l", "le", "la", "les"}:  # les sources ne s'accordent pas sur l'article
        mots = mots[1:]
    return " ".join(mots)


def cle_de(fiche: Fournisseur) -> str:
    """La clé unique : l'établissement (FINESS, sinon SIRET, sinon nom), la nature, le lieu."""
    lieu = f"{fiche.code_postal}/{cle_de_lieu(fiche.commune)}"
    if fiche.finess:
        return f"finess:{fiche.finess}:{fiche.nature}"
    if fiche.siret:
        return f"siret:{fiche.siret}:{fiche.nature}:{lieu}"[:200]
    return f"nom:{cle_de_nom(fiche.nom)[:100]}:{fiche.nature}:{lieu}"[:200]
