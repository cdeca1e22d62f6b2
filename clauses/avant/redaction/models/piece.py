"""Une pièce de la consultation et ses versions, engendrées ici ou revenues de Word."""

from django.db import models

from clauses.avant.redaction.options import en_mots
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.base import interdire_effacement, journaliser
from clauses.fond.socle.models.textes import Donnees, TexteCourt, TexteLong


class PieceQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                marche__operation__donneur_d_ordre_id=acteur.structure_id, marche__porteuse_id=acteur.porteuse_id
            ),
        }


class Piece(ModeleMetier):
    """Une pièce d'un marché en préparation. `options` : les choix de rédaction qui ne sont pas dans la clause
    (réunions, correspondant, grille du critère), par nom d'option."""

    class Nature(models.TextChoices):
        CCAP = "ccap", "Article du CCAP"
        AAPC = "aapc", "Mention de l'avis de publicité (AAPC)"
        RC = "rc", "Mention du règlement de la consultation (RC)"
        AE = "ae", "Annexe à l'acte d'engagement"
        FICHE_ENTREPRISE = "fiche_entreprise", "Fiche entreprise"
        CRITERE = "critere", "Critère d'attribution et sa grille"
        RESERVATION = "reservation", "Mention de réservation"
        JUSTIFICATIFS = "justificatifs", "Liste des justificatifs"

    EN_MOTS = {"options": en_mots}

    marche = models.ForeignKey("marches.Marche", verbose_name="marché", on_delete=models.PROTECT, related_name="pieces")
    nature = TexteCourt("pièce", max_length=16, choices=Nature.choices)
    options = Donnees("choix de rédaction", default=dict, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "pièce"
        ordering = ["marche", "nature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["marche", "nature"],
                condition=models.Q(annule_le__isnull=True),
                name="piece_une_par_nature",
                violation_error_message="Ce marché a déjà cette pièce.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} — {self.marche}"


class VersionDePieceQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(piece__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                piece__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                piece__marche__porteuse_id=acteur.porteuse_id,
            ),
        }


class VersionDePiece(ModeleMetier):
    """Un état figé d'une pièce : le DOCX tel qu'il a été engendré ou déposé, et son texte pour le lire à l'écran.

    Une version nouvelle, engendrée ou déposée, ne retouche jamais les précédentes : leurs remarques et leurs accords
    restent les leurs, et c'est au circuit de dire qu'ils ne valent pas pour celle-ci.
    """

    class Origine(models.TextChoices):
        ENGENDREE = "engendree", "Engendrée d'après la clause"
        DEPOSEE = "deposee", "Déposée"

    piece = models.ForeignKey(Piece, verbose_name="pièce", on_delete=models.PROTECT, related_name="versions")
    rang = models.PositiveSmallIntegerField("version")
    origine = models.CharField("origine", max_length=9, choices=Origine.choices)
    nom_fichier = TexteCourt("fichier", max_length=250)
    contenu = models.BinaryField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    texte = TexteLong("texte", blank=True)
    commentaire = TexteLong("ce qui change", blank=True)
    auteur = TexteCourt("auteur", max_length=200, blank=True)
    # Ce que le texte a pris au marché, valeur par intitulé : dit ce qui a changé quand la pièce est périmée.
    faits = Donnees("ce que disait le marché", default=dict, blank=True)

    objects = VersionDePieceQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "version de pièce"
        verbose_name_plural = "versions de pièce"
        ordering = ["piece", "-rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "rang"],
                name="version_de_piece_rang_unique",
                violation_error_message="Cette version existe déjà.",
            )
        ]
        triggers = [*journaliser("{contenu,texte,faits}"), interdire_effacement()]

    def __str__(self) -> str:
        return f"{self.piece.get_nature_display()}, version {self.rang}"
