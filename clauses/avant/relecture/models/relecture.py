"""Une relecture : les pièces déposées ensemble, et le lot ou le marché auquel on les compare."""

from typing import Any, Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.base import interdire_effacement, journaliser
from clauses.fond.socle.models.textes import DonneesLues, TexteCourt
from clauses.fond.socle.recherche import colonne_de_recherche, contenant


def commandes(acteur: Acteur, prefixe: str = "") -> models.Q:
    """Les relectures des marchés et fiches projet d'un donneur d'ordre, chez la même porteuse."""
    marche = models.Q(**{f"{prefixe}marche__operation__donneur_d_ordre_id": acteur.structure_id})
    projet = models.Q(**{f"{prefixe}projet__donneur_d_ordre_id": acteur.structure_id})
    return (marche | projet) & models.Q(**{f"{prefixe}porteuse_id": acteur.porteuse_id})


class RelectureQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: commandes(acteur),
        }

    def cherches(self, texte: str) -> Self:
        """Dont le titre contient chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))


class Relecture(ModeleMetier):
    """Sans marché ni lot, une pièce n'est comparée qu'à elle-même. Avec un lot, `marche` est celui du lot.

    `resultat` : les comptes par gravité et les désaccords entre pièces, tels qu'au jour de la relecture.
    """

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    marche = models.ForeignKey(
        "marches.Marche",
        verbose_name="marché",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relectures",
    )
    lot = models.ForeignKey(
        "marches.Lot", verbose_name="lot", null=True, blank=True, on_delete=models.PROTECT, related_name="relectures"
    )
    projet = models.ForeignKey(
        "projets.Projet",
        verbose_name="fiche projet",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relectures",
    )
    titre = TexteCourt("titre", max_length=250)
    demandee_par = TexteCourt("demandée par", max_length=200, blank=True)
    relue_le = models.DateTimeField("relue le", null=True, blank=True)
    resultat = DonneesLues("résultat", default=dict, blank=True, editable=False)
    recherche = colonne_de_recherche("titre")

    objects = RelectureQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "relecture"
        ordering = ["-cree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="relecture_lot_avec_marche",
                condition=models.Q(lot__isnull=True) | models.Q(marche__isnull=False),
                violation_error_message="Une relecture comparée à un lot l'est aussi à son marché.",
            )
        ]
        triggers = [*journaliser("{resultat}"), interdire_effacement()]

    def __str__(self) -> str:
        return self.titre

    @property
    def comptes(self) -> dict[str, int]:
        """{gravité: nombre de points}."""
        return dict(self.resultat.get("comptes", {}))

    @property
    def entre_pieces(self) -> list[dict[str, Any]]:
        """Les remarques qui naissent de la comparaison des pièces entre elles."""
        return list(self.resultat.get("entre_pieces", []))
