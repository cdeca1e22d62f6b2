"""La fiche d'un marché et sa vie : saisie, dates, événements, droits."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.marches.models import EvenementMarche, Marche
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


def adresse(monde: Scene, nom: str = "marche", *args) -> str:
    return reverse(f"marches:{nom}", args=[monde.marche.pk, *args])


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("acheteur", 200),
        ("autre_acheteur", 404),
        ("autre_porteuse", 404),
        ("mandataire", 404),
        ("pilote", 404),
    ],
)
def test_qui_voit_la_fiche(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(adresse(monde)).status_code == code


def test_la_fiche_dit_les_dates_et_dessine_la_vie(monde: Scene) -> None:
    creer(EvenementMarche, marche=monde.marche, nature="avenant", jour=date(2026, 6, 1), duree_mois=2, reference="n° 1")
    texte = monde.connecter("facilitateur").get(adresse(monde)).content.decode()
    assert "jusqu’au 14\xa0septembre 2027" in texte
    assert "Encore 1\xa0reconduction possible, jusqu’au 14\xa0septembre 2028" in texte
    assert 'class="vie-du-marche"' in texte
    assert "+2\xa0mois · n° 1" in texte
    creer(EvenementMarche, marche=monde.marche, nature="avenant", jour=date(2026, 7, 1), montant_ht=3, reference="2")
    assert "+3\u202f€ HT · n°\xa02" in monde.connecter("facilitateur").get(adresse(monde)).content.decode()
    assert "Noter une reconduction" in texte
    assert "Noter la notification" not in texte, "un marché en cours est déjà notifié"


def test_la_fiche_dit_l_avenant_qui_n_est_dans_aucun_lot(monde: Scene) -> None:
    def lire() -> str:
        return str(monde.connecter("facilitateur").get(adresse(monde)).content.decode())

    creer(EvenementMarche, marche=monde.marche, nature="avenant", jour=date(2026, 6, 1), montant_ht=300000)
    assert "ne sont répartis" not in lire(), "un marché d'un seul lot n'a rien à répartir"
    fabriques.lot(monde.marche, "9")
    assert "300\u202f000\u202f€ HT d’avenant ne sont répartis dans aucun des 2 lots" in lire()


def test_l_acheteur_lit_la_vie_sans_la_changer(monde: Scene) -> None:
    creer(EvenementMarche, marche=monde.marche, nature="ordre_de_service", jour=date(2026, 1, 15))
    texte = monde.connecter("acheteur").get(adresse(monde)).content.decode()
    assert "Ordre de service" in texte
    assert "Noter" not in texte
    assert "Corriger un événement" not in texte


def test_ajouter_un_marche_non_alloti(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    ou = reverse("marches:marche_creer", args=[monde.operation.pk])
    assert client.get(ou).status_code == 200
    saisie = {
        "objet": "Nettoyage des écoles",
        "forme": "accord_cadre",
        "montant_ht": "1 250 000,50",
        "date_notification": "05/01/2026",
        "date_debut": "12 janvier 2026",
        "duree_mois": "24",
    }
    suite = client.post(ou, saisie)
    marche = Marche.objects.get(objet="Nettoyage des écoles")
    assert suite.url == reverse("marches:marche", args=[marche.pk])
    assert (str(marche.montant_ht), marche.date_debut, marche.etat) == ("1250000.50", date(2026, 1, 12), "en_cours")
    assert marche.lots.count() == 1
    texte, ecrire = (
        client.get(suite.url).content.decode(),
        reverse("marches:clause_saisir", args=[marche.lots.get().pk]),
    )
    assert f'class="btn btn-primary" href="{ecrire}"' in " ".join(texte.split())
    assert texte.count(f'href="{ecrire}"') == 2, "le bouton, et la case « Clause à saisir »"
    assert "Ajouter un lot" not in texte, "un marché non alloti n'en attend pas d'autre"
    lecteur = monde.connecter("acheteur").get(suite.url).content.decode()
    assert "Clause à saisir" in lecteur
    assert ecrire not in lecteur


def test_une_saisie_fausse_ne_perd_rien(monde: Scene) -> None:
    ou = reverse("marches:marche_creer", args=[monde.operation.pk])
    reponse = monde.connecter("facilitateur").post(
        ou, {"objet": "Nettoyage", "forme": "ordinaire", "montant_ht": "beaucoup", "date_debut": "01/02/2026"}
    )
    texte = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'value="beaucoup"' in texte
    assert 'value="01/02/2026"' in texte
    assert not Marche.objects.filter(objet="Nettoyage").exists()


def test_modifier_puis_annuler(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    saisie = {
        "objet": "Nouvel objet",
        "forme": "ordinaire",
        "date_notification": "05/01/2026",
        "duree_mois": "18",
        "version": monde.marche.version,
    }
    assert client.get(adresse(monde, "marche_modifier")).status_code == 200
    assert client.post(adresse(monde, "marche_modifier"), saisie).status_code == 302
    monde.marche.refresh_from_db()
    assert monde.marche.objet == "Nouvel objet"
    assert client.post(adresse(monde, "marche_modifier"), saisie | {"objet": "Autre"}).status_code == 422
    assert client.post(adresse(monde, "marche_annuler"), {"motif": "Doublon"}).status_code == 302
    monde.lot.refresh_from_db()
    assert monde.lot.est_annule


@pytest.mark.parametrize("nature", EvenementMarche.Nature.values)
def test_chaque_evenement_a_son_ecran(monde: Scene, nature: str) -> None:
    reponse = monde.connecter("facilitateur").get(adresse(monde, "evenement_noter", nature))
    assert reponse.status_code == 200
    assert ('name="tranche"' in reponse.content.decode()) is (nature == "affermissement")


def test_noter_et_annuler_une_reconduction(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    ou = adresse(monde, "evenement_noter", "reconduction")
    assert client.post(ou, {"jour": "01/10/2026"}).status_code == 302
    fait = monde.marche.evenements.get()
    assert fait.duree_mois == 12
    refus = client.post(ou, {"jour": "02/10/2026"})
    assert refus.status_code == 422
    assert "La reconduction prévue est faite" in refus.content.decode()
    annuler = reverse("marches:evenement_annuler", args=[fait.pk])
    assert client.get(annuler).status_code == 200
    assert client.post(annuler, {"motif": "Pas notifiée"}).status_code == 302
    fait.refresh_from_db()
    assert fait.est_annule


def test_un_evenement_inconnu_n_existe_pas(monde: Scene) -> None:
    assert monde.connecter("facilitateur").get(adresse(monde, "evenement_noter", "fete")).status_code == 404


def test_l_acheteur_ne_note_rien_et_l_etranger_ne_voit_rien(monde: Scene) -> None:
    fait = creer(EvenementMarche, marche=monde.marche, nature="ordre_de_service", jour=date(2026, 1, 15))
    adresses = [adresse(monde, "evenement_noter", "avenant"), reverse("marches:evenement_annuler", args=[fait.pk])]
    for ou in adresses:
        assert monde.connecter("acheteur").get(ou).status_code == 403
        assert monde.connecter("autre_porteuse").post(ou, {"motif": "x"}).status_code == 404
    fait.refresh_from_db()
    assert not fait.est_annule


def test_la_fiche_a_un_nombre_borne_de_requetes(monde: Scene, django_assert_max_num_queries) -> None:
    for rang in range(10, 25):
        lot = fabriques.lot(monde.marche, str(rang))
        fabriques.clause(lot)
        fabriques.attribution(lot, monde.structures[0])
        creer(EvenementMarche, marche=monde.marche, lot=lot, nature="avenant", jour=date(2026, 6, 1), duree_mois=1)
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(32):
        assert client.get(adresse(monde)).status_code == 200
