"""Les personnes à l'écran : cherchées mot à mot, rangées à la française, comparées avant d'être ajoutées."""

from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques

pytestmark = pytest.mark.django_db
LISTE = "/participants/"


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


@pytest.fixture
def saisir(facilitatrice):
    def saisit(nom, prenom, naissance="14/05/1990"):
        saisie = {"prenom": prenom, "nom": nom, "date_naissance": naissance}
        return facilitatrice.post(reverse("participants:creer"), saisie).content.decode()

    return saisit


CHERCHES = [
    ("Zimmer", "Zoé", ("Zoé Zimmer", "zimmer zoe", "ZOE  ZIMMER", "zim zo", " Zimmer, Zoé ")),
    ("N’GUESSAN", "Awa", ("N'Guessan", "n guessan", "NGUESSAN", "awa n’guessan", "guessan")),
    ("Łukaszewicz", "Ewa", ("lukaszewicz", "ŁUKASZ", "Ewa Lukasz", "łukaszewicz ewa")),
    ("Yıldız", "Ali", ("yildiz", "YILDIZ", "Yıldız ali", "yıldiz")),
    ("Le Goff", "Anne-Marie", ("legoff", "le-goff", "Anne Marie LE GOFF", "anne‑marie", "annemarie goff")),
    ("Œuvrard", "Chloé", ("oeuvrard", "œuvrard chloe", "OEUVRARD", "Chloé Œuvrard")),
]


@pytest.mark.parametrize(("nom", "prenom", "cherche"), [(n, p, c) for n, p, mots in CHERCHES for c in mots])
def test_une_personne_se_trouve_sous_toutes_ses_ecritures(facilitatrice, porteuse, nom, prenom, cherche):
    fabriques.participant(porteuse, nom=nom, prenom=prenom)
    fabriques.participant(porteuse, nom="Autre", prenom="Paul")
    page = facilitatrice.get(LISTE, {"q": cherche}).content.decode()
    assert nom in page
    assert "Autre" not in page


def test_la_liste_range_a_la_francaise(facilitatrice, porteuse):
    noms = ["ZIMMER", "Łukaszewicz", "de la Tour", "Œuvrard", "Çelik", "ÉLOUARD", "Abel", "Dupont", "Élan"]
    for nom in noms:
        fabriques.participant(porteuse, nom=nom)
    page = facilitatrice.get(LISTE).content.decode()
    places = {nom: page.index(nom) for nom in noms}
    rangees = ["Abel", "Çelik", "de la Tour", "Dupont", "Élan", "ÉLOUARD", "Łukaszewicz", "Œuvrard", "ZIMMER"]
    assert sorted(noms, key=places.__getitem__) == rangees


@pytest.mark.parametrize(
    ("nom", "prenom", "naissance", "raison"),
    [
        ("N’Guessan", "AWA", "14/05/1990", "le même nom"),
        ("NGUESSAN", "Awa", "14/05/1990", "le même nom"),
        ("Awa", "n guessan", "14/05/1990", "inversés"),
        ("N'GUESSAN", "Awa", "", "une naissance n’est pas dite"),
        ("N'GUESSANT", "Awa", "", "une lettre change"),
        ("N'GUESSAN-KONE", "Awa", "14/05/1990", "à moitié"),
        ("N'GUESSAN", "Awa", "05/04/1971", "une autre naissance"),
        ("N'GUESSAN", "Paul", "14/05/1990", "la même naissance"),
        ("KONE", "Awa", "14/05/1990", "la même naissance"),
    ],
)
def test_une_personne_ressemblante_se_montre_avec_sa_raison(saisir, porteuse, nom, prenom, naissance, raison):
    fabriques.participant(porteuse, nom="N'GUESSAN", prenom="Awa", date_naissance=date(1990, 5, 14))
    page = saisir(nom, prenom, naissance)
    assert "Cette personne a peut-être déjà une fiche" in page
    assert raison in page
    assert Participant.objects.count() == 1


def test_une_tout_autre_personne_s_ajoute_sans_question(saisir, porteuse):
    fabriques.participant(porteuse, nom="N'GUESSAN", prenom="Awa", date_naissance=date(1990, 5, 14))
    saisir("KONE", "Paul")
    assert Participant.objects.count() == 2


@pytest.mark.parametrize(
    ("connu", "saisi"),
    [("LE GOFF", "LEGOFF"), ("LEGOFF", "Le Goff"), ("de la Tour", "Tour"), ("TOUR", "de la Tour"), ("GROSS", "Groß")],
)
def test_un_nom_compose_ou_a_particule_se_reconnait(saisir, porteuse, connu, saisi):
    fabriques.participant(porteuse, nom=connu, prenom="Anne", date_naissance=None)
    assert "peut-être déjà une fiche" in saisir(saisi, "ANNE")
