"""Le contrat d'insertion : créer, modifier, terminer, annuler, et ce qui surprend sans être interdit."""

from copy import deepcopy
from datetime import date

import pytest

from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.services import contrats
from clauses.suivi.declarations.services.coherence import avertissements
from clauses.suivi.declarations.services.contrats import Rattachement
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, personne, planter
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return planter()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def champs(scene, **autres):
    return {
        "participant": personne(scene.porteuse, "Nadia", "Nouvelle"),
        "employeur": scene.attribution.structure,
        "modalite": "embauche_directe",
        "type_contrat": "cdd",
        "date_debut": date(2026, 11, 2),
        "rattachements": [Rattachement(scene.lot, scene.attribution)],
        **autres,
    }


def test_creer_rattache_au_lot_et_a_l_attributaire(scene):
    contrat = contrats.creer_contrat(par=scene.equipe, **champs(scene))
    affectation = contrat.affectations.get()
    assert (affectation.lot, affectation.attribution) == (scene.lot, scene.attribution)
    assert EntreeJournal.objects.de(contrat).get().auteur_nom == scene.equipe.nom


@pytest.mark.parametrize(
    ("cas", "champ"),
    [
        ("participant", "participant"),
        ("employeur", "employeur"),
        ("entreprise_utilisatrice", "entreprise_utilisatrice"),
        ("lot", "lots"),
        ("attribution", "lots"),
        ("aucun_lot", "lots"),
        ("lot_double", "lots"),
    ],
)
def test_ce_qui_est_d_ailleurs_est_refuse(scene, cas, champ):
    ailleurs = planter()
    _, autre = marches.lot_clause(scene.porteuse)
    remplacement = {
        "participant": {"participant": ailleurs.yacine.participant},
        "employeur": {"employeur": ailleurs.attribution.structure},
        "entreprise_utilisatrice": {"entreprise_utilisatrice": ailleurs.attribution.structure},
        "lot": {"rattachements": [Rattachement(ailleurs.lot, ailleurs.attribution)]},
        "attribution": {"rattachements": [Rattachement(scene.lot, autre)]},
        "aucun_lot": {"rattachements": []},
        "lot_double": {"rattachements": [Rattachement(scene.lot, scene.attribution), Rattachement(scene.lot)]},
    }[cas]
    avant = ContratInsertion.objects.count()
    with pytest.raises(RefusMetier) as refus:
        contrats.creer_contrat(par=scene.equipe, **champs(scene, **remplacement))
    assert refus.value.champ == champ
    assert ContratInsertion.objects.count() == avant


@pytest.mark.parametrize(
    ("dates", "champ"),
    [
        ({"date_debut": date(2106, 1, 1)}, "date_debut"),
        ({"date_debut": date(1926, 1, 1)}, "date_debut"),
        ({"date_fin": date(2106, 1, 1)}, "date_fin"),
        ({"motif_fin": "terme"}, "date_fin"),
    ],
)
def test_une_date_invraisemblable_est_refusee(scene, dates, champ):
    with pytest.raises(RefusMetier) as refus:
        contrats.creer_contrat(par=scene.equipe, **champs(scene, **dates))
    assert refus.value.champ == champ


def test_la_fin_ne_precede_pas_le_debut(scene):
    with pytest.raises(RefusMetier, match="La fin du contrat précède son début"):
        contrats.creer_contrat(par=scene.equipe, **champs(scene, date_fin=date(2026, 11, 1)))


def test_une_mise_a_disposition_nomme_l_entreprise_utilisatrice(scene):
    etti = structures.etti(scene.porteuse)
    with pytest.raises(RefusMetier, match="entreprise utilisatrice") as refus:
        contrats.creer_contrat(par=scene.equipe, **champs(scene, modalite="mise_a_disposition", employeur=etti))
    assert refus.value.champ == "entreprise_utilisatrice"


def test_modifier_a_deux_montre_le_changement(scene):
    contrats.modifier_contrat(scene.yacine, par=scene.equipe, version_lue=1, metier="Peintre")
    with pytest.raises(ModifieEntreTemps) as conflit:
        contrats.modifier_contrat(scene.yacine, par=scene.equipe, version_lue=1, metier="Maçon")
    assert ("métier", "Peintre", scene.equipe.nom) in {
        (champ.lower(), apres, auteur) for champ, _, apres, auteur in conflit.value.changements
    }


def test_changer_de_lot_garde_celui_qui_porte_des_heures(scene):
    autre_lot, autre = marches.lot_clause(scene.porteuse)
    nouveau = [Rattachement(autre_lot, autre)]
    contrats.modifier_contrat(scene.yacine, par=scene.equipe, rattachements=nouveau, motif="Change de chantier")
    assert scene.yacine.affectations.actifs().get().lot == autre_lot
    fabriques.ligne(scene.yacine, autre_lot, OCTOBRE)
    with pytest.raises(RefusMetier, match="il reste au contrat"):
        contrats.modifier_contrat(
            scene.yacine, par=scene.equipe, rattachements=[Rattachement(scene.lot, scene.attribution)]
        )


def test_les_dates_ne_laissent_pas_dehors_un_mois_valide(scene):
    fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, etat="validee")
    with pytest.raises(RefusMetier, match="octobre 2026") as refus:
        contrats.terminer_contrat(scene.yacine, par=scene.equipe, date_fin=date(2026, 9, 30), motif_fin="terme")
    assert refus.value.champ == "date_fin"
    with pytest.raises(RefusMetier) as refus:
        contrats.modifier_contrat(scene.yacine, par=scene.equipe, date_debut=date(2026, 11, 1))
    assert refus.value.champ == "date_debut"


def test_terminer_note_la_fin_sa_raison_et_la_suite(scene):
    contrats.terminer_contrat(
        scene.yacine, par=scene.equipe, date_fin=date(2026, 11, 13), motif_fin="embauche", contrat_apres="oui"
    )
    scene.yacine.refresh_from_db()
    assert (scene.yacine.motif_fin, scene.yacine.contrat_apres) == ("embauche", "oui")
    with pytest.raises(RefusMetier, match="raison"):
        contrats.terminer_contrat(scene.yacine, par=scene.equipe, date_fin=date(2026, 11, 13), motif_fin="")


def test_annuler_emporte_les_heures_non_validees_jamais_les_validees(scene):
    ligne = fabriques.ligne(scene.yacine, scene.lot, OCTOBRE)
    with pytest.raises(RefusMetier, match="pourquoi"):
        contrats.annuler_contrat(scene.yacine, par=scene.equipe, motif=" ")
    contrats.annuler_contrat(scene.yacine, par=scene.equipe, motif="Saisi deux fois")
    for objet in (scene.yacine, ligne, scene.yacine.affectations.get()):
        objet.refresh_from_db()
        assert objet.motif_annulation == "Saisi deux fois"
    fabriques.ligne(scene.ines, scene.lot, OCTOBRE, etat="validee")
    with pytest.raises(RefusMetier, match="rouvrez-les"):
        contrats.annuler_contrat(scene.ines, par=scene.equipe, motif="Erreur")


@pytest.mark.parametrize(
    ("nature", "modalite", "type_contrat", "attendu"),
    [
        ("prive", "mise_a_disposition", "interim", "n'est ni ETTI"),
        ("etti", "sous_traitance", "cdi", "n'est ni EI"),
        ("etti", "embauche_directe", "cdi", "vraiment une embauche directe"),
        ("prive", "embauche_directe", "ctti", "se conclut d'ordinaire avec\u00a0: ETTI"),
        ("etti", "mise_a_disposition", "ctti", None),
        ("ei", "sous_traitance", "cddi", None),
        ("geiq", "embauche_directe", "professionnalisation", None),
    ],
)
def test_la_modalite_va_avec_la_nature_de_l_employeur(scene, nature, modalite, type_contrat, attendu):
    employeur = structures.structure(scene.porteuse, "Employeur", nature=nature)
    contrat = fabriques.contrat(
        personne(scene.porteuse, "Nadia", "Nouvelle"),
        scene.lot,
        employeur=employeur,
        modalite=modalite,
        type_contrat=type_contrat,
        entreprise_utilisatrice=scene.attribution.structure,
    )
    avis = " ".join(avertissements(contrat))
    assert avis == "" if attendu is None else attendu in avis


def test_l_eligibilite_les_dates_et_les_doublons_sont_signales(scene):
    qui = participants.participant(scene.porteuse)
    contrat = fabriques.contrat(qui, scene.lot)
    assert "éligibilité de la personne n'est pas prononcée" in avertissements(contrat)[0]
    participants.eligibilite(qui, date(2026, 3, 1))
    assert "n'est acquise que le" in avertissements(contrat)[0]
    tardif = fabriques.contrat(qui, scene.lot, date_debut=date(2028, 1, 1))
    avis = " ".join(avertissements(tardif))
    assert "commence après la fin" in avis
    assert "est-ce un doublon" in avis
