"""Une structure de l'annuaire public : ce qu'elle est, où elle est, ce qu'elle sait faire."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from clauses.fond.annuaire.secteurs import SECTEURS
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import AdresseWeb, Courriel, Liste, TexteCourt
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant
from clauses.fond.structures.models import Nature
from clauses.fond.structures.models.structure import NATURES_D_INSERTION

# Dans l'ordre où la clause les rencontre : IAE, groupements, handicap, régies.
NATURES_DE_L_ANNUAIRE = (
    Nature.EI,
    Nature.ACI,
    Nature.AI,
    Nature.ETTI,
    Nature.EITI,
    Nature.GEIQ,
    Nature.EA,
    Nature.EATT,
    Nature.ESAT,
    Nature.REGIE,
)
assert set(NATURES_DE_L_ANNUAIRE) == set(NATURES_D_INSERTION)

# Celles qui mettent des personnes à disposition d'une entreprise, quel que soit le métier du chantier.
TOUS_METIERS = frozenset({Nature.ETTI, Nature.AI, Nature.EATT})


class FournisseurQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.ANNUAIRE: models.Q(), Portee.PORTEUSE: models.Q()}  # la même donnée pour toutes

    def en_activite(self) -> Self:
        return self.actifs().filter(actif=True)

    def situes(self) -> Self:
        return self.filter(latitude__isnull=False)

    def cherches(self, texte: str) -> Self:
        """Nom, enseigne, gestionnaire, commune ou SIRET contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))


class Fournisseur(ModeleMetier):
    """Un établissement de l'annuaire. Donnée publique, commune à toutes les porteuses ; seul le chargement l'écrit.

    Une convention par ligne : le même SIRET conventionné ACI et EI a deux lignes ; deux sites d'un même
    SIRET aussi. `millesime` : le jour que dit la source, une source plus ancienne complète sans remplacer.
    """

    class OrigineSecteurs(models.TextChoices):
        """D'où l'on sait les métiers, du plus sûr au moins sûr."""

        DECLARE = "declare", "Déclarés par la structure"
        NAF = "naf", "Déduits de son code NAF"
        NOM = "nom", "Devinés dans son nom"

    class Position(models.TextChoices):
        SOURCE = "source", "Donnée par la source"
        COMMUNE = "commune", "Centre de la commune"

    cle = models.CharField("clé de rapprochement", max_length=200, unique=True)
    siret = TexteCourt("SIRET", max_length=14, null=True, blank=True)
    finess = models.CharField("numéro FINESS", max_length=9, blank=True)
    convention = TexteCourt("numéro de convention", max_length=40, blank=True)
    nom = TexteCourt("raison sociale", max_length=250)
    enseigne = TexteCourt("enseigne", max_length=250, blank=True)
    gestionnaire = TexteCourt("organisme gestionnaire", max_length=250, blank=True)
    nature = TexteCourt("nature", max_length=22, choices=[(n.value, n.label) for n in NATURES_DE_L_ANNUAIRE])
    naf = models.CharField("code NAF", max_length=5, blank=True)
    EN_MOTS = {"secteurs": SECTEURS}

    secteurs = Liste(models.CharField(max_length=30), verbose_name="métiers", default=list, blank=True)
    origine_secteurs = models.CharField(
        "origine des métiers", max_length=7, choices=OrigineSecteurs.choices, blank=True
    )
    adresse = TexteCourt("adresse", max_length=250, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = TexteCourt("commune", max_length=120, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    position = models.CharField("origine de la position", max_length=7, choices=Position.choices, blank=True)
    site = AdresseWeb("site internet", max_length=500, blank=True)
    courriel = Courriel("courriel", blank=True)
    telephone = TexteCourt("téléphone", max_length=20, blank=True)
    capacite = models.PositiveIntegerField("places autorisées", null=True, blank=True)
    effectif = TexteCourt("effectif", max_length=60, blank=True)
    convention_fin = models.DateField("convention connue jusqu'au", null=True, blank=True)
    source = TexteCourt("source", max_length=120)
    millesime = models.DateField("date de la source", null=True, blank=True)
    actif = models.BooleanField("en activité", default=True)
    recherche = colonne_de_recherche("nom", "enseigne", "gestionnaire", "commune", "siret")
    tri = colonne_de_tri("nom")

    objects = FournisseurQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "structure de l'annuaire"
        verbose_name_plural = "structures de l'annuaire"
        ordering = ["tri", "pk"]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="fournisseur_position"),
            models.Index(fields=["siret"], name="fournisseur_siret"),
            models.Index(fields=["nature", "tri"], name="fournisseur_nature"),
            GinIndex(fields=["secteurs"], name="fournisseur_secteurs"),
        ]
        constraints = [
            models.CheckConstraint(
                name="fournisseur_siret_14_chiffres",
                condition=models.Q(siret__isnull=True) | models.Q(siret__regex=r"^\d{14}$"),
                violation_error_message="Un SIRET compte 14 chiffres.",
            ),
            models.CheckConstraint(
                name="fournisseur_position_entiere",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True, position="")
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)) & ~models.Q(position=""),
                violation_error_message="Une position demande sa latitude, sa longitude et son origine.",
            ),
            models.CheckConstraint(
                name="fournisseur_secteurs_expliques",
                condition=models.Q(secteurs__len=0, origine_secteurs="")
                | models.Q(secteurs__len__gt=0) & ~models.Q(origine_secteurs=""),
                violation_error_message="Des métiers se donnent avec leur origine.",
            ),
        ]

    def __str__(self) -> str:
        return self.enseigne or self.nom

    @property
    def est_situe(self) -> bool:
        return self.latitude is not None

    @property
    def lieu(self) -> str:
        """« 59300 Valenciennes »."""
        return f"{self.code_postal} {self.commune}".strip()
