"""L'acteur : qui agit, sous quelle casquette. Toute vue et tout service en reçoit un."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Acteur:
    """Une personne et l'appartenance sous laquelle elle agit.

    `porteuse_id` est la structure porteuse dont elle voit les données ; `structure_id`, sa propre
    structure quand elle n'est pas facilitatrice ; `departement`, le territoire d'un pilote.
    """

    identifiant: str
    nom: str
    role: str = ""
    utilisateur_id: UUID | None = None
    appartenance_id: UUID | None = None
    porteuse_id: UUID | None = None
    structure_id: UUID | None = None
    departement: str = ""

    @classmethod
    def systeme(cls, nom: str, *, porteuse_id: UUID | None = None, role: str = "") -> "Acteur":
        """L'acteur d'une commande ou d'un travail différé : nommé, lui aussi, dans le journal."""
        return cls(identifiant=f"systeme:{nom}", nom=nom, porteuse_id=porteuse_id, role=role)
