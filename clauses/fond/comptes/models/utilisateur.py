"""Un compte : une personne, son courriel, son mot de passe."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from clauses.fond.comptes.courriels import adresse_pliee
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Courriel, TexteCourt
from clauses.fond.socle.recherche import colonne_de_tri
from clauses.fond.socle.signature import signer


class CourrielDeCompte(Courriel):
    """L'adresse d'un compte : contrôlée, écrite ou cherchée, la base n'en voit qu'une forme (`adresse_pliee`)."""

    def to_python(self, value: Any) -> Any:
        return self.get_prep_value(value)

    def get_prep_value(self, value: Any) -> Any:
        return adresse_pliee(value) if isinstance(value, str) else super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        setattr(model_instance, self.attname, self.get_prep_value(super().pre_save(model_instance, add)))
        return getattr(model_instance, self.attname)


class UtilisateurQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(
                pk__in=self.model._base_manager.filter(appartenances__porteuse_id=acteur.porteuse_id).values("pk")
            )
        }


class GestionnaireUtilisateurs(BaseUserManager.from_queryset(UtilisateurQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, courriel: str | None) -> "Utilisateur":
        return self.get(courriel=courriel or "")

    def creer(self, courriel: str, mot_de_passe: str | None, **champs: Any) -> "Utilisateur":
        """Crée un compte. À appeler depuis un service signé ; sans mot de passe, il est inutilisable."""
        utilisateur = self.model(courriel=courriel, **champs)
        utilisateur.set_password(mot_de_passe)
        utilisateur.save()
        return utilisateur


class Utilisateur(AbstractBaseUser, ModeleMetier):
    """Une personne qui se connecte. Ses droits viennent de ses appartenances, jamais d'elle-même."""

    courriel = CourrielDeCompte(
        "courriel",
        max_length=254,
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec ce courriel."},
    )
    prenom = TexteCourt("prénom", max_length=80, blank=True)
    nom = TexteCourt("nom", max_length=80)
    is_active = models.BooleanField("compte actif", default=True)
    tri = colonne_de_tri("nom", "prenom")
    sessions_fermees = models.PositiveIntegerField("sessions fermées", default=0, editable=False)
    last_login = None  # se connecter n'écrit pas la fiche

    objects = GestionnaireUtilisateurs()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"

    class Meta(ModeleMetier.Meta):
        verbose_name = "utilisateur"
        ordering = ["tri", "pk"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Comme Django, et le nombre de fois où l'on a fermé les sessions : celles d'avant ne valent plus."""
        etat = self.password + (str(self.sessions_fermees) if self.sessions_fermees else "")
        sel = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(sel, etat, secret=secret, algorithm="sha256").hexdigest()

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
