"""Études, choix et inscriptions d'essai."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.avant.opportunite.models import ChoixDInstrument, Etude, MarcheSansClause
from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures

PDF = b"%PDF-1.7\n% une note d'essai\n"


def etude(de: Projet, **champs: Any) -> Etude:
    """Une étude où l'objet a un lien avec l'insertion, sauf si `champs` dit autre chose."""
    return creer(Etude, projet=de, **{"lien_insertion": True, **champs})


def choix(de: LotProjet, instrument: str = "condition", **champs: Any) -> ChoixDInstrument:
    return creer(ChoixDInstrument, lot_projet=de, **{"instrument": instrument, "recommande": instrument, **champs})


def inscription(chez: StructurePorteuse, **champs: Any) -> MarcheSansClause:
    """Des licences de 400 000 €, en solution immédiatement disponible, avec leur note."""
    champs = {
        "objet": "Licences d'un logiciel sur étagère",
        "nature_achat": "fournitures",
        "montant_ht": Decimal(400_000),
        "seuil_ht": Decimal(216_000),
        "date_lancement": date(2026, 10, 1),
        "raison": "immediate",
        "motif": "Licences au catalogue, sans prestation.",
        "nom_fichier": "note.pdf",
        "contenu": PDF,
        "empreinte": "0" * 64,
        "date_decision": date(2026, 9, 15),
        "decide_par": "La directrice des achats",
        **champs,
    }
    if "donneur_d_ordre" not in champs:
        champs["donneur_d_ordre"] = structures.bailleur(chez)
    return creer(MarcheSansClause, porteuse=chez, **champs)
