"""Ce qui doit être vrai de tous les calibrages, tiré au hasard par Hypothesis."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from regles.calibrage import (
    Arrondi,
    ChoixDeFormule,
    FaitsCalibrage,
    Methode,
    Sens,
    arrondir_volume,
    calibrer,
    calibrer_lots,
    heures_par_tranche,
    repartir_entre_lots,
    termes_de_la_clause,
)
from regles.faisabilite import FaitsFaisabilite, faisabilite
from regles.formules import tous_les_termes
from regles.formules.annuelle import Annuelle
from regles.metiers import METIERS, TABLE, metier_de_l_intitule, metier_du_cpv

JOUR = date(2026, 11, 24)
montants = st.decimals("0.01", 50_000_000, places=2)
taux = st.decimals("0.1", 100, places=2)
couts = st.decimals("1", 200, places=2)
arrondis = st.sampled_from(Arrondi)
sens = st.sampled_from(Sens)
lots = st.builds(
    FaitsCalibrage,
    methode=st.sampled_from([Methode.MAIN_D_OEUVRE, Methode.ANRU]),
    montant_ht=montants,
    part_main_d_oeuvre=taux,
    taux=taux,
    cout_horaire=couts,
    arrondi=arrondis,
    sens=sens,
)
proprete = st.builds(
    FaitsCalibrage,
    methode=st.just(Methode.PROPRETE),
    montant_ht=montants,
    duree_mois=st.integers(1, 120),
    heures_reprises=st.decimals(0, 20_000, places=2),
    taux=taux,
    arrondi=arrondis,
)


@given(lots, montants)
def test_le_volume_ne_baisse_jamais_quand_le_montant_ou_le_taux_monte(faits, plus):
    grand = replace(faits, montant_ht=faits.montant_ht + plus)
    fort = replace(faits, taux=Decimal(100))
    assert calibrer(faits, JOUR).valeur <= calibrer(grand, JOUR).valeur
    assert calibrer(faits, JOUR).valeur <= calibrer(fort, JOUR).valeur


@given(lots, couts)
def test_une_heure_plus_chere_ne_donne_jamais_plus_d_heures(faits, plus):
    cher = replace(faits, cout_horaire=faits.cout_horaire + plus)
    assert calibrer(cher, JOUR).valeur <= calibrer(faits, JOUR).valeur


@given(lots)
def test_doubler_le_cout_horaire_divise_le_volume_brut_par_deux(faits):
    double = replace(faits, cout_horaire=faits.cout_horaire * 2)
    ecart = calibrer(faits, JOUR).brut - calibrer(double, JOUR).brut * 2
    assert abs(ecart) < Decimal("1e-12")


@given(st.decimals(0, 1_000_000, places=4), arrondis, sens)
def test_l_arrondi_est_un_multiple_du_pas_et_n_en_est_pas_plus_loin_qu_il_ne_faut(brut, arrondi, sens):
    rendu = arrondir_volume(brut, arrondi, sens)
    assert rendu % arrondi.pas == 0
    if sens == Sens.PROCHE:
        assert abs(rendu - brut) <= arrondi.pas / 2
    else:
        assert 0 <= brut - rendu < arrondi.pas


@given(proprete)
def test_la_proprete_ne_demande_jamais_d_heures_negatives_ni_sans_potentiel(faits):
    decision = calibrer(faits, JOUR)
    assert decision.valeur >= 0
    assert decision.brut >= 0
    assert decision.potentiel <= 1
    if decision.potentiel <= 0 or decision.brut < 150:
        assert decision.sans_clause
        assert decision.valeur == 0


@given(proprete, st.decimals(0, 5_000, places=2))
def test_plus_de_personnel_repris_ne_donne_jamais_plus_d_heures(faits, plus):
    repris = replace(faits, heures_reprises=faits.heures_reprises + plus)
    assert calibrer(repris, JOUR).valeur <= calibrer(faits, JOUR).valeur


@given(st.lists(lots, min_size=1, max_size=8))
def test_la_somme_affichee_est_celle_des_lignes(faits):
    nommes = tuple((str(rang), lot) for rang, lot in enumerate(faits))
    total = calibrer_lots(nommes, JOUR)
    assert total.valeur == sum(d.valeur for _, d in total.lots)


@given(st.decimals(35, 10_000, places=0), st.lists(lots, min_size=1, max_size=8), arrondis)
def test_le_partage_entre_lots_fait_toujours_le_tout(volume, faits, arrondi):
    nommes = tuple((str(rang), lot) for rang, lot in enumerate(faits))
    partage = repartir_entre_lots(volume, nommes, arrondi)
    assert sum(p.heures for p in partage.parts) == partage.valeur
    assert all(p.heures >= 0 and p.heures % arrondi.pas == 0 for p in partage.parts)


@given(st.decimals(1, 50_000, places=0), montants, montants)
def test_les_tranches_donnent_le_volume_vise_a_l_arrondi_pres(volume, montant, tranche):
    assume(tranche <= montant)
    trouve = heures_par_tranche(volume, montant, tranche)
    assert trouve.volume_obtenu == trouve.valeur * trouve.tranches
    exact = volume * tranche / montant
    assert abs(trouve.valeur - exact) <= Decimal("0.5")


@given(st.decimals(1, 50_000, places=0), st.integers(1, 120))
def test_un_volume_annuel_s_ecarte_au_plus_d_une_demi_heure_par_an(volume, duree):
    termes = termes_de_la_clause(ChoixDeFormule(formule=Annuelle.code, volume=volume, duree_mois=duree))
    assert abs(termes.valeur - volume) <= Decimal(duree) / 24 + Decimal("0.01")


@given(st.decimals(0, 100_000, places=2), st.integers(1, 120), st.decimals(1, 1_000_000, places=0))
def test_demander_moins_n_est_jamais_moins_faisable_pour_la_part_du_travail(heures, duree, travail):
    def part(volume: Decimal) -> int:
        faits = FaitsFaisabilite(heures=volume, duree_mois=duree, travail=travail)
        lourdes = [r.niveau for r in faisabilite(faits, JOUR).raisons if r.code in ("part_du_travail", "duree")]
        return max(lourdes, default=0)

    assume(heures > 1)
    assert part(heures / 2) <= part(heures)


def test_les_termes_d_une_clause_n_ont_aucune_place_pour_la_part_de_main_d_oeuvre():
    champs = {*tous_les_termes(), *(f.name for f in fields(ChoixDeFormule))}
    assert not [nom for nom in champs if "main" in nom or "part" in nom or "cout" in nom]


def test_chaque_metier_a_une_part_entre_0_et_100_et_dit_sa_certitude():
    for metier in TABLE.values():
        assert 0 <= metier.part_minimum <= metier.part_main_d_oeuvre <= metier.part_maximum <= 100
        assert metier.cout_horaire > 0
        assert metier.est_a_valider == (metier.reference_part.certitude == "C")
    assert list(METIERS) == list(TABLE)


def test_un_cpv_propose_le_metier_du_prefixe_le_plus_long():
    attendus = {
        "45442100-8": "peinture",
        "45331000": "cvc",
        "45332200": "plomberie",
        "90911200": "nettoyage",
        "45261420": "etancheite",
        "45261210": "couverture",
        "45000000": "batiment",
        "92000000": "",
        "": "",
    }
    assert {cpv: metier_du_cpv(cpv) for cpv in attendus} == attendus


def test_un_intitule_de_lot_dit_son_metier():
    attendus = {
        "Lot 3 : Plâtrerie, faux plafonds": "platrerie",
        "Gros œuvre": "gros_oeuvre",
        "Menuiseries extérieures aluminium": "menuiseries_exterieures",
        "Nettoyage des écoles": "nettoyage",
        "Chauffage et plomberie": "cvc",
        "Mobilier": "",
    }
    assert {intitule: metier_de_l_intitule(intitule) for intitule in attendus} == attendus
