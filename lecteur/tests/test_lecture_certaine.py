"""Cinq tournures au moins de chaque faute : heures de tout le marché, proportions, conditions, hausses, taux, lieux."""

import pytest

from lecteur.extraction import Texte, extraire
from lecteur.extraction.constats import Lecture
from lecteur.mesure import trouves


def lire(texte: str) -> Lecture:
    return extraire(Texte.depuis(texte))


def doutes(texte: str) -> set[str]:
    return {i.code for i in lire(texte).incomprehensions}


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("Clause d'insertion : 350 heures. Le chantier nécessite 8 000 heures de travail.", {"350 marche"}),
        ("Clause d'insertion : 350 heures, le marché représentant 7 000 heures de production.", {"350 marche"}),
        ("Le marché représente environ 7 000 heures de travail dont 350 heures d'insertion.", {"350 marche"}),
        ("L'opération génère 7 000 heures de travail. Le lot 2 doit 350 heures d'insertion.", {"350 lot 2"}),
        ("Sur 7 000 heures de travail estimées, 5 % seront réservées à l'insertion.", set()),
        ("Clause d'insertion. Les prestations sont estimées à 9 000 heures.", set()),
        ("Clause d'insertion : 350 heures. Le lot compte 4 200 heures de main-d'œuvre.", {"350 marche"}),
    ],
)
def test_les_heures_de_tout_le_marche_ne_sont_pas_d_insertion(texte: str, heures: set[str]) -> None:
    assert trouves(lire(texte))["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Le titulaire réalise 350 heures d'insertion par site.", "proportion"),
        ("Le titulaire du lot 1 réalise 35 heures d'insertion par logement réhabilité.", "proportion"),
        ("Clause sociale : 14 heures d'insertion par véhicule traité.", "proportion"),
        ("Pour chaque bâtiment, l'entreprise réalise 70 heures d'insertion.", "proportion"),
        ("Six heures d'insertion à chaque fois que le montant facturé atteint 10 000 € HT.", "proportion"),
        ("Si le montant du marché est supérieur à 1 000 000 € HT, 500 heures d'insertion sont dues.", "conditionnel"),
        ("500 heures d'insertion sont dues si le montant dépasse 1 000 000 € HT.", "conditionnel"),
        ("Clause d'insertion : 200 heures lorsque l'offre est inférieure à 500 000 € HT.", "conditionnel"),
        ("Pour un marché de 500 000 € HT, le volume est de 300 heures d'insertion.", "conditionnel"),
        ("Le titulaire dont le marché dépasse 500 000 € HT réalise 300 heures d'insertion.", "conditionnel"),
        ("En cas d'attribution de plusieurs lots, le volume est de 300 heures d'insertion.", "conditionnel"),
        ("50 heures d'insertion supplémentaires sont demandées.", "en_plus"),
        ("Le volume d'insertion est augmenté de 50 heures.", "en_plus"),
        ("Le nombre d'heures d'insertion est réduit de 50 heures.", "en_plus"),
        ("Le titulaire réserve 5 % à 10 % des heures de travail à l'insertion.", "taux_incertain"),
        ("Le titulaire consacre 2 % du montant du marché à l'insertion.", "base_en_euros"),
        ("Clause sociale d'insertion : 5 % de la masse salariale.", "base_en_euros"),
    ],
)
def test_un_volume_qui_depend_d_autre_chose_est_a_verifier(texte: str, code: str) -> None:
    lecture = lire(texte)
    assert (lecture.volumes, [f for f in lecture.formules if f.kind != "pourcentage_heures" or f.taux != 10]) == (
        (),
        [],
    )
    assert code in doutes(texte)


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "Chaque marché subséquent de plus de 90 000 € HT comporte 105 heures d'insertion.",
            {"105 marche par periode"},
        ),
        (
            "Clause d'insertion : 340 heures. La tranche optionnelle 1 ajoute 160 heures.",
            {"340 marche", "160 tranche optionnelle 1"},
        ),
        ("Clause d'insertion : 3 500 heures pour un montant estimé de 3 500 000 € HT.", {"3500 marche"}),
        ("Au titre de la clause sociale, 1 ETP soit 1 607 heures est réservé à l'insertion.", {"1607 marche"}),
        ("Un ETP (1 607 h) devra être réservé à l'insertion.", {"1607 marche"}),
        ("Clause d'insertion : 0,5 ETP par an (base 1 607 heures).", {"803.5 marche par an"}),
        ("Un ETP vaut 1 607 heures. Le titulaire réalise 800 heures d'insertion.", {"800 marche"}),
        ("Clause d'insertion : 60 jours d'insertion de 7 heures.", {"420 marche"}),
        (
            "Clause d'insertion : lots 1 à 3, 245 heures par lot ; lot 4, 70 heures.",
            {"245 lot 1", "245 lot 2", "245 lot 3", "70 lot 4"},
        ),
        ("Clause d'insertion : 200 h/lot pour les lots 1 et 2.", {"200 lot 1", "200 lot 2"}),
        ("Heures d'insertion : 500 heures (lots 1 et 2 cumulés).", {"500 marche"}),
        (
            "Clause d'insertion aux lots n°1 (600 heures), n°2 (300 heures) et 3 à 4 (75 heures).",
            {"600 lot 1", "300 lot 2", "75 lot 3", "75 lot 4"},
        ),
        ("Clauses sociales : lot(s) 1 - 2 - 4 : 70 heures chacun.", {"70 lot 1", "70 lot 2", "70 lot 4"}),
        ("Heures d'insertion : lot 2a : 210 heures ; lot 12 bis : 35 heures.", {"210 lot 2A", "35 lot 12BIS"}),
        (
            "soumis à une clause d'insertion :\nLot 1\nVRD\n140 heures\nLot 2\nToit\n700 heures",
            {"140 lot 1", "700 lot 2"},
        ),
        (
            "Clause d'insertion\nLe titulaire du lot 1 y réserve du temps.\nCe temps est estimé à 450 heures.",
            {"450 lot 1"},
        ),
        ("Les heures d'insertion (350) sont réalisées sur 12 mois.", {"350 marche"}),
        ("Nombre d'heures d'insertion sur la durée du marché (4 ans) : 2 000", {"2000 marche"}),
        ("Nombre minimum d'heures d'insertion : 500/an", {"500 marche par an"}),
        ("350 heures d'insertion pour l'année 2026 et 400 heures pour l'année 2027.", {"350 marche", "400 marche"}),
        ("Clause d'insertion de 300 heures pour le lot 1, autres lots : non concernés.", {"300 lot 1"}),
    ],
)
def test_un_volume_certain_est_rendu(texte: str, heures: set[str]) -> None:
    assert trouves(lire(texte))["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("Les 140 heures d'insertion du lot 4 sont ramenées à 70 heures.", {"70 lot 4"}),
        (
            "La clause d'insertion de 100 heures du lot 5 est supprimée ; celle du lot 6 est portée à 200 heures.",
            {"200 lot 6"},
        ),
        ("Le nombre d'heures d'insertion, fixé à 500 heures, est porté à 650 heures.", {"650 marche"}),
        (
            "Au lieu de lire « lot 4 : 520 h d'insertion », il convient de lire « lot 4 : 250 heures d'insertion ».",
            {"250 lot 4"},
        ),
        ("L'avis indiquait 500 heures d'insertion ; le volume exact est de 300 heures.", {"300 marche"}),
        ("Volume d'insertion du lot 1, ancien volume : 500 heures ; nouveau volume : 300 heures.", {"300 lot 1"}),
        ("L'avenant augmente de 50 heures le volume d'insertion, qui passe de 300 à 350 heures.", {"350 marche"}),
    ],
)
def test_ce_qui_est_corrige_ne_se_lit_plus(texte: str, heures: set[str]) -> None:
    assert trouves(lire(texte))["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "formules"),
    [
        ("1 h d'insertion pour chaque millier d'euros facturés.", {"facturation 1/1000"}),
        ("70 heures d'insertion par million d'euros de travaux.", {"facturation 70/1000000"}),
        ("Clause d'insertion : pour 10.000 EUR HT : 5 heures", {"facturation 5/10000"}),
        ("L'effort d'insertion est de 1 ETP par tranche de 500 000 € HT.", {"facturation 1607/500000"}),
        (
            "Clause d'insertion, due à compter de 90 000 € HT. 2,5 heures par tranche de 1 000 € HT.",
            {"facturation 2.5/1000 seuil 90000"},
        ),
        (
            "Clause d'insertion\nHeures | 1 h par tranche de 2 000 € HT\nSeuil | 2 700 000 € HT",
            {"facturation 1/2000 seuil 2700000"},
        ),
        (
            "Aucune heure d'insertion n'est due en deçà de 2 700 000 € HT. Au-delà, 1 h par tranche de 2 000 € HT.",
            {"facturation 1/2000 seuil 2700000"},
        ),
        (
            "Clause d'insertion de 7 heures par tranche de 10 000 € HT. Montant maximum : 800 000 € HT.",
            {"facturation 7/10000"},
        ),
        (
            "Clause d'insertion : 7 % sur les lots 1 et 2, 3,5 % sur le lot 3.",
            {"pourcentage_heures 7", "pourcentage_heures 3.5"},
        ),
        (
            "15 % des heures d'exécution sont confiées à des jeunes de moins de 25 ans domiciliés à Mayotte.",
            {"jeunes_outre_mer 15"},
        ),
        ("Clause d'insertion : 100 heures par mois.", set()),
    ],
)
def test_une_formule_est_rendue_avec_ses_termes(texte: str, formules: set[str]) -> None:
    assert trouves(lire(texte))["formules"] == formules


def test_un_tableau_de_termes_n_est_pas_un_tableau_de_volumes() -> None:
    lecture = lire(
        "Clause d'insertion\nHeures d'insertion par tranche | Tranche (€ HT) | Seuil (€ HT)\n1 | 2 000 | 2 700 000"
    )
    assert (lecture.volumes, lecture.formules) == ((), ())


@pytest.mark.parametrize(
    ("texte", "instruments"),
    [
        ("Aucune réservation au titre des articles L2113-12 à L2113-16.", set()),
        ("Une partie des prestations est réservée à une structure d'insertion.", set()),
        ("Le marché est passé en application de l'article L. 2113-13 du code.", {"reserve_iae"}),
        (
            "Seuls pourront déposer une offre les opérateurs répondant aux conditions de l'article L. 2113-12.",
            {"reserve_handicap"},
        ),
        (
            "Le lot 2 est réservé aux SIAE (L2113-13) et le lot 5 aux entreprises adaptées (L2113-12).",
            {"reserve_iae", "reserve_handicap"},
        ),
    ],
)
def test_une_reservation_est_celle_de_son_lot(texte: str, instruments: set[str]) -> None:
    assert trouves(lire(texte))["reservations"] == instruments


@pytest.mark.parametrize(
    ("texte", "publics"),
    [
        ("Ne sont pas éligibles les bénéficiaires du RSA en activité.", set()),
        ("Sont exclus les demandeurs d'emploi de longue durée radiés.", set()),
        ("Publics visés, à l'exception des bénéficiaires du RSA : jeunes de moins de 26 ans.", {"jeune"}),
        ("Les jeunes de moins de 26 ans déjà en poste ne sont pas comptabilisés.", set()),
        ("L'entreprise s'appuie sur la mission locale, Cap emploi, le PLIE et l'E2C.", set()),
        ("Le PLIE (plan local pour l'insertion et l'emploi) accompagne les titulaires.", set()),
        ("L'action d'insertion a lieu dans le cadre du NPNRU, quartier prioritaire des Coquelicots.", set()),
        ("Les heures bénéficient aux habitants des quartiers prioritaires.", {"qpv"}),
        ("Les travailleurs handicapés représentent 6 % de l'effectif de l'entreprise.", set()),
        ("Publics : jeunes de moins de 25 ans domiciliés en Guyane.", {"jeune_outre_mer"}),
    ],
)
def test_ni_exclu_ni_partenaire_ni_lieu_n_est_un_public(texte: str, publics: set[str]) -> None:
    assert trouves(lire(f"Clause d'insertion : 300 heures.\n{texte}"))["publics"] == publics


@pytest.mark.parametrize(
    "texte",
    [
        "Le maître d'ouvrage, accompagné par le PLIE et par la mission locale, a inscrit une clause d'insertion.",
        "La clause sociale d'insertion, suivie par le PLIE de l'Avesnois, porte sur 300 heures.",
        "Le titulaire sera accompagné dans sa démarche d'insertion par la mission locale et le PLIE.",
        "L'opération, portée par la ville assistée du PLIE, comporte une clause d'insertion de 200 heures.",
        "Le projet d'insertion de l'entreprise est coordonné par la mission locale.",
    ],
)
def test_qui_aide_l_acheteur_ou_le_titulaire_n_est_pas_un_public(texte: str) -> None:
    assert trouves(lire(texte))["publics"] == set()


@pytest.mark.parametrize(
    ("texte", "publics"),
    [
        ("Le titulaire embauche, au titre de l'insertion, des jeunes suivis par la mission locale.", {"jeune_suivi"}),
        ("L'entreprise recrute des personnes accompagnées par le PLIE, au titre de la clause d'insertion.", {"plie"}),
    ],
)
def test_ceux_qu_il_suit_le_sont(texte: str, publics: set[str]) -> None:
    assert trouves(lire(texte))["publics"] == publics


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "1 200 heures d'insertion en période initiale de 2 ans puis 600 heures à chaque reconduction annuelle.",
            {"1200 marche", "600 marche par periode"},
        ),
        (
            "Volume d'insertion : 600 heures la première année et 300 heures par reconduction annuelle.",
            {"600 marche", "300 marche par periode"},
        ),
    ],
)
def test_les_heures_d_une_reconduction_annuelle_ne_sont_pas_dues_chaque_annee(texte: str, heures: set[str]) -> None:
    lu = trouves(lire(texte))
    assert lu["heures"] == heures
    assert "annuelle" not in lu["formules"]
