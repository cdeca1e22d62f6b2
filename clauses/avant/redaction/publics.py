"""Les publics en toutes lettres, tels qu'une pièce les dit."""

from clauses.avant.redaction.langage import polir
from regles.publics import CRITERES

# Les publics dont l'intitulé d'écran contient un sigle : une pièce le dit en toutes lettres.
EN_TOUTES_LETTRES = {
    "rsa": "Bénéficiaire du revenu de solidarité active (RSA) en recherche d’emploi, ou ayant droit",
    "boeth": "Bénéficiaire de l’obligation d’emploi des travailleurs handicapés (RQTH ou équivalent)",
    "jeune_suivi": "Jeune en suivi renforcé (contrat d’engagement jeune, PACEA, service militaire adapté ou "
    "volontaire)",
    "qpv": "Habitant d’un quartier prioritaire de la politique de la ville, éloigné de l’emploi",
    "iae": "Personne en parcours dans une structure d’insertion par l’activité économique (SIAE)",
    "geiq": "Personne en parcours dans un groupement d’employeurs pour l’insertion et la qualification (GEIQ) ou "
    "équivalent",
    "secteur_adapte": "Salarié d’une entreprise adaptée, usager d’un établissement ou service d’accompagnement par le "
    "travail (ESAT)",
    "epide_e2c": "Stagiaire ou sortant d’un établissement pour l’insertion dans l’emploi (EPIDE) ou d’une école de la "
    "deuxième chance (E2C)",
    "plie": "Participant d’un plan local pour l’insertion et l’emploi (PLIE)",
}


def libelle(code: str) -> str:
    """Le public en toutes lettres."""
    return EN_TOUTES_LETTRES.get(code) or polir(CRITERES[code].libelle)
