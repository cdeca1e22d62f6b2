from clauses.fond.territoires.models.territoire import Commune, Departement, Region

__all__ = ["Commune", "Departement", "Region"]
