"""Un classeur d'heures déposé : export de l'outil du métier, ou notre propre modèle."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import FichierImporte
from clauses.fond.socle.models.textes import Donnees


class ImportHeuresQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}


class GestionnaireImports(models.Manager.from_queryset(ImportHeuresQuerySet)):  # type: ignore[misc]
    """Le contenu, ses cases et le rapport, qui pèsent des mégaoctets, ne sont lus que si on les demande."""

    def get_queryset(self) -> ImportHeuresQuerySet:
        return super().get_queryset().defer("contenu", "cases", "rapport")


class ImportHeures(FichierImporte):
    """Le classeur, ce qu'il contient, et comment on a demandé de le reprendre.

    `avancement` : lignes traitées par le travail en cours. `application_demandee_le` : quelqu'un a dit
    d'appliquer ; tant que l'état n'est pas « Appliqué », l'application est en cours ou a été coupée. `cases` : celles
    du classeur vérifié, de quoi ne pas l'ouvrir de nouveau (docs/decisions/0015) ; oubliées une fois appliqué.
    `reponses` : {numéro de ligne, suivi de « p » pour sa personne: « meme » ou « distinct », et quand}, ce que
    quelqu'un a dit des lignes à confirmer (0024, 0033).
    """

    class Modele(models.TextChoices):
        CONTRATS = "contrats", "Export des contrats de l'outil du métier"
        PARTICIPANTS = "participants", "Export des participants de l'outil du métier"
        MENSUEL = "mensuel", "Notre modèle mensuel"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    modele = models.CharField("modèle reconnu", max_length=12, choices=Modele.choices, blank=True)
    est_deja_valide = models.BooleanField("heures déjà validées dans l'ancien outil", default=False)
    arrete_au = models.DateField("données arrêtées au", null=True, blank=True)
    cases = models.BinaryField("cases lues", default=b"")
    reponses = Donnees("réponses aux lignes à confirmer", default=dict, blank=True)
    avancement = models.PositiveIntegerField("lignes traitées", default=0)
    application_demandee_le = models.DateTimeField("application demandée le", null=True, blank=True)

    objects = GestionnaireImports()

    class Meta(FichierImporte.Meta):
        abstract = False
        verbose_name = "import d'heures"
        verbose_name_plural = "imports d'heures"

    @property
    def est_en_cours(self) -> bool:
        """Un travail est attendu : la vérification d'un gros fichier, ou une application demandée."""
        if self.etat == self.Etat.DEPOSE:
            return True
        return self.etat == self.Etat.VERIFIE and self.application_demandee_le is not None
