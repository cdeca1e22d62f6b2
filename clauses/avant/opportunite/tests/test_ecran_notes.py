"""Les notes réglementaires : chacune s'ouvre, pour tous les rôles, avec ses textes et leur certitude."""

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from regles.notes.catalogue import NOTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def acheteur(client):
    client.force_login(comptes.donneur_d_ordre(structures.bailleur(structures.porteuse())).utilisateur)
    return client


def test_la_liste_mene_a_chaque_note(acheteur):
    page = acheteur.get(reverse("opportunite:notes")).content.decode()
    for note in NOTES:
        assert reverse("opportunite:note", args=[note.code]) in page


@pytest.mark.parametrize("code", [note.code for note in NOTES])
def test_une_note_montre_ses_rubriques_et_la_certitude_de_ses_textes(acheteur, code):
    page = acheteur.get(reverse("opportunite:note", args=[code])).content.decode()
    note = next(note for note in NOTES if note.code == code)
    assert all(titre in page for titre, _ in note.rubriques)
    assert page.count("Certitude ") == len(note.references)
    assert ("Tâches ouvertes par nature" in page) == (code == "ouvertures")


def test_une_note_inconnue_n_existe_pas(acheteur):
    assert acheteur.get(reverse("opportunite:note", args=["inconnue"])).status_code == 404


def test_un_titulaire_lit_les_notes_sans_le_registre(client):
    client.force_login(comptes.titulaire(structures.entreprise(structures.porteuse())).utilisateur)
    page = client.get(reverse("opportunite:notes"))
    assert page.status_code == 200
    assert reverse("opportunite:registre") not in page.content.decode()
