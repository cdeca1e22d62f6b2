"""Les heures retenues : le calcul montré est une addition qui tombe juste."""

from datetime import date
from decimal import Decimal

from regles.execution import FaitsDuMois, heures_retenues


def test_le_calcul_d_une_ligne_part_du_declare_et_arrive_au_retenu() -> None:
    """36,75 h travaillées et 3,5 h d'accompagnement, que la clause ne compte pas : 36,75 + 3,5 − 3,5 = 36,75."""
    decision = heures_retenues(
        FaitsDuMois(
            mois=date(2026, 10, 1),
            contrat_debut=date(2026, 1, 1),
            eligible_depuis=date(2026, 1, 1),
            travaillees=Decimal("36.75"),
            accompagnement=Decimal("3.5"),
        )
    )
    assert [(ligne.libelle, ligne.valeur) for ligne in decision.detail] == [
        ("Heures travaillées déclarées", Decimal("36.75")),
        ("Heures d'accompagnement déclarées", Decimal("3.5")),
        ("Heures d'accompagnement refusées", Decimal("-3.5")),
        ("Retenu", Decimal("36.75")),
    ]
    *lignes, total = decision.detail
    assert sum(ligne.valeur for ligne in lignes) == total.valeur == decision.valeur
