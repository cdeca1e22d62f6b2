"""La clause d'un lot : instrument, publics, formule, transmissions, pénalités. Versionnée avec ses motifs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees, TexteCourt, TexteLong
from clauses.suivi.marches.models.jalons import jalons_en_mots
from clauses.suivi.marches.models.termes import FORMULES, TermesDeLaClause, complete
from regles.formules import famille
from regles.formules.contrat import Formule
from regles.publics import PUBLICS
from regles.typographie import minuscule


class ClauseQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                lot__marche__operation__donneur_d_ordre_id=acteur.structure_id,
                lot__marche__porteuse_id=acteur.porteuse_id,
            ),
            Portee.ATTRIBUTIONS: models.Q(
                lot__attributions__structure_id=acteur.structure_id, lot__attributions__annule_le__isnull=True
            ),
        }

    def en_vigueur(self) -> "ClauseQuerySet":
        return self.filter(est_en_vigueur=True)


class Clause(TermesDeLaClause, ModeleMetier):
    """Une version de la clause d'un lot. Une modification crée la version suivante, avec son motif ;
    l'ancienne reste lisible. Les termes de sa formule sont des colonnes (`models/termes.py`)."""

    class Instrument(models.TextChoices):
        CONDITION = "condition", "Condition d'exécution (L2112-2)"
        CONDITION_CRITERE = (
            "condition_critere",
            "Condition d'exécution et critère d'attribution (L2112-2, L2152-7)",
        )
        JEUNES_OUTRE_MER = "jeunes_outre_mer", "Heures confiées à des jeunes domiciliés outre-mer (L2691-1)"
        CRITERE = "critere", "Critère d'attribution seul (L2152-7)"
        RESERVE_IAE = "reserve_iae", "Marché réservé à l'insertion (L2113-13)"
        RESERVE_HANDICAP = "reserve_handicap", "Marché réservé au handicap (L2113-12)"
        RESERVE_MIXTE = "reserve_mixte", "Marché réservé à l'insertion et au handicap (L2113-14)"
        RESERVE_PENITENTIAIRE = "reserve_penitentiaire", "Marché réservé pénitentiaire (L2113-13-1)"
        RESERVE_ESS = "reserve_ess", "Marché réservé à l'économie sociale et solidaire (L2113-15)"
        MARCHE_INSERTION = "marche_insertion", "Marché de services d'insertion (L2123-1)"

    class NatureChangement(models.TextChoices):
        INITIALE = "initiale", "Clause d'origine"
        RECTIFICATIF = "rectificatif", "Rectificatif avant attribution"
        AVENANT = "avenant", "Avenant"
        AJUSTEMENT = "ajustement", "Ajustement au coût réel (ANRU)"
        CORRECTION = "correction", "Correction de saisie"

    class Periodicite(models.IntegerChoices):
        MENSUELLE = 1, "Chaque mois"
        TRIMESTRIELLE = 3, "Chaque trimestre"
        SEMESTRIELLE = 6, "Chaque semestre"

    EN_MOTS = {"publics": PUBLICS, "jalons": jalons_en_mots}

    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="clauses")
    rang = models.PositiveSmallIntegerField("version", default=1)
    est_en_vigueur = models.BooleanField("en vigueur", default=True)
    nature_changement = models.CharField(
        "nature", max_length=12, choices=NatureChangement.choices, default=NatureChangement.INITIALE
    )
    motif_changement = TexteLong("motif", blank=True)
    date_effet = models.DateField("date d'effet", null=True, blank=True)

    instrument = TexteCourt("instrument", max_length=21, choices=Instrument.choices, default=Instrument.CONDITION)
    ponderation_critere = models.DecimalField(
        "poids du critère social (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    publics = Donnees("publics éligibles", default=list, blank=True)
    facilitateur = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="facilitateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    article = TexteLong("texte de la clause", blank=True)

    formule = TexteCourt("formule", max_length=18, choices=FORMULES)

    periodicite = models.PositiveSmallIntegerField(
        "transmissions", choices=Periodicite.choices, default=Periodicite.MENSUELLE
    )
    jour_echeance = models.PositiveSmallIntegerField(
        "jour limite du mois suivant", default=15, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    penalite_heure = models.DecimalField("pénalité par heure non faite (€)", max_digits=8, decimal_places=2, default=0)
    penalite_absence = models.DecimalField(
        "pénalité par absence à une réunion (€)", max_digits=8, decimal_places=2, default=0
    )
    penalite_transmission = models.DecimalField(
        "pénalité par transmission manquante (€)", max_digits=8, decimal_places=2, default=0
    )
    duree_max_mois = models.PositiveSmallIntegerField("durée maximale comptée (mois)", default=24)
    duree_max_cdi_mois = models.PositiveSmallIntegerField("durée maximale comptée d'un CDI (mois)", default=48)
    compte_formation = models.BooleanField("la formation comprise dans le contrat compte", default=True)
    compte_accompagnement = models.BooleanField("l'accompagnement compte", default=False)

    objects = ClauseQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "clause"
        ordering = ["lot", "-rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "rang"], name="clause_rang_unique"),
            models.UniqueConstraint(
                fields=["lot"], condition=models.Q(est_en_vigueur=True), name="clause_une_seule_en_vigueur"
            ),
            models.CheckConstraint(
                name="clause_formule_complete",
                condition=complete(),
                violation_error_message="La formule choisie n'a pas toutes ses valeurs.",
            ),
            models.CheckConstraint(
                name="clause_changement_motive",
                condition=models.Q(rang=1) | ~models.Q(motif_changement=""),
                violation_error_message="Un changement de la clause demande son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Clause du {minuscule(str(self.lot))}"

    @property
    def famille(self) -> type[Formule]:
        """La famille de sa formule : ses termes, et tout ce qu'on lui demande."""
        return famille(self.formule)
