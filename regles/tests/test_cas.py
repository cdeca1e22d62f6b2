"""Chaque cas des juristes passe, et chaque règle du registre a son fichier de cas."""

from pathlib import Path

import pytest

from regles.cas.catalogue import PAR_REGLE, SCHEMAS
from regles.cas.noeuds import lire_documents
from regles.cas.valeurs import cle_simple
from regles.cas.verification import verifier_cas, verifier
from regles.socle import REGISTRE

DOSSIER = Path(__file__).parent / "cas"
RESULTATS = [resultat for fichier in sorted(DOSSIER.glob("*.yaml")) for resultat in verifier(fichier)]


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: f"{Path(r.fichier).stem}: {r.titre}")
def test_le_cas_donne_le_chiffre_attendu(resultat):
    ecarts = [f"{c.champ} : attendu {c.attendu}, obtenu {c.obtenu}" for c in resultat.champs if not c.reussi]
    assert not resultat.erreur
    assert not ecarts
    assert resultat.champs, "un cas qui ne compare rien ne vérifie rien"


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: f"{Path(r.fichier).stem}: {r.titre}")
def test_le_cas_cite_sa_source(resultat):
    assert resultat.source


def test_une_regle_sans_fichier_de_cas_est_un_echec():
    fichiers = {fichier.stem for fichier in DOSSIER.glob("*.yaml")}
    assert set(REGISTRE.regles) == fichiers
    for nom in fichiers:
        assert any(r.regle == nom for r in verifier(DOSSIER / f"{nom}.yaml"))


def test_toute_regle_du_registre_se_nomme_dans_un_cas():
    assert set(REGISTRE.regles) == set(PAR_REGLE)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.titre)
def test_l_exemple_de_la_documentation_passe(schema):
    resultat = verifier_cas(lire_documents(schema.exemple)[0], "exemple")
    assert resultat.reussi, resultat


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.titre)
def test_deux_champs_ne_partagent_aucun_synonyme(schema):
    groupes = [(schema.champs, "donne"), (schema.attendus, "attendu")]
    groupes += [(c.sous, c.nom) for c in schema.champs if c.sous]

    for champs, ou in groupes:
        vus: dict[str, str] = {}
        for champ in champs:
            for nom in {cle_simple(n) for n in (champ.nom, *champ.synonymes)}:
                assert nom not in vus, f"{ou} : « {nom} » désigne {vus[nom]} et {champ.nom}"
                vus[nom] = champ.nom
