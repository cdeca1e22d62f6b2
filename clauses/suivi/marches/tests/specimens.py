"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Model, Q

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.socle.tests.specimens import Histoire, Specimens
from clauses.fond.territoires.tests.fabriques import nord
from clauses.suivi.marches.models import EvenementMarche, HeuresTotales, ImportMarches, Operation, Programme
from clauses.suivi.marches.tests import fabriques

# Un fichier vérifié, sans aucune ligne : ce que montre la fiche d'un import vide.
RAPPORT = {"lignes": [], "verdicts": [], "totaux": {"cree": 0, "modifie": 0, "inchange": 0, "refuse": 0}}


def objets(histoire: Histoire) -> Iterator[Model]:
    porteuse = histoire.porteuse
    programme = creer(Programme, porteuse=porteuse, nom="Programme")
    histoire.operation = fabriques.operation(porteuse, programme=programme, est_anru=True, departement=nord())
    histoire.lot = lot = fabriques.lot(fabriques.marche(histoire.operation))
    fabriques.clause_ugap(lot)
    histoire.attribution = fabriques.attribution(lot, histoire.entreprise)
    yield from (programme, histoire.operation, lot.marche, lot, histoire.attribution)
    yield fabriques.tranche(lot, nature="ferme", heures=Decimal(10))
    yield fabriques.commande(lot, "100", date(2026, 2, 1))
    yield fabriques.facture(lot, "100", date(2026, 3, 1))
    yield creer(EvenementMarche, marche=lot.marche, nature="ordre_de_service", jour=date(2026, 2, 1))
    yield creer(HeuresTotales, lot=lot, mois=date(2026, 2, 1), heures=Decimal(100))
    fichier = {"nom_fichier": "x.csv", "contenu": b"x", "empreinte": "0" * 64, "rapport": RAPPORT}
    yield creer(ImportMarches, porteuse=porteuse, **fichier)


NETTOYAGE = Q(marche__reference="2025-SRV-031")
SOUS_TRAITANCE = Q(role="sous_traitant")
SPECIMENS = Specimens(
    sans_page={"depenses_modele", "import_appliquer", "import_rapport"},
    sans_objet={"heures_totales_annuler"},  # la démonstration n'a pas de clause en part des heures travaillées
    morceaux={("evenement_noter", "nature"): ("avenant", "resiliation")},
    modeles={"operation_journal": Operation},
    choix={
        "attribution_annuler": SOUS_TRAITANCE,
        "attribution_modifier": SOUS_TRAITANCE,
        "depenses": NETTOYAGE,
        "lot_pourquoi": NETTOYAGE,
    },
    preferes={Operation: Q(nom__startswith="Réhabilitation")},
    objets=objets,
)
