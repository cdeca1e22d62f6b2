"""Les documents tirés du code : pour chacun, de quoi le refaire d'après son texte actuel.

Un test de cohérence les compare ; `make doc` les refait.
"""

from collections.abc import Callable
from importlib import import_module

from clauses.fond.habilitations.documentation import en_markdown
from clauses.fond.socle.reperes import entre_reperes
from config import env
from config.tranches import COUCHES
from regles.cas.documentation import document


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


def table_des_etages() -> str:
    """Chaque étage, ses tranches de haut en bas, et la première phrase de chacun."""
    lignes = ["| où | ce qu'on y trouve |", "|---|---|", f"| `config/` | {_phrase('config')} |"]
    for etage, couches in COUCHES.items():
        lignes.append(f"| **`clauses/{etage}/`** | **{_phrase(f'clauses.{etage}')}** |")
        lignes += [_ligne(f"clauses.{etage}", nom, couche) for couche in couches for nom in couche]
    return "\n".join([*lignes, *(f"| `{nom}/` | {_phrase(nom)} |" for nom in ("lecteur", "regles"))])


def _ligne(etage: str, nom: str, couche: tuple[str, ...]) -> str:
    etrangeres = "".join(f" Étrangère à `{autre}`." for autre in couche if autre != nom)
    return f"| `{nom}` | {_phrase(f'{etage}.{nom}')}{etrangeres} |"


def _phrase(paquet: str) -> str:
    """Le premier paragraphe de ce qu'un paquet dit de lui."""
    return " ".join((import_module(paquet).__doc__ or "").split("\n\n")[0].split())


DOCUMENTS: dict[str, Callable[[str], str]] = {
    "docs/carte.md": lambda texte: entre_reperes(texte, "étages", table_des_etages()),
    "docs/exploitation.md": lambda texte: entre_reperes(texte, "variables", table_des_variables()),
    "docs/habilitations.md": lambda _: en_markdown(),
    "docs/regles.md": document,
}
