"""La ligne d'heures : le fait de base, d'où viennent tous les chiffres."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees, TexteCourt, TexteLong
from regles.cycles import LIGNE, transition_possible

HEURES = models.DecimalField(max_digits=14, decimal_places=2)


class LigneHeuresQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(lot__marche__porteuse_id=acteur.porteuse_id),
            Portee.ATTRIBUTIONS: models.Q(
                contrat__affectations__attribution__structure_id=acteur.structure_id,
                contrat__affectations__lot_id=models.F("lot_id"),
                contrat__affectations__annule_le__isnull=True,
            ),
            Portee.EMPLOIS: models.Q(contrat__employeur_id=acteur.structure_id),
        }

    def validees(self) -> Self:
        return self.filter(etat=LigneHeures.Etat.VALIDEE)

    def additionnees(self, *par: str) -> models.QuerySet[Any, Any]:
        """{*par, `declare`, `a_decider`, `a_corriger`, `retenu`, `dernier_mois`} par groupe de `par`, en heures,
        additionnées par la base. `declare` : tout ce qui est transmis, quoi qu'on en ait décidé ; `a_decider` : ce qui
        attend une décision, dont `a_corriger`, rendu au déclarant ; `retenu` : ce qui est validé et compte. Une ligne
        refusée n'est que déclarée, un brouillon rien ; `dernier_mois` les lit toutes. La définition est
        ici, et nulle part ailleurs."""
        zero = models.Value(0, output_field=HEURES)

        def somme(heures: str, **etats: Any) -> Coalesce:
            return Coalesce(models.Sum(heures, filter=models.Q(**etats)), zero)

        return (
            self.order_by()
            .values(*par)
            .annotate(
                declare=somme("declarees", etat__in=TRANSMISES),
                a_decider=somme("declarees", etat__in=EN_ATTENTE),
                a_corriger=somme("declarees", etat=LigneHeures.Etat.A_CORRIGER),
                retenu=somme("retenues", etat=LigneHeures.Etat.VALIDEE),
                dernier_mois=models.Max("mois"),
            )
        )


class LigneHeures(ModeleMetier):
    """Les heures d'un contrat sur un lot, un mois. Travail, formation et accompagnement restent séparés.

    `depuis` (facultatif) : premier mois couvert, quand la ligne est un cumul repris d'un autre outil.
    `retenu_*` est posé par la validation d'après `regles/execution.py`, jamais saisi ; `decision` en garde
    le calcul et les raisons, `jugement` l'éligibilité qui valait alors : en prononcer une autre ne change pas un bilan
    passé.
    """

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        SOUMISE = "soumise", "Déclarée, à valider"
        A_CORRIGER = "a_corriger", "À corriger"
        VALIDEE = "validee", "Validée"
        REFUSEE = "refusee", "Refusée"

    class Source(models.TextChoices):
        SAISIE = "saisie", "Saisie"
        IMPORT = "import", "Import"

    contrat = models.ForeignKey(
        "declarations.ContratInsertion",
        verbose_name="contrat",
        on_delete=models.PROTECT,
        related_name="lignes",
    )
    lot = models.ForeignKey("marches.Lot", verbose_name="lot", on_delete=models.PROTECT, related_name="lignes")
    declaration = models.ForeignKey(
        "declarations.DeclarationMensuelle",
        verbose_name="déclaration",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lignes",
    )
    mois = models.DateField("mois")
    depuis = models.DateField("premier mois du cumul", null=True, blank=True)
    heures_travaillees = models.DecimalField("heures travaillées", max_digits=8, decimal_places=2, default=0)
    heures_formation = models.DecimalField("heures de formation", max_digits=8, decimal_places=2, default=0)
    heures_accompagnement = models.DecimalField("heures d'accompagnement", max_digits=8, decimal_places=2, default=0)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.BROUILLON)
    motif = TexteLong("motif", blank=True)
    source = models.CharField("source", max_length=6, choices=Source.choices, default=Source.SAISIE)
    observation = TexteCourt("observation", max_length=250, blank=True)
    retenu_travail = models.DecimalField("travail retenu", max_digits=8, decimal_places=2, default=0)
    retenu_formation = models.DecimalField("formation retenue", max_digits=8, decimal_places=2, default=0)
    retenu_accompagnement = models.DecimalField("accompagnement retenu", max_digits=8, decimal_places=2, default=0)
    decision = Donnees("décision figée", default=dict, blank=True)
    jugement = models.ForeignKey(
        "participants.Eligibilite",
        verbose_name="éligibilité du mois",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    declarees = models.GeneratedField(
        expression=models.F("heures_travaillees") + models.F("heures_formation") + models.F("heures_accompagnement"),
        output_field=models.DecimalField("heures déclarées", max_digits=9, decimal_places=2),
        db_persist=True,
    )
    retenues = models.GeneratedField(
        expression=models.F("retenu_travail") + models.F("retenu_formation") + models.F("retenu_accompagnement"),
        output_field=models.DecimalField("heures retenues", max_digits=9, decimal_places=2),
        db_persist=True,
    )

    objects = LigneHeuresQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "ligne d'heures"
        verbose_name_plural = "lignes d'heures"
        ordering = ["-mois", "contrat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "lot", "mois"],
                condition=models.Q(annule_le__isnull=True),
                name="ligne_heures_unique",
                violation_error_message="Ce mois est déjà déclaré pour ce contrat et ce lot.",
            ),
            models.CheckConstraint(name="ligne_mois_au_premier", condition=models.Q(mois__day=1)),
            models.CheckConstraint(
                name="ligne_heures_positives",
                condition=models.Q(heures_travaillees__gte=0, heures_formation__gte=0, heures_accompagnement__gte=0),
                violation_error_message="Des heures ne peuvent pas être négatives.",
            ),
            models.CheckConstraint(
                name="ligne_retenu_sous_le_declare",
                condition=models.Q(
                    retenu_travail__lte=models.F("heures_travaillees"),
                    retenu_formation__lte=models.F("heures_formation"),
                    retenu_accompagnement__lte=models.F("heures_accompagnement"),
                ),
                violation_error_message="On ne retient pas plus d'heures qu'il n'en a été déclaré.",
            ),
            models.CheckConstraint(
                name="ligne_retenu_si_validee",
                condition=models.Q(etat="validee")
                | models.Q(retenu_travail=0, retenu_formation=0, retenu_accompagnement=0),
                violation_error_message="Seule une ligne validée a des heures retenues.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lot", "etat", "mois"],
                include=["retenues", "declarees"],
                condition=models.Q(annule_le__isnull=True),
                name="ligne_chiffres",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contrat_id}, {self.mois:%m/%Y}"

    @property
    def etat_du_cycle(self) -> str:
        """L'état dans `regles.cycles`, où le brouillon s'appelle « saisie »."""
        return "saisie" if self.etat == self.Etat.BROUILLON else str(self.etat)

    def verbes_du_cycle(self) -> dict[str, bool]:
        """{verbe: permis dans cet état}. « saisir » : changer les heures tant que rien n'est décidé."""
        permis = {verbe: transition_possible("ligne", self.etat_du_cycle, verbe) for verbe in LIGNE.transitions}
        return {**permis, "saisir": self.etat_du_cycle in {"saisie", "soumise", "a_corriger"} and not self.est_annule}


# Ce qui est déclaré : transmis, quoi qu'on en ait décidé ; et ce qui en attend une décision.
TRANSMISES = tuple(etat for etat in LigneHeures.Etat if etat != LigneHeures.Etat.BROUILLON)
EN_ATTENTE = (LigneHeures.Etat.SOUMISE, LigneHeures.Etat.A_CORRIGER)
