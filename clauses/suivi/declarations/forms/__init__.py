from clauses.suivi.declarations.forms.contrat import ContratForm, FinDeContratForm, ReponseForm
from clauses.suivi.declarations.forms.filtres import FiltreContrats, FiltreDesHeures, FiltreMois
from clauses.suivi.declarations.forms.mois import FeuilleForm, LigneDeSaisieForm

__all__ = [
    "ContratForm",
    "FeuilleForm",
    "FiltreContrats",
    "FiltreDesHeures",
    "FiltreMois",
    "FinDeContratForm",
    "LigneDeSaisieForm",
    "ReponseForm",
]
