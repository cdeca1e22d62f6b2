"""Les nombres, durées, montants, lots et tranches que le français des marchés écrit de vingt façons."""

from decimal import Decimal

import pytest

from lecteur.extraction.grandeurs import grandeurs
from lecteur.extraction.mentions import lots, tranches
from lecteur.extraction.nombres import nombres, valeur_en_lettres
from lecteur.extraction.normalisation import phrases, replier


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200,50", "1200.50"),
        ("1.200", "1200"),
        ("1 200,00", "1200"),
        ("2.5", "2.5"),
        ("2 700 000", "2700000"),
        ("mille deux cents (1 200)", "1200"),
        ("deux mille cinq cents", "2500"),
    ],
)
def test_un_nombre_en_chiffres_ou_en_lettres(texte: str, attendu: str) -> None:
    assert [n.valeur for n in nombres(replier(texte))] == [Decimal(attendu)]


@pytest.mark.parametrize(
    ("mots", "attendu"),
    [
        ("vingt et une", 21),
        ("soixante-dix", 70),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-sept", 97),
        ("quatre cent vingt", 420),
        ("cent quarante", 140),
        ("trois mille huit cent cinquante", 3850),
        ("mille", 1000),
    ],
)
def test_les_nombres_en_lettres(mots: str, attendu: int) -> None:
    assert valeur_en_lettres(mots) == attendu


@pytest.mark.parametrize(
    "ecrit", ["35 heures", "35h", "35 H", "35 hrs", "trente-cinq (35) heures", "35 (trente-cinq) heures"]
)
def test_une_duree(ecrit: str) -> None:
    assert [(d.quantite, d.unite) for d in grandeurs(replier(ecrit)).durees] == [(Decimal(35), "heure")]


@pytest.mark.parametrize(
    "ecrit", ["le 12/03/2024 à 12h00", "17 h 30", "24h/24 et 7j/7", "article L. 2112-2", "01 23 45 67 89", "20 % HT"]
)
def test_ce_qui_n_est_pas_une_duree(ecrit: str) -> None:
    assert grandeurs(replier(ecrit)).durees == ()


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("10 000 € HT", 10000),
        ("10 000 euros", 10000),
        ("100 k€", 100000),
        ("2,7 M€", 2700000),
        ("2 millions d'euros", 2000000),
    ],
)
def test_un_montant(ecrit: str, attendu: int) -> None:
    assert [m.valeur for m in grandeurs(replier(ecrit)).montants] == [Decimal(attendu)]


@pytest.mark.parametrize("ecrit", ["5 %", "5%", "5,0 %", "cinq pour cent (5 %)", "cinq pour cent"])
def test_un_taux(ecrit: str) -> None:
    assert [t.valeur for t in grandeurs(replier(ecrit)).taux] == [Decimal(5)]


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("lot n° 3", ("3",)),
        ("lot 03 - Gros œuvre", ("3",)),
        ("lots 1, 2 et 4", ("1", "2", "4")),
        ("lots n°3 à 5", ("3", "4", "5")),
        ("lots no2 et no5", ("2", "5")),
        ("lot(s) no 02, 03, 12", ("2", "3", "12")),
        ("LOT N°7", ("7",)),
        ("chaque lot", ()),
        ("lot 1 : 120 heures", ("1",)),
        ("lot 1 250 heures", ("1",)),
        ("lots 1 et 2, 105 heures", ("1", "2")),
    ],
)
def test_les_lots(ecrit: str, attendu: tuple[str, ...]) -> None:
    assert [m.noms for m in lots(replier(ecrit))] == [attendu]


def test_les_heures_ne_sont_pas_prises_pour_un_lot() -> None:
    assert [d.quantite for d in grandeurs(replier("Lot 1 250 heures")).durees] == [Decimal(250)]


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("tranche ferme", "ferme"),
        ("TF", "ferme"),
        ("tranche optionnelle n° 2", "optionnelle 2"),
        ("TO1", "optionnelle 1"),
        ("tranche conditionnelle 1", "optionnelle 1"),
        ("tranche optionnelle", "optionnelle"),
    ],
)
def test_les_tranches(ecrit: str, attendu: str) -> None:
    assert [m.noms for m in tranches(replier(ecrit))] == [(attendu,)]


def test_une_tranche_de_facturation_n_est_pas_une_tranche_du_marche() -> None:
    assert tranches("5 heures par tranche de 10 000 €") == ()


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("Le marché comporte une clause.Le titulaire la respecte.", 2),
        ("Voir l'art. L. 2112-2 du code.", 1),
        ("Un minimum de 1.200 heures est requis.", 1),
        ("Soit 630 h. Le reste suit.", 2),
        ("Un volume de ........ heures est requis.", 1),
    ],
)
def test_les_phrases(texte: str, nombre: int) -> None:
    lues = phrases(texte, replier(texte))
    assert len(lues) == nombre
    assert "".join(p.texte for p in lues) == replier(texte)
