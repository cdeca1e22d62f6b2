"""Les versions d'une clause : à chaque date, ce qui est dû l'est d'après celle qui y vaut."""

from datetime import date
from decimal import Decimal

import pytest

from regles.engagement import FaitsEngagement, attendu, engagement, exigible
from regles.formules.fixe import Fixe
from regles.versions import Version, celle_du, remplacees


def fixe(heures: int) -> Fixe:
    return Fixe(heures=Decimal(heures))


def lot(*versions: Version, **champs: object) -> FaitsEngagement:
    """Du 01/05/2025 au 30/06/2027, 791 jours."""
    dates = {"debut": date(2025, 5, 1), "fin": date(2027, 6, 30), **champs}
    return FaitsEngagement(clause=versions[-1].clause, remplacees=remplacees(versions), **dates)  # type: ignore[arg-type]


AVENANT = (Version(fixe(4200)), Version(fixe(4500), date(2027, 1, 15)))


def test_un_avenant_a_venir_s_annonce_dans_l_engagement_et_ne_fait_rien_devoir_avant() -> None:
    """Au 30/11/2026, 579 jours sur 791 : 4 200 × 579 ÷ 791 = 3 074,34 h attendues, et non 3 293,93."""
    jour = date(2026, 11, 30)
    assert exigible(lot(*AVENANT), jour).valeur == 0
    assert attendu(lot(*AVENANT), jour).valeur == Decimal("3074.34")
    dues = engagement(lot(*AVENANT), jour)
    assert dues.valeur == 4500
    assert (
        dues.motif.replace("\u00a0", " ")
        .replace("\u202f", " ")
        .endswith(
            " Cette version prend effet le 15 janvier 2027 ; jusque-là : "
            "4 200 heures d’insertion pour toute la durée du marché."
        )
    )


def test_un_avenant_vaut_depuis_son_jour_d_effet() -> None:
    veille, effet = date(2027, 1, 14), date(2027, 1, 15)
    attendus = [attendu(lot(*AVENANT), jour).valeur for jour in (veille, effet)]
    assert attendus == [Decimal("3313.27"), Decimal("3555.63")]  # 4 200 × 624 ÷ 791, 4 500 × 625 ÷ 791
    assert exigible(lot(*AVENANT), date(2027, 6, 30)).valeur == 4500
    assert "prend effet" in engagement(lot(*AVENANT), veille).motif
    assert "prend effet" not in engagement(lot(*AVENANT), effet).motif


def test_une_date_passee_se_lit_sous_la_version_d_alors() -> None:
    """Lot du 01/11/2025 au 30/06/2027 (607 jours), 1 000 h puis 1 200 dès le 01/04/2026 ; au 31/03/2026, 151 jours."""
    faits = lot(Version(fixe(1000)), Version(fixe(1200), date(2026, 4, 1)), debut=date(2025, 11, 1))
    assert attendu(faits, date(2026, 3, 31)).valeur == Decimal("248.76")
    assert attendu(faits, date(2026, 11, 30)).valeur == Decimal("780.89")


def test_un_marche_resilie_avant_l_effet_doit_d_apres_la_version_d_alors() -> None:
    assert engagement(lot(*AVENANT, resilie_le=date(2026, 9, 30)), date(2027, 3, 1)).valeur == 4200


@pytest.mark.parametrize(
    ("versions", "attendues"),
    [
        ((Version(fixe(1000)), Version(fixe(600), date(2026, 2, 1), corrige=True)), ()),
        (
            (Version(fixe(1000)), Version(fixe(1200), date(2026, 4, 1)), Version(fixe(1300), date(2026, 6, 1), True)),
            ((date(2026, 3, 31), fixe(1000)),),
        ),
        (
            (Version(fixe(1)), Version(fixe(2), date(2026, 4, 1)), Version(fixe(3), date(2026, 4, 1))),
            ((date(2026, 3, 31), fixe(1)),),
        ),
        ((Version(fixe(1)), Version(fixe(2))), ()),
        ((Version(fixe(1)),), ()),
    ],
    ids=["rectificatif", "correction d'un avenant", "deux le même jour", "sans date d'effet", "une seule"],
)
def test_une_correction_vaut_depuis_l_origine_de_ce_qu_elle_corrige(versions: tuple, attendues: tuple) -> None:
    assert remplacees(versions) == attendues


def test_la_clause_d_un_jour_est_celle_qui_y_vaut() -> None:
    origine, avenant = (version.clause for version in AVENANT)
    assert celle_du(date(2027, 1, 14), AVENANT) == origine
    assert celle_du(date(2027, 1, 15), AVENANT) == avenant
    assert celle_du(date(2020, 1, 1), AVENANT[:1]) == origine
    corrigee = (*AVENANT, Version(fixe(4400), date(2027, 3, 1), corrige=True))
    assert celle_du(date(2027, 2, 1), corrigee) == fixe(4400), "elle vaut depuis l'origine de ce qu'elle corrige"
