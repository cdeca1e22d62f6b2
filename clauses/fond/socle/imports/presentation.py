"""Le rapport d'un import, à l'écran et en classeur."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from clauses.fond.socle.exports import XLSX, nom_de_fichier
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.imports.emporter import AEmporter, ecrire_le_rapport
from clauses.fond.socle.imports.origine import Origine, OrigineIllisible
from clauses.fond.socle.imports.rapport import Rapport, Verdict, ranger
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.noms import contient, mots_cherches


def filtrer(rapport: Rapport, valeurs: Mapping[str, Any]) -> list[Verdict]:
    """Les lignes du sort choisi, contenant le texte cherché ; les refus d'abord."""
    verdicts = ranger(rapport.verdicts, valeurs.get("sort") or "")
    mots = mots_cherches(valeurs.get("q") or "")
    return [v for v in verdicts if contient(f"{v.libelle} {v.champ} {v.valeur} {v.motif}", mots)] if mots else verdicts


def reponse_du_rapport(
    rapport: Rapport, relire: Callable[[], Origine], phrases: Sequence[str] = (), *, est_applique: bool
) -> HttpResponse:
    """Le rapport entier, en classeur : une rangée par ligne du fichier, que `relire` rouvre. Qui dépose un fichier en
    connaît les personnes."""
    try:
        origine = relire()
    except FichierIllisible as illisible:
        origine, phrases = OrigineIllisible(rapport), (*phrases, str(illisible))
    dit = "Fichier appliqué." if est_applique else "Fichier vérifié, pas appliqué\u00a0: rien n'est écrit."
    sortie = io.BytesIO()
    ecrire_le_rapport(sortie, [AEmporter(rapport, origine, (dit, *phrases), est_applique)])
    nom = nom_de_fichier(f"Rapport {rapport.nom_fichier}", timezone.localdate(), "xlsx")
    return a_enregistrer(sortie.getvalue(), nom, XLSX)
