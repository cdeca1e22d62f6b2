"""Opérations, marchés, lots et clauses d'essai. Les dates sont celles de la démonstration (2026)."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Attribution, Clause, Commande, Facture, Lot, Marche, Operation, Tranche

_suite = iter(range(1, 999_999))


def operation(chez: StructurePorteuse, **champs: Any) -> Operation:
    champs.setdefault("nom", f"Réhabilitation d'essai {next(_suite)}")
    if "donneur_d_ordre" not in champs:
        champs["donneur_d_ordre"] = structures.bailleur(chez)
    return creer(Operation, porteuse=chez, **champs)


def marche(de: Operation, **champs: Any) -> Marche:
    champs = {
        "objet": "Travaux d'essai",
        "nature_achat": "travaux",
        "montant_ht": Decimal("1000000"),
        "date_notification": date(2026, 1, 5),
        "date_debut": date(2026, 1, 15),
        "duree_mois": 18,
        "etat": "en_cours",
        **champs,
    }
    return creer(Marche, porteuse=de.porteuse, operation=de, **champs)


def lot(de: Marche, numero: str = "1", **champs: Any) -> Lot:
    return creer(Lot, marche=de, numero=numero, intitule=champs.pop("intitule", "Gros œuvre"), **champs)


def clause(de: Lot, **champs: Any) -> Clause:
    """Une clause fixe de 1 000 h, sauf si `champs` dit autre chose."""
    if "formule" not in champs:
        champs = {"formule": "fixe", "heures": Decimal("1000"), **champs}
    return creer(Clause, lot=de, **champs)


def clause_ugap(de: Lot, **champs: Any) -> Clause:
    """220 h par 100 000 € HT facturés, dès 100 000 € de commandes cumulées."""
    return clause(
        de,
        formule="facturation",
        heures_par_tranche=Decimal("220"),
        montant_tranche_ht=Decimal("100000"),
        seuil_ht=Decimal("100000"),
        assiette_seuil="commande",
        **champs,
    )


def attribution(de: Lot, a: Structure, **champs: Any) -> Attribution:
    return creer(Attribution, lot=de, structure=a, **champs)


def tranche(de: Lot, **champs: Any) -> Tranche:
    return creer(Tranche, lot=de, **champs)


def commande(de: Lot, montant_ht: str, jour: date, **champs: Any) -> Commande:
    champs.setdefault("numero", f"BC-{next(_suite)}")
    return creer(Commande, lot=de, montant_ht=Decimal(montant_ht), jour=jour, **champs)


def facture(de: Lot, montant_ht: str, jour: date, **champs: Any) -> Facture:
    champs.setdefault("numero", f"F-{next(_suite)}")
    return creer(Facture, lot=de, montant_ht=Decimal(montant_ht), jour=jour, **champs)


def lot_clause(chez: StructurePorteuse, **champs: Any) -> tuple[Lot, Attribution]:
    """Un lot sous clause fixe et son titulaire, d'un coup."""
    le_lot = lot(marche(operation(chez)))
    clause(le_lot, **champs)
    return le_lot, attribution(le_lot, structures.entreprise(chez))
