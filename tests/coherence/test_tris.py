"""Aucun nom ne se range brut ; et le contrôle, montré en échec."""

from pathlib import Path

import pytest

from config import env
from tests.coherence.tris import tris_bruts


def test_aucun_nom_ne_se_range_brut() -> None:
    assert tris_bruts(env.RACINE) == []


@pytest.mark.parametrize(
    "texte",
    [
        "x.order_by('nom', 'pk')",
        "x.order_by('-lot__marche__objet')",
        "x.order_by(F('participant__nom').asc())",
        "sorted(x, key=lambda a: (a.role, a.structure.nom))",
        "x.sort(key=lambda c: c.libelle)",
        "class Meta:\n    ordering = ['nom', 'pk']",
    ],
)
def test_un_nom_brut_est_vu(texte: str, tmp_path: Path) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "x.py").write_text(texte + "\n", encoding="utf-8")
    assert len(tris_bruts(tmp_path)) == 1


@pytest.mark.parametrize(
    "texte",
    [
        "x.order_by('tri', 'pk')",
        "x.order_by().values('nom')",
        "sorted(x, key=lambda a: (a.role, cle_de_tri(a.structure.nom), a.pk))",
        "sorted(x, key=lambda a: a.jour)",
    ],
)
def test_une_cle_de_tri_ne_l_est_pas(texte: str, tmp_path: Path) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "x.py").write_text(texte + "\n", encoding="utf-8")
    assert tris_bruts(tmp_path) == []
