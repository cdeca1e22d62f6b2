"""Une demande d'offre à une structure, pour un projet, et sa réponse."""

from datetime import date
from typing import Self

from django.db import models

from clauses.fond.annuaire.natures import MODALITES
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier, interdire_effacement, journaliser
from clauses.fond.socle.models.textes import Courriel, Liste, TexteCourt, TexteLong


class SollicitationQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(projet__porteuse_id=acteur.porteuse_id)}

    def vivantes(self) -> Self:
        return self.actifs().exclude(etat=Sollicitation.Etat.ANNULEE)

    def en_retard(self, jour: date) -> Self:
        """Envoyées, sans réponse alors que l'échéance est passée."""
        return self.actifs().filter(etat=Sollicitation.Etat.ENVOYEE, echeance__lt=jour)


class Sollicitation(ModeleMetier):
    """Une demande d'offre. Elle n'engage personne : un échange préalable (R2111-1 du code de la commande publique).

    Le jeton du lien public n'est gardé que haché ; le lien se refait d'après la clé du site.
    """

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "Préparée"
        ENVOYEE = "envoyee", "Envoyée"
        REPONDUE = "repondue", "Répondue"
        SANS_REPONSE = "sans_reponse", "Sans réponse"
        ANNULEE = "annulee", "Annulée"

    class Moyen(models.TextChoices):
        COURRIEL = "courriel", "Courriel du site"
        A_LA_MAIN = "a_la_main", "À la main (téléphone, messagerie, courrier)"

    class Reponse(models.TextChoices):
        OUI = "oui", "Intéressée"
        CONDITIONS = "conditions", "Intéressée sous conditions"
        NON = "non", "Pas intéressée"

    projet = models.ForeignKey(
        "projets.Projet", verbose_name="fiche projet", on_delete=models.PROTECT, related_name="sollicitations"
    )
    lot_projet = models.ForeignKey(
        "projets.LotProjet",
        verbose_name="lot envisagé",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sollicitations",
    )
    fournisseur = models.ForeignKey(
        "annuaire.Fournisseur",
        verbose_name="structure de l'annuaire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sollicitations",
    )
    structure = models.ForeignKey(
        "structures.Structure",
        verbose_name="structure du répertoire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sollicitations",
    )
    courriel = Courriel("courriel", blank=True)
    objet = TexteCourt("objet", max_length=200)
    message = TexteLong("message")
    echeance = models.DateField("réponse attendue le")
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.PREPAREE)
    moyen = models.CharField("moyen", max_length=9, choices=Moyen.choices, blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    courriels_partis = models.PositiveSmallIntegerField("courriels partis", default=0)
    relances = models.PositiveSmallIntegerField("relances demandées", default=0)
    jeton_empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    reponse = models.CharField("réponse", max_length=10, choices=Reponse.choices, blank=True)
    propose = Liste(
        models.CharField(max_length=20, choices=list(MODALITES.items())),
        verbose_name="ce qu'elle propose",
        default=list,
        blank=True,
    )
    heures_par_mois = models.DecimalField("heures par mois", max_digits=8, decimal_places=2, null=True, blank=True)
    observations = TexteLong("observations", blank=True)
    repondant = TexteCourt("répondant", max_length=200, blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    saisie_par = TexteCourt("réponse saisie par", max_length=200, blank=True)
    nom_fichier = TexteCourt("pièce jointe", max_length=250, blank=True)
    contenu = models.BinaryField("contenu de la pièce", null=True, blank=True)

    objects = SollicitationQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "demande d'offre"
        verbose_name_plural = "demandes d'offre"
        ordering = ["-cree_le", "pk"]
        indexes = [models.Index(fields=["projet", "etat"], name="sollicitation_suivi")]
        constraints = [
            models.UniqueConstraint(
                fields=["projet", "fournisseur", "lot_projet"],
                condition=models.Q(annule_le__isnull=True, fournisseur__isnull=False),
                nulls_distinct=False,
                name="sollicitation_unique",
                violation_error_message="Une demande d'offre est déjà partie à cette structure pour ce projet.",
            ),
            models.CheckConstraint(
                name="sollicitation_destinataire",
                condition=models.Q(fournisseur__isnull=False) | models.Q(structure__isnull=False),
                violation_error_message="Une demande d'offre nomme la structure à qui elle est faite.",
            ),
            models.CheckConstraint(
                name="sollicitation_reponse_complete",
                condition=~models.Q(etat="repondue") | (~models.Q(reponse="") & models.Q(repondu_le__isnull=False)),
                violation_error_message="Une demande répondue porte sa réponse et sa date.",
            ),
            models.CheckConstraint(
                name="sollicitation_heures_positives",
                condition=models.Q(heures_par_mois__isnull=True) | models.Q(heures_par_mois__gte=0),
                violation_error_message="Des heures par mois ne peuvent pas être négatives.",
            ),
        ]
        triggers = [*journaliser("{contenu,jeton_empreinte}"), interdire_effacement()]

    def __str__(self) -> str:
        return f"Demande d'offre à {self.destinataire}"

    @property
    def destinataire(self) -> str:
        """Le nom de la structure sollicitée."""
        return str(self.fournisseur or self.structure)

    @property
    def est_ouverte(self) -> bool:
        """Elle attend, ou accepte encore, une réponse."""
        return not self.est_annule and self.etat != self.Etat.ANNULEE

    def verbes_du_cycle(self) -> dict[str, bool]:
        """Ce que son état permet."""
        ouverte = self.est_ouverte
        return {
            "envoyer": ouverte and self.etat == self.Etat.PREPAREE,
            "relancer": ouverte and self.etat == self.Etat.ENVOYEE,
            "repondre": ouverte,
            "annuler": ouverte and self.etat != self.Etat.REPONDUE,
        }
