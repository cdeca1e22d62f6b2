"""Un seul rapport d'import, des colonnes d'export communes avec l'écran ; et les deux contrôles, montrés en échec."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config import env
from tests.coherence import imports

CONTROLES = (imports.rapports_d_import, imports.intitules_d_export)


@pytest.mark.parametrize("controle", CONTROLES, ids=lambda c: c.__name__)
def test_le_depot_passe(controle: Callable[[Path], list[str]]) -> None:
    assert controle(env.RACINE) == []


FAUTIFS = (
    (imports.rapports_d_import, "imports/rapport.py", "class RapportDePaie:\n    pass\n", "RapportDePaie"),
    (imports.rapports_d_import, "services.py", "class LigneRefusee(Exception):\n    pass\n", "LigneRefusee"),
    (imports.rapports_d_import, "imports/verdicts.py", "class VerdictDeLigne:\n    pass\n", "VerdictDeLigne"),
    (imports.intitules_d_export, "exports.py", "COLONNES = (Colonne('nom', 'Nom'),)\n", "celles de l'écran"),
    (imports.intitules_d_export, "views.py", "x = Export('T', [Colonne('a', 'A')], [], jour)\n", "liste nommée"),
    (imports.intitules_d_export, "views.py", "x = Export(titre='T', colonnes=autres(), lignes=[])\n", "liste nommée"),
    (imports.intitules_d_export, "services.py", "import xlsxwriter\n", "un classeur s'écrit par le socle"),
    (imports.intitules_d_export, "services.py", "import csv\ncsv.writer(flux).writerow(['Nom'])\n", "un CSV s'écrit"),
)


@pytest.mark.parametrize(("controle", "fichier", "texte", "attendu"), FAUTIFS)
def test_le_controle_voit_la_faute(
    controle: Callable[[Path], list[str]], fichier: str, texte: str, attendu: str, tmp_path: Path
) -> None:
    chemin = tmp_path / "clauses" / "etage" / "paie" / fichier
    chemin.parent.mkdir(parents=True)
    chemin.write_text(texte, encoding="utf-8")
    fautes = controle(tmp_path)
    assert len(fautes) == 1
    assert attendu in fautes[0]


def test_ce_qui_est_permis_passe(tmp_path: Path) -> None:
    """Le rapport du socle, et un export aux colonnes de la présentation."""
    for nom, texte in (
        ("fond/socle/imports/rapport.py", "class Rapport:\n    pass\n"),
        ("etage/paie/exports.py", "x = Export('T', COLONNES_DES_LIGNES, [], jour)\n"),
        ("etage/paie/presentation.py", "COLONNES = (Colonne('nom', 'Nom'),)\n"),
    ):
        chemin = tmp_path / "clauses" / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_text(texte, encoding="utf-8")
    assert [faute for controle in CONTROLES for faute in controle(tmp_path)] == []
