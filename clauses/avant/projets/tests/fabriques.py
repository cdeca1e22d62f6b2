"""Fiches projet d'essai. Les dates sont celles de la démonstration (2026)."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures

_suite = iter(range(1, 999_999))


def projet(chez: StructurePorteuse, **champs: Any) -> Projet:
    """Des travaux d'un million d'euros sur douze mois, lancés après août 2026, sauf si `champs` dit autre chose."""
    champs = {
        "nom": f"Projet d'essai {next(_suite)}",
        "nature_achat": "travaux",
        "montant_ht": Decimal(1_000_000),
        "duree_mois": 12,
        "date_lancement": date(2027, 1, 15),
        "etat": "a_l_etude",
        **champs,
    }
    if "donneur_d_ordre" not in champs:
        champs["donneur_d_ordre"] = structures.bailleur(chez)
    return creer(Projet, porteuse=chez, **champs)


def lot(de: Projet, numero: str = "1", **champs: Any) -> LotProjet:
    champs = {"intitule": "Gros œuvre", "montant_ht": de.montant_ht, **champs}
    return creer(LotProjet, projet=de, numero=numero, **champs)
