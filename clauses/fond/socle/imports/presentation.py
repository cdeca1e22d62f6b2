"""Le rapport d'un import, à l'écran et en classeur."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from clauses.fond.socle.exports import Export, reponse_csv, reponse_xlsx
from clauses.fond.socle.imports.rapport import COLONNES, Rapport, Verdict, ranger
from clauses.fond.socle.models import FichierImporte
from clauses.fond.socle.noms import contient, mots_cherches

Etat = FichierImporte.Etat
LIGNES_EN_CLASSEUR = 15_000  # quatre secondes ; le CSV de cent mille lignes en prend deux


def filtrer(rapport: Rapport, valeurs: Mapping[str, Any]) -> list[Verdict]:
    """Les lignes du sort choisi, contenant le texte cherché ; les refus d'abord."""
    verdicts = ranger(rapport.verdicts, valeurs.get("sort") or "")
    mots = mots_cherches(valeurs.get("q") or "")
    return [v for v in verdicts if contient(f"{v.libelle} {v.champ} {v.valeur} {v.motif}", mots)] if mots else verdicts


def reponse_du_rapport(depose: FichierImporte, rapport: Rapport, phrases: Sequence[str] = ()) -> HttpResponse:
    """Le rapport entier, en classeur ; en CSV quand le classeur ne s'écrirait plus dans le temps d'une requête."""
    export = export_du_rapport(depose, rapport, phrases)
    return (reponse_xlsx if len(rapport.verdicts) <= LIGNES_EN_CLASSEUR else reponse_csv)(export)


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
