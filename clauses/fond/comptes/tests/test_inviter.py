"""Inviter : ouvrir un compte, ou donner un rôle à un compte qui existe, sans prendre la main sur lui."""

import pytest

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.services import inviter, retirer
from clauses.fond.comptes.tests import fabriques
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.historique import historique
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def par(porteuse):
    return fabriques.responsable(porteuse).en_acteur()


def appeler(par, **champs):
    champs = {"courriel": "lea@exemple.test", "nom": "Fictive", "role": Role.FACILITATEUR, **champs}
    return inviter(par=par, **champs)


def test_une_invitation_ouvre_un_compte_sans_mot_de_passe_et_rend_un_lien(par, porteuse):
    invitation = appeler(par, courriel="Lea@Exemple.Test")
    personne = invitation.appartenance.utilisateur
    assert personne.courriel == "lea@exemple.test"
    assert not personne.has_usable_password()
    assert invitation.appartenance.porteuse == porteuse
    assert invitation.appartenance.est_en_attente
    assert invitation.lien.startswith("/invitation/")
    assert historique([personne])[0].auteur == par.nom


def test_un_compte_qui_a_son_mot_de_passe_le_garde_et_son_nom_aussi(par):
    connu = fabriques.facilitateur(structures.porteuse("Ailleurs")).utilisateur
    invitation = appeler(par, courriel=connu.courriel, nom="Autre nom")
    assert invitation.appartenance.est_en_attente
    connu.refresh_from_db()
    assert connu.nom != "Autre nom"
    assert connu.check_password(fabriques.MOT_DE_PASSE)


def test_qui_a_deja_accepte_un_role_d_ici_en_recoit_un_autre_aussitot(par, porteuse):
    personne = fabriques.facilitateur(porteuse).utilisateur
    invitation = appeler(par, courriel=personne.courriel, role=Role.RESPONSABLE)
    assert (invitation.lien, invitation.appartenance.est_en_attente) == ("", False)
    autre = appeler(par, courriel="neuve@exemple.test").appartenance.utilisateur
    assert appeler(par, courriel=autre.courriel, role=Role.RESPONSABLE).appartenance.est_en_attente


def test_un_compte_desactive_est_rouvert_sans_son_ancien_mot_de_passe(par, porteuse):
    appartenance = fabriques.facilitateur(porteuse)
    retirer(appartenance, par=par, motif="départ")
    invitation = appeler(par, courriel=appartenance.utilisateur.courriel)
    assert invitation.lien
    assert not Utilisateur.objects.get(pk=appartenance.utilisateur_id).check_password(fabriques.MOT_DE_PASSE)


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"role": Role.TITULAIRE}, "structure"),
        ({"role": Role.JURISTE}, "structure"),
        ({"role": Role.PILOTE}, "role"),
        ({"role": "roi"}, "role"),
    ],
)
def test_un_role_mal_assorti_est_refuse_sur_son_champ_et_rien_n_est_ecrit(par, champs, champ):
    with pytest.raises(RefusMetier) as refus:
        appeler(par, **champs)
    assert refus.value.champ == champ
    assert not Utilisateur.objects.filter(courriel="lea@exemple.test").exists()


def test_un_membre_de_l_equipe_n_a_pas_de_structure(par, porteuse):
    with pytest.raises(RefusMetier):
        appeler(par, structure=structures.entreprise(porteuse))


def test_la_structure_d_une_autre_porteuse_est_refusee(par):
    with pytest.raises(RefusMetier, match="répertoire"):
        appeler(par, role=Role.TITULAIRE, structure=structures.entreprise(structures.porteuse("Ailleurs")))


def test_le_meme_role_deux_fois_est_refuse(par):
    appeler(par)
    with pytest.raises(RefusMetier, match="déjà ce rôle"):
        appeler(par)
    assert Appartenance.objects.filter(utilisateur__courriel="lea@exemple.test").count() == 1


def test_un_courriel_incomplet_est_refuse(par):
    with pytest.raises(RefusMetier) as refus:
        appeler(par, courriel="pas un courriel")
    assert refus.value.champ == "courriel"
