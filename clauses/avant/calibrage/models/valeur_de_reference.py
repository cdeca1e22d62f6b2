"""Les valeurs de référence d'une structure porteuse : par métier, datées, avec leur source."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt
from regles.metiers import METIERS


class ValeurDeReferenceQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}

    def connues_le(self, jour: date) -> Self:
        """Celles qui ont commencé à valoir ce jour-là, la plus récente d'abord."""
        return self.filter(depuis__lte=jour).order_by("metier", "-depuis", "pk")


class ValeurDeReference(ModeleMetier):
    """La part de main-d'œuvre ou le coût horaire d'un métier, chez cette porteuse, à partir d'un jour."""

    class Certitude(models.TextChoices):
        A = "A", "Lue dans une pièce de marché"
        B = "B", "Lue dans une source publiée"
        C = "C", "Usage rapporté, à vérifier"
        D = "D", "Déduite par le calcul"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    metier = TexteCourt("métier", max_length=40, choices=list(METIERS.items()))
    part_main_oeuvre = models.DecimalField(
        "part de main-d'œuvre (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    cout_horaire = models.DecimalField(
        "coût horaire (€)", max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    depuis = models.DateField("vaut depuis")
    source = TexteCourt("source", max_length=250)
    certitude = models.CharField("certitude", max_length=1, choices=Certitude.choices, default=Certitude.C)

    objects = ValeurDeReferenceQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "valeur de référence"
        verbose_name_plural = "valeurs de référence"
        ordering = ["metier", "-depuis", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["porteuse", "metier", "depuis"],
                condition=models.Q(annule_le__isnull=True),
                name="valeur_de_reference_unique",
                violation_error_message="Ce métier a déjà une valeur à partir de ce jour : annulez-la d'abord.",
            ),
            models.CheckConstraint(
                name="valeur_de_reference_non_vide",
                condition=models.Q(part_main_oeuvre__isnull=False) | models.Q(cout_horaire__isnull=False),
                violation_error_message="Donnez la part de main-d'œuvre, le coût horaire, ou les deux.",
            ),
            models.CheckConstraint(
                name="valeur_de_reference_possible",
                condition=(
                    (models.Q(part_main_oeuvre__isnull=True) | models.Q(part_main_oeuvre__range=(0, 100)))
                    & (models.Q(cout_horaire__isnull=True) | models.Q(cout_horaire__gt=0))
                ),
                violation_error_message="La part va de 0 à 100 ; le coût horaire dépasse zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{METIERS.get(self.metier, self.metier)}, depuis le {self.depuis:%d/%m/%Y}"
