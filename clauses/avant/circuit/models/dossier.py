"""Le dossier : les pièces d'un marché en préparation, et chez qui elles sont."""

from datetime import date
from typing import Self

from django.db import models

from clauses.avant.circuit.models.partie import Chez
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.recherche import contenant
from clauses.suivi.marches.models import Marche
from regles.cycles import DOSSIER, transition_possible


class DossierQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                marche__operation__donneur_d_ordre_id=acteur.structure_id, marche__porteuse_id=acteur.porteuse_id
            ),
        }

    def ouverts(self) -> Self:
        """Pas encore clos, d'un marché encore en préparation."""
        en_preparation = self.filter(marche__annule_le__isnull=True, marche__etat=Marche.Etat.PREPARE)
        return en_preparation.actifs().exclude(etat=Dossier.Etat.CLOS)

    def en_retard(self, jour: date) -> Self:
        return self.ouverts().filter(echeance__lt=jour).exclude(chez=Chez.PERSONNE)

    def cherches(self, texte: str) -> Self:
        """Par le marché ou l'opération : chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "marche__recherche", "marche__operation__recherche"))


class DuDossierQuerySet(PorteeQuerySet):
    """Ce qui vit dans un dossier se voit avec lui."""

    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(dossier__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                dossier__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                dossier__marche__porteuse_id=acteur.porteuse_id,
            ),
        }


class Dossier(ModeleMetier):
    """Le circuit d'un marché. `etat` et `chez` disent le dernier geste ; ce qu'ils valent aujourd'hui (une version
    plus récente fait tomber un accord) se lit dans `clauses.avant.circuit.situation`."""

    class Etat(models.TextChoices):
        EN_REDACTION = "en_redaction", "En rédaction"
        EN_RELECTURE = "en_relecture", "En relecture"
        ACCORDE = "accorde", "Accordé"
        CLOS = "clos", "Clos"

    marche = models.ForeignKey(
        "marches.Marche", verbose_name="marché", on_delete=models.PROTECT, related_name="dossiers"
    )
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.EN_REDACTION)
    chez = models.CharField("à qui de jouer", max_length=12, choices=Chez.choices, default=Chez.FACILITATEUR)
    chez_depuis = models.DateField("depuis le")
    echeance = models.DateField("réponse attendue le", null=True, blank=True)
    avec_juriste = models.BooleanField("l'accord du juriste est demandé", default=False)

    objects = DossierQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "dossier de consultation"
        verbose_name_plural = "dossiers de consultation"
        ordering = ["chez_depuis", "pk"]
        indexes = [models.Index(fields=["chez", "etat"], name="dossier_chez")]
        constraints = [
            models.UniqueConstraint(
                fields=["marche"],
                condition=models.Q(annule_le__isnull=True),
                name="dossier_un_par_marche",
                violation_error_message="Le circuit de ce marché est déjà ouvert.",
            ),
            models.CheckConstraint(
                name="dossier_accorde_chez_personne",
                condition=models.Q(etat__in=["accorde", "clos"], chez="personne")
                | (models.Q(etat__in=["en_redaction", "en_relecture"]) & ~models.Q(chez="personne")),
                violation_error_message="Un dossier accordé ou clos n'attend personne\u202f; les autres, quelqu'un.",
            ),
        ]

    def __str__(self) -> str:
        return f"Circuit de {self.marche}"

    def verbes_du_cycle(self) -> dict[str, bool]:
        """{verbe: permis dans cet état}, sans dire à qui (voir `regles.circuit`)."""
        return {verbe: transition_possible("dossier", self.etat, verbe) for verbe in DOSSIER.transitions}
