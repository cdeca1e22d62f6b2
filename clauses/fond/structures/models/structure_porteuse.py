"""La structure porteuse de la clause : maison de l'emploi, PLIE, collectivité… Elle cloisonne tout."""

from django.core.validators import FileExtensionValidator
from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Courriel, FichierDepose, TexteCourt, TexteLong
from clauses.fond.socle.recherche import colonne_de_tri


class StructurePorteuseQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(pk=acteur.porteuse_id)}


class StructurePorteuse(ModeleMetier):
    """Celle qui emploie les facilitateurs. Son nom et son logo paraissent sur les écrans et les bilans."""

    nom = TexteCourt("nom", max_length=200)
    sigle = TexteCourt("sigle", max_length=30, blank=True)
    siret = TexteCourt("SIRET", max_length=14, blank=True)
    adresse = TexteLong("adresse", blank=True)
    courriel = Courriel("courriel", blank=True)
    telephone = TexteCourt("téléphone", max_length=20, blank=True)
    logo = FichierDepose(
        "logo", upload_to="logos", blank=True, validators=[FileExtensionValidator(["png", "jpg", "jpeg"])]
    )
    departements = models.ManyToManyField("territoires.Departement", verbose_name="départements", blank=True)
    heures_par_etp = models.DecimalField("heures par ETP et par an", max_digits=6, decimal_places=1, default=1607)
    tri = colonne_de_tri("nom")

    objects = StructurePorteuseQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "structure porteuse"
        verbose_name_plural = "structures porteuses"
        ordering = ["tri", "pk"]

    def __str__(self) -> str:
        return self.sigle or self.nom
