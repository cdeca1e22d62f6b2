from clauses.fond.structures.models.contact import Contact
from clauses.fond.structures.models.structure import Famille, Nature, Structure
from clauses.fond.structures.models.structure_porteuse import StructurePorteuse

__all__ = ["Contact", "Famille", "Nature", "Structure", "StructurePorteuse"]
