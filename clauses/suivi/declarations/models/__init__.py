from clauses.suivi.declarations.models.contrat_insertion import AffectationLot, ContratInsertion
from clauses.suivi.declarations.models.declaration_mensuelle import DeclarationMensuelle
from clauses.suivi.declarations.models.import_heures import ImportHeures
from clauses.suivi.declarations.models.ligne_heures import EN_ATTENTE, TRANSMISES, LigneHeures

__all__ = [
    "EN_ATTENTE",
    "TRANSMISES",
    "AffectationLot",
    "ContratInsertion",
    "DeclarationMensuelle",
    "ImportHeures",
    "LigneHeures",
]
