"""Les établissements qu'une entreprise a quittés : même SIREN, autre SIRET, jusqu'à un jour."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt


class EtablissementQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(structure__porteuse_id=acteur.porteuse_id)}


class EtablissementQuitte(ModeleMetier):
    """Le SIRET que la structure portait jusqu'au jour `jusqu_au` compris ; celui d'aujourd'hui est sur sa fiche."""

    structure = models.ForeignKey(
        "structures.Structure", verbose_name="structure", on_delete=models.PROTECT, related_name="quittes"
    )
    siret = TexteCourt("SIRET", max_length=14)
    jusqu_au = models.DateField("jusqu'au")

    objects = EtablissementQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "établissement quitté"
        verbose_name_plural = "établissements quittés"
        ordering = ["jusqu_au", "pk"]
        constraints = [
            models.CheckConstraint(
                name="etablissement_siret_14_chiffres",
                condition=models.Q(siret__regex=r"^\d{14}$"),
                violation_error_message="Un SIRET compte 14 chiffres.",
            )
        ]

    def __str__(self) -> str:
        return self.siret
