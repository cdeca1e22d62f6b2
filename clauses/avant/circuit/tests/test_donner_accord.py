"""Un accord porte sur UNE version : une version plus récente le fait tomber, et cela se voit."""

from copy import deepcopy

import pytest

from clauses.avant.circuit.models import Accord, Chez, Dossier
from clauses.avant.circuit.services import accords, dossiers, remarques
from clauses.avant.circuit.situation import situation, situations
from clauses.avant.circuit.tests import fabriques
from clauses.fond.socle.erreurs import RefusMetier

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return fabriques.scene()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def toutes(scene):
    return [v.pk for v in situation(scene.ouvrir()).en_vigueur]


def accorder(scene, qui):
    return accords.donner_accord(scene.ouvrir(), toutes(scene), par=scene.acteur(qui))


def test_le_dernier_accord_rend_le_dossier_a_personne_puis_il_se_clot(scene):
    scene.chez_l_acheteur(avec_accord=True)
    assert accorder(scene, "acheteur").etat == Dossier.Etat.ACCORDE
    dossier = scene.ouvrir()
    assert (dossier.chez, dossier.echeance) == (Chez.PERSONNE, None)
    dossier = dossiers.clore(dossier, par=scene.acteur("facilitateur"))
    assert dossier.etat == Dossier.Etat.CLOS
    assert dossier.tours.order_by("-rang").first().versions.count() == 2
    with pytest.raises(RefusMetier, match="C'est déjà fait\u00a0: clôture le"):
        dossiers.clore(dossier, par=scene.acteur("facilitateur"))


def test_l_accord_du_juriste_demande_manque_tant_qu_il_n_est_pas_la(scene):
    scene.chez_l_acheteur(avec_accord=True, avec_juriste=True)
    assert accorder(scene, "acheteur").etat == Dossier.Etat.EN_RELECTURE
    assert accorder(scene, "juriste").etat == Dossier.Etat.ACCORDE


def test_une_version_plus_recente_fait_tomber_les_accords(scene):
    scene.chez_l_acheteur(avec_accord=True)
    accorder(scene, "acheteur")
    fabriques.version(scene.ccap)
    vue = situation(scene.ouvrir())
    ccap, annexe = vue.pieces
    assert vue.accord_tombe
    assert (vue.etat, vue.chez) == ("en_redaction", "facilitateur")
    assert set(ccap.tombes) == {"facilitateur", "acheteur"}
    assert not ccap.accords
    assert set(annexe.accords) == {"facilitateur", "acheteur"}
    with pytest.raises(RefusMetier, match="Impossible de clore"):
        dossiers.clore(scene.ouvrir(), par=scene.acteur("facilitateur"))
    assert scene.chez_l_acheteur(avec_accord=True).chez == Chez.ACHETEUR, "et il se transmet de nouveau"


def test_une_piece_ajoutee_apres_la_cloture_se_voit(scene):
    scene.chez_l_acheteur(avec_accord=True)
    accorder(scene, "acheteur")
    dossiers.clore(scene.ouvrir(), par=scene.acteur("facilitateur"))
    assert not situation(scene.ouvrir()).a_change_depuis_la_cloture
    fabriques.piece(scene.marche, "rc")
    assert situation(scene.ouvrir()).a_change_depuis_la_cloture


def test_une_version_remplacee_entre_temps_n_est_pas_approuvee(scene):
    scene.chez_l_acheteur()
    lues = toutes(scene)
    fabriques.version(scene.ccap)
    with pytest.raises(RefusMetier, match="Article du CCAP\u00a0: la version 2 a remplacé la 1"):
        accords.donner_accord(scene.ouvrir(), lues, par=scene.acteur("acheteur"))
    assert not Accord.objects.exists()


def test_une_version_pas_encore_transmise_ne_s_approuve_pas(scene):
    scene.chez_l_acheteur()
    fabriques.version(scene.ccap)
    with pytest.raises(RefusMetier, match="ne vous est pas encore transmise"):
        accorder(scene, "acheteur")


def test_un_double_accord_est_dit(scene):
    scene.chez_l_acheteur()
    accorder(scene, "acheteur")
    with pytest.raises(RefusMetier, match="déjà donné à la version 1"):
        accorder(scene, "acheteur")


def test_on_n_approuve_pas_ce_que_l_on_conteste(scene):
    scene.chez_l_acheteur()
    remarque = scene.remarque()
    with pytest.raises(RefusMetier, match="1\u00a0remarque de votre part sans réponse"):
        accorder(scene, "acheteur")
    remarques.repondre(remarque, par=scene.acteur("facilitateur"), suite="prise_en_compte")
    assert accorder(scene, "acheteur")


def test_ni_rien_ni_la_version_d_un_autre_marche(scene):
    scene.chez_l_acheteur()
    with pytest.raises(RefusMetier, match="Cochez au moins une pièce"):
        accords.donner_accord(scene.ouvrir(), [], par=scene.acteur("acheteur"))
    ailleurs = fabriques.scene()
    with pytest.raises(RefusMetier, match="n'est pas dans ce dossier"):
        accords.donner_accord(scene.ouvrir(), toutes(ailleurs), par=scene.acteur("acheteur"))


def test_retirer_son_accord_avec_son_motif(scene):
    scene.chez_l_acheteur(avec_accord=True)
    accorder(scene, "acheteur")
    accord = Accord.objects.filter(partie="acheteur").first()
    with pytest.raises(RefusMetier, match="par qui l'a donné"):
        accords.retirer_accord(accord, par=scene.acteur("facilitateur"), motif="x")
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        accords.retirer_accord(accord, par=scene.acteur("acheteur"), motif="")
    accords.retirer_accord(accord, par=scene.acteur("acheteur"), motif="Montant changé")
    assert situation(scene.ouvrir()).accord_tombe


def test_une_remarque_sans_reponse_empeche_de_clore(scene):
    scene.chez_l_acheteur(avec_accord=True)
    accorder(scene, "acheteur")
    scene.remarque("juriste", "Vérifier l'article 6")
    with pytest.raises(RefusMetier, match="1\u00a0remarque sans réponse"):
        dossiers.clore(scene.ouvrir(), par=scene.acteur("facilitateur"))


def test_la_situation_de_plusieurs_dossiers_tient_en_cinq_requetes(scene, django_assert_max_num_queries):
    ouverts = [scene.chez_l_acheteur(), *(fabriques.scene().chez_l_acheteur() for _ in range(3))]
    with django_assert_max_num_queries(5):
        vues = situations(ouverts)
    assert [len(v.pieces) for v in vues.values()] == [2, 2, 2, 2]
