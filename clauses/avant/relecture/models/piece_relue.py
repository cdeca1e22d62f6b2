"""Un fichier déposé, gardé tel quel, son texte, et ce que la relecture en a dit."""

from typing import Any

from django.db import models

from clauses.avant.relecture.models.relecture import commandes
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.base import interdire_effacement, journaliser
from clauses.fond.socle.models.textes import DonneesLues, TexteCourt, TexteLong


class PieceRelueQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(relecture__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: commandes(acteur, "relecture__"),
        }


class GestionnairePieces(models.Manager.from_queryset(PieceRelueQuerySet)):  # type: ignore[misc]
    """Le fichier et son texte, qui pèsent des mégaoctets, ne sont lus que si on les demande."""

    def get_queryset(self) -> PieceRelueQuerySet:
        return super().get_queryset().defer("contenu", "paragraphes")


class PieceRelue(ModeleMetier):
    """Une pièce d'une relecture. `paragraphes` : [texte, page, rang, est dans un tableau, titre, lieu] de chacun.

    `resultat` : les remarques, les faits lus, les avertissements, les passages cités, la version de la lecture.
    """

    class Nature(models.TextChoices):
        CCAP = "ccap", "CCAP ou CCP"
        RC = "rc", "Règlement de la consultation"
        AE = "ae", "Acte d'engagement"
        AAPC = "aapc", "Avis de publicité"
        AUTRE = "autre", "Autre pièce"

    class Etat(models.TextChoices):
        DEPOSEE = "deposee", "À lire"
        LUE = "lue", "Lue"
        ILLISIBLE = "illisible", "Illisible"

    relecture = models.ForeignKey(
        "relecture.Relecture", verbose_name="relecture", on_delete=models.PROTECT, related_name="pieces"
    )
    rang = models.PositiveSmallIntegerField("rang", default=1)
    nom_fichier = TexteCourt("fichier", max_length=250)
    contenu = models.BinaryField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    taille = models.PositiveIntegerField("taille (octets)")
    nature = models.CharField("pièce", max_length=5, choices=Nature.choices, default=Nature.AUTRE)
    etat = models.CharField("état", max_length=9, choices=Etat.choices, default=Etat.DEPOSEE)
    message = TexteLong("pourquoi elle n'est pas lue", blank=True)
    pages = models.PositiveIntegerField("pages", null=True, blank=True)
    avancement = models.PositiveIntegerField("pages lues", default=0)
    paragraphes = DonneesLues("texte", default=list, blank=True, editable=False)
    resultat = DonneesLues("résultat", default=dict, blank=True, editable=False)

    objects = GestionnairePieces()

    class Meta(ModeleMetier.Meta):
        verbose_name = "pièce relue"
        verbose_name_plural = "pièces relues"
        ordering = ["relecture", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["relecture", "rang"],
                name="piece_relue_rang_unique",
                violation_error_message="Cette relecture a déjà une pièce de ce rang.",
            )
        ]
        triggers = [*journaliser("{contenu,paragraphes,resultat,avancement}"), interdire_effacement()]

    def __str__(self) -> str:
        return self.nom_fichier

    @property
    def remarques(self) -> list[dict[str, Any]]:
        return list(self.resultat.get("remarques", []))

    @property
    def est_a_lire(self) -> bool:
        return self.etat == self.Etat.DEPOSEE
