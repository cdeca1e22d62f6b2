"""Écrire une remarque, y répondre, la retirer : qui peut, quand, et ce que disent les refus."""

import pytest

from clauses.avant.circuit.models import Remarque
from clauses.avant.circuit.services import accords, dossiers, remarques
from clauses.avant.circuit.situation import situation
from clauses.avant.circuit.tests import fabriques
from clauses.fond.socle.erreurs import RefusMetier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = fabriques.scene()
    scene.chez_l_acheteur()
    return scene


def repondre(scene, remarque, qui="facilitateur", suite="prise_en_compte", **reste):
    return remarques.repondre(remarque, par=scene.acteur(qui), suite=suite, **reste)


def test_une_remarque_dit_sa_version_son_auteur_et_sa_partie(scene):
    remarque = scene.remarque()
    assert (remarque.version_lue.rang, remarque.partie, remarque.etat) == (1, "acheteur", "ouverte")
    assert remarque.auteur == scene.acteur("acheteur").nom


def test_la_meme_remarque_deux_fois_est_refusee(scene):
    scene.remarque()
    with pytest.raises(RefusMetier, match="déjà enregistrée"):
        scene.remarque()


def test_une_remarque_vide_est_refusee(scene):
    with pytest.raises(RefusMetier) as refus:
        scene.remarque(texte="  ")
    assert refus.value.champ == "texte"


def test_la_version_changee_pendant_qu_on_ecrit_se_dit(scene):
    lue = scene.ccap.versions.get().pk
    fabriques.version(scene.ccap)
    with pytest.raises(RefusMetier, match="La version 2 est arrivée pendant que vous écriviez"):
        remarques.remarquer(scene.ouvrir(), scene.ccap, par=scene.acteur("acheteur"), texte="Non", version_lue=lue)


def test_la_piece_d_un_autre_marche_est_refusee(scene):
    with pytest.raises(RefusMetier, match="n'est pas dans ce dossier"):
        remarques.remarquer(scene.ouvrir(), fabriques.scene().ccap, par=scene.acteur("acheteur"), texte="Non")


def test_le_facilitateur_repond_une_seule_fois(scene):
    remarque = repondre(scene, scene.remarque(), reponse="Portée à 60 €")
    assert (remarque.etat, remarque.reponse) == (Remarque.Etat.PRISE_EN_COMPTE, "Portée à 60 €")
    with pytest.raises(RefusMetier, match="y a déjà répondu le 24\u00a0novembre 2026\u00a0: prise en compte"):
        repondre(scene, remarque, suite="ecartee", reponse="Non")


def test_ecarter_demande_un_motif(scene):
    with pytest.raises(RefusMetier) as refus:
        repondre(scene, scene.remarque(), suite="ecartee")
    assert refus.value.champ == "reponse"


@pytest.mark.parametrize(
    ("ecrit", "repond", "dit"),
    [
        ("acheteur", "acheteur", "On ne répond pas à sa propre remarque"),
        ("acheteur", "juriste", "C'est au facilitateur"),
        ("facilitateur", "facilitateur", "On ne répond pas à sa propre remarque"),
    ],
)
def test_qui_ne_repond_pas(scene, ecrit, repond, dit):
    with pytest.raises(RefusMetier, match=dit):
        repondre(scene, scene.remarque(ecrit), repond)


def test_l_acheteur_repond_aux_questions_du_facilitateur(scene):
    assert repondre(scene, scene.remarque("facilitateur"), "acheteur").etat == "prise_en_compte"


def test_on_retire_sa_remarque_avec_un_motif(scene):
    remarque = scene.remarque()
    with pytest.raises(RefusMetier, match="par qui l'a écrite"):
        remarques.retirer(remarque, par=scene.acteur("facilitateur"), motif="x")
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        remarques.retirer(remarque, par=scene.acteur("acheteur"), motif="")
    remarques.retirer(remarque, par=scene.acteur("acheteur"), motif="Erreur de ma part")
    assert situation(scene.ouvrir()).remarques_ouvertes == 0
    with pytest.raises(RefusMetier, match="elle n'attend plus de réponse"):
        repondre(scene, remarque)


def test_un_dossier_clos_ne_recoit_plus_de_remarque(scene):
    dossier = scene.ouvrir()
    versions = [v.pk for v in situation(dossier).en_vigueur]
    for qui in ("facilitateur", "acheteur"):
        accords.donner_accord(dossier, versions, par=scene.acteur(qui))
    dossiers.clore(dossier, par=scene.acteur("facilitateur"))
    with pytest.raises(RefusMetier, match="il est clos\u202f; le facilitateur doit d'abord le reprendre"):
        scene.remarque()
