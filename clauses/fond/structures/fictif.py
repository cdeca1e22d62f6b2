"""Des SIRET fictifs à la clé juste, pour la démonstration et les essais."""

from stdnum import luhn


def siret_fictif(numero: int) -> str:
    """Un SIRET de la série 99x xxx xxx, à la clé juste. `numero` : de 0 à 999 999."""
    siren = f"99{numero:06d}"
    siren += luhn.calc_check_digit(siren)
    base = f"{siren}0001"
    return base + luhn.calc_check_digit(base)
