"""L'éligibilité se juge à la date d'entrée, sur pièces vues, et se fige."""

from datetime import date

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.participants import services
from clauses.suivi.participants.tests import fabriques

pytestmark = pytest.mark.django_db

ENTREE = date(2026, 2, 2)


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def acteur(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


def test_un_critere_sans_piece_vue_ne_rend_pas_eligible(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.noter_critere(personne, "rsa", par=acteur, piece="attestation_caf_msa", piece_datee_du=ENTREE)
    jugement = services.prononcer_eligibilite(personne, ENTREE, par=acteur)
    assert not jugement.est_eligible
    assert "pièce manquante" in jugement.decision["motif"]


def test_une_piece_vue_et_recente_rend_eligible_et_la_decision_est_figee(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.noter_critere(
        personne, "rsa", par=acteur, piece="attestation_caf_msa", piece_datee_du=date(2026, 1, 20), vue_le=ENTREE
    )
    jugement = services.prononcer_eligibilite(personne, ENTREE, par=acteur)
    assert jugement.est_eligible
    assert jugement.criteres == ["rsa"]
    critere = personne.criteres.get()
    services.retirer_critere(critere, par=acteur, motif="Attestation d'une autre personne")
    jugement.refresh_from_db()
    assert jugement.est_eligible, "retirer un critère ne réécrit pas un jugement rendu"


def test_une_piece_trop_ancienne_est_refusee_avec_sa_raison(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.noter_critere(
        personne, "rsa", par=acteur, piece="attestation_caf_msa", piece_datee_du=date(2025, 10, 1), vue_le=ENTREE
    )
    jugement = services.prononcer_eligibilite(personne, ENTREE, par=acteur)
    assert not jugement.est_eligible
    assert "trop ancienne" in jugement.decision["motif"]


def test_l_age_se_compte_a_l_entree_pas_au_jour_du_jugement(porteuse, acteur):
    personne = fabriques.participant(porteuse, date_naissance=date(2000, 2, 3))
    services.noter_critere(personne, "jeune", par=acteur, piece="piece_identite", vue_le=ENTREE)
    assert services.prononcer_eligibilite(personne, ENTREE, par=acteur).est_eligible, "25 ans la veille de ses 26 ans"


def test_le_public_hors_de_la_liste_du_marche_ne_compte_pas(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.noter_critere(
        personne, "rsa", par=acteur, piece="attestation_caf_msa", piece_datee_du=date(2026, 1, 20), vue_le=ENTREE
    )
    jugement = services.prononcer_eligibilite(personne, ENTREE, par=acteur, admis=("boeth",))
    assert not jugement.est_eligible


def test_rejuger_demande_un_motif_et_garde_l_ancien_jugement(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.prononcer_eligibilite(personne, ENTREE, par=acteur)
    with pytest.raises(RefusMetier, match="dites pourquoi"):
        services.prononcer_eligibilite(personne, ENTREE, par=acteur)
    services.prononcer_eligibilite(personne, ENTREE, par=acteur, motif="Pièce retrouvée")
    assert personne.eligibilites.count() == 2
    assert personne.eligibilites.actifs().count() == 1
    assert personne.eligibilites.annules().get().motif_annulation == "Pièce retrouvée"


def test_une_piece_qui_ne_justifie_pas_le_critere_est_refusee(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    with pytest.raises(RefusMetier, match="Pièces admises"):
        services.noter_critere(personne, "rsa", par=acteur, piece="piece_identite", vue_le=ENTREE)


def test_un_critere_note_deux_fois_est_mis_a_jour(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    for jour in (date(2026, 1, 1), date(2026, 1, 20)):
        services.noter_critere(
            personne, "rsa", par=acteur, piece="attestation_caf_msa", piece_datee_du=jour, vue_le=ENTREE
        )
    assert personne.criteres.get().piece_datee_du == date(2026, 1, 20)
    assert personne.criteres.get().vue_par_id == acteur.utilisateur_id


def _longue_duree(porteuse, acteur):
    personne = fabriques.participant(porteuse)
    services.noter_critere(
        personne, "deld", par=acteur, piece="attestation_france_travail", piece_datee_du=ENTREE, vue_le=ENTREE
    )
    return personne


def test_une_categorie_f_reste_a_confirmer_et_la_decision_le_garde(porteuse, acteur):
    personne = _longue_duree(porteuse, acteur)
    jugement = services.prononcer_eligibilite(personne, ENTREE, par=acteur, categorie_ft="F")
    assert jugement.est_eligible
    assert "parcours social" in jugement.decision["avertissements"][0]


def test_l_inscription_seule_demande_la_categorie_ou_le_contrat(porteuse, acteur):
    personne = _longue_duree(porteuse, acteur)
    seule = services.juger(personne, ENTREE, inscrit_depuis=date(2024, 1, 1))
    assert "ne prouve plus seule" in seule.avertissements[0]
    assert services.juger(personne, ENTREE, contrat_d_engagement=True).avertissements == ()


def test_une_categorie_d_avant_son_existence_est_refusee(porteuse, acteur):
    with pytest.raises(RefusMetier, match="n'existe que depuis") as refus:
        services.juger(_longue_duree(porteuse, acteur), date(2024, 12, 1), categorie_ft="G")
    assert refus.value.champ == "categorie_ft"
