"""L'instrument choisi pour un lot envisagé, à côté de celui que la règle conseillait ce jour-là."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from clauses.suivi.marches.models import Clause
from regles.opportunite.recommandation import SANS_CLAUSE
from regles.typographie import minuscule

INSTRUMENTS = [*Clause.Instrument.choices, (SANS_CLAUSE, "Sans clause")]


class ChoixDInstrumentQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot_projet__projet__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot_projet__projet__donneur_d_ordre_id=acteur.structure_id,
                lot_projet__projet__porteuse_id=acteur.porteuse_id,
            ),
        }


class ChoixDInstrument(ModeleMetier):
    """`recommande` : le conseil au moment du choix. S'en écarter demande de dire pourquoi."""

    lot_projet = models.OneToOneField(
        "projets.LotProjet", verbose_name="lot envisagé", on_delete=models.PROTECT, related_name="choix_d_instrument"
    )
    instrument = TexteCourt("instrument choisi", max_length=21, choices=INSTRUMENTS)
    recommande = TexteCourt("instrument conseillé", max_length=21, choices=INSTRUMENTS)
    motif = TexteLong("motif", blank=True)

    objects = ChoixDInstrumentQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "choix d'instrument"
        verbose_name_plural = "choix d'instrument"
        ordering = ["lot_projet", "pk"]
        constraints = [
            models.CheckConstraint(
                name="choix_ecarte_motive",
                condition=models.Q(instrument=models.F("recommande")) | ~models.Q(motif=""),
                violation_error_message="Un autre instrument que celui qui est conseillé demande son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_instrument_display()} pour le {minuscule(str(self.lot_projet))}"
