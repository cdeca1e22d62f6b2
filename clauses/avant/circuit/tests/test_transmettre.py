"""Le dossier passe de main en main : à son tour, avec les versions du moment, et chaque refus dit quoi faire."""

from copy import deepcopy
from datetime import date

import pytest

from clauses.avant.circuit.models import Chez, Dossier, Tour
from clauses.avant.circuit.services import dossiers, remarques
from clauses.avant.circuit.situation import situation
from clauses.avant.circuit.tests import fabriques
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT

pytestmark = pytest.mark.django_db
AUJOURD_HUI = date(2026, 11, 24)


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return fabriques.scene()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def test_ouvrir_met_le_dossier_chez_le_facilitateur_une_seule_fois(scene):
    dossier = scene.ouvrir()
    assert (dossier.etat, dossier.chez, dossier.chez_depuis) == ("en_redaction", Chez.FACILITATEUR, AUJOURD_HUI)
    assert scene.ouvrir().pk == dossier.pk
    assert [t.geste for t in dossier.tours.all()] == [Tour.Geste.OUVERTURE]


@pytest.mark.parametrize("etat", ["notifie", "en_cours"])
def test_un_marche_notifie_n_a_plus_de_circuit(scene, etat):
    with signer(FABRICANT):
        scene.marche.etat = etat
        scene.marche.save()
    with pytest.raises(RefusMetier, match="n'est plus en préparation"):
        scene.ouvrir()


def test_transmettre_garde_les_versions_du_moment_le_message_et_l_echeance(scene):
    dossier = scene.chez_l_acheteur(message="Pour relecture", echeance=date(2026, 12, 3))
    assert (dossier.etat, dossier.chez, dossier.echeance) == ("en_relecture", Chez.ACHETEUR, date(2026, 12, 3))
    tour = dossier.tours.get(geste=Tour.Geste.TRANSMISSION)
    assert (tour.de, tour.vers, tour.message, tour.par) == (
        "facilitateur",
        "acheteur",
        "Pour relecture",
        scene.acteur("facilitateur").nom,
    )
    assert {v.piece_id for v in tour.versions.all()} == {scene.ccap.pk, scene.annexe.pk}
    assert all(p.est_transmise for p in situation(dossier).pieces)


def test_la_transmission_est_au_journal(scene):
    dossier = scene.chez_l_acheteur()
    derniere = EntreeJournal.objects.de(dossier).filter(action="modification").order_by("-le").first()
    assert derniere.apres["chez"] == "acheteur"
    assert derniere.auteur_nom == scene.acteur("facilitateur").nom


def test_hors_de_son_tour_on_ne_transmet_pas_mais_on_peut_remarquer(scene):
    scene.chez_l_acheteur()
    with pytest.raises(RefusMetier, match=r"Ce n'est pas à vous de jouer.*chez l'acheteur.*écrire une remarque"):
        scene.passer("juriste", "facilitateur")
    assert remarques.remarquer(scene.ouvrir(), scene.ccap, par=scene.acteur("juriste"), texte="Article 6 ?").pk


def test_un_double_envoi_se_reconnait(scene):
    scene.chez_l_acheteur()
    with pytest.raises(RefusMetier, match="C'est déjà fait\u00a0: transmission le 24\u00a0novembre 2026"):
        scene.passer("facilitateur", "acheteur")
    assert Tour.objects.filter(geste=Tour.Geste.TRANSMISSION).count() == 1


def test_deux_collegues_au_meme_moment_la_seconde_voit_ce_qui_a_change(scene):
    dossier = scene.chez_l_acheteur()
    lue = dossier.version
    scene.passer("acheteur", "facilitateur")
    scene.passer("facilitateur", "acheteur")
    with pytest.raises(ModifieEntreTemps):
        scene.passer("acheteur", "juriste", version_lue=lue)


def test_une_version_arrivee_entre_temps_arrete_l_envoi(scene):
    vues = [v.pk for v in situation(scene.ouvrir()).en_vigueur]
    fabriques.version(scene.ccap)
    with pytest.raises(RefusMetier, match=r"Article du CCAP \(version 2\). Relisez-la"):
        scene.chez_l_acheteur(versions_vues=vues)
    assert scene.ouvrir().chez == Chez.FACILITATEUR


def test_rien_a_transmettre_ou_une_piece_vide_se_disent(scene):
    vide = fabriques.marche_en_preparation(scene.porteuse)
    with pytest.raises(RefusMetier, match="Aucune pièce n'est encore écrite"):
        dossiers.ouvrir_et_transmettre(vide, par=scene.acteur("facilitateur"), vers="acheteur")
    assert not Dossier.objects.filter(marche=vide).exists(), "l'ouverture est défaite avec l'envoi"
    fabriques.piece(scene.marche, "rc", versions=0)
    with pytest.raises(RefusMetier, match="n'a encore aucune version\u00a0: Mention du règlement"):
        scene.chez_l_acheteur()


@pytest.mark.parametrize(("vers", "champ"), [("facilitateur", "vers"), ("personne", "vers"), ("roi", "vers")])
def test_on_ne_transmet_qu_a_une_autre_partie(scene, vers, champ):
    with pytest.raises(RefusMetier):
        scene.passer("facilitateur", vers)


def test_une_echeance_passee_est_refusee(scene):
    with pytest.raises(RefusMetier, match="Cette date est passée") as refus:
        scene.chez_l_acheteur(echeance=date(2026, 11, 23))
    assert refus.value.champ == "echeance"


def test_passer_au_juriste_demande_son_accord(scene):
    assert not scene.chez_l_acheteur().avec_juriste
    assert scene.passer("acheteur", "juriste").avec_juriste


def test_refuser_s_appuie_sur_une_remarque(scene):
    dossier = scene.chez_l_acheteur()
    with pytest.raises(RefusMetier, match="Écrivez d'abord une remarque"):
        dossiers.refuser(dossier, par=scene.acteur("acheteur"), motif="Non")
    scene.remarque()
    dossier = dossiers.refuser(dossier, par=scene.acteur("acheteur"), motif="La pénalité ne va pas")
    assert (dossier.etat, dossier.chez) == ("en_redaction", Chez.FACILITATEUR)
    assert dossier.tours.order_by("-rang").first().message == "La pénalité ne va pas"


def test_reprendre_demande_son_motif_et_revient_au_facilitateur(scene):
    dossier = scene.chez_l_acheteur()
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        dossiers.reprendre(dossier, par=scene.acteur("facilitateur"), motif=" ")
    with pytest.raises(RefusMetier, match="Seul le facilitateur"):
        dossiers.reprendre(dossier, par=scene.acteur("acheteur"), motif="Pressé")
    assert dossiers.reprendre(dossier, par=scene.acteur("facilitateur"), motif="Oubli").chez == Chez.FACILITATEUR


def test_un_titulaire_n_est_pas_du_circuit(scene):
    with pytest.raises(RefusMetier, match="n'est pas du circuit"):
        dossiers.refuser(scene.chez_l_acheteur(), par=FABRICANT, motif="x")
