"""Deux personnes : la même, probablement la même, ou différentes, et pourquoi."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.suivi.participants.doubles import Lien, Personne, cles, comparer

NEE = date(1990, 5, 6)
LEA = Personne("MARTIN", "Léa", NEE)

MEMES = [
    (("N'GUESSAN", "Awa"), ("NGUESSAN", "Awa"), ("N’Guessan", "AWA"), ("n guessan", "Awa"), ("Awa", "N'Guessan")),
    (("ŁUKASZ", "Ewa"), ("LUKASZ", "Ewa"), ("Łukasz", "EWA"), ("Ewa", "Lukasz"), ("łukasz", "ewa")),
    (("LEFÈVRE", "Zoé"), ("Lefevre", "ZOE"), ("Zoé", "LEFÈVRE"), ("LEFE\u0300VRE", "Zoe\u0301"), ("lefèvre", "zoë")),
    (("LE GOFF", "Anne-Marie"), ("LEGOFF", "Anne Marie"), ("Le-Goff", "ANNEMARIE"), ("anne‑marie", "LE  GOFF")),
    (("ŒUVRARD", "Chloé"), ("OEUVRARD", "Chloe"), ("Œuvrard", "CHLOÉ"), ("Chloé", "Oeuvrard"), ("œuvrard", "chloé")),
    (("GROSS", "İbrahim"), ("Groß", "Ibrahim"), ("GROẞ", "ibrahim"), ("İbrahim", "Groß"), ("gross", "ıbrahim")),
    (("DE LA TOUR", "Luc"), ("de la Tour", "LUC"), ("DELATOUR", "Luc"), ("Luc", "de la Tour"), ("De-La-Tour", "luc")),
]  # fmt: skip  # une rangée par personne
PROCHES = [
    ("TOUR", "Luc", "DE LA TOUR", "Luc"),
    ("AMRANI", "Yassine", "EL AMRANI", "Yassine"),
    ("ALMEIDA", "Rosa", "D'ALMEIDA", "Rosa"),
    ("MARTIN", "Léa", "MARTIN-DURAND", "Léa"),
    ("MARTIN", "Jean", "MARTIN", "Jean-Pierre"),
    ("MARTIN", "Léa", "MARTAIN", "Léa"),
    ("SAÏD", "Mohamed", "Said", "Mohammed"),
    ("DUPONT", "Paul", "DUPOND", "Paul"),
    ("MOREAU", "Paul", "MOERAU", "Paul"),
]


def toutes_les_paires():
    return [paire for ecritures in MEMES for paire in combinations(ecritures, 2)]


def lien(a, b):
    """Le lien, le même dans les deux sens, et que l'index retrouve."""
    rapproche = comparer(a, b)
    assert rapproche == comparer(b, a)
    # Sans naissance, une consonne changée se compare, mais ne se cherche pas dans un fichier (0033).
    assert not rapproche.lien or "une lettre change" in rapproche.raison or {*cles(a)} & {*cles(b)}
    return rapproche.lien


@pytest.mark.parametrize(("un", "autre"), toutes_les_paires())
def test_ecrite_autrement_et_nee_le_meme_jour_c_est_la_meme(un, autre):
    assert lien(Personne(*un, NEE), Personne(*autre, NEE)) is Lien.MEME
    assert lien(Personne(*un), Personne(*autre)) is Lien.PROBABLE, "sans naissance, rien n'est sûr"
    assert lien(Personne(*un, NEE), Personne(*autre)) is Lien.PROBABLE
    assert lien(Personne(*un, NEE), Personne(*autre, date(1971, 1, 1))) is Lien.DIFFERENT


@pytest.mark.parametrize(("nom", "prenom", "autre_nom", "autre_prenom"), PROCHES)
def test_un_nom_proche_attend_une_reponse(nom, prenom, autre_nom, autre_prenom):
    assert lien(Personne(nom, prenom, NEE), Personne(autre_nom, autre_prenom, NEE)) is Lien.PROBABLE
    assert lien(Personne(nom, prenom), Personne(autre_nom, autre_prenom, NEE)) is Lien.PROBABLE
    assert lien(Personne(nom, prenom, NEE), Personne(autre_nom, autre_prenom, date(1991, 1, 1))) is Lien.DIFFERENT


@pytest.mark.parametrize(
    ("change", "attendu", "raison"),
    [
        ({}, Lien.MEME, ""),
        ({"naissance": date(1990, 6, 5)}, Lien.PROBABLE, "la naissance est écrite autrement"),
        ({"naissance": date(1990, 5, 7)}, Lien.PROBABLE, "la naissance est écrite autrement"),
        ({"naissance": date(1971, 11, 2)}, Lien.DIFFERENT, "le même nom, une autre naissance"),
        ({"nom": "DURAND"}, Lien.DIFFERENT, "la même naissance et le même prénom, un autre nom"),
        ({"prenom": "Paul"}, Lien.DIFFERENT, "la même naissance et le même nom, un autre prénom"),
        ({"nom": "DURAND", "prenom": "Paul"}, Lien.DIFFERENT, ""),
        ({"nom": "BERTRAND", "naissance": None}, Lien.DIFFERENT, ""),
        ({"nom": "Léa", "prenom": "Martin"}, Lien.MEME, "le nom et le prénom sont inversés"),
        ({"naissance": None}, Lien.PROBABLE, "une naissance n'est pas dite"),
        ({"dossier": "12"}, Lien.MEME, ""),
        ({"sexe": "F"}, Lien.MEME, ""),
    ],
)
def test_ce_qui_change_decide(change, attendu, raison):
    assert comparer(LEA, LEA._replace(**change)) == (attendu, raison)


def test_a_defaut_de_naissance_un_repere_confirme():
    un = LEA._replace(naissance=None, reperes=("Valenciennes", "", "06 00 00 00 00", ""))
    assert lien(un, LEA._replace(reperes=("VALENCIENNES", "59300"))) is Lien.MEME
    assert lien(un, LEA._replace(reperes=("Anzin", "", "0600000000"))) is Lien.MEME
    assert lien(un, LEA._replace(reperes=("Anzin", "59410"))) is Lien.PROBABLE
    assert lien(un, LEA._replace(sexe="F", reperes=("Valenciennes",))) is Lien.MEME
    assert lien(un._replace(sexe="H"), LEA._replace(sexe="F", reperes=("Valenciennes",))) is Lien.PROBABLE


def test_le_dossier_tranche_et_deux_dossiers_font_douter():
    septieme = LEA._replace(dossier="A-7")
    assert comparer(septieme, Personne("DURAND", "Paul", NEE, "a 7")).lien is Lien.MEME
    assert comparer(septieme, Personne("DURAND", "Paul", date(1971, 1, 1), "A-7")).lien is Lien.PROBABLE
    assert comparer(septieme, LEA._replace(dossier="8")).lien is Lien.PROBABLE


def test_sans_nom_il_n_y_a_rien_a_comparer():
    assert comparer(Personne("", "", NEE), Personne("", "", NEE)).lien is Lien.DIFFERENT
    assert cles(Personne("", "Léa")) == []


LETTRES = st.text("abcéèçœłn'- ", max_size=8)
PERSONNES = st.builds(
    Personne, LETTRES, LETTRES, st.sampled_from([None, NEE, date(1990, 6, 5)]), st.sampled_from(["", "7"])
)


@given(PERSONNES, PERSONNES)
def test_l_ordre_ne_change_rien_et_l_index_ne_perd_personne(a, b):
    rapproche = comparer(a, b)
    assert rapproche == comparer(b, a)
    sans_cle = "une lettre change" in rapproche.raison and None in (a.naissance, b.naissance)
    if rapproche.lien and not sans_cle and not (a.dossier and a.dossier == b.dossier):
        assert {*cles(a)} & {*cles(b)}
