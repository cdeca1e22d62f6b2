"""La scène des écrans : un marché en préparation à deux lots, et un compte de chaque rôle."""

from dataclasses import dataclass, field

from django.test import Client

from clauses.avant.redaction.tests import fabriques
from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Marche


@dataclass
class Scene:
    marche: Marche
    comptes: dict[str, Appartenance] = field(default_factory=dict)

    def compte(self, role: str) -> Appartenance:
        if role not in self.comptes:
            self.comptes[role] = self._ouvrir(role)
        return self.comptes[role]

    def acteur(self, role: str = "facilitateur") -> Acteur:
        return self.compte(role).en_acteur()

    def connecter(self, role: str) -> Client:
        client = Client()
        client.force_login(self.compte(role).utilisateur, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _ouvrir(self, role: str) -> Appartenance:
        porteuse = self.marche.porteuse
        acheteur = self.marche.operation.donneur_d_ordre
        return {
            "facilitateur": lambda: comptes.facilitateur(porteuse),
            "responsable": lambda: comptes.responsable(porteuse),
            "acheteur": lambda: comptes.donneur_d_ordre(acheteur),
            "juriste": lambda: comptes.juriste(acheteur),
            "autre_acheteur": lambda: comptes.donneur_d_ordre(structures.bailleur(porteuse, nom="Logis (fictif)")),
            "titulaire": lambda: comptes.titulaire(structures.entreprise(porteuse)),
            "autre_porteuse": lambda: comptes.facilitateur(structures.porteuse("Une autre maison (fictive)")),
        }[role]()


def monter(nom: str = "fixe") -> Scene:
    return Scene(fabriques.SCENES[nom]())
