from clauses.suivi.declarations.models.contrat_insertion import AffectationLot, ContratInsertion
from clauses.suivi.declarations.models.declaration_mensuelle import DeclarationMensuelle
from clauses.suivi.declarations.models.import_heures import ImportHeures
from clauses.suivi.declarations.models.ligne_heures import EN_ATTENTE, LigneHeures

__all__ = ["EN_ATTENTE", "AffectationLot", "ContratInsertion", "DeclarationMensuelle", "ImportHeures", "LigneHeures"]
