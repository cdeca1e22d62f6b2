"""Toute porte d'import montre avant d'écrire et rend son rapport ; chaque contrôle est montré en échec."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command, get_commands, load_command_class

from clauses.fond.socle.imports.commande import CommandeDImport
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.tests.rapports import lignes_du_rapport
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.tests import publications
from config import env
from tests.coherence import portes

CONTROLES = (portes.commandes, portes.chaines, portes.depots, portes.ecrans)
FICHIER, COMPRIS = "Fichier : ", "Compris : "
PIEGE = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("controle", CONTROLES, ids=lambda c: c.__name__)
def test_le_depot_passe(controle: Callable[[Path], list[str]]) -> None:
    assert controle(env.RACINE) == []


def test_chaque_exception_existe_encore() -> None:
    chemins = {*portes.ECRANS, *portes.ECRANS.values(), *portes.PIECES, *portes.N_ECRIVENT_RIEN, *portes.COLLAGES}
    for chemin in sorted(chemins):
        fichier, _, nom = chemin.partition("::")
        assert nom in (env.RACINE / fichier).read_text(encoding="utf-8"), chemin


FAUTIFS = (
    (portes.commandes, "management/commands/charger.py", "class Command(BaseCommand):\n    def a(self, p):\n"
     "        p.add_argument('fichier', type=Path)\n", "CommandeDImport"),
    (portes.commandes, "management/commands/charger.py", "class Command(CommandeDImport):\n    def a(self, p):\n"
     "        p.add_argument('fichier', type=Path)\n", "origines"),
    (portes.chaines, "imports.py", "class Paie(Chaine[Ligne]):\n    pass\n", "rapport à emporter"),
    (portes.depots, "forms.py", "class DepotDePaie(Form):\n    fichier = forms.FileField()\n", "dire sa porte"),
)  # fmt: skip  # une faute par rangée


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


def _annuaire() -> bytes:
    return f"nom;siret;type;ville\nEscaut Fictif;{siret_fictif(61)};EI;Lille\n{PIEGE};;ML;Lille\n".encode()


# Un petit fichier pour chaque commande : une ligne au moins est bonne.
FICHIERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "importer_contrats": ("f.xlsx", lambda: classeurs.contrats({}, {"Employeur": PIEGE})),
    "importer_marches": (
        "f.json",
        lambda: publications.fichier(publications.publication(), publications.publication("2026M009", objet=PIEGE)),
    ),
    "charger_annuaire": ("f.csv", _annuaire),
    "charger_communes": (
        "f.csv",
        f"code;nom;codes_postaux\n59606;Valenciennes;59300\n59350;{PIEGE};\n".encode,
    ),
}


def commandes_d_import() -> list[str]:
    """Celles que le projet offre."""
    noms = [nom for nom, application in get_commands().items() if str(application).startswith("clauses")]
    return sorted(n for n in noms if isinstance(load_command_class(get_commands()[n], n), CommandeDImport))


def lancer(nom: str, *options: str) -> int:
    try:
        call_command(nom, *options, stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit as fin:
        return int(fin.code or 0)
    return 0


def contenu_de_la_base() -> dict[str, int]:
    return {
        m._meta.label: m._base_manager.count() for m in apps.get_models() if m is not EntreeJournal and m._meta.managed
    }


def test_chaque_commande_d_import_est_essayee() -> None:
    assert commandes_d_import() == sorted(FICHIERS)


@pytest.mark.django_db
@pytest.mark.parametrize("nom", FICHIERS)
def test_une_commande_montre_avant_d_ecrire_et_son_rapport_s_emporte(nom: str, tmp_path: Path) -> None:
    structures.porteuse()
    (fichier, faire), emporte = FICHIERS[nom], tmp_path / "rapport.xlsx"
    source = tmp_path / fichier
    source.write_bytes(faire())
    avant = contenu_de_la_base()
    assert lancer(nom, str(source), "--rapport", str(emporte)) in (0, 1)
    assert contenu_de_la_base() == avant
    apercu = lignes_du_rapport(emporte.read_bytes())
    assert lancer(nom, str(source), "--appliquer", "--rapport", str(emporte)) in (0, 1)
    assert contenu_de_la_base() != avant
    applique = lignes_du_rapport(emporte.read_bytes())
    assert [ligne["Ligne"] for ligne in applique] == [ligne["Ligne"] for ligne in apercu]
    for lignes in (apercu, applique):
        assert "créée" in {ligne["Sort"] for ligne in lignes}
        assert any(nom.startswith(FICHIER) for nom in lignes[0])
        assert any(ligne[nom] not in ("", None) for ligne in lignes for nom in ligne if nom.startswith(COMPRIS))
        assert any(valeur == PIEGE for ligne in lignes for nom, valeur in ligne.items() if nom.startswith(FICHIER))
        refusees = [ligne for ligne in lignes if ligne["Sort"] == "refusée"]
        assert all(ligne["Raison ou remarque"] and ligne["Que faire"] for ligne in refusees)


@pytest.mark.django_db
@pytest.mark.parametrize("mauvais", ["source", "dossier", "nom"])
def test_un_rapport_mal_place_arrete_tout_avant_d_ecrire(mauvais: str, tmp_path: Path) -> None:
    structures.porteuse()
    source = tmp_path / "f.xlsx"
    source.write_bytes(classeurs.contrats({}))
    ou = {"source": source, "dossier": tmp_path / "absent" / "r.xlsx", "nom": tmp_path / "r.csv"}[mauvais]
    avant, octets = contenu_de_la_base(), source.read_bytes()
    assert lancer("importer_contrats", str(source), "--appliquer", "--rapport", str(ou)) == 2
    assert (contenu_de_la_base(), source.read_bytes()) == (avant, octets)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["f.xlsx"]
