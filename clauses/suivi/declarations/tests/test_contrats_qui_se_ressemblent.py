"""Deux contrats saisis à la main qui se ressemblent : leurs heures attendent que quelqu'un réponde."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.services.contrats import annuler_contrat, dire_distinct
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.ressemblances import ressemblances
from clauses.suivi.declarations.services.validation import valider_sans_remarque
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = planter()
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
        avant = scene.yacine.cree_le - timedelta(days=1)
        ContratInsertion.objects.filter(pk=scene.yacine.pk).update(cree_le=avant)
    scene.ligne = fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "80", declaration=scene.octobre)
    return scene


def encore(scene, **champs):
    """Un second contrat de Yacine, saisi à la main, et ses heures d'octobre."""
    champs = {"employeur": scene.yacine.employeur, "date_debut": scene.yacine.date_debut} | champs
    lot = champs.pop("lot", scene.lot)
    contrat = fabriques.contrat(scene.yacine.participant, lot, attribution=None, **champs)
    return contrat, fabriques.ligne(contrat, lot, OCTOBRE, "40", declaration=scene.octobre)


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"date_debut": date(2026, 9, 15)},
        {"date_fin": date(2026, 12, 31)},
        {"employeur": None},
        {"type_contrat": "cdi"},
        {"metier": "Peintre"},
    ],
)
def test_deux_contrats_qui_se_ressemblent_se_remarquent_et_ne_se_valident_pas_d_office(scene, champs):
    if "employeur" in champs:
        champs = {"employeur": scene.ines.employeur}
    second, ligne = encore(scene, **champs)
    controles = controler([scene.ligne, ligne])
    assert {c.a_repondre for c in controles.values()} == {second.pk}
    assert str(second.employeur) in controles[scene.ligne.pk].remarques[-1]
    assert str(scene.yacine.employeur) in controles[ligne.pk].remarques[-1]
    assert valider_sans_remarque(scene.octobre, par=scene.equipe) == []
    dire_distinct(second, par=scene.equipe, motif="Deux chantiers.")
    assert len(valider_sans_remarque(scene.octobre, par=scene.equipe)) == 2


def test_deux_missions_qui_se_suivent_deux_marches_ou_une_autre_personne_ne_se_ressemblent_pas(scene):
    autre_lot, _ = marches.lot_clause(scene.porteuse)
    deux_marches, _ = encore(scene, lot=autre_lot)
    assert ressemblances([deux_marches.pk, scene.yacine.pk, scene.ines.pk]) == {}
    annuler_contrat(deux_marches, par=scene.equipe, motif="Essai")
    with signer(FABRICANT):
        scene.yacine.date_fin = date(2026, 10, 15)
        scene.yacine.save()
    suivante, _ = encore(scene, date_debut=date(2026, 10, 16))
    assert ressemblances([suivante.pk, scene.yacine.pk]) == {}


def test_un_contrat_importe_apres_a_deja_eu_sa_question_un_contrat_saisi_apres_la_pose(scene):
    importe, _ = encore(scene, cle_import="a:1")
    assert ressemblances([importe.pk, scene.yacine.pk]) == {}
    saisi, _ = encore(scene)
    assert {r.demande for r in ressemblances([importe.pk, scene.yacine.pk, saisi.pk]).values()} == {saisi.pk}


def test_la_fiche_du_mois_mene_a_la_question_et_la_reponse_la_leve(client, scene):
    second, _ = encore(scene)
    client.force_login(scene.facilitateur.utilisateur)
    adresse = reverse("declarations:contrat_repondre", args=[second.pk])
    mois = client.get(reverse("declarations:fiche", args=[scene.octobre.pk])).content.decode()
    assert mois.count(adresse) == 2
    assert "Valider la ligne sans remarque" not in mois
    assert adresse in client.get(reverse("declarations:contrat", args=[scene.yacine.pk])).content.decode()
    question = client.get(adresse).content.decode()
    assert "Un doublon, ou deux contrats" in question
    assert second.periode in question
    saisie = {"reponse": "distinct", "motif": "", "version": second.version}
    assert client.post(adresse, saisie).status_code == 422
    client.post(adresse, saisie | {"motif": "Deux chantiers du même employeur"})
    assert (
        "Deux chantiers du même employeur"
        in client.get(reverse("declarations:contrat", args=[second.pk])).content.decode()
    )
    assert adresse not in client.get(reverse("declarations:fiche", args=[scene.octobre.pk])).content.decode()
    assert client.get(adresse).status_code == 302


def test_repondre_que_c_est_un_doublon_annule_le_second_et_ses_heures(client, scene):
    second, _ = encore(scene)
    client.force_login(scene.facilitateur.utilisateur)
    adresse = reverse("declarations:contrat_repondre", args=[second.pk])
    client.post(adresse, {"reponse": "meme", "motif": "Saisi deux fois", "version": second.version})
    second.refresh_from_db()
    assert second.est_annule
    assert list(LigneHeures.objects.actifs().values_list("pk", flat=True)) == [scene.ligne.pk]
    assert len(valider_sans_remarque(scene.octobre, par=scene.equipe)) == 1
