"""Un SIRET a neuf chiffres d'entreprise (SIREN) et cinq d'établissement : une entreprise qui déménage change de SIRET.

C'est la même structure, sous un autre établissement : reconnue et dite, jamais écartée ni ouverte une seconde fois en
silence (décision 0035). Le changement s'inscrit sur sa fiche ; les mois passés gardent l'établissement d'alors.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from clauses.fond.socle.valeurs import en_siret
from clauses.fond.structures.models import EtablissementQuitte
from regles.typographie import enumerer, typographie

T = TypeVar("T")


def meme_entreprise(un: str | None, autre: str | None) -> bool:
    """Le même SIREN, quel que soit l'établissement."""
    return bool(un and autre and un[:9] == autre[:9])


def reconnue(nom: str, connu: str, lu: str) -> str:
    """Ce qu'on dit d'une entreprise reconnue sous un autre établissement : les deux sont nommés."""
    return typographie(
        f"« {nom} » est connue à l'établissement {en_siret(connu)}, et le fichier dit {en_siret(lu)} : même "
        "entreprise, reconnue. Si elle a déménagé, le noter sur sa fiche."
    )


def ouverte_a_part(lu: str, connus: Iterable[tuple[str, str]]) -> str:
    """Ce qu'on dit d'une fiche de plus, quand le répertoire en a une par établissement. `connus` : (nom, SIRET)."""
    noms = enumerer(f"« {nom} » ({en_siret(siret)})" for nom, siret in connus)
    return typographie(f"Une fiche de plus pour l'établissement {en_siret(lu)} : même entreprise que {noms}.")


def sirets_quittes(porteuse_id: UUID) -> dict[UUID, list[tuple[date, str]]]:
    """Par structure de la porteuse, les établissements quittés : (dernier jour, SIRET), du plus ancien au dernier."""
    quittes = EtablissementQuitte.objects.actifs().filter(structure__porteuse_id=porteuse_id)
    par_structure: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
    for pk, jusqu_au, siret in quittes.order_by("jusqu_au", "pk").values_list("structure_id", "jusqu_au", "siret"):
        par_structure[pk].append((jusqu_au, siret))
    return par_structure


def siret_au(jour: date, actuel: str | None, quittes: Iterable[tuple[date, str]]) -> str:
    """Le SIRET qui valait ce jour. `quittes` : du plus ancien au dernier."""
    return next((siret for jusqu_au, siret in quittes if jour <= jusqu_au), actuel or "")


class Entreprises(Generic[T]):
    """Des fiches, cherchables par leur SIRET d'aujourd'hui ou d'avant, et par entreprise."""

    def __init__(self) -> None:
        self._sirets: dict[str, T] = {}
        self._anciens: dict[str, T] = {}
        self._sirens: dict[str, list[tuple[str, str, T]]] = defaultdict(list)  # (nom, SIRET, fiche)

    def noter(self, siret: str, nom: str, fiche: T, quittes: Iterable[tuple[date, str]] = ()) -> None:
        self._sirets[siret] = fiche
        self._sirens[siret[:9]].append((nom, siret, fiche))
        self._anciens.update((ancien, fiche) for _, ancien in quittes)

    def exacte(self, siret: str) -> T | None:
        """La fiche de cet établissement, d'aujourd'hui ou quitté."""
        return self._sirets.get(siret) or self._anciens.get(siret)

    def trouver(self, siret: str) -> tuple[T | None, str]:
        """La fiche de ce SIRET, ou la seule de la même entreprise, et ce qu'il faut en dire.

        Plusieurs fiches d'une entreprise : le répertoire en tient une par établissement, et n'en a pas de celui-ci.
        """
        if (fiche := self.exacte(siret)) is not None:
            return fiche, ""
        memes = self._sirens.get(siret[:9], [])
        if len(memes) == 1:
            nom, connu, fiche = memes[0]
            return fiche, reconnue(nom, connu, siret)
        return None, self.a_part(siret)

    def a_part(self, siret: str) -> str:
        """Ce qu'il faut dire si l'on ouvre quand même une fiche à cet établissement ; rien d'une entreprise neuve."""
        memes = [(nom, connu) for nom, connu, _ in self._sirens.get(siret[:9], ())]
        return ouverte_a_part(siret, memes) if memes else ""
