"""Les fichiers de nos textes modèles, tels quels : un par pièce, sous `modeles/`, lu une fois."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOSSIER = Path(__file__).parent / "modeles"


@cache
def fichier(nature: str) -> Mapping[str, Any]:
    """Le fichier de cette pièce."""
    lu: Mapping[str, Any] = yaml.safe_load((DOSSIER / f"{nature}.yaml").read_text(encoding="utf-8"))
    return lu


def titres_des_sections(nature: str) -> dict[str, str]:
    """Le titre de chaque section de cette pièce, par code."""
    return {section["code"]: section["titre"] for section in fichier(nature)["sections"]}


def section_en_mots(code: str) -> str:
    """Ce qu'un code de section dit quand on ne sait pas de quelle pièce : ses titres."""
    titres = (titres_des_sections(chemin.stem).get(code) for chemin in sorted(DOSSIER.glob("*.yaml")))
    return " ou ".join(dict.fromkeys(filter(None, titres))) or code
