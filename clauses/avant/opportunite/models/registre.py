"""Le registre des marchés sans clause sociale : pour chacun, le seuil du jour, la raison, le motif, le document."""

from typing import Self

from django.db import models

from clauses.avant.opportunite.models.document import AvecDocument
from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant
from clauses.suivi.marches.models import Marche
from regles.opportunite.faits import DEROGATIONS

NON_SOUMIS = "non_soumis"
RAISONS = [(NON_SOUMIS, "Marché non soumis à l'obligation"), *DEROGATIONS.items()]


class MarcheSansClauseQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id),
        }

    def cherches(self, texte: str) -> Self:
        """Objet ou motif contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))

    def derogatoires(self) -> Self:
        """Ceux que l'obligation visait, et qui y dérogent."""
        return self.exclude(raison=NON_SOUMIS)


class MarcheSansClause(AvecDocument):
    """Une inscription : les faits du marché et le seuil européen, tels qu'au jour de la décision.

    `raison` : une des quatre dérogations de l'article L2112-2-1, ou « non soumis ». Vient d'une fiche projet, d'un
    marché existant, ou d'une saisie directe.
    """

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    donneur_d_ordre = models.ForeignKey(
        "structures.Structure", verbose_name="donneur d'ordre", on_delete=models.PROTECT, related_name="sans_clause"
    )
    projet = models.ForeignKey(
        "projets.Projet",
        verbose_name="fiche projet",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inscriptions_sans_clause",
    )
    marche = models.ForeignKey(
        "marches.Marche",
        verbose_name="marché",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inscriptions_sans_clause",
    )
    objet = TexteCourt("objet", max_length=1000)
    nature_achat = models.CharField("nature d'achat", max_length=11, choices=Marche.NatureAchat.choices)
    categorie_acheteur = models.CharField(
        "catégorie d'acheteur",
        max_length=12,
        choices=Projet.CategorieAcheteur.choices,
        default=Projet.CategorieAcheteur.COLLECTIVITE,
    )
    est_concession = models.BooleanField("concession", default=False)
    est_defense = models.BooleanField("marché de défense ou de sécurité", default=False)
    montant_ht = models.DecimalField("montant estimé HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée, reconductions comprises (mois)", null=True, blank=True)
    date_lancement = models.DateField("lancement de la consultation", null=True, blank=True)
    seuil_ht = models.DecimalField(
        "seuil européen ce jour-là HT (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    raison = TexteCourt("raison", max_length=14, choices=RAISONS)
    motif = TexteLong("motif")
    date_decision = models.DateField("décision du")
    decide_par = TexteCourt("décidé par", max_length=200)
    inscrit_par = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="inscrit par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recherche = colonne_de_recherche("objet", "motif")
    tri = colonne_de_tri("objet")

    objects = MarcheSansClauseQuerySet.as_manager()

    class Meta(AvecDocument.Meta):
        abstract = False
        verbose_name = "marché sans clause"
        verbose_name_plural = "marchés sans clause"
        ordering = ["-date_decision", "tri", "pk"]
        indexes = [models.Index(fields=["porteuse", "-date_decision"], name="registre_suivi")]
        constraints = [
            models.UniqueConstraint(
                fields=["projet"],
                condition=models.Q(annule_le__isnull=True, projet__isnull=False),
                name="registre_une_inscription_par_projet",
                violation_error_message="Cette fiche est déjà au registre.",
            ),
            models.UniqueConstraint(
                fields=["marche"],
                condition=models.Q(annule_le__isnull=True, marche__isnull=False),
                name="registre_une_inscription_par_marche",
                violation_error_message="Ce marché est déjà au registre.",
            ),
            models.CheckConstraint(
                name="registre_motive",
                condition=~models.Q(motif=""),
                violation_error_message="Une inscription au registre demande son motif.",
            ),
            models.CheckConstraint(
                name="registre_derogation_prouvee",
                condition=models.Q(raison="non_soumis") | ~models.Q(nom_fichier=""),
                violation_error_message="Une dérogation se garde avec le document qui la prouve.",
            ),
            models.CheckConstraint(
                name="registre_montant_positif",
                condition=models.Q(montant_ht__isnull=True) | models.Q(montant_ht__gte=0),
                violation_error_message="Un montant estimé ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.objet
