"""Le refus d'un fichier entier."""

from clauses.fond.socle.erreurs import RefusMetier
from regles.typographie import typographie


class FichierIllisible(RefusMetier):
    """Un fichier que l'on ne peut pas lire : son nom, ce qui ne va pas, ce qu'il faut faire."""

    def __init__(self, nom_fichier: str, message: str, remede: str = "") -> None:
        self.nom_fichier, self.remede = nom_fichier, typographie(remede)
        super().__init__(typographie(f"« {nom_fichier} » : {message} {remede}").strip(), champ="fichier")
