"""Ce que l'ouverture créera, champ par champ : lu des mêmes valeurs que le verbe enregistre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from clauses.avant.projets.completude import manques_pour_ouvrir
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.presentation.fiche import Manquant, lien_vers
from clauses.avant.projets.services.ouverture import valeurs_de_l_operation, valeurs_du_lot, valeurs_du_marche
from clauses.fond.socle.composants import Definition
from clauses.fond.socle.exports import Colonne
from clauses.fond.socle.lisible import intitule
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_euros
from clauses.suivi.marches.models import Lot, Marche, Operation
from regles.cycles import transition_possible

COLONNES = (
    Colonne("numero", "Lot"),
    Colonne("intitule", "Intitulé"),
    Colonne("montant_ht", "Montant HT", "euros"),
)


@dataclass(frozen=True)
class Regard:
    """L'aperçu de l'ouverture. `manquants` : ce qui l'empêche encore ; `est_ouvrable` : l'état le permet."""

    operation: Sequence[Definition]
    marche: Sequence[Definition]
    lots: Tableau
    manquants: Sequence[Manquant]
    est_ouvrable: bool


def regard(projet: Projet, lots: Sequence[LotProjet]) -> Regard:
    """L'aperçu, des valeurs mêmes que `ouvrir` enregistre."""
    lignes = [valeurs_du_lot(lot, seul=len(lots) == 1) for lot in lots]
    return Regard(
        operation=_definitions(Operation, valeurs_de_l_operation(projet)),
        marche=_definitions(Marche, valeurs_du_marche(projet)),
        lots=Tableau(COLONNES, lignes, legende=f"{Lot._meta.verbose_name_plural} à créer".capitalize()),
        manquants=[lien_vers(projet, manque) for manque in manques_pour_ouvrir(projet, lots)],
        est_ouvrable=transition_possible("projet", projet.etat, "ouvrir"),
    )


def _definitions(modele: type[models.Model], valeurs: Mapping[str, Any]) -> list[Definition]:
    champs = {champ.name: champ for champ in modele._meta.concrete_fields}
    return [Definition(intitule(champs[nom]), _lisible(champs[nom], valeur)) for nom, valeur in valeurs.items()]


def _lisible(champ: Any, valeur: Any) -> str:
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        return en_euros(valeur)
    return str(dict(champ.flatchoices).get(valeur, valeur))
