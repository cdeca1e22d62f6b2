"""Une ligne du classeur « heures du mois », en mots : de qui, de quel mois, combien, ce qui change."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from clauses.fond.socle.imports.rapport import phrase_de_changement
from clauses.fond.socle.valeurs import en_date, en_heures
from clauses.suivi.declarations.imports.formats import MOIS, NOM, PRENOM
from clauses.suivi.declarations.imports.places import Connue
from regles.calendrier import premier_du_mois
from regles.typographie import mois_en_mots

Heures = tuple[Decimal, Decimal, Decimal]


@lru_cache(maxsize=2048)
def heures_en_mots(heures: Heures) -> str:
    """« 100 h », « 100 h, dont 14 h de formation » : ce qui va être écrit se relit avant d'appliquer."""
    _, formation, accompagnement = heures
    parts = ((formation, "de formation"), (accompagnement, "d'accompagnement"))
    dont = " et ".join(f"{en_heures(part)} {nom}" for part, nom in parts if part)
    return en_heures(sum(heures, Decimal(0))) + (f", dont {dont}" if dont else "")


def libelle_de(cellules: dict[str, object]) -> str:
    morceaux = (str(cellules.get(champ) or "") for champ in (PRENOM, NOM))
    nom = " ".join(m for m in morceaux if m)
    return ", ".join(m for m in (nom[:80], ecrit(cellules.get(MOIS))) if m)


def ecrit(valeur: object) -> str:
    if isinstance(valeur, date):
        return mois_en_mots(premier_du_mois(valeur)) if valeur.day == 1 else en_date(valeur)
    return "" if valeur is None else str(valeur)[:40]


def changement(connue: Connue, heures: Heures) -> str:
    mots = [
        f"{nom}\u00a0: {en_heures(avant)} → {en_heures(apres)}"
        for nom, avant, apres in zip(("travail", "formation", "accompagnement"), connue[3:6], heures, strict=True)
        if avant != apres
    ]
    return phrase_de_changement(mots or ["observation"])
