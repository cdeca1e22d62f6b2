"""Combien d'heures demander : le volume d'un lot, celui de plusieurs, ses lectures, les termes à écrire.

Commencer par `calibrer` (methodes.py). La part de main-d'œuvre sert au calcul et ne paraît pas dans les termes.
"""

from regles.calibrage.faits import (
    LIBELLES_METHODES,
    Arrondi,
    DecisionCalibrage,
    FaitsCalibrage,
    LectureTotal,
    Methode,
    PalierDeBareme,
    Sens,
    tranches_visees,
)
from regles.calibrage.lots import DecisionLots, calibrer_lots, repartir_entre_lots, totaliser
from regles.calibrage.methodes import BAREME_CSF, calibrer, travail_paye
from regles.calibrage.termes import TermesDeClause, termes_de_la_clause
from regles.calibrage.volume import Lectures, arrondir_volume, lectures_du_volume
from regles.exigences import CalibrageImpossible
from regles.formules.contrat import ChoixDeFormule
from regles.formules.faits import Tranche
from regles.formules.par_tranche import HeuresParTranche, heures_par_tranche

__all__ = [
    "BAREME_CSF",
    "LIBELLES_METHODES",
    "Arrondi",
    "CalibrageImpossible",
    "ChoixDeFormule",
    "DecisionCalibrage",
    "DecisionLots",
    "FaitsCalibrage",
    "HeuresParTranche",
    "LectureTotal",
    "Lectures",
    "Methode",
    "PalierDeBareme",
    "Sens",
    "TermesDeClause",
    "Tranche",
    "arrondir_volume",
    "calibrer",
    "calibrer_lots",
    "heures_par_tranche",
    "lectures_du_volume",
    "repartir_entre_lots",
    "termes_de_la_clause",
    "totaliser",
    "tranches_visees",
    "travail_paye",
]
