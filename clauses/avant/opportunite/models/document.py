"""Une pièce gardée en base avec la ligne qu'elle justifie : son nom, ses octets, leur empreinte."""

from django.db import models

from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import TexteCourt


class AvecDocument(ModeleMetier):
    """Le document qui prouve une dérogation. `contenu` n'entre jamais au journal."""

    nom_fichier = TexteCourt("document", max_length=250, blank=True)
    contenu = models.BinaryField("contenu du document", null=True, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)

    class Meta(ModeleMetier.Meta):
        abstract = True

    @property
    def a_un_document(self) -> bool:
        """Sur le nom, pour ne pas relire les octets."""
        return bool(self.nom_fichier)
