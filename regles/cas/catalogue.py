"""Toutes les règles que l'on peut nommer dans un cas, avec leurs synonymes."""

from regles.cas import autres, calibrage, heures_dues, mois, opportunite, personnes
from regles.cas.champs import proches
from regles.cas.noeuds import ErreurDeCas
from regles.cas.schemas import Schema
from regles.cas.valeurs import cle_simple

SCHEMAS = (
    heures_dues.SCHEMA,
    personnes.ELIGIBILITE,
    mois.HEURES_RETENUES,
    mois.REALISATION,
    mois.PREVISION,
    autres.PENALITES,
    autres.CONSERVATION,
    autres.CYCLE,
    calibrage.CALIBRAGE,
    calibrage.VOLUME,
    calibrage.FAISABILITE,
    opportunite.SCHEMA,
)
PAR_REGLE = {nom: schema for schema in SCHEMAS for nom in schema.regles}
NOMS = {
    cle_simple(autre): nom
    for schema in SCHEMAS
    for nom in schema.regles
    for autre in (nom, *schema.synonymes.get(nom, ()))
}


def trouver(nom: str) -> tuple[str, Schema]:
    """(nom canonique, schéma) d'une règle. Lève `ErreurDeCas` si elle n'existe pas."""
    canonique = NOMS.get(cle_simple(nom).removeprefix("regles_").removeprefix("regle_"))
    if canonique is None:
        message = f"La règle « {nom} » n'existe pas.{proches(nom, list(NOMS))} Règles : {', '.join(PAR_REGLE)}."
        raise ErreurDeCas(message)
    return canonique, PAR_REGLE[canonique]
