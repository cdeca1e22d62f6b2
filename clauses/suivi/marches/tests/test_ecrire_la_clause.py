"""La clause : complète, versionnée, motivée ; deux personnes ne s'écrasent pas."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.lecture_de_clause import ecarts, phrase, termes
from clauses.suivi.marches.models import Clause, Lot
from clauses.suivi.marches.services import clauses
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
UGAP = {
    "formule": "facturation",
    "heures_par_tranche": Decimal("220"),
    "montant_tranche_ht": Decimal("100000"),
    "seuil_ht": Decimal("100000"),
    "lecture_tranches": "entieres",
    "lecture_seuil": "retroactif",
    "assiette_seuil": "commande",
    "publics": ["deld", "rsa"],
}


@pytest.fixture
def chez():
    return structures.porteuse()


@pytest.fixture
def par(chez) -> Acteur:
    return comptes.acteur(comptes.facilitateur(chez))


@pytest.fixture
def lot(chez) -> Lot:
    return fabriques.lot(fabriques.marche(fabriques.operation(chez)))


def changer(lot: Lot, par: Acteur, **champs) -> Clause:
    champs = {"nature": "avenant", "motif": "Avenant n° 2", "date_effet": date(2026, 6, 1), **UGAP, **champs}
    nature = champs.pop("nature")
    return clauses.changer(lot, nature, par=par, **champs)


def test_la_premiere_version_est_celle_d_origine(lot: Lot, par: Acteur) -> None:
    clause = clauses.poser(lot, par=par, **UGAP)
    assert (clause.rang, clause.est_en_vigueur, clause.nature_changement) == (1, True, "initiale")
    with pytest.raises(RefusMetier, match="déjà une clause"):
        clauses.poser(lot, par=par, **UGAP)


@pytest.mark.parametrize(
    ("formule", "manque"),
    [
        ("fixe", "heures"),
        ("annuelle", "heures_par_an"),
        ("pourcentage_heures", "taux"),
        ("facturation", "heures_par_tranche"),
        ("facturation", "montant_tranche_ht"),
    ],
)
def test_une_formule_incomplete_est_refusee(lot: Lot, par: Acteur, formule: str, manque: str) -> None:
    champs = UGAP | {"heures": Decimal(1), "heures_par_an": Decimal(1), "taux": Decimal(5)}
    with pytest.raises(RefusMetier) as refus:
        clauses.poser(lot, par=par, **champs | {"formule": formule, manque: None})
    assert refus.value.champ == manque
    assert not lot.clauses.exists()


def test_les_valeurs_des_autres_formules_ne_restent_pas(lot: Lot, par: Acteur) -> None:
    clause = clauses.poser(lot, par=par, **UGAP | {"formule": "fixe", "heures": Decimal("500")})
    clause.refresh_from_db()
    assert (clause.heures, clause.heures_par_tranche, clause.seuil_ht) == (Decimal("500"), None, Decimal(0))


def test_un_changement_fait_une_version_et_garde_l_ancienne(lot: Lot, par: Acteur) -> None:
    premiere = clauses.poser(lot, par=par, **UGAP)
    seconde = changer(lot, par, heures_par_tranche=Decimal("180"))
    premiere.refresh_from_db()
    assert (premiere.est_en_vigueur, premiere.heures_par_tranche) == (False, Decimal("220"))
    assert (seconde.rang, seconde.est_en_vigueur, seconde.motif_changement) == (2, True, "Avenant n° 2")
    ecart = ecarts(premiere, seconde)[0]
    assert (ecart.champ, ecart.avant, ecart.apres) == ("Heures par tranche", "220\u202fh", "180\u202fh")
    assert EntreeJournal.objects.de(seconde).first().motif == "Avenant n° 2"


@pytest.mark.parametrize(
    ("champs", "champ"),
    [({"motif": ""}, "motif"), ({"date_effet": None}, "date_effet"), ({"nature": "initiale"}, "nature_changement")],
)
def test_un_changement_dit_pourquoi_quand_et_quoi(lot: Lot, par: Acteur, champs: dict, champ: str) -> None:
    clauses.poser(lot, par=par, **UGAP)
    with pytest.raises(RefusMetier) as refus:
        changer(lot, par, **{"heures_par_tranche": Decimal("180"), **champs})
    assert refus.value.champ == champ
    assert lot.clauses.count() == 1


def test_rien_qui_change_ne_fait_pas_de_version(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, **UGAP)
    with pytest.raises(RefusMetier, match="Rien ne change"):
        changer(lot, par)


def test_une_version_ne_precede_pas_la_precedente(lot: Lot, par: Acteur) -> None:
    clauses.poser(lot, par=par, **UGAP)
    changer(lot, par, heures_par_tranche=Decimal("180"))
    with pytest.raises(RefusMetier, match="précéder"):
        changer(lot, par, heures_par_tranche=Decimal("100"), date_effet=date(2026, 5, 1))


def test_la_seconde_personne_voit_ce_qui_a_change(lot: Lot, par: Acteur) -> None:
    lue = clauses.poser(lot, par=par, **UGAP).version
    changer(lot, par, version_lue=lue, heures_par_tranche=Decimal("180"))
    with pytest.raises(ModifieEntreTemps) as conflit:
        changer(lot, par, version_lue=lue, heures_par_tranche=Decimal("200"))
    assert ("Heures par tranche", "220\u202fh", "180\u202fh", par.nom) in conflit.value.changements
    assert changer(lot, par, version_lue=conflit.value.objet.version, heures_par_tranche=Decimal("200")).rang == 3


def test_la_phrase_dit_les_trois_choix(lot: Lot, par: Acteur) -> None:
    texte = phrase(clauses.poser(lot, par=par, **UGAP))
    for morceau in ("tranches entières", "dès le premier euro", "commandes cumulées", "montants facturés"):
        assert morceau.replace("dès le", "depuis le") in texte


@pytest.mark.parametrize(
    ("choix", "heures"),
    [
        ({}, "440"),
        ({"lecture_tranches": "prorata"}, "550"),
        ({"lecture_seuil": "franchise"}, "220"),
        ({"assiette_seuil": "facture", "seuil_ht": Decimal("300000")}, "0"),
    ],
)
def test_l_exemple_suit_les_choix(choix: dict, heures: str) -> None:
    clause = Clause(**UGAP | choix)
    montants = {"exemple_commande": Decimal("300000"), "exemple_facture": Decimal("250000")}
    assert termes(clause).essayer(montants).valeur == Decimal(heures)
