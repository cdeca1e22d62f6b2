"""Une pièce d'un tableau, écrite sur une ligne ou sur plusieurs : sa somme, et ce qui empêche de la faire."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import en_euros
from clauses.suivi.marches.services.lecture_depenses import DepenseLue
from regles.typographie import enumerer


@dataclass
class Piece:
    """Les lignes du tableau qui portent le même numéro, pour la même nature et le même attributaire."""

    lignes: dict[int, DepenseLue] = field(default_factory=dict)
    repetees: dict[int, int] = field(default_factory=dict)  # la ligne, et celle qu'elle répète mot pour mot

    def ajouter(self, numero: int, lue: DepenseLue) -> None:
        deja = next((ligne for ligne, connue in self.lignes.items() if connue == lue), None)
        if deja is None:
            self.lignes[numero] = lue
        else:
            self.repetees[numero] = deja

    @property
    def premiere(self) -> int:
        return min(self.lignes)

    def exiger_d_accord(self, numero: int, lue: DepenseLue) -> None:
        """Lève `LigneRefusee` d'une ligne répétée, et de toutes quand elles ne disent pas le même jour."""
        if deja := self.repetees.get(numero):
            deux = self._total([lue, lue])
            raise LigneRefusee(
                "Numéro",
                lue.numero,
                f"déjà écrit, mot pour mot, à la ligne {deja}.",
                f"Retirer cette ligne. Si ce sont deux postes de même prix, réunissez-les : {deux}.",
            )
        for autre, connue in self.lignes.items():
            if (connue.jour, connue.est_prevision) != (lue.jour, lue.est_prevision):
                raise LigneRefusee(
                    "Numéro",
                    lue.numero,
                    f"la ligne {autre} donne à ce numéro une autre date, ou le dit prévu.",
                    f"Si c'est la même pièce, réunissez-les : {self._total(self.lignes.values())}. Sinon, corrigez le "
                    "numéro.",
                )

    @property
    def entiere(self) -> DepenseLue:
        """La pièce : le total de ses lignes, et leurs objets."""
        lues = [self.lignes[numero] for numero in sorted(self.lignes)]
        objets = dict.fromkeys(lue.objet for lue in lues if lue.objet)
        total = sum((lue.montant_ht for lue in lues), Decimal(0))
        return replace(lues[0], montant_ht=total, objet="\u202f; ".join(objets)[:250])

    @property
    def remarque(self) -> str:
        """« Lignes 2 et 3 réunies : 14 500 € HT. », ou rien d'une pièce d'une ligne."""
        if len(self.lignes) < 2:
            return ""
        numeros = enumerer(map(str, sorted(self.lignes)))
        return f"Lignes {numeros} réunies\u00a0: {self._total(self.lignes.values())} HT."

    @staticmethod
    def _total(lues: Iterable[DepenseLue]) -> str:
        return en_euros(sum((lue.montant_ht for lue in lues), Decimal(0)))
