"""L'instrument d'un lot : suivre le conseil, ou s'en écarter en disant pourquoi ; ce que lisent les autres tranches."""

import pytest

from clauses.avant.opportunite import services
from clauses.avant.opportunite.choix import est_sans_clause, instruments_des_lots
from clauses.avant.opportunite.models import ChoixDInstrument
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause
from regles.opportunite.avis import INSTRUMENTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def par(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def lot(porteuse):
    return projets.lot(projets.projet(porteuse))


def test_les_codes_de_la_regle_sont_ceux_de_la_clause():
    assert set(INSTRUMENTS) == set(Clause.Instrument.values)


def test_suivre_le_conseil_se_fait_sans_motif(lot, par):
    choix = services.choisir(lot, par=par, instrument="condition")
    assert (choix.instrument, choix.recommande) == ("condition", "condition")
    assert instruments_des_lots([lot]) == {lot.pk: "condition"}


def test_s_ecarter_du_conseil_demande_un_motif(lot, par):
    with pytest.raises(RefusMetier, match="dites pourquoi") as refus:
        services.choisir(lot, par=par, instrument="reserve_iae")
    assert refus.value.champ == "motif"
    choix = services.choisir(lot, par=par, instrument="reserve_iae", motif="Deux entreprises d'insertion intéressées.")
    assert choix.recommande == "condition"


def test_choisir_de_nouveau_met_a_jour_le_meme_choix(lot, par):
    choix = services.choisir(lot, par=par, instrument="condition")
    services.choisir(lot, par=par, instrument="critere", motif="Essai.", version_lue=choix.version)
    assert ChoixDInstrument.objects.count() == 1
    with pytest.raises(ModifieEntreTemps):
        services.choisir(lot, par=par, instrument="condition", version_lue=choix.version)


def test_suivre_le_conseil_d_un_coup_ne_touche_pas_aux_choix_faits(lot, par):
    projets.lot(lot.projet, "2")
    services.choisir(lot, par=par, instrument="critere", motif="Essai.")
    choix = services.suivre_le_conseil(lot.projet, par=par)
    assert [(c.lot_projet.numero, c.instrument, c.recommande) for c in choix] == [("2", "condition", "condition")]
    assert instruments_des_lots([lot]) == {lot.pk: "critere"}
    assert services.suivre_le_conseil(lot.projet, par=par) == []


def test_suivre_le_conseil_ne_classe_aucun_lot_sans_clause(porteuse, par):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=20_000)
    projets.lot(fiche, montant_ht=20_000)
    fabriques.etude(fiche, lien_insertion=False, lien_handicap=False, lien_detention=False)
    services.suivre_le_conseil(fiche, par=par)
    assert not ChoixDInstrument.objects.filter(instrument="sans_clause").exists()


def test_suivre_le_conseil_d_une_fiche_close_est_refuse(porteuse, par):
    fiche = projets.projet(porteuse, etat="abandonne")
    projets.lot(fiche)
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        services.suivre_le_conseil(fiche, par=par)


def test_un_instrument_inconnu_est_refuse(lot, par):
    with pytest.raises(RefusMetier):
        services.choisir(lot, par=par, instrument="n_importe_quoi", motif="Un motif")


def test_un_lot_retire_ou_une_fiche_close_ne_se_choisit_plus(porteuse, par):
    ouverte = projets.lot(projets.projet(porteuse, etat="abandonne"))
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        services.choisir(ouverte, par=par, instrument="condition")


def test_sans_clause_se_distingue_de_pas_encore_choisi(porteuse):
    fiche = projets.projet(porteuse)
    rien, sans, avec = (projets.lot(fiche, str(numero)) for numero in (1, 2, 3))
    fabriques.choix(sans, "sans_clause")
    fabriques.choix(avec, "condition_critere")
    assert instruments_des_lots([rien, sans, avec]) == {avec.pk: "condition_critere"}
    assert [est_sans_clause(lot) for lot in (rien, sans, avec)] == [False, True, False]
