"""Les listes de publics : chacune est celle de son texte, et un public sait desquelles il est."""

from datetime import date

import pytest

from regles.outre_mer import TERRITOIRES, territoire_de
from regles.publics import CRITERES, LISTES, PUBLICS_DU_CCAG
from regles.structures import remarque_de_terme


@pytest.mark.parametrize("liste", LISTES.values(), ids=lambda liste: liste.code)
def test_une_liste_ne_nomme_que_des_publics_connus_chacun_une_fois(liste):
    assert set(liste.publics) <= CRITERES.keys()
    assert len(set(liste.publics)) == len(liste.publics)
    assert all(liste.code in CRITERES[code].listes for code in liste.publics)


def test_la_liste_du_ccag_comprend_ceux_que_les_structures_emploient_ou_accompagnent():
    assert {"iae", "boeth", "secteur_adapte", "geiq", "regie", "epide_e2c"} <= set(PUBLICS_DU_CCAG)
    assert not {"plie", "zfrr", "detld", "ppsmj", "jeune_outre_mer"} & set(PUBLICS_DU_CCAG)
    par_reference = {c.code for c in CRITERES.values() if c.reference == LISTES["ccag_2021"].reference}
    assert par_reference <= set(PUBLICS_DU_CCAG), "un public que le CCAG définit est de sa liste"


def test_un_dispositif_qui_change_de_nom_le_dit_a_sa_date():
    suivi = CRITERES["jeune_suivi"]
    assert "PACEA" in suivi.libelle_au(date(2026, 12, 31))
    assert "contrat d'engagement" in suivi.libelle_au(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("lieu", "nom"),
    [
        ("97133", "Saint-Barthélemy"),
        ("97150", "Saint-Martin"),
        ("97110", "Guadeloupe"),
        ("974", "La Réunion"),
        ("97411", "La Réunion"),
        ("île de La Réunion", "La Réunion"),
        ("la martinique", "Martinique"),
        ("98800", None),
        ("59300", None),
        ("", None),
    ],
)
def test_un_lieu_dit_son_territoire(lieu, nom):
    trouve = territoire_de(lieu)
    assert (trouve.nom if trouve else None) == nom
    assert len(TERRITOIRES) == 8


def test_une_nature_a_terme_ne_le_dit_qu_apres():
    assert remarque_de_terme("eiti", date(2026, 12, 22)) == ""
    assert "22\xa0décembre" in remarque_de_terme("eiti", date(2026, 12, 23)).replace(" décembre", "\xa0décembre")
    assert remarque_de_terme("ei", date(2030, 1, 1)) == ""
