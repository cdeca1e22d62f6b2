"""Un compte : une personne, son courriel, son mot de passe."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Courriel, TexteCourt
from clauses.fond.socle.recherche import colonne_de_tri
from clauses.fond.socle.signature import signer


class UtilisateurQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(
                pk__in=self.model._base_manager.filter(appartenances__porteuse_id=acteur.porteuse_id).values("pk")
            )
        }


class GestionnaireUtilisateurs(BaseUserManager.from_queryset(UtilisateurQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, courriel: str | None) -> "Utilisateur":
        return self.get(courriel__iexact=courriel or "")

    def creer(self, courriel: str, mot_de_passe: str | None, **champs: Any) -> "Utilisateur":
        """Crée un compte. À appeler depuis un service signé ; sans mot de passe, il est inutilisable."""
        utilisateur = self.model(courriel=self.normalize_email(courriel).strip(), **champs)
        utilisateur.set_password(mot_de_passe)
        utilisateur.save()
        return utilisateur


class Utilisateur(AbstractBaseUser, ModeleMetier):
    """Une personne qui se connecte. Ses droits viennent de ses appartenances, jamais d'elle-même."""

    courriel = Courriel("courriel", max_length=254, unique=True)
    prenom = TexteCourt("prénom", max_length=80, blank=True)
    nom = TexteCourt("nom", max_length=80)
    is_active = models.BooleanField("compte actif", default=True)
    tri = colonne_de_tri("nom", "prenom")
    last_login = None  # les connexions sont au journal de django-axes : se connecter n'écrit pas la fiche

    objects = GestionnaireUtilisateurs()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"

    class Meta(ModeleMetier.Meta):
        verbose_name = "utilisateur"
        ordering = ["tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("courriel"),
                name="utilisateur_courriel_unique",
                violation_error_message="Un compte existe déjà avec ce courriel.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    def check_password(self, raw_password: str | None) -> bool:
        """Comme Django, mais le renforcement du hachage à la connexion est signé de la personne même."""

        def renforcer(mot_de_passe: str) -> None:
            self.set_password(mot_de_passe)
            self._password = None
            with signer(Acteur(identifiant=str(self.pk), nom=str(self)), "renforcement du hachage"):
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renforcer)

    @property
    def initiales(self) -> str:
        return "".join(mot[0].upper() + "." for mot in (self.prenom, self.nom) if mot)
