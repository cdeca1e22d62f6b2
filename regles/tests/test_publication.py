"""Les mois qu'une publication réunit : rien n'y désigne moins de cinq personnes, par aucune différence."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from regles.parametres import SEUIL_DE_PUBLICATION
from regles.publication import Periode, Presence, periodes_publiees

MOIS = [date(2026, mois, 1) for mois in range(1, 13)]
presences = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(MOIS), st.integers(1, 12)), max_size=150)


def effectifs(lues: list[Presence], periode: Periode) -> list[int]:
    """Combien de personnes dans chaque case qui paraît pendant la période."""
    paraissent = {case for case, mois, _ in lues if mois in periode}
    return [len({p for case, mois, p in lues if case == c and mois in periode}) for c in paraissent]


@given(presences)
def test_chaque_mois_est_dans_une_periode_et_une_seule_dans_l_ordre(lues: list[Presence]) -> None:
    assert [m for periode in periodes_publiees(lues) for m in periode] == sorted({mois for _, mois, _ in lues})


@given(presences)
def test_chaque_case_d_une_periode_compte_assez_de_personnes_ou_tout_est_reuni(lues: list[Presence]) -> None:
    periodes = periodes_publiees(lues)
    if len(periodes) > 1:
        assert all(combien >= SEUIL_DE_PUBLICATION for periode in periodes for combien in effectifs(lues, periode))


@given(presences)
def test_ce_qui_se_lit_par_case_reunit_des_periodes_entieres_de_la_courbe(lues: list[Presence]) -> None:
    courbe = periodes_publiees([(None, mois, personne) for _, mois, personne in lues])
    parts = periodes_publiees(lues, courbe)
    assert all(any(set(fine) <= set(large) for large in parts) for fine in courbe)


def test_un_mois_de_cinq_se_lit_a_part_et_la_fin_rejoint_ce_qui_la_precede() -> None:
    lues: list[Presence] = [("A", MOIS[0], p) for p in range(5)] + [("A", MOIS[1], p) for p in range(6)]
    assert periodes_publiees(lues) == ((MOIS[0],), (MOIS[1],))
    assert periodes_publiees([*lues, ("A", MOIS[2], 1)]) == ((MOIS[0],), (MOIS[1], MOIS[2]))
    assert periodes_publiees([*lues, ("B", MOIS[2], 1)]) == ((MOIS[0], MOIS[1], MOIS[2]),)
    assert periodes_publiees([]) == ()
