"""Les structures autour : comptées dans le métier et le rayon, jamais supposées."""

from decimal import Decimal

import pytest

from clauses.avant.opportunite.faits import dossier_de, secteurs_du_projet
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.annuaire.tests.fabriques import LILLE, VALENCIENNES, fournisseur
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture
def projet():
    return projets.projet(
        structures.porteuse(),
        nature_achat="services",
        montant_ht=Decimal(100_000),
        cpv="90910000",
        latitude=VALENCIENNES[0],
        longitude=VALENCIENNES[1],
    )


def test_on_compte_dans_le_metier_et_dans_le_rayon(projet):
    for nature, secteurs in (("ei", ["proprete"]), ("aci", ["proprete", "espaces_verts"]), ("esat", ["proprete"])):
        fournisseur(f"Fictive {nature}", nature, secteurs=secteurs)
    fournisseur("Autre métier", "ei", secteurs=["numerique"])
    fournisseur("Métier inconnu", "ei")
    fournisseur("Trop loin", "ei", secteurs=["proprete"], ou=LILLE)
    dossier = dossier_de(projet)
    assert dossier.offre.compter(secteurs_du_projet(dossier)) == {"ei": 1, "aci": 1, "esat": 1}
    phrase = dossier.offre.en_mots(secteurs_du_projet(dossier))
    assert phrase.startswith("3\u00a0structures à 30 km ou moins, dans le métier de l'achat (nettoyage, propreté).")
    assert "Le sourcing cherche, lui, dans le métier de chaque lot." in phrase
    fabriques.etude(projet, rayon_km=60)
    dossier = dossier_de(projet)
    assert dossier.offre.compter(secteurs_du_projet(dossier)) == {"ei": 2, "aci": 1, "esat": 1}


def test_l_interim_d_insertion_porte_une_clause_mais_ne_tient_pas_un_marche_reserve(projet):
    for rang in range(12):
        fournisseur(f"Intérim fictif {rang}", "etti", secteurs=["proprete"])
    conseil = dossier_de(projet).conseil
    assert conseil.instruments.sur("condition").verdict == "conseille"
    assert conseil.instruments.sur("reserve_iae").verdict == "deconseille"


def test_des_structures_d_un_autre_metier_font_un_zero_compte(projet):
    fournisseur("Autre métier", "ei", secteurs=["numerique"])
    avis = dossier_de(projet).conseil.instruments.sur("reserve_handicap")
    assert avis.verdict == "deconseille"


def test_un_annuaire_vide_n_est_pas_un_zero(projet):
    dossier = dossier_de(projet)
    assert dossier.offre.compter(secteurs_du_projet(dossier)) is None
    assert "ne connaît aucune structure" in dossier.offre.en_mots(secteurs_du_projet(dossier))


def test_sans_metier_on_ne_compte_pas(projet):
    fournisseur("Fictive", "ei", secteurs=["proprete"])
    projet.cpv = ""
    dossier = dossier_de(projet)
    assert dossier.offre.compter(secteurs_du_projet(dossier)) is None
    assert "donnez le code CPV" in dossier.offre.en_mots(())


def test_un_lot_se_lit_a_son_metier(projet):
    for rang in range(10):
        fournisseur(f"Espaces verts fictifs {rang}", "ei", secteurs=["espaces_verts"])
    projets.lot(projet, "1", intitule="Nettoyage")
    vert = projets.lot(projet, "2", intitule="Espaces verts", metier="espaces_verts")
    dossier = dossier_de(projet)
    fabriques.etude(projet)
    par_lot = {lot.numero: dossier.conseil_du_lot(lot).instrument for lot in dossier.lots}
    assert par_lot == {"1": "condition", "2": "reserve_iae"}
    assert dossier.conseil_du_lot(vert).instruments.sur("reserve_iae").verdict == "conseille"
