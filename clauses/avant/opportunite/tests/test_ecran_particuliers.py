"""L'étude d'un achat outre-mer ou d'un acheteur privé, et les textes qui se contredisent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.avant.opportunite.models import ChoixDInstrument, Etude
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from regles.contradictions import CONTRADICTIONS, pour_les_notes

pytestmark = pytest.mark.django_db
OUTRE_MER = {"nature_achat": "travaux", "montant_ht": Decimal(900_000), "code_postal": "97400"}


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _lire(client, nom, *args) -> str:
    page = client.get(reverse(f"opportunite:{nom}", args=args)).content.decode()
    return page.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ").replace("’", "'")


def test_outre_mer_l_etude_demande_les_taux_et_presente_l_instrument(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, **OUTRE_MER)
    assert "chomage_jeunes" in _lire(facilitatrice, "etude_modifier", fiche.pk)
    saisie = {"rayon_km": "30", "chomage_jeunes": "36", "chomage_jeunes_national": "18", "version": "0"}
    assert facilitatrice.post(reverse("opportunite:etude_modifier", args=[fiche.pk]), saisie).status_code == 302
    assert Etude.objects.get().chomage_jeunes == Decimal(36)
    page = _lire(facilitatrice, "etude", fiche.pk)
    assert "leur chômage est 2 fois celui du pays" in page
    assert reverse("opportunite:note", args=["jeunes-outre-mer"]) in page


def test_en_metropole_rien_n_en_est_dit(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, nature_achat="travaux", code_postal="59300")
    assert "chomage_jeunes" not in _lire(facilitatrice, "etude_modifier", fiche.pk)
    assert "domiciliés outre-mer" not in _lire(facilitatrice, "etude", fiche.pk)


def test_l_instrument_d_outre_mer_se_choisit_pour_un_lot(facilitatrice, porteuse):
    lot = projets.lot(projets.projet(porteuse, **OUTRE_MER), intitule="Gros œuvre")
    page = _lire(facilitatrice, "choisir", lot.pk)
    assert "jeunes_outre_mer" in page
    fabriques.choix(lot, "jeunes_outre_mer")
    assert ChoixDInstrument.objects.get().get_instrument_display().endswith("(L2691-1)")


def test_un_acheteur_prive_est_hors_du_champ_et_ne_reserve_pas(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, nature_achat="services", categorie_acheteur="prive", montant_ht=Decimal(2_000_000))
    page = _lire(facilitatrice, "etude", fiche.pk)
    assert "Hors du champ de l'obligation" in page
    assert "L541-10-6" in page
    assert "choisit librement son prestataire" in page


def test_les_contradictions_se_lisent_sur_les_notes_et_l_etude(facilitatrice, porteuse):
    toutes = _lire(facilitatrice, "notes")
    for une in CONTRADICTIONS:
        assert une.sujet.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'") in toutes
    note = _lire(facilitatrice, "note", "obligation-sociale")
    assert note.count("Appliqué :") == len(pour_les_notes({"obligation-sociale"})) > 1
    assert "Appliqué :" not in _lire(facilitatrice, "note", "ouvertures")
    assert "Où garder le motif" in _lire(facilitatrice, "etude", projets.projet(porteuse).pk)
