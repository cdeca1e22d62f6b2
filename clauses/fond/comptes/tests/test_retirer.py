"""Retirer un rôle ; remettre un lien : ce que peut, et ne peut pas, un responsable."""

import pytest

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.services import remettre_lien, retirer
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
def responsable(porteuse):
    return fabriques.responsable(porteuse)


def test_retirer_le_dernier_role_desactive_le_compte(porteuse, responsable):
    appartenance = fabriques.facilitateur(porteuse)
    retirer(appartenance, par=responsable.en_acteur(), motif="départ à la retraite")
    appartenance.refresh_from_db()
    assert appartenance.motif_annulation == "départ à la retraite"
    assert not Utilisateur.objects.get(pk=appartenance.utilisateur_id).is_active
    evenement = historique([appartenance])[0]
    assert (evenement.titre, evenement.detail) == ("Annulation", "départ à la retraite")


def test_qui_a_un_role_ailleurs_garde_son_compte(porteuse, responsable):
    appartenance = fabriques.facilitateur(porteuse)
    fabriques.appartenance(Role.FACILITATEUR, qui=appartenance.utilisateur, porteuse=structures.porteuse("Ailleurs"))
    retirer(appartenance, par=responsable.en_acteur(), motif="mutation")
    assert Utilisateur.objects.get(pk=appartenance.utilisateur_id).is_active


def test_le_dernier_responsable_ne_se_retire_pas(porteuse, responsable):
    with pytest.raises(RefusMetier, match="dernier compte responsable"):
        retirer(responsable, par=responsable.en_acteur(), motif="je pars")
    retire = fabriques.responsable(porteuse)
    retirer(retire, par=responsable.en_acteur(), motif="départ")
    with pytest.raises(RefusMetier, match="dernier compte responsable"):
        retirer(responsable, par=responsable.en_acteur(), motif="je pars")
    fabriques.responsable(porteuse)
    retirer(responsable, par=responsable.en_acteur(), motif="je pars")
    assert responsable.utilisateur.appartenances.actifs().count() == 0


def test_un_responsable_d_une_autre_porteuse_ne_compte_pas(responsable):
    fabriques.responsable(structures.porteuse("Ailleurs"))
    with pytest.raises(RefusMetier, match="dernier compte responsable"):
        retirer(responsable, par=responsable.en_acteur(), motif="je pars")


def test_un_motif_est_demande_et_on_ne_retire_pas_deux_fois(porteuse, responsable):
    appartenance = fabriques.facilitateur(porteuse)
    with pytest.raises(RefusMetier, match="pourquoi"):
        retirer(appartenance, par=responsable.en_acteur(), motif="  ")
    retirer(appartenance, par=responsable.en_acteur(), motif="départ")
    with pytest.raises(RefusMetier, match="déjà retiré"):
        retirer(appartenance, par=responsable.en_acteur(), motif="départ")


def test_un_lien_remis_est_ecrit_au_journal(porteuse, responsable):
    personne = fabriques.facilitateur(porteuse).utilisateur
    remettre_lien(personne, par=responsable.en_acteur())
    assert historique([personne])[0].detail == "Lien remis pour choisir un mot de passe"


def test_pas_de_lien_pour_qui_agit_aussi_ailleurs(porteuse, responsable):
    appartenance = fabriques.facilitateur(porteuse)
    fabriques.appartenance(Role.FACILITATEUR, qui=appartenance.utilisateur, porteuse=structures.porteuse("Ailleurs"))
    with pytest.raises(RefusMetier, match="exploitant"):
        remettre_lien(appartenance.utilisateur, par=responsable.en_acteur())


def test_pas_de_lien_pour_un_compte_desactive(porteuse, responsable):
    appartenance = fabriques.facilitateur(porteuse)
    retirer(appartenance, par=responsable.en_acteur(), motif="départ")
    with pytest.raises(RefusMetier, match="désactivé"):
        remettre_lien(appartenance.utilisateur, par=responsable.en_acteur())
