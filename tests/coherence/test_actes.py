"""L'acte et le geste, une fois ; et chaque contrôle, montré en échec sur un petit arbre fautif."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config import env
from tests.coherence import actes
from tests.coherence.test_depot import ecrire

A_LA_MAIN = (
    "def saisir(r):\n    try:\n        agir()\n    except (ValueError, RefusMetier) as refus:\n        dire(refus)\n"
)
SANS_MOTIF = "def clore(x, motif):\n    if not motif.strip():\n        raise RefusMetier('Dites pourquoi.')\n"

FAUTIFS: tuple[tuple[Callable[[Path], list[str]], dict[str, str], str], ...] = (
    (actes.refus_a_la_main, {"clauses__e__a__views_py": A_LA_MAIN}, "views.py::saisir attrape RefusMetier"),
    (actes.refus_a_la_main, {"clauses__e__a__views__b_py": A_LA_MAIN}, "views/b.py::saisir attrape RefusMetier"),
    (actes.confirmations_ailleurs, {"clauses__e__a__templates__a__confirmation_html": "<p>"}, "a/confirmation.html"),
    (
        actes.copies,
        {"clauses__e__a__presentation_py": "def _enumerer(mots):\n    return mots\n"},
        "regles/typographie.py",
    ),
    (actes.copies, {"clauses__e__a__forms_py": "class MotifForm:\n    pass\n"}, "clauses/fond/socle/forms.py"),
    (actes.ecritures_a_la_main, {"clauses__e__a__services_py": "def f(x):\n    x.full_clean()\n"}, "enregistrer()"),
    (
        actes.ecritures_a_la_main,
        {"clauses__e__a__services__b_py": "def f(x):\n    x.annuler('m')\n"},
        "annuler_ligne()",
    ),
    (actes.ecritures_a_la_main, {"clauses__e__a__services_py": SANS_MOTIF}, "exiger_motif()"),
)


@pytest.mark.parametrize("controle", actes.CONTROLES, ids=lambda c: c.__name__)
def test_l_acte_et_le_geste_s_ecrivent_une_fois(controle: Callable[[Path], list[str]]) -> None:
    assert controle(env.RACINE) == []


@pytest.mark.parametrize(("controle", "fichiers", "attendu"), FAUTIFS)
def test_le_controle_voit_la_copie(controle, fichiers: dict[str, str], attendu: str, tmp_path: Path) -> None:
    assert any(attendu in faute for faute in controle(ecrire(tmp_path, **fichiers)))


def test_une_exception_qui_ne_sert_plus_est_vue(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, clauses__e__a__views_py="def saisir(r):\n    agir()\n")
    assert actes.refus_a_la_main(racine, {"clauses/e/a/views.py::saisir": "jadis"}) == [
        "clauses/e/a/views.py::saisir n'attrape plus rien : ôtez l'exception"
    ]


def test_un_verbe_d_une_autre_tranche_s_appelle_librement(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, clauses__e__a__services_py="def f(x, par):\n    lots.annuler(x, par=par, motif='m')\n")
    assert actes.ecritures_a_la_main(racine) == []
