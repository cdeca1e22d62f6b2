"""Le classeur des lignes : chaque heure retenue ou à valider de l'opération."""

from typing import Any

from clauses.fond.socle.exports import Export
from clauses.fond.socle.valeurs import en_date_longue
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.faits import Fait
from clauses.pilotage.bilans.lignes import COLONNES, COLONNES_REUNIES, reunir


def titre_du_bilan(bilan: Bilan) -> str:
    """Celui du classeur et du PDF : leurs fichiers se rangent ensemble."""
    return f"Bilan {bilan.operation.nom}"


def export_des_lignes(bilan: Bilan, faits: list[Fait], *, filtres: list[str]) -> Export:
    """Le classeur de ces lignes ; la somme de la colonne « Retenu » est le chiffre du bilan."""
    debut = [
        f"Lignes d'heures de l'opération, au {en_date_longue(bilan.jour)}.",
        "« Retenu » : heures validées, qui comptent dans l'engagement. Leur somme, toutes lignes réunies, est le "
        "chiffre de l'écran.",
    ]
    commun: dict[str, Any] = {"titre": titre_du_bilan(bilan), "extrait_le": bilan.jour, "filtres": filtres}
    if bilan.publier:
        lignes = reunir(faits, bilan.periodes.parts)
        return Export(colonnes=COLONNES_REUNIES, lignes=lignes, legende=[*debut, *_REUNIES], **commun)
    legende = [*debut, *_UNE_A_UNE]
    return Export(colonnes=COLONNES, lignes=faits, legende=legende, avec_personnelles=True, **commun)


_UNE_A_UNE = (
    "« Déclaré » : heures transmises, quoi qu'on en ait décidé. Celles des lignes « Déclarée, à valider » et "
    "« À corriger » font le chiffre « À décider » de l'écran.",
    "Une ligne dont l'état n'est pas « Validée » n'a pas d'heures retenues.",
    "Une personne a une ligne par mois, par contrat et par lot : additionner les personnes de plusieurs lots, "
    "modalités ou mois la compterait plusieurs fois.",
)
_REUNIES = (
    "« À décider » : heures transmises qui attendent une décision, tous mois réunis ; leur somme est le chiffre de "
    "l'écran.",
    "Une ligne réunit ce qu'un attributaire a fait sur un lot. Un mois n'y est à part que si chaque ligne de ce mois "
    "est de cinq personnes au moins ; sinon il est réuni à d'autres, et à tous s'il le faut : ce total est celui de "
    "l'entreprise.",
)
