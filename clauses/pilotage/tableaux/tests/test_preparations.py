"""Une opération qui se prépare n'est ni en retard ni dans les temps : l'accueil dit ce qui la fait avancer."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.circuit.models import Dossier
from clauses.avant.redaction.tests import fabriques as redaction
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


def accueil(client, appartenance):
    client.force_login(appartenance.utilisateur)
    return unescape(client.get("/").content.decode()).replace("\u00a0", " ").replace("’", "'")


@pytest.fixture
def marche():
    return redaction.fixe()


def lignes(client, marche):
    return accueil(client, comptes.donneur_d_ordre(marche.operation.donneur_d_ordre))


def test_elle_se_dit_en_preparation_et_n_est_pas_dans_les_temps(client, marche):
    page = lignes(client, marche)
    assert "En préparation" in page
    assert "Dans les temps" not in page
    assert "1 opération, aucune n'est en retard, 1 en préparation." in page


def test_ses_pieces_puis_leur_relecture_sont_l_acte_attendu(client, marche):
    assert f'<a href="{reverse("redaction:marche", args=[marche.pk])}">Rédiger les pièces</a>' in lignes(client, marche)
    redaction.version(redaction.piece(marche))
    dossier = reverse("circuit:dossier", args=[marche.pk])
    assert f'<a href="{dossier}">Faire relire les pièces</a>' in lignes(client, marche)
    creer(Dossier, marche=marche, etat="clos", chez="personne", chez_depuis=date(2026, 11, 20))
    assert f'<a href="{dossier}">Pièces bonnes pour publication</a>' in lignes(client, marche)


def test_le_marche_le_moins_avance_commande(client, marche):
    sans = marches.marche(
        marche.operation,
        objet="Second marché",
        reference="2026-TRV-015",
        etat="prepare",
        date_notification=None,
        date_debut=None,
    )
    marches.lot(sans)
    page = lignes(client, marche)
    assert f'<a href="{reverse("marches:marche", args=[sans.pk])}">Poser les clauses</a>' in page
    assert "Rédiger les pièces" not in page
