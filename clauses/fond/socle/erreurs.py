"""Les erreurs du métier : un refus expliqué, que l'écran montre tel quel."""

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


class PageMuette(RefusMetier):
    """La page envoyée ne dit pas ce qu'elle montrait : d'avant une mise à jour du site, abîmée, ou composée à la main.

    Sans ce qu'elle avait lu, rien ne se compare : rien ne s'écrit. `a_jour` : voir `RefusMetier`.
    """

    def __init__(self, a_jour: Mapping[str, str] | None = None) -> None:
        super().__init__(
            "Cette page date d'avant une mise à jour du site\u00a0: elle ne dit pas ce qu'elle vous montrait, et rien "
            "n'est fait. Rechargez-la, ou comparez ce que vous aviez écrit à la fiche d'à présent, puis recommencez.",
            a_jour=a_jour,
        )
