"""Le refus d'une valeur, avec ce qu'il faut faire."""

import math

from regles.typographie import typographie


class CelluleInvalide(ValueError):
    """Une valeur illisible : `message` dit ce qui ne va pas, `remede` ce qu'il faut écrire."""

    def __init__(self, message: str, remede: str = "") -> None:
        self.message, self.remede = typographie(message), typographie(remede)
        super().__init__(f"{self.message} {self.remede}".strip())


def en_francais(valeur: object) -> str:
    """Ce que la case montre : un nombre de tableur (12.0, -0.5) s'y lit « 12 », « -0,5 »."""
    if not isinstance(valeur, float) or not math.isfinite(valeur):
        return str(valeur)
    return repr(valeur).removesuffix(".0").replace(".", ",")


def montrer(valeur: object, longueur: int = 60) -> str:
    """La valeur refusée, entre guillemets français, raccourcie si elle est trop longue."""
    texte = en_francais(valeur)
    if len(texte) > longueur:
        texte = texte[: longueur - 1] + "…"
    return f"« {texte} »"


def signaler(remarques: list[str] | None, remarque: str) -> None:
    """Ajoute une remarque, si l'appelant a fourni de quoi les recueillir."""
    if remarques is not None:
        remarques.append(typographie(remarque))
