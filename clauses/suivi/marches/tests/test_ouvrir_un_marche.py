"""Programme, opération, marché, lot, tranche : ouvrir, corriger, annuler avec un motif."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.services import lots, marches, operations
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture
def chez():
    return structures.porteuse()


@pytest.fixture
def par(chez) -> Acteur:
    return comptes.acteur(comptes.facilitateur(chez))


def test_une_operation_s_ouvre_chez_soi_et_l_on_en_devient_facilitateur(chez, par: Acteur) -> None:
    operation = operations.creer(par=par, nom="Gymnases", donneur_d_ordre=structures.bailleur(chez))
    assert (operation.porteuse, operation.facilitateur_id) == (chez, par.utilisateur_id)
    assert EntreeJournal.objects.de(operation).get().auteur == par.identifiant


def test_un_donneur_d_ordre_d_ailleurs_est_refuse(par: Acteur) -> None:
    ailleurs = structures.bailleur(structures.porteuse("Une autre maison (fictive)"))
    with pytest.raises(RefusMetier) as refus:
        operations.creer(par=par, nom="Gymnases", donneur_d_ordre=ailleurs)
    assert refus.value.champ == "donneur_d_ordre"


def test_un_facilitateur_hors_de_l_equipe_est_refuse(chez, par: Acteur) -> None:
    dehors = comptes.facilitateur(structures.porteuse("Une autre maison (fictive)")).utilisateur
    with pytest.raises(RefusMetier, match="équipe"):
        operations.modifier(fabriques.operation(chez), par=par, facilitateur=dehors)


def test_la_seconde_personne_est_prevenue(chez, par: Acteur) -> None:
    operation = fabriques.operation(chez)
    operations.modifier(operation, par=par, version_lue=1, commune="Valenciennes")
    with pytest.raises(ModifieEntreTemps) as conflit:
        operations.modifier(operation, par=par, version_lue=1, commune="Anzin")
    assert ("commune", "", "Valenciennes", par.nom) in conflit.value.changements


def test_une_operation_qui_a_des_marches_ne_s_annule_pas(chez, par: Acteur) -> None:
    operation = fabriques.operation(chez)
    marche = fabriques.marche(operation)
    with pytest.raises(RefusMetier, match="1\u00a0marché"):
        operations.annuler(operation, par=par, motif="Doublon")
    marches.annuler(marche, par=par, motif="Doublon")
    assert operations.annuler(operation, par=par, motif="Doublon").motif_annulation == "Doublon"


def test_un_programme_ne_finit_pas_avant_son_debut(par: Acteur) -> None:
    with pytest.raises(RefusMetier) as refus:
        operations.creer_programme(par=par, nom="NPNRU", date_debut=date(2026, 1, 1), date_fin=date(2025, 1, 1))
    assert refus.value.champ == "date_fin"


def test_un_marche_non_alloti_recoit_son_lot(chez, par: Acteur) -> None:
    marche = marches.creer(fabriques.operation(chez), par=par, objet="Nettoyage", montant_ht=Decimal("90000"))
    lot = marche.lots.get()
    assert (lot.numero, lot.intitule, lot.montant_ht, marche.etat) == ("1", "Nettoyage", Decimal("90000"), "prepare")
    alloti = marches.creer(fabriques.operation(chez), par=par, objet="Travaux", est_alloti=True)
    assert not alloti.lots.exists()


@pytest.mark.parametrize(
    ("dates", "etat"),
    [
        ({}, "prepare"),
        ({"date_notification": date(2026, 1, 5)}, "notifie"),
        ({"date_notification": date(2026, 1, 5), "date_debut": date(2026, 2, 1)}, "en_cours"),
        ({"date_notification": date(2026, 11, 5), "date_debut": date(2026, 12, 1)}, "notifie"),
    ],
)
def test_l_etat_d_un_marche_vient_de_ses_dates(chez, par: Acteur, dates: dict, etat: str) -> None:
    assert marches.creer(fabriques.operation(chez), par=par, objet="Nettoyage", **dates).etat == etat


def test_l_execution_ne_precede_pas_la_notification(chez, par: Acteur) -> None:
    with pytest.raises(RefusMetier) as refus:
        marches.creer(
            fabriques.operation(chez),
            par=par,
            objet="Nettoyage",
            date_notification=date(2026, 2, 1),
            date_debut=date(2026, 1, 1),
        )
    assert refus.value.champ == "date_debut"


def test_un_lot_qui_porte_de_l_argent_ne_s_annule_pas(chez, par: Acteur) -> None:
    lot, _ = fabriques.lot_clause(chez)
    fabriques.commande(lot, "1000", date(2026, 3, 1))
    with pytest.raises(RefusMetier, match="bons de commande"):
        marches.annuler(lot.marche, par=par, motif="Doublon")
    lot.marche.refresh_from_db()
    assert not lot.marche.est_annule


def test_deux_lots_du_meme_numero_sont_refuses(chez, par: Acteur) -> None:
    marche = fabriques.marche(fabriques.operation(chez))
    lots.creer(marche, par=par, numero="1", intitule="Gros œuvre")
    with pytest.raises(RefusMetier, match="déjà un lot de ce numéro"):
        lots.creer(marche, par=par, numero="1", intitule="Peinture")


def test_les_tranches_se_numerotent_se_motivent_et_s_annulent(chez, par: Acteur) -> None:
    lot = fabriques.lot(fabriques.marche(fabriques.operation(chez)))
    ferme = lots.ajouter_tranche(lot, par=par, nature="ferme", heures=Decimal("120"))
    option = lots.ajouter_tranche(lot, par=par, nature="optionnelle", heures=Decimal("130"))
    assert (ferme.numero, option.numero) == (1, 2)
    with pytest.raises(RefusMetier, match="pourquoi"):
        lots.modifier_tranche(option, par=par, motif="", heures=Decimal("100"))
    assert lots.modifier_tranche(option, par=par, motif="Rectificatif", heures=Decimal("100")).heures == Decimal("100")
    assert lots.annuler_tranche(option, par=par, motif="Abandonnée").est_annule
