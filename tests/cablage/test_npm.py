"""Les fichiers du navigateur : verrouillés sans nom d'hôte, copiés une fois, sans reste."""

import json
import re
from pathlib import Path

import pytest

from config import npm

RACINE = npm.RACINE


def test_le_verrou_ne_nomme_aucun_registre() -> None:
    verrou = json.loads((RACINE / "package-lock.json").read_text(encoding="utf-8"))
    paquets = {nom: p for nom, p in verrou["packages"].items() if nom}
    assert paquets
    for nom, paquet in paquets.items():
        assert "resolved" not in paquet, nom
        assert paquet["integrity"].startswith("sha512-"), nom


def test_les_versions_sont_exactes() -> None:
    voulus = json.loads((RACINE / "package.json").read_text(encoding="utf-8"))
    for nom, version in (voulus["dependencies"] | voulus["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), nom


@pytest.fixture
def paquets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Des paquets vides, à leur place, et un npm qui compte ses appels."""
    monkeypatch.setattr(npm, "MODULES", tmp_path)
    monkeypatch.setattr(npm, "SERVI", tmp_path / ".servi")
    monkeypatch.setattr(npm, "EMPREINTE", tmp_path / ".servi" / ".empreinte")
    for source in npm.COPIES:
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_text(source)
    return tmp_path


def test_le_second_appel_ne_fait_rien(paquets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    appels: list[list[str]] = []
    monkeypatch.setattr(npm, "npm", lambda arguments, **_: appels.append(arguments) or 0)
    assert npm.ci() == 0
    assert npm.ci() == 0
    assert len(appels) == 1
    assert appels[0][0] == "ci"
    for source, destination in npm.COPIES.items():
        assert (paquets / ".servi" / destination).read_text() == source


def test_un_fichier_servi_qui_manque_est_refait(paquets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    appels: list[list[str]] = []
    monkeypatch.setattr(npm, "npm", lambda arguments, **_: appels.append(arguments) or 0)
    npm.ci()
    (paquets / ".servi" / "bootstrap" / "bootstrap.min.css").unlink()
    assert not npm.est_a_jour()
    npm.ci()
    assert npm.est_a_jour()
    assert len(appels) == 2


def test_un_npm_qui_echoue_ne_laisse_pas_d_empreinte(paquets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "npm", lambda arguments, **_: 3)
    assert npm.ci() == 3
    assert not npm.est_a_jour()


def test_le_lot_d_icones_est_celui_du_paquet() -> None:
    assert npm.ICONES.read_text(encoding="utf-8") == npm.lot_d_icones(npm.noms_des_icones())


def test_tout_ce_que_le_theme_cite_est_servi() -> None:
    dossier = RACINE / "clauses" / "fond" / "socle" / "static" / "socle"
    adresses = re.findall(r'url\("([^"]+)"\)', "".join(f.read_text(encoding="utf-8") for f in dossier.glob("*.css")))
    assert len(adresses) == 3
    for adresse in adresses:
        chemin = npm.SERVI / adresse.removeprefix("../tiers/") if adresse.startswith("../tiers/") else dossier / adresse
        assert chemin.is_file(), adresse
