"""Un formulaire n'est enregistré qu'une fois : double clic, deux onglets, retour en arrière, erreur, session finie."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.models import Envoi
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.ensemble import en_meme_temps

ADRESSE = "/structures/creer/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def moi():
    return comptes.responsable(structures.porteuse())


@pytest.fixture
def client(client, moi):
    client.force_login(moi.utilisateur)
    return client


def ouvrir(client, **saisie):
    """La page, remplie : tous ses champs, jetons compris."""
    page = html.fromstring(client.get(ADRESSE).content.decode())
    formulaire = next(f for f in page.forms if f.method == "POST" and not f.action)
    return {**dict(formulaire.form_values()), "nom": "Bailleur d'essai", "famille": "bailleur", **saisie}


def dits(reponse):
    return " ".join(str(m) for m in reponse.context["messages"])


def combien(nom="Bailleur d'essai"):
    return Structure.objects.filter(nom=nom).count()


@pytest.mark.django_db(transaction=True)
def test_quatre_envois_au_meme_instant_font_un_objet_et_menent_a_sa_fiche(client):
    donnees, temoin = ouvrir(client), client.cookies["sessionid"].value

    def envoyer():
        seul = Client()
        seul.cookies["sessionid"] = temoin
        return seul.post(ADRESSE, donnees)

    reponses = en_meme_temps(4, envoyer)
    assert combien() == 1
    fiche = f"/structures/{Structure.objects.get(nom=donnees['nom']).pk}/"
    assert [(r.status_code, r["Location"]) for r in reponses] == [(302, fiche)] * 4


@pytest.mark.django_db(transaction=True)
def test_un_programme_qui_n_a_pas_de_jeton_et_envoie_a_la_fois_n_en_fait_qu_un(client):
    temoin = client.cookies["sessionid"].value

    def envoyer():
        seul = Client()
        seul.cookies["sessionid"] = temoin
        return seul.post(ADRESSE, {"nom": "Bailleur d'essai", "famille": "bailleur"})

    assert {r.status_code for r in en_meme_temps(4, envoyer)} == {302}
    assert combien() == 1


@pytest.mark.parametrize(("secondes", "objets"), [(10, 1), (0, 2)])
def test_sans_jeton_le_meme_envoi_redit_aussitot_n_en_fait_qu_un(client, settings, secondes, objets):
    settings.ENVOI_SANS_JETON = secondes
    for _ in range(2):
        envoi = {"nom": "Bailleur d'essai", "famille": "bailleur", "malgre_les_doublons": "on"}
        assert client.post(ADRESSE, envoi).status_code == 302
    assert combien() == objets


def test_renvoye_plus_tard_il_dit_que_c_est_enregistre_et_y_mene(client):
    donnees = ouvrir(client)
    premiere = client.post(ADRESSE, donnees)
    seconde = client.post(ADRESSE, donnees, follow=True)
    assert seconde.redirect_chain[0] == (premiere["Location"], 302)
    assert "déjà enregistré" in dits(seconde)
    assert combien() == 1


def test_deux_onglets_ont_chacun_leur_jeton(client):
    un, autre = ouvrir(client), ouvrir(client, nom="Un autre bailleur")
    assert {client.post(ADRESSE, un).status_code, client.post(ADRESSE, autre).status_code} == {302}
    assert (combien(), combien("Un autre bailleur")) == (1, 1)


def test_revenu_en_arriere_et_autrement_rempli_il_demande_et_ne_perd_rien(client):
    donnees = ouvrir(client)
    fiche = client.post(ADRESSE, donnees)["Location"]
    autre = {**donnees, "nom": "Écrit en second", "observation": "gardé"}
    page = client.post(ADRESSE, autre)
    assert combien("Écrit en second") == 0
    arbre = html.fromstring(page.content.decode())
    assert arbre.xpath(f"//a[@href='{fiche}']")
    formulaire = next(f for f in arbre.forms if f.action == ADRESSE)
    assert client.post(ADRESSE, dict(formulaire.form_values())).status_code == 302
    assert Structure.objects.get(nom="Écrit en second").observation == "gardé"


def test_une_saisie_refusee_ne_consomme_rien_et_se_corrige(client):
    donnees = ouvrir(client, nom="")
    refus = client.post(ADRESSE, {**donnees, "observation": "ce que j'avais tapé"})
    assert refus.status_code == 422
    assert "ce que j&#x27;avais tapé" in refus.content.decode() or "ce que j'avais tapé" in refus.content.decode()
    assert Envoi.objects.count() == 0
    assert client.post(ADRESSE, {**donnees, "nom": "Bailleur d'essai"}).status_code == 302


def test_la_session_finie_ne_consomme_rien(client, moi):
    donnees = ouvrir(client)
    client.logout()
    assert client.post(ADRESSE, donnees)["Location"].startswith("/connexion/")
    client.force_login(moi.utilisateur)
    assert client.post(ADRESSE, donnees).status_code == 302
    assert combien() == 1


def test_le_jeton_d_un_autre_ne_mene_nulle_part(client, moi):
    donnees = ouvrir(client)
    client.post(ADRESSE, donnees)
    autre = Client()
    autre.force_login(comptes.responsable(structures.porteuse("Ailleurs")).utilisateur)
    autre.post(ADRESSE, donnees)
    assert combien() == 2


def test_une_panne_defait_tout_et_l_envoi_se_refait(client, monkeypatch):
    donnees = ouvrir(client)

    def tomber(*_, **__):
        raise RuntimeError("panne après l'écriture")

    with monkeypatch.context() as casse:
        casse.setattr("clauses.fond.socle.gestes.conclure", tomber)
        with pytest.raises(RuntimeError):
            client.post(ADRESSE, donnees)
    assert (combien(), Envoi.objects.count()) == (0, 0)
    assert client.post(ADRESSE, donnees).status_code == 302


def test_les_jetons_consommes_depuis_trente_jours_s_effacent(client):
    client.post(ADRESSE, ouvrir(client))
    jour = timezone.now()
    Envoi.objects.update(le=jour - timedelta(days=29))
    Envoi.objects.effacer_les_vieux()
    assert Envoi.objects.count() == 1
    Envoi.objects.update(le=jour - timedelta(days=31))
    Envoi.objects.effacer_les_vieux()
    assert Envoi.objects.count() == 0
