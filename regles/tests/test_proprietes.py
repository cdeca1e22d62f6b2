"""Ce qui doit être vrai de tous les marchés, tiré au hasard par Hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from regles.calendrier import jours_reunis
from regles.engagement import (
    FaitsEngagement,
    Membre,
    Mouvement,
    engagement,
    exigible,
    repartir,
)
from regles.execution import FaitsDuMois, heures_retenues
from regles.formules.facturation import Facturation
from regles.formules.lectures import AssietteSeuil, LectureSeuil, LectureTranches
from regles.trajectoire import FaitsPrevision, HeuresDuMois, prevision

JOUR = date(2026, 6, 30)
montants = st.decimals(0, 5_000_000, places=2)
heures = st.decimals(0, 400, places=2)
clauses = st.builds(
    Facturation,
    heures_par_tranche=st.decimals(0, 500, places=2),
    montant_tranche_ht=st.decimals(1, 200_000, places=2),
    seuil_ht=st.one_of(st.just(Decimal(0)), montants),
    lecture_tranches=st.sampled_from(LectureTranches),
    lecture_seuil=st.sampled_from(LectureSeuil),
    assiette_seuil=st.sampled_from(AssietteSeuil),
)


def faits(clause, facture, commande=None, prevue=None) -> FaitsEngagement:
    commandes = () if commande is None else (Mouvement(jour=JOUR, montant_ht=commande),)
    factures = (Mouvement(jour=JOUR, montant_ht=facture),)
    return FaitsEngagement(clause=clause, factures=factures, commandes=commandes, facturation_prevue_ht=prevue)


@given(clauses, montants, montants, st.one_of(st.none(), montants))
def test_les_heures_dues_ne_baissent_jamais_quand_la_facturation_monte(clause, base, plus, commande):
    avant, apres = faits(clause, base, commande), faits(clause, base + plus, commande)
    assert exigible(avant, JOUR).valeur <= exigible(apres, JOUR).valeur
    assert engagement(avant).valeur <= engagement(apres).valeur


@given(clauses, montants, st.one_of(st.none(), montants))
def test_le_prorata_vaut_au_moins_les_tranches_entieres(clause, facture, commande):
    entieres = replace(clause, lecture_tranches=LectureTranches.ENTIERES)
    prorata = replace(clause, lecture_tranches=LectureTranches.PRORATA)
    assert (
        exigible(faits(entieres, facture, commande), JOUR).valeur
        <= exigible(faits(prorata, facture, commande), JOUR).valeur
    )


@given(clauses, montants, st.one_of(st.none(), montants))
def test_la_franchise_ne_depasse_jamais_le_retroactif(clause, facture, commande):
    franchise = replace(clause, lecture_seuil=LectureSeuil.FRANCHISE)
    retroactif = replace(clause, lecture_seuil=LectureSeuil.RETROACTIF)
    assert (
        exigible(faits(franchise, facture, commande), JOUR).valeur
        <= exigible(faits(retroactif, facture, commande), JOUR).valeur
    )


@given(clauses, montants, st.one_of(st.none(), montants), st.one_of(st.none(), montants))
def test_l_exigible_ne_depasse_jamais_l_engagement(clause, facture, commande, prevue):
    connus = faits(clause, facture, commande, prevue)
    du = engagement(connus)
    assert exigible(connus, JOUR).valeur <= du.valeur
    assert du.dont_reel + du.dont_prevu == du.valeur
    assert du.dont_reel == exigible(connus, JOUR).valeur


poids = st.one_of(st.none(), st.decimals(-100, 1_000_000, places=3))


@given(
    st.decimals(0, 1_000_000, places=3),
    st.lists(poids, min_size=1, max_size=12),
    st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.01"), Decimal(7)]),
)
def test_les_membres_font_toujours_le_tout(total, liste, precision):
    membres = tuple(Membre(nom=f"m{i}", poids=p) for i, p in enumerate(liste))
    partage = repartir(total, membres, precision=precision)
    assert sum(p.heures for p in partage.parts) == total
    assert all(p.heures >= 0 for p in partage.parts)
    somme = sum(p.poids for p in partage.parts)
    for part in partage.parts:
        assert abs(part.heures - total * part.poids / somme) <= precision


jours = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@st.composite
def lignes(tirer):
    debut = tirer(jours)
    fin = tirer(st.one_of(st.none(), st.just(debut + timedelta(days=tirer(st.integers(0, 1500))))))
    return FaitsDuMois(
        mois=tirer(jours),
        contrat_debut=debut,
        contrat_fin=fin,
        travaillees=tirer(heures),
        formation=tirer(heures),
        accompagnement=tirer(heures),
        eligible_depuis=tirer(st.one_of(st.none(), st.just(debut), jours)),
        eligible_jusqu_au=tirer(st.one_of(st.none(), jours)),
        entree_clause=tirer(st.one_of(st.none(), jours)),
        est_cdi=tirer(st.booleans()),
        marche_fin=tirer(st.one_of(st.none(), jours)),
        duree_max_mois=tirer(st.one_of(st.none(), st.integers(1, 60))),
        formation_au_contrat=tirer(st.booleans()),
        accompagnement_compte=tirer(st.booleans()),
        mois_deja_declares=tuple(tirer(st.lists(jours, max_size=2))),
    )


@given(lignes())
def test_retenu_plus_refuse_egale_declare(ligne):
    decision = heures_retenues(ligne)
    assert decision.valeur + decision.refusees == ligne.total
    assert decision.valeur == decision.travaillees + decision.formation + decision.accompagnement
    for categorie in ("travaillees", "formation", "accompagnement"):
        refuse = sum(r.heures for r in decision.refus if r.categorie == categorie)
        assert 0 <= getattr(decision, categorie) == getattr(ligne, categorie) - refuse
    assert all(r.heures > 0 and r.motif for r in decision.refus)


@given(st.lists(st.tuples(jours, heures), max_size=20), jours)
def test_la_prevision_contient_le_realise_et_sa_fourchette(mois, fin):
    decision = prevision(FaitsPrevision(mois=tuple(HeuresDuMois(*m) for m in mois), fin=fin))
    assert decision.realise == sum(h for _, h in mois)
    if decision.valeur is None:
        assert "Pas de prévision" in decision.motif
    else:
        assert decision.realise <= decision.basse <= decision.valeur <= decision.haute


@given(st.lists(st.tuples(jours, st.integers(0, 400)), max_size=6), st.tuples(jours, st.integers(0, 200)), st.randoms())
def test_les_jours_reunis_se_comptent_un_a_un_dans_tout_ordre(contrats, periode, hasard):
    debut, fin = periode[0], periode[0] + timedelta(days=periode[1])
    periodes = [(premier, premier + timedelta(days=duree) if duree else None) for premier, duree in contrats]
    un_a_un = {
        debut + timedelta(days=rang)
        for rang in range(periode[1] + 1)
        for premier, dernier in periodes
        if premier <= debut + timedelta(days=rang) <= (dernier or date.max)
    }
    hasard.shuffle(periodes)
    assert jours_reunis(debut, fin, periodes * 2) == len(un_a_un)
