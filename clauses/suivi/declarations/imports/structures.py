"""Les structures que nomme un export : retrouvées dans le répertoire de la porteuse, ou préparées.

Lues une fois, par SIRET et par nom normalisé. Une fiche préparée ne sera écrite qu'avec la première ligne acceptée qui
s'en sert ; une fiche sans SIRET que quelqu'un a dite la même le prend avec elle.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.structures.doubles import FichesSansSiret, SansSiret, prend
from clauses.fond.structures.etablissements import Entreprises, sirets_quittes
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.imports import vocabulaire
from clauses.suivi.declarations.imports.contexte import Contexte

A_PRECISER = "Reprise d'un fichier : à compléter."


@dataclass(frozen=True)
class Fiche:
    """Une fiche retrouvée ou préparée. `neuves` : ce qu'il faudrait écrire pour elle, dans l'ordre."""

    pk: UUID
    neuves: tuple[Any, ...] = ()


class Structures:
    """Ce que la structure porteuse connaît déjà, et ce que le fichier y ajoute."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self._entreprises = Entreprises[Fiche]()
        self._noms: dict[str, list[Fiche]] = defaultdict(list)
        self._sans_siret = FichesSansSiret[Fiche](contexte.reponses)
        self._versions: dict[UUID, int] = {}  # de celles sans SIRET
        self._neuves: dict[UUID, Structure] = {}  # ouvertes par le fichier, et pas encore écrites
        self._completees: dict[UUID, Modification] = {}  # dites les mêmes : leur SIRET, pas encore écrit
        self._nommees: set[UUID] = set()  # les structures de la ligne que l'on lit
        self._annulees: dict[str, str] = {}  # SIRET → nom d'une fiche sortie du répertoire
        self._intitules: dict[UUID, str] = {}  # le nom de chaque structure, pour la nommer dans un refus
        self._lire_les_structures()

    def _lire_les_structures(self) -> None:
        structures = Structure.objects.filter(porteuse_id=self.contexte.porteuse_id).order_by("pk")
        champs = ("pk", "nom", "sigle", "siret", "annule_le", "commune", "version")
        quittes = sirets_quittes(self.contexte.porteuse_id)
        for pk, nom, sigle, siret, annule_le, commune, version in structures.values_list(*champs):
            if annule_le:
                self._annulees[siret or ""] = nom
                continue
            fiche = Fiche(pk)
            self._intitules[pk] = nom
            if siret:
                self._entreprises.noter(siret, nom, fiche, quittes.get(pk, ()))
            else:
                self._sans_siret.noter(fiche, nom, sigle, commune)
                self._versions[pk] = version
            for cle in {cle_de_texte(nom), cle_de_texte(sigle)} - {""}:
                self._noms[cle].append(fiche)

    def structure(
        self, champ: str, nom: str, siret: str | None = None, nature: str = "", *, dire: Callable[[str], None]
    ) -> Fiche:
        """Par SIRET si on l'a (sous un autre établissement, `dire` le remarque), sinon par nom ; préparée « à
        compléter » si elle manque. Lève `ADire` quand une fiche sans SIRET porte ce nom."""
        fiche = self._structure(champ, nom, siret, nature, dire)
        self._nommees.add(fiche.pk)
        return fiche

    def commencer(self) -> None:
        """Une ligne se lit : on oublie les structures de la précédente."""
        self._nommees = set()

    def completees(self) -> list[Modification]:
        """Le SIRET que prennent les fiches de cette ligne, dites les mêmes."""
        return [self._completees[pk] for pk in sorted(self._nommees) if pk in self._completees]

    def noter_ecrites(self, ecrites: Collection[Cle]) -> None:
        for en_attente in (self._neuves, self._completees):
            for pk in [pk for pk in en_attente if pk in ecrites]:
                del en_attente[pk]

    def _structure(self, champ: str, nom: str, siret: str | None, nature: str, dire: Callable[[str], None]) -> Fiche:
        if siret and siret in self._annulees and self._entreprises.exacte(siret) is None:
            motif = f"la fiche de ce SIRET, « {self._annulees[siret]} », est annulée dans votre répertoire."
            raise LigneRefusee(champ, siret, motif, "La rétablir d'abord, ou corriger le SIRET.")
        if siret:
            fiche, remarque = self._entreprises.trouver(siret)
            if remarque:
                dire(f"{champ} : {remarque}")
            if fiche is not None:
                return fiche
            if connue := self._sans_siret.reconnaitre(champ, nom, siret):
                dire(prend(connue.nom, siret))
                return self._completer(connue, siret)
        connues = [] if siret else self._noms.get(cle_de_texte(nom), [])
        if len({f.pk for f in connues}) > 1:
            raise LigneRefusee(
                champ,
                nom,
                f"{len(connues)} structures de votre répertoire portent ce nom.",
                "Ajouter au fichier la colonne de son SIRET.",
            )
        return connues[0] if connues else self._preparer(nom, siret, nature)

    def _preparer(self, nom: str, siret: str | None, nature: str) -> Fiche:
        """Une fiche « à compléter », qui ne sera écrite qu'avec une ligne acceptée."""
        neuve = Structure(
            porteuse_id=self.contexte.porteuse_id,
            nom=nom,
            siret=siret,
            nature=nature,
            observation=A_PRECISER,
            famille=vocabulaire.famille(nom, nature),
        )
        fiche = Fiche(neuve.pk, (neuve,))
        self._intitules[neuve.pk] = nom
        self._noms[cle_de_texte(nom)].append(fiche)
        self._neuves[neuve.pk] = neuve
        if siret:
            self._entreprises.noter(siret, nom, fiche)
        else:
            self._sans_siret.noter(fiche, nom)
            self._versions[neuve.pk] = neuve.version
        return fiche

    def _completer(self, connue: SansSiret[Fiche], siret: str) -> Fiche:
        """La fiche prend le SIRET : celle que le fichier ouvre l'écrit avec elle, les autres se corrigent."""
        pk = connue.fiche.pk
        if pk in self._neuves:
            self._neuves[pk].siret = siret
        else:
            self._completees[pk] = Modification(Structure, pk, self._versions[pk], {"siret": siret})
        self._sans_siret.retirer(connue)
        self._entreprises.noter(siret, connue.nom, connue.fiche)
        return connue.fiche

    def intitule(self, structure: Fiche) -> str:
        return self._intitules[structure.pk]
