"""La fiche projet : un achat prévu, avant toute consultation."""

from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt, TexteLong
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant
from clauses.suivi.marches.models import Marche
from regles.cycles import transition_possible

EN_COURS = ("brouillon", "soumis", "a_l_etude")


class ProjetQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id),
        }

    def en_cours(self) -> Self:
        return self.filter(etat__in=EN_COURS)

    def cherches(self, texte: str) -> Self:
        """Contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))


class Projet(ModeleMetier):
    """Un achat prévu par un donneur d'ordre. Montants en euros HT, reconductions comprises ; durées en mois.

    Il devient l'opération, son marché et ses lots par `ouvrir` ; jusque-là il ne doit aucune heure.
    """

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        SOUMIS = "soumis", "Soumis au facilitateur"
        A_L_ETUDE = "a_l_etude", "À l'étude"
        OUVERT = "ouvert", "Devenu une opération"
        SANS_CLAUSE = "sans_clause", "Classé sans clause"
        ABANDONNE = "abandonne", "Abandonné"

    class CategorieAcheteur(models.TextChoices):
        """Celles des seuils européens (avis annexé au code de la commande publique) ; l'acheteur privé n'en a pas."""

        ETAT = "etat", "État et ses établissements publics"
        COLLECTIVITE = "collectivite", "Collectivité et autre pouvoir adjudicateur"
        RESEAUX = "reseaux", "Entité adjudicatrice (eau, énergie, transports, poste)"
        PRIVE = "prive", "Acheteur privé, éco-organisme compris"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    donneur_d_ordre = models.ForeignKey(
        "structures.Structure", verbose_name="donneur d'ordre", on_delete=models.PROTECT, related_name="projets"
    )
    facilitateur = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="facilitateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projets",
    )
    interlocuteur = TexteCourt("interlocuteur chez l'acheteur", max_length=200, blank=True)
    nom = TexteCourt("intitulé", max_length=250)
    description = TexteLong("ce qui est acheté", blank=True)
    nature_achat = models.CharField("nature d'achat", max_length=11, choices=Marche.NatureAchat.choices)
    forme = models.CharField("forme", max_length=12, choices=Marche.Forme.choices, default=Marche.Forme.ORDINAIRE)
    procedure = TexteCourt("procédure envisagée", max_length=14, choices=Marche.Procedure.choices, blank=True)
    categorie_acheteur = models.CharField(
        "catégorie d'acheteur",
        max_length=12,
        choices=CategorieAcheteur.choices,
        default=CategorieAcheteur.COLLECTIVITE,
    )
    est_defense = models.BooleanField("marché de défense ou de sécurité", default=False)
    est_anru = models.BooleanField("opération financée par l'ANRU", default=False)
    cpv = models.CharField("code CPV", max_length=10, blank=True)
    montant_ht = models.DecimalField("montant estimé HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée ferme (mois)", null=True, blank=True)
    reconductions_prevues = models.PositiveSmallIntegerField("reconductions possibles", default=0)
    reconduction_mois = models.PositiveSmallIntegerField("durée d'une reconduction (mois)", default=12)
    date_lancement = models.DateField("lancement de la consultation", null=True, blank=True)
    date_notification_prevue = models.DateField("notification prévue", null=True, blank=True)
    # Fraction du montant qui paie du travail, en pour cent ; ne paraît dans aucune pièce.
    part_main_oeuvre = models.DecimalField(
        "part de main-d'œuvre (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    commune = TexteCourt("commune d'exécution", max_length=120, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    departement = models.ForeignKey(
        "territoires.Departement", verbose_name="département", null=True, blank=True, on_delete=models.PROTECT
    )
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    etat = models.CharField("état", max_length=11, choices=Etat.choices, default=Etat.BROUILLON)
    etat_depuis = models.DateField("dans cet état depuis", null=True, blank=True)
    motif_etat = TexteLong("motif", blank=True)
    operation = models.ForeignKey(
        "marches.Operation",
        verbose_name="opération",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projets",
    )
    marche = models.OneToOneField(
        "marches.Marche", verbose_name="marché", null=True, blank=True, on_delete=models.PROTECT, related_name="projet"
    )
    recherche = colonne_de_recherche("nom", "commune", "cpv")
    tri = colonne_de_tri("nom")

    objects = ProjetQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "fiche projet"
        verbose_name_plural = "fiches projet"
        ordering = ["date_lancement", "tri", "pk"]
        indexes = [models.Index(fields=["porteuse", "etat"], name="projet_suivi")]
        constraints = [
            models.CheckConstraint(
                name="projet_montant_positif",
                condition=models.Q(montant_ht__isnull=True) | models.Q(montant_ht__gte=0),
                violation_error_message="Un montant estimé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="projet_part_main_oeuvre",
                condition=models.Q(part_main_oeuvre__isnull=True)
                | models.Q(part_main_oeuvre__gte=0, part_main_oeuvre__lte=100),
                violation_error_message="Une part de main-d'œuvre va de 0 à 100 %%.",
            ),
            models.CheckConstraint(
                name="projet_position_entiere",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message="Une position demande sa latitude et sa longitude.",
            ),
            models.CheckConstraint(
                name="projet_ouvert_a_son_marche",
                condition=~models.Q(etat="ouvert") | models.Q(operation__isnull=False, marche__isnull=False),
                violation_error_message="Un projet devenu une opération nomme l'opération et le marché.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def duree_totale_mois(self) -> int | None:
        """Durée ferme et reconductions possibles ; `None` si la durée n'est pas connue."""
        if self.duree_mois is None:
            return None
        return self.duree_mois + self.reconductions_prevues * self.reconduction_mois

    @property
    def est_en_cours(self) -> bool:
        """Elle se modifie encore : ni ouverte, ni classée, ni abandonnée, ni annulée."""
        return self.etat in EN_COURS and not self.est_annule

    @property
    def se_rouvre(self) -> bool:
        """Abandonnée, elle se reprend d'ici ; classée sans clause, c'est son étude qui la reprend."""
        return self.etat == self.Etat.ABANDONNE and not self.est_annule

    def verbes_du_cycle(self) -> dict[str, bool]:
        """Les verbes que l'état permet : `capacites` les croise avec les droits."""
        verbes = ("soumettre", "prendre", "ouvrir", "classer", "abandonner")
        permis = {verbe: not self.est_annule and transition_possible("projet", self.etat, verbe) for verbe in verbes}
        return {**permis, "modifier": self.est_en_cours}
