"""Les heures travaillées par tout le personnel d'un lot : l'assiette des clauses en pour cent."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier


class HeuresTotalesQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                lot__marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(attribution__structure_id=acteur.structure_id),
        }


class HeuresTotales(ModeleMetier):
    """Les heures travaillées d'un mois sur le lot, tous salariés compris."""

    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="heures_totales")
    attribution = models.ForeignKey(
        "marches.Attribution", verbose_name="attributaire", null=True, blank=True, on_delete=models.PROTECT
    )
    mois = models.DateField("mois")
    heures = models.DecimalField("heures travaillées", max_digits=12, decimal_places=2)

    objects = HeuresTotalesQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "heures totales"
        verbose_name_plural = "heures totales"
        ordering = ["lot", "mois", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "attribution", "mois"],
                condition=models.Q(annule_le__isnull=True),
                nulls_distinct=False,
                name="heures_totales_mois_unique",
                violation_error_message="Les heures totales de ce mois sont déjà saisies.",
            ),
            models.CheckConstraint(
                name="heures_totales_positives",
                condition=models.Q(heures__gte=0),
                violation_error_message="Des heures ne peuvent pas être négatives.",
            ),
        ]

    def __str__(self) -> str:
        return f"Heures totales de {self.mois:%m/%Y}"
