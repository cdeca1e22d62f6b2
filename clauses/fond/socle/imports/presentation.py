"""Le rapport d'un import, à l'écran et en classeur."""

from collections.abc import Mapping, Sequence
from typing import Any

from clauses.fond.socle.exports import Export
from clauses.fond.socle.imports.rapport import COLONNES, Rapport, Verdict, ranger
from clauses.fond.socle.models import FichierImporte
from clauses.fond.socle.recherche import texte_de_recherche

Etat = FichierImporte.Etat


def filtrer(rapport: Rapport, valeurs: Mapping[str, Any]) -> list[Verdict]:
    """Les lignes du sort choisi, contenant le texte cherché ; les refus d'abord."""
    verdicts = ranger(rapport.verdicts, valeurs.get("sort") or "")
    cherche = texte_de_recherche((valeurs.get("q") or "").strip())
    if not cherche:
        return verdicts
    return [v for v in verdicts if cherche in texte_de_recherche(f"{v.libelle} {v.champ} {v.valeur} {v.motif}")]


def export_du_rapport(depose: FichierImporte, rapport: Rapport, phrases: Sequence[str] = ()) -> Export:
    """Le rapport entier, en classeur. Qui dépose un fichier en connaît les personnes."""
    verbe = "appliqué" if depose.etat == Etat.APPLIQUE else "vérifié, pas appliqué"
    return Export(
        f"Rapport {depose.nom_fichier}",
        COLONNES,
        ranger(rapport.verdicts),
        extrait_le=depose.modifie_le,
        legende=(f"Fichier {verbe}.", *rapport.avertissements, *phrases),
        avec_personnelles=True,
    )
