"""La chaîne d'un import, par paquets : lire, rapprocher de la base d'un coup, juger chaque ligne, écrire.

Sans écriture, c'est l'aperçu : les mêmes lignes sont jugées de la même façon, et rien n'est enregistré. Une ligne
refusée ne perd pas les autres. La mémoire ne garde qu'un paquet, et le rapport.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.copie import Cle, Creation
from clauses.fond.socle.imports.ecriture import Acte, Ecriture, Modification
from clauses.fond.socle.imports.paquets import PAQUET, Suivi, par_paquets, sans_ramassage, sans_suivi
from clauses.fond.socle.imports.questions import Reponses
from clauses.fond.socle.imports.rapport import CREE, MODIFIE, RIEN, LigneRefusee, Rapport, Verdict
from clauses.fond.socle.models import ModeleMetier

L = TypeVar("L")
Dire = Callable[[Sequence[ModeleMetier]], str]


class Demande(NamedTuple):
    """Ce que la ligne de ce rang ouvrirait, parmi ce que l'on nomme (`ouvre`), et la phrase qui le dit."""

    rang: int
    fiches: tuple[ModeleMetier, ...]
    dire: Dire | None


class Chaine(ABC, Generic[L]):
    """Une sorte de fichier. La tranche dit ses `lignes`, ce qu'il faut lire de la base pour un paquet (`rapprocher`),
    et juge chaque ligne (`juger`), en demandant ce qu'elle écrirait (`acter`). `ouvre` : les modèles dont on dit et
    compte chaque fiche neuve, et leur mot ; l'aperçu et l'écriture les tiennent des mêmes demandes."""

    paquet = PAQUET
    ouvre: Mapping[type[ModeleMetier], str] = MappingProxyType({})
    intitules: Mapping[str, str] = RIEN  # champ du modèle → colonne du fichier, pour un refus du métier

    def __init__(self, rapport: Rapport, ecriture: Ecriture | None = None, reponses: Reponses | None = None) -> None:
        self.rapport, self.ecriture = rapport, ecriture
        self.verdicts: list[Verdict] = []  # ceux du paquet en cours
        self.actes: list[Acte] = []
        self.demandes: list[Demande] = []
        self.ouvertes: set[Cle] = set()
        self.reponses = reponses if reponses is not None else Reponses()

    @abstractmethod
    def lignes(self) -> Iterable[L]:
        """Les lignes du fichier, dans son ordre."""

    @abstractmethod
    def juger(self, ligne: L) -> Verdict:
        """Le sort de la ligne. Lève `LigneRefusee` ou `RefusMetier` ; rien n'est alors écrit pour elle."""

    @abstractmethod
    def refuser(self, ligne: L, refus: LigneRefusee) -> Verdict:
        """Le verdict d'une ligne refusée : son numéro, et de quoi la reconnaître."""

    def paquets(self) -> Iterator[list[L]]:
        """Les lignes, par paquets."""
        return par_paquets(self.lignes(), self.paquet)

    def rapprocher(self, paquet: Sequence[L]) -> None:
        """Lit d'un coup ce que la base sait des lignes de ce paquet."""

    def apres_ecriture(self, crees: set[Cle]) -> None:
        """Retient que la base a désormais ces fiches."""

    def acter(
        self,
        creations: Iterable[ModeleMetier | Creation],
        modifications: Iterable[Modification] = (),
        dire: Dire | None = None,
    ) -> None:
        """Ce que la ligne que l'on juge demande d'écrire : tout, ou rien. `dire` : des fiches qu'elle est la première à
        ouvrir, la phrase du rapport."""
        rang, creations = len(self.verdicts), tuple(creations)
        if self.ecriture is not None:
            self.actes.append(Acte(rang, creations, tuple(modifications)))
        fiches = tuple(o for o in creations if isinstance(o, ModeleMetier) and type(o) in self.ouvre)
        if fiches or dire is not None:
            self.demandes.append(Demande(rang, fiches, dire))

    def executer(self, suivre: Suivi = sans_suivi) -> Rapport:
        with sans_ramassage():
            for paquet in self.paquets():
                self._faire(paquet, suivre)
        if perdues := self.reponses.sans_question():
            self.rapport.avertissements.append(perdues)
        return self.rapport

    def _faire(self, paquet: list[L], suivre: Suivi) -> None:
        faites = self.rapport.lignes_lues
        self.verdicts, self.actes, self.demandes = [], [], []
        self.rapprocher(paquet)
        for ligne in paquet:
            self.verdicts.append(self._juger(ligne))
        if self.ecriture is None:
            suivre(faites + len(paquet))
        else:
            self.apres_ecriture(self.ecriture.ecrire(self.actes, self.verdicts, suivre, faites))
        self._dire_ce_qui_s_ouvre()
        self.rapport.noter(self.verdicts)

    def _dire_ce_qui_s_ouvre(self) -> None:
        """Une fiche s'ouvre à la première ligne acceptée qui s'en sert ; une ligne que la base refuse n'ouvre rien."""
        for rang, fiches, dire in self.demandes:
            verdict = self.verdicts[rang]
            if verdict.issue not in (CREE, MODIFIE):
                continue
            neuves = [fiche for fiche in fiches if fiche.pk not in self.ouvertes]
            self.ouvertes.update(fiche.pk for fiche in neuves)
            self.rapport.ouvre.update(self.ouvre[type(fiche)] for fiche in neuves)
            dit = dire(neuves) if dire is not None else ""
            self.verdicts[rang] = verdict._replace(motif=" ".join(filter(None, (dit, verdict.motif))))

    def _juger(self, ligne: L) -> Verdict:
        try:
            return self.juger(ligne)
        except LigneRefusee as refus:
            return self.refuser(ligne, refus)
        except RefusMetier as refus:
            champ = self.intitules.get(refus.champ or "", refus.champ or "")
            return self.refuser(ligne, LigneRefusee(champ, "", refus.message))
