"""Chaque texte écrit pour l'essai rend exactement ses étiquettes ; les constats de la même clause s'accordent."""

from pathlib import Path

import pytest
import yaml

from lecteur.extraction import Texte, extraire
from lecteur.mesure import SORTES, SUITES, attendus, est_a_part, trouves

ICI = Path(__file__).parent
CAS = yaml.safe_load((ICI / "textes_ecrits.yaml").read_text(encoding="utf-8"))
SUIVANTES = [
    cas
    for serie in ("4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14")
    for cas in yaml.safe_load((ICI / f"textes_ecrits_{serie}.yaml").read_text(encoding="utf-8"))
    if not est_a_part(cas["cas"])  # rien ne se corrige sur les autres : ils ne se rejouent pas
]
# Ce que la lecture manque encore, sans rien inventer (docs/relecture.md).
MANQUES = {"m_20", "p_04", "p_44", "q_07", "q_13", "q_19", "r_57"}
TROISIEMES = yaml.safe_load((ICI / "textes_ecrits_3.yaml").read_text(encoding="utf-8"))
TOUS = [*CAS, *TROISIEMES, *SUIVANTES]
REJOUES = [*CAS, *(cas for cas in SUIVANTES if cas["cas"] not in MANQUES)]


@pytest.mark.parametrize("cas", REJOUES, ids=[c["cas"] for c in REJOUES])
def test_le_texte_rend_ses_etiquettes(cas: dict) -> None:
    trouve, attendu = trouves(extraire(Texte.depuis(cas["texte"]))), attendus(cas)
    assert {s: trouve[s] for s in SORTES} == {s: attendu[s] for s in SORTES}


@pytest.mark.parametrize("cas", [c for c in SUIVANTES if c["cas"] in MANQUES], ids=lambda c: c["cas"])
def test_ce_qui_manque_encore_n_invente_rien(cas: dict) -> None:
    trouve, attendu = trouves(extraire(Texte.depuis(cas["texte"]))), attendus(cas)
    assert all(trouve[s] <= attendu[s] for s in SORTES)
    assert trouve != attendu, "lu désormais : l'ôter de la liste"


@pytest.mark.parametrize("cas", TROISIEMES, ids=[c["cas"] for c in TROISIEMES])
def test_le_texte_rend_ses_etiquettes_et_ses_suites(cas: dict) -> None:
    trouve, attendu = trouves(extraire(Texte.depuis(cas["texte"]))), attendus(cas)
    assert {s: trouve[s] for s in (*SORTES, *SUITES)} == {s: attendu[s] for s in (*SORTES, *SUITES)}


@pytest.mark.parametrize("cas", TOUS, ids=[c["cas"] for c in TOUS])
def test_chaque_fait_cite_la_piece_mot_pour_mot(cas: dict) -> None:
    texte = Texte.depuis(cas["texte"])
    for passage in extraire(texte).citations():
        assert passage.texte
        assert texte.citation(passage) == passage.texte


def test_une_etiquette_fausse_est_vue() -> None:
    cas = next(c for c in CAS if c["cas"] == "ccap_travaux_par_lot")
    assert (
        attendus(cas | {"heures": ["1400 lot 2"]})["heures"] != trouves(extraire(Texte.depuis(cas["texte"])))["heures"]
    )


def test_un_avis_etiquete_sur_trois_est_mis_a_part_toujours_le_meme() -> None:
    etiquettes = yaml.safe_load((ICI / "etiquettes.yaml").read_text(encoding="utf-8"))
    avis = [identifiant for groupe in etiquettes.values() for identifiant in groupe]
    assert len(avis) == len(set(avis)) == 294
    assert sum(map(est_a_part, avis)) == 93
