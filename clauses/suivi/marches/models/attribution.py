"""Qui exécute le lot : titulaire, groupement, sous-traitants, chacun avec sa part."""

from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt


class AttributionQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                lot__marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(structure_id=acteur.structure_id),
        }

    def directes(self) -> Self:
        """Le titulaire ou les membres du groupement : ceux qui doivent les heures."""
        return self.exclude(role=Attribution.Role.SOUS_TRAITANT)


class Attribution(ModeleMetier):
    """La part d'une structure dans un lot. `part` est en pour cent du montant ; les heures dues de chacun
    en découlent (ou de sa propre facturation, selon la formule)."""

    class Role(models.TextChoices):
        TITULAIRE = "titulaire", "Titulaire"
        MANDATAIRE = "mandataire", "Mandataire du groupement"
        COTRAITANT = "cotraitant", "Cotraitant"
        SOUS_TRAITANT = "sous_traitant", "Sous-traitant"

    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="attributions")
    structure = models.ForeignKey(
        "structures.Structure",
        verbose_name="structure",
        on_delete=models.PROTECT,
        related_name="attributions",
    )
    role = TexteCourt("rôle", max_length=13, choices=Role.choices, default=Role.TITULAIRE)
    donneur = models.ForeignKey(
        "self",
        verbose_name="sous-traitant de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sous_traitants",
    )
    part = models.DecimalField("part (%)", max_digits=5, decimal_places=2, default=100)
    date_debut = models.DateField("début", null=True, blank=True)
    date_fin = models.DateField("fin", null=True, blank=True)

    objects = AttributionQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "attribution"
        ordering = ["lot", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "structure"],
                condition=models.Q(annule_le__isnull=True),
                name="attribution_unique",
                violation_error_message="Cette structure est déjà attributaire de ce lot.",
            ),
            models.CheckConstraint(
                name="attribution_part_entre_0_et_100",
                condition=models.Q(part__gte=0, part__lte=100),
                violation_error_message="Une part va de 0 à 100 %%.",
            ),
            models.CheckConstraint(
                name="attribution_sous_traitant_rattache",
                condition=~models.Q(role="sous_traitant") | models.Q(donneur__isnull=False),
                violation_error_message="Un sous-traitant se rattache à l'attributaire qui lui confie des travaux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} ({self.get_role_display().lower()})"
