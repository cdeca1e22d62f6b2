"""Lire les cases d'une ligne d'un export : chaque case fautive devient un refus qui nomme sa colonne."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.lecture import Ligne, lettre
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    contient_nir,
    est_formule,
    est_vide,
    lire_date,
    lire_decimal,
    lire_heures,
    lire_montant,
    lire_siret,
    lire_texte,
    refuser_l_erreur,
)
from clauses.fond.socle.valeurs.dates import ACTE_MAX, ACTE_MIN
from regles.typographie import typographie

T = TypeVar("T")


class Cellules:
    """Les cases d'une ligne. `remarques` : ce qui a été réparé ou laissé de côté."""

    def __init__(self, ligne: Ligne, utiles: frozenset[str]) -> None:
        self.numero, self._brutes = ligne.numero, ligne.cellules
        self.remarques: list[str] = []
        self._fautives: dict[str, LigneRefusee] = {}
        if ligne.anomalie:
            raise LigneRefusee("", "", ligne.anomalie, "Corriger cette ligne dans un tableur.")
        self._refuser(ligne, utiles)

    def _refuser(self, ligne: Ligne, utiles: frozenset[str]) -> None:
        refuser_les_erreurs(ligne, utiles)
        for champ in utiles & self._brutes.keys():
            _refuser_le_dangereux(champ, self._brutes[champ])

    def brute(self, champ: str) -> object:
        if champ in self._fautives:
            raise self._fautives[champ]
        valeur = self._brutes.get(champ, "")
        return "" if est_vide(valeur) else valeur

    def _lire(self, champ: str, lecteur: Callable[[object], T]) -> T:
        if champ in self._fautives:
            raise self._fautives[champ]
        try:
            return lecteur(self._brutes.get(champ, ""))
        except CelluleInvalide as erreur:
            raise LigneRefusee.de_cellule(champ, self._brutes.get(champ), erreur) from erreur

    def texte(self, champ: str, longueur_max: int = 250, *, obligatoire: bool = False) -> str:
        """Sur une seule ligne."""
        lu = self._lire(champ, lambda v: lire_texte(v, longueur_max=longueur_max, obligatoire=obligatoire))
        return " ".join(lu.split())

    def cle(self, champ: str) -> str:
        """Le texte réduit à ses lettres et chiffres, pour comparer."""
        return cle_de_texte(self.texte(champ, 2000))

    def date(
        self, champ: str, *, minimum: dt.date = ACTE_MIN, maximum: dt.date = ACTE_MAX, obligatoire: bool = False
    ) -> dt.date | None:
        return self._lire(
            champ,
            lambda v: lire_date(v, minimum=minimum, maximum=maximum, obligatoire=obligatoire, remarques=self.remarques),
        )

    def heures(self, champ: str) -> Decimal:
        """Zéro si la case est vide ; 999 999 h au plus, ce que la base sait garder."""
        lues = self._lire(champ, lambda v: lire_heures(v, minimum=0, maximum=999_999, remarques=self.remarques))
        return lues or Decimal(0)

    def nombre(self, champ: str, maximum: int) -> Decimal | None:
        return self._lire(champ, lambda v: lire_decimal(v, minimum=0, maximum=maximum, point_decimal=True))

    def montant(self, champ: str, maximum: Decimal) -> Decimal:
        """En euros, au centime ; négatif au besoin, jamais vide."""
        lu = self._lire(champ, lambda v: lire_montant(v, obligatoire=True, minimum=-maximum, maximum=maximum))
        assert lu is not None
        return lu

    def siret(self, champ: str) -> str | None:
        return self._lire(champ, lambda v: lire_siret(v, remarques=self.remarques))

    def remarquer(self, phrase: str) -> None:
        self.remarques.append(typographie(phrase))


class CellulesLisibles(Cellules):
    """Les cases d'une ligne refusée, pour dire ce que les autres font comprendre : chaque case fautive ne refuse que
    ce qui se lit d'elle."""

    def _refuser(self, ligne: Ligne, utiles: frozenset[str]) -> None:
        for champ in utiles & self._brutes.keys():
            try:
                super()._refuser(ligne, frozenset((champ,)))
            except LigneRefusee as refus:
                self._fautives[champ] = refus


def refuser_les_erreurs(ligne: Ligne, utiles: frozenset[str]) -> None:
    """Une case utile que le tableur n'a pas su calculer refuse la ligne, et se nomme comme au tableur (« Q12 »)."""
    for rang, (champ, valeur) in enumerate(ligne.cellules.items()):
        if type(valeur) is str and valeur[:1] in ("#", "E") and champ in utiles:
            try:
                refuser_l_erreur(valeur, f"La case {lettre(rang)}{ligne.numero}")
            except CelluleInvalide as erreur:
                raise LigneRefusee.de_cellule(champ, valeur, erreur) from erreur


def _refuser_le_dangereux(champ: str, valeur: object) -> None:
    """Une formule ne devient pas une donnée ; un numéro de sécurité sociale n'entre jamais, ni dans le rapport."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = str(int(valeur))
    if not isinstance(valeur, str):
        return
    if est_formule(valeur.strip()):
        raise LigneRefusee(
            champ,
            valeur,
            "une formule de tableur n'est pas une donnée.",
            "La remplacer par sa valeur (copier, puis collage spécial des valeurs).",
        )
    if contient_nir(valeur):
        raise LigneRefusee(
            champ,
            "(masqué)",
            "cette case ressemble à un numéro de sécurité sociale.",
            "Le retirer du fichier : la clause n'a pas le droit de le recueillir.",
        )
