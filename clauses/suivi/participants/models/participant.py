"""Une personne en parcours d'insertion."""

from datetime import date
from typing import Self

from django.db import models

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Courriel, TexteCourt, TexteLong
from clauses.fond.socle.noms import cle_de_texte, serrer
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant
from clauses.suivi.participants.doubles import Personne


class ParticipantQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {
            Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id),
            Portee.ATTRIBUTIONS: models.Q(
                contrats__affectations__attribution__structure_id=acteur.structure_id,
                contrats__annule_le__isnull=True,
                contrats__affectations__annule_le__isnull=True,
            ),
            Portee.EMPLOIS: models.Q(contrats__employeur_id=acteur.structure_id, contrats__annule_le__isnull=True),
        }

    def cherches(self, texte: str) -> Self:
        """Contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))

    def a_comparer(self, qui: Personne) -> Self:
        """Celles qu'il faut comparer à cette personne : la même naissance, le même dossier, ou un mot du nom en entier
        et le début du prénom (et l'inverse) ; bien plus larges que ce que `doubles.comparer` retient."""
        condition = _en_entier(qui.nom) & _par_le_debut(qui.prenom) | _par_le_debut(qui.nom) & _en_entier(qui.prenom)
        if qui.naissance:
            condition |= models.Q(date_naissance=qui.naissance)
        if qui.dossier:
            condition |= models.Q(dossier=qui.dossier)
        return self.filter(condition)


def _en_entier(nom: str) -> models.Q:
    return models.Q(recherche__contains=max(cle_de_texte(nom).split(), key=len, default=""))


def _par_le_debut(nom: str) -> models.Q:
    """Un mot de ce nom, ou ses lettres jointes, par leurs trois premières lettres."""
    condition = models.Q(recherche__contains=f" {serrer(nom)[:3]}")
    for mot in cle_de_texte(nom).split()[:4]:
        condition |= models.Q(recherche__contains=f" {mot[:3]}")
    return condition


class Participant(ModeleMetier):
    """L'identité minimale d'une personne, et ce que les bilans comptent d'elle. Rien de plus."""

    class Sexe(models.TextChoices):
        FEMME = "F", "Femme"
        HOMME = "H", "Homme"
        INCONNU = "", "Non renseigné"

    class Niveau(models.TextChoices):
        INFRA3 = "infra3", "Sans diplôme ou infra CAP (1 et 2)"
        NIVEAU3 = "niveau3", "CAP, BEP (3)"
        NIVEAU4 = "niveau4", "Baccalauréat (4)"
        NIVEAU5 = "niveau5", "Bac + 2 (5)"
        NIVEAU6 = "niveau6", "Bac + 3 et plus (6 à 8)"
        INCONNU = "", "Non renseigné"

    class Qpv(models.TextChoices):
        OUI = "oui", "Habite un quartier prioritaire"
        NON = "non", "N'habite pas un quartier prioritaire"
        INCONNU = "", "Non renseigné"

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    dossier = TexteCourt("numéro de dossier", max_length=40, blank=True)
    nom = TexteCourt("nom", max_length=80)
    prenom = TexteCourt("prénom", max_length=80)
    sexe = models.CharField("sexe", max_length=1, choices=Sexe.choices, default="", blank=True)
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = TexteCourt("commune", max_length=120, blank=True)
    qpv = models.CharField("quartier prioritaire", max_length=3, choices=Qpv.choices, default="", blank=True)
    quartier = TexteCourt("nom ou code du quartier", max_length=120, blank=True)
    niveau = models.CharField("niveau de formation", max_length=7, choices=Niveau.choices, default="", blank=True)
    prescripteur = models.ForeignKey(
        "structures.Structure",
        verbose_name="prescripteur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="personnes_prescrites",
    )
    telephone = TexteCourt("téléphone", max_length=20, blank=True)
    courriel = Courriel("courriel", blank=True)
    observation = TexteLong("observation", blank=True)
    recherche = colonne_de_recherche("nom", "prenom", "dossier")
    tri = colonne_de_tri("nom", "prenom")

    objects = ParticipantQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "participant"
        ordering = ["tri", "pk"]
        indexes = [
            models.Index(fields=["porteuse", "tri"], name="participant_nom"),
            models.Index(fields=["porteuse", "date_naissance"], name="participant_naissance"),
        ]

    def __str__(self) -> str:
        return self.nommer(self.prenom, self.nom)

    def dite(self) -> Personne:
        """Ce qui la fait reconnaître."""
        reperes = (self.commune, self.code_postal, self.telephone, self.courriel)
        return Personne(self.nom, self.prenom, self.date_naissance, self.dossier, self.sexe, reperes)

    @staticmethod
    def nommer(prenom: str, nom: str) -> str:
        """« Inès Marchal », de ses seules colonnes."""
        return f"{prenom} {nom}"

    def premiere_entree(self) -> date | None:
        """Le début du premier contrat d'insertion, d'où part l'éligibilité. `None` sans contrat."""
        return self.contrats.filter(annule_le__isnull=True).aggregate(premiere=models.Min("date_debut"))["premiere"]
