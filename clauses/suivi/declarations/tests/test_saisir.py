"""Saisir un mois : brouillon, transmission, néant, corrections, deux personnes à la fois."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.controle_saisie import HeuresSaisies, SaisieRefusee
from clauses.suivi.declarations.services.saisie import declarer_neant, enregistrer, soumettre
from clauses.suivi.declarations.services.validation import demander_correction, valider_lignes
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


def dit(contrat, heures: str | None, **autres) -> HeuresSaisies:
    return HeuresSaisies(contrat.pk, travaillees=None if heures is None else Decimal(heures), **autres)


def les_deux(scene, yacine="104", ines="86") -> list[HeuresSaisies]:
    return [dit(scene.yacine, yacine), dit(scene.ines, ines)]


def test_le_brouillon_est_garde_sans_etre_transmis(scene):
    enregistrer(scene.octobre, [dit(scene.yacine, "7.5")], par=scene.entreprise)
    ligne = LigneHeures.objects.get()
    assert (ligne.etat, ligne.heures_travaillees, ligne.declaration) == ("brouillon", Decimal("7.5"), scene.octobre)
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "attendue"


def test_transmettre_soumet_le_mois_et_ses_lignes(scene):
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise, observation="Deux absences.")
    scene.octobre.refresh_from_db()
    assert (scene.octobre.etat, scene.octobre.observation) == ("soumise", "Deux absences.")
    assert scene.octobre.soumise_le is not None
    assert set(LigneHeures.objects.values_list("etat", flat=True)) == {"soumise"}
    assert EntreeJournal.objects.de(scene.octobre).first().auteur_nom == scene.entreprise.nom


def test_envoye_deux_fois_le_mois_n_est_transmis_qu_une(scene):
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise, version_lue=1)
    ecritures = EntreeJournal.objects.count()
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise, version_lue=1)
    assert LigneHeures.objects.count() == 2
    assert EntreeJournal.objects.count() == ecritures


def test_une_personne_oubliee_est_nommee(scene):
    with pytest.raises(SaisieRefusee, match=r"Inès Inventée.: indiquez ses heures") as refus:
        soumettre(scene.octobre, [dit(scene.yacine, "104"), dit(scene.ines, None)], par=scene.entreprise)
    assert [(p.contrat_id, p.nom) for p in refus.value.problemes] == [(scene.ines.pk, "travaillees")]
    assert not LigneHeures.objects.exists()


def test_zero_heure_demande_pourquoi(scene):
    with pytest.raises(SaisieRefusee, match="dites en quelques mots pourquoi"):
        soumettre(scene.octobre, les_deux(scene, ines="0"), par=scene.entreprise)
    lignes = [dit(scene.yacine, "104"), dit(scene.ines, "0", observation="Arrêt maladie")]
    soumettre(scene.octobre, lignes, par=scene.entreprise)
    assert LigneHeures.objects.get(contrat=scene.ines).observation == "Arrêt maladie"


def test_mille_heures_dans_un_mois_sont_refusees_et_rien_n_est_ecrit(scene):
    with pytest.raises(SaisieRefusee, match=r"Yacine Fictif.: 1.000.h en octobre 2026, c.est impossible"):
        soumettre(scene.octobre, les_deux(scene, yacine="1000"), par=scene.entreprise)
    assert not LigneHeures.objects.exists()


def test_le_contrat_d_une_autre_entreprise_est_refuse(scene):
    lot, attribution = marches.lot_clause(scene.porteuse)
    etranger = fabriques.contrat_eligible(lot, attribution=attribution)
    with pytest.raises(RefusMetier, match="n'est pas le vôtre"):
        enregistrer(scene.octobre, [*les_deux(scene), dit(etranger, "10")], par=scene.entreprise)
    assert not LigneHeures.objects.exists()


def test_un_contrat_fini_avant_le_mois_n_y_est_pas(scene):
    parti = fabriques.contrat(
        personne(scene.porteuse, "Paul", "Parti"), scene.lot, date_fin=date(2026, 9, 30), motif_fin="terme"
    )
    with pytest.raises(RefusMetier, match="ne court pas ce mois-ci"):
        enregistrer(scene.octobre, [dit(parti, "10")], par=scene.entreprise)


def test_neant_est_une_declaration(scene):
    declarer_neant(scene.octobre, par=scene.entreprise, observation="Chantier à l'arrêt")
    scene.octobre.refresh_from_db()
    assert (scene.octobre.etat, scene.octobre.est_neant, scene.octobre.etat_du_cycle) == ("validee", True, "neant")
    assert scene.octobre.soumise_le is not None
    declarer_neant(scene.octobre, par=scene.entreprise, observation="Chantier à l'arrêt")  # de même : rien ne change
    avant = scene.octobre.version
    scene.octobre.refresh_from_db()
    assert scene.octobre.version == avant


def test_un_neant_se_corrige_tant_que_le_delai_court(scene):
    declarer_neant(scene.octobre, par=scene.entreprise)
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise)
    scene.octobre.refresh_from_db()
    assert (scene.octobre.etat, scene.octobre.est_neant) == ("soumise", False)


def test_un_mois_declare_vide_annule_ses_brouillons(scene):
    enregistrer(scene.octobre, [dit(scene.yacine, "10")], par=scene.entreprise)
    declarer_neant(scene.octobre, par=scene.entreprise)
    assert LigneHeures.objects.get().motif_annulation == "Mois déclaré sans heures."


def test_corrige_jusqu_a_l_echeance_puis_plus():
    scene = planter(echeance=date(2026, 11, 24))
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise)
    lignes = [dit(scene.yacine, "100", version_lue=2), dit(scene.ines, "86", version_lue=2)]
    soumettre(scene.octobre, lignes, par=scene.entreprise)
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_travaillees == 100
    tardive = planter(echeance=date(2026, 11, 23))
    soumettre(tardive.octobre, les_deux(tardive), par=tardive.entreprise)
    with pytest.raises(RefusMetier, match="délai de correction s'est achevé le 23\u00a0novembre 2026"):
        soumettre(tardive.octobre, [dit(tardive.yacine, "90", version_lue=2)], par=tardive.entreprise)
    soumettre(tardive.octobre, [dit(tardive.yacine, "90", version_lue=2)], par=tardive.equipe)
    assert LigneHeures.objects.get(contrat=tardive.yacine).heures_travaillees == 90


def test_la_seconde_personne_voit_ce_que_la_premiere_a_ecrit(scene):
    enregistrer(scene.octobre, [dit(scene.yacine, "104")], par=scene.entreprise)
    with pytest.raises(ModifieEntreTemps) as conflit:
        enregistrer(scene.octobre, [dit(scene.yacine, "90")], par=scene.equipe)
    champs = {champ for champ, *_ in conflit.value.changements}
    assert "Yacine Fictif : heures travaillées" in champs
    assert LigneHeures.objects.get().heures_travaillees == 104


def test_apres_une_correction_la_version_lue_fait_foi(scene):
    enregistrer(scene.octobre, [dit(scene.yacine, "104")], par=scene.entreprise)
    enregistrer(scene.octobre, [dit(scene.yacine, "105", version_lue=1)], par=scene.entreprise)
    with pytest.raises(ModifieEntreTemps) as conflit:
        enregistrer(scene.octobre, [dit(scene.yacine, "90", version_lue=1)], par=scene.equipe)
    assert ("Yacine Fictif : heures travaillées", "104", "105", scene.entreprise.nom) in conflit.value.changements


def test_une_ligne_ecrite_par_l_employeur_pendant_ma_saisie_est_laissee_telle_quelle(scene):
    enregistrer(scene.octobre, [dit(scene.ines, "86")], par=scene.interim.en_acteur())
    enregistrer(scene.octobre, [dit(scene.yacine, "104"), dit(scene.ines, None)], par=scene.entreprise)
    assert dict(LigneHeures.objects.actifs().order_by("pk").values_list("contrat_id", "heures_travaillees")) == {
        scene.yacine.pk: 104,
        scene.ines.pk: 86,
    }


def test_un_depart_s_ecrit_au_contrat(scene):
    parti = {"parti_le": date(2026, 10, 9), "motif_fin": "demission"}
    enregistrer(scene.octobre, [dit(scene.yacine, "40", **parti)], par=scene.entreprise)
    scene.yacine.refresh_from_db()
    assert (scene.yacine.date_fin, scene.yacine.motif_fin) == (date(2026, 10, 9), "demission")


@pytest.mark.parametrize(
    ("depart", "attendu"),
    [
        ({"parti_le": date(2106, 10, 9), "motif_fin": "terme"}, "son départ va du 15"),
        ({"parti_le": date(2025, 10, 9), "motif_fin": "terme"}, "son départ va du 15"),
        ({"parti_le": date(2026, 10, 9)}, "dites la raison"),
        ({"motif_fin": "terme"}, "donnez la date"),
        ({"parti_le": date(2026, 9, 20), "motif_fin": "terme"}, "hors de son contrat"),
        ({"parti_le": date(2026, 10, 2), "motif_fin": "terme"}, "c'est impossible"),
    ],
)
def test_un_depart_invraisemblable_est_refuse(scene, depart, attendu):
    with pytest.raises(SaisieRefusee, match=attendu):
        enregistrer(scene.octobre, [dit(scene.yacine, "40", **depart)], par=scene.entreprise)
    scene.yacine.refresh_from_db()
    assert scene.yacine.date_fin is None


def test_l_employeur_ne_saisit_que_les_siens_et_le_mois_attend_les_autres(scene):
    interim = scene.interim.en_acteur()
    with pytest.raises(RefusMetier, match="n'est pas le vôtre"):
        enregistrer(scene.octobre, [dit(scene.yacine, "10")], par=interim)
    soumettre(scene.octobre, [dit(scene.ines, "86")], par=interim)
    scene.octobre.refresh_from_db()
    assert (scene.octobre.etat, LigneHeures.objects.get().etat) == ("attendue", "soumise")
    with pytest.raises(RefusMetier, match="seul l'attributaire"):
        declarer_neant(scene.octobre, par=interim)
    soumettre(scene.octobre, [dit(scene.yacine, "104")], par=scene.entreprise)
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise"


def test_le_dernier_employeur_transmet_le_mois(scene):
    enregistrer(scene.octobre, [dit(scene.yacine, "104")], par=scene.entreprise)
    LigneHeures.objects.get()
    soumettre(scene.octobre, [dit(scene.ines, "86")], par=scene.interim.en_acteur())
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "attendue"  # le brouillon du titulaire n'est pas transmis à sa place


def test_un_mois_a_venir_ne_se_declare_pas(scene):
    decembre = fabriques.declaration(scene.attribution, date(2026, 12, 1))
    with pytest.raises(RefusMetier, match="n'a pas commencé"):
        enregistrer(decembre, [dit(scene.yacine, "10")], par=scene.entreprise)


def test_une_ligne_validee_ne_change_plus_par_la_saisie(scene):
    soumettre(scene.octobre, les_deux(scene), par=scene.entreprise)
    yacine, ines = (LigneHeures.objects.get(contrat=c) for c in (scene.yacine, scene.ines))
    valider_lignes([yacine.pk], par=scene.equipe)
    demander_correction([ines.pk], par=scene.equipe, motif="86 ou 68 ?")
    yacine.refresh_from_db()
    with pytest.raises(SaisieRefusee, match="sa ligne est validée"):
        enregistrer(scene.octobre, [dit(scene.yacine, "1", version_lue=yacine.version)], par=scene.entreprise)
    ines.refresh_from_db()
    soumettre(scene.octobre, [dit(scene.ines, "68", version_lue=ines.version)], par=scene.entreprise)
    scene.octobre.refresh_from_db()
    ines.refresh_from_db()
    assert (scene.octobre.etat, ines.etat, ines.motif) == ("soumise", "soumise", "")


def test_personne_a_declarer_dit_de_choisir_neant(scene):
    _, attribution = marches.lot_clause(scene.porteuse)
    octobre = fabriques.declaration(attribution, OCTOBRE)
    titulaire = comptes.titulaire(attribution.structure).en_acteur()
    with pytest.raises(RefusMetier, match="Aucune heure ce mois-ci"):
        soumettre(octobre, [], par=titulaire)


def test_un_numero_de_securite_sociale_est_refuse(scene):
    nir = "1 90 05 59 350 123 " + str(97 - 1900559350123 % 97).zfill(2)
    with pytest.raises(SaisieRefusee, match="numéro de sécurité sociale"):
        enregistrer(scene.octobre, [dit(scene.yacine, "10", observation=nir)], par=scene.entreprise)


def test_le_sous_traitant_declare_au_compte_de_son_donneur(scene):
    sous_traitant = structures.entreprise(scene.porteuse, "Sous-traitant")
    lien = marches.attribution(scene.lot, sous_traitant, role="sous_traitant", donneur=scene.attribution, part=0)
    contrat = fabriques.contrat(personne(scene.porteuse, "Sonia", "Sous"), scene.lot, attribution=lien)
    enregistrer(scene.octobre, [dit(contrat, "12")], par=scene.equipe)
    assert LigneHeures.objects.get().declaration == scene.octobre
