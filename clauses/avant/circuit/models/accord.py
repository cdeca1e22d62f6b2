"""L'accord d'une partie sur UNE version d'une pièce."""

from django.db import models
from django.utils import timezone

from clauses.avant.circuit.models.dossier import Dossier, DuDossierQuerySet
from clauses.avant.circuit.models.partie import Partie
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt


class Accord(ModeleMetier):
    """Il vaut tant que sa version est celle en vigueur : une version plus récente le fait tomber, sans l'effacer."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="accords")
    piece = models.ForeignKey("redaction.Piece", verbose_name="pièce", on_delete=models.PROTECT, related_name="accords")
    version_accordee = models.ForeignKey(
        "redaction.VersionDePiece", verbose_name="version accordée", on_delete=models.PROTECT, related_name="accords"
    )
    partie = models.CharField("partie", max_length=12, choices=Partie.choices)
    quand = models.DateTimeField("quand", default=timezone.now)
    par = TexteCourt("par", max_length=200)

    objects = DuDossierQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "accord"
        ordering = ["dossier", "quand", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version_accordee", "partie"],
                condition=models.Q(annule_le__isnull=True),
                name="accord_un_par_version_et_partie",
                violation_error_message="Cet accord est déjà donné.",
            )
        ]

    def __str__(self) -> str:
        return f"Accord de {self.get_partie_display()}"
