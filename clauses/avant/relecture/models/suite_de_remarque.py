"""Ce que le facilitateur fait d'une remarque : la traiter, ou l'écarter en disant pourquoi."""

from django.db import models

from clauses.avant.relecture.models.relecture import commandes
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong


class SuiteDeRemarqueQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(relecture__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: commandes(acteur, "relecture__"),
        }


class SuiteDeRemarque(ModeleMetier):
    """Sans suite, une remarque est à traiter. `cle` reconnaît la remarque d'une relecture à l'autre."""

    class Etat(models.TextChoices):
        A_TRAITER = "a_traiter", "À traiter"
        TRAITEE = "traitee", "Traitée"
        ECARTEE = "ecartee", "Écartée"

    relecture = models.ForeignKey(
        "relecture.Relecture", verbose_name="relecture", on_delete=models.PROTECT, related_name="suites"
    )
    cle = models.CharField("remarque", max_length=40)
    etat = models.CharField("suite", max_length=9, choices=Etat.choices, default=Etat.A_TRAITER)
    motif = TexteLong("motif", blank=True)
    auteur = TexteCourt("auteur", max_length=200, blank=True)

    objects = SuiteDeRemarqueQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "suite de remarque"
        verbose_name_plural = "suites de remarque"
        ordering = ["relecture", "cle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["relecture", "cle"],
                name="suite_de_remarque_unique",
                violation_error_message="Cette remarque a déjà une suite.",
            ),
            models.CheckConstraint(
                name="suite_ecartee_motivee",
                condition=~models.Q(etat="ecartee") | ~models.Q(motif=""),
                violation_error_message="Dites pourquoi la remarque est écartée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_etat_display()} — {self.relecture}"
