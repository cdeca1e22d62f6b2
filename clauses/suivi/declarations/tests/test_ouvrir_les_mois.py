"""Ouvrir les mois : un par attributaire direct et par mois d'exécution commencé, sans jamais doubler."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.jobs import trouver
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.services.ouverture import SANS_OBJET, ouvrir_les_mois, ouvrir_les_mois_du_lot
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.marches.models import EvenementMarche
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)
SYSTEME = Acteur.systeme("ouverture")


@pytest.fixture
def porteuse():
    return structures.porteuse()


def mois_ouverts(attribution) -> list[date]:
    return list(attribution.declarations.actifs().order_by("mois").values_list("mois", flat=True))


def test_un_mois_par_mois_d_execution_jusqu_au_mois_en_cours(porteuse):
    _, attribution = marches.lot_clause(porteuse)  # exécution depuis le 15 janvier 2026
    assert ouvrir_les_mois(JOUR, par=SYSTEME).ouverts == 11
    assert mois_ouverts(attribution) == [date(2026, m, 1) for m in range(1, 12)]
    assert not attribution.declarations.exclude(etat="attendue").exists()


def test_rejouee_elle_ne_double_rien(porteuse):
    marches.lot_clause(porteuse)
    ouvrir_les_mois(JOUR, par=SYSTEME)
    encore = ouvrir_les_mois(JOUR, par=SYSTEME)
    assert (encore.ouverts, encore.redates, encore.retires) == (0, 0, 0)
    assert DeclarationMensuelle.objects.count() == 11


def test_le_mois_d_apres_s_ajoute(porteuse):
    _, attribution = marches.lot_clause(porteuse)
    ouvrir_les_mois(JOUR, par=SYSTEME)
    assert ouvrir_les_mois(date(2026, 12, 1), par=SYSTEME).ouverts == 1
    assert mois_ouverts(attribution)[-1] == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("periodicite", "jour", "mois", "echeance"),
    [
        (1, 15, date(2026, 10, 1), date(2026, 11, 15)),
        (1, 10, date(2025, 12, 1), date(2026, 1, 10)),
        (3, 15, date(2026, 1, 1), date(2026, 4, 15)),
        (3, 15, date(2026, 3, 1), date(2026, 4, 15)),
        (3, 15, date(2026, 12, 1), date(2027, 1, 15)),
        (6, 28, date(2026, 2, 1), date(2026, 7, 28)),
        (6, 15, date(2026, 8, 1), date(2027, 1, 15)),
    ],
)
def test_l_echeance_suit_la_periodicite_et_le_jour_de_la_clause(porteuse, periodicite, jour, mois, echeance):
    lot = marches.lot(marches.marche(marches.operation(porteuse), date_debut=date(2025, 12, 1), duree_mois=24))
    marches.clause(lot, periodicite=periodicite, jour_echeance=jour)
    attribution = marches.attribution(lot, structures.entreprise(porteuse))
    ouvrir_les_mois(date(2026, 12, 31), par=SYSTEME)
    assert attribution.declarations.get(mois=mois).echeance == echeance


def test_l_echeance_d_un_mois_est_celle_de_la_clause_qui_y_valait(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse), date_debut=date(2026, 9, 1), duree_mois=24))
    marches.clause(lot, jour_echeance=15, est_en_vigueur=False)
    changement = {"nature_changement": "avenant", "motif_changement": "essai", "date_effet": date(2026, 11, 1)}
    marches.clause(lot, rang=2, jour_echeance=5, **changement)
    attribution = marches.attribution(lot, structures.entreprise(porteuse))
    ouvrir_les_mois(date(2026, 11, 30), par=SYSTEME)
    jours = attribution.declarations.order_by("mois").values_list("echeance__day", flat=True)
    assert list(jours) == [15, 15, 5]


def test_les_sous_traitants_n_ont_pas_de_mois_les_cotraitants_en_ont(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.clause(lot)
    mandataire = marches.attribution(lot, structures.entreprise(porteuse, "A"), role="mandataire", part=60)
    cotraitant = marches.attribution(lot, structures.entreprise(porteuse, "B"), role="cotraitant", part=40)
    sous_traitant = marches.attribution(
        lot, structures.entreprise(porteuse, "C"), role="sous_traitant", donneur=cotraitant, part=0
    )
    ouvrir_les_mois(JOUR, par=SYSTEME)
    assert [len(mois_ouverts(a)) for a in (mandataire, cotraitant, sous_traitant)] == [11, 11, 0]


def test_un_lot_sans_clause_ou_un_marche_en_preparation_n_ont_pas_de_mois(porteuse):
    sans_clause = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.attribution(sans_clause, structures.entreprise(porteuse))
    prepare = marches.lot(marches.marche(marches.operation(porteuse), etat="prepare"))
    marches.clause(prepare)
    marches.attribution(prepare, structures.entreprise(porteuse))
    assert ouvrir_les_mois(JOUR, par=SYSTEME).ouverts == 0


def test_la_resiliation_retire_les_mois_vides_d_apres_et_garde_les_autres(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    ouvrir_les_mois(JOUR, par=SYSTEME)
    contrat = fabriques.contrat_eligible(lot)
    novembre = attribution.declarations.get(mois=date(2026, 11, 1))
    fabriques.ligne(contrat, lot, date(2026, 11, 1), declaration=novembre, etat="brouillon")
    creer(EvenementMarche, marche=lot.marche, nature="resiliation", jour=date(2026, 9, 20))
    assert ouvrir_les_mois(JOUR, par=SYSTEME).retires == 1
    octobre = attribution.declarations.get(mois=date(2026, 10, 1))
    assert octobre.motif_annulation == SANS_OBJET
    assert EntreeJournal.objects.de(octobre).first().auteur_nom == "ouverture"
    novembre.refresh_from_db()
    assert not novembre.est_annule


def test_un_mois_retire_revient_s_il_est_de_nouveau_du(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    ouvrir_les_mois(JOUR, par=SYSTEME)
    resiliation = creer(EvenementMarche, marche=lot.marche, nature="resiliation", jour=date(2026, 9, 20))
    ouvrir_les_mois(JOUR, par=SYSTEME)
    with signer(FABRICANT):
        resiliation.annuler("Saisie par erreur.")
    assert ouvrir_les_mois(JOUR, par=SYSTEME).ouverts == 2
    assert len(mois_ouverts(attribution)) == 11


def test_l_echeance_change_avec_la_clause_mais_ne_met_personne_en_retard_apres_coup(porteuse):
    lot, attribution = marches.lot_clause(porteuse, jour_echeance=28)
    ouvrir_les_mois(JOUR, par=SYSTEME)
    clause = lot.clauses.get()
    clause.jour_echeance = 10
    with signer(FABRICANT):
        clause.save()
    assert ouvrir_les_mois(JOUR, par=SYSTEME).redates == 1
    assert attribution.declarations.get(mois=date(2026, 11, 1)).echeance == date(2026, 12, 10)
    # Le 10 novembre est passé : octobre garde le 28.
    assert attribution.declarations.get(mois=date(2026, 10, 1)).echeance == date(2026, 11, 28)


def test_un_facilitateur_n_ouvre_que_chez_lui(porteuse):
    _, chez_moi = marches.lot_clause(porteuse)
    _, ailleurs = marches.lot_clause(structures.porteuse("Ailleurs"))
    ouvrir_les_mois(JOUR, par=Acteur.systeme("essai", porteuse_id=porteuse.pk))
    assert mois_ouverts(chez_moi)
    assert not mois_ouverts(ailleurs)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lots(porteuse, django_assert_max_num_queries):
    for _ in range(8):
        marches.lot_clause(porteuse)
    with django_assert_max_num_queries(14):
        assert ouvrir_les_mois(JOUR, par=SYSTEME).ouverts == 88


def test_un_seul_lot_par_travail_differe(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    _, autre = marches.lot_clause(porteuse)
    trouver("clauses.suivi.declarations.services.ouverture.ouvrir_les_mois_du_lot")(lot_id=str(lot.pk), par=SYSTEME)
    assert len(mois_ouverts(attribution)) == 11
    assert not mois_ouverts(autre)
    assert ouvrir_les_mois_du_lot(lot.pk, par=SYSTEME).ouverts == 0


def test_la_commande_dit_ce_qu_elle_a_fait(porteuse):
    marches.lot_clause(porteuse)
    sortie = StringIO()
    call_command("ouvrir_les_mois", jour="28/02/2026", stdout=sortie)
    assert "Mois ouverts : 2" in sortie.getvalue()


def test_la_commande_refuse_une_date_illisible():
    with pytest.raises(CommandError, match="n'est pas une date"):
        call_command("ouvrir_les_mois", jour="hier")
