"""Les écrans du sourcing pour l'équipe : chercher, demander, suivre ; et qui n'y entre pas."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.tests.fabriques import sollicitation
from clauses.fond.annuaire.tests.fabriques import LILLE, PARIS, fournisseur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse(courriel="clause@exemple.test")


@pytest.fixture
def projet(porteuse):
    projet = projets.projet(
        porteuse,
        nom="Réhabilitation fictive",
        commune="Valenciennes",
        code_postal="59300",
        latitude=50.358,
        longitude=3.5233,
        part_main_oeuvre=Decimal("35.5"),
    )
    projets.lot(projet, intitule="Espaces verts", metier="espaces_verts")
    return projet


@pytest.fixture
def equipe(porteuse, client):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def url(nom, objet):
    return reverse(f"sourcing:{nom}", args=[objet.pk])


def noms(reponse):
    return [str(ligne.fournisseur) for ligne in reponse.context["tableau"].lignes]


def test_la_recherche_dit_combien_et_qui(projet, equipe):
    fournisseur("Paysage", "ei", secteurs=["espaces_verts"])
    fournisseur("Intérim", "etti", ou=(50.45, 3.5233))
    fournisseur("Chantier", "aci")
    fournisseur("Peintres", "ei", secteurs=["second_oeuvre"])
    fournisseur("À Lille", "ei", secteurs=["espaces_verts"], ou=LILLE)
    reponse = equipe.get(url("recherche", projet))
    assert noms(reponse) == ["Paysage", "Intérim", "Chantier"]
    phrase = reponse.context["page"].phrase.replace("\xa0", " ").replace("\u202f", " ")
    assert phrase == (
        "2 structures dans le métier du lot à 30 km ou moins, dont 1 EI et 1 ETTI ; "
        "1 autre dont on ne sait pas le métier."
    )
    html = reponse.content.decode()
    assert "non renseigné" in html
    assert "10\u202fkm" in html
    assert "Demander une offre" in html


def test_les_filtres_de_la_recherche(projet, equipe):
    fournisseur("Paysage", "ei", secteurs=["espaces_verts"])
    fournisseur("Peintres", "ei", secteurs=["second_oeuvre"])
    fournisseur("Chantier", "aci")
    fournisseur("À Lille", "ei", secteurs=["espaces_verts"], ou=LILLE)
    adresse = url("recherche", projet)
    assert noms(equipe.get(f"{adresse}?connus=oui")) == ["Paysage"]
    assert noms(equipe.get(f"{adresse}?rayon=50&connus=oui")) == ["Paysage", "À Lille"]
    assert set(noms(equipe.get(f"{adresse}?metier=tous"))) == {"Paysage", "Peintres", "Chantier"}
    assert noms(equipe.get(f"{adresse}?metier=second_oeuvre&connus=oui")) == ["Peintres"]
    assert noms(equipe.get(f"{adresse}?nature=aci")) == ["Chantier"]
    assert noms(equipe.get(f"{adresse}?rayon=mille&nature=x")) == ["Paysage", "Chantier"]


def test_un_projet_sans_lieu_dit_quoi_faire(porteuse, equipe):
    reponse = equipe.get(url("recherche", projets.projet(porteuse)))
    assert "Donnez sa commune" in reponse.content.decode()


def test_une_commune_qu_on_ne_sait_pas_placer_ne_se_dit_pas_manquante(porteuse, equipe):
    ecrite = projets.projet(porteuse, commune="Bourg-Fictif", code_postal="59999")
    assert "placer 59999 Bourg-Fictif" in equipe.get(url("recherche", ecrite)).content.decode()


def test_une_recherche_vide_le_dit(projet, equipe):
    fournisseur(ou=PARIS)
    reponse = equipe.get(url("recherche", projet))
    assert reponse.context["page"].phrase.startswith("Aucune structure dans le métier")
    assert "Élargissez le rayon" in reponse.content.decode()


def test_l_acheteur_voit_qui_est_proche_sans_demander_ni_lire_les_demandes(projet, client):
    fournisseur("Paysage", secteurs=["espaces_verts"])
    client.force_login(comptes.donneur_d_ordre(projet.donneur_d_ordre).utilisateur)
    demande = sollicitation(projet, etat="envoyee")
    reponse = client.get(url("recherche", projet))
    assert "Paysage" in reponse.content.decode()
    assert "Demander une offre" not in reponse.content.decode()
    assert "Offres demandées" not in reponse.content.decode()
    for nom in ("solliciter", "sollicitations"):
        assert client.get(url(nom, projet)).status_code == 403
    assert client.get(url("fiche", demande)).status_code == 404
    assert client.post(url("reponse", demande), {"reponse": "oui"}).status_code == 404


def test_une_autre_porteuse_ne_voit_rien(projet, client):
    ailleurs = structures.porteuse("Une autre porteuse")
    client.force_login(comptes.responsable(ailleurs).utilisateur)
    demande = sollicitation(projet)
    for nom, objet in (("recherche", projet), ("solliciter", projet), ("sollicitations", projet), ("fiche", demande)):
        assert client.get(url(nom, objet)).status_code == 404


def formulaire(client, projet, *cibles):
    """Le formulaire de demande tel que la page le propose, et son adresse."""
    adresse = f"{url('solliciter', projet)}?{'&'.join(f'fournisseurs={f.pk}' for f in cibles)}"
    return adresse, client.get(adresse).context["form"]


def saisie(form):
    valeurs = {nom: form.get_initial_for_field(champ, nom) or "" for nom, champ in form.fields.items()}
    return {**valeurs, "echeance": "08/12/2026"}


def test_demander_sans_serveur_de_courriel_prepare_des_messages_a_copier(projet, equipe):
    avec, sans = fournisseur("Avec", courriel="a@exemple.test"), fournisseur("Sans")
    adresse, form = formulaire(equipe, projet, avec, sans)
    html = equipe.get(adresse).content.decode()
    assert "Préparer les 2 demandes" in html
    assert "35,5" not in html
    reponse = equipe.post(adresse, saisie(form), follow=True)
    page = reponse.content.decode()
    assert "2\xa0demandes sont prêtes\xa0: ouvrez chacune pour copier son message." in page
    assert "2\xa0demandes prêtes, aucune n’est encore partie." in page
    assert "sur 0" not in page
    assert set(Sollicitation.objects.values_list("courriel", "etat")) == {
        ("a@exemple.test", "preparee"),
        ("", "preparee"),
    }
    fiche = equipe.get(url("fiche", Sollicitation.objects.get(fournisseur=avec)))
    assert "mailto:a@exemple.test?subject=" in fiche.content.decode()
    assert "Ce site n’envoie pas de courriel" in fiche.content.decode()
    encore = equipe.post(adresse, saisie(form), follow=True)
    assert "étaient déjà sollicitées" in encore.content.decode()
    assert Sollicitation.objects.count() == 2


def test_demander_avec_un_serveur_differe_un_courriel_par_structure(projet, equipe, settings):
    settings.COURRIEL_EST_REGLE = True
    avec, sans = fournisseur("Avec", courriel="a@exemple.test"), fournisseur("Sans")
    adresse, form = formulaire(equipe, projet, avec, sans)
    html = equipe.post(adresse, saisie(form), follow=True).content.decode()
    assert "1\xa0demande part par courriel" in html
    assert "1\xa0demande est prête" in html
    assert ProcrastinateJob.objects.filter(task_name="metier:executer").count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"echeance": "01/01/2020"}, "à venir"),
        ({"message": "Bonjour"}, "lien de réponse"),
        ({"objet": ""}, "à remplir"),
    ],
)
def test_une_demande_mal_faite_est_redite(champs, attendu, projet, equipe):
    adresse, form = formulaire(equipe, projet, fournisseur())
    reponse = equipe.post(adresse, {**saisie(form), **champs})
    assert attendu in reponse.content.decode()
    assert not Sollicitation.objects.exists()


@pytest.mark.parametrize("cles", ["", "?fournisseurs=x", "?fournisseurs=00000000-0000-0000-0000-000000000000"])
def test_sans_structure_choisie_on_revient_a_la_liste(cles, projet, equipe):
    assert equipe.get(url("solliciter", projet) + cles)["Location"] == url("recherche", projet)


def test_le_suivi_montre_les_retards_et_les_heures(projet, equipe, django_assert_max_num_queries):
    for rang in range(12):
        sollicitation(projet, etat="envoyee", echeance=date(2026, 11, 20 if rang else 30))
    with django_assert_max_num_queries(12):
        reponse = equipe.get(url("sollicitations", projet))
    assert "11\xa0structures se taisent" in reponse.context["page"].phrase
    assert reponse.content.decode().count("ligne-alerte") == 11


def test_sans_demande_le_suivi_propose_le_premier_acte(projet, equipe):
    assert "Chercher des structures" in equipe.get(url("sollicitations", projet)).content.decode()


def test_de_la_demande_a_la_reponse(projet, equipe):
    demande = sollicitation(projet)
    assert "pas encore partie" in equipe.get(url("fiche", demande)).content.decode()
    assert "notée comme envoyée" in equipe.post(url("noter_envoyee", demande), follow=True).content.decode()
    bouton = url("relancer", demande) + "?rang=0"
    assert bouton in equipe.get(url("fiche", demande)).content.decode()
    for _ in range(10):
        assert "Relance notée" in equipe.post(bouton, follow=True).content.decode()
    demande.refresh_from_db()
    assert demande.relances == 1, "dix clics sur le même bouton"
    assert "a été relancée entre-temps" in equipe.post(url("relancer", demande), follow=True).content.decode()
    assert "Rappel" in equipe.get(url("fiche", demande)).content.decode()
    page = equipe.get(url("reponse", demande))
    donnees = {
        "reponse": "oui",
        "heures_par_mois": "150",
        "propose": ["embauche"],
        "observations": "Dès mars",
        "version": page.context["form"].initial["version"],
    }
    html = equipe.post(url("reponse", demande), donnees, follow=True).content.decode()
    assert "La réponse est notée" in html
    assert "150\u202fh" in html
    conflit = equipe.post(url("reponse", demande), {**donnees, "heures_par_mois": "80"})
    assert "modifiée entre-temps" in conflit.content.decode()
    refus = equipe.post(url("noter_envoyee", demande), follow=True).content.decode()
    assert "déjà partie" in refus


def test_annuler_demande_une_raison(projet, equipe):
    demande = sollicitation(projet, etat="envoyee")
    assert "Dites pourquoi" in equipe.post(url("annuler", demande), {"motif": ""}).content.decode()
    html = equipe.post(url("annuler", demande), {"motif": "Projet suspendu"}, follow=True).content.decode()
    assert "Annulée\xa0: Projet suspendu" in html
    assert "Noter la réponse" not in html


def test_clore_sans_reponse_apres_l_echeance(projet, equipe):
    demande = sollicitation(projet, etat="envoyee", echeance=date(2026, 11, 20))
    assert "Clore sans réponse" in equipe.get(url("fiche", demande)).content.decode()
    assert "n’a pas répondu" in equipe.post(url("sans_reponse", demande), follow=True).content.decode()


def test_la_piece_se_telecharge_et_ne_s_ouvre_pas_dans_la_page(projet, equipe):
    demande = sollicitation(projet, nom_fichier="offre fictive.pdf", contenu=b"%PDF-1.7")
    reponse = equipe.get(url("piece", demande))
    assert reponse["Content-Disposition"].startswith("attachment")
    assert (reponse["Content-Type"], reponse.content) == ("application/pdf", b"%PDF-1.7")
    assert equipe.get(url("piece", sollicitation(projet))).status_code == 404


def test_la_recherche_tient_en_peu_de_requetes(projet, equipe, django_assert_max_num_queries):
    for _ in range(30):
        fournisseur(secteurs=["espaces_verts"])
    with django_assert_max_num_queries(16):
        assert len(noms(equipe.get(url("recherche", projet)))) == 25
