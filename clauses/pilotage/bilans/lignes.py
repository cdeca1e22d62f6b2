"""Les lignes derrière un chiffre : leurs colonnes, à l'écran et dans le classeur."""

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.templatetags.clause import etat
from clauses.pilotage.bilans.faits import Fait
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures

_ETATS = dict(LigneHeures.Etat.choices)
_MODALITES = dict(ContratInsertion.Modalite.choices)
_CONTRATS = dict(ContratInsertion.TypeContrat.choices)


def _etat(fait: Fait) -> str:
    return str(_ETATS.get(fait.etat, fait.etat))


COLONNES = (
    Colonne("mois", "Mois", "mois"),
    Colonne("nom", "Nom", largeur=18, personnelle=True),
    Colonne("prenom", "Prénom", largeur=16, personnelle=True),
    Colonne("age", "Âge à l'entrée", "entier", personnelle=True, ou="export"),
    Colonne("lot", "Lot", largeur=28, lire=lambda fait: f"Lot {fait.lot_numero} — {fait.lot_intitule}"),
    Colonne("titulaire", "Attributaire", largeur=26),
    Colonne("employeur", "Employeur", largeur=26),
    Colonne("modalite", "Modalité", "mots", largeur=22, lire=lambda fait: _MODALITES.get(fait.modalite, fait.modalite)),
    Colonne(
        "contrat", "Contrat", "mots", largeur=20, lire=lambda fait: _CONTRATS.get(fait.type_contrat, fait.type_contrat)
    ),
    Colonne("metier", "Métier", largeur=22, ou="export"),
    Colonne("declarees", "Déclaré", "heures", aide="Travail, formation et accompagnement transmis."),
    Colonne("travail", "Travail retenu", "heures", ou="export"),
    Colonne("formation", "Formation retenue", "heures", ou="export"),
    Colonne("accompagnement", "Accompagnement retenu", "heures", ou="export"),
    Colonne("retenues", "Retenu", "heures", aide="Ce qui compte dans l'engagement."),
    Colonne("etat", "État", "etat", lire=_etat, montrer=lambda fait: etat(fait.etat, _etat(fait))),
)
