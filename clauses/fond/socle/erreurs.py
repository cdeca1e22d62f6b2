"""L'erreur du métier : un refus expliqué, que l'écran montre tel quel."""

from collections.abc import Mapping, Sequence


class RefusMetier(Exception):
    """Un verbe refusé, avec la raison et ce qu'il faut faire, en français.

    `champ` nomme le champ de formulaire visé, quand il y en a un. `par_champ` : tous les textes, par champ (`None`
    pour la fiche entière), quand plusieurs valeurs sont fausses à la fois ; `message` et `champ` sont les premiers.
    `a_jour` : ce que la page montrait n'est plus vrai ; les valeurs d'à présent de ses champs cachés, pour que
    renvoyer soit un choix et non un blocage.
    """

    def __init__(self, message: str, *, champ: str | None = None, a_jour: Mapping[str, str] | None = None) -> None:
        self.message, self.champ, self.a_jour = message, champ, a_jour or {}
        self.par_champ: Mapping[str | None, Sequence[str]] = {champ: [message]}
        super().__init__(message)
