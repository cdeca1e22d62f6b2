"""Les jalons d'un volume fixe : ce qui est dû à chacun, selon la version et les événements du lot, et le journal."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.lisible import en_clair
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.lecture_de_clause import ecarts, phrase
from clauses.suivi.marches.models import Clause, EvenementMarche, Lot
from clauses.suivi.marches.obligations import courbe_attendue, obligations
from clauses.suivi.marches.services import clauses
from clauses.suivi.marches.tests import fabriques
from regles.engagement import echeances
from regles.formules.jalons import Jalon
from regles.typographie import apostrophes

pytestmark = pytest.mark.django_db
MARS, SEPTEMBRE = date(2026, 3, 31), date(2026, 9, 30)
JALONS = (Jalon(le=MARS, heures=Decimal(300)), Jalon(le=SEPTEMBRE, part=Decimal(60)))
FIXE = {"formule": "fixe", "heures": Decimal(1000), "publics": ["deld"]}


@pytest.fixture
def lot() -> Lot:
    """Du 15 janvier 2026 au 14 juillet 2027."""
    return fabriques.lot(fabriques.marche(fabriques.operation(structures.porteuse())))


@pytest.fixture
def par(lot: Lot) -> Acteur:
    return comptes.acteur(comptes.facilitateur(lot.marche.porteuse))


def exigible(lot: Lot, jour: date) -> Decimal | None:
    return obligations([lot], jour)[lot.pk].exigible.valeur


def noter(sur: Lot, nature: str, jour: date, **champs: object) -> None:
    creer(EvenementMarche, marche=sur.marche, nature=nature, jour=jour, **champs)


def avenant(lot: Lot, par: Acteur, effet: date, **champs: object) -> Clause:
    tout = {**FIXE, "jalons": JALONS, **champs}
    return clauses.changer(lot, "avenant", par=par, motif="Avenant n° 1", date_effet=effet, **tout)


def test_les_jalons_se_gardent_et_se_relisent_tels_quels(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    relue = Clause.objects.get(lot=lot)
    assert relue.jalons == JALONS
    assert "600\u00a0heures (60\u00a0% du volume) au 30\u00a0septembre 2026 et le reste" in phrase(relue)
    relue.full_clean()
    autre = fabriques.clause(fabriques.lot(lot.marche, "2"))
    assert Clause.objects.get(pk=autre.pk).jalons == ()


def test_l_exigible_est_le_dernier_jalon_atteint(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    lus = [exigible(lot, jour) for jour in (date(2026, 3, 30), MARS, date(2026, 9, 29), SEPTEMBRE, date(2027, 7, 13))]
    assert lus == [0, 300, 300, 600, 600]
    assert exigible(lot, date(2027, 7, 14)) == 1000
    du = obligations([lot], MARS)[lot.pk]
    assert [(e.le, e.heures) for e in echeances(du.lu.faits)] == [
        (MARS, 300),
        (SEPTEMBRE, 600),
        (date(2027, 7, 14), 1000),
    ]
    assert dict(courbe_attendue([du], (MARS, SEPTEMBRE))) == {MARS: 300, SEPTEMBRE: 600}


def test_un_avenant_du_volume_vaut_depuis_sa_date_et_sa_part_le_suit(lot: Lot, par: Acteur) -> None:
    """2 000 h dès le 1er juin : le jalon de mars reste de 300 h, celui de septembre (60 %) passe de 600 à 1 200 h."""
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    avenant(lot, par, date(2026, 6, 1), heures=Decimal(2000))
    assert [exigible(lot, jour) for jour in (date(2026, 5, 31), date(2026, 6, 1), SEPTEMBRE)] == [300, 300, 1200]
    faits = obligations([lot], SEPTEMBRE)[lot.pk].lu.faits
    assert [e.heures for e in echeances(faits)] == [300, 1200, 2000]
    with pytest.raises(RefusMetier, match="dépassent le volume") as refus:
        avenant(lot, par, date(2026, 7, 1), heures=Decimal(200))
    assert refus.value.champ == "jalons"


def test_un_avenant_retire_les_jalons_sans_toucher_au_passe(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    nouvelle = avenant(lot, par, date(2026, 6, 1), jalons=())
    assert nouvelle.jalons == ()
    assert [exigible(lot, jour) for jour in (date(2026, 5, 31), date(2026, 6, 1), SEPTEMBRE)] == [300, 0, 0]


def test_un_jalon_hors_de_l_execution_est_refuse_puis_permis_une_fois_le_marche_prolonge(lot: Lot, par: Acteur) -> None:
    tard = (Jalon(le=date(2027, 9, 30), heures=Decimal(500)),)
    with pytest.raises(
        RefusMetier, match=r"Jalon\s1, date\s: l'exécution finit le 14\sjuillet 2027\s: avancez"
    ) as refus:
        clauses.poser(lot, par=par, jalons=tard, **FIXE)
    assert refus.value.champ == "jalons"
    assert not lot.clauses.exists()
    with pytest.raises(RefusMetier, match="ne commence que le 15\u00a0janvier 2026"):
        clauses.poser(lot, par=par, jalons=(Jalon(le=date(2026, 1, 14), heures=Decimal(5)),), **FIXE)
    noter(lot, "avenant", date(2026, 2, 1), duree_mois=3)
    clauses.poser(lot, par=par, jalons=tard, **FIXE)
    assert exigible(lot, date(2027, 9, 30)) == 500


def test_une_fin_ramenee_avant_un_jalon_rend_tout_du_a_la_fin_et_le_dit(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    noter(lot, "avenant", date(2026, 2, 1), duree_mois=-12)
    du = obligations([lot], date(2026, 7, 14))[lot.pk]
    assert (du.fin, du.exigible.valeur) == (date(2026, 7, 14), 1000)
    assert "Jalon\u00a02, date" in du.exigible.avertissements[0]
    assert exigible(lot, date(2026, 7, 13)) == 300
    assert dict(courbe_attendue([du], (MARS, date(2026, 7, 14)))) == {MARS: 300, date(2026, 7, 14): 1000}


def test_la_reception_et_la_resiliation_finissent_l_execution(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, jalons=JALONS, **FIXE)
    noter(lot, "resiliation", date(2026, 6, 15), lot=lot)
    assert [exigible(lot, jour) for jour in (date(2026, 6, 14), date(2026, 6, 15))] == [300, 1000]
    recu = fabriques.lot(lot.marche, "2")
    clauses.poser(recu, par=par, jalons=JALONS, **FIXE)
    noter(lot, "reception", date(2026, 8, 31), lot=recu)
    assert [exigible(recu, jour) for jour in (date(2026, 8, 30), date(2026, 8, 31))] == [300, 1000]


def test_une_autre_formule_n_en_garde_pas(lot: Lot, par: Acteur) -> None:
    posee = clauses.poser(lot, par=par, formule="annuelle", heures_par_an=Decimal(120), jalons=JALONS, publics=["deld"])
    assert posee.jalons == ()


def test_le_journal_et_les_versions_les_disent_en_mots(lot: Lot, par: Acteur) -> None:
    avant = clauses.poser(lot, par=par, **FIXE)
    apres = avenant(lot, par, date(2026, 6, 1))
    (change,) = [c for c in ecarts(avant, apres) if c.champ == "Jalons"]
    dit = "300\u202fh au 31\u00a0mars 2026\u202f; 60\u00a0% du volume au 30\u00a0septembre 2026"
    assert (change.avant, change.apres) == ("", dit)
    ecrite = EntreeJournal.objects.de(apres).filter(action=EntreeJournal.Action.CREATION).get()
    assert apostrophes(en_clair(Clause._meta.get_field("jalons"), ecrite.apres["jalons"], {})) == dit
