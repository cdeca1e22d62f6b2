"""Des comptes dans chaque rôle. Le mot de passe de tous : celui de `MOT_DE_PASSE`."""

from typing import Any

from django.utils import timezone

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.territoires.models import Departement

MOT_DE_PASSE = "Roseau-clair-1847!"
_suite = iter(range(1, 999_999))


def utilisateur(nom: str = "Personne", prenom: str = "Essai", courriel: str = "") -> Utilisateur:
    with signer(FABRICANT):
        return Utilisateur.objects.creer(
            courriel or f"compte{next(_suite)}@exemple.test", MOT_DE_PASSE, nom=nom, prenom=prenom
        )


def appartenance(role: Role, *, qui: Utilisateur | None = None, **perimetre: Any) -> Appartenance:
    """Un rôle accepté ; `acceptee_le=None` pour une invitation sans réponse."""
    perimetre.setdefault("acceptee_le", timezone.now())
    return creer(Appartenance, utilisateur=qui or utilisateur(nom=str(Role(role).label)), role=role, **perimetre)


def facilitateur(chez: StructurePorteuse) -> Appartenance:
    return appartenance(Role.FACILITATEUR, porteuse=chez)


def responsable(chez: StructurePorteuse) -> Appartenance:
    return appartenance(Role.RESPONSABLE, porteuse=chez)


def donneur_d_ordre(structure: Structure) -> Appartenance:
    return appartenance(Role.DONNEUR_D_ORDRE, porteuse=structure.porteuse, structure=structure)


def juriste(structure: Structure) -> Appartenance:
    return appartenance(Role.JURISTE, porteuse=structure.porteuse, structure=structure)


def titulaire(structure: Structure) -> Appartenance:
    return appartenance(Role.TITULAIRE, porteuse=structure.porteuse, structure=structure)


def employeur(structure: Structure) -> Appartenance:
    return appartenance(Role.EMPLOYEUR, porteuse=structure.porteuse, structure=structure)


def pilote(departement: Departement) -> Appartenance:
    return appartenance(Role.PILOTE, departement=departement)


def acteur(de: Appartenance) -> Acteur:
    return de.en_acteur()
