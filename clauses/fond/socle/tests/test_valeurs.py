"""Les nombres, heures, dates et textes à la française : lire, refuser, écrire."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    en_date,
    en_date_longue,
    en_euros,
    en_heures,
    en_mois,
    en_nombre,
    en_pourcent,
    est_formule,
    lire_date,
    lire_decimal,
    lire_entier,
    lire_heures,
    lire_mois,
    lire_montant,
    lire_oui_non,
    lire_sexe,
    lire_texte,
    reparer_mojibake,
)


def refus(lecteur, valeur, **options) -> str:
    with pytest.raises(CelluleInvalide) as attrape:
        lecteur(valeur, **options)
    assert attrape.value.remede, "un refus dit toujours quoi faire"
    return attrape.value.message


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("12 165", "12165"),
        ("12\u202f165", "12165"),
        ("1 250 000,50", "1250000.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250.000", "1250000"),
        ("126 ,5%", "126.5"),
        ("1 250,50 €", "1250.50"),
        ("−3,5", "-3.5"),
        (",5", "0.5"),
        (0.1 + 0.2, "0.3"),
        (12.0, "12"),
    ],
)
def test_un_nombre_ecrit_a_la_francaise_est_lu(ecrit, attendu):
    assert lire_decimal(ecrit) == Decimal(attendu)


@pytest.mark.parametrize(
    "ecrit", ["NaN", "inf", float("nan"), float("inf"), "abc", "10 20", "1e400", True, dt.date(2021, 5, 10)]
)
def test_ce_qui_n_est_pas_un_nombre_est_refuse(ecrit):
    refus(lire_decimal, ecrit)


def test_un_point_ambigu_est_refuse_sauf_pour_un_fichier_de_machine():
    assert "1 250 ou 1,250" in refus(lire_decimal, "1.250")
    assert lire_decimal("1.250", point_decimal=True) == Decimal("1.25")


@pytest.mark.parametrize("ecrit", ["12,500 €", "12,500", "1,000", "-250,000 € HT", "€ 999,999"])
def test_un_montant_a_trois_decimales_se_demande(ecrit):
    assert "peut se lire" in refus(lire_montant, ecrit)


@pytest.mark.parametrize(
    ("ecrit", "lu"), [("12 500,50 €", "12500.5"), ("1,250,000", "1250000"), ("0,333", "0.33"), ("12,5", "12.5")]
)
def test_un_montant_sans_doute_se_lit(ecrit, lu):
    assert lire_montant(ecrit) == Decimal(lu)


def test_une_case_vide_rend_none_sauf_si_elle_est_obligatoire():
    for lecteur in (lire_decimal, lire_heures, lire_date, lire_mois, lire_oui_non, lire_sexe, lire_entier):
        assert lecteur("  ") is None
        refus(lecteur, "\u00a0", obligatoire=True)


def test_les_bornes_sont_dites():
    assert "négatif" in refus(lire_decimal, "-5", minimum=0)
    assert "maximum de 744" in refus(lire_heures, "1 000 h", maximum=744)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("151,67", "151.67"),
        ("7h30", "7.5"),
        ("7 h 30 min", "7.5"),
        ("7:30:00", "7.5"),
        ("45 min", "0.75"),
        ("1 250 h", "1250"),
        (dt.timedelta(hours=36, minutes=15), "36.25"),
        (dt.time(7, 20), "7.33"),
        (33.333333333, "33.33"),
    ],
)
def test_des_heures_sont_lues_au_centieme(ecrit, attendu):
    assert lire_heures(ecrit) == Decimal(attendu)


def test_un_arrondi_visible_est_signale():
    remarques: list[str] = []
    lire_heures("33,336", remarques=remarques)
    assert remarques == ["«\u00a033,336\u00a0» arrondi à 33,34."]


def test_soixante_quinze_minutes_ne_sont_pas_des_heures():
    assert "75 minutes" in refus(lire_heures, "7h75")


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("12/10/2021", (2021, 10, 12)),
        ("2021-10-12", (2021, 10, 12)),
        ("12.10.2021", (2021, 10, 12)),
        ("1er octobre 2021", (2021, 10, 1)),
        ("mardi 12 octobre 2021", (2021, 10, 12)),
        ("2018-12-11+01:00", (2018, 12, 11)),
        ("2019-06-30T22:00:00Z", (2019, 7, 1)),
        ("2021-10-12 00:00:00", (2021, 10, 12)),
        (44481.0, (2021, 10, 12)),
        ("44481", (2021, 10, 12)),
        (dt.datetime(2021, 10, 12, 8, 30), (2021, 10, 12)),  # noqa: DTZ001 — une cellule de tableur
    ],
)
def test_une_date_est_lue_sous_toutes_ses_formes(ecrit, attendu):
    assert lire_date(ecrit) == dt.date(*attendu)


@pytest.mark.parametrize("ecrit", ["12/10/2106", "01/01/1890", "0002-11-30", dt.date(2106, 1, 1)])
def test_une_date_hors_des_bornes_est_refusee(ecrit):
    assert "hors de la période" in refus(lire_date, ecrit)


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("10/25/2021", "mois d'abord"),
        ("31/02/2021", "n'existe pas"),
        ("2021", "une année"),
        (2021.0, "une année"),
        ("12/10/21", "1921 ou 2021"),
        ("bientôt", "n'est pas une date"),
    ],
)
def test_une_date_douteuse_est_refusee_avec_sa_raison(ecrit, raison):
    assert raison in refus(lire_date, ecrit)


def test_l_annee_sur_deux_chiffres_est_lue_quand_un_seul_siecle_est_possible():
    remarques: list[str] = []
    assert lire_date("12/10/21", minimum=dt.date(2000, 1, 1), remarques=remarques) == dt.date(2021, 10, 12)
    assert "12/10/2021" in remarques[0]


@pytest.mark.parametrize(
    "ecrit", ["10/2021", "2021-10", "octobre 2021", "oct.-21", "12/10/2021", dt.date(2021, 10, 5), 44481.0]
)
def test_un_mois_est_lu_sous_toutes_ses_formes(ecrit):
    assert lire_mois(ecrit) == dt.date(2021, 10, 1)


def test_un_mois_douteux_est_refuse():
    assert "un jour et un mois" in refus(lire_mois, "10/12")
    assert "mois 13" in refus(lire_mois, "13/2021")
    assert "hors de la période" in refus(lire_mois, "10/1987")


def test_un_nombre_a_virgule_n_est_pas_entier():
    assert lire_entier("12,0") == 12
    assert "entier" in refus(lire_entier, "2,5")


def test_le_texte_est_nettoye_et_une_formule_signalee():
    remarques: list[str] = []
    assert lire_texte("  Cité\u200b  des\x07 Fleurs ", remarques=remarques) == "Cité des Fleurs"
    assert lire_texte(59000.0) == "59000"
    assert not remarques
    assert lire_texte("=HYPERLINK(A1)", remarques=remarques) == "=HYPERLINK(A1)"
    assert "formule" in remarques[0]
    assert "5 au plus" in refus(lire_texte, "abcdef", longueur_max=5)


def test_une_formule_se_distingue_d_un_telephone_et_d_un_tiret():
    assert all(map(est_formule, ["=1+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "+A1!B2(3)"]))
    assert not any(map(est_formule, ["+33 (0)6 12 34 56 78", "-5", "- travaux (lot 2)", "@home"]))


def test_les_caracteres_deformes_sont_retablis_seulement_s_ils_le_sont_a_coup_sur():
    assert reparer_mojibake("MarchÃ© de lâ€™Ã©cole") == ("Marché de l’école", True)
    for intact in ("Marché n° 3", "ÂGE", "Ã", "année perdue : ann\ufffde"):
        assert reparer_mojibake(intact) == (intact, False)


def test_les_intitules_se_comparent_sans_apostrophe_ni_accent():
    cles = {cle_de_texte(t) for t in ("Nombre d’heures ", "NOMBRE  D'HEURES", "nombre d heures")}
    assert cles == {"nombre d heures"}


def test_oui_non_et_sexe():
    assert [lire_oui_non(v) for v in ("Oui", "x", 1.0, "FAUX", "non", False)] == [True, True, True, False, False, False]
    assert [lire_sexe(v) for v in ("Femme", "mme", "M.", "masculin")] == ["F", "F", "H", "H"]
    assert "ni oui ni non" in refus(lire_oui_non, "peut-être")
    refus(lire_sexe, "inconnu")


def test_les_valeurs_s_ecrivent_a_la_francaise():
    assert en_heures(Decimal("1250")) == "1\u202f250\u202fh"
    assert en_heures(Decimal("7.5")) == "7,5\u202fh"
    assert en_euros(Decimal("1250.5")) == "1\u202f250,50\u202f€"
    assert en_euros(Decimal(100000)) == "100\u202f000\u202f€"
    assert en_pourcent(Decimal("126.54")) == "126,5\u202f%"
    assert en_nombre(Decimal("-0.001")) == "0"
    assert en_date(dt.date(2021, 10, 1)) == "01/10/2021"
    assert en_date_longue(dt.date(2021, 10, 1)).replace("\u00a0", " ") == "1er octobre 2021"
    assert en_mois(dt.date(2021, 10, 1)) == "octobre 2021"
    assert {f(None) for f in (en_heures, en_euros, en_pourcent, en_date, en_date_longue, en_mois, en_nombre)} == {"—"}


@pytest.mark.parametrize("valeur", ["0", "7.5", "1250", "1234567.89", "-3.25"])
def test_ce_qui_est_ecrit_se_relit(valeur):
    nombre = Decimal(valeur)
    assert lire_decimal(en_nombre(nombre)) == nombre
    assert lire_decimal(en_euros(nombre)) == nombre
    assert lire_heures(en_heures(abs(nombre))) == abs(nombre)
    jour = dt.date(2021, 10, 1)
    assert lire_date(en_date(jour)) == lire_date(en_date_longue(jour)) == lire_mois(en_mois(jour)) == jour


@pytest.mark.parametrize(
    ("valeur", "dite"), [(-12.0, "-12"), (0.3125, "0,3125"), (-0.5, "-0,5"), (2e6, "2000000"), ("12.5", "12.5")]
)
def test_un_nombre_de_tableur_refuse_se_dit_comme_le_tableur_le_montre(valeur, dite):
    with pytest.raises(CelluleInvalide, match=re.escape(f"«\u00a0{dite}\u00a0»")):
        lire_decimal(valeur, minimum=10**7, point_decimal=True)
    assert LigneRefusee("Heures", valeur, "").valeur == dite
