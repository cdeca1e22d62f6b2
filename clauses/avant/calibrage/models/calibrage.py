"""Le calibrage d'un lot : la méthode, ce qu'on lui a donné, le volume retenu et la formule qui l'écrira."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees, TexteCourt, TexteLong
from regles import calibrage as regles
from regles.formules import FAMILLES
from regles.metiers import METIERS
from regles.typographie import heures, minuscule

# Celles que le calibrage sait viser.
FORMULES = [(famille.code, famille.nom) for famille in FAMILLES.values() if famille.au_calibrage is not None]


class CalibrageQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(lot_projet__projet__porteuse_id=acteur.porteuse_id)}

    def retenus(self) -> Self:
        """Celui qui vaut pour chaque lot, à présent."""
        return self.filter(est_retenu=True)


def _decimal(nom: str, chiffres: int = 14, **options: object) -> models.DecimalField:
    return models.DecimalField(nom, max_digits=chiffres, decimal_places=2, null=True, blank=True, **options)  # type: ignore[arg-type]


def tranches_en_mots(lignes: list[dict[str, str]]) -> str:
    """« tranche ferme, 120 h ; tranche optionnelle, 80 h »."""
    return " ; ".join(f"tranche {t.nature.value}, {heures(t.heures)}" for t in regles.tranches_visees(lignes))


class Calibrage(ModeleMetier):
    """Une version du calibrage d'un lot. La suivante la remplace, l'ancienne reste lisible.

    Ce qui entre est gardé tel qu'on l'a donné ; `heures_calculees` est ce que la règle rendait au `jour`.
    La part de main-d'œuvre ne sort pas d'ici.
    """

    class Methode(models.TextChoices):
        MAIN_D_OEUVRE = "main_d_oeuvre", "Part de main-d'œuvre"
        ANRU = "anru", "Convention ANRU"
        FIXE = "fixe", "Volume donné"
        POURCENTAGE = "pourcentage", "Part des heures travaillées"
        FACTURATION = "facturation", "Heures par tranche de facturation"
        PROPRETE = "proprete", "Propreté, personnel repris"
        BAREME = "bareme", "Barème par tranche de montant"

    class Arrondi(models.TextChoices):
        UNITE = "unite", "À l'heure"
        AUCUN = "aucun", "Sans arrondi"
        SEPT = "7", "Au multiple de 7 h (une journée)"
        TRENTE_CINQ = "35", "Au multiple de 35 h (une semaine)"
        CINQUANTE = "50", "Au multiple de 50 h"

    class Sens(models.TextChoices):
        PROCHE = "proche", "Au plus proche"
        INFERIEUR = "inferieur", "En dessous"

    EN_MOTS = {"metier": METIERS, "tranches": tranches_en_mots}

    lot_projet = models.ForeignKey(
        "projets.LotProjet", verbose_name="lot envisagé", on_delete=models.PROTECT, related_name="calibrages"
    )
    rang = models.PositiveSmallIntegerField("version", default=1)
    est_retenu = models.BooleanField("retenu", default=True)
    jour = models.DateField("calculé le")

    methode = TexteCourt("méthode", max_length=13, choices=Methode.choices)
    montant_ht = _decimal("montant HT (€)")
    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    metier = TexteCourt("métier", max_length=40, blank=True)
    part_main_oeuvre = _decimal("part de main-d'œuvre (%)", 5)
    taux = _decimal("taux d'insertion (%)", 5)
    cout_horaire = _decimal("coût horaire (€)", 8)
    effectif = _decimal("personnes sur le site", 8)
    heures_donnees = _decimal("volume donné (h)")
    heures_par_an = _decimal("volume annuel donné (h)")
    # Une ligne par tranche : {"nature": "ferme" ou "optionnelle", "heures": "120"}.
    tranches = Donnees("tranches", default=list, blank=True)
    heures_travaillees = _decimal("heures travaillées prévues")
    heures_par_tranche = _decimal("heures par tranche de facturation")
    montant_tranche_ht = _decimal("montant de la tranche HT (€)")
    seuil_ht = models.DecimalField("seuil de déclenchement HT (€)", max_digits=14, decimal_places=2, default=0)
    heures_reprises = _decimal("heures mensuelles du personnel repris")
    arrondi = models.CharField("arrondi", max_length=6, choices=Arrondi.choices, default=Arrondi.UNITE)
    sens = models.CharField("sens de l'arrondi", max_length=9, choices=Sens.choices, default=Sens.PROCHE)

    heures_calculees = models.DecimalField("volume calculé (h)", max_digits=14, decimal_places=2)
    heures_retenues = models.DecimalField(
        "volume retenu (h)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    motif = TexteLong("motif", blank=True)
    formule = TexteCourt("formule de la clause", max_length=18, choices=FORMULES, default=FORMULES[0][0])

    objects = CalibrageQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "calibrage"
        ordering = ["lot_projet", "-rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lot_projet", "rang"], name="calibrage_rang_unique"),
            models.UniqueConstraint(
                fields=["lot_projet"],
                condition=models.Q(est_retenu=True),
                name="calibrage_un_seul_retenu",
                violation_error_message="Ce lot a déjà un calibrage retenu.",
            ),
            models.CheckConstraint(
                name="calibrage_ecart_motive",
                condition=models.Q(heures_retenues=models.F("heures_calculees")) | ~models.Q(motif=""),
                violation_error_message="Un volume retenu autre que le volume calculé demande son motif.",
            ),
            models.CheckConstraint(
                name="calibrage_volume_positif",
                condition=models.Q(heures_retenues__gte=0, heures_calculees__gte=0),
                violation_error_message="Un volume d'heures ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Calibrage du {minuscule(str(self.lot_projet))}"

    @property
    def est_sans_clause(self) -> bool:
        """On a retenu de ne demander aucune heure."""
        return self.heures_retenues == 0

    @property
    def tranches_visees(self) -> tuple[regles.Tranche, ...]:
        """Les tranches telles que les lisent les règles."""
        return regles.tranches_visees(self.tranches)
