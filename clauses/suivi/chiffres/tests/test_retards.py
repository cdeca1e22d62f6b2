"""Les mois qui manquent et ceux qui attendent une décision."""

from datetime import date

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.retards import mois_a_valider, mois_en_retard, periode_en_mots
from clauses.suivi.chiffres.tests.scene import JOUR, operation_de, requetes
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.mark.parametrize(
    ("nombre", "premier", "dernier", "mots"),
    [
        (1, date(2026, 10, 1), date(2026, 10, 1), "octobre 2026"),
        (3, date(2026, 7, 1), date(2026, 10, 1), "3 mois, de juillet à octobre 2026"),
        (2, date(2026, 8, 1), date(2026, 9, 1), "août et septembre 2026"),
        (2, date(2025, 12, 1), date(2026, 1, 1), "décembre 2025 et janvier 2026"),
        (3, date(2026, 8, 1), date(2026, 10, 1), "3 mois, d'août à octobre 2026"),
        (4, date(2025, 10, 1), date(2026, 1, 1), "4 mois, d'octobre 2025 à janvier 2026"),
    ],
)
def test_les_mois_se_disent_en_mots(nombre, premier, dernier, mots):
    assert periode_en_mots(nombre, premier, dernier).replace("\u00a0", " ") == mots


def test_un_retard_par_attributaire_et_par_lot_le_plus_ancien_d_abord(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    second = marches.attribution(lot, structures.entreprise(porteuse, "Second"), role="cotraitant", part=0)
    for mois, etat in ((7, "validee"), (8, "attendue"), (9, "a_corriger"), (10, "soumise"), (11, "attendue")):
        declarations.declaration(attribution, date(2026, mois, 1), etat=etat)
    declarations.declaration(second, date(2026, 7, 1))
    premier, suivant = mois_en_retard([lot.pk], JOUR)
    assert (premier.attribution_id, premier.en_mots, premier.depuis) == (second.pk, "juillet 2026", date(2026, 8, 15))
    assert (suivant.attribution_id, suivant.nombre) == (attribution.pk, 2), "novembre n'est pas échu"
    assert suivant.declarations == [
        lot.declarations.get(attribution=attribution, mois=date(2026, m, 1)).pk for m in (8, 9)
    ]
    assert mois_en_retard([], JOUR) == []


def test_des_mois_tous_renvoyes_sont_a_corriger(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    declarations.declaration(attribution, date(2026, 8, 1), etat="a_corriger")
    assert [m.verbe for m in mois_en_retard([lot.pk], JOUR)] == ["Corriger"]
    declarations.declaration(attribution, date(2026, 9, 1))
    assert [m.verbe for m in mois_en_retard([lot.pk], JOUR)] == ["Déclarer ou corriger"]


def test_une_attribution_annulee_ne_doit_plus_rien(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    declarations.declaration(attribution, date(2026, 8, 1))
    with signer(FABRICANT):
        attribution.annuler("Erreur")
    assert mois_en_retard([lot.pk], JOUR) == []


def test_les_mois_a_valider_se_comptent_par_mois(porteuse):
    operation = operation_de(3, porteuse, structures.entreprise(porteuse))
    lots = list(Lot.objects.filter(marche__operation=operation))
    for declaration in lots[0].declarations.a_valider():
        declarations.ligne(
            declarations.contrat_eligible(lots[0]), lots[0], date(2026, 10, 1), "12.5", declaration=declaration
        )
    (octobre,) = mois_a_valider(lot.pk for lot in lots)
    assert (octobre.mois, len(octobre.declarations), octobre.lots) == (date(2026, 10, 1), 3, 3)
    assert str(octobre.heures) == "12.50"


def test_trente_lots_ne_coutent_pas_plus_que_trois(porteuse):
    entreprise = structures.entreprise(porteuse)
    for combien in (3, 30):
        operation = operation_de(combien, porteuse, entreprise)
        lots = list(Lot.objects.filter(marche__operation=operation).values_list("pk", flat=True))
        assert requetes(lambda cles=lots: mois_en_retard(cles, JOUR)) == 1
        assert requetes(lambda cles=lots: mois_a_valider(cles)) == 1
        assert len(mois_en_retard(lots, JOUR)) == combien
