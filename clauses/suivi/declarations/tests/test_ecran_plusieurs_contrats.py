"""Une personne qui a plusieurs contrats dans le mois : ses cartes se distinguent, et elle compte pour une."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.declarations.presentation.validation import mois_en_attente
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, personne, planter

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return planter()


@pytest.fixture
def missions(scene):
    qui = personne(scene.porteuse, "Samir", "Missions")
    dates = ((5, 9), (12, 16))
    return [
        fabriques.contrat(qui, scene.lot, date_debut=date(2026, 10, debut), date_fin=date(2026, 10, fin))
        for debut, fin in dates
    ]


def lire(client, nom, scene) -> str:
    return unescape(client.get(reverse(f"declarations:{nom}", args=[scene.octobre.pk])).content.decode())


def test_chaque_carte_dit_les_dates_de_son_contrat_et_les_autres_n_en_disent_rien(client, scene, missions):
    client.force_login(scene.titulaire.utilisateur)
    page = lire(client, "saisir", scene)
    assert "du 05/10/2026 au 09/10/2026" in page
    assert "du 12/10/2026 au 16/10/2026" in page
    assert "depuis le 15/01/2026" not in page


def test_elle_compte_pour_une_personne_partout(client, scene, missions):
    for contrat in (*missions, scene.yacine):
        fabriques.ligne(contrat, scene.lot, OCTOBRE, "35", declaration=scene.octobre)
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    client.force_login(scene.facilitateur.utilisateur)
    page = lire(client, "fiche", scene)
    assert "2\u00a0personnes, 105\u202fh" in page
    assert "du 05/10/2026 au 09/10/2026" in page
    (attente,) = mois_en_attente(scene.equipe, scene.octobre)
    assert attente.personnes == 2
