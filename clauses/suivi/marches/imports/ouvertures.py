"""Ce qu'un marché publié ouvre chez la porteuse, ou ce à quoi il se rattache, en une phrase du rapport."""

from collections.abc import Iterable, Mapping, Sequence

from clauses.fond.socle.imports.rapport import montrable
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.imports.brouillon import Brouillon
from clauses.suivi.marches.models import Lot, Marche, Operation
from regles.typographie import enumerer, typographie

OUVRE: Mapping[type[ModeleMetier], str] = {
    Operation: "opération",
    Marche: "marché",
    Lot: "lot",
    Structure: "structure",
}


def dire_un_marche(neuves: Sequence[ModeleMetier], brouillon: Brouillon) -> str:
    """« Ouvre l'opération « … » de « … » et son marché ; nouvel acheteur ; nouvelle entreprise « … ». »"""
    operation, acheteur = brouillon.operation, brouillon.fiches[0]
    chez = f"« {montrable(operation.nom)} » de « {montrable(acheteur.nom)} »"
    est_neuve = any(fiche.pk == operation.pk for fiche in neuves)
    morceaux = [f"Ouvre l'opération {chez}, son marché et son lot" if est_neuve else f"S'ajoute à l'opération {chez}"]
    morceaux += ["nouvel acheteur"] if any(fiche.pk == acheteur.pk for fiche in neuves) else []
    morceaux += _entreprises(fiche for fiche in neuves if fiche.pk != acheteur.pk)
    return typographie(f"{' ; '.join(morceaux)}.")


def dire_les_entreprises(neuves: Sequence[ModeleMetier]) -> str:
    """Les entreprises qu'une publication plus récente fait entrer au répertoire ; vide s'il n'y en a pas."""
    return typographie("".join(f"Ouvre une fiche : {dite}." for dite in _entreprises(neuves)))


def _entreprises(neuves: Iterable[ModeleMetier]) -> list[str]:
    noms = [f"« {montrable(fiche.nom)} »" for fiche in neuves if isinstance(fiche, Structure)]
    if not noms:
        return []
    return [f"{'nouvelle entreprise' if len(noms) == 1 else 'nouvelles entreprises'} {enumerer(noms)}"]
