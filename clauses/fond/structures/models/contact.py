"""Les personnes à joindre dans une structure."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Courriel, TexteCourt
from clauses.fond.socle.recherche import colonne_de_tri


class ContactQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(structure__porteuse_id=acteur.porteuse_id)}


class Contact(ModeleMetier):
    """Un interlocuteur. Le contact hiérarchique est celui qu'on sollicite quand le référent se tait."""

    class Fonction(models.TextChoices):
        REFERENT = "referent", "Référent de la clause"
        HIERARCHIE = "hierarchie", "Contact hiérarchique"
        ACHAT = "achat", "Acheteur"
        TECHNIQUE = "technique", "Conduite des travaux ou du service"
        RH = "rh", "Ressources humaines"
        FACTURATION = "facturation", "Facturation"
        AUTRE = "autre", "Autre"

    structure = models.ForeignKey(
        "structures.Structure", verbose_name="structure", on_delete=models.PROTECT, related_name="contacts"
    )
    prenom = TexteCourt("prénom", max_length=80, blank=True)
    nom = TexteCourt("nom", max_length=80)
    fonction = models.CharField("rôle", max_length=12, choices=Fonction.choices, default=Fonction.REFERENT)
    intitule = TexteCourt("intitulé du poste", max_length=120, blank=True)
    courriel = Courriel("courriel", blank=True)
    telephone = TexteCourt("téléphone", max_length=20, blank=True)
    tri = colonne_de_tri("nom", "prenom")

    objects = ContactQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "contact"
        ordering = ["tri", "pk"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()
