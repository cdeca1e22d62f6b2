"""Créer l'opération et poser les clauses : les termes, l'instrument, deux fois sans rien doubler."""

from decimal import Decimal

import pytest

from clauses.avant.calibrage import services
from clauses.avant.calibrage.tests import fabriques
from clauses.avant.opportunite.tests import fabriques as opportunite
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause, Operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def acteur(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def projet(porteuse):
    return projets.projet(porteuse)


def _clause(projet, numero="1"):
    return Clause.objects.get(lot__lot_projet__projet=projet, lot__numero=numero)


def test_la_clause_porte_les_heures_l_instrument_et_les_penalites_d_usage(projet, acteur):
    lot = projets.lot(projet)
    fabriques.calibrage(lot)
    opportunite.choix(lot, "reserve_iae")
    operation = services.ouvrir_et_poser(projet, par=acteur)
    clause = _clause(projet)
    assert (clause.formule, clause.heures, clause.instrument) == ("fixe", 833, "reserve_iae")
    assert (clause.penalite_heure, clause.penalite_absence, clause.penalite_transmission) == (60, 100, 100)
    assert clause.publics
    assert operation == Projet.objects.get(pk=projet.pk).operation


def test_sans_choix_d_instrument_la_clause_est_une_condition_d_execution(projet, acteur):
    fabriques.calibrage(projets.lot(projet))
    services.ouvrir_et_poser(projet, par=acteur)
    assert _clause(projet).instrument == "condition"


def test_les_quatre_autres_formules_se_posent_avec_leurs_termes(porteuse, acteur):
    projet = projets.projet(porteuse)
    communs = {"montant_ht": Decimal(1_000_000), "duree_mois": 24}
    formules = {
        "1": {"formule": "facturation", "montant_tranche_ht": Decimal(100_000), "seuil_ht": Decimal(100_000)},
        "2": {"formule": "annuelle"},
        "3": {"formule": "pourcentage_heures", "heures_travaillees": Decimal(16_660)},
        "4": {
            "formule": "tranches",
            "tranches": [{"nature": "ferme", "heures": "503"}, {"nature": "optionnelle", "heures": "330"}],
        },
    }
    for numero, champs in formules.items():
        fabriques.calibrage(projets.lot(projet, numero), **communs, **champs)
    services.ouvrir_et_poser(projet, par=acteur)
    facturation = _clause(projet, "1")
    # 833 × 100 000 ÷ 1 000 000 = 83,3, donc 83 h par tranche ; 833 ÷ 2 = 416,5, donc 417 h par an.
    assert (facturation.heures_par_tranche, facturation.montant_tranche_ht, facturation.seuil_ht) == (
        83,
        100_000,
        100_000,
    )
    assert _clause(projet, "2").heures_par_an == 417
    assert (_clause(projet, "3").taux, _clause(projet, "3").heures_travaillees_prevues) == (5, 16_660)
    tranches = _clause(projet, "4").lot.tranches.order_by("numero")
    assert [(t.nature, t.heures) for t in tranches] == [("ferme", 503), ("optionnelle", 330)]


def test_la_part_de_main_d_oeuvre_ne_parait_dans_aucun_champ_de_la_clause(projet, acteur):
    fabriques.calibrage(projets.lot(projet), part_main_oeuvre=Decimal("47.31"), motif="")
    services.ouvrir_et_poser(projet, par=acteur)
    clause = _clause(projet)
    valeurs = [str(getattr(clause, champ.name)) for champ in Clause._meta.concrete_fields if champ.name != "id"]
    assert not [valeur for valeur in valeurs if "47.31" in valeur or "47,31" in valeur]


def test_poser_deux_fois_n_en_pose_qu_une(projet, acteur):
    fabriques.calibrage(projets.lot(projet))
    services.ouvrir_et_poser(projet, par=acteur)
    assert services.poser_les_clauses(projet, par=acteur) == []
    services.ouvrir_et_poser(Projet.objects.get(pk=projet.pk), par=acteur)
    assert Clause.objects.filter(lot__lot_projet__projet=projet).count() == 1


def test_un_lot_sans_heures_ou_classe_sans_clause_n_en_a_pas(projet, acteur):
    fabriques.calibrage(projets.lot(projet, "1"))
    fabriques.calibrage(projets.lot(projet, "2"), heures_retenues=Decimal(0), motif="Trop bref.")
    classe = projets.lot(projet, "3")
    fabriques.calibrage(classe)
    opportunite.choix(classe, "sans_clause")
    services.ouvrir_et_poser(projet, par=acteur)
    assert [c.lot.numero for c in Clause.objects.filter(lot__lot_projet__projet=projet)] == ["1"]


def test_avant_l_ouverture_poser_est_refuse(projet, acteur):
    fabriques.calibrage(projets.lot(projet))
    with pytest.raises(RefusMetier, match="Ouvrez d'abord"):
        services.poser_les_clauses(projet, par=acteur)


def test_une_clause_impossible_n_ouvre_rien(projet, acteur):
    """Une tranche plus grande que le montant : ni opération, ni marché, ni clause."""
    fabriques.calibrage(projets.lot(projet), formule="facturation", montant_tranche_ht=Decimal(2_000_000))
    with pytest.raises(RefusMetier, match="dépasse le montant"):
        services.ouvrir_et_poser(projet, par=acteur)
    assert not Operation.objects.exists()
    assert Projet.objects.get(pk=projet.pk).etat == "a_l_etude"


def test_l_operation_ouverte_le_calibrage_est_fige(projet, acteur):
    lot = projets.lot(projet)
    fabriques.calibrage(lot)
    services.ouvrir_et_poser(projet, par=acteur)
    with pytest.raises(RefusMetier, match="L'opération est créée"):
        services.retenir(lot, None, par=acteur)
