"""À quoi une résiliation arrête les heures dues : choisi où on la note, dit partout où le chiffre se lit."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.suivi.marches.models import Clause, EvenementMarche, HeuresTotales, Lot
from clauses.suivi.marches.obligations import Obligation, obligations
from clauses.suivi.marches.services import evenements
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene
from regles.engagement import LectureResiliation

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)
PRORATA = LectureResiliation.PRORATA


@pytest.fixture(scope="module")
def plantee(le_temps_du_module: object) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee: Scene) -> Scene:
    return deepcopy(plantee)


@pytest.fixture
def lot(monde: Scene) -> Lot:
    """365 h sur un an, du 1er janvier au 31 décembre 2026 : une heure par jour."""
    marche = fabriques.marche(
        monde.operation, date_notification=date(2026, 1, 1), date_debut=date(2026, 1, 1), duree_mois=12
    )
    nouveau = fabriques.lot(marche)
    fabriques.clause(nouveau, heures=Decimal(365))
    return nouveau


def de(lot: Lot, jour: date = JOUR) -> Obligation:
    return obligations([lot], jour)[lot.pk]


def resilier(sur: Lot, jour: date, **details: object) -> EvenementMarche:
    return creer(EvenementMarche, marche=sur.marche, nature="resiliation", jour=jour, **details)


@pytest.mark.parametrize(
    ("choix", "heures", "mots"),
    [
        ({}, 365, "ce qui était acquis ce jour-là"),
        ({"lecture_resiliation": ""}, 365, "ce qui était acquis ce jour-là"),
        ({"lecture_resiliation": "exigible"}, 365, "ce qui était acquis ce jour-là"),
        ({"lecture_resiliation": PRORATA}, 181, "la part du temps écoulé"),
    ],
)
def test_les_heures_dues_s_arretent_comme_on_l_a_choisi(
    lot: Lot, choix: dict[str, str], heures: int, mots: str
) -> None:
    resilier(lot, date(2026, 6, 30), **choix)
    du = de(lot)
    assert (du.exigible.valeur, du.engagement.valeur, du.attendu.valeur) == (heures, heures, heures)
    assert mots in du.engagement.motif
    assert de(lot, date(2026, 6, 29)).engagement.valeur == 365, "la veille, on n'en sait rien"


def test_la_resiliation_d_un_lot_a_son_choix_et_les_autres_le_leur(lot: Lot) -> None:
    autre = fabriques.lot(lot.marche, "2")
    fabriques.clause(autre, heures=Decimal(365))
    resilier(lot, date(2026, 6, 30), lot=lot, lecture_resiliation=PRORATA)
    resilier(lot, date(2026, 7, 1), lot=autre)
    dus = obligations([lot, autre], JOUR)
    assert (dus[lot.pk].exigible.valeur, dus[autre.pk].exigible.valeur) == (181, 365)


def test_le_choix_vaut_sous_la_clause_d_avant_un_avenant(lot: Lot) -> None:
    """Avenant à 730 h au 1er octobre, résilié le 30 juin au prorata : la clause d'alors, 365 h."""
    with signer(FABRICANT):
        Clause.objects.filter(lot=lot).update(est_en_vigueur=False)
    avenant = {
        "rang": 2,
        "nature_changement": "avenant",
        "motif_changement": "Avenant",
        "date_effet": date(2026, 10, 1),
    }
    fabriques.clause(lot, heures=Decimal(730), **avenant)
    resilier(lot, date(2026, 6, 30), lecture_resiliation=PRORATA)
    assert de(lot).engagement.valeur == 181


def test_noter_sans_rien_dire_arrete_a_l_acquis(lot: Lot, monde: Scene) -> None:
    par = comptes.acteur(monde.compte("facilitateur"))
    fait = evenements.noter(lot.marche, "resiliation", date(2026, 6, 30), par=par)
    assert fait.lecture_resiliation == "exigible"
    autre = evenements.noter(monde.marche, "avenant", date(2026, 6, 1), par=par, duree_mois=2)
    assert autre.lecture_resiliation == "", "rien de tel n'arrive à un avenant"


def test_l_ecran_le_demande_et_la_vie_le_calcul_et_le_journal_le_disent(lot: Lot, monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    ou = reverse("marches:evenement_noter", args=[lot.marche_id, "resiliation"])
    assert "La part du temps écoulé" in client.get(ou).text
    assert client.post(ou, {"jour": "30/06/2026", "lecture_resiliation": "autrement"}).status_code == 422
    assert client.post(ou, {"jour": "30/06/2026", "lecture_resiliation": "prorata"}).status_code == 302
    assert lot.marche.evenements.get().lecture_resiliation == PRORATA
    pages: Sequence[tuple[str, str]] = (
        (reverse("marches:marche", args=[lot.marche_id]), "heures dues\u00a0: la part du temps écoulé"),
        (
            reverse("bilans:pourquoi", args=[monde.operation.pk, "engagement"]),
            "arrêtées à la part du temps écoulé",
        ),
        (reverse("marches:operation_journal", args=[monde.operation.pk]), "heures dues\u00a0: la part du temps écoulé"),
    )
    for adresse, mots in pages:
        assert mots in client.get(adresse).text, adresse
    autre = reverse("marches:evenement_noter", args=[lot.marche_id, "avenant"])
    assert "lecture_resiliation" not in client.get(autre).text


def test_le_mois_de_la_resiliation_compte_entier_et_pas_le_suivant(monde: Scene) -> None:
    """5 % de 1 000 h en août, 400 en septembre, 200 en octobre, résilié le 10 septembre : 5 % de 1 400 (0043)."""
    lot = fabriques.lot(fabriques.marche(monde.operation, duree_mois=12))
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(5))
    for mois, heures in ((8, 1000), (9, 400), (10, 200)):
        creer(HeuresTotales, lot=lot, mois=date(2026, mois, 1), heures=Decimal(heures))
    resilier(lot, date(2026, 9, 10))
    assert (de(lot).exigible.valeur, de(lot).engagement.valeur) == (70, 70)


FACTURATION = {
    "formule": "facturation",
    "heures_par_tranche": Decimal(10),
    "montant_tranche_ht": Decimal(10_000),
    "heures": None,
}


@pytest.fixture
def facture(monde: Scene) -> Lot:
    """10 h par 10 000 € facturés, marché estimé à 730 000 € : 730 h, tant que rien n'est facturé ni prévu."""
    marche = fabriques.marche(
        monde.operation, date_notification=date(2026, 1, 1), date_debut=date(2026, 1, 1), duree_mois=12
    )
    nouveau = fabriques.lot(marche, montant_ht=Decimal(730_000))
    fabriques.clause(nouveau, **FACTURATION)
    return nouveau


def test_au_prorata_les_previsions_du_jour_valent_encore_et_l_estimation_ne_revient_pas(facture: Lot) -> None:
    """100 000 € facturés, 265 000 prévus : 36 tranches, 360 h ; résilié le 30 juin, 360 × 181 ÷ 365 = 178,52. Ni la
    facture de juillet, ni la prévision d'avant la résiliation ne comptent ; celle d'août, passée depuis, y était."""
    fabriques.facture(facture, "100000", date(2026, 3, 1))
    fabriques.facture(facture, "90000", date(2026, 7, 1))
    fabriques.facture(facture, "400000", date(2026, 6, 30), est_prevision=True)
    fabriques.facture(facture, "165000", date(2026, 8, 1), est_prevision=True)
    fabriques.facture(facture, "100000", date(2026, 12, 20), est_prevision=True)
    assert de(facture, date(2026, 6, 30)).engagement.valeur == 360
    resilier(facture, date(2026, 6, 30), lecture_resiliation=PRORATA)
    for jour in (date(2026, 6, 30), JOUR, date(2027, 3, 1)):
        assert de(facture, jour).engagement.valeur == Decimal("178.52"), jour


def test_au_prorata_d_une_estimation_on_dit_que_c_en_est_une(facture: Lot) -> None:
    resilier(facture, date(2026, 6, 30), lecture_resiliation=PRORATA)
    du = de(facture)
    assert (du.engagement.valeur, du.est_estimee) == (362, True)
    assert "Estimation" in " ".join(du.engagement.avertissements)


def test_ce_qui_est_note_apres_la_resiliation_ne_prolonge_rien(lot: Lot) -> None:
    """Résilié le 30 juin, noté après une reconduction et un avenant d'octobre : 365 × 181 ÷ 365."""
    creer(EvenementMarche, marche=lot.marche, nature="reconduction", jour=date(2026, 10, 1), duree_mois=12)
    creer(EvenementMarche, marche=lot.marche, nature="avenant", jour=date(2026, 10, 2), duree_mois=6)
    resilier(lot, date(2026, 6, 30), lecture_resiliation=PRORATA)
    assert de(lot).engagement.valeur == 181
