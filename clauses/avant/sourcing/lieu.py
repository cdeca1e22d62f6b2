"""Où est le projet et ce qu'il demande : son point sur la carte, ses métiers."""

from collections.abc import Iterable

from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.annuaire.secteurs import secteurs_du_cpv, secteurs_du_metier
from clauses.fond.territoires.services import position_de


def centre_du_projet(projet: Projet) -> tuple[float, float] | None:
    """La position du projet, sinon celle de sa commune ; `None` si ni l'une ni l'autre n'est connue."""
    if projet.latitude is not None and projet.longitude is not None:
        return projet.latitude, projet.longitude
    if not (projet.commune or projet.code_postal):
        return None
    return position_de(projet.commune, projet.code_postal)


def lieu_en_mots(projet: Projet) -> str:
    return f"{projet.code_postal} {projet.commune}".strip()


def secteurs_du_projet(projet: Projet, lots: Iterable[LotProjet]) -> tuple[str, ...]:
    """Les métiers des lots (leur métier, sinon leur CPV), sinon ceux du CPV du projet ; vide si rien ne les dit."""
    des_lots = [s for lot in lots for s in (secteurs_du_metier(lot.metier) or secteurs_du_cpv(lot.cpv))]
    return tuple(dict.fromkeys(des_lots or secteurs_du_cpv(projet.cpv)))
