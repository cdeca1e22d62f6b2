"""Commandes et factures d'un lot : l'assiette des clauses à la tranche de facturation."""

from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt


class DepenseQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                lot__marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(attribution__structure_id=acteur.structure_id),
        }

    def reelles(self) -> Self:
        return self.filter(est_prevision=False)


class Depense(ModeleMetier):
    """Ce qu'une commande et une facture ont en commun. Montant en euros HT ; un avoir est négatif ;
    une prévision n'entre jamais dans l'exigible."""

    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="%(class)ss")
    attribution = models.ForeignKey(
        "marches.Attribution",
        verbose_name="attributaire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    numero = TexteCourt("numéro", max_length=60)
    jour = models.DateField("date")
    montant_ht = models.DecimalField("montant HT (€)", max_digits=14, decimal_places=2)
    objet = TexteCourt("objet", max_length=250, blank=True)
    est_prevision = models.BooleanField("prévision", default=False)

    objects = DepenseQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        abstract = True
        ordering = ["jour", "numero", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.numero}"


class Commande(Depense):
    """Un bon de commande."""

    class Meta(Depense.Meta):
        abstract = False
        verbose_name = "commande"
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "attribution", "numero"],
                condition=models.Q(annule_le__isnull=True),
                nulls_distinct=False,
                name="commande_numero_unique",
                violation_error_message="Ce lot a déjà un bon de commande de ce numéro.",
            )
        ]
        indexes = [models.Index(fields=["lot", "jour"], name="commande_lot_jour")]


class Facture(Depense):
    """Une facture, ou un avoir : une facture négative."""

    class Meta(Depense.Meta):
        abstract = False
        verbose_name = "facture"
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "attribution", "numero"],
                condition=models.Q(annule_le__isnull=True, montant_ht__gte=0),
                nulls_distinct=False,
                name="facture_numero_unique",
                violation_error_message="Ce lot a déjà une facture de ce numéro.",
            ),
            # Un avoir porte parfois le numéro de la facture qu'il corrige : ce sont deux pièces.
            models.UniqueConstraint(
                fields=["lot", "attribution", "numero"],
                condition=models.Q(annule_le__isnull=True, montant_ht__lt=0),
                nulls_distinct=False,
                name="avoir_numero_unique",
                violation_error_message="Ce lot a déjà un avoir de ce numéro.",
            ),
        ]
        indexes = [models.Index(fields=["lot", "jour"], name="facture_lot_jour")]

    def __str__(self) -> str:
        return f"avoir {self.numero}" if self.est_un_avoir else super().__str__()

    @property
    def est_un_avoir(self) -> bool:
        return self.montant_ht < 0
