"""Le marché public : un acheteur, un objet, un montant, une durée."""

from datetime import date
from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees, DonneesLues, TexteCourt
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant

# Les considérations sociales des données essentielles de la commande publique.
CONSIDERATIONS = {
    "clause_sociale": "clause sociale",
    "critere_social": "critère social",
    "marche_reserve": "marché réservé",
    "aucune": "aucune",
    "non_renseigne": "non renseigné",
}


class MarcheQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.COMMANDES: models.Q(
                operation__donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id
            ),
        }

    def cherches(self, texte: str) -> Self:
        """Contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))


class Marche(ModeleMetier):
    """Un marché d'une opération. Montants en euros hors taxes ; durées en mois."""

    class NatureAchat(models.TextChoices):
        TRAVAUX = "travaux", "Travaux"
        SERVICES = "services", "Services"
        FOURNITURES = "fournitures", "Fournitures"
        PI = "pi", "Prestations intellectuelles"

    class Procedure(models.TextChoices):
        MAPA = "mapa", "Procédure adaptée"
        AO_OUVERT = "ao_ouvert", "Appel d'offres ouvert"
        AO_RESTREINT = "ao_restreint", "Appel d'offres restreint"
        NEGOCIATION = "negociation", "Procédure avec négociation"
        DIALOGUE = "dialogue", "Dialogue compétitif"
        SANS_PUBLICITE = "sans_publicite", "Sans publicité ni mise en concurrence préalables"
        AUTRE = "autre", "Autre"

    class Forme(models.TextChoices):
        ORDINAIRE = "ordinaire", "Marché ordinaire"
        ACCORD_CADRE = "accord_cadre", "Accord-cadre à bons de commande"
        CONCESSION = "concession", "Concession"

    class Etat(models.TextChoices):
        PREPARE = "prepare", "En préparation"
        NOTIFIE = "notifie", "Notifié"
        EN_COURS = "en_cours", "En cours d'exécution"
        RECEPTIONNE = "receptionne", "Réceptionné"
        RESILIE = "resilie", "Résilié"

    EN_MOTS = {"considerations_sociales": CONSIDERATIONS}

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    operation = models.ForeignKey(
        "marches.Operation", verbose_name="opération", on_delete=models.PROTECT, related_name="marches"
    )
    reference = TexteCourt("référence", max_length=60, blank=True)
    objet = TexteCourt("objet", max_length=1000)
    nature_achat = models.CharField("nature d'achat", max_length=11, choices=NatureAchat.choices, blank=True)
    procedure = TexteCourt("procédure", max_length=14, choices=Procedure.choices, blank=True)
    forme = models.CharField("forme", max_length=12, choices=Forme.choices, default=Forme.ORDINAIRE)
    montant_ht = models.DecimalField("montant HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    date_notification = models.DateField("notification", null=True, blank=True)
    date_debut = models.DateField("début d'exécution", null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée ferme (mois)", null=True, blank=True)
    reconductions_prevues = models.PositiveSmallIntegerField("reconductions possibles", default=0)
    reconduction_mois = models.PositiveSmallIntegerField("durée d'une reconduction (mois)", default=12)
    date_fin_anticipee = models.DateField("fin anticipée ou réception", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.NOTIFIE)
    cpv = models.CharField("code CPV", max_length=10, blank=True)
    lieu_code = models.CharField("code du lieu d'exécution", max_length=10, blank=True)
    lieu_nom = TexteCourt("lieu d'exécution", max_length=150, blank=True)
    ccag = TexteCourt("CCAG", max_length=40, blank=True)
    considerations_sociales = Donnees("considérations sociales déclarées", default=list, blank=True)
    recherche = colonne_de_recherche("objet", "reference")
    tri = colonne_de_tri("objet")
    uid_decp = TexteCourt("identifiant des données essentielles", max_length=80, blank=True)
    # Ce que la dernière publication disait : une publication suivante ne change que ce qu'elle-même a changé,
    # jamais ce que quelqu'un a corrigé à la main entre-temps.
    donnees_decp = DonneesLues("données essentielles lues", default=dict, blank=True, editable=False)

    objects = MarcheQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "marché"
        ordering = ["-date_notification", "tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["porteuse", "uid_decp"],
                condition=~models.Q(uid_decp=""),
                name="marche_uid_unique",
                violation_error_message="Ce marché a déjà été créé depuis ses données essentielles.",
            ),
            models.CheckConstraint(
                name="marche_montant_positif",
                condition=models.Q(montant_ht__isnull=True) | models.Q(montant_ht__gte=0),
                violation_error_message="Un montant de marché ne peut pas être négatif.",
            ),
        ]

    @property
    def nom_court(self) -> str:
        """Sous le nom de son opération : sa référence, ou son objet s'il en dit plus."""
        return self.reference or ("Marché" if self.objet == self.operation.nom else self.objet)

    @property
    def considerations_en_mots(self) -> str:
        return ", ".join(CONSIDERATIONS.get(str(code), str(code)) for code in self.considerations_sociales)

    def __str__(self) -> str:
        return f"{self.reference} — {self.objet}" if self.reference else self.objet

    @property
    def debut(self) -> date | None:
        return self.date_debut or self.date_notification
