"""Les lignes d'heures d'une opération, en classeur ou en texte : les colonnes de l'écran."""

from collections.abc import Iterable
from datetime import date

from clauses.fond.socle.exports import Export
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.presentation.operation import COLONNES_DES_LIGNES
from clauses.suivi.marches.models import Operation

LEGENDE = (
    "Déclaré : ce que dit la ligne, travail, formation et accompagnement réunis, quoi qu'on en ait décidé.",
    "À décider (à l'écran) : le déclaré des seules lignes « Déclarée, à valider » et « À corriger ».",
    "Retenu : les heures validées, qui comptent dans l'engagement. Sans filtre, leur somme est le chiffre de l'écran.",
)


def export_des_lignes(
    operation: Operation, lignes: Iterable[LigneHeures], *, jour: date, filtres: list[str], avec_personnelles: bool
) -> Export:
    return Export(
        titre=f"Heures, {operation}",
        colonnes=COLONNES_DES_LIGNES,
        lignes=lignes,
        extrait_le=jour,
        filtres=filtres,
        legende=LEGENDE,
        avec_personnelles=avec_personnelles,
    )
