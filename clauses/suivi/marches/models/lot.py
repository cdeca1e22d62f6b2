"""Le lot : là où vit la clause. Un marché non alloti a un seul lot."""

from datetime import date
from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt
from clauses.fond.socle.recherche import colonne_de_tri


class LotQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                marche__operation__donneur_d_ordre_id=acteur.structure_id,
                marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(
                attributions__structure_id=acteur.structure_id, attributions__annule_le__isnull=True
            ),
            Portee.EMPLOIS: models.Q(
                affectations__contrat__employeur_id=acteur.structure_id, affectations__annule_le__isnull=True
            ),
        }

    def clauses(self) -> Self:
        """Les lots qui portent une clause en vigueur."""
        return self.filter(clauses__est_en_vigueur=True)


class Lot(ModeleMetier):
    """Un lot. Ses dates, si elles manquent, sont celles du marché."""

    marche = models.ForeignKey("marches.Marche", verbose_name="marché", on_delete=models.PROTECT, related_name="lots")
    numero = models.CharField("numéro", max_length=10, default="1")
    intitule = TexteCourt("intitulé", max_length=250)
    montant_ht = models.DecimalField("montant HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    date_debut = models.DateField("début", null=True, blank=True)
    date_fin = models.DateField("fin prévue", null=True, blank=True)
    tri = colonne_de_tri("numero")

    objects = LotQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "lot"
        ordering = ["marche", "tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["marche", "numero"],
                condition=models.Q(annule_le__isnull=True),
                name="lot_numero_unique",
                violation_error_message="Ce marché a déjà un lot de ce numéro.",
            ),
            models.CheckConstraint(
                name="lot_dates_ordonnees",
                condition=models.Q(date_debut__isnull=True)
                | models.Q(date_fin__isnull=True)
                | models.Q(date_fin__gte=models.F("date_debut")),
                violation_error_message="La fin du lot précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.nommer(self.numero, self.intitule)

    @staticmethod
    def nommer(numero: str, intitule: str) -> str:
        """« Lot 1 — Gros œuvre », de ses seules colonnes."""
        return f"Lot {numero} — {intitule}"

    @property
    def en_situation(self) -> str:
        """« Opération · Lot 1 — Gros œuvre » ; le nom seul quand un marché non alloti, son opération et son lot
        portent le même. Lit `marche.operation`."""
        operation = self.marche.operation
        return self.intitule if self.intitule == operation.nom else f"{operation} · {self}"

    @property
    def debut(self) -> date | None:
        return self.date_debut or self.marche.debut


class TrancheQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                lot__marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(
                lot__attributions__structure_id=acteur.structure_id, lot__attributions__annule_le__isnull=True
            ),
        }

    def dues(self) -> Self:
        """Les tranches fermes et les tranches optionnelles affermies."""
        return self.filter(models.Q(nature=Tranche.Nature.FERME) | models.Q(date_affermissement__isnull=False))

    def a_affermir(self, marche: "models.Model") -> Self:
        """Les tranches optionnelles des lots actifs de ce marché, pas encore affermies."""
        return self.filter(
            lot__marche=marche,
            lot__annule_le__isnull=True,
            nature=Tranche.Nature.OPTIONNELLE,
            date_affermissement__isnull=True,
        )


class Tranche(ModeleMetier):
    """Une tranche d'un lot (R2113-4 à R2113-6 du code de la commande publique) : l'optionnelle n'est due
    qu'une fois affermie."""

    class Nature(models.TextChoices):
        FERME = "ferme", "Ferme"
        OPTIONNELLE = "optionnelle", "Optionnelle"

    lot = models.ForeignKey(Lot, verbose_name="lot", on_delete=models.PROTECT, related_name="tranches")
    numero = models.PositiveSmallIntegerField("numéro", default=1)
    nature = models.CharField("nature", max_length=11, choices=Nature.choices)
    intitule = TexteCourt("intitulé", max_length=250, blank=True)
    montant_ht = models.DecimalField("montant HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    heures = models.DecimalField("heures d'insertion", max_digits=10, decimal_places=2)
    date_affermissement = models.DateField("affermie le", null=True, blank=True)

    objects = TrancheQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "tranche"
        ordering = ["lot", "numero", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "numero"],
                condition=models.Q(annule_le__isnull=True),
                name="tranche_numero_unique",
                violation_error_message="Ce lot a déjà une tranche de ce numéro.",
            ),
            models.CheckConstraint(
                name="tranche_heures_positives",
                condition=models.Q(heures__gte=0),
                violation_error_message="Des heures d'insertion ne peuvent pas être négatives.",
            ),
            models.CheckConstraint(
                name="tranche_ferme_sans_affermissement",
                condition=models.Q(nature="optionnelle") | models.Q(date_affermissement__isnull=True),
                violation_error_message="Seule une tranche optionnelle s'affermit.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tranche {self.get_nature_display().lower()} {self.numero}"
