"""Les parts des attributaires : toujours le tout, selon la facturation propre quand la formule en dépend."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Attribution, HeuresTotales, Lot
from clauses.suivi.marches.obligations import Obligation, obligations
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


@pytest.fixture
def lot() -> Lot:
    return fabriques.lot(fabriques.marche(fabriques.operation(structures.porteuse())))


def groupement(lot: Lot, *parts: str) -> list[Attribution]:
    chez = lot.marche.porteuse
    roles = ["mandataire", *["cotraitant"] * (len(parts) - 1)]
    return [
        fabriques.attribution(lot, structures.entreprise(chez, f"Membre {i}"), role=role, part=Decimal(part))
        for i, (role, part) in enumerate(zip(roles, parts, strict=True))
    ]


def de(lot: Lot) -> Obligation:
    return obligations([lot], JOUR)[lot.pk]


def test_les_parts_d_un_volume_fixe_font_le_tout_au_centieme(lot: Lot) -> None:
    fabriques.clause(lot, heures=Decimal(1000))
    a, b, c = groupement(lot, "33.33", "33.33", "33.34")
    parts = de(lot).parts_engagement
    assert sum(parts.values()) == 1000
    assert (parts[a.pk], parts[b.pk], parts[c.pk]) == (Decimal("333.30"), Decimal("333.30"), Decimal("333.40"))


def test_des_parts_qui_ne_font_pas_cent_font_quand_meme_le_tout(lot: Lot) -> None:
    fabriques.clause(lot, heures=Decimal(100))
    a, b = groupement(lot, "60", "60")
    assert de(lot).parts_engagement == {a.pk: 50, b.pk: 50}


def test_chacun_doit_selon_sa_propre_facturation(lot: Lot) -> None:
    fabriques.clause_ugap(lot)
    a, b = groupement(lot, "50", "50")
    fabriques.commande(lot, "400000", date(2026, 2, 1))
    fabriques.facture(lot, "300000", date(2026, 3, 1), attribution=a)
    fabriques.facture(lot, "100000", date(2026, 3, 1), attribution=b)
    assert de(lot).parts_exigible == {a.pk: 660, b.pk: 220}


def test_une_facture_sans_nom_se_partage_et_celle_du_sous_traitant_est_a_son_donneur(lot: Lot) -> None:
    fabriques.clause_ugap(lot)
    a, b = groupement(lot, "75", "25")
    sous_traitant = fabriques.attribution(
        lot,
        structures.entreprise(lot.marche.porteuse, "Sous-traitant"),
        role="sous_traitant",
        donneur=b,
        part=Decimal(5),
    )
    fabriques.facture(lot, "200000", date(2026, 3, 1))
    fabriques.facture(lot, "200000", date(2026, 4, 1), attribution=sous_traitant)
    # a : 150 000 € ; b : 50 000 € et les 200 000 € de son sous-traitant.
    du = de(lot)
    assert du.parts_exigible == {a.pk: 330, b.pk: 550}
    assert du.repartition_exigible is not None
    motif = du.repartition_exigible.motif.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Sans attributaire : 200 000 €, partagés selon la part de chacun." in motif
    assert any(
        " × 150\u202f000\u202f€ ÷ 400\u202f000\u202f€" in ligne.calcul for ligne in du.repartition_exigible.detail
    )


def test_des_heures_que_personne_ne_porte_se_partagent_selon_les_parts_et_le_disent_ainsi(lot: Lot) -> None:
    """« × 60 ÷ 100 », et non « × 7 503 ÷ 12 505 »."""
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(10))
    a, b = groupement(lot, "60", "40")
    creer(HeuresTotales, lot=lot, mois=date(2026, 3, 1), heures=Decimal(12505))
    du = de(lot)
    assert du.parts_exigible == {a.pk: Decimal("750.30"), b.pk: Decimal("500.20")}
    assert du.repartition_exigible is not None
    assert {ligne.calcul[-9:] for ligne in du.repartition_exigible.detail} == {" 60 ÷ 100", " 40 ÷ 100"}
    assert "la part de chacun" in du.repartition_exigible.motif


def test_la_part_d_un_membre_parti_se_partage_et_le_tout_reste(lot: Lot) -> None:
    fabriques.clause_ugap(lot)
    a, b, c = groupement(lot, "50", "25", "25")
    fabriques.facture(lot, "300000", date(2026, 3, 1), attribution=c)
    with signer(FABRICANT):
        c.annuler("retrait du groupement")
    assert de(lot).parts_exigible == {a.pk: 440, b.pk: 220}


def test_les_previsions_de_chacun_entrent_dans_sa_part_d_engagement(lot: Lot) -> None:
    fabriques.clause_ugap(lot)
    a, b = groupement(lot, "50", "50")
    fabriques.facture(lot, "100000", date(2026, 3, 1), attribution=a)
    fabriques.facture(lot, "300000", date(2027, 3, 1), attribution=b, est_prevision=True)
    du = de(lot)
    assert (du.parts_exigible, du.parts_engagement) == ({a.pk: 220, b.pk: 0}, {a.pk: 220, b.pk: 660})


def test_les_commandes_guident_l_engagement_faute_de_prevision(lot: Lot) -> None:
    fabriques.clause_ugap(lot)
    a, b = groupement(lot, "50", "50")
    fabriques.commande(lot, "100000", date(2026, 2, 1), attribution=a)
    fabriques.commande(lot, "300000", date(2026, 2, 1), attribution=b)
    du = de(lot)
    assert du.exigible.valeur == 0
    assert sum(du.parts_exigible.values()) == 0
    assert du.parts_engagement == {a.pk: 220, b.pk: 660}


def test_les_heures_travaillees_de_chacun_font_sa_part(lot: Lot) -> None:
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(10), heures_travaillees_prevues=Decimal(5000))
    a, b = groupement(lot, "50", "50")
    creer(HeuresTotales, lot=lot, attribution=a, mois=date(2026, 3, 1), heures=Decimal(3000))
    creer(HeuresTotales, lot=lot, attribution=b, mois=date(2026, 3, 1), heures=Decimal(1000))
    du = de(lot)
    assert du.parts_exigible == {a.pk: 300, b.pk: 100}
    assert du.parts_engagement == {a.pk: 350, b.pk: 150}


def test_sans_attributaire_il_n_y_a_pas_de_parts(lot: Lot) -> None:
    fabriques.clause(lot)
    assert de(lot).parts_exigible == {}
    assert de(lot).repartition_exigible is None


def test_deux_membres_du_meme_nom_restent_distincts(lot: Lot) -> None:
    fabriques.clause(lot, heures=Decimal(90))
    chez = lot.marche.porteuse
    paires = [
        fabriques.attribution(lot, structures.entreprise(chez, "Homonyme"), role=role, part=Decimal(part))
        for role, part in (("mandataire", 70), ("cotraitant", 30))
    ]
    assert de(lot).parts_engagement == {paires[0].pk: 63, paires[1].pk: 27}
