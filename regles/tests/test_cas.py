"""Chaque cas des juristes passe et cite sa source, et chaque règle du registre a son fichier de cas."""

from dataclasses import is_dataclass
from pathlib import Path

import pytest

from regles.cas.verification import verifier
from regles.saisie import cle_simple
from regles.socle import REGISTRE
from regles.vocabulaire import Champ, a_plat, entrees_de, rendus_par

DOSSIER = Path(__file__).parent / "cas"
RESULTATS = verifier(DOSSIER)


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: f"{Path(r.fichier).stem}: {r.cas}")
def test_le_cas_donne_le_chiffre_attendu_et_cite_sa_source(resultat):
    ecarts = [f"{c.champ} : attendu {c.attendu}, obtenu {c.obtenu}" for c in resultat.champs if not c.reussi]
    assert not resultat.erreur
    assert not ecarts
    assert resultat.champs, "un cas qui ne compare rien ne vérifie rien"
    assert resultat.source


def test_une_regle_sans_fichier_de_cas_est_un_echec():
    fichiers = {fichier.stem for fichier in DOSSIER.glob("*.yaml")}
    assert set(REGISTRE.regles) == fichiers
    assert {(r.regle, Path(r.fichier).stem) for r in RESULTATS} >= {(nom, nom) for nom in fichiers}


def _niveaux(regle: str) -> dict[str, tuple[Champ, ...]]:
    """Les champs qui s'écrivent ensemble : ceux de `donne`, de chaque élément d'une liste, et d'`attendu`."""
    donne = a_plat(entrees_de(REGISTRE.forme(regle)))
    niveaux = {"donne": donne, "attendu": tuple(champ for _, champ in rendus_par(REGISTRE.forme(regle)).values())}
    return niveaux | {champ.nom: a_plat(champ.element) for champ in donne if is_dataclass(champ.element)}


@pytest.mark.parametrize("regle", REGISTRE.regles)
def test_deux_champs_ne_partagent_aucun_nom(regle):
    for ou, champs in _niveaux(regle).items():
        vus: dict[str, str] = {}
        for champ in champs:
            for nom in {cle_simple(nom) for nom in champ.noms}:
                assert nom not in vus, f"{ou} : « {nom} » désigne {vus[nom]} et {champ.nom}"
                vus[nom] = champ.nom


@pytest.mark.parametrize("regle", REGISTRE.regles.values(), ids=lambda r: r.nom)
def test_une_regle_rend_ce_qu_elle_annonce_et_ne_partage_pas_ses_noms(regle):
    assert regle.rend in rendus_par(REGISTRE.forme(regle.nom))
    assert {REGISTRE.trouver(nom).nom for nom in (regle.nom, *regle.aussi)} == {regle.nom}
