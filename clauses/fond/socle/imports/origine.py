"""Le fichier relu pour son rapport : chaque rangée telle qu'elle était, et ce qui en est compris.

La porte d'un import rend une `Origine` ; `emporter` en fait un classeur. Les rangées se relisent au fil de l'eau : un
rapport n'en garde jamais le contenu, le fichier déposé suffit.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.cellules import Cellules, CellulesLisibles
from clauses.fond.socle.imports.rapport import LigneRefusee, Rapport, Verdict
from clauses.fond.socle.lecture import Ligne, Tableau
from clauses.fond.socle.valeurs import CelluleInvalide

Lecteur = Callable[[Cellules], object]


class Rangee(NamedTuple):
    """Une rangée du fichier. `cases` : ce qu'elle écrit, dans l'ordre des `intitules` ; `compris` : ce qu'on en lit,
    dans l'ordre des `champs`. `cle` : ce qui la relie à ses verdicts. `avec` : la ligne à laquelle elle est réunie."""

    numero: int
    cases: Sequence[object]
    compris: Sequence[object]
    cle: Hashable
    avec: int | None = None


class Origine(ABC):
    """`intitules` : les colonnes du fichier, telles qu'il les nomme ; `champs` : ce que l'import en comprend.
    `nomme_des_personnes` : ce qu'il dit d'une ligne, et ce qu'il en cite, sont des données personnelles."""

    nomme_des_personnes = True
    intitules: Sequence[str]
    champs: Sequence[str]

    @abstractmethod
    def rangees(self) -> Iterator[Rangee]:
        """Chaque rangée, dans l'ordre du fichier ; les mêmes autant de fois qu'on le demande."""

    def cle(self, verdict: Verdict) -> Hashable:
        """Ce qui relie ce verdict à sa rangée : son numéro, si rien n'est plus précis."""
        return verdict.ligne

    def remarque(self, verdict: Verdict) -> str:
        """La raison du refus, ou ce qui est remarqué d'une ligne acceptée."""
        return verdict.motif


class OrigineDeTableau(Origine):
    """Un tableau, dont chaque champ compris se lit de ses cellules par la fonction même qui sert à l'import.

    `connues` : les colonnes que l'import reprend. Une case fautive laisse son champ vide : la remarque la dit.
    """

    def __init__(self, tableau: Tableau, connues: frozenset[str], lecteurs: Mapping[str, Lecteur]) -> None:
        self.tableau, self.connues, self.lecteurs = tableau, connues, lecteurs
        paires = zip(tableau.entetes, tableau.intitules, strict=True)
        self.intitules, self.champs = tuple(ecrit or nom for nom, ecrit in paires), tuple(lecteurs)

    def rangees(self) -> Iterator[Rangee]:
        for ligne in self.tableau:
            cases = tuple(ligne.cellules.values())
            yield Rangee(ligne.numero, cases, self._comprendre(ligne), ligne.numero)

    def _comprendre(self, ligne: Ligne) -> Sequence[object]:
        try:
            cellules = Cellules(ligne, self.connues)
        except LigneRefusee:
            if ligne.anomalie:
                return ()
            cellules = CellulesLisibles(ligne, self.connues)
        return [_lue(lecteur, cellules) for lecteur in self.lecteurs.values()]


class OrigineIllisible(Origine):
    """Un fichier que l'on ne sait plus relire : il en reste les verdicts, sans les cases."""

    intitules, champs = (), ()

    def __init__(self, rapport: Rapport) -> None:
        self.rapport = rapport

    def rangees(self) -> Iterator[Rangee]:
        for ligne in dict.fromkeys(verdict.ligne for verdict in self.rapport.verdicts):
            yield Rangee(ligne, (), (), ligne)


def _lue(lecteur: Lecteur, cellules: Cellules) -> object:
    try:
        return lecteur(cellules)
    except (LigneRefusee, CelluleInvalide, RefusMetier):
        return None
