"""Créer et modifier la fiche : trois champs suffisent, les écritures françaises passent, rien ne se perd."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import scene
from clauses.avant.projets.tests.scene import Scene
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Commune

pytestmark = pytest.mark.django_db
MINIMUM = {
    "nom": "Entretien des parcs",
    "nature_achat": "services",
    "forme": "ordinaire",
    "categorie_acheteur": "collectivite",
}


@pytest.fixture
def monde() -> Scene:
    return scene.monter(etat="brouillon")


def creer(monde: Scene, role: str, **champs: str):
    if role == "facilitateur":
        champs = {"donneur_d_ordre": monde.acheteur.nom, **champs}
    return monde.connecter(role).post(reverse("projets:creer"), {**MINIMUM, **champs})


@pytest.mark.parametrize(
    ("role", "code"), [("facilitateur", 200), ("acheteur", 200), ("juriste", 403), ("titulaire", 403)]
)
def test_qui_decrit_un_projet(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(reverse("projets:creer")).status_code == code


def test_un_brouillon_se_garde_presque_vide(monde: Scene) -> None:
    reponse = creer(monde, "acheteur")
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert reponse["Location"] == reverse("projets:fiche", args=[projet.pk])
    assert (projet.etat, projet.montant_ht, projet.donneur_d_ordre) == ("brouillon", None, monde.acheteur)
    assert [(lot.numero, lot.intitule) for lot in projet.lots.all()] == [("1", "Entretien des parcs")]


def test_l_acheteur_ne_choisit_ni_le_donneur_d_ordre_ni_le_facilitateur(monde: Scene) -> None:
    autre = structures.bailleur(monde.porteuse, nom="Logis (fictif)")
    page = monde.connecter("acheteur").get(reverse("projets:creer")).content.decode()
    assert 'name="donneur_d_ordre"' not in page
    creer(monde, "acheteur", donneur_d_ordre=autre.nom, facilitateur=str(monde.compte("facilitateur").utilisateur.pk))
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert (projet.donneur_d_ordre, projet.facilitateur) == (monde.acheteur, None)


def test_le_facilitateur_cree_pour_l_acheteur_et_suit_la_fiche(monde: Scene) -> None:
    creer(monde, "facilitateur")
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert projet.donneur_d_ordre == monde.acheteur
    assert projet.facilitateur == monde.compte("facilitateur").utilisateur


def test_les_ecritures_francaises_sont_comprises(monde: Scene) -> None:
    creer(
        monde,
        "acheteur",
        montant_ht="1 250 000,50",
        date_lancement="12/10/2027",
        part_main_oeuvre="45 %",
        duree_mois="24",
        reconductions_prevues="2",
        commune="Denain",
        code_postal="59220",
    )
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert projet.montant_ht == Decimal("1250000.50")
    assert projet.date_lancement == date(2027, 10, 12)
    assert (projet.part_main_oeuvre, projet.duree_totale_mois) == (Decimal(45), 48)
    assert projet.departement_id == "59"


def test_enregistrer_et_saisir_les_lots(monde: Scene) -> None:
    reponse = creer(monde, "acheteur", lots="1")
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert reponse["Location"] == reverse("projets:lots", args=[projet.pk])


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": ""}, "à remplir"),
        ({"nature_achat": ""}, "Dites si l"),
        ({"montant_ht": "beaucoup"}, "beaucoup"),
        ({"date_lancement": "31/02/2027"}, "31/02/2027"),
        ({"part_main_oeuvre": "120"}, "120"),
        ({"cpv": "4521"}, "huit chiffres"),
        ({"code_postal": "5930X"}, "5930X"),
        ({"position": "là-bas"}, "latitude puis la longitude"),
        ({"nom": "x", "description": "1 85 05 78 006 084 91"}, "sécurité sociale"),
    ],
)
def test_une_faute_se_dit_sans_rien_perdre(monde: Scene, champs: dict[str, str], message: str) -> None:
    reponse = creer(monde, "acheteur", **{"commune": "Denain", **champs})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert message in page
    assert 'value="Denain"' in page
    assert Projet.objects.count() == 1


@pytest.mark.parametrize("tape", ["Personne", "Logis\0 inconnu", "\0"])
def test_un_donneur_d_ordre_inconnu_est_refuse(monde: Scene, tape: str) -> None:
    assert creer(monde, "facilitateur", donneur_d_ordre=tape).status_code == 422


def test_un_montant_demesure_est_refuse_sans_planter(monde: Scene) -> None:
    assert creer(monde, "acheteur", montant_ht="1e400").status_code == 422


def test_la_commune_chargee_donne_la_position(monde: Scene) -> None:
    Commune.objects.create(
        code="59172", nom="Denain", codes_postaux=["59220"], departement_id="59", latitude=50.3289, longitude=3.3945
    )
    creer(monde, "acheteur", commune="DENAIN", code_postal="59220")
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert (projet.latitude, projet.longitude) == (50.3289, 3.3945)
    services.modifier(projet, par=monde.acteur("acheteur"), commune="Ailleurs", code_postal="62000")
    projet.refresh_from_db()
    assert (projet.latitude, projet.departement_id) == (None, "62")


def test_le_code_postal_seul_donne_la_commune_et_le_nom_seul_donne_le_code(monde: Scene) -> None:
    Commune.objects.create(code="59172", nom="Denain", codes_postaux=["59220"], departement_id="59")
    creer(monde, "acheteur", code_postal="59220")
    creer(monde, "acheteur", commune="denain", nom="Second")
    lieux = Projet.objects.filter(code_postal="59220").order_by("nom").values_list("commune", "departement_id")
    assert list(lieux) == [("Denain", "59"), ("denain", "59")]


def test_une_position_tapee_l_emporte(monde: Scene) -> None:
    creer(monde, "acheteur", position="50,3571 ; 3,5183")
    projet = Projet.objects.get(nom="Entretien des parcs")
    assert (projet.latitude, projet.longitude) == (50.3571, 3.5183)
    client = monde.connecter("acheteur")
    page = client.get(reverse("projets:modifier", args=[projet.pk])).content.decode()
    assert 'value="50,3571 ; 3,5183"' in page


def test_modifier_montre_ce_qui_a_change_entre_temps(monde: Scene) -> None:
    client, adresse = monde.connecter("acheteur"), reverse("projets:modifier", args=[monde.projet.pk])
    lue = monde.projet.version
    services.modifier(monde.projet, par=monde.acteur("facilitateur"), duree_mois=36)
    reponse = client.post(adresse, {**MINIMUM, "version": str(lue)})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "36" in page
    assert "Entretien des parcs" in page
    relue = reponse.context["formulaire"]["version"].value()
    assert client.post(adresse, {**MINIMUM, "version": str(relue)}).status_code == 302
    assert Projet.objects.get(pk=monde.projet.pk).nom == "Entretien des parcs"


@pytest.mark.parametrize(
    ("role", "code"),
    [("facilitateur", 200), ("acheteur", 200), ("juriste", 403), ("autre_acheteur", 404), ("autre_porteuse", 404)],
)
def test_qui_modifie(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(reverse("projets:modifier", args=[monde.projet.pk])).status_code == code


def test_la_part_de_main_d_oeuvre_dit_qu_elle_reste_interne(monde: Scene) -> None:
    page = monde.connecter("acheteur").get(reverse("projets:creer")).content.decode()
    assert "elle ne paraît dans aucune pièce" in page
