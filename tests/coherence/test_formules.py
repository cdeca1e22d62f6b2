"""Aucune heure ne se calcule hors des règles, aucune formule ne s'y nomme ; et chaque contrôle, montré en échec."""

from pathlib import Path

import pytest

from config.env import RACINE
from tests.coherence import formules
from tests.coherence.test_depot import ecrire

FAMILLE = """
class Annuelle(Formule):
    code = "annuelle"
    heures_par_an: Decimal = terme("heures par an", Nature.HEURES)
    taux: Decimal = terme("taux", Nature.POURCENTAGE)
"""
FAUTIFS = (
    (formules.heures_calculees_ailleurs, "due = clause.heures_par_an * mois / 12\n", "clauses/a/b/x.py:1"),
    (formules.heures_calculees_ailleurs, "def f(c):\n    par_an = c.heures_par_an or 0\n    return par_an * 2\n", ":3"),
    (formules.heures_calculees_ailleurs, "def f(c):\n    a, b = c.clause.taux, 1\n    return travail * a\n", ":3"),
    (formules.heures_calculees_ailleurs, "x = valeurs['heures_par_an'] / 12\n", "valeurs['heures_par_an'] / 12"),
    (formules.heures_calculees_ailleurs, "x = getattr(clause, 'taux') * heures\n", "getattr(clause, 'taux') * heures"),
    (formules.heures_calculees_ailleurs, "def f(x, heures_par_an):\n    x *= heures_par_an\n", "x *= heures_par_an"),
    (formules.familles_nommees_ailleurs, "if c.formule == 'annuelle':\n    pass\n", "c.formule == 'annuelle'"),
    (formules.familles_nommees_ailleurs, "x = lot.formule in ('annuelle', 'fixe')\n", "lot.formule in"),
    (formules.familles_nommees_ailleurs, "x = f.kind == Annuelle.code\n", "f.kind == Annuelle.code"),
    (formules.familles_nommees_ailleurs, "x = clause.formule != Clause.Formule.ANNUELLE\n", "Clause.Formule.ANNUELLE"),
)


@pytest.mark.parametrize("controle", formules.CONTROLES, ids=lambda c: c.__name__)
def test_le_depot_passe(controle) -> None:
    assert controle(RACINE) == []


@pytest.mark.parametrize(("controle", "fautif", "attendu"), FAUTIFS)
def test_le_controle_voit_la_faute(controle, fautif: str, attendu: str, tmp_path: Path) -> None:
    racine = ecrire(tmp_path, regles__formules__annuelle_py=FAMILLE, clauses__a__b__x_py=fautif)
    assert any(attendu in faute for faute in controle(racine)), controle(racine)


def test_le_controle_voit_une_famille_nommee_dans_un_gabarit(tmp_path: Path) -> None:
    gabarit = '{% if clause.formule == "annuelle" %}x{% endif %}'
    racine = ecrire(tmp_path, regles__formules__annuelle_py=FAMILLE, clauses__a__b__templates__b__x_html=gabarit)
    assert len(formules.familles_nommees_ailleurs(racine)) == 1


@pytest.mark.parametrize(
    "permis",
    [
        "x = ligne.heures * 100 / total\n",
        "x = clause.seuil - 1\n",
        "x = lot.formule == famille.code\n",
        "x = contrat.taux * 2\n",
        "x = 'annuelle' in famille.lit\n",
        "total = f.heures.retenu * 100 / f.engagement\n",
    ],
)
def test_ce_qui_n_est_pas_une_faute_n_est_pas_dit(permis: str, tmp_path: Path) -> None:
    racine = ecrire(tmp_path, regles__formules__annuelle_py=FAMILLE, clauses__a__b__x_py=permis)
    assert [faute for controle in formules.CONTROLES for faute in controle(racine)] == []
