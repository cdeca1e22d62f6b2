from clauses.avant.circuit.models.accord import Accord
from clauses.avant.circuit.models.dossier import Dossier
from clauses.avant.circuit.models.partie import Chez, Partie, partie_de
from clauses.avant.circuit.models.remarque import Remarque
from clauses.avant.circuit.models.tour import Tour

__all__ = ["Accord", "Chez", "Dossier", "Partie", "Remarque", "Tour", "partie_de"]
