"""Un lot envisagé d'une fiche projet. Un achat non alloti en a un seul."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt
from clauses.fond.socle.recherche import colonne_de_tri
from regles.metiers import METIERS


class LotProjetQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(projet__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                projet__donneur_d_ordre_id=acteur.structure_id, projet__porteuse_id=acteur.porteuse_id
            ),
        }


class LotProjet(ModeleMetier):
    """Un lot envisagé. Ce qui manque (montant, durée, CPV, part) se lit sur le projet."""

    EN_MOTS = {"metier": METIERS}

    projet = models.ForeignKey(
        "projets.Projet", verbose_name="fiche projet", on_delete=models.PROTECT, related_name="lots"
    )
    numero = models.CharField("numéro", max_length=10, default="1")
    intitule = TexteCourt("intitulé", max_length=250)
    # Le corps d'état ou le métier, clé des tables de référence du calibrage (regles/calibrage.py).
    metier = TexteCourt("métier", max_length=40, blank=True)
    cpv = models.CharField("code CPV", max_length=10, blank=True)
    montant_ht = models.DecimalField("montant estimé HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    part_main_oeuvre = models.DecimalField(
        "part de main-d'œuvre (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    lot = models.OneToOneField(
        "marches.Lot",
        verbose_name="lot du marché",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lot_projet",
    )
    tri = colonne_de_tri("numero")

    objects = LotProjetQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "lot envisagé"
        verbose_name_plural = "lots envisagés"
        ordering = ["projet", "tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["projet", "numero"],
                condition=models.Q(annule_le__isnull=True),
                name="lot_projet_numero_unique",
                violation_error_message="Cette fiche a déjà un lot de ce numéro.",
            ),
            models.CheckConstraint(
                name="lot_projet_montant_positif",
                condition=models.Q(montant_ht__isnull=True) | models.Q(montant_ht__gte=0),
                violation_error_message="Un montant estimé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="lot_projet_part_main_oeuvre",
                condition=models.Q(part_main_oeuvre__isnull=True)
                | models.Q(part_main_oeuvre__gte=0, part_main_oeuvre__lte=100),
                violation_error_message="Une part de main-d'œuvre va de 0 à 100 %%.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot {self.numero} — {self.intitule}"
