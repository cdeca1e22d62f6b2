"""Les écrans des pièces : qui les voit, qui les engendre, ce qu'ils disent."""

import io
import zipfile
from copy import deepcopy

import pytest
from django.urls import reverse

from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.avant.redaction.services import pieces as services
from clauses.avant.redaction.tests import fabriques, scene
from clauses.suivi.marches.services import clauses as services_des_clauses

pytestmark = pytest.mark.django_db
LECTEURS = ("facilitateur", "responsable", "acheteur", "juriste")


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return scene.monter()


@pytest.fixture
def monde(plantee):
    return deepcopy(plantee)


def adresse(nom, objet, *suite):
    return reverse(f"redaction:{nom}", args=[objet.pk, *suite])


def engendree(monde, nature="ccap") -> VersionDePiece:
    par = monde.acteur()
    return services.engendrer(services.preparer(monde.marche, nature, par=par), par=par).version


def test_la_page_du_marche_dit_les_pieces_et_pourquoi_les_autres_n_ont_pas_lieu(monde):
    reponse = monde.connecter("facilitateur").get(adresse("marche", monde.marche))
    texte = reponse.content.decode()
    assert reponse.status_code == 200
    assert "6\u00a0pièces à joindre au dossier de consultation\u00a0: 6 à engendrer." in texte
    assert "Aucun lot n’est réservé." in texte
    assert texte.count(">Engendrer</button>") == 6


@pytest.mark.parametrize("role", LECTEURS)
def test_l_equipe_l_acheteur_et_son_juriste_lisent_et_telechargent(monde, role):
    version = engendree(monde)
    client = monde.connecter(role)
    for chemin in (
        adresse("marche", monde.marche),
        adresse("piece", version.piece),
        adresse("comparer", version.piece),
        adresse("archive", monde.marche),
    ):
        assert client.get(chemin).status_code == 200, chemin
    reponse = client.get(adresse("telecharger", version))
    assert reponse.content == bytes(version.contenu)
    assert "attachment" in reponse["Content-Disposition"]


@pytest.mark.parametrize("role", ["autre_acheteur", "autre_porteuse"])
def test_un_etranger_ne_trouve_rien(monde, role):
    version = engendree(monde)
    client = monde.connecter(role)
    for chemin in (
        adresse("marche", monde.marche),
        adresse("piece", version.piece),
        adresse("telecharger", version),
        adresse("archive", monde.marche),
        adresse("comparer", version.piece),
    ):
        assert client.get(chemin).status_code == 404, chemin


def test_l_entreprise_n_entre_pas(monde):
    assert monde.connecter("titulaire").get(adresse("marche", monde.marche)).status_code in {403, 404}


@pytest.mark.parametrize("role", ["acheteur", "juriste"])
def test_l_acheteur_lit_sans_engendrer(monde, role):
    version = engendree(monde)
    client = monde.connecter(role)
    assert "Tout engendrer" not in client.get(adresse("marche", monde.marche)).content.decode()
    assert client.post(adresse("preparer", monde.marche, "rc")).status_code == 403
    assert client.post(adresse("engendrer", version.piece)).status_code == 403
    assert client.post(adresse("tout_engendrer", monde.marche)).status_code == 403
    assert client.get(adresse("deposer", version.piece)).status_code == 403
    assert client.get(adresse("choisir", version.piece)).status_code == 403
    assert not Piece.objects.filter(nature="rc").exists()


def test_un_clic_ecrit_la_piece_et_mene_a_elle(monde):
    client = monde.connecter("facilitateur")
    reponse = client.post(adresse("preparer", monde.marche, "ccap"), follow=True)
    assert "La version 1 est écrite." in reponse.content.decode()
    assert Piece.objects.get().versions.count() == 1
    reponse = client.post(adresse("preparer", monde.marche, "ccap"), follow=True)
    assert "Rien n’a changé depuis la version 1" in reponse.content.decode()
    assert Piece.objects.get().versions.count() == 1


def test_une_nature_inconnue_n_existe_pas(monde):
    assert monde.connecter("facilitateur").post(adresse("preparer", monde.marche, "cctp")).status_code == 404


def test_tout_engendrer_ecrit_chaque_piece_et_l_archive_les_reunit(monde):
    client = monde.connecter("responsable")
    reponse = client.post(adresse("tout_engendrer", monde.marche), follow=True)
    assert "6\u00a0versions écrites." in reponse.content.decode()
    assert "toutes à jour" in reponse.content.decode()
    archive = zipfile.ZipFile(io.BytesIO(client.get(adresse("archive", monde.marche)).content))
    assert len(archive.namelist()) == 6
    assert all(nom.endswith(".docx") for nom in archive.namelist())


def test_sans_version_il_n_y_a_pas_d_archive(monde):
    assert monde.connecter("facilitateur").get(adresse("archive", monde.marche)).status_code == 404


def test_l_apercu_et_le_fichier_disent_les_memes_mots(monde):
    version = engendree(monde)
    page = monde.connecter("facilitateur").get(adresse("piece", version.piece))
    assert page.context["document"].en_texte() == version.texte
    assert "1\u202f250\u00a0heures d’insertion" in page.content.decode()
    assert "Points d’attention" in page.content.decode()


def test_une_clause_qui_change_perime_la_piece_et_dit_quoi(monde):
    version = engendree(monde)
    lot = monde.marche.lots.get()
    valeurs = {"formule": "fixe", "heures": 900, "instrument": "condition", "publics": fabriques.PUBLICS}
    services_des_clauses.changer(
        lot, "rectificatif", par=monde.acteur(), motif="Budget revu", date_effet=version.cree_le.date(), **valeurs
    )
    client = monde.connecter("facilitateur")
    liste = client.get(adresse("marche", monde.marche)).content.decode()
    assert "Périmée" in liste
    texte = client.get(adresse("piece", version.piece)).content.decode()
    assert "A changé depuis\u00a0: obligation d’insertion (lot seul)" in texte
    assert "1\u202f250\u00a0heures" in texte
    assert "900\u00a0heures" in texte


def test_les_choix_se_changent_et_perime_l_ancienne_version(monde):
    version = engendree(monde)
    client = monde.connecter("facilitateur")
    page = client.get(adresse("choisir", version.piece))
    donnees = {nom: valeur for nom, valeur in page.context["form"].initial.items() if valeur is not False}
    client.post(adresse("choisir", version.piece), {**donnees, "numero_article": "14", "observations_jours": "21"})
    texte = client.get(adresse("piece", version.piece)).content.decode()
    assert "Article\u00a014\u00a0– Clause sociale d’insertion" in texte
    assert "14.1\u00a0Objet et fondement" in texte
    assert "21\u00a0jours pour présenter ses observations" in texte
    assert "périmée" in texte


def test_un_choix_impossible_est_refuse_sur_son_champ(monde):
    version = engendree(monde)
    client = monde.connecter("facilitateur")
    reponse = client.post(adresse("choisir", version.piece), {"suivi_mois": "40", "version": version.piece.version})
    assert "suivi_mois" in reponse.context["form"].errors


def test_deux_personnes_sur_les_choix_la_seconde_voit_ce_qui_a_change(monde):
    version = engendree(monde)
    client = monde.connecter("facilitateur")
    page = client.get(adresse("choisir", version.piece))
    donnees = {nom: valeur for nom, valeur in page.context["form"].initial.items() if valeur is not False}
    services.choisir(version.piece, {"numero_article": "9"}, par=monde.acteur("responsable"))
    reponse = client.post(adresse("choisir", version.piece), {**donnees, "numero_article": "14"})
    dit = reponse.content.decode()
    assert "modifiée entre-temps" in dit
    assert "Numéro de l’article dans le CCAP : 9" in dit.replace("\u00a0", " ")
    assert "’numero_article’" not in dit, "un nom de champ n'est pas un mot"


def test_une_piece_sans_choix_n_a_pas_d_ecran_de_choix(monde):
    assert monde.connecter("facilitateur").get(adresse("choisir", engendree(monde, "rc").piece)).status_code == 404


def test_les_requetes_ne_dependent_pas_du_nombre_de_lots(monde, django_assert_max_num_queries):
    grand = scene.monter("six_lots")
    for un in (monde, grand):
        services.tout_engendrer(un.marche, par=un.acteur())
        client = un.connecter("facilitateur")
        with django_assert_max_num_queries(24):
            client.get(adresse("marche", un.marche))
        with django_assert_max_num_queries(26):
            client.get(adresse("piece", Piece.objects.get(marche=un.marche, nature="ccap")))


def test_un_marche_sans_clause_propose_le_premier_acte():
    vide = scene.Scene(fabriques.marche_prepare())
    texte = vide.connecter("facilitateur").get(adresse("marche", vide.marche)).content.decode()
    assert "Aucune clause à écrire" in texte
    assert "Tout engendrer" not in texte
