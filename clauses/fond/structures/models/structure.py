"""Une structure du répertoire : ce qu'elle est, et ce que la clause peut attendre d'elle."""

from typing import Self

from django.db import models
from stdnum.fr import siret as cle_siret

from clauses.fond.habilitations.portee import PorteeQuerySet
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import AdresseWeb, TexteCourt, TexteLong
from clauses.fond.socle.noms import rang, serrer
from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri, contenant


class Famille(models.TextChoices):
    """Les huit familles d'acteurs du métier."""

    ETAT = "etat", "Services de l'État"
    COLLECTIVITE = "collectivite", "Collectivités, EPCI, départements, régions"
    SPE = "spe", "Service public de l'emploi"
    MDE_PLIE = "mde_plie", "Maisons de l'emploi, PLIE"
    SIAE = "siae", "Structures de l'insertion par l'activité économique et du handicap"
    BAILLEUR = "bailleur", "Bailleurs sociaux"
    ASSOCIATION = "association", "Associations, structures de proximité"
    AUTRE = "autre", "Autres (entreprises…)"


class Nature(models.TextChoices):
    """La nature précise, là où elle compte pour la clause."""

    AI = "ai", "Association intermédiaire (AI)"
    EI = "ei", "Entreprise d'insertion (EI)"
    ACI = "aci", "Atelier et chantier d'insertion (ACI)"
    ETTI = "etti", "Entreprise de travail temporaire d'insertion (ETTI)"
    EITI = "eiti", "Entreprise d'insertion par le travail indépendant (EITI)"
    GEIQ = "geiq", "Groupement d'employeurs pour l'insertion et la qualification (GEIQ)"
    EA = "ea", "Entreprise adaptée (EA)"
    EATT = "eatt", "Entreprise adaptée de travail temporaire (EATT)"
    ESAT = "esat", "Établissement et service d'accompagnement par le travail (ESAT)"
    REGIE = "regie", "Régie de quartier ou de territoire"
    ETT = "ett", "Entreprise de travail temporaire (ETT)"
    ETAT = "etat", "État"
    COMMUNE = "commune", "Commune"
    INTERCOMMUNALITE = "intercommunalite", "Intercommunalité"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    BAILLEUR = "bailleur", "Bailleur social"
    HOPITAL = "hopital", "Hôpital"
    ETABLISSEMENT_PUBLIC = "etablissement_public", "Établissement public"
    SEM_SPL = "sem_spl", "SEM ou SPL"
    PRIVE = "prive", "Entreprise privée"


NATURES_D_INSERTION = frozenset(
    {
        Nature.AI,
        Nature.EI,
        Nature.ACI,
        Nature.ETTI,
        Nature.EITI,
        Nature.GEIQ,
        Nature.EA,
        Nature.EATT,
        Nature.ESAT,
        Nature.REGIE,
    }
)


class StructureQuerySet(PorteeQuerySet):
    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        return {Portee.PORTEUSE: models.Q(porteuse_id=acteur.porteuse_id)}

    def cherchees(self, texte: str) -> Self:
        """Nom, sigle ou SIRET contenant chaque mot de `texte`, replié."""
        return self.filter(contenant(texte, "recherche"))

    def nommees(self, nom: str) -> Self:
        """Celles qui portent ce nom, replié."""
        return self.filter(tri__startswith=f"{rang(nom)}  ")

    def du_siret(self, siret: str) -> Self:
        """Celles de cet établissement, ou qui l'ont quitté."""
        quitte = models.Q(quittes__siret=siret, quittes__annule_le__isnull=True)
        return self.filter(models.Q(siret=siret) | quitte).distinct()

    def de_l_entreprise(self, siret: str) -> Self:
        """Celles de la même entreprise (SIREN), tous établissements confondus."""
        return self.filter(siret__startswith=siret[:9])

    def ressemblant_a(self, nom: str, siret: str | None = None) -> Self:
        """Celles dont le nom, replié, commence pareil ou a les mêmes lettres, ou de la même entreprise (SIREN)."""
        pareil = models.Q(tri__startswith=f"{rang(nom)} ") | models.Q(recherche__contains=f" {serrer(nom)} ")
        if siret:
            pareil |= models.Q(siret__startswith=siret[:9])
        return self.filter(pareil)


class Structure(ModeleMetier):
    """Une personne morale suivie par une structure porteuse. Le SIRET manque parfois (reprise d'un
    tableur) : la fiche est alors « à compléter »."""

    porteuse = models.ForeignKey(
        "structures.StructurePorteuse", verbose_name="structure porteuse", on_delete=models.PROTECT
    )
    siret = TexteCourt("SIRET", max_length=14, null=True, blank=True)
    nom = TexteCourt("raison sociale", max_length=250)
    sigle = TexteCourt("sigle", max_length=50, blank=True)
    famille = TexteCourt("famille", max_length=15, choices=Famille.choices, default=Famille.AUTRE)
    nature = TexteCourt("nature", max_length=22, choices=Nature.choices, blank=True)
    adresse = TexteCourt("adresse", max_length=250, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = TexteCourt("commune", max_length=120, blank=True)
    site = AdresseWeb("site internet", blank=True)
    observation = TexteLong("observation", blank=True)
    recherche = colonne_de_recherche("nom", "sigle", "siret")
    tri = colonne_de_tri("nom")

    objects = StructureQuerySet.as_manager()

    class Meta(ModeleMetier.Meta):
        verbose_name = "structure"
        ordering = ["tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["porteuse", "siret"],
                name="structure_siret_unique",
                violation_error_message="Une structure de votre répertoire porte déjà ce SIRET.",
            ),
            models.CheckConstraint(
                name="structure_siret_14_chiffres",
                condition=models.Q(siret__isnull=True) | models.Q(siret__regex=r"^\d{14}$"),
                violation_error_message="Un SIRET compte 14 chiffres.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def siren(self) -> str:
        return (self.siret or "")[:9]

    @property
    def siret_lisible(self) -> str:
        return cle_siret.format(self.siret) if self.siret else "à compléter"
