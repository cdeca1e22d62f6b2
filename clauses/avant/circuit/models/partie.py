"""Les parties du circuit, et celle que représente un acteur."""

from django.db import models

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from regles import circuit


class Partie(models.TextChoices):
    """Qui relit et donne son accord."""

    FACILITATEUR = circuit.FACILITATEUR, "Facilitateur"
    ACHETEUR = circuit.ACHETEUR, "Acheteur"
    JURISTE = circuit.JURISTE, "Juriste"


class Chez(models.TextChoices):
    """À qui de jouer ; personne quand toutes les parties sont d'accord."""

    FACILITATEUR = circuit.FACILITATEUR, "Chez le facilitateur"
    ACHETEUR = circuit.ACHETEUR, "Chez l'acheteur"
    JURISTE = circuit.JURISTE, "Chez le juriste"
    PERSONNE = circuit.PERSONNE, "Personne"


_PARTIES = {
    Role.FACILITATEUR: Partie.FACILITATEUR,
    Role.RESPONSABLE: Partie.FACILITATEUR,
    Role.DONNEUR_D_ORDRE: Partie.ACHETEUR,
    Role.JURISTE: Partie.JURISTE,
}


def partie_de(acteur: Acteur) -> Partie | None:
    """La partie que cet acteur représente, ou `None` si son rôle n'est pas du circuit."""
    return _PARTIES.get(Role(acteur.role)) if acteur.role else None
