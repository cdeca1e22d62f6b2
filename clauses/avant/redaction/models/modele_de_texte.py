"""La variante d'une structure porteuse pour une section de nos textes, avec ses versions et leurs motifs."""

from django.db import models

from clauses.avant.redaction.fichiers import section_en_mots, titres_des_sections
from clauses.avant.redaction.models.piece import Piece
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong


class ModeleDeTexteQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}

    def en_vigueur(self) -> "ModeleDeTexteQuerySet":
        return self.filter(est_en_vigueur=True)


class ModeleDeTexte(ModeleMetier):
    """Une version du texte d'une structure pour une section. Sans version en vigueur, c'est notre texte qui vaut.

    `du_notre` : la date de notre texte au moment où la variante s'en est écartée ; s'il change ensuite, l'écran le dit.
    """

    EN_MOTS = {"section": section_en_mots}

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    nature = TexteCourt("pièce", max_length=16, choices=Piece.Nature.choices)
    section = TexteCourt("section", max_length=40)
    rang = models.PositiveSmallIntegerField("version du texte", default=1)
    texte = TexteLong("texte")
    motif = TexteLong("motif")
    du_notre = models.DateField("date de notre texte")
    est_en_vigueur = models.BooleanField("en vigueur", default=True)

    objects = ModeleDeTexteQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "texte modèle"
        verbose_name_plural = "textes modèles"
        ordering = ["porteuse", "nature", "section", "-rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["porteuse", "nature", "section", "rang"],
                name="modele_de_texte_rang_unique",
                violation_error_message="Cette version du texte existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["porteuse", "nature", "section"],
                condition=models.Q(est_en_vigueur=True),
                name="modele_de_texte_un_seul_en_vigueur",
                violation_error_message="Cette section a déjà une variante en vigueur.",
            ),
        ]

    def __str__(self) -> str:
        titre = titres_des_sections(self.nature).get(self.section, self.section)
        return f"{self.get_nature_display()}, section «\u00a0{titre}\u00a0», version\u00a0{self.rang}"
