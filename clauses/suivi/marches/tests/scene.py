"""La scène des écrans : une opération, son marché, ses lots, et un compte de chaque rôle."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.test import Client

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Departement
from clauses.suivi.marches.models import Attribution, Lot, Marche, Operation
from clauses.suivi.marches.tests import fabriques


@dataclass
class Scene:
    """Un groupement A (60 %) et B (40 %), C sous-traitant de A, 1 000 h fixes."""

    porteuse: StructurePorteuse
    bailleur: Structure
    operation: Operation
    marche: Marche
    lot: Lot
    attributions: list[Attribution]
    comptes: dict[str, Appartenance] = field(default_factory=dict)

    def compte(self, role: str) -> Appartenance:
        """Le compte de ce rôle, ouvert à la première demande."""
        if role not in self.comptes:
            self.comptes[role] = self._ouvrir(role)
        return self.comptes[role]

    def connecter(self, role: str) -> Client:
        client = Client()
        client.force_login(self.compte(role).utilisateur, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _ouvrir(self, role: str) -> Appartenance:
        a, b, c = self.structures
        par_role = {
            "facilitateur": lambda: comptes.facilitateur(self.porteuse),
            "responsable": lambda: comptes.responsable(self.porteuse),
            "acheteur": lambda: comptes.donneur_d_ordre(self.bailleur),
            "autre_acheteur": lambda: comptes.donneur_d_ordre(structures.bailleur(self.porteuse, nom="Logis (fictif)")),
            "mandataire": lambda: comptes.titulaire(a),
            "cotraitant": lambda: comptes.titulaire(b),
            "sous_traitant": lambda: comptes.titulaire(c),
            "autre_titulaire": lambda: comptes.titulaire(structures.entreprise(self.porteuse, "Ailleurs Travaux")),
            "pilote": lambda: comptes.pilote(self.operation.departement),
            "autre_pilote": lambda: comptes.pilote(departement("62", "Pas-de-Calais")),
            "autre_porteuse": lambda: comptes.facilitateur(structures.porteuse("Une autre maison (fictive)")),
        }
        return par_role[role]()

    @property
    def structures(self) -> list[Structure]:
        return [a.structure for a in self.attributions]


def departement(code: str, nom: str) -> Departement:
    """Celui de la migration ; recréé quand un test au navigateur a vidé la base derrière lui."""
    return Departement.objects.get_or_create(pk=code, defaults={"nom": nom})[0]


def monter(*, est_anru: bool = True, avec_clause: bool = True) -> Scene:
    porteuse = structures.porteuse()
    bailleur = structures.bailleur(porteuse)
    nord = departement("59", "Nord")
    operation = fabriques.operation(
        porteuse, nom="Réhabilitation Solitude", donneur_d_ordre=bailleur, est_anru=est_anru, departement=nord
    )
    marche = fabriques.marche(operation, objet="Réhabilitation de 120 logements", reconductions_prevues=1)
    lot = fabriques.lot(marche, "3", montant_ht=Decimal("640000"))
    if avec_clause:
        fabriques.clause(lot, publics=["deld", "rsa"])
    a, b, c = (
        structures.entreprise(porteuse, nom) for nom in ("Escaut Bâtiment", "Scarpe Rénovation", "Lys Échafaudage")
    )
    tete = fabriques.attribution(lot, a, role="mandataire", part=Decimal(60))
    second = fabriques.attribution(lot, b, role="cotraitant", part=Decimal(40))
    tiers = fabriques.attribution(lot, c, role="sous_traitant", donneur=tete, part=Decimal(10))
    return Scene(porteuse, bailleur, operation, marche, lot, [tete, second, tiers])


def facturer(scene: Scene) -> Lot:
    """Un second lot au même groupement, en tranches de facturation : 250 000 € facturés, dont 200 000 par A."""
    lot = fabriques.lot(scene.marche, "4", intitule="Menuiseries")
    fabriques.clause_ugap(lot)
    a = fabriques.attribution(lot, scene.structures[0], role="mandataire", part=Decimal(50))
    b = fabriques.attribution(lot, scene.structures[1], role="cotraitant", part=Decimal(50))
    fabriques.commande(lot, "300000", date(2026, 3, 1))
    fabriques.facture(lot, "200000", date(2026, 6, 1), attribution=a)
    fabriques.facture(lot, "50000", date(2026, 6, 1), attribution=b)
    return lot
