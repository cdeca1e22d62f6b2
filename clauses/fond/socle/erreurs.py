"""L'erreur du métier : un refus expliqué, que l'écran montre tel quel."""


class RefusMetier(Exception):
    """Un verbe refusé, avec la raison et ce qu'il faut faire, en français.

    `champ` nomme le champ de formulaire visé, quand il y en a un.
    """

    def __init__(self, message: str, *, champ: str | None = None) -> None:
        self.message, self.champ = message, champ
        super().__init__(message)
