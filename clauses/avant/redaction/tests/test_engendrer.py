"""Préparer, engendrer, déposer : les versions s'ajoutent, rien ne se perd, le journal sait qui."""

from copy import deepcopy
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.avant.redaction.services import pieces as services
from clauses.avant.redaction.tests import fabriques, scene
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return scene.monter()


@pytest.fixture
def monde(plantee):
    return deepcopy(plantee)


@pytest.fixture
def piece(monde):
    return services.preparer(monde.marche, "ccap", par=monde.acteur())


def reprise(version, ajout="Ajout du service juridique."):
    """Le DOCX de cette version, repris dans Word."""
    fichier, flux = docx.Document(BytesIO(bytes(version.contenu))), BytesIO()
    fichier.add_paragraph(ajout)
    fichier.save(flux)
    return flux.getvalue()


def test_preparer_deux_fois_ne_fait_qu_une_piece(monde, piece):
    assert services.preparer(monde.marche, "ccap", par=monde.acteur()).pk == piece.pk
    assert Piece.objects.count() == 1


def test_une_version_porte_son_auteur_son_texte_et_ce_qu_elle_a_pris_au_marche(monde, piece):
    faite = services.engendrer(piece, par=monde.acteur())
    version = faite.version
    assert faite.est_neuve
    assert (version.rang, version.origine, version.auteur) == (1, "engendree", monde.acteur().nom)
    tarif = version.faits["Pénalités de la clause d’insertion · Heure d’insertion non réalisée"]
    assert tarif.startswith("60\u202f€ par heure")
    assert len(version.empreinte) == 64
    entree = EntreeJournal.objects.de(version).get()
    assert entree.auteur_nom == monde.acteur().nom
    assert "contenu" not in entree.apres
    assert "texte" not in entree.apres


def test_un_contenu_identique_ne_fait_pas_de_version(monde, piece):
    premiere = services.engendrer(piece, par=monde.acteur())
    seconde = services.engendrer(piece, par=monde.acteur("responsable"))
    assert not seconde.est_neuve
    assert seconde.version.pk == premiere.version.pk
    assert VersionDePiece.objects.count() == 1


def test_un_depot_s_ajoute_et_se_compare(monde, piece):
    premiere = services.engendrer(piece, par=monde.acteur()).version
    contenu = reprise(premiere)
    deposee = services.deposer_version(piece, contenu, par=monde.acteur(), commentaire="Relu", nom="../ccap final.docx")
    assert (deposee.rang, deposee.origine) == (2, "deposee")
    assert "/" not in deposee.nom_fichier
    assert deposee.texte == premiere.texte + "\nAjout du service juridique."
    assert bytes(deposee.contenu) == contenu
    page = monde.connecter("facilitateur").get(reverse("redaction:comparer", args=[piece.pk])).content.decode()
    assert "Ajout du service juridique." in page
    assert "<ins>" in page
    assert not services.engendrer(piece, par=monde.acteur()).est_neuve


def test_le_meme_fichier_depose_deux_fois_est_refuse(monde, piece):
    contenu = reprise(services.engendrer(piece, par=monde.acteur()).version)
    services.deposer_version(piece, contenu, par=monde.acteur())
    with pytest.raises(RefusMetier, match="exactement la version 2"):
        services.deposer_version(piece, contenu, par=monde.acteur())


def test_un_faux_docx_est_refuse_sur_son_champ_a_l_ecran(monde, piece):
    services.engendrer(piece, par=monde.acteur())
    client, adresse = monde.connecter("facilitateur"), reverse("redaction:deposer", args=[piece.pk])
    faux = BytesIO(b"pas un docx")
    faux.name = "ccap.docx"
    reponse = client.post(adresse, {"fichier": faux})
    assert reponse.status_code == 422
    assert "n’est pas un document Word" in reponse.content.decode()
    assert client.post(adresse, {}).status_code == 422


def test_un_depot_a_l_ecran_previent_s_il_parle_de_part_de_main_d_oeuvre(monde, piece):
    version = services.engendrer(piece, par=monde.acteur()).version
    fichier = BytesIO(reprise(version, "La part de main-d'œuvre est de 50 %."))
    fichier.name = "ccap.docx"
    adresse = reverse("redaction:deposer", args=[piece.pk])
    reponse = monde.connecter("facilitateur").post(adresse, {"fichier": fichier, "commentaire": ""}, follow=True)
    texte = reponse.content.decode()
    assert "La version 2 est déposée." in texte
    assert "parle de part de main-d’œuvre" in texte
    assert (
        "Reprise dans Word"
        in monde.connecter("acheteur").get(reverse("redaction:marche", args=[monde.marche.pk])).content.decode()
    )


def test_un_marche_annule_ne_s_ecrit_plus(monde, piece):
    monde.marche.annule_le = monde.marche.cree_le
    with pytest.raises(RefusMetier, match="annulé"):
        services.tout_engendrer(monde.marche, par=monde.acteur())


def test_sans_clause_rien_a_engendrer():
    vide = scene.Scene(fabriques.marche_prepare())
    with pytest.raises(RefusMetier, match="saisissez d'abord la clause"):
        services.tout_engendrer(vide.marche, par=vide.acteur())


def test_les_points_du_critere_font_cent():
    monde = scene.monter("six_lots")
    piece = services.preparer(monde.marche, "critere", par=monde.acteur())
    points = {
        "points_volume": 0,
        "points_moyens": 50,
        "points_accompagnement": 30,
        "points_formation": 10,
        "points_suites": 5,
    }
    with pytest.raises(RefusMetier, match="doit faire 100"):
        services.choisir(piece, points, par=monde.acteur())
    choisie = services.choisir(piece, {**points, "points_suites": 10, "inconnu": 1}, par=monde.acteur())
    assert "inconnu" not in choisie.options
    assert "| 50 | 5\u202f%" in services.engendrer(choisie, par=monde.acteur()).version.texte


def test_une_piece_a_remplir_dit_aussi_la_valeur_qui_a_change(monde):
    version = services.engendrer(services.preparer(monde.marche, "ae", par=monde.acteur()), par=monde.acteur()).version
    assert "1\u202f250\u00a0heures" in version.faits["Engagement du candidat, lot par lot · Le marché"]
    assert not any("Dénomination" in nom for nom in version.faits)
