"""Programmes et opérations : ce que le donneur d'ordre veut faire, avant d'être découpé en marchés."""

from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant


class ProgrammeQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                operations__donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id
            ),
            Portee.TERRITOIRE: models.Q(operations__est_anru=True, operations__departement_id=acteur.departement),
        }


class Programme(ModeleMetier):
    """Un ensemble d'opérations : convention NPNRU, plan pluriannuel, grand projet."""

    class Nature(models.TextChoices):
        NPNRU = "npnru", "Convention NPNRU"
        LOCAL = "local", "Programme local"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    nom = TexteCourt("nom", max_length=250)
    nature = models.CharField("nature", max_length=6, choices=Nature.choices, default=Nature.LOCAL)
    date_debut = models.DateField("début", null=True, blank=True)
    date_fin = models.DateField("fin", null=True, blank=True)
    tri = colonne_de_tri("nom")

    objects = ProgrammeQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "programme"
        ordering = ["tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["porteuse", "nom"],
                name="programme_nom_unique",
                violation_error_message="Un programme porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class OperationQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id),
            Portee.TERRITOIRE: models.Q(est_anru=True, departement_id=acteur.departement),
        }

    def cherchees(self, texte: str) -> Self:
        """Contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))

    def en_cours(self) -> Self:
        return self.exclude(etat=Operation.Etat.TERMINEE)


class Operation(ModeleMetier):
    """Une opération d'un donneur d'ordre, suivie par un facilitateur ; elle réunit un ou plusieurs marchés."""

    class Etat(models.TextChoices):
        PREPARATION = "preparation", "En préparation"
        EN_COURS = "en_cours", "En cours"
        TERMINEE = "terminee", "Terminée"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name="programme",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="operations",
    )
    nom = TexteCourt("nom", max_length=250)
    donneur_d_ordre = models.ForeignKey(
        "structures.Structure",
        verbose_name="donneur d'ordre",
        on_delete=models.PROTECT,
        related_name="operations",
    )
    facilitateur = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="facilitateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="operations",
    )
    departement = models.ForeignKey(
        "territoires.Departement", verbose_name="département", null=True, blank=True, on_delete=models.PROTECT
    )
    commune = TexteCourt("commune", max_length=120, blank=True)
    est_anru = models.BooleanField("opération ANRU", default=False)
    etat = models.CharField("état", max_length=11, choices=Etat.choices, default=Etat.EN_COURS)
    description = TexteLong("description", blank=True)
    commentaire_bilan = TexteLong("commentaire du bilan", blank=True)
    recherche = colonne_de_recherche("nom", "commune")
    tri = colonne_de_tri("nom")

    objects = OperationQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "opération"
        ordering = ["tri", "pk"]
        indexes = [models.Index(fields=["porteuse", "facilitateur", "etat"], name="operation_suivi")]

    def __str__(self) -> str:
        return self.nom
