"""La saisie des attributaires : titulaire seul, groupement, sous-traitants."""

from copy import deepcopy

import pytest
from django.urls import reverse

from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db
PERSONNE = {"lues": "aucune"}  # ce que porte la page d'un lot sans attributaire


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


@pytest.fixture
def lot(monde: Scene) -> Lot:
    return fabriques.lot(monde.marche, "9")


def groupement(*lignes: dict[str, str], **autres: str) -> dict[str, str]:
    donnees = {"form-TOTAL_FORMS": str(len(lignes)), "form-INITIAL_FORMS": "0", "acte": "enregistrer", **autres}
    for rang, ligne in enumerate(lignes):
        donnees |= {f"form-{rang}-{nom}": valeur for nom, valeur in ligne.items()}
    return donnees


def poster(monde: Scene, lot: Lot, donnees: dict[str, str]):
    return monde.connecter("facilitateur").post(reverse("marches:attribuer", args=[lot.pk]), donnees)


def roles(lot: Lot) -> dict[str, tuple[str, str]]:
    actives = lot.attributions.actifs().select_related("structure").order_by("pk")
    return {a.structure.nom: (a.role, f"{a.part:.0f}") for a in actives}


def test_un_titulaire_seul_sans_dire_sa_part(monde: Scene, lot: Lot) -> None:
    assert poster(monde, lot, groupement({"structure": "escaut batiment"}, {}, {}, **PERSONNE)).status_code == 302
    assert roles(lot) == {"Escaut Bâtiment": ("titulaire", "100")}


def test_un_groupement_bancal_dit_ce_qui_manque_et_ne_perd_rien(monde: Scene, lot: Lot) -> None:
    lignes = (
        {"structure": "Escaut Bâtiment", "part": "60", "est_mandataire": "on"},
        {"structure": "Scarpe Rénovation", "part": "30"},
    )
    reponse = poster(monde, lot, groupement(*lignes, **PERSONNE))
    texte = reponse.content.decode()
    assert reponse.status_code == 422
    assert "il manque 10" in texte
    assert 'value="Scarpe Rénovation"' in texte
    assert not lot.attributions.exists()
    assert poster(monde, lot, groupement(lignes[0], lignes[1] | {"part": "40"}, **PERSONNE)).status_code == 302
    assert roles(lot) == {"Escaut Bâtiment": ("mandataire", "60"), "Scarpe Rénovation": ("cotraitant", "40")}


def test_ajouter_des_lignes_garde_la_saisie(monde: Scene, lot: Lot) -> None:
    reponse = poster(monde, lot, groupement({"structure": "Escaut", "part": "60"}, ajouter="1"))
    texte = reponse.content.decode()
    assert reponse.status_code == 200
    assert texte.count('-structure"') >= 4
    assert 'value="Escaut"' in texte
    assert not lot.attributions.exists()


def test_changer_un_groupement_demande_pourquoi(monde: Scene) -> None:
    client, lot = monde.connecter("facilitateur"), monde.lot
    page = client.get(reverse("marches:attribuer", args=[lot.pk])).content.decode()
    assert "Escaut Bâtiment ·" in page
    tete, second, _ = monde.attributions
    lignes = (
        {"structure": tete.structure.siret, "part": "70", "est_mandataire": "on", "attribution_id": str(tete.pk)},
        {"structure": second.structure.siret, "part": "30", "attribution_id": str(second.pk)},
    )
    refus = poster(monde, lot, groupement(*lignes))
    assert refus.status_code == 422
    assert '<a href="#id_motif">Pourquoi ce changement</a>' in refus.content.decode()
    assert roles(lot)["Escaut Bâtiment"] == ("mandataire", "60")
    muette = poster(monde, lot, groupement(*lignes, motif="Avenant de transfert"))
    assert "ne dit pas ce qu’elle vous montrait" in muette.content.decode()
    lues = muette.context["motif"]["lues"].value()
    assert poster(monde, lot, groupement(*lignes, motif="Avenant de transfert", lues=lues)).status_code == 302
    assert roles(lot)["Escaut Bâtiment"] == ("mandataire", "70")


def test_une_structure_inconnue_ou_ambigue_est_dite(monde: Scene, lot: Lot) -> None:
    texte = poster(monde, lot, groupement({"structure": "Sambre"})).content.decode()
    assert "Aucune structure de votre répertoire" in texte
    texte = poster(monde, lot, groupement({"structure": "e"})).content.decode()
    assert "Plusieurs structures répondent" in texte


def test_un_sous_traitant_s_ajoute_se_modifie_et_se_retire(monde: Scene) -> None:
    client, tete = monde.connecter("facilitateur"), monde.attributions[0]
    ou = reverse("marches:sous_traiter", args=[tete.pk])
    nouvelle = scene.structures.entreprise(monde.porteuse, "Deûle Isolation")
    assert client.get(ou).status_code == 200
    assert client.post(ou, {"structure": "Deûle Isolation", "part": "55"}).status_code == 422, "A en sous-traiterait 65"
    assert client.post(ou, {"structure": "Deûle Isolation", "part": "20"}).status_code == 302
    posee = tete.sous_traitants.get(structure=nouvelle)
    modifier = reverse("marches:attribution_modifier", args=[posee.pk])
    assert client.get(modifier).status_code == 200
    assert client.post(modifier, {"part": "25", "date_fin": "30/06/2026", "version": "1"}).status_code == 302
    assert client.post(reverse("marches:attribution_annuler", args=[posee.pk]), {"motif": "Erreur"}).status_code == 302
    posee.refresh_from_db()
    assert (posee.est_annule, f"{posee.part:.0f}") == (True, "25")


@pytest.mark.parametrize("nom", ["sous_traiter", "attribution_modifier", "attribution_annuler"])
@pytest.mark.parametrize(("role", "code"), [("acheteur", 403), ("mandataire", 403), ("autre_porteuse", 404)])
def test_qui_n_y_touche_pas(monde: Scene, nom: str, role: str, code: int) -> None:
    adresse = reverse(f"marches:{nom}", args=[monde.attributions[0].pk])
    assert monde.connecter(role).post(adresse, {"motif": "x"}).status_code == code


@pytest.mark.parametrize("nom", ["attribution_modifier", "attribution_annuler"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_attributaire_direct_se_change_avec_son_groupement(monde: Scene, nom: str, methode: str) -> None:
    client, tete = monde.connecter("facilitateur"), monde.attributions[0]
    reponse = getattr(client, methode)(reverse(f"marches:{nom}", args=[tete.pk]), {"motif": "x"}, follow=True)
    assert reponse.redirect_chain == [(reverse("marches:attribuer", args=[tete.lot_id]), 302)]
    assert "n’est pas un sous-traitant\u00a0: changez ici les attributaires" in reponse.content.decode()
    tete.refresh_from_db()
    assert not tete.est_annule


def test_un_groupement_change_par_une_autre_se_montre_avant_d_etre_ecrase(monde: Scene) -> None:
    tete, second, _ = monde.attributions
    ou = reverse("marches:attribuer", args=[monde.lot.pk])
    lues = monde.connecter("facilitateur").get(ou).context["motif"]["lues"].value()
    lignes = (
        {"structure": tete.structure.siret, "part": "60", "est_mandataire": "on", "attribution_id": str(tete.pk)},
        {"structure": second.structure.siret, "part": "40", "attribution_id": str(second.pk)},
    )
    parti = lignes[0] | {"date_fin": "30/11/2027"}
    lu = {"lues": lues, "form-INITIAL_FORMS": "2"}
    assert poster(monde, monde.lot, groupement(parti, lignes[1], motif="Départ", **lu)).status_code == 302
    perimee = groupement(lignes[0] | {"date_debut": "02/11/2026"}, lignes[1], motif="Arrivée", **lu)
    refus = poster(monde, monde.lot, perimee)
    page = refus.content.decode()
    assert refus.status_code == 422
    assert "Ce qui a changé pendant votre saisie" in page
    assert "30/11/2027" in page
    tete.refresh_from_db()
    assert f"{tete.date_fin}" == "2027-11-30"
    a_jour = refus.context["motif"]["lues"].value()
    assert poster(monde, monde.lot, perimee | {"lues": a_jour}).status_code == 302


def test_ajouter_des_lignes_garde_ce_que_la_page_montrait(monde: Scene, lot: Lot) -> None:
    reponse = poster(monde, lot, groupement({"structure": "Escaut"}, ajouter="1", lues="aucune"))
    assert reponse.context["motif"]["lues"].value() == "aucune"
