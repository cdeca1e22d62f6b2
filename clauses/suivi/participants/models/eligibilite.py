"""L'éligibilité, jugée à la date d'entrée et figée avec sa règle."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees
from regles.publics import PUBLICS


class EligibiliteQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(participant__porteuse_id=acteur.porteuse_id)}


def regle_en_mots(version: str) -> str:
    """« éligibilité, version 1 (CCAG 2021…) », du nom que la règle se donne (« eligibilite/1 (CCAG 2021…) »)."""
    return version.replace("eligibilite/", "éligibilité, version\u00a0", 1)


class Eligibilite(ModeleMetier):
    """Un jugement sur pièces. Un nouveau jugement annule le précédent, avec son motif ; il ne le réécrit pas."""

    EN_MOTS = {"criteres": PUBLICS, "version_regle": regle_en_mots}

    participant = models.ForeignKey(
        "participants.Participant",
        verbose_name="participant",
        on_delete=models.PROTECT,
        related_name="eligibilites",
    )
    date_entree = models.DateField("date d'entrée dans la clause")
    est_eligible = models.BooleanField("éligible")
    criteres = Donnees("critères retenus", default=list, blank=True)
    decision = Donnees("décision figée", default=dict, blank=True)
    version_regle = models.CharField("version de la règle", max_length=100)

    objects = EligibiliteQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "éligibilité"
        ordering = ["participant", "-date_entree", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(annule_le__isnull=True),
                name="eligibilite_une_seule",
                violation_error_message="L'éligibilité de cette personne est déjà prononcée.",
            )
        ]

    @property
    def regle(self) -> str:
        """La règle qui a jugé, en mots."""
        return regle_en_mots(self.version_regle)

    def __str__(self) -> str:
        return "Éligible" if self.est_eligible else "Non éligible"
