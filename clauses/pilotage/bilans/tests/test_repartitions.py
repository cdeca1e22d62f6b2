"""Les répartitions d'un bilan : la somme des lignes est le chiffre."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.presentation import cartes_des_personnes
from clauses.pilotage.bilans.repartitions import Case, lignes_de, masquer, repartir
from clauses.suivi.declarations.faits import faits_des_lignes
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants import services
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db

JOUR = date(2026, 11, 24)


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def lot(porteuse):
    return marches.lot_clause(porteuse, formule="fixe", heures=Decimal("1000"))[0]


def _contrat(lot, **personne):
    qui = participants.participant(lot.marche.porteuse, **personne)
    participants.eligibilite(qui, criteres=["deld", "rsa"])
    return declarations.contrat(qui, lot)


def _bilan(lot, *, publier=False):
    return Bilan(lot.marche.operation, JOUR, publier=publier)


def test_une_ligne_annulee_ne_compte_plus(lot):
    ligne = declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "100", etat="validee")
    with signer(FABRICANT):
        ligne.annuler("Doublon")
    assert _bilan(lot).chiffres.retenu == 0
    assert _bilan(lot).faits == []


def test_un_mois_passe_garde_l_age_les_publics_et_le_quartier_du_jugement_qui_y_valait(lot):
    """Entrée à 21 ans, jeune et de quartier prioritaire ; rejugée un an plus tard, l'été ne bouge pas, l'hiver suit."""
    par = comptes.facilitateur(lot.marche.porteuse).en_acteur()
    personne = participants.participant(lot.marche.porteuse, date_naissance=date(2003, 9, 1), qpv="oui")
    participants.critere(personne, "qpv", piece="justificatif_domicile", vue_le=date(2025, 6, 5))
    participants.critere(personne, "jeune", piece="piece_identite", vue_le=date(2025, 6, 5))
    jugement = services.prononcer_eligibilite(personne, date(2025, 6, 5), par=par)
    contrat = declarations.contrat(personne, lot)
    for mois in (9, 11):
        declarations.ligne(contrat, lot, date(2026, mois, 1), "100", etat="validee")
    avant = _bilan(lot).faits
    services.modifier(personne, par=par, motif="A déménagé", qpv="non")
    assert _bilan(lot).faits == avant, "corriger la fiche ne réécrit rien"
    lues = versions_de([jugement])
    services.prononcer_eligibilite(personne, date(2026, 11, 15), par=par, motif="Nouvelle entrée", lues=lues)
    septembre, novembre = _bilan(lot).faits
    assert septembre == avant[0]
    assert (septembre.age, septembre.qpv) == (21, "oui")
    assert (novembre.age, novembre.qpv, novembre.entree) == (23, "non", date(2026, 11, 15))
    assert faits_des_lignes(LigneHeures.objects.order_by("mois"))[septembre.cle].eligible_depuis == date(2025, 6, 5)


@pytest.mark.parametrize(
    "code", ["lot", "titulaire", "modalite", "contrat", "sexe", "age", "qpv", "niveau", "sortie", "mois"]
)
def test_la_somme_des_lignes_est_le_chiffre_de_la_case_et_des_cases_le_total(lot, code):
    for numero, sexe in enumerate("FHHF"):
        contrat = _contrat(lot, sexe=sexe, date_naissance=date(1970 + 10 * numero, 1, 1))
        declarations.ligne(contrat, lot, date(2026, 3 + numero, 1), f"{30 + numero}.25", etat="validee")
    bilan = _bilan(lot)
    repartition = repartir(bilan.faits, bilan.dimensions[code], publier=False)
    assert repartition.cases
    for case in repartition.cases:
        assert sum(f.retenues for f in lignes_de(bilan.faits, repartition.dimension, case.valeur)) == case.heures
    assert sum(case.heures for case in repartition.cases) == bilan.chiffres.retenu


def test_une_personne_de_deux_publics_compte_dans_chacun_et_c_est_dit(lot):
    declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "100", etat="validee")
    bilan = _bilan(lot)
    publics = repartir(bilan.faits, bilan.dimensions["public"], publier=False)
    assert {(c.valeur, c.heures) for c in publics.cases} == {("deld", Decimal("100")), ("rsa", Decimal("100"))}
    assert "plusieurs publics" in publics.dimension.note
    assert bilan.personnes == 1


def test_qui_est_dans_plusieurs_lignes_ne_compte_qu_une_fois_dans_le_total_et_c_est_dit(lot, client):
    """Deux contrats d'une personne, deux modalités, deux mois : chaque table dit si elle se recoupe, son total non."""
    qui = participants.participant(lot.marche.porteuse)
    participants.eligibilite(qui, criteres=["deld", "rsa"])
    for mois, modes in enumerate(({}, {"modalite": "mise_a_disposition", "type_contrat": "ctti"}), start=3):
        contrat = declarations.contrat(qui, lot, **modes)
        declarations.ligne(contrat, lot, date(2026, mois, 1), "100", etat="validee")
    declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "10", etat="validee")
    declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "0", etat="validee")
    bilan = _bilan(lot)
    tables = {code: repartir(bilan.faits, d, publier=False) for code, d in bilan.dimensions.items()}
    assert {(t.total.personnes, t.total.contrats, t.total.heures) for t in tables.values()} == {(2, 3, 210)}
    assert (bilan.personnes, bilan.contrats) == (2, 3), "les cartes et les totaux disent le même nombre"
    assert {code for code, table in tables.items() if table.se_recoupe} == {"modalite", "contrat", "public", "mois"}
    assert sum(c.personnes for c in tables["modalite"].cases) == 3
    facilitateur = comptes.facilitateur(lot.marche.porteuse)
    client.force_login(facilitateur.utilisateur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/operations/{lot.marche.operation_id}/bilan/").text
    assert page.count("ne compte chacun qu’une fois") == 3


def test_publier_tait_aussi_un_total_de_moins_de_cinq_personnes(lot):
    declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "10", etat="validee")
    bilan = _bilan(lot, publier=True)
    (du_lot,) = (r for r in bilan.repartitions if r.dimension.code == "lot")
    assert (du_lot.total.heures, du_lot.total.personnes, du_lot.total.contrats) == (10, None, None)


@pytest.mark.parametrize(("personnes", "publier", "dit"), [(4, True, "masqué"), (5, True, "5"), (4, False, "4")])
def test_publiees_les_cartes_taisent_ce_que_taisent_les_totaux(lot, personnes, publier, dit):
    for _ in range(personnes):
        declarations.ligne(_contrat(lot), lot, date(2026, 3, 1), "10", etat="validee")
    cartes = {c.titre: c.valeur for c in cartes_des_personnes(_bilan(lot, publier=publier))}
    assert (cartes["Personnes"], cartes["Contrats"]) == (dit, dit)


def test_l_age_se_compte_a_l_entree(lot):
    qui = participants.participant(lot.marche.porteuse, date_naissance=date(2000, 1, 16))
    participants.eligibilite(qui, date_entree=date(2026, 1, 15))
    declarations.ligne(declarations.contrat(qui, lot), lot, date(2026, 6, 1), "10", etat="validee")
    bilan = _bilan(lot)
    assert [c.valeur for c in repartir(bilan.faits, bilan.dimensions["age"], publier=False).cases] == ["moins_de_26"]


def test_les_sorties_se_comptent_a_la_fin_de_chaque_contrat(lot):
    """« Contrat après ? » : oui, non, non connu ; un contrat qui court encore ce jour-là n'est pas une sortie."""
    for fin, apres in ((9, "oui"), (9, "oui"), (9, "non"), (9, ""), (12, ""), (None, "")):
        fin_le = date(2026, fin, 30) if fin else None
        qui = participants.participant(lot.marche.porteuse)
        contrat = declarations.contrat(qui, lot, date_fin=fin_le, contrat_apres=apres)
        declarations.ligne(contrat, lot, date(2026, 3, 1), "10", etat="validee")
    bilan = _bilan(lot)
    sorties = repartir(bilan.faits, bilan.dimensions["sortie"], publier=False)
    assert {c.libelle: (c.personnes, c.heures) for c in sorties.cases} == {
        "Contrat en cours": (2, 20),
        "Sortie avec un contrat": (2, 20),
        "Sortie sans contrat": (1, 10),
        "Sortie, suite non connue": (1, 10),
    }
    assert repartir(bilan.faits, bilan.dimensions["sortie"], publier=True).est_toute_masquee


def test_publier_masque_les_cases_de_moins_de_cinq_personnes(lot):
    for numero in range(6):
        contrat = _contrat(lot, sexe="H" if numero else "F")
        declarations.ligne(contrat, lot, date(2026, 3, 1), "10", etat="validee")
    bilan = _bilan(lot, publier=True)
    sexe = next(r for r in bilan.repartitions if r.dimension.code == "sexe")
    assert all(case.est_masquee for case in sexe.cases), "la seconde case se déduirait du total"
    modalite = next(r for r in bilan.repartitions if r.dimension.code == "modalite")
    assert not modalite.a_du_masque, "les six y sont ensemble"


def test_publier_tait_le_nombre_d_une_seule_personne_et_montre_les_heures_de_l_entreprise(lot, porteuse):
    """Un attributaire d'une seule personne : ses heures se lisent, pas qu'il n'en a qu'une ; son contrat est masqué."""
    for numero in range(6):
        modes = {} if numero else {"modalite": "mise_a_disposition", "type_contrat": "ctti"}
        qui = participants.participant(porteuse)
        contrat = declarations.contrat(qui, lot, **modes)
        declarations.ligne(contrat, lot, date(2026, 3, 1), "10", etat="validee")
    par = {r.dimension.code: r for r in _bilan(lot, publier=True).repartitions}
    assert [(c.heures, c.personnes, c.contrats) for c in par["modalite"].cases] == [(50, None, None), (10, None, None)]
    assert [(c.heures, c.personnes) for c in par["titulaire"].cases] == [(60, 6)]
    assert par["contrat"].est_toute_masquee
    assert [c.personnes for c in repartir(_bilan(lot).faits, par["modalite"].dimension, publier=False).cases] == [5, 1]


def test_deux_petites_cases_ne_masquent_pas_les_grandes():
    cases = [Case(v, v, Decimal(1), n, n, None) for v, n in (("a", 2), ("b", 3), ("c", 9), ("d", 8))]
    assert {c.valeur for c in masquer(cases) if c.est_masquee} == {"a", "b"}


def test_les_heures_d_un_sous_traitant_sont_au_compte_de_l_attributaire(lot, porteuse):
    mandataire = lot.attributions.get()
    sous_traitant = marches.attribution(
        lot, structures.entreprise(porteuse, "Sous-traitant"), role="sous_traitant", donneur=mandataire, part=0
    )
    qui = participants.participant(porteuse)
    contrat = declarations.contrat(qui, lot, attribution=sous_traitant)
    declarations.ligne(contrat, lot, date(2026, 3, 1), "10", etat="validee")
    bilan = _bilan(lot)
    cases = repartir(bilan.faits, bilan.dimensions["titulaire"], publier=False).cases
    assert [c.libelle for c in cases] == [mandataire.structure.nom]
