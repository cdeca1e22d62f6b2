"""Ouvrir : la fiche devient une opération, son marché et ses lots, une seule fois, sans rien ressaisir."""

from decimal import Decimal

import pytest

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.suivi.marches.models import Lot, Marche, Operation
from clauses.suivi.marches.services import operations
from clauses.suivi.marches.tests import fabriques as marches
from tests.harnais.ensemble import en_meme_temps

pytestmark = pytest.mark.django_db


@pytest.fixture
def monde() -> Scene:
    return scene.monter(
        etat="a_l_etude",
        procedure="ao_ouvert",
        forme="accord_cadre",
        reconductions_prevues=2,
        cpv="45210000-2",
        est_anru=True,
        description="Enveloppe et second œuvre.",
        montant_ht=Decimal("1250000.50"),
    )


def test_tout_ce_que_la_fiche_sait_passe_a_l_operation_et_au_marche(monde: Scene) -> None:
    operation = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    marche = operation.marches.get()
    assert (operation.nom, operation.donneur_d_ordre, operation.etat) == (
        "Réhabilitation de 80 logements",
        monde.acheteur,
        "preparation",
    )
    assert (operation.commune, operation.est_anru, operation.description) == (
        "Valenciennes",
        True,
        "Enveloppe et second œuvre.",
    )
    assert operation.facilitateur == monde.compte("facilitateur").utilisateur
    assert (marche.etat, marche.date_notification, marche.date_debut) == ("prepare", None, None)
    assert (marche.nature_achat, marche.forme, marche.procedure, marche.cpv) == (
        "travaux",
        "accord_cadre",
        "ao_ouvert",
        "45210000-2",
    )
    assert (marche.montant_ht, marche.duree_mois) == (Decimal("1250000.50"), 12)
    assert (marche.reconductions_prevues, marche.reconduction_mois) == (2, 12)
    assert (marche.lieu_nom, marche.lieu_code) == ("Valenciennes", "59300")


def test_un_lot_unique_prend_le_montant_du_projet(monde: Scene) -> None:
    lot = services.ouvrir(monde.projet, par=monde.acteur("facilitateur")).marches.get().lots.get()
    assert (lot.numero, lot.intitule, lot.montant_ht) == ("1", "Réhabilitation de 80 logements", Decimal("1250000.50"))


def test_chaque_lot_envisage_devient_son_lot_et_le_dit(monde: Scene) -> None:
    fabriques.lot(monde.projet, "2", intitule="Plomberie", montant_ht=None)
    annule = fabriques.lot(monde.projet, "3", intitule="Ascenseur")
    services.annuler_lot(annule, par=monde.acteur("facilitateur"), motif="Marché à part.")
    operation = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    assert set(Lot.objects.filter(marche__operation=operation).values_list("numero", "lot_projet__numero")) == {
        ("1", "1"),
        ("2", "2"),
    }
    assert Lot.objects.get(numero="2").montant_ht is None


def test_la_fiche_est_liee_et_close_et_le_journal_le_dit(monde: Scene) -> None:
    operation = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    projet = Projet.objects.get(pk=monde.projet.pk)
    assert (projet.etat, projet.operation, projet.marche) == ("ouvert", operation, operation.marches.get())
    derniere = EntreeJournal.objects.de(projet).first()
    assert derniere.apres["etat"] == "ouvert"
    with pytest.raises(RefusMetier, match="c'est l'opération qui se modifie"):
        services.modifier(projet, par=monde.acteur("facilitateur"), nom="Autre")


def test_un_second_appel_rend_la_meme_operation(monde: Scene) -> None:
    premiere = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    assert services.ouvrir(monde.projet, par=monde.acteur("collegue")) == premiere
    assert (Operation.objects.count(), Marche.objects.count(), Lot.objects.count()) == (1, 1, 1)


def test_le_marche_se_rattache_a_une_operation_du_meme_donneur_d_ordre(monde: Scene) -> None:
    existante = marches.operation(monde.porteuse, donneur_d_ordre=monde.acheteur)
    assert services.ouvrir(monde.projet, par=monde.acteur("facilitateur"), operation=existante) == existante
    assert existante.marches.get().objet == "Réhabilitation de 80 logements"
    assert Operation.objects.count() == 1


@pytest.mark.parametrize(
    ("quoi", "message"), [("autre", "autre donneur d'ordre"), ("terminee", "terminée"), ("annulee", "annulée")]
)
def test_une_operation_qui_ne_convient_pas_est_refusee(monde: Scene, quoi: str, message: str) -> None:
    champs = {} if quoi == "autre" else {"donneur_d_ordre": monde.acheteur}
    if quoi == "terminee":
        champs["etat"] = "terminee"
    operation = marches.operation(monde.porteuse, **champs)
    if quoi == "annulee":
        operations.annuler(operation, par=monde.acteur("facilitateur"), motif="Ouverte à tort.")
    with pytest.raises(RefusMetier, match=message):
        services.ouvrir(monde.projet, par=monde.acteur("facilitateur"), operation=operation)
    assert Marche.objects.count() == 0


def test_ce_qui_manque_est_nomme(monde: Scene) -> None:
    par = monde.acteur("facilitateur")
    projet = services.modifier(monde.projet, par=par, montant_ht=None, duree_mois=None)
    with pytest.raises(RefusMetier, match="le montant estimé et la durée ferme") as refus:
        services.ouvrir(projet, par=par)
    assert refus.value.champ == "montant_ht"
    assert Operation.objects.count() == 0


@pytest.mark.parametrize("etat", ["brouillon", "soumis", "abandonne", "sans_clause"])
def test_seule_une_fiche_a_l_etude_s_ouvre(etat: str) -> None:
    monde = scene.monter(etat=etat)
    with pytest.raises(RefusMetier, match="Impossible d’ouvrir l’opération"):
        services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))


@pytest.mark.django_db(transaction=True)
def test_deux_personnes_a_la_fois_n_ouvrent_qu_une_operation() -> None:
    monde = scene.monter(etat="a_l_etude")
    acteurs = [monde.acteur("facilitateur"), monde.acteur("collegue")]
    rendues = en_meme_temps(2, lambda: services.ouvrir(Projet.objects.get(pk=monde.projet.pk), par=acteurs.pop()).pk)
    assert len(set(rendues)) == 1
    assert (Operation.objects.count(), Marche.objects.count()) == (1, 1)
