"""Le chemin d'un projet : chaque étape dit ce qu'elle a donné, et le bouton mène au vrai prochain acte."""

from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from clauses.avant.calibrage import services as calibrage_services
from clauses.avant.calibrage.tests import fabriques as calibrage
from clauses.avant.opportunite.tests import fabriques as opportunite
from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.projets.tests import scene
from clauses.avant.projets.tests.scene import Scene
from clauses.avant.redaction.services.pieces import tout_engendrer
from clauses.avant.sourcing.tests import fabriques as sourcing
from clauses.fond.socle.signature import signer
from clauses.suivi.marches.models import Clause
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db
CLOSE_LE = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter(etat="a_l_etude", duree_mois=12)


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


def texte(monde: Scene, role: str = "facilitateur", *, htmx: bool = True) -> str:
    client = monde.connecter(role)
    entetes = {"HX-Request": "true"} if htmx else {}
    reponse = client.get(reverse("redaction:chemin", args=[monde.projet.pk]), headers=entetes)
    assert reponse.status_code == 200
    return unescape(reponse.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")


def bouton(page: str) -> str:
    """Le libellé du bouton du prochain acte, ou « »."""
    return page.partition('class="btn btn-primary"')[2].partition(">")[2].partition("<")[0]


def calibrer(monde: Scene, **champs: object) -> None:
    calibrage.calibrage(monde.projet.lots.get(), **champs)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("responsable", 200),
        ("acheteur", 200),
        ("juriste", 200),
        ("autre_acheteur", 404),
        ("titulaire", 404),
        ("employeur", 404),
        ("autre_porteuse", 404),
    ],
)
def test_qui_voit_le_chemin(monde: Scene, role: str, code: int) -> None:
    adresse = reverse("redaction:chemin", args=[monde.projet.pk])
    assert monde.connecter(role).get(adresse).status_code == code


def test_a_l_etude_on_etudie_d_abord(monde: Scene) -> None:
    page = texte(monde)
    assert "1 000 000 € HT, 1 lot" in page
    assert "Condition sociale facultative" in page
    assert "Facultatif" in page
    assert "Aucune offre demandée" in page
    assert "Aucun volume retenu" in page
    assert bouton(page) == "Étudier l'opportunité"
    assert bouton(texte(monde, "acheteur")) == ""


def test_l_etude_close_mene_au_calibrage(monde: Scene) -> None:
    opportunite.etude(monde.projet, close_le=CLOSE_LE, conclusion="Une condition.")
    assert "Condition sociale facultative, étude close" in texte(monde)
    assert bouton(texte(monde)) == "Calibrer les heures"


def test_un_instrument_par_lot_vaut_etude(monde: Scene) -> None:
    projets.lot(monde.projet, "2")
    un, deux = monde.projet.lots.order_by("numero")
    opportunite.choix(un)
    assert "1 lot choisi sur 2" in texte(monde)
    assert bouton(texte(monde)) == "Étudier l'opportunité"
    opportunite.choix(deux)
    assert "2 instruments choisis" in texte(monde)
    assert bouton(texte(monde)) == "Calibrer les heures"


def test_les_volumes_retenus_menent_a_l_ouverture_avec_les_clauses(monde: Scene) -> None:
    calibrer(monde)
    page = texte(monde)
    assert "833 h à demander" in page
    assert "L'opération reste à ouvrir" in page
    assert bouton(page) == "Créer l'opération et poser les clauses"
    assert reverse("calibrage:ouvrir", args=[monde.projet.pk]) in page


def test_un_lot_ajoute_apres_coup_reste_a_calibrer(monde: Scene) -> None:
    calibrer(monde)
    projets.lot(monde.projet, "2")
    page = texte(monde)
    assert "833 h à demander, 1 lot à calibrer" in page
    assert bouton(page) == "Calibrer les heures"


def test_aucune_clause_choisie_mene_au_registre(monde: Scene) -> None:
    opportunite.choix(monde.projet.lots.get(), "sans_clause")
    page = texte(monde)
    assert "Aucun lot à calibrer" in page
    assert bouton(page) == "Classer sans clause, au registre"


def test_les_offres_se_comptent_pour_l_equipe_seule(monde: Scene) -> None:
    recu = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris"))
    sourcing.sollicitation(monde.projet, etat="repondue", reponse="oui", repondu_le=recu, envoyee_le=CLOSE_LE)
    sourcing.sollicitation(monde.projet, etat="envoyee", envoyee_le=CLOSE_LE)
    assert "1 offre reçue sur 2" in texte(monde)
    acheteur = texte(monde, "acheteur")
    assert "offre" not in acheteur


def ouvrir(monde: Scene) -> Projet:
    calibrer(monde)
    calibrage_services.ouvrir_et_poser(monde.projet, par=monde.acteur("facilitateur"))
    return Projet.objects.select_related("marche").get(pk=monde.projet.pk)


def test_apres_l_ouverture_on_redige_puis_on_fait_relire(monde: Scene) -> None:
    projet = ouvrir(monde)
    page = texte(monde)
    assert "0 sur 6 pièces" in page
    assert bouton(page) == "Rédiger les pièces"
    assert bouton(texte(monde, "acheteur")) == "Lire les pièces"
    tout_engendrer(projet.marche, par=monde.acteur("facilitateur"))
    page = texte(monde)
    assert "6 pièces à jour" in page
    assert bouton(page) == "Faire relire les pièces"
    clause = Clause.objects.get(lot__marche=projet.marche)
    with signer(monde.acteur("facilitateur")):
        clause.heures = Decimal(900)
        clause.save()
    assert "pièces périmées sur 6" in texte(monde)


def test_ouverte_sans_clause_elle_le_dit(monde: Scene) -> None:
    services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    page = texte(monde)
    assert "Aucun lot n'a encore de clause" in page
    assert bouton(page) == "Poser les clauses du marché"


@pytest.mark.parametrize("etat", ["brouillon", "soumis", "sans_clause", "abandonne"])
def test_ailleurs_qu_a_l_etude_le_chemin_ne_propose_rien(etat: str) -> None:
    assert bouton(texte(scene.monter(etat=etat, motif_etat="Raison"))) == ""


def test_sans_javascript_c_est_une_page_et_la_fiche_y_mene(monde: Scene) -> None:
    assert "<h1" in texte(monde, htmx=False)
    assert "<h1" not in texte(monde)
    fiche = monde.connecter("acheteur").get(reverse("projets:fiche", args=[monde.projet.pk])).content.decode()
    adresse = reverse("redaction:chemin", args=[monde.projet.pk])
    assert f'hx-get="{adresse}"' in fiche
    assert f'href="{adresse}"' in fiche


def test_le_chemin_ne_coute_pas_plus_avec_plus_de_lots(monde: Scene, django_assert_max_num_queries) -> None:
    for rang in range(2, 42):
        opportunite.choix(projets.lot(monde.projet, str(rang)))
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(16):
        client.get(reverse("redaction:chemin", args=[monde.projet.pk]))


def test_un_montant_change_apres_coup_fait_revoir_le_volume(monde: Scene) -> None:
    calibrer(monde)
    with time_machine.travel(MAINTENANT + timedelta(minutes=5), tick=False):
        services.modifier(monde.projet, par=monde.acteur("facilitateur"), montant_ht=Decimal(2_000_000))
    page = texte(monde)
    assert "833 h à demander, 1 lot à revoir" in page
    assert bouton(page) == "Revoir les volumes retenus"
