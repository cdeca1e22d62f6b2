from clauses.circuit.models.accord import Accord
from clauses.circuit.models.dossier import Dossier
from clauses.circuit.models.partie import Chez, Partie, partie_de
from clauses.circuit.models.remarque import Remarque
from clauses.circuit.models.tour import Tour

__all__ = ["Accord", "Chez", "Dossier", "Partie", "Remarque", "Tour", "partie_de"]
