"""La scène de la fiche projet : un donneur d'ordre, son projet soumis au facilitateur, un compte de chaque rôle."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques
from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures


@dataclass
class Scene:
    porteuse: StructurePorteuse
    acheteur: Structure
    projet: Projet
    comptes: dict[str, Appartenance] = field(default_factory=dict)

    def compte(self, role: str) -> Appartenance:
        """Le compte de ce rôle, ouvert à la première demande."""
        if role not in self.comptes:
            self.comptes[role] = self._ouvrir(role)
        return self.comptes[role]

    def acteur(self, role: str) -> Acteur:
        return self.compte(role).en_acteur()

    def connecter(self, role: str) -> Client:
        client = Client()
        client.force_login(self.compte(role).utilisateur, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _ouvrir(self, role: str) -> Appartenance:
        ouvertures: dict[str, Any] = {
            "facilitateur": lambda: comptes.facilitateur(self.porteuse),
            "collegue": lambda: comptes.facilitateur(self.porteuse),
            "responsable": lambda: comptes.responsable(self.porteuse),
            "acheteur": lambda: comptes.donneur_d_ordre(self.acheteur),
            "autre_acheteur": lambda: comptes.donneur_d_ordre(structures.bailleur(self.porteuse, nom="Logis (fictif)")),
            "juriste": lambda: comptes.juriste(self.acheteur),
            "titulaire": lambda: comptes.titulaire(structures.entreprise(self.porteuse)),
            "employeur": lambda: comptes.employeur(structures.etti(self.porteuse)),
            "autre_porteuse": lambda: comptes.facilitateur(structures.porteuse("Une autre maison (fictive)")),
        }
        return ouvertures[role]()


def monter(**champs: Any) -> Scene:
    """Un projet soumis, complet, d'un million d'euros, et son lot unique ; `champs` en change ce qu'on veut."""
    porteuse = structures.porteuse()
    acheteur = structures.bailleur(porteuse)
    champs = {
        "nom": "Réhabilitation de 80 logements",
        "commune": "Valenciennes",
        "code_postal": "59300",
        "etat": "soumis",
        **champs,
    }
    projet = fabriques.projet(porteuse, donneur_d_ordre=acheteur, **champs)
    fabriques.lot(projet, montant_ht=None, intitule=projet.nom)
    return Scene(porteuse, acheteur, projet)
