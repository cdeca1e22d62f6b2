"""Les documents tirés du code : pour chacun, de quoi le refaire d'après son texte actuel.

Un test de cohérence les compare ; `make doc` les refait.
"""

from collections.abc import Callable

from clauses.fond.habilitations.documentation import en_markdown
from config import env
from regles.cas.documentation import document
from regles.notes import documentation as notes

DEBUT, FIN = "<!-- variables : début -->", "<!-- variables : fin -->"


def table_des_variables() -> str:
    """La table Markdown de `config/env.py`."""
    lignes = ["| Variable | Par défaut | Usage |", "|---|---|---|"]
    for variable in env.VARIABLES:
        lignes.append(f"| `{variable.nom}` | {defaut_en_mots(variable)} | {variable.aide} |")
    return "\n".join(lignes)


def defaut_en_mots(variable: env.Variable) -> str:
    if variable is env.VAR:
        return "`var/`"
    if variable.defaut is None or variable.defaut in ("", ()):
        return "—"
    if isinstance(variable.defaut, bool):
        return "oui" if variable.defaut else "non"
    return f"`{variable.defaut}`"


def exploitation(texte: str) -> str:
    """Remplace la table entre ses deux repères ; lève ValueError s'ils manquent."""
    avant, _, suite = texte.partition(DEBUT)
    _, repere, apres = suite.partition(FIN)
    if not repere:
        raise ValueError(f"docs/exploitation.md a perdu ses repères {DEBUT} et {FIN}.")
    return f"{avant}{DEBUT}\n{table_des_variables()}\n{FIN}{apres}"


DOCUMENTS: dict[str, Callable[[str], str]] = {
    "docs/exploitation.md": exploitation,
    "docs/habilitations.md": lambda _: en_markdown(),
    "docs/notes-reglementaires.md": lambda _: notes.en_markdown(),
    "docs/regles.md": document,
}
