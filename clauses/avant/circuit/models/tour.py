"""Un tour : le dossier passe de main en main, avec ses versions du moment."""

from django.db import models
from django.utils import timezone

from clauses.avant.circuit.models.dossier import Dossier, DuDossierQuerySet
from clauses.avant.circuit.models.partie import Chez
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong


class Tour(ModeleMetier):
    """Un passage de main. `versions` : les versions en vigueur à ce moment, celles que l'on transmet."""

    class Geste(models.TextChoices):
        OUVERTURE = "ouverture", "Ouverture du circuit"
        TRANSMISSION = "transmission", "Transmission"
        RETOUR = "retour", "Retour au facilitateur"
        REFUS = "refus", "Refus"
        REPRISE = "reprise", "Reprise par le facilitateur"
        ACCORD = "accord", "Accord complet"
        CLOTURE = "cloture", "Clôture"

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="tours")
    rang = models.PositiveSmallIntegerField("rang")
    geste = models.CharField("geste", max_length=12, choices=Geste.choices)
    de = models.CharField("de", max_length=12, choices=Chez.choices)
    vers = models.CharField("vers", max_length=12, choices=Chez.choices)
    quand = models.DateTimeField("quand", default=timezone.now)
    par = TexteCourt("par", max_length=200)
    message = TexteLong("message", blank=True)
    echeance = models.DateField("réponse attendue le", null=True, blank=True)
    versions = models.ManyToManyField(
        "redaction.VersionDePiece", verbose_name="versions transmises", blank=True, related_name="tours"
    )

    objects = DuDossierQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "tour"
        ordering = ["dossier", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "rang"],
                name="tour_rang_unique",
                violation_error_message="Ce tour est déjà joué.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_geste_display()}, tour {self.rang}"
