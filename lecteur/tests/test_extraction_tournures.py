"""Une tournure par phrase : le volume, sa portée et sa formule, ou le silence."""

import pytest

from lecteur.extraction import Lecture, Texte, extraire
from lecteur.extraction.donnees import pour_le_lot
from lecteur.mesure import trouves


def lire(texte: str) -> Lecture:
    return extraire(Texte.depuis(texte))


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "Le titulaire confie 10 jours de travail (soit 70 h) à une association intermédiaire ou à une entreprise "
            "de travail temporaire d'insertion.",
            {"70 marche"},
        ),
        ("L'entreprise fera réaliser 210 heures par un GEIQ, une régie de quartier ou un ESAT.", {"210 marche"}),
        ("Le titulaire réserve 15 jours à une structure d'insertion.", {"105 marche"}),
        (
            "4 500 heures d'insertion pour toute la durée du marché. Jalons, en heures cumulées depuis le début : "
            "1 000 heures au 31 mars 2027, 2 700 heures (60 % du volume) à la fin du 12e mois d'exécution et le reste "
            "à la fin.",
            {"4500 marche"},
        ),
        (
            "Clause d'insertion : 900 heures. Chaque jalon est un minimum : 300 heures d'insertion au 30 juin 2027 "
            "puis 600 heures d'insertion au 31 décembre 2027.",
            {"900 marche"},
        ),
        ("Il est demandé 3 500 heures d'insertion (dont 500 heures au moins en alternance).", {"3500 marche"}),
        (
            "Clause d'insertion : 900 heures dont 300 heures en tranche ferme et 600 heures en tranche optionnelle.",
            {"900 marche", "300 tranche ferme", "600 tranche optionnelle"},
        ),
        (
            "Il est demandé à l'entreprise d'employer, pendant la durée du chantier, deux personnes en insertion à "
            "temps plein pendant 6 mois, soit l'équivalent de 1 820 heures.",
            {"1820 marche"},
        ),
        (
            "Clause d'insertion. Pour chaque période de 12 mois, le titulaire devra réserver 210 heures.",
            {"210 marche par an"},
        ),
        (
            "Clause d'insertion : 1 607 heures la première année puis 800 heures les années suivantes.",
            {"1607 marche", "800 marche par an"},
        ),
        (
            "Clause d'insertion : le titulaire du lot 03 réalise 105 heures, celui du lot 08 (électricité) 20 journées "
            "de 7 h.",
            {"105 lot 3", "140 lot 8"},
        ),
        ("Clause d'insertion : 6 semaines de 35 heures, soit 210 heures.", {"210 marche"}),
        ("Clause d'insertion : 4 × 350 h.", {"1400 marche"}),
        ("Clause d'insertion : 2 ETP sur 6 mois.", {"1607 marche"}),
        (
            "En application de l'article L.2112-2. Tranche ferme 1 260 heures, tranche optionnelle n°1 630 heures",
            {"1260 tranche ferme", "630 tranche optionnelle 1"},
        ),
        (
            "Clause d'insertion : lot gros œuvre : 350 h, lot menuiseries extérieures : 105 h.",
            {"350 lot gros oeuvre", "105 lot menuiseries exterieures"},
        ),
        (
            "Clause d'insertion. Les lots 2 et 5 sont concernés. Le titulaire y réserve 140 heures.",
            {"140 lot 2", "140 lot 5"},
        ),
        ("Clause d'insertion : lot A 140 heures, lot B 70 heures.", {"140 lot A", "70 lot B"}),
        ("Clause d'insertion : le lot a 140 heures à réaliser.", {"140 marche"}),
        (
            "Clause d'insertion respectivement de 100 h et 200 h pour les lots 1 et 2.",
            {"100 lot 1", "200 lot 2"},
        ),
        ("Clause d'insertion : 1 260h00.", {"1260 marche"}),
        (
            "Les titulaires des lots 1 (gros œuvre), 3 (étanchéité) et 8 (peinture) réalisent au moins 420, 70 et 105 "
            "heures d'insertion.",
            {"420 lot 1", "70 lot 3", "105 lot 8"},
        ),
        (
            "Heures d'insertion : 2 450 h (lot 1 : 1 400 h, lot 2 : 700 h, lot 3 : 350 h).",
            {"2450 marche", "1400 lot 1", "700 lot 2", "350 lot 3"},
        ),
        (
            "L'obligation d'insertion est de 7 % des heures travaillées, sans pouvoir être inférieure à 100 heures.",
            {"100 marche"},
        ),
        (
            "Pour les bons de commande supérieurs à 50 000 € HT, 20 heures d'insertion sont exigées.",
            {"20 marche par periode"},
        ),
        ("Clause d'insertion : mille deux cent soixante heures.", {"1260 marche"}),
    ],
)
def test_un_volume(texte: str, heures: set[str]) -> None:
    assert trouves(lire(texte))["heures"] == heures


@pytest.mark.parametrize(
    "texte",
    [
        "En application de l'article L. 2112-2, le titulaire trie ses déchets et limite ses émissions.",
        "En application de l'article L. 2112-2, 200 heures de véhicule électrique en tranche ferme.",
        "L'ESAT voisin est ouvert de 8 heures à 17 heures.",
        "L'entreprise adaptée de la commune occupe le rez-de-chaussée.",
    ],
)
def test_un_silence(texte: str) -> None:
    assert not lire(texte).parle_d_insertion


@pytest.mark.parametrize(
    ("texte", "formules"),
    [
        (
            "Il est demandé 3 500 heures d'insertion. 30 % de ces heures seront réalisées par des femmes.",
            {"fixe"},
        ),
        ("5 % de ces heures de travail sont réservées à des personnes en insertion.", {"pourcentage_heures 5"}),
        ("Clause d'insertion : par tranche de 12 000 € HT facturés : 6 heures.", {"facturation 6/12000"}),
        ("Clause d'insertion : 35 heures par bon de commande supérieur à 20 000 €.", set()),
    ],
)
def test_une_formule(texte: str, formules: set[str]) -> None:
    assert trouves(lire(texte))["formules"] == formules


def test_un_calcul_imprime_ses_facteurs() -> None:
    lecture = lire(
        "Nombre d'heures d'insertion : montant des travaux HT x part de main d'œuvre (45 %) x 7 % / 38 €. Soit pour un "
        "montant de 2 500 000 € HT : 20 724 heures."
    )
    calcul = next(f for f in lecture.formules if f.kind == "calcul")
    assert calcul.taux == 7
    assert [(p.valeur, p.nature) for p in lecture.parts_main_oeuvre] == [(45, "part"), (38, "cout_horaire")]
    assert trouves(lecture)["heures"] == {"20724 marche"}


def test_tous_les_lots_sauf_un() -> None:
    lecture = lire("Clause d'insertion de 70 heures pour tous les lots sauf le lot 3.")
    assert [(v.portee, v.sauf) for v in lecture.volumes] == [("lot", ("3",))]
    assert pour_le_lot(lecture, "2").volumes
    assert not pour_le_lot(lecture, "3").volumes


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("Publics de la clause d'insertion : BRSA, DELD, RQTH.", {"rsa", "deld", "boeth"}),
        ("Clause d'insertion : sont éligibles les publics ETTI, AI, GEIQ.", {"iae", "geiq"}),
        ("Clause d'insertion : salariés en parcours relevant de l'article L.5132-4 du code du travail.", {"iae"}),
    ],
)
def test_des_publics(texte: str, codes: set[str]) -> None:
    assert {p.code for p in lire(texte).publics} == codes


def test_une_penalite_dite_par_un_verbe() -> None:
    lecture = lire("Clause d'insertion\nVolume : 300 heures.\nChaque heure non réalisée est pénalisée de 45 euros.")
    assert [(p.nature, p.montant) for p in lecture.penalites] == [("heure", 45)]
