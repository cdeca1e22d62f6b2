"""La table de l'épreuve n'est pas périmée : chaque faute a encore sa place, et ses tests existent ; et le verdict ne
compte comme attrapée qu'une faute vue par un test."""

from collections import Counter
from pathlib import Path

import pytest

from config import env
from tests.eprouver.epreuve import ATTRAPEE, PANNE, PASSEE, cassee, juger, occurrences
from tests.eprouver.mutations import MUTATIONS, Mutation

FAUTE = Mutation("deux devient trois", "règle", "somme.py", "= 2", "= 3", ("test_somme.py",))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.nom)
def test_chaque_faute_a_encore_sa_place_et_ses_tests(mutation: Mutation) -> None:
    assert occurrences(env.RACINE, mutation) == 1, f"{mutation.fichier} a changé : refaire sa ligne de mutations.py"
    assert mutation.apres != mutation.avant
    for essai in mutation.essais:
        fichier, _, nom = essai.partition("::")
        assert not nom or f"def {nom}(" in (env.RACINE / fichier).read_text(encoding="utf-8"), essai


def test_au_moins_dix_regles_dix_droits_et_dix_ecrans_chacun_nomme_une_fois() -> None:
    assert min(Counter(m.genre for m in MUTATIONS).values()) >= 10
    assert max(Counter(m.nom for m in MUTATIONS).values()) == 1


def test_une_faute_perimee_se_compte(tmp_path: Path) -> None:
    assert occurrences(tmp_path, FAUTE) == 0
    (tmp_path / "somme.py").write_text("un = 2\ndeux = 2\n", encoding="utf-8")
    assert occurrences(tmp_path, FAUTE) == 2


def test_le_fichier_casse_redevient_ce_qu_il_etait(tmp_path: Path) -> None:
    fichier = tmp_path / "somme.py"
    fichier.write_text("un = 2\n", encoding="utf-8")
    date = fichier.stat().st_mtime_ns
    with cassee(tmp_path, FAUTE):
        assert fichier.read_text(encoding="utf-8") == "un = 3\n"
    assert (fichier.read_text(encoding="utf-8"), fichier.stat().st_mtime_ns) == ("un = 2\n", date)


@pytest.mark.parametrize(
    ("code", "sortie", "attendu"),
    [
        (1, "FAILED a/test_b.py::test_c[l\\xe9] - assert 1 == 2\n1 failed", (ATTRAPEE, "a/test_b.py::test_c[lé]")),
        (1, "ERROR a/test_b.py::test_c - NameError\n1 error in 2 s", (PANNE, "1 error in 2 s")),
        (2, "ERROR a/test_b.py\n!!! stopping after 1 failures !!!", (PANNE, "!!! stopping after 1 failures !!!")),
        (0, "12 passed", (PASSEE, "aucun de ses tests n'échoue")),
    ],
)
def test_seul_un_test_en_echec_attrape(code: int, sortie: str, attendu: tuple[str, str]) -> None:
    assert juger(code, sortie) == attendu
