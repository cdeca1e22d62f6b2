"""Le mois d'un attributaire sur un lot : ce qu'il doit transmettre, et où cela en est."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import TruncMonth

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteLong
from clauses.suivi.declarations.models.contrat_insertion import AffectationLot
from regles.cycles import DECLARATION, transition_possible


class DeclarationMensuelleQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.ATTRIBUTIONS: models.Q(attribution__structure_id=acteur.structure_id),
            Portee.EMPLOIS: models.Q(
                attribution__affectations__contrat__employeur_id=acteur.structure_id,
                attribution__affectations__annule_le__isnull=True,
            ),
        }

    def concernant(self, acteur: Acteur) -> Self:
        """Ce qu'il voit ; d'un employeur, les mois où l'un de ses contrats court et ceux où il a une ligne : on ne lui
        demande rien des autres."""
        visibles = self.visibles_par(acteur)
        if acteur.role != Role.EMPLOYEUR:
            return visibles
        avec_ligne = models.Q(lignes__contrat__employeur_id=acteur.structure_id, lignes__annule_le__isnull=True)
        siens = self.model._base_manager.filter(avec_ligne).order_by().values("pk")
        return visibles.filter(models.Exists(_contrats_du_mois(acteur)) | models.Q(pk__in=siens))

    def a_transmettre(self) -> Self:
        return self.filter(etat__in=[DeclarationMensuelle.Etat.ATTENDUE, DeclarationMensuelle.Etat.A_CORRIGER])

    def a_valider(self) -> Self:
        return self.filter(etat=DeclarationMensuelle.Etat.SOUMISE)

    def en_retard(self, jour: date) -> Self:
        return self.a_transmettre().filter(echeance__lt=jour)


def _contrats_du_mois(employeur: Acteur) -> models.QuerySet[AffectationLot]:
    """Ses contrats au compte de l'attributaire, en cours un jour au moins du mois de la déclaration."""
    mois = models.OuterRef("mois")
    return (
        AffectationLot.objects.actifs()
        .filter(attribution=models.OuterRef("attribution"), contrat__employeur_id=employeur.structure_id)
        .filter(models.Q(contrat__date_fin__isnull=True) | models.Q(contrat__date_fin__gte=mois))
        .annotate(premier_mois=TruncMonth("contrat__date_debut"))
        .filter(premier_mois__lte=mois, contrat__annule_le__isnull=True)
    )


class DeclarationMensuelle(ModeleMetier):
    """Un mois à déclarer par attributaire et par lot. « Néant » est une déclaration ; le silence n'en est pas une."""

    class Etat(models.TextChoices):
        ATTENDUE = "attendue", "Attendue"
        SOUMISE = "soumise", "À valider"
        A_CORRIGER = "a_corriger", "À corriger"
        VALIDEE = "validee", "Validée"

    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="declarations")
    attribution = models.ForeignKey(
        "marches.Attribution",
        verbose_name="attributaire",
        on_delete=models.PROTECT,
        related_name="declarations",
    )
    mois = models.DateField("mois")
    echeance = models.DateField("à transmettre avant le")
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.ATTENDUE)
    est_neant = models.BooleanField("aucune heure ce mois-ci", default=False)
    observation = TexteLong("observation du déclarant", blank=True)
    motif = TexteLong("motif de la demande de correction", blank=True)
    soumise_le = models.DateTimeField("transmise le", null=True, blank=True)
    validee_le = models.DateTimeField("validée le", null=True, blank=True)

    objects = DeclarationMensuelleQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "déclaration mensuelle"
        verbose_name_plural = "déclarations mensuelles"
        ordering = ["-mois", "lot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "attribution", "mois"],
                name="declaration_unique",
                violation_error_message="Ce mois est déjà ouvert pour cet attributaire.",
            ),
            models.CheckConstraint(name="declaration_mois_au_premier", condition=models.Q(mois__day=1)),
        ]
        indexes = [models.Index(fields=["etat", "echeance"], name="declaration_etat_echeance")]

    def __str__(self) -> str:
        return f"{self.lot}, {self.mois:%m/%Y}"

    @property
    def etat_du_cycle(self) -> str:
        """L'état dans `regles.cycles` : un mois validé sans heures y est « neant »."""
        return "neant" if self.est_neant and self.etat == self.Etat.VALIDEE else str(self.etat)

    def verbes_du_cycle(self) -> dict[str, bool]:
        """{verbe: permis dans cet état}. « saisir » : écrire dans le mois tant qu'il n'est pas validé."""
        etat = self.etat_du_cycle
        permis = {verbe: transition_possible("declaration", etat, verbe) for verbe in DECLARATION.transitions}
        return {**permis, "saisir": etat != self.Etat.VALIDEE and not self.est_annule}
