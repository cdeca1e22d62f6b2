"""Créer, modifier, soumettre, prendre, abandonner, classer, rouvrir : permis, refusé, rejoué, au journal."""

import threading
from datetime import date

import pytest
from django.db import connection

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import scene
from clauses.avant.projets.tests.scene import Scene
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.capacites import capacites
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
AUJOURD_HUI = date(2026, 11, 24)


@pytest.fixture
def monde() -> Scene:
    return scene.monter(etat="brouillon")


def etat(monde: Scene) -> str:
    return Projet.objects.get(pk=monde.projet.pk).etat


def test_du_brouillon_a_l_etude(monde: Scene) -> None:
    soumis = services.soumettre(monde.projet, par=monde.acteur("acheteur"))
    assert (soumis.etat, soumis.etat_depuis, soumis.facilitateur) == ("soumis", AUJOURD_HUI, None)
    etudie = services.prendre(soumis, par=monde.acteur("facilitateur"))
    assert (etudie.etat, etudie.facilitateur) == ("a_l_etude", monde.compte("facilitateur").utilisateur)
    assert EntreeJournal.objects.de(monde.projet).first().apres["etat"] == "a_l_etude"


def test_soumettre_demande_de_quoi_etudier_et_nomme_ce_qui_manque() -> None:
    monde = scene.monter(
        etat="brouillon", montant_ht=None, duree_mois=None, date_lancement=None, commune="", code_postal=""
    )
    attendu = "le montant estimé, la durée ferme, la date de lancement et le lieu d'exécution"
    with pytest.raises(RefusMetier, match=attendu) as refus:
        services.soumettre(monde.projet, par=monde.acteur("acheteur"))
    assert refus.value.champ == "montant_ht"
    assert etat(monde) == "brouillon"


def test_un_double_clic_ne_se_voit_pas(monde: Scene) -> None:
    acheteur, facilitateur = monde.acteur("acheteur"), monde.acteur("facilitateur")
    for _ in range(2):
        services.soumettre(monde.projet, par=acheteur)
    for _ in range(2):
        services.prendre(monde.projet, par=facilitateur)
    for _ in range(2):
        services.abandonner(monde.projet, par=acheteur, motif="Budget refusé.")
    etats = [e.apres["etat"] for e in EntreeJournal.objects.de(monde.projet) if "etat" in (e.apres or {})]
    assert etats == ["abandonne", "a_l_etude", "soumis", "brouillon"]


def test_un_collegue_ne_prend_pas_la_fiche_d_un_autre(monde: Scene) -> None:
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    with pytest.raises(RefusMetier, match="déjà à l'étude chez"):
        services.prendre(monde.projet, par=monde.acteur("collegue"))


def test_l_acheteur_ne_prend_pas_une_fiche(monde: Scene) -> None:
    with pytest.raises(RefusMetier, match="Seul un facilitateur"):
        services.prendre(monde.projet, par=monde.acteur("acheteur"))


@pytest.mark.parametrize("verbe", [services.abandonner, services.classer_sans_clause, services.rouvrir])
def test_clore_ou_rouvrir_demande_un_motif(monde: Scene, verbe) -> None:
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        verbe(monde.projet, par=monde.acteur("facilitateur"), motif="  ")


def test_classer_sans_clause_garde_sa_raison_et_se_rouvre_a_l_etude(monde: Scene) -> None:
    par = monde.acteur("facilitateur")
    services.prendre(monde.projet, par=par)
    classe = services.classer_sans_clause(monde.projet, par=par, motif="Travaux de quatre mois.")
    assert (classe.etat, classe.motif_etat) == ("sans_clause", "Travaux de quatre mois.")
    assert EntreeJournal.objects.de(monde.projet).first().motif == "Travaux de quatre mois."
    rouvert = services.rouvrir(classe, par=par, motif="La durée a changé.")
    assert (rouvert.etat, rouvert.motif_etat) == ("a_l_etude", "")


def test_un_brouillon_ne_se_classe_pas_sans_clause(monde: Scene) -> None:
    with pytest.raises(RefusMetier, match="Impossible de classer"):
        services.classer_sans_clause(monde.projet, par=monde.acteur("facilitateur"), motif="Pas d'objet.")


def test_une_fiche_abandonnee_ne_se_modifie_plus_avant_d_etre_rouverte(monde: Scene) -> None:
    par = monde.acteur("acheteur")
    services.abandonner(monde.projet, par=par, motif="Budget refusé.")
    with pytest.raises(RefusMetier, match="rouvrez-la d'abord"):
        services.modifier(monde.projet, par=par, nom="Autre")
    assert services.rouvrir(monde.projet, par=par, motif="Budget voté.").etat == "brouillon"
    assert services.modifier(monde.projet, par=par, nom="Autre").nom == "Autre"


def test_modifier_voit_ce_qu_un_autre_a_change(monde: Scene) -> None:
    lue = monde.projet.version
    services.modifier(monde.projet, par=monde.acteur("facilitateur"), duree_mois=36)
    with pytest.raises(ModifieEntreTemps) as conflit:
        services.modifier(monde.projet, par=monde.acteur("acheteur"), version_lue=lue, nom="Autre")
    assert [(champ, avant, apres) for champ, avant, apres, _ in conflit.value.changements] == [
        ("durée ferme (mois)", "12", "36")
    ]


def test_le_lot_unique_suit_le_nom_du_projet(monde: Scene) -> None:
    services.modifier(monde.projet, par=monde.acteur("acheteur"), nom="Réhabilitation de 90 logements")
    assert monde.projet.lots.get().intitule == "Réhabilitation de 90 logements"


def test_un_donneur_d_ordre_ou_un_facilitateur_d_ailleurs_est_refuse(monde: Scene) -> None:
    ailleurs = structures.porteuse("Une autre maison (fictive)")
    par = monde.acteur("facilitateur")
    with pytest.raises(RefusMetier, match="répertoire"):
        services.creer(par=par, nom="X", nature_achat="travaux", donneur_d_ordre=structures.bailleur(ailleurs))
    with pytest.raises(RefusMetier, match="équipe"):
        services.modifier(monde.projet, par=par, facilitateur=comptes.facilitateur(ailleurs).utilisateur)


def test_l_acheteur_qui_modifie_garde_le_facilitateur_et_le_donneur_d_ordre(monde: Scene) -> None:
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    autre = structures.bailleur(monde.porteuse, nom="Logis (fictif)")
    projet = services.modifier(monde.projet, par=monde.acteur("acheteur"), donneur_d_ordre=autre, facilitateur=None)
    assert projet.donneur_d_ordre == monde.acheteur
    assert projet.facilitateur == monde.compte("facilitateur").utilisateur


def test_les_capacites_croisent_le_role_et_l_etat(monde: Scene) -> None:
    acheteur, equipe = monde.acteur("acheteur"), monde.acteur("facilitateur")
    vus = capacites(acheteur, monde.projet)
    assert (vus["soumettre"], vus["prendre"], vus["ouvrir"], vus["classer"]) == (True, False, False, False)
    services.prendre(monde.projet, par=equipe)
    projet = Projet.objects.get(pk=monde.projet.pk)
    assert capacites(equipe, projet)["ouvrir"]
    assert not capacites(acheteur, projet)["ouvrir"]
    assert not capacites(acheteur, projet)["soumettre"]
    services.abandonner(projet, par=equipe, motif="Budget refusé.")
    assert not capacites(equipe, Projet.objects.get(pk=projet.pk))["modifier"]


@pytest.mark.django_db(transaction=True)
def test_deux_facilitateurs_a_la_fois_un_seul_prend_la_fiche() -> None:
    monde = scene.monter()
    acteurs = [monde.acteur("facilitateur"), monde.acteur("collegue")]
    depart, issues = threading.Barrier(2), []

    def prendre(par) -> None:
        depart.wait()
        try:
            services.prendre(Projet.objects.get(pk=monde.projet.pk), par=par)
            issues.append("prise")
        except RefusMetier as refus:
            issues.append(refus.message)
        finally:
            connection.close()

    fils = [threading.Thread(target=prendre, args=(par,)) for par in acteurs]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issue[:18] for issue in issues) == ["Cette fiche est dé", "prise"]
