"""Les noms repliés : la clé, la recherche, le tri ; et les colonnes de la base, qui replient comme Python."""

import pytest
from django.db.models import TextField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauses.fond.socle.noms import (
    cle_de_texte,
    cle_de_tri,
    contient,
    est_mieux_ecrit,
    mots_cherches,
    rang,
    serrer,
)
from clauses.fond.socle.recherche import _Lettres, _Mots, _rang
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures

MEMES = [
    ("N’Guessan", "N'GUESSAN", "n guessan", "Nʼguessan", "N´Guessan"),
    ("Jean-Pierre", "JEAN PIERRE", "jean‑pierre", "Jean–Pierre", "  Jean \u00a0Pierre "),
    ("Łukaszewicz", "LUKASZEWICZ", "łukaszewicz", "Lukaszewicz", "L\u00adukaszewicz"),
    ("Œuvrard", "OEUVRARD", "œuvrard", "Oeuvrard", "ŒUVRARD"),
    ("Groß", "GROSS", "gross", "GROẞ", "groß"),
    ("Yıldız", "YILDIZ", "yıldız", "YİLDİZ", "Yildiz"),
    ("Élouard", "ELOUARD", "e\u0301louard", "élouard", "Èlouard"),
    ("Çelik", "CELIK", "çelik", "C\u0327elik", "Celik"),
    ("Lætitia Nuñez", "LAETITIA NUNEZ", "lætitia nuñez", "Laetitia Nun\u0303ez", "LÆTITIA  NUÑEZ"),
    ("Søren Đorđević", "SOREN DORDEVIC", "søren đorđević", "Soren Dordevic", "SØREN ĐORĐEVIĆ"),
]
TEXTES = st.text(st.characters(max_codepoint=0x24FF, exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


@pytest.mark.parametrize("ecritures", MEMES)
def test_les_ecritures_d_un_meme_nom_ont_la_meme_cle(ecritures):
    assert len({cle_de_texte(ecriture) for ecriture in ecritures}) == 1


@pytest.mark.parametrize(
    "ecritures", [("Le Goff", "LEGOFF", "le-goff"), ("N’Guessan", "NGUESSAN"), ("D'Ameida", "DAMEIDA")]
)
def test_les_lettres_jointes_ne_savent_rien_des_separations(ecritures):
    assert len({serrer(ecriture) for ecriture in ecritures}) == 1


def test_deux_noms_differents_restent_differents():
    assert cle_de_texte("Лев") != cle_de_texte("Иван")
    assert cle_de_texte("Martin") != cle_de_texte("Martine")


@given(TEXTES)
def test_replier_deux_fois_ne_change_rien(texte):
    assert cle_de_texte(cle_de_texte(texte)) == cle_de_texte(texte)


@given(st.text("abzéèàçœæłøßıñüÉÇŒŁŞ '’-·", max_size=20))
def test_la_casse_n_importe_pas(texte):
    assert cle_de_texte(texte.upper()) == cle_de_texte(texte.lower()) == cle_de_texte(texte)


@given(st.lists(st.text("abcdeéèçœłñ", min_size=1, max_size=8), min_size=1, max_size=4), st.randoms())
def test_l_ordre_des_mots_cherches_n_importe_pas(mots, hasard):
    autre = list(mots)
    hasard.shuffle(autre)
    assert contient(" ".join(mots), mots_cherches(" ".join(autre).upper()))


def test_un_siret_se_cherche_par_groupes_et_une_recherche_est_bornee():
    assert mots_cherches("123 456 789") == ["123456789"]
    assert mots_cherches("lot 2 2026") == ["lot", "2", "2026"]
    assert len(mots_cherches(" ".join(map(str, range(90))) + " a")) == 12


def test_l_ordre_est_celui_du_francais():
    noms = [
        "Zimmer",
        "Łukaszewicz",
        "de la Tour",
        "Œuvrard",
        "Élouard",
        "Çelik",
        "Abel",
        "Dupont",
        "D'Arc",
        "Éloi",
        "eloi",
    ]
    rangees = [
        "Abel",
        "Çelik",
        "D'Arc",
        "de la Tour",
        "Dupont",
        "eloi",
        "Éloi",
        "Élouard",
        "Łukaszewicz",
        "Œuvrard",
        "Zimmer",
    ]
    assert sorted(noms, key=cle_de_tri) == rangees


def test_un_nom_se_range_avant_le_prenom_et_un_nombre_par_sa_valeur():
    personnes = [("Martin Blanc", "Ana"), ("Martin", "Zoé"), ("Martin", "Élie")]
    assert sorted(personnes, key=lambda p: cle_de_tri(*p)) == [personnes[2], personnes[1], personnes[0]]
    assert sorted(["Lot 10", "Lot 2", "Lot 10 bis", "Lot 1"], key=cle_de_tri) == [
        "Lot 1",
        "Lot 2",
        "Lot 10",
        "Lot 10 bis",
    ]
    assert rang("Lot 02") == rang("lot 2")


@pytest.mark.parametrize(
    ("neuf", "connu", "attendu"),
    [
        ("Zoé", "ZOE", True),
        ("LEFÈVRE", "Lefevre", True),
        ("N'GUESSAN", "NGUESSAN", True),
        ("Jean-Pierre", "JEAN PIERRE", True),
        ("Œuvrard", "OEUVRARD", True),
        ("ZOE", "Zoé", False),
        ("Lefevre", "LEFÈVRE", False),
        ("NGUESSAN", "N’Guessan", False),
        ("MAR TIN", "MARTIN", False),
        ("Martin-", "MARTIN", False),
        ("Zoé", "Zoè", False),
        ("ZOÉ", "Zoé", False),
        ("Élise", "ELISA", False),
    ],
)
def test_un_nom_mieux_ecrit_est_le_meme_avec_plus_de_soin(neuf, connu, attendu):
    assert est_mieux_ecrit(neuf, connu) is attendu


@pytest.fixture
def une_ligne(db):
    structures.porteuse("Mesure")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTES)
def test_la_base_replie_comme_python(une_ligne, texte):
    lu = Value(texte, TextField())
    replis = StructurePorteuse.objects.values_list(_Mots(lu), _Lettres(lu), _rang(lu))
    assert replis.get(nom="Mesure") == (cle_de_texte(texte), serrer(texte), rang(texte))


@pytest.mark.django_db
def test_les_colonnes_suivent_la_ligne_de_quelque_facon_qu_elle_s_ecrive():
    porteuse = structures.porteuse()
    fiche = structures.structure(porteuse, "N’Guessan & fils 2")
    assert Structure.objects.get(pk=fiche.pk).tri == cle_de_tri("N’Guessan & fils 2")
    with signer(FABRICANT):
        Structure.objects.filter(pk=fiche.pk).update(nom="Łukaszewicz 10")
    lue = Structure.objects.get(pk=fiche.pk)
    assert lue.tri == cle_de_tri("Łukaszewicz 10")
    assert " lukaszewicz 10 " in lue.recherche


@pytest.mark.django_db
@pytest.mark.parametrize("ecritures", MEMES)
def test_chaque_ecriture_trouve_toutes_les_autres(ecritures):
    porteuse = structures.porteuse()
    for ecriture in ecritures:
        structures.structure(porteuse, f"Maison {ecriture}")
    structures.structure(porteuse, "Escaut Propreté")
    for ecriture in ecritures:
        assert Structure.objects.cherchees(f"{ecriture} maison").count() == len(ecritures)


@pytest.mark.django_db
def test_une_recherche_sans_mot_ne_trouve_rien_et_une_vide_trouve_tout():
    structures.structure(structures.porteuse(), "Maison")
    assert (Structure.objects.cherchees("’ - ?").count(), Structure.objects.cherchees("  ").count()) == (0, 1)
