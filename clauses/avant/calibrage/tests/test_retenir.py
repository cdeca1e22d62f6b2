"""Retenir un volume : les versions, l'écart motivé, le refus, le journal, la table de la porteuse."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from clauses.avant.calibrage import services
from clauses.avant.calibrage.etude import calibrer_le_lot, decor_de
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.tables import table_de
from clauses.avant.calibrage.tests import fabriques
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def acteur(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def lot(porteuse):
    return projets.lot(projets.projet(porteuse), intitule="Bâtiment")


def _lu(lot, **saisie):
    projet = Projet.objects.select_related("porteuse").get(pk=lot.projet_id)
    return calibrer_le_lot(decor_de(projet, JOUR), lot, saisie)


def test_l_exemple_publie_donne_833_heures_sans_rien_saisir(lot):
    lu = _lu(lot)
    assert lu.heures == 833
    assert {c: v.valeur for c, v in lu.entrees.lues.items() if c != "metier"} == {
        "montant_ht": 1_000_000,
        "duree_mois": 12,
        "part_main_oeuvre": 50,
        "taux": 5,
        "cout_horaire": 30,
    }
    assert lu.entrees.lues["montant_ht"].origine == "le lot"
    assert lu.entrees.lues["duree_mois"].origine.startswith("le projet")


def test_retenir_garde_les_entrees_et_une_version_suivante_remplace_la_premiere(lot, acteur):
    premier = services.retenir(lot, _lu(lot).entrees, par=acteur)
    assert (premier.heures_retenues, premier.rang, premier.part_main_oeuvre) == (833, 1, 50)
    second = services.retenir(lot, _lu(lot, taux=Decimal("7.5")).entrees, par=acteur)
    premier.refresh_from_db()
    assert (second.heures_retenues, second.rang, second.est_retenu) == (1250, 2, True)
    assert premier.est_retenu is False
    assert EntreeJournal.objects.de(premier, second).count() == 3


def test_retenir_deux_fois_la_meme_chose_ne_fait_qu_une_version(lot, acteur):
    un = services.retenir(lot, _lu(lot).entrees, par=acteur)
    deux = services.retenir(lot, _lu(lot).entrees, par=acteur)
    assert un.pk == deux.pk
    assert Calibrage.objects.filter(lot_projet=lot).count() == 1


def test_un_autre_volume_que_le_calcul_demande_son_motif(lot, acteur):
    with pytest.raises(RefusMetier, match="Dites pourquoi") as refus:
        services.retenir(lot, _lu(lot).entrees, par=acteur, heures=Decimal(840))
    assert refus.value.champ == "motif"
    retenu = services.retenir(lot, _lu(lot).entrees, par=acteur, heures=Decimal(840), motif="Vingt-quatre semaines.")
    assert (retenu.heures_calculees, retenu.heures_retenues) == (833, 840)


def test_un_volume_nul_se_retient_sans_clause_avec_son_motif(lot, acteur):
    retenu = services.retenir(lot, _lu(lot).entrees, par=acteur, heures=Decimal(0), motif="Chantier trop bref.")
    assert retenu.est_sans_clause


def test_la_proprete_sans_potentiel_garde_son_motif(lot, acteur):
    entrees = _lu(
        lot,
        methode="proprete",
        montant_ht=Decimal(300_000),
        duree_mois=36,
        taux=Decimal(10),
        heures_reprises=Decimal(400),
    ).entrees
    retenu = services.retenir(lot, entrees, par=acteur)
    assert retenu.est_sans_clause
    assert "Pas de clause" in retenu.motif


def test_une_formule_qui_ne_se_pose_pas_est_refusee_des_maintenant(lot, acteur):
    with pytest.raises(RefusMetier, match="montant de la tranche") as refus:
        services.retenir(lot, _lu(lot).entrees, par=acteur, formule="facturation")
    assert refus.value.champ == "montant_tranche_ht"
    assert not Calibrage.objects.exists()


def test_une_donnee_impossible_nomme_son_champ_et_son_lot(lot, acteur):
    with pytest.raises(RefusMetier, match="Le montant doit dépasser zéro") as refus:
        services.retenir(lot, _lu(lot, montant_ht=Decimal(0)).entrees, par=acteur)
    assert refus.value.champ == "montant_ht"
    assert "Lot 1" in refus.value.message


def test_retenir_tout_prend_chaque_lot(porteuse, acteur):
    projet = projets.projet(porteuse, montant_ht=Decimal(300_000))
    lots = [
        projets.lot(projet, str(n), intitule=nom, montant_ht=Decimal(100_000))
        for n, nom in enumerate(("Peinture", "Gros œuvre"), 1)
    ]
    retenus = services.retenir_tout([_lu(lot).entrees for lot in lots], par=acteur)
    # Peinture 70 % : 100 000 × 0,7 × 0,05 ÷ 30 = 116,67 ; gros œuvre 45 % : 75.
    assert [r.heures_retenues for r in retenus] == [117, 75]


def test_la_base_refuse_un_ecart_sans_motif_et_deux_versions_retenues(lot):
    retenu, autre = fabriques.calibrage(lot), fabriques.calibrage(lot, rang=2, est_retenu=False)
    retenu.heures_retenues, autre.est_retenu = Decimal(840), True
    for faux, dit, contrainte in (
        (retenu, "demande son motif", "calibrage_ecart_motive"),
        (autre, "déjà un calibrage retenu", "calibrage_un_seul_retenu"),
    ):
        with pytest.raises(ValidationError, match=dit):
            faux.full_clean()
        with pytest.raises(IntegrityError, match=contrainte), signer(FABRICANT):
            faux.save()


def test_la_table_de_la_porteuse_passe_avant_la_notre_a_partir_de_son_jour(porteuse):
    fabriques.valeur(porteuse, depuis=date(2026, 6, 1), part_main_oeuvre=Decimal(60), cout_horaire=Decimal("27.5"))
    fabriques.valeur(structures.porteuse(), part_main_oeuvre=Decimal(10))
    avant, apres = table_de(porteuse, date(2026, 5, 31))["peinture"], table_de(porteuse, JOUR)["peinture"]
    assert (avant.part.valeur, avant.part.certitude, avant.cout.valeur) == (70, "B", 30)
    assert (apres.part.valeur, apres.part.certitude, apres.cout.valeur) == (60, "A", Decimal("27.5"))
    assert "votre table, depuis le 01/06/2026" in apres.part.origine


def test_retirer_une_valeur_demande_sa_raison_et_rend_la_notre(porteuse, acteur):
    valeur = fabriques.valeur(porteuse)
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        services.annuler_reference(valeur, par=acteur, motif=" ")
    services.annuler_reference(valeur, par=acteur, motif="Saisie deux fois.")
    assert table_de(porteuse, JOUR)["peinture"].part.valeur == 70


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"part_main_oeuvre": Decimal(120)}, "100"),
        ({}, "part de main-d'œuvre, le coût horaire"),
        ({"cout_horaire": Decimal(0)}, "dépasse zéro"),
    ],
)
def test_une_valeur_impossible_est_refusee(porteuse, acteur, champs, message):
    with pytest.raises(RefusMetier, match=message):
        services.saisir_reference(
            porteuse, par=acteur, metier="peinture", depuis=JOUR, source="Essai", certitude="C", **champs
        )


def test_une_meme_date_ne_vaut_qu_une_fois_par_metier(porteuse, acteur):
    fabriques.valeur(porteuse)
    with pytest.raises(RefusMetier, match="déjà une valeur"):
        services.saisir_reference(
            porteuse,
            par=acteur,
            metier="peinture",
            depuis=date(2026, 1, 1),
            source="Essai",
            certitude="C",
            part_main_oeuvre=Decimal(50),
        )


def test_rien_du_calibrage_ne_s_efface(lot):
    calibrage = fabriques.calibrage(lot)
    with pytest.raises(Exception, match="Rien ne s'efface"), connection.cursor() as curseur:
        curseur.execute("DELETE FROM calibrage_calibrage WHERE id = %s", [calibrage.pk])
