"""Dates, durée et montant d'un marché, événements compris."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches import obligations as heures_dues
from clauses.suivi.marches.models import EvenementMarche, Marche
from clauses.suivi.marches.situation import lots_seuls, non_reparti, situation
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


@pytest.fixture
def marche() -> Marche:
    """Un marché de 12 mois depuis le 15 janvier 2026, reconductible deux fois un an."""
    operation = fabriques.operation(structures.porteuse())
    return fabriques.marche(operation, duree_mois=12, reconductions_prevues=2, reconduction_mois=12)


def evenement(marche: Marche, nature: str, jour: date, **champs: object) -> EvenementMarche:
    return creer(EvenementMarche, marche=marche, nature=nature, jour=jour, **champs)


def lire(marche: Marche, lot=None):
    return situation(marche, marche.evenements.all(), lot)


def test_la_duree_ferme_donne_la_fin_et_les_reconductions_la_fin_possible(marche: Marche) -> None:
    vue = lire(marche)
    assert (vue.debut, vue.fin_ferme, vue.fin) == (date(2026, 1, 15), date(2027, 1, 14), date(2027, 1, 14))
    assert (vue.fin_possible, vue.reconductions_restantes) == (date(2029, 1, 14), 2)


def test_une_reconduction_faite_allonge_et_un_avenant_aussi(marche: Marche) -> None:
    evenement(marche, "reconduction", date(2026, 10, 1))
    evenement(marche, "avenant", date(2026, 6, 1), duree_mois=2, montant_ht=Decimal("50000"))
    vue = lire(marche)
    assert vue.fin_ferme == date(2027, 3, 14)
    assert vue.fin_engagee == vue.fin == date(2028, 3, 14)
    assert vue.fin_possible == date(2029, 3, 14)
    assert (vue.montant_initial_ht, vue.montant_ht) == (Decimal("1000000"), Decimal("1050000"))


def test_un_evenement_annule_ne_compte_pas(marche: Marche) -> None:
    fait = evenement(marche, "reconduction", date(2026, 10, 1))
    fait.annule_le = fait.cree_le
    assert situation(marche, [fait]).reconductions_faites == 0


def test_un_lot_a_ses_dates_et_ses_avenants(marche: Marche) -> None:
    lot = fabriques.lot(marche, date_debut=date(2026, 3, 1), montant_ht=Decimal("200000"))
    autre = fabriques.lot(marche, "2", date_debut=date(2026, 4, 1), date_fin=date(2026, 9, 30))
    evenement(marche, "avenant", date(2026, 6, 1), lot=lot, duree_mois=1, montant_ht=Decimal("10000"))
    # Commencé à part, il finit avec le marché (14/01/2027), un mois plus tard par son avenant.
    assert (lire(marche, lot).debut, lire(marche, lot).fin_ferme) == (date(2026, 3, 1), date(2027, 2, 14))
    assert lire(marche, lot).montant_ht == Decimal("210000")
    assert lire(marche, autre).fin == date(2026, 9, 30)
    assert lire(marche).fin_ferme == date(2027, 1, 14), "la durée d'un avenant de lot n'allonge pas le marché"
    assert lire(marche).montant_ht == Decimal("1010000"), "son argent, si"


def test_le_lot_seul_suit_l_avenant_du_marche_quel_que_soit_son_montant(marche: Marche) -> None:
    lot = fabriques.lot(marche, montant_ht=Decimal("999999.99"))
    evenement(marche, "avenant", date(2026, 6, 1), montant_ht=Decimal("300000"))
    assert lots_seuls([marche.pk]) == {marche.pk}
    assert situation(marche, marche.evenements.all(), lot, est_seul=True).montant_ht == Decimal("1299999.99")


def test_entre_plusieurs_lots_l_avenant_du_marche_reste_a_repartir(marche: Marche) -> None:
    # L'un a par hasard le montant du marché : il n'est pas tout le marché pour autant.
    lots = [fabriques.lot(marche, str(n), montant_ht=Decimal(montant)) for n, montant in ((1, 1000000), (2, 1))]
    fait = evenement(marche, "avenant", date(2026, 6, 1), montant_ht=Decimal("300000"))
    assert lots_seuls([marche.pk]) == frozenset()
    assert lire(marche, lots[0]).montant_ht == Decimal("1000000")
    assert non_reparti(marche, [fait], lots) == Decimal("300000")
    lots[0].montant_ht = Decimal("1299999")
    assert non_reparti(marche, [fait], lots) == 0, "les lots corrigés font le marché"


@pytest.mark.parametrize("cas", ["un seul lot", "noté sur un lot", "annulé", "sans argent"])
def test_rien_n_est_a_repartir(marche: Marche, cas: str) -> None:
    lots = [fabriques.lot(marche, str(n), montant_ht=Decimal("500000")) for n in (1, 2)]
    fait = evenement(marche, "avenant", date(2026, 6, 1), montant_ht=Decimal("300000"))
    if cas == "noté sur un lot":
        fait.lot_id = lots[0].pk
    elif cas == "annulé":
        fait.annule_le = fait.cree_le
    elif cas == "sans argent":
        fait.montant_ht = None
    assert non_reparti(marche, [fait], lots[:1] if cas == "un seul lot" else lots) == 0


def test_un_lot_commence_plus_tard_finit_avec_le_marche_reconductions_comprises(marche: Marche) -> None:
    lot = fabriques.lot(marche, date_debut=date(2026, 7, 15))
    evenement(marche, "reconduction", date(2026, 10, 1))
    vue = lire(marche, lot)
    assert (vue.fin_ferme, vue.fin_engagee, vue.fin_possible) == (
        date(2027, 1, 14),
        date(2028, 1, 14),
        date(2029, 1, 14),
    )


def test_une_clause_annuelle_se_compte_sur_la_duree_du_lot_commence_plus_tard(marche: Marche) -> None:
    """Six mois de l'année ferme (15/07/2026 au 14/01/2027), à 120 h par an : 60 h, et l'année reconduite, 120."""
    lot = fabriques.lot(marche, date_debut=date(2026, 7, 15))
    fabriques.clause(lot, formule="annuelle", heures_par_an=Decimal(120))
    assert heures_dues.obligations([lot], JOUR)[lot.pk].engagement.valeur == 60
    evenement(marche, "reconduction", date(2026, 10, 1))
    assert heures_dues.obligations([lot], JOUR)[lot.pk].engagement.valeur == 180


def test_la_courbe_d_un_lot_commence_plus_tard_va_a_la_fin_du_marche() -> None:
    """Marché jusqu'au 30/06/2027, lot dès le 01/11/2025 : 1 200 h × 395 jours ÷ 607 font 780,89 h au 30/11/2026."""
    operation = fabriques.operation(structures.porteuse())
    marche = fabriques.marche(operation, date_debut=date(2025, 9, 1), duree_mois=22)
    lot = fabriques.lot(marche, date_debut=date(2025, 11, 1))
    fabriques.clause(lot, heures=Decimal(1200))
    du = heures_dues.obligations([lot], date(2026, 11, 30))[lot.pk]
    assert (du.fin, du.attendu.valeur) == (date(2027, 6, 30), Decimal("780.89"))


def test_une_resiliation_arrete_le_marche(marche: Marche) -> None:
    evenement(marche, "resiliation", date(2026, 9, 1))
    vue = lire(marche)
    assert (vue.fin, vue.resilie_le) == (date(2026, 9, 1), date(2026, 9, 1))
    assert vue.fin < JOUR


def test_sans_duree_pas_de_fin() -> None:
    marche = fabriques.marche(fabriques.operation(structures.porteuse()), duree_mois=None)
    assert lire(marche).fin is None


@pytest.mark.parametrize("cas", ["simple", "reconduit", "avenant", "dates du lot", "résilié"])
def test_les_heures_dues_et_la_fiche_disent_la_meme_fin(marche: Marche, cas: str) -> None:
    dates = {"date_debut": date(2026, 2, 1), "date_fin": date(2026, 12, 31)} if cas == "dates du lot" else {}
    lot = fabriques.lot(marche, **dates)
    fabriques.clause(lot)
    if cas == "reconduit":
        evenement(marche, "reconduction", date(2026, 10, 1), duree_mois=6)
    elif cas == "avenant":
        evenement(marche, "avenant", date(2026, 6, 1), duree_mois=3)
    elif cas == "résilié":
        evenement(marche, "resiliation", date(2026, 9, 1))
    du = heures_dues.obligations([lot], JOUR)[lot.pk]
    assert (du.debut, du.fin) == (lire(marche, lot).debut, lire(marche, lot).fin)
