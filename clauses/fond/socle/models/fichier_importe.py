"""Ce que tout import garde : le fichier, son empreinte, son rapport."""

from django.db import models

from clauses.fond.socle.models.base import ModeleMetier, interdire_effacement, journaliser_sans
from clauses.fond.socle.models.textes import DonneesLues, TexteCourt, TexteLong


class FichierImporte(ModeleMetier):
    """Un fichier déposé et ce qu'il est devenu. `rapport` : les comptes (`crees`, `mis_a_jour`, `inchanges`,
    `refuses`) et le verdict de chaque ligne montrée à l'écran."""

    class Etat(models.TextChoices):
        DEPOSE = "depose", "Déposé"
        VERIFIE = "verifie", "Vérifié, à appliquer"
        APPLIQUE = "applique", "Appliqué"
        REFUSE = "refuse", "Refusé"

    nom_fichier = TexteCourt("fichier", max_length=250)
    contenu = models.BinaryField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    etat = models.CharField("état", max_length=8, choices=Etat.choices, default=Etat.DEPOSE)
    message = TexteLong("message", blank=True)
    lignes_lues = models.PositiveIntegerField("lignes lues", default=0)
    rapport = DonneesLues("rapport", default=dict, blank=True)
    depose_par = TexteCourt("déposé par", max_length=200, blank=True)

    class Meta(ModeleMetier.Meta):
        abstract = True
        ordering = ["-cree_le", "pk"]
        # Le rapport d'un fichier de 50 000 lignes pèse des mégaoctets : il reste sur la ligne, pas au journal.
        triggers = [*journaliser_sans("contenu", "cases", "rapport"), interdire_effacement()]

    def __str__(self) -> str:
        return self.nom_fichier
