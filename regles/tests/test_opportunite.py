"""Ce qui doit être vrai de tout achat : le montant, l'offre et les codes ne se contredisent jamais."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regles.opportunite.avis import IMPOSSIBLE, INSTRUMENTS, NOTES, OUTRE_MER
from regles.opportunite.ess import SERVICES_ESS, chiffres_du_cpv, service_reservable
from regles.opportunite.faits import (
    CATEGORIES_ACHETEUR,
    DEROGATIONS,
    NATURES_ACHAT,
    PRIVE,
    DerogationDemandee,
    FaitsOpportunite,
)
from regles.opportunite.instruments import instruments
from regles.opportunite.obligation import FACULTATIVE, OBLIGATOIRE, obligation_sociale
from regles.opportunite.ouvertures import OUVERTURES, est_intellectuelle, ouvertures
from regles.opportunite.recommandation import SANS_CLAUSE, recommandation
from regles.opportunite.seuil import SEUILS_CONNUS_JUSQU_AU
from regles.parametres import SEUIL_UE_ETAT
from regles.structures import SORTES

montants = st.decimals(0, 20_000_000, places=2)
liens = st.sampled_from((None, True, False))
derogations = st.one_of(
    st.none(),
    st.builds(
        DerogationDemandee,
        code=st.sampled_from(list(DEROGATIONS)),
        motif=st.sampled_from(("", "un motif")),
        a_un_document=st.booleans(),
    ),
)
achats = st.builds(
    FaitsOpportunite,
    nature_achat=st.sampled_from(list(NATURES_ACHAT)),
    categorie_acheteur=st.sampled_from(list(CATEGORIES_ACHETEUR)),
    est_concession=st.booleans(),
    est_defense=st.booleans(),
    est_avenant=st.booleans(),
    montant_ht=st.one_of(st.none(), montants),
    montants_des_lots=st.lists(montants, max_size=3).map(tuple),
    date_lancement=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 12, 31))),
    duree_mois=st.one_of(st.none(), st.integers(0, 96)),
    nombre_de_lots=st.integers(1, 5),
    cpv=st.sampled_from(("", "90910000", "85311000-2", "72", "x")),
    derogation=derogations,
    lien_insertion=liens,
    lien_handicap=liens,
    lien_detention=liens,
    est_service_d_insertion=liens,
    sortant_reserve_ess=liens,
    fournisseurs=st.one_of(st.none(), st.dictionaries(st.sampled_from(list(SORTES)), st.integers(0, 60))),
    lieu=st.sampled_from(("", "59300", "97150", "97400", "Mayotte", "x")),
    chomage_jeunes=st.one_of(st.none(), st.decimals(0, 100, places=1)),
    chomage_jeunes_national=st.one_of(st.none(), st.decimals(0, 100, places=1)),
)


@given(achats.filter(lambda a: a.montant_ht is not None), montants)
def test_un_montant_plus_haut_ne_rend_jamais_facultative_une_obligation(achat, plus):
    plus_cher = replace(achat, montant_ht=achat.montant_ht + plus)
    if obligation_sociale(achat).resultat == OBLIGATOIRE:
        assert obligation_sociale(plus_cher).resultat == OBLIGATOIRE
    if obligation_sociale(plus_cher).resultat == FACULTATIVE:
        assert obligation_sociale(achat).resultat == FACULTATIVE


@given(achats)
def test_chaque_instrument_a_son_verdict_ses_raisons_et_ses_textes(achat):
    juges = instruments(achat)
    voulus = [code for code in INSTRUMENTS if code != OUTRE_MER or achat.outre_mer]
    assert sorted(avis.code for avis in juges.avis) == sorted(voulus)
    assert all(avis.motifs and avis.references for avis in juges.avis)


@given(achats)
def test_une_recommandation_n_est_jamais_un_instrument_impossible(achat):
    conseil = recommandation(achat)
    assert conseil.motif
    assert conseil.references
    if conseil.instrument != SANS_CLAUSE:
        assert conseil.instruments.sur(conseil.instrument).verdict != IMPOSSIBLE
        assert conseil.classement[0] == conseil.instrument


@given(
    achats.filter(lambda a: not a.est_avenant and not a.est_prive), st.sampled_from(("ei", "esat")), st.integers(1, 40)
)
def test_un_fournisseur_de_plus_ne_degrade_aucune_reservation(achat, sorte, de_plus):
    ordre = ["impossible", "deconseille", "possible", "conseille"]
    avant = replace(achat, fournisseurs={"ei": 0, "esat": 0, "penitentiaire": 0})
    apres = replace(avant, fournisseurs={**avant.fournisseurs, sorte: de_plus})
    for code in ("reserve_iae", "reserve_handicap", "condition"):
        rangs = [ordre.index(instruments(faits).sur(code).verdict) for faits in (avant, apres)]
        assert rangs[0] <= rangs[1]


@given(st.dates(date(2024, 1, 1), SEUILS_CONNUS_JUSQU_AU - timedelta(days=1)))
def test_l_etat_a_toujours_le_seuil_le_plus_bas(jour):
    seuils = {
        categorie: obligation_sociale(
            FaitsOpportunite(
                nature_achat="services", categorie_acheteur=categorie, montant_ht=Decimal(1), date_lancement=jour
            )
        ).seuil
        for categorie in CATEGORIES_ACHETEUR
        if categorie != PRIVE
    }
    assert min(seuils.values()) == seuils["etat"] == SEUIL_UE_ETAT.au(jour)


def test_le_seuil_propre_aux_services_sociaux_n_est_rappele_qu_en_dessous_de_lui():
    achat = FaitsOpportunite(nature_achat="services", cpv="85311000", date_lancement=date(2026, 10, 1))
    for montant, combien in ((749_999, 1), (750_000, 0)):
        assert len(obligation_sociale(replace(achat, montant_ht=Decimal(montant))).avertissements) == combien
    autre = replace(achat, cpv="90910000", montant_ht=Decimal(300_000))
    assert obligation_sociale(autre).avertissements == ()


def test_la_liste_des_services_reservables_se_lit_code_par_code():
    assert all(service_reservable(debut).est_exact for debut, _, _ in SERVICES_ESS)
    assert service_reservable("85311000-2").est_exact
    assert not service_reservable("92521000").est_exact
    assert service_reservable("90910000") is None
    assert service_reservable("n'importe quoi") is None
    assert chiffres_du_cpv("45 00") == "45000000"


@pytest.mark.parametrize(
    ("cpv", "attendu"),
    [("71240000-2", True), ("71", True), ("73000000", True), ("79341000", False), ("72000000", False), ("45", False)],
)
def test_la_maitrise_d_oeuvre_est_intellectuelle_et_ce_qui_peut_etre_un_service_reste_a_dire(cpv, attendu):
    assert est_intellectuelle(cpv) is attendu


def test_chaque_nature_d_achat_a_des_ouvertures_et_la_division_vient_d_abord():
    for nature in NATURES_ACHAT:
        assert ouvertures(nature)
    assert [o.code for o in ouvertures("pi", "71240000")] == ["etudes-architecture", "pi-en-general"]
    assert len({o.code for o in OUVERTURES}) == len(OUVERTURES)
    assert all(o.reference.certitude == "C" for o in OUVERTURES)


def test_chaque_instrument_a_sa_note():
    assert set(NOTES) == set(INSTRUMENTS)
