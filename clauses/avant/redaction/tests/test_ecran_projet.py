"""L'onglet « Pièces » d'une fiche projet."""

import pytest
from django.urls import reverse

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.redaction.tests import scene

pytestmark = pytest.mark.django_db


def adresse(projet):
    return reverse("redaction:projet", args=[projet.pk])


@pytest.fixture
def monde():
    return scene.monter()


def un_projet(monde, **champs):
    acheteur = monde.marche.operation.donneur_d_ordre
    return projets.projet(monde.marche.porteuse, donneur_d_ordre=acheteur, **champs)


@pytest.mark.parametrize("role", ["facilitateur", "responsable", "acheteur"])
def test_avant_l_ouverture_l_onglet_dit_ce_qui_reste_a_faire(monde, role):
    texte = monde.connecter(role).get(adresse(un_projet(monde))).content.decode()
    assert "Pas encore de marché" in texte
    assert "Revenir à la fiche" in texte


def test_un_projet_ouvert_montre_les_pieces_de_son_marche(monde):
    ouvert = un_projet(monde, etat="ouvert", operation=monde.marche.operation, marche=monde.marche)
    reponse = monde.connecter("acheteur").get(adresse(ouvert))
    texte = reponse.content.decode()
    assert "6 à engendrer" in texte
    assert reverse("redaction:marche", args=[monde.marche.pk]) in texte


@pytest.mark.parametrize(("etat", "dit"), [("sans_clause", "classé sans clause"), ("abandonne", "abandonné")])
def test_un_projet_clos_le_dit(monde, etat, dit):
    projet = un_projet(monde, etat=etat, motif_etat="Raison")
    assert dit in monde.connecter("facilitateur").get(adresse(projet)).content.decode()


@pytest.mark.parametrize("role", ["autre_acheteur", "autre_porteuse"])
def test_un_etranger_ne_le_trouve_pas(monde, role):
    assert monde.connecter(role).get(adresse(un_projet(monde))).status_code == 404
