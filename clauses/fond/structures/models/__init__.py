from clauses.fond.structures.models.contact import Contact
from clauses.fond.structures.models.etablissement import EtablissementQuitte
from clauses.fond.structures.models.structure import Famille, Nature, Structure
from clauses.fond.structures.models.structure_porteuse import StructurePorteuse

__all__ = ["Contact", "EtablissementQuitte", "Famille", "Nature", "Structure", "StructurePorteuse"]
