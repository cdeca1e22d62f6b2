"""Le contrat d'insertion : une personne, un employeur, un ou plusieurs lots."""

from collections import Counter
from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt
from clauses.suivi.participants.models import Eligibilite


class ContratInsertionQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(participant__porteuse_id=acteur.porteuse_id),
            Portee.ATTRIBUTIONS: models.Q(
                affectations__attribution__structure_id=acteur.structure_id,
                affectations__annule_le__isnull=True,
            ),
            Portee.EMPLOIS: models.Q(employeur_id=acteur.structure_id),
        }

    def a_juger(self) -> Self:
        """Ceux d'une personne dont l'éligibilité n'est pas prononcée : ses heures ne peuvent pas compter."""
        juge = Eligibilite.objects.actifs().filter(participant=models.OuterRef("participant"))
        return self.filter(~models.Exists(juge))


class ContratInsertion(ModeleMetier):
    """Un contrat de travail (ou une mise à disposition, une sous-traitance) au titre d'une clause."""

    class Modalite(models.TextChoices):
        EMBAUCHE_DIRECTE = "embauche_directe", "Embauche directe"
        MISE_A_DISPOSITION = "mise_a_disposition", "Mise à disposition"
        SOUS_TRAITANCE = "sous_traitance", "Sous-traitance à une structure d'insertion ou du handicap"
        COTRAITANCE = "cotraitance", "Cotraitance avec une structure d'insertion ou du handicap"
        EXECUTION_DIRECTE = "execution_directe", "Exécution par la structure titulaire du marché réservé"

    class TypeContrat(models.TextChoices):
        CDI = "cdi", "CDI"
        CDI_CHANTIER = "cdi_chantier", "CDI de chantier"
        CDI_INCLUSION = "cdi_inclusion", "CDI inclusion"
        CDD = "cdd", "CDD"
        CDDI = "cddi", "CDD d'insertion (CDDI)"
        CDDU = "cddu", "CDD d'usage (CDDU)"
        CDD_TREMPLIN = "cdd_tremplin", "CDD tremplin"
        CTTI = "ctti", "Contrat de travail temporaire d'insertion (CTTI)"
        INTERIM = "interim", "Contrat de mission (intérim)"
        APPRENTISSAGE = "apprentissage", "Contrat d'apprentissage"
        PROFESSIONNALISATION = "professionnalisation", "Contrat de professionnalisation"
        ESAT = "esat", "Contrat de soutien et d'aide par le travail (ESAT)"
        AUTRE = "autre", "Autre"

    class MotifFin(models.TextChoices):
        TERME = "terme", "Arrivée au terme"
        EMBAUCHE = "embauche", "Embauche durable"
        DEMISSION = "demission", "Démission"
        RUPTURE_EMPLOYEUR = "rupture_employeur", "Rupture par l'employeur"
        COMMUN_ACCORD = "commun_accord", "Rupture d'un commun accord"
        ESSAI = "essai", "Fin de période d'essai"
        FORMATION = "formation", "Entrée en formation"
        ABANDON = "abandon", "Abandon"
        AUTRE = "autre", "Autre"

    class Apres(models.TextChoices):
        OUI = "oui", "Oui"
        NON = "non", "Non"
        INCONNU = "", "Non connu"

    participant = models.ForeignKey(
        "participants.Participant",
        verbose_name="participant",
        on_delete=models.PROTECT,
        related_name="contrats",
    )
    employeur = models.ForeignKey(
        "structures.Structure",
        verbose_name="employeur",
        on_delete=models.PROTECT,
        related_name="contrats_employes",
    )
    entreprise_utilisatrice = models.ForeignKey(
        "structures.Structure",
        verbose_name="entreprise utilisatrice",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    modalite = TexteCourt("modalité", max_length=18, choices=Modalite.choices)
    type_contrat = TexteCourt("type de contrat", max_length=20, choices=TypeContrat.choices)
    code_rome = models.CharField("code ROME", max_length=5, blank=True)
    metier = TexteCourt("métier", max_length=200, blank=True)
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin", null=True, blank=True)
    motif_fin = TexteCourt("motif de fin", max_length=17, choices=MotifFin.choices, blank=True)
    contrat_apres = models.CharField("contrat après ?", max_length=3, choices=Apres.choices, default="", blank=True)
    distinct = TexteCourt("dit distinct", max_length=250, blank=True, editable=False)
    cle_import = models.CharField("clé de reprise", max_length=64, blank=True, editable=False)

    objects = ContratInsertionQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "contrat d'insertion"
        verbose_name_plural = "contrats d'insertion"
        ordering = ["-date_debut", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contrat_dates_ordonnees",
                condition=models.Q(date_fin__isnull=True) | models.Q(date_fin__gte=models.F("date_debut")),
                violation_error_message="La fin du contrat précède son début.",
            ),
        ]
        indexes = [
            models.Index(fields=["cle_import"], condition=~models.Q(cle_import=""), name="contrat_cle_import"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} — {self.employeur}, depuis le {self.date_debut:%d/%m/%Y}"

    @property
    def periode(self) -> str:
        """« du 02/11/2026 au 06/11/2026 » : de quoi distinguer deux contrats d'une même personne."""
        if self.date_fin is None:
            return f"depuis le {self.date_debut:%d/%m/%Y}"
        return f"du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y}"


def periodes_a_dire(contrats: Iterable[ContratInsertion]) -> dict[UUID, str]:
    """{contrat: ses dates}, pour les seuls contrats d'une personne qui en a plusieurs ici : son nom ne suffit plus."""
    tous = {contrat.pk: contrat for contrat in contrats}
    combien = Counter(contrat.participant_id for contrat in tous.values())
    return {pk: contrat.periode for pk, contrat in tous.items() if combien[contrat.participant_id] > 1}


class AffectationLotQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id)}


class AffectationLot(ModeleMetier):
    """Le rattachement d'un contrat à un lot, au compte d'un attributaire."""

    contrat = models.ForeignKey(
        ContratInsertion, verbose_name="contrat", on_delete=models.PROTECT, related_name="affectations"
    )
    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="affectations")
    attribution = models.ForeignKey(
        "marches.Attribution",
        verbose_name="attributaire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affectations",
    )

    objects = AffectationLotQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "affectation à un lot"
        verbose_name_plural = "affectations aux lots"
        ordering = ["contrat", "lot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "lot"],
                condition=models.Q(annule_le__isnull=True),
                name="affectation_unique",
                violation_error_message="Ce contrat est déjà affecté à ce lot.",
            )
        ]

    def __str__(self) -> str:
        return str(self.lot)
