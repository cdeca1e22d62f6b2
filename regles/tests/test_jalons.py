"""Les jalons d'un volume fixe, quels qu'ils soient : la courbe y passe, l'exigible ne descend jamais."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regles.engagement import FaitsEngagement, FaitsIncoherents, attendu, echeances, exigible
from regles.formules.fixe import Fixe
from regles.formules.jalons import Jalon, JalonsRefuses

DEBUT, FIN, VOLUME = date(2026, 1, 1), date(2028, 12, 31), Decimal(4500)
DUREE = (FIN - DEBUT).days


@st.composite
def faits(tirer: st.DrawFn) -> FaitsEngagement:
    """Un lot de trois ans, d'un à cinq jalons, chacun en heures ou en part."""
    jours = sorted(tirer(st.sets(st.integers(0, DUREE - 1), min_size=1, max_size=5)))
    centiemes = sorted(tirer(st.sets(st.integers(1, 10_000), min_size=len(jours), max_size=len(jours))))
    jalons = tuple(
        Jalon(le=DEBUT + timedelta(days=jour), part=Decimal(c) / 100)
        if tirer(st.booleans())
        else Jalon(le=DEBUT + timedelta(days=jour), heures=VOLUME * c / 10_000)
        for jour, c in zip(jours, centiemes, strict=True)
    )
    return FaitsEngagement(clause=Fixe(heures=VOLUME, jalons=jalons), debut=DEBUT, fin=FIN)


@given(faits())
def test_la_courbe_passe_par_chaque_echeance_ou_l_exigible_la_rejoint(lot: FaitsEngagement) -> None:
    for echeance in echeances(lot):
        assert echeance.le is not None
        assert attendu(lot, echeance.le).valeur == exigible(lot, echeance.le).valeur == echeance.heures
        veille = exigible(lot, echeance.le - timedelta(days=1)).valeur
        assert veille is not None
        assert veille < echeance.heures or echeance.heures == VOLUME


@given(faits(), st.lists(st.integers(-10, DUREE + 10), min_size=2, max_size=6))
def test_l_exigible_ne_descend_jamais_et_reste_sous_la_courbe(lot: FaitsEngagement, jours: list[int]) -> None:
    dates = [DEBUT + timedelta(days=jour) for jour in sorted(jours)]
    dus = [exigible(lot, jour).valeur for jour in dates]
    assert dus == sorted(dus)
    for jour, du in zip(dates, dus, strict=True):
        assert du <= attendu(lot, jour).valeur
        decision = exigible(lot, jour)
        assert sum((ligne.valeur for ligne in decision.detail), Decimal(0)) == du


def test_une_reception_ou_une_fin_avancee_devance_les_jalons_qui_restent() -> None:
    clause = Fixe(heures=VOLUME, jalons=(Jalon(le=date(2027, 3, 31), heures=Decimal(1000)),))
    lot = FaitsEngagement(clause=clause, debut=DEBUT, fin=FIN, arrete_le=date(2026, 12, 31))
    assert [tuple(e)[:2] for e in echeances(lot)] == [(date(2026, 12, 31), VOLUME)]
    assert exigible(lot, date(2026, 12, 30)).valeur == 0
    assert exigible(lot, date(2026, 12, 31)).valeur == VOLUME


@pytest.mark.parametrize(
    ("jalons", "arrete_le", "dit", "ajouts"),
    [
        ((), None, "L’exécution a fini le 31 décembre 2028 : tout le volume est dû, 4 500 h d’insertion.", [4500]),
        (
            (Jalon(le=date(2027, 3, 31), heures=Decimal(1000)), Jalon(le=date(2027, 9, 30), part=Decimal(60))),
            None,
            "L’exécution a fini le 31 décembre 2028 : tout le volume est dû, 4 500 h d’insertion ; 2 700 h l’étaient "
            "au jalon atteint le 30 septembre 2027.",
            [1000, 1700, 1800],
        ),
        (
            (Jalon(mois=6, heures=Decimal(1000)), Jalon(mois=30, heures=Decimal(2500))),
            date(2027, 3, 14),
            "L’exécution a fini le 14 mars 2027 : tout le volume est dû, 4 500 h d’insertion ; 1 000 h l’étaient au "
            "jalon atteint le 30 juin 2026.",
            [1000, 3500],
        ),
        (
            (Jalon(le=date(2027, 3, 31), heures=Decimal(1000)),),
            date(2026, 12, 31),
            "L’exécution a fini le 31 décembre 2026 : tout le volume est dû, 4 500 h d’insertion.",
            [4500],
        ),
        (
            (Jalon(le=date(2027, 3, 31), part=Decimal(100)),),
            None,
            "L’exécution a fini le 31 décembre 2028 : tout le volume est dû, 4 500 h d’insertion ; 4 500 h l’étaient "
            "au jalon atteint le 31 mars 2027.",
            [4500, 0],
        ),
    ],
)
def test_finie_l_exigible_dit_le_jour_et_le_jalon_atteint(
    jalons: tuple[Jalon, ...], arrete_le: date | None, dit: str, ajouts: list[int]
) -> None:
    clause = Fixe(heures=VOLUME, jalons=jalons)
    lot = FaitsEngagement(clause=clause, debut=DEBUT, fin=FIN, arrete_le=arrete_le)
    for jour in (arrete_le or FIN, date(2030, 1, 1)):
        decision = exigible(lot, jour)
        assert " ".join(decision.motif.replace("\u202f", " ").split()) == dit
        assert [ligne.valeur for ligne in decision.detail] == ajouts
        assert (decision.valeur, decision.dont_reel) == (VOLUME, VOLUME)


def test_chaque_echeance_se_lit_sous_la_version_qui_y_vaut() -> None:
    avant = Fixe(heures=VOLUME, jalons=(Jalon(le=date(2026, 6, 30), heures=Decimal(500)),))
    apres = Fixe(
        heures=Decimal(5000),
        jalons=(Jalon(le=date(2026, 3, 31), part=Decimal(5)), Jalon(le=date(2027, 6, 30), part=Decimal(50))),
    )
    lot = FaitsEngagement(clause=apres, remplacees=((date(2026, 12, 31), avant),), debut=DEBUT, fin=FIN)
    assert [tuple(e)[:2] for e in echeances(lot)] == [
        (date(2026, 6, 30), 500),
        (date(2027, 6, 30), 2500),
        (FIN, 5000),
    ]


def test_les_fautes_de_plusieurs_lignes_se_disent_ensemble() -> None:
    with pytest.raises(JalonsRefuses) as refus:
        Fixe(heures=VOLUME, jalons=(Jalon(heures=Decimal(5)), Jalon(le=FIN)))
    assert [(faute.rang, faute.champ) for faute in refus.value.fautes] == [(1, "le"), (2, "heures")]
    assert isinstance(refus.value, FaitsIncoherents)
