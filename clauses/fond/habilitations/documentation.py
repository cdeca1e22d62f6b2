"""docs/habilitations.md, écrit d'après la matrice. `make doc` le refait, un test le compare."""

from pathlib import Path

from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.registre import cartes

CHEMIN = Path(__file__).resolve().parents[3] / "docs" / "habilitations.md"

ENTETE = """# Habilitations

Page écrite par `make doc` d'après la carte de chaque tranche (`identite.py`) : ne la modifiez pas à la main.

Un droit s'écrit « objet.verbe ». Chaque rôle l'a, ou non, et jusqu'où ; ce qui n'est pas écrit est refusé.
Un objet hors de la portée de « voir » répond 404 ; un objet visible sans le droit demandé répond 403.
"""


def en_markdown() -> str:
    """Le document entier : les portées, puis une table droit × rôle."""
    lignes = [ENTETE, "## Portées", ""]
    lignes += [f"- **{portee.value}** : {portee.label}." for portee in Portee]
    lignes += ["", "## Droits", "", "| droit | tranche | " + " | ".join(role.value for role in Role) + " |"]
    lignes.append("|---" * (len(Role) + 2) + "|")
    for tranche, carte in cartes().items():
        for droit, roles in carte.droits.items():
            cases = (roles[role].value if role in roles else "" for role in Role)
            lignes.append(f"| `{droit}` | {tranche} | " + " | ".join(cases) + " |")
    return "\n".join(lignes) + "\n"
