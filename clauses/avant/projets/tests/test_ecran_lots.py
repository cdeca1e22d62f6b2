"""Saisir plusieurs lots : le tableau sans JavaScript, la liste collée, le lot seul."""

import pytest
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def monde() -> Scene:
    return scene.monter()


def envoyer(monde: Scene, lignes: list[dict[str, str]], role: str = "acheteur", **autres: str):
    donnees = {"form-TOTAL_FORMS": str(len(lignes)), "form-INITIAL_FORMS": "0", **autres}
    for rang, ligne in enumerate(lignes):
        donnees |= {f"form-{rang}-{nom}": valeur for nom, valeur in ligne.items()}
    return monde.connecter(role).post(reverse("projets:lots", args=[monde.projet.pk]), donnees)


def premier(monde: Scene) -> dict[str, str]:
    lot = monde.projet.lots.get(numero="1")
    return {"lot_id": str(lot.pk), "version": str(lot.version), "numero": "1", "intitule": lot.intitule}


@pytest.mark.parametrize(
    ("role", "code"),
    [("facilitateur", 200), ("acheteur", 200), ("juriste", 403), ("autre_acheteur", 404), ("autre_porteuse", 404)],
)
def test_qui_saisit_les_lots(monde: Scene, role: str, code: int) -> None:
    lot = monde.projet.lots.get()
    client = monde.connecter(role)
    for nom, cle in (
        ("lots", monde.projet.pk),
        ("lot_creer", monde.projet.pk),
        ("lot_modifier", lot.pk),
        ("lot_annuler", lot.pk),
    ):
        assert client.get(reverse(f"projets:{nom}", args=[cle])).status_code == code, nom


def test_plusieurs_lots_d_un_coup(monde: Scene) -> None:
    lignes = [
        premier(monde),
        {"intitule": "Peinture", "montant_ht": "80 000,50", "metier": "peinture"},
        {},
        {"numero": "7", "intitule": "Sols", "duree_mois": "6"},
    ]
    reponse = envoyer(monde, lignes, enregistrer="1")
    assert reponse.status_code == 302
    lots = monde.projet.lots.order_by("numero").values_list("numero", "intitule")
    assert list(lots) == [("1", monde.projet.nom), ("7", "Sols"), ("8", "Peinture")]


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        ({"intitule": "Peinture", "montant_ht": "beaucoup"}, "beaucoup"),
        ({"numero": "2", "montant_ht": "5000"}, "L’intitulé du lot est à remplir"),
        ({"numero": "1", "intitule": "Doublon"}, "Le lot 1 est déjà à la ligne 1"),
        ({"numero": "2", "intitule": "1 85 05 78 006 084 91"}, "sécurité sociale"),
        ({"numero": "2", "intitule": "Peinture", "metier": "sorcellerie"}, "sorcellerie"),
    ],
)
def test_une_ligne_fautive_se_dit_sans_rien_perdre(monde: Scene, ligne: dict[str, str], message: str) -> None:
    reponse = envoyer(monde, [premier(monde), ligne, {"numero": "9", "intitule": "Sols"}], enregistrer="1")
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert message in page
    assert 'value="Sols"' in page
    assert monde.projet.lots.count() == 1


def test_ajouter_des_lignes_garde_ce_qui_est_tape(monde: Scene) -> None:
    reponse = envoyer(monde, [premier(monde), {"intitule": "Peinture", "montant_ht": "beaucoup"}], ajouter="1")
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert 'value="beaucoup"' in page
    assert reponse.context["lignes"].total_form_count() == 7
    assert monde.projet.lots.count() == 1


def test_une_liste_collee_se_reporte_dans_le_tableau_avant_d_etre_enregistree(monde: Scene) -> None:
    texte = "1\tGros œuvre\t900 000\n2\tPeinture\t100 000\t6"
    reponse = envoyer(monde, [premier(monde)], coller="1", texte=texte)
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "2\u00a0lots reportés dans le tableau" in page
    assert monde.projet.lots.get().intitule == monde.projet.nom
    lignes = [ligne.initial for ligne in reponse.context["lignes"] if ligne.initial]
    assert [(ligne["numero"], ligne["intitule"]) for ligne in lignes] == [("1", "Gros œuvre"), ("2", "Peinture")]
    assert lignes[0]["lot_id"] == str(monde.projet.lots.get().pk)


def test_une_liste_illisible_nomme_la_ligne_et_reste_a_corriger(monde: Scene) -> None:
    reponse = envoyer(monde, [premier(monde)], coller="1", texte="1\tGros œuvre\t900 000\n2\tPeinture\tbeaucoup")
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Ligne 2, montant" in page
    assert "Peinture\tbeaucoup" in page
    assert envoyer(monde, [premier(monde)], coller="1", texte="1\t1 85 05 78 006 084 91").status_code == 422


def test_un_lot_change_entre_temps_se_compare(monde: Scene) -> None:
    lue = premier(monde)
    services.modifier_lot(monde.projet.lots.get(), par=monde.acteur("facilitateur"), duree_mois=9)
    reponse = envoyer(monde, [{**lue, "intitule": "Autre"}], enregistrer="1")
    assert reponse.status_code == 422
    assert "Ce qui a changé pendant votre saisie" in reponse.content.decode()


def test_une_fiche_close_le_dit(monde: Scene) -> None:
    services.abandonner(monde.projet, par=monde.acteur("acheteur"), motif="Budget refusé.")
    reponse = envoyer(monde, [{"intitule": "Peinture"}], enregistrer="1")
    assert "rouvrez-la d" in reponse.content.decode()
    assert monde.projet.lots.count() == 1


def test_un_lot_seul_se_cree_se_modifie_et_s_annule(monde: Scene) -> None:
    client = monde.connecter("acheteur")
    champs = {"numero": "2", "intitule": "Peinture", "part_main_oeuvre": "70", "cpv": "45442100-8"}
    assert client.post(reverse("projets:lot_creer", args=[monde.projet.pk]), champs).status_code == 302
    lot = monde.projet.lots.get(numero="2")
    adresse = reverse("projets:lot_modifier", args=[lot.pk])
    assert 'value="70"' in client.get(adresse).content.decode()
    assert client.post(adresse, {**champs, "cpv": "454", "version": str(lot.version)}).status_code == 422
    assert client.post(adresse, {**champs, "montant_ht": "80 000", "version": str(lot.version)}).status_code == 302
    annuler = reverse("projets:lot_annuler", args=[lot.pk])
    assert client.post(annuler, {"motif": ""}).status_code == 422
    assert client.post(annuler, {"motif": "Regroupé avec le gros œuvre."}).status_code == 302
    assert not monde.projet.lots.actifs().filter(numero="2").exists()


def test_le_tableau_ne_coute_pas_plus_avec_plus_de_lots(monde: Scene, django_assert_max_num_queries) -> None:
    for rang in range(2, 32):
        fabriques.lot(monde.projet, str(rang))
    client = monde.connecter("acheteur")
    with django_assert_max_num_queries(10):
        assert client.get(reverse("projets:lots", args=[monde.projet.pk])).status_code == 200
