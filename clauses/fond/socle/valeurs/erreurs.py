"""Le refus d'une valeur, avec ce qu'il faut faire."""

from regles.typographie import typographie


class CelluleInvalide(ValueError):
    """Une valeur illisible : `message` dit ce qui ne va pas, `remede` ce qu'il faut écrire."""

    def __init__(self, message: str, remede: str = "") -> None:
        self.message, self.remede = typographie(message), typographie(remede)
        super().__init__(f"{self.message} {self.remede}".strip())


def montrer(valeur: object, longueur: int = 60) -> str:
    """La valeur refusée, entre guillemets français, raccourcie si elle est trop longue."""
    texte = str(valeur)
    if len(texte) > longueur:
        texte = texte[: longueur - 1] + "…"
    return f"« {texte} »"


def signaler(remarques: list[str] | None, remarque: str) -> None:
    """Ajoute une remarque, si l'appelant a fourni de quoi les recueillir."""
    if remarques is not None:
        remarques.append(typographie(remarque))
