"""Valider, refuser, demander une correction, rouvrir : ce qui est retenu, figé, et gardé au journal."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.declarations.decision import en_calcul, motifs_de_refus
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services import validation
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.saisie import declarer_neant
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, personne, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = planter()
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    return scene


def ligne(scene, contrat=None, heures="100", **champs) -> LigneHeures:
    champs = {"declaration": scene.octobre, **champs}
    return fabriques.ligne(contrat or scene.yacine, scene.lot, OCTOBRE, heures, **champs)


def test_valider_retient_les_heures_et_fige_la_decision(scene):
    une = ligne(scene, heures_accompagnement=Decimal(3))
    validation.valider_lignes([une.pk], par=scene.equipe)
    une.refresh_from_db()
    assert (une.etat, une.retenu_travail, une.retenu_accompagnement, une.retenues) == ("validee", 100, 0, 100)
    assert une.decision["valeur"] == "100.00"
    assert une.decision["par"] == scene.equipe.nom
    assert une.decision["le"] == "2026-11-24"
    assert motifs_de_refus(une.decision) == ((Decimal(3), "la clause ne compte pas l'accompagnement"),)
    assert en_calcul(une.decision).chiffre == "100\u202fh"


def test_la_retenue_partielle_dit_son_motif(scene):
    scene.yacine.date_fin = date(2026, 10, 31)
    une = ligne(scene)
    eligibilite = scene.yacine.participant.eligibilites.get()
    eligibilite.date_entree = date(2026, 10, 17)
    with signer(FABRICANT):
        eligibilite.save()
    validation.valider_lignes([une.pk], par=scene.equipe)
    une.refresh_from_db()
    assert une.retenu_travail == Decimal("48.39")  # 15 jours sur 31
    ((heures, motif),) = motifs_de_refus(une.decision)
    assert heures == Decimal("51.61")
    assert "avant l'éligibilité" in motif


def test_le_mois_est_valide_quand_tout_est_decide(scene):
    une, autre = ligne(scene), ligne(scene, scene.ines)
    validation.valider_lignes([une.pk], par=scene.equipe)
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise"
    validation.refuser_lignes([autre.pk], par=scene.equipe, motif="Jamais venue.")
    scene.octobre.refresh_from_db()
    autre.refresh_from_db()
    assert (scene.octobre.etat, scene.octobre.validee_le is None) == ("validee", False)
    assert (autre.etat, autre.motif, autre.retenues) == ("refusee", "Jamais venue.", 0)


@pytest.mark.parametrize("cas", ["eligibilite", "contrat", "impossible"])
def test_une_ligne_bloquee_ne_se_valide_pas(scene, cas):
    contrat, heures = scene.yacine, "100"
    if cas == "eligibilite":
        contrat = fabriques.contrat(personne(scene.porteuse, "Nadia", "Nouvelle", eligible=False), scene.lot)
    elif cas == "contrat":
        contrat = fabriques.contrat(personne(scene.porteuse, "Hors", "Contrat"), scene.lot, date_fin=date(2026, 9, 1))
    else:
        heures = "1000"
    une, saine = ligne(scene, contrat, heures), ligne(scene, scene.ines)
    motifs = {
        "eligibilite": "éligibilité de la personne non validée",
        "contrat": "hors du contrat",
        "impossible": "nombre d'heures impossible",
    }
    with pytest.raises(RefusMetier, match=motifs[cas]):
        validation.valider_lignes([une.pk, saine.pk], par=scene.equipe)
    assert not LigneHeures.objects.validees().exists()


def test_le_meme_mois_deux_fois_par_un_cumul_est_bloque(scene):
    ligne(scene)
    cumul = fabriques.ligne(scene.yacine, scene.lot, date(2026, 11, 1), "300", depuis=date(2026, 9, 1))
    controle = controler([cumul])[cumul.pk]
    assert controle.est_bloque
    assert "octobre 2026" in controle.blocages[0]


def test_des_heures_ailleurs_le_meme_mois_comptent_dans_la_vraisemblance(scene):
    une = ligne(scene, heures="160")
    assert controler([une])[une.pk].est_sans_remarque
    autre = fabriques.contrat(scene.yacine.participant, scene.lot, type_contrat="cdi")
    ligne(scene, autre, "150")
    assert controler([une])[une.pk].est_bloque


def test_v_valide_tout_ce_qui_est_sans_remarque_et_laisse_le_reste(scene):
    saine, zero = ligne(scene), ligne(scene, scene.ines, "0", observation="Arrêt maladie")
    validees = validation.valider_sans_remarque(scene.octobre, par=scene.equipe)
    assert [v.pk for v in validees] == [saine.pk]
    zero.refresh_from_db()
    assert zero.etat == "soumise"
    validation.valider_lignes([zero.pk], par=scene.equipe)
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "validee"


def test_un_mois_se_compte_sous_la_clause_de_son_premier_jour(scene):
    """L'avenant du 15 octobre ne compte plus la formation : octobre la compte encore, novembre non."""
    with signer(FABRICANT):
        scene.lot.clauses.update(est_en_vigueur=False)
    changement = {"nature_changement": "avenant", "motif_changement": "essai", "date_effet": date(2026, 10, 15)}
    marches.clause(scene.lot, rang=2, compte_formation=False, **changement)
    contrat = fabriques.contrat(scene.yacine.participant, scene.lot, type_contrat="professionnalisation")
    deux = [
        fabriques.ligne(contrat, scene.lot, mois, "60", heures_formation=Decimal(10))
        for mois in (OCTOBRE, date(2026, 11, 1))
    ]
    controles = controler(deux)
    assert [controles[une.pk].decision.formation for une in deux] == [10, 0]


def test_demander_une_correction_rend_le_mois_avec_le_motif(scene):
    une = ligne(scene)
    validation.demander_correction([une.pk], par=scene.equipe, motif="86 ou 68 ?")
    une.refresh_from_db()
    scene.octobre.refresh_from_db()
    assert (une.etat, une.motif) == ("a_corriger", "86 ou 68 ?")
    assert (scene.octobre.etat, scene.octobre.motif) == ("a_corriger", "86 ou 68 ?")


def test_rouvrir_remet_le_retenu_a_zero_et_le_journal_garde_l_ancien(scene):
    une = ligne(scene)
    validation.valider_lignes([une.pk], par=scene.equipe)
    validation.rouvrir_lignes([une.pk], par=scene.equipe, motif="Bulletin de paie reçu depuis.")
    une.refresh_from_db()
    scene.octobre.refresh_from_db()
    assert (une.etat, une.retenues, une.decision, scene.octobre.etat) == ("a_corriger", 0, {}, "a_corriger")
    entree = EntreeJournal.objects.de(une).first()
    assert (entree.avant["retenu_travail"], entree.apres["retenu_travail"]) == (100, 0)
    assert entree.motif == "Bulletin de paie reçu depuis."
    assert entree.avant["decision"]["valeur"] == "100.00"


def test_rouvrir_un_mois_rouvre_ses_lignes_et_un_neant_redevient_attendu(scene):
    une = ligne(scene)
    validation.valider_lignes([une.pk], par=scene.equipe)
    scene.octobre.refresh_from_db()
    validation.rouvrir_mois(scene.octobre, par=scene.equipe, motif="Erreur de chantier.")
    une.refresh_from_db()
    assert une.etat == "a_corriger"
    vide = planter()
    declarer_neant(vide.octobre, par=vide.entreprise)
    validation.rouvrir_mois(vide.octobre, par=vide.equipe, motif="Trois personnes vues sur place.")
    vide.octobre.refresh_from_db()
    assert (vide.octobre.etat, vide.octobre.est_neant) == ("attendue", False)


def test_rendre_tout_le_mois(scene):
    une, validee = ligne(scene), ligne(scene, scene.ines)
    validation.valider_lignes([validee.pk], par=scene.equipe)
    validation.demander_correction_du_mois(scene.octobre, par=scene.equipe, motif="Heures du mauvais mois.")
    une.refresh_from_db()
    validee.refresh_from_db()
    assert (une.etat, validee.etat) == ("a_corriger", "validee")


def test_chaque_refus_demande_un_motif(scene):
    une = ligne(scene)
    for verbe in (validation.refuser_lignes, validation.demander_correction):
        with pytest.raises(RefusMetier, match="Dites pourquoi"):
            verbe([une.pk], par=scene.equipe, motif="  ")
    une.refresh_from_db()
    assert une.etat == "soumise"


def test_un_verbe_hors_de_son_etat_est_refuse(scene):
    une = ligne(scene, etat="brouillon")
    with pytest.raises(RefusMetier, match="Impossible de valider"):
        validation.valider_lignes([une.pk], par=scene.equipe)
    with pytest.raises(RefusMetier, match="Impossible de rouvrir"):
        validation.rouvrir_lignes([une.pk], par=scene.equipe, motif="Pour voir")
    with pytest.raises(RefusMetier, match="Impossible de rouvrir"):
        validation.rouvrir_mois(scene.octobre, par=scene.equipe, motif="Pour voir")


def test_valider_deux_fois_ne_change_rien(scene):
    une = ligne(scene)
    validation.valider_lignes([une.pk], par=scene.equipe)
    ecritures = EntreeJournal.objects.count()
    validation.valider_lignes([une.pk], par=scene.equipe, versions={une.pk: 1})
    assert EntreeJournal.objects.count() == ecritures


def test_des_heures_changees_pendant_la_lecture_sont_montrees(scene):
    une = ligne(scene)
    with signer(scene.entreprise):
        une.heures_travaillees = Decimal(90)
        une.save()
    with pytest.raises(ModifieEntreTemps) as conflit:
        validation.valider_lignes([une.pk], par=scene.equipe, versions={une.pk: 1})
    assert ("Yacine Fictif : heures travaillées", "100", "90", scene.entreprise.nom) in conflit.value.changements


def test_les_lignes_d_une_autre_porteuse_sont_hors_de_portee(scene):
    une, ailleurs = ligne(scene), planter()
    with pytest.raises(RefusMetier, match="n'est pas à vous"):
        validation.valider_lignes([une.pk], par=ailleurs.equipe)


def test_valider_cinquante_lignes_ne_coute_pas_plus_de_requetes_qu_une(scene, django_assert_max_num_queries):
    lignes = [ligne(scene, fabriques.contrat_eligible(scene.lot)) for _ in range(20)]
    with django_assert_max_num_queries(25):
        validation.valider_lignes([une.pk for une in lignes], par=scene.equipe)
    assert LigneHeures.objects.validees().count() == 20


def test_les_heures_de_plusieurs_missions_tiennent_dans_leurs_jours_reunis(scene):
    """Quatre missions de cinq jours : 35 h chacune se valident, 45 h dépassent ensemble 60 h par semaine."""
    qui = personne(scene.porteuse, "Samir", "Missions")
    missions = [
        fabriques.contrat(qui, scene.lot, date_debut=date(2026, 10, jour), date_fin=date(2026, 10, jour + 4))
        for jour in (5, 12, 19, 26)
    ]
    lignes = [ligne(scene, mission, "35") for mission in missions]
    controles = controler(lignes)
    assert [controle.blocages for controle in controles.values()] == [()] * 4
    assert all("140\u202fh en 20\u00a0jours de contrat" in controle.remarques[0] for controle in controles.values())
    with signer(FABRICANT):
        for une in lignes:
            une.heures_travaillees = Decimal(45)
            une.save()
    (blocage,) = controler(lignes)[lignes[0].pk].blocages
    assert "180\u202fh, dont 135\u202fh ailleurs" in blocage
    assert "171,43\u202fh au plus en 20\u00a0jours de contrats, réunis" in blocage


def test_deux_contrats_qui_se_suivent_en_cours_de_mois_se_valident(scene):
    qui = personne(scene.porteuse, "Inès", "Suivie")
    premier = fabriques.contrat(qui, scene.lot, date_debut=date(2026, 3, 1), date_fin=date(2026, 10, 15))
    second = fabriques.contrat(qui, scene.lot, date_debut=date(2026, 10, 16))
    lignes = [ligne(scene, premier, "77"), ligne(scene, second, "77")]
    assert all(controle.est_sans_remarque for controle in controler(lignes).values())
    validation.valider_lignes([une.pk for une in lignes], par=scene.equipe)


def test_un_mois_saisi_dans_un_cumul_d_un_autre_contrat_compte_avec_lui(scene):
    """Du 15 janvier au 31 octobre, 290 jours : 2 485,71 h au plus, où que les mois du cumul les placent."""
    autre = fabriques.contrat(scene.yacine.participant, marches.lot_clause(scene.porteuse)[0])
    cumul = fabriques.ligne(autre, autre.affectations.get().lot, OCTOBRE, "2300", depuis=date(2026, 1, 1))
    une = ligne(scene, heures="100")
    assert not controler([une])[une.pk].est_bloque
    with signer(FABRICANT):
        cumul.heures_travaillees = Decimal(2400)
        cumul.save()
    assert "dont 2\u202f400\u202fh ailleurs" in controler([une])[une.pk].blocages[0]
