"""Les tranches du métier, étage par étage, de la plus haute à la plus basse.

La liste est celle des contrats d'import de `pyproject.toml`, lue là : une tranche de plus y est une ligne.
"""

import tomllib

from config.env import RACINE

_CONTRATS = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def _couches() -> dict[str, list[tuple[str, ...]]]:
    """{étage: ses couches}, dans l'ordre des contrats ; « a | b », étrangers l'un à l'autre, en font une à deux."""
    empilement = next(c["layers"] for c in _CONTRATS if "config" in c.get("layers", ()))
    piles = {c["containers"][0]: c["layers"] for c in _CONTRATS if c["name"].startswith("L'étage")}
    noms = [nom for nom in empilement if nom.startswith("clauses.")]
    return {
        nom.removeprefix("clauses."): [tuple(t.strip() for t in couche.split("|")) for couche in piles.get(nom, ())]
        for nom in noms
    }


COUCHES = _couches()
ETAGES = {etage: tuple(nom for couche in couches for nom in couche) for etage, couches in COUCHES.items()}
TRANCHES = tuple(f"{etage}.{nom}" for etage, noms in ETAGES.items() for nom in noms)
