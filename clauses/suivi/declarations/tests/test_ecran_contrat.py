"""Les écrans du contrat : liste, fiche, saisie, fin, annulation."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.models import EntreeJournal
from clauses.suivi.declarations.forms import ContratForm
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, personne, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return planter()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


@pytest.fixture
def facilitatrice(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    return client


def adresse(nom, *args) -> str:
    return reverse(f"declarations:{nom}", args=args)


def saisie(scene, **champs) -> dict[str, object]:
    return {
        "participant": str(personne(scene.porteuse, "Nadia", "Nouvelle").pk),
        "modalite": "embauche_directe",
        "employeur": str(scene.attribution.structure_id),
        "type_contrat": "cdd",
        "metier": "Peintre en bâtiment",
        "code_rome": "f1606",
        "date_debut": "02/11/2026",
        "lots": [str(scene.attribution.pk)],
        **champs,
    }


def test_la_liste_filtre_et_borne_ses_requetes(facilitatrice, scene, django_assert_max_num_queries):
    for _ in range(12):
        fabriques.contrat_eligible(scene.lot)
    with django_assert_max_num_queries(12):
        page = facilitatrice.get(adresse("contrats")).content.decode()
    assert "14\u00a0contrats." in page
    page = facilitatrice.get(adresse("contrats"), {"modalite": "mise_a_disposition", "situation": "en_cours"})
    assert "Inès Inventée" in page.content.decode()
    assert "Yacine" not in page.content.decode()
    assert "Aucun contrat" in facilitatrice.get(adresse("contrats"), {"q": "introuvable"}).content.decode()


@pytest.mark.parametrize(
    ("qui", "attendus"),
    [
        ("titulaire", (200, 403, 403)),
        ("interim", (200, 404, 404)),
        ("ailleurs", (200, 404, 404)),
        ("acheteur", (403, 404, 404)),
    ],
)
def test_chacun_ses_contrats(client, scene, qui, attendus):
    appartenance = {
        "titulaire": lambda: scene.titulaire,
        "interim": lambda: scene.interim,
        "ailleurs": lambda: planter().facilitateur,
        "acheteur": lambda: comptes.donneur_d_ordre(scene.lot.marche.operation.donneur_d_ordre),
    }[qui]()
    client.force_login(appartenance.utilisateur)
    assert client.get(adresse("contrats")).status_code == attendus[0]
    fiche = client.get(adresse("contrat", scene.yacine.pk)).status_code
    assert fiche == (200 if qui == "titulaire" else 404)
    for rang, nom in enumerate(("contrat_modifier", "contrat_annuler"), 1):
        assert client.get(adresse(nom, scene.yacine.pk)).status_code == attendus[rang]


def test_un_titulaire_ne_cree_pas_de_contrat(client, scene):
    client.force_login(scene.titulaire.utilisateur)
    assert client.get(adresse("contrat_creer")).status_code == 403


def test_on_cherche_la_personne_puis_on_ouvre_son_contrat(facilitatrice, scene):
    page = facilitatrice.get(adresse("contrat_creer"), {"q": "yacine", "attribution": str(scene.attribution.pk)})
    lien = f"?participant={scene.yacine.participant_id}&amp;attribution={scene.attribution.pk}"
    assert lien in page.content.decode()
    page = facilitatrice.get(adresse("contrat_creer") + lien.replace("&amp;", "&")).content.decode()
    assert "Pour Yacine Fictif" in page
    assert "checked" in page
    vide = facilitatrice.get(adresse("contrat_creer"), {"q": "introuvable"}).content.decode()
    assert reverse("participants:creer") in vide


def test_ouvrir_un_contrat(facilitatrice, scene):
    reponse = facilitatrice.post(adresse("contrat_creer"), saisie(scene), follow=True)
    contrat = ContratInsertion.objects.get(participant__prenom="Nadia")
    assert (contrat.code_rome, contrat.date_debut) == ("F1606", date(2026, 11, 2))
    assert contrat.affectations.get().attribution == scene.attribution
    assert "Le contrat est ouvert." in reponse.content.decode()


def test_ce_qui_surprend_se_dit_apres_l_enregistrement(facilitatrice, scene):
    reponse = facilitatrice.post(adresse("contrat_creer"), saisie(scene, type_contrat="ctti"), follow=True)
    assert "se conclut d’ordinaire avec\u00a0: ETTI" in reponse.content.decode()


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"code_rome": "Z99"}, "Une lettre de A à N"),
        ({"date_debut": "02/11/2106"}, "hors de la période attendue"),
        ({"date_debut": "02/11/2086"}, "pas vraisemblable"),
        ({"date_debut": "31/02/2026"}, "ce jour n’existe pas"),
        ({"date_fin": "01/01/2026"}, "La fin du contrat précède son début"),
        ({"lots": []}, "au moins un lot"),
        ({"modalite": "mise_a_disposition"}, "entreprise utilisatrice"),
        ({"participant": ""}, "d’abord la personne"),
        ({"metier": "2 90 05 59 606 123 18"}, "numéro de sécurité sociale"),
    ],
)
def test_une_faute_se_dit_a_cote_de_son_champ_et_rien_n_est_perdu(facilitatrice, scene, champs, attendu):
    reponse = facilitatrice.post(adresse("contrat_creer"), saisie(scene, **champs))
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    assert ContratInsertion.objects.count() == 2


def test_la_personne_ou_la_structure_d_une_autre_porteuse_n_est_pas_un_choix(facilitatrice, scene):
    ailleurs = planter()
    for champs in (
        {"participant": str(ailleurs.yacine.participant_id)},
        {"employeur": str(ailleurs.attribution.structure_id)},
        {"lots": [str(ailleurs.attribution.pk)]},
    ):
        assert facilitatrice.post(adresse("contrat_creer"), saisie(scene, **champs)).status_code == 422
    assert ContratInsertion.objects.filter(participant__porteuse=scene.porteuse).count() == 2


def test_modifier_puis_la_seconde_personne_voit_le_changement(facilitatrice, scene):
    champs = saisie(scene, participant=str(scene.yacine.participant_id), date_debut="15/01/2026", version="1")
    facilitatrice.post(adresse("contrat_modifier", scene.yacine.pk), {**champs, "metier": "Maçon"})
    scene.yacine.refresh_from_db()
    assert scene.yacine.metier == "Maçon"
    page = facilitatrice.post(adresse("contrat_modifier", scene.yacine.pk), {**champs, "metier": "Carreleur"})
    assert "Ce qui a changé pendant votre saisie" in page.content.decode()
    assert "Maçon" in page.content.decode()


def test_la_fiche_raconte_le_contrat(facilitatrice, scene):
    fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", etat="validee")
    page = facilitatrice.get(adresse("contrat", scene.yacine.pk)).content.decode()
    for attendu in ("104\u202fh retenues", "octobre 2026", "Journal", "Noter la fin", "Bâtisseurs"):
        assert attendu in page


def test_noter_la_fin(facilitatrice, scene):
    assert "Dernier jour" in facilitatrice.get(adresse("contrat_terminer", scene.yacine.pk)).content.decode()
    champs = {"date_fin": "13/11/2026", "motif_fin": "embauche", "contrat_apres": "oui", "version": "1"}
    facilitatrice.post(adresse("contrat_terminer", scene.yacine.pk), champs)
    scene.yacine.refresh_from_db()
    assert (scene.yacine.motif_fin, scene.yacine.contrat_apres) == ("embauche", "oui")
    refus = facilitatrice.post(adresse("contrat_terminer", scene.ines.pk), {**champs, "motif_fin": ""})
    assert refus.status_code == 422


def test_annuler_demande_la_raison(facilitatrice, scene):
    refus = facilitatrice.post(adresse("contrat_annuler", scene.yacine.pk), {"motif": ""})
    assert refus.status_code == 422
    assert "Dites pourquoi" in refus.content.decode()
    facilitatrice.post(adresse("contrat_annuler", scene.yacine.pk), {"motif": "Saisi deux fois"})
    page = facilitatrice.get(adresse("contrat", scene.yacine.pk)).content.decode()
    assert "Saisi deux fois" in page
    assert EntreeJournal.objects.de(scene.yacine).first().auteur_nom == scene.equipe.nom


def test_rien_ne_se_choisit_a_la_place_de_qui_ouvre_le_contrat(facilitatrice, scene):
    champs = saisie(scene, modalite="", type_contrat="")
    page = facilitatrice.get(adresse("contrat_creer"), {"participant": champs["participant"]}).content.decode()
    assert page.count('<option value="" selected>Choisir…</option>') >= 3
    reponse = facilitatrice.post(adresse("contrat_creer"), champs)
    assert reponse.status_code == 422
    assert "Choisissez le type de contrat" in reponse.content.decode()
    assert not ContratInsertion.objects.filter(participant=champs["participant"]).exists()


def test_les_lots_se_rangent_par_operation(facilitatrice, scene):
    formulaire = ContratForm(acteur=scene.equipe)
    sienne = scene.lot.marche.operation
    voisine, _ = marches.lot_clause(scene.porteuse)
    groupes = dict(formulaire["lots"].field.choices)
    assert {str(sienne), str(voisine.marche.operation)} <= groupes.keys()
    (lot,) = [libelle for cle, libelle in groupes[str(sienne)] if str(cle) == str(scene.attribution.pk)]
    assert str(sienne) not in lot, "le nom de l'opération se lit une fois, en titre"
    assert str(scene.attribution.structure) in lot
