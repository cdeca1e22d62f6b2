"""Un critère d'éligibilité d'une personne : la pièce a été vue, elle n'est pas gardée."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt
from regles.publics import PIECES, PUBLICS


class CritereParticipantQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(participant__porteuse_id=acteur.porteuse_id)}


class CritereParticipant(ModeleMetier):
    """`code` est un critère de `regles/eligibilite.py` ; `piece`, l'une des pièces qu'il admet."""

    EN_MOTS = {"code": PUBLICS, "piece": PIECES}

    participant = models.ForeignKey(
        "participants.Participant",
        verbose_name="participant",
        on_delete=models.PROTECT,
        related_name="criteres",
    )
    code = TexteCourt("critère", max_length=40)
    piece = TexteCourt("pièce vue", max_length=120, blank=True)
    piece_datee_du = models.DateField("date de la pièce", null=True, blank=True)
    valable_jusqu_au = models.DateField("valable jusqu'au", null=True, blank=True)
    vue_le = models.DateField("vue le", null=True, blank=True)
    vue_par = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="vue par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    precision = TexteCourt("précision", max_length=250, blank=True)

    objects = CritereParticipantQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "critère d'un participant"
        verbose_name_plural = "critères des participants"
        ordering = ["participant", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "code"],
                condition=models.Q(annule_le__isnull=True),
                name="critere_unique",
                violation_error_message="Ce critère est déjà noté pour cette personne.",
            )
        ]

    def __str__(self) -> str:
        return PUBLICS.get(self.code, self.code)
