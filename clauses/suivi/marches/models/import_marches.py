"""Un fichier de données essentielles déposé pour créer des marchés."""

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import FichierImporte
from clauses.fond.socle.models.textes import Donnees


class ImportMarchesQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}


class ImportMarches(FichierImporte):
    """Données essentielles de la commande publique : JSON 2019 et 2022, CSV.

    `reponses` : {SIRET: « meme » ou « distinct », et quand}, ce que quelqu'un a dit des fiches sans SIRET de ce nom."""

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )

    reponses = Donnees("réponses aux lignes à confirmer", default=dict, blank=True)

    objects = ImportMarchesQuerySet.as_manager()

    class Meta(FichierImporte.Meta):
        abstract = False
        verbose_name = "import de marchés"
        verbose_name_plural = "imports de marchés"
