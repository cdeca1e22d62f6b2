"""Un total qui n'est pas la somme des lots : ce qui est à écrire corrige la ligne fausse, sans répandre l'erreur."""

from decimal import Decimal

import pytest

from lecteur.controle import ClauseAttendue, Gravite, Remarque, controler
from lecteur.extraction import extraire
from lecteur.extraction.constats import Texte
from lecteur.tests.lectures import attendue

CLAUSES = tuple(attendue(lot=lot, heures=Decimal(h)) for lot, h in (("1", 1400), ("2", 2000), ("3", 1100)))


def somme(lot_1: str, total: str, clauses: tuple[ClauseAttendue, ...]) -> Remarque:
    texte = Texte.depuis(
        "Clause sociale d'insertion\n"
        f"Lot 1 : {lot_1} heures d'insertion\nLot 2 : 2 000 heures d'insertion\nLot 3 : 1 100 heures d'insertion\n"
        f"Total pour l'ensemble des lots : {total} heures d'insertion"
    )
    (dite,) = [r for r in controler(extraire(texte), texte, attendues=clauses) if r.code == "somme_des_lots"]
    return dite


@pytest.mark.parametrize(
    ("lot_1", "total", "clauses", "a_ecrire", "citee"),
    [
        ("1 000", "4 500", CLAUSES, "Lot 1 : 1 400 h d’insertion.", "1 000 heures"),
        ("1 000", "4 500", CLAUSES[:1], "Lot 1 : 1 400 h d’insertion.", "1 000 heures"),
        ("1 400", "4 100", CLAUSES, "Total : 4 500 h d’insertion.", "4 100 heures"),
        ("1 000", "4 200", CLAUSES, "Lot 1 : 1 400 h d’insertion.\nTotal : 4 500 h d’insertion.", "1 000 heures"),
        ("1 000", "4 500", (), "", "4 500 heures"),
        ("1 000", "4 500", CLAUSES[1:], "", "4 500 heures"),
    ],
    ids=["ligne", "un seul lot relu", "total", "les deux", "sans clause", "clause du lot inconnue"],
)
def test_ce_qui_est_a_ecrire_corrige_la_ligne_fausse(
    lot_1: str, total: str, clauses: tuple[ClauseAttendue, ...], a_ecrire: str, citee: str
) -> None:
    dite = somme(lot_1, total, clauses)
    assert dite.gravite == Gravite.BLOQUANTE
    assert dite.a_ecrire.replace("\u202f", " ").replace("\u00a0", " ") == a_ecrire
    assert citee in dite.citation


def test_un_total_juste_est_conforme() -> None:
    assert somme("1 400", "4 500", CLAUSES).gravite == Gravite.CONFORME


def test_la_somme_des_lignes_lues_n_est_pas_le_total_quand_un_lot_manque() -> None:
    """Le lot 3 est écrit « 13 » : la somme des lots 1 et 2 ne se propose pas à la place du total."""
    texte = Texte.depuis(
        "Clause sociale d'insertion\nLot 1 : 1 400 heures d'insertion\nLot 2 : 2 000 heures d'insertion\n"
        "Total pour l'ensemble des lots : 4 500 heures d'insertion"
    )
    (dite,) = [r for r in controler(extraire(texte), texte, attendues=CLAUSES) if r.code == "somme_des_lots"]
    assert (dite.gravite, dite.a_ecrire) == (Gravite.BLOQUANTE, "")
