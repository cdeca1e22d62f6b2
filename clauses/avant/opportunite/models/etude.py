"""L'étude d'opportunité d'une fiche projet : les faits qu'on y répond, rien de ce qui s'en déduit."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses.avant.opportunite.models.document import AvecDocument
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from regles.opportunite.faits import DEROGATIONS

RAYON_KM = 30
CHOIX_DE_DEROGATION = list(DEROGATIONS.items())


class EtudeQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(projet__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                projet__donneur_d_ordre_id=acteur.structure_id, projet__porteuse_id=acteur.porteuse_id
            ),
        }


class Etude(AvecDocument):
    """Les réponses du facilitateur ; `None` : pas encore répondu. Close, elle ne change plus qu'après réouverture.

    La dérogation avancée, son motif et son document sont ceux de l'article L2112-2-1.
    """

    projet = models.OneToOneField(
        "projets.Projet", verbose_name="fiche projet", on_delete=models.PROTECT, related_name="etude"
    )
    lien_insertion = models.BooleanField(
        "lien de l'objet avec le travail de personnes en insertion", null=True, blank=True
    )
    lien_handicap = models.BooleanField(
        "lien de l'objet avec le travail de personnes handicapées", null=True, blank=True
    )
    lien_detention = models.BooleanField("production possible en établissement pénitentiaire", null=True, blank=True)
    lien_precision = TexteLong("quel lien", blank=True)
    est_service_d_insertion = models.BooleanField("l'objet est l'insertion elle-même", null=True, blank=True)
    sortant_reserve_ess = models.BooleanField(
        "le sortant tient un marché réservé à l'économie sociale et solidaire de moins de trois ans",
        null=True,
        blank=True,
    )
    montant_options_ht = models.DecimalField(
        "options non comprises dans le montant HT (€)", max_digits=14, decimal_places=2, default=0
    )
    # Outre-mer seulement (L2691-1) : les deux taux dont le rapport ouvre l'instrument.
    chomage_jeunes = models.DecimalField(
        "chômage des moins de 25 ans du territoire (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    chomage_jeunes_national = models.DecimalField(
        "chômage des moins de 25 ans du pays (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    rayon_km = models.PositiveSmallIntegerField(
        "rayon de recherche (km)", default=RAYON_KM, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    derogation = TexteCourt("dérogation avancée", max_length=14, choices=CHOIX_DE_DEROGATION, blank=True)
    derogation_motif = TexteLong("motif de la dérogation", blank=True)
    observation = TexteLong("observation", blank=True)
    conclusion = TexteLong("conclusion", blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    close_par = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="close par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = EtudeQuerySet.as_manager()

    class Meta(AvecDocument.Meta):
        abstract = False
        verbose_name = "étude d'opportunité"
        verbose_name_plural = "études d'opportunité"
        ordering = ["projet", "pk"]
        constraints = [
            models.CheckConstraint(
                name="etude_options_positives",
                condition=models.Q(montant_options_ht__gte=0),
                violation_error_message="Le montant des options ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="etude_taux_de_chomage",
                condition=models.Q(
                    models.Q(chomage_jeunes__isnull=True) | models.Q(chomage_jeunes__range=(0, 100)),
                    models.Q(chomage_jeunes_national__isnull=True) | models.Q(chomage_jeunes_national__range=(0, 100)),
                ),
                violation_error_message="Un taux de chômage va de 0 à 100 %%.",
            ),
            models.CheckConstraint(
                name="etude_rayon_utile",
                condition=models.Q(rayon_km__range=(1, 200)),
                violation_error_message="Un rayon de recherche va de 1 à 200 km.",
            ),
        ]

    def __str__(self) -> str:
        return f"Étude d'opportunité de {self.projet}"

    @property
    def est_close(self) -> bool:
        return self.close_le is not None
