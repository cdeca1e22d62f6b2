"""Ce qui, à la place d'une entreprise, dit qu'on ne la connaît pas : « CDL », « MQ », « 99999999999 »."""

import re
from collections import defaultdict
from collections.abc import Mapping

from clauses.fond.socle.valeurs import cle_de_texte

from .colonnes import est_rien

_MARQUES = frozenset(
    {"0", "x", "xx", "xxx", "xxxx", "so", "ns", "neant", "aucun", "aucune", "sans", "sans objet", "vide", "absent",
     "absente", "non connu", "non identifie", "non attribue", "infructueux", "divers", "multiple", "multiples",
     "plusieurs", "a completer", "a renseigner", "confidentiel", "tbd", "test", "siret", "titulaire"}
)  # fmt: skip  # les mots qui tiennent lieu d'identifiant ; les codes de `colonnes.est_rien` s'y ajoutent
_PAS_CHIFFRE = re.compile(r"\D")
_SIREN = 9
MARCHES_MIN = 5  # une même valeur, qui n'identifie personne, sur au moins autant de marchés…
PART_MIN = 5  # … et sur un marché du fichier sur cinq, est une convention du producteur


class Recensement:
    """Les valeurs publiées où l'on attend l'identifiant d'une entreprise, et les marchés où elles le sont."""

    def __init__(self) -> None:
        self._marches: set[int] = set()
        self._valeurs: dict[str, set[int]] = defaultdict(set)

    def compter(self, marche: int, reperes: Mapping[str, object]) -> None:
        """`marche` : ce qui désigne le marché dans le fichier ; `reperes` : son enregistrement, titulaires compris."""
        self._marches.add(marche)
        for publie in reperes["titulaires"]:  # type: ignore[attr-defined]
            valeur = publie.get("id")
            if type(valeur) is str and len(_PAS_CHIFFRE.sub("", valeur)) < _SIREN and not est_rien(valeur):
                self._valeurs[cle_de_texte(valeur)].add(marche)

    def absences(self) -> frozenset[str]:
        """Les valeurs, sous leur clé, que tout le fichier répète."""
        return frozenset(
            valeur
            for valeur, marches in self._valeurs.items()
            if len(marches) >= MARCHES_MIN and PART_MIN * len(marches) >= len(self._marches)
        )


def dit_l_absence(identifiant: str, du_fichier: frozenset[str]) -> bool:
    """Vrai d'une marque d'absence connue, ou répétée dans tout le fichier, et d'un seul chiffre répété."""
    cle = cle_de_texte(identifiant)
    colle = cle.replace(" ", "")
    return est_rien(identifiant) or cle in _MARQUES or cle in du_fichier or len(set(colle)) < 2
