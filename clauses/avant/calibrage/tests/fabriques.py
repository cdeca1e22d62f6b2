"""Calibrages et valeurs de référence d'essai."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.avant.calibrage.models import Calibrage, ValeurDeReference
from clauses.avant.projets.models import LotProjet
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse


def calibrage(de: LotProjet, heures: str = "833", **champs: Any) -> Calibrage:
    """L'exemple publié : un million d'euros, 50 %, 5 %, 30 €, 833 h, sauf si `champs` dit autre chose."""
    champs = {
        "methode": "main_d_oeuvre",
        "montant_ht": Decimal(1_000_000),
        "duree_mois": 12,
        "metier": "batiment",
        "part_main_oeuvre": Decimal(50),
        "taux": Decimal(5),
        "cout_horaire": Decimal(30),
        "heures_calculees": Decimal(heures),
        "jour": date(2026, 11, 24),
        **champs,
    }
    champs.setdefault("heures_retenues", champs["heures_calculees"])
    return creer(Calibrage, lot_projet=de, **champs)


def valeur(chez: StructurePorteuse, metier: str = "peinture", **champs: Any) -> ValeurDeReference:
    champs = {"depuis": date(2026, 1, 1), "source": "Bilan de douze chantiers", "certitude": "A", **champs}
    if not {"part_main_oeuvre", "cout_horaire"} & set(champs):
        champs["part_main_oeuvre"] = Decimal(65)
    return creer(ValeurDeReference, porteuse=chez, metier=metier, **champs)
