"""Une remarque sur une version d'une pièce, et la réponse qui lui est faite."""

from typing import Self

from django.db import models

from clauses.avant.circuit.models.dossier import Dossier, DuDossierQuerySet
from clauses.avant.circuit.models.partie import Partie
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong


class RemarqueQuerySet(DuDossierQuerySet):
    def ouvertes(self) -> Self:
        return self.actifs().filter(etat=Remarque.Etat.OUVERTE)


class Remarque(ModeleMetier):
    """`passage` : ce que la remarque vise, cité ou nommé (un article). `reponse` : ce qui a été fait, ou le motif
    de l'avoir écartée."""

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "Ouverte"
        PRISE_EN_COMPTE = "prise_en_compte", "Prise en compte"
        ECARTEE = "ecartee", "Écartée"

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="remarques")
    piece = models.ForeignKey(
        "redaction.Piece", verbose_name="pièce", on_delete=models.PROTECT, related_name="remarques"
    )
    version_lue = models.ForeignKey(
        "redaction.VersionDePiece", verbose_name="version lue", on_delete=models.PROTECT, related_name="remarques"
    )
    passage = TexteLong("passage visé", blank=True)
    texte = TexteLong("remarque")
    partie = models.CharField("écrite par", max_length=12, choices=Partie.choices)
    auteur = TexteCourt("auteur", max_length=200)
    etat = TexteCourt("état", max_length=15, choices=Etat.choices, default=Etat.OUVERTE)
    reponse = TexteLong("réponse", blank=True)
    repondu_par = TexteCourt("réponse de", max_length=200, blank=True)
    repondue_le = models.DateTimeField("réponse du", null=True, blank=True)

    objects = RemarqueQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "remarque"
        ordering = ["dossier", "cree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remarque_ecartee_avec_motif",
                condition=~models.Q(etat="ecartee") | ~models.Q(reponse=""),
                violation_error_message="Une remarque ne s'écarte pas sans dire pourquoi.",
            ),
            models.CheckConstraint(
                name="remarque_repondue_entiere",
                condition=models.Q(etat="ouverte", repondue_le__isnull=True)
                | (~models.Q(etat="ouverte") & models.Q(repondue_le__isnull=False)),
                violation_error_message="Une remarque répondue dit quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"Remarque sur {self.piece.get_nature_display()}"
