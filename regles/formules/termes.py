"""Les termes d'une formule : ce que la clause doit donner pour que les heures se calculent.

Un terme se déclare une fois, dans la famille qui le demande. La colonne de la base, le champ du formulaire, la ligne
lisible, le champ d'un cas et ce que la relecture compare en découlent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from regles.exigences import FaitsIncoherents
from regles.typographie import FINE, INSECABLE, euros, heures, majuscule, nombre


class Nature(StrEnum):
    """Ce qu'on écrit : des heures, un montant en € HT, un pour cent (5 pour 5 %), un nombre entier, un choix, ou des
    jalons (`regles/formules/jalons.py`)."""

    HEURES = "heures"
    MONTANT = "montant"
    POURCENTAGE = "pourcentage"
    ENTIER = "entier"
    CHOIX = "choix"
    JALONS = "jalons"


_DANS_LA_BASE = {Nature.MONTANT: " HT (€)", Nature.POURCENTAGE: " (%)"}
_A_L_ECRAN = {**_DANS_LA_BASE, Nature.HEURES: " (h)"}
_CHIFFRES = {Nature.HEURES: 12, Nature.MONTANT: 14, Nature.POURCENTAGE: 5}


@dataclass(frozen=True, kw_only=True)
class Choix:
    """Une lecture possible. `reponse` complète l'intitulé du terme, `en_bref` le dit dans une phrase.

    `indices` : à quoi on le reconnaît dans une pièce (motif, sans accents). `synonymes` : ses autres noms dans un cas.
    """

    valeur: str
    libelle: str
    reponse: str
    en_bref: str
    indices: str = ""
    synonymes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ATrancher:
    """Ce que la relecture dit d'un choix que la pièce ne fait pas, ou qu'elle fait autrement que la clause.

    `ambigu` et `pourquoi` : la pièce n'en dit rien, ou dit deux choses ; « {selon} » y reçoit le terme dont il dépend.
    `autrement` : elle dit l'autre. `a_ecrire` : la phrase proposée quand la pièce se relit sans lot. Sans `autrement`,
    le choix ne se cherche que si la clause du lot est connue, et « {attendu} » le nomme.
    """

    ambigu: str
    pourquoi: str
    autrement: str = ""
    a_ecrire: str = ""
    est_a_corriger: bool = False


@dataclass(frozen=True, kw_only=True)
class Terme:
    """Un terme. `nom` : celui de la colonne, du champ et du cas ; `libelle` : le même en français, sans unité.

    `defaut` : ce que la règle lit quand rien n'est dit ; `propose` : ce que le formulaire et la base mettent d'avance.
    Un terme obligatoire sans défaut empêche le calcul tant qu'il manque. `diviseur` : zéro n'a pas de sens.
    `selon` : le terme sans lequel (nul) celui-ci ne joue pas. `si_nul` : comment s'écrit zéro.
    """

    libelle: str
    nature: Nature
    nom: str = ""
    obligatoire: bool = True
    defaut: Any = None
    propose: Any = None
    chiffres: int = 0
    maximum: Decimal | None = None
    diviseur: bool = False
    choix: tuple[Choix, ...] = ()
    selon: str = ""
    si_nul: str = ""
    intitule: str = ""
    aide: str = ""
    exemple: str = ""
    sens: str = ""
    synonymes: tuple[str, ...] = ()
    a_trancher: ATrancher | None = None

    @property
    def est_un_nombre(self) -> bool:
        return self.nature not in (Nature.CHOIX, Nature.JALONS)

    @property
    def est_exige(self) -> bool:
        """La formule ne se calcule pas sans lui."""
        return self.obligatoire and self.defaut is None

    @property
    def d_avance(self) -> Any:
        """Ce que le formulaire et la base mettent d'avance."""
        return self.defaut if self.propose is None else self.propose

    @property
    def precision(self) -> int:
        """Chiffres qu'un nombre peut avoir, dont deux après la virgule."""
        return self.chiffres or _CHIFFRES[self.nature]

    @property
    def titre(self) -> str:
        """« Heures par tranche » : en tête d'une ligne."""
        return self.intitule or majuscule(self.libelle)

    @property
    def pour_la_base(self) -> str:
        return self.libelle + _DANS_LA_BASE.get(self.nature, "")

    @property
    def pour_l_ecran(self) -> str:
        """L'intitulé du champ, unité comprise."""
        return self.titre + _A_L_ECRAN.get(self.nature, "")

    def choisi(self, valeur: str) -> Choix:
        """Le choix de cette valeur. Lève `StopIteration` si le terme ne l'admet pas."""
        return next(choix for choix in self.choix if choix.valeur == valeur)

    def verifier(self, valeur: Any) -> None:
        """Refuse ce que le terme n'admet pas. Lève `FaitsIncoherents`, qui dit pourquoi."""
        if self.nature == Nature.CHOIX:
            if valeur not in {choix.valeur for choix in self.choix}:
                raise FaitsIncoherents(f"« {valeur} » n'est pas une valeur de « {self.nom} ».")
        elif not self.est_un_nombre:
            return  # des jalons se vérifient avec le volume, par leur formule
        elif valeur < 0:
            raise FaitsIncoherents(f"« {self.nom} » ne peut pas être négatif.")
        elif self.diviseur and valeur == 0:
            raise FaitsIncoherents(f"« {self.nom} » doit être supérieur à zéro.")
        elif self.maximum is not None and valeur > self.maximum:
            raise FaitsIncoherents(f"« {self.nom} » ne peut pas dépasser {self.ecrire(self.maximum)}.")

    def ecrire(self, valeur: Any) -> str:
        """La valeur en clair : « 220 h », « 100 000 € HT », « 5 % » ; « — » sans valeur."""
        if valeur is None or valeur == "":
            return "—"
        if not valeur and self.si_nul:
            return self.si_nul
        if self.nature == Nature.CHOIX:
            return self.choisi(valeur).reponse
        ecritures = {
            Nature.HEURES: heures,
            Nature.MONTANT: lambda v: f"{euros(v)} HT",
            Nature.POURCENTAGE: lambda v: f"{nombre(v)}{FINE}%",
            Nature.JALONS: lambda v: f"{FINE}; ".join(jalon.en_mots for jalon in v),
        }
        return ecritures.get(self.nature, nombre)(valeur)


def terme(libelle: str, nature: Nature, **options: Any) -> Any:
    """Le champ d'une famille : sa valeur, et à côté d'elle tout ce qui la fait saisir, garder et lire."""
    declare = Terme(libelle=libelle, nature=nature, **options)
    return field(default=declare.defaut, metadata={"terme": declare})


@dataclass(frozen=True)
class ModeleDeClause:
    """Une clause courante, que le formulaire remplit d'un bouton et qu'un cas nomme. `resume` : ce qu'elle demande."""

    code: str
    nom: str
    resume: str
    termes: Mapping[str, Any]
    synonymes: tuple[str, ...] = ()


def pour_cent(taux: Decimal) -> str:
    """« 5 % », dans une phrase."""
    return f"{nombre(taux)}{INSECABLE}%"
