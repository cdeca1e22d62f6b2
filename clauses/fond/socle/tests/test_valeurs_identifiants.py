"""SIRET, code postal, et le numéro de sécurité sociale que l'on ne garde jamais."""

import pytest

from clauses.fond.socle.valeurs import CelluleInvalide, contient_nir, lire_code_postal, lire_siret


def refus(lecteur, valeur, **options) -> CelluleInvalide:
    with pytest.raises(CelluleInvalide) as attrape:
        lecteur(valeur, **options)
    return attrape.value


@pytest.mark.parametrize(
    "ecrit",
    [
        "99900011000018",
        "999 000 110 00018",
        "999.000.110.00018",
        99900011000018.0,
        "99900011000018.0",
        "SIRET : 999\u00a0000\u00a0110 00018",
    ],
)
def test_un_siret_est_lu_quelle_que_soit_son_ecriture(ecrit):
    assert lire_siret(ecrit) == "99900011000018"


@pytest.mark.parametrize("ecrit", ["9900044000018", 9900044000018.0])
def test_le_zero_perdu_d_un_siret_est_retabli_si_la_cle_le_confirme(ecrit):
    remarques: list[str] = []
    assert lire_siret(ecrit, remarques=remarques) == "09900044000018"
    assert "zéro perdu" in remarques[0]


def test_les_etablissements_de_la_poste_suivent_leur_propre_cle():
    assert lire_siret("35600000000048") == "35600000000048"
    assert lire_siret("35600000000006") == "35600000000006"
    refus(lire_siret, "35600000000007")


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("1,23457E+13", "perdu les derniers chiffres"),
        (1.23e13, "remplacé les derniers chiffres par des zéros"),
        ("9990001100001", "13 chiffres au lieu de 14"),
        ("999000110", "SIREN"),
        ("99900011000019", "5 derniers chiffres"),
        ("99900012000018", "un chiffre est faux"),
        ("9990001100O018", "« O »"),
        ("00000000000000", "aucune entreprise"),
        (True, "n'est pas un SIRET"),
    ],
)
def test_un_siret_faux_est_refuse_en_disant_precisement_pourquoi(ecrit, raison):
    erreur = refus(lire_siret, ecrit)
    assert raison in erreur.message.replace("\u00a0", " ")
    assert erreur.remede


def test_un_siret_vide_n_est_refuse_que_s_il_est_obligatoire():
    assert lire_siret("") is None
    refus(lire_siret, None, obligatoire=True)


def test_un_code_postal_retrouve_son_zero():
    remarques: list[str] = []
    assert lire_code_postal(1000.0, remarques=remarques) == "01000"
    assert len(remarques) == 1
    assert lire_code_postal("59033 CEDEX 9") == lire_code_postal("59 033") == "59033"
    for faux in ("00000", "99999", "Lille", "590000"):
        refus(lire_code_postal, faux)


@pytest.mark.parametrize(
    "texte",
    [
        "2 85 05 78 006 048",
        "285057800604877",
        "Sécu : 2 85 05 78 006 048 91, à garder",
        "2-85-05-78-006-048-91",
        "1 85 05 2A 006 084",
        "né en 1985 1 85 05 78 006 084 36 tel 0612345678",
        "2 69 05 49 588 157 80",
        "2_69_05_49_588_157_80",
        "2,69,05,49,588,157,80",
        "2, 69, 05, 49, 588, 157, 80",
        "2·69·05·49·588·157",
        "2：69：05：49：588：157",
        "２６９０５４９５８８１５７８０",
        "2\u00ad69\u200b05\u206049588157 80",
        "٢٦٩٠٥٤٩٥٨٨١٥٧",
        "n° 2|69|05|49|588|157",
        "2690549_588157",
        "(2) 69 (05) 49 (588) 157",
        "2 69\u201105\u201149 588 157",
    ],
)
def test_un_numero_de_securite_sociale_est_reconnu(texte):
    assert contient_nir(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "99900011000018",
        "999 000 110 00018",
        "FR76 3000 6000 0112 3456 7890 189",
        "06 12 34 56 78 et 07 12 34 56 78",
        "+33 6 12 34 56 78",
        "du 12/10/2021 au 13/11/2022",
        "facture 20210001230001 du lot 2",
        "1 250 000,50 € pour 12 165 h",
        "lots de 1 212 590, 120 450 et 3 200 h",
        "12:30, 13:45, 14:00, 15:15, 16:20",
        "1,5 ; 2,5 ; 3,25 ; 4,75 ; 5,125 ; 6,875",
        "du 01/02/2026, 03/04/2026 et 05/06/2026",
        "https://exemple.test/lots/07e30f11-0562-4748-943e-c25a70536e9b/",
        "Voir le contrat 313874cd-dfbc-423d-b246-548991270564.",
    ],
)
def test_un_siret_un_telephone_ou_un_iban_n_en_est_pas_un(texte):
    assert not contient_nir(texte)
