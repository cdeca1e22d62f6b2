"""La liste des opérations, leur saisie et leur journal : qui les voit, ce qu'ils disent, combien de requêtes."""

from copy import deepcopy

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


def test_la_liste_cherche_sans_accents_et_dans_les_marches(monde: Scene) -> None:
    fabriques.operation(monde.porteuse, nom="Nettoyage des écoles")
    client = monde.connecter("facilitateur")
    adresse = reverse("marches:operations")
    for mot, trouve in (
        ("rehabilitation sol", "Réhabilitation Solitude"),
        ("120 LOGEMENTS", "Réhabilitation Solitude"),
        ("ecoles", "Nettoyage des écoles"),
        ("écoles nettoyage", "Nettoyage des écoles"),
        ("SOLITUDE, rehabilitation", "Réhabilitation Solitude"),
    ):
        texte = client.get(adresse, {"q": mot}).content.decode()
        assert trouve in texte
    assert "Aucune opération ne répond" in client.get(adresse, {"q": "piscine"}).content.decode()


def test_la_liste_range_a_la_francaise(monde: Scene) -> None:
    noms = ["Zac nord", "École 10", "école 2", "Œuvres", "Abords"]
    for nom in noms:
        fabriques.operation(monde.porteuse, nom=nom)
    page = monde.connecter("facilitateur").get(reverse("marches:operations")).content.decode()
    assert sorted(noms, key=page.index) == ["Abords", "école 2", "École 10", "Œuvres", "Zac nord"]


def test_la_liste_montre_a_chacun_les_siennes(monde: Scene) -> None:
    adresse = reverse("marches:operations")
    for role, attendu in (
        ("facilitateur", True),
        ("acheteur", True),
        ("pilote", True),
        ("autre_acheteur", False),
        ("autre_porteuse", False),
    ):
        texte = monde.connecter(role).get(adresse).content.decode()
        assert ("Réhabilitation Solitude" in texte) is attendu, role
    assert monde.connecter("mandataire").get(adresse).status_code == 403


@pytest.mark.parametrize("tape", ["{siret}", "Disparue", "Disparue · {siret}"])
def test_une_structure_annulee_se_dit_annulee(monde: Scene, tape: str) -> None:
    fiche = structures.entreprise(monde.porteuse, "Disparue SARL", siret=structures.siret_fictif(801))
    with signer(FABRICANT):
        fiche.annuler("radiée")
    corps = {"nom": "Toitures", "donneur_d_ordre": tape.format(siret=fiche.siret)}
    page = monde.connecter("facilitateur").post(reverse("marches:operation_creer"), corps).content.decode()
    assert "La fiche «\u00a0Disparue SARL\u00a0» est annulée" in page


def test_la_liste_a_un_nombre_borne_de_requetes(monde: Scene, django_assert_max_num_queries) -> None:
    for _ in range(30):
        lot = fabriques.lot(fabriques.marche(fabriques.operation(monde.porteuse, donneur_d_ordre=monde.bailleur)))
        fabriques.clause(lot)
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(25):
        texte = client.get(reverse("marches:operations")).content.decode()
    assert texte.count("data-ligne") == 25


def test_ouvrir_une_operation(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    adresse = reverse("marches:operation_creer")
    assert client.get(adresse).status_code == 200
    saisie = {"nom": "Gymnase Nord", "donneur_d_ordre": "habitat des deux canaux", "etat": "en_cours"}
    refus = client.post(adresse, saisie)
    assert refus.status_code == 422
    assert "Aucune structure de votre répertoire" in refus.content.decode()
    assert "habitat des deux canaux" in refus.content.decode(), "ce qui est tapé n'est pas perdu"
    trouve = client.post(adresse, saisie | {"nom": "Gymnase Sud", "donneur_d_ordre": "habitat des trois canaux"})
    assert (trouve.status_code, Operation.objects.get(nom="Gymnase Sud").donneur_d_ordre) == (302, monde.bailleur)
    suite = client.post(adresse, saisie | {"donneur_d_ordre": f"Habitat · {monde.bailleur.siret}"})
    operation = Operation.objects.get(nom="Gymnase Nord")
    assert suite.url == fiche_de(operation)
    assert operation.facilitateur == monde.compte("facilitateur").utilisateur


def test_modifier_montre_ce_que_l_autre_a_change(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    adresse = reverse("marches:operation_modifier", args=[monde.operation.pk])
    saisie = {
        "nom": "Réhabilitation Solitude",
        "donneur_d_ordre": monde.bailleur.siret,
        "etat": "en_cours",
        "version": 1,
    }
    assert client.post(adresse, saisie | {"commune": "Valenciennes"}).status_code == 302
    conflit = client.post(adresse, saisie | {"commune": "Anzin"})
    assert conflit.status_code == 422
    texte = conflit.content.decode()
    assert "Ce qui a changé pendant votre saisie" in texte
    assert "Valenciennes" in texte
    assert 'value="Anzin"' in texte


def test_annuler_demande_son_motif_et_refuse_tant_qu_il_y_a_un_marche(monde: Scene) -> None:
    client = monde.connecter("responsable")
    adresse = reverse("marches:operation_annuler", args=[monde.operation.pk])
    assert "1\u00a0marché" in client.post(adresse, {"motif": "Doublon"}).content.decode()
    vide = fabriques.operation(monde.porteuse)
    adresse = reverse("marches:operation_annuler", args=[vide.pk])
    assert client.post(adresse, {"motif": ""}).status_code == 422
    assert client.post(adresse, {"motif": "Doublon"}).status_code == 302
    vide.refresh_from_db()
    assert vide.est_annule


@pytest.mark.parametrize("nom", ["operation_modifier", "operation_annuler", "marche_creer"])
def test_l_acheteur_et_l_etranger_n_ecrivent_pas(monde: Scene, nom: str) -> None:
    adresse = reverse(f"marches:{nom}", args=[monde.operation.pk])
    assert monde.connecter("acheteur").get(adresse).status_code == 403
    assert monde.connecter("autre_porteuse").post(adresse, {"motif": "x"}).status_code == 404


def test_le_journal_est_a_l_equipe(monde: Scene) -> None:
    adresse = reverse("marches:operation_journal", args=[monde.operation.pk])
    texte = monde.connecter("facilitateur").get(adresse).content.decode()
    assert "Création" in texte
    assert monde.connecter("acheteur").get(adresse).status_code == 403
    assert monde.connecter("autre_porteuse").get(adresse).status_code == 404


def test_un_programme_s_ouvre_se_modifie_et_s_annule(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    saisie = {"nom": "NPNRU de l'Escaut", "nature": "npnru"}
    suite = client.post(reverse("marches:programme_creer"), saisie)
    assert suite.status_code == 302
    programme = suite.url
    assert "NPNRU de l" in client.get(programme).content.decode()
    assert client.post(f"{programme}modifier/", saisie | {"date_debut": "01/01/2024", "version": 1}).status_code == 302
    assert client.post(f"{programme}annuler/", {"motif": "Doublon"}).status_code == 302
    assert "Aucun programme" in client.get(reverse("marches:programmes")).content.decode()
    assert monde.connecter("acheteur").get(reverse("marches:programme_creer")).status_code == 403
    assert monde.connecter("autre_porteuse").get(programme).status_code == 404


def test_un_compte_sans_structure_est_refuse(client) -> None:
    client.force_login(comptes.utilisateur(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("marches:operations")).status_code == 403
