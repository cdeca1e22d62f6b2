"""Le refus d'une pièce entière : ce qui ne va pas, et ce qu'il faut faire."""

from regles.typographie import typographie


class PieceIllisible(Exception):
    """Une pièce que l'on ne sait pas lire. `message` dit pourquoi ; `remede`, quoi faire. Jamais de texte deviné."""

    def __init__(self, message: str, remede: str) -> None:
        self.message, self.remede = typographie(message), typographie(remede)
        super().__init__(f"{self.message} {self.remede}")
