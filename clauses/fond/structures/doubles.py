"""Une fiche saisie sans SIRET, et un fichier qui donne le même nom avec le sien : est-ce elle ?

Le nom seul ne le dit pas : deux entreprises le portent. Ni réunies ni doublées en silence : c'est une question, à
chaque porte. Elle vaut pour tout le fichier, et se garde sous le SIRET. Dite la même, la fiche prend le SIRET.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from clauses.fond.socle.imports.questions import DISTINCT, MEME, ADire, dite
from clauses.fond.socle.imports.rapport import LigneRefusee, Verdict
from clauses.fond.socle.noms import cle_de_texte
from clauses.fond.socle.valeurs import en_siret
from regles.typographie import enumerer, typographie

STRUCTURE = "structure"
STRUCTURES = "structures"  # une réponse pour toutes ces questions
REPONDRE = (
    "« Répondre » dit si c'est la même structure ou une autre (en ligne de commande : --memes ou --distincts, et ce "
    f"SIRET, ou « {STRUCTURES} » pour toutes). D'ici là, rien n'en est écrit."
)
REPONSES = ((MEME, "C'est la même structure"), (DISTINCT, "C'est une autre structure"))
# Ce qui se met ou s'omet autour d'un même nom ; un sigle s'écrit avec ou sans points.
FORMES = r"sarl|sasu?|sa|eurl|ei|snc|scop|scic|sci|gie|earl|ets|etablissements?|ste|societe|association|asso"
_FORMES, _SIGLE = re.compile(FORMES), re.compile(r"\b(?:[^\W\d]\.){2,}(?:[^\W\d]\b)?")
T = TypeVar("T")


def mots_du_nom(nom: str) -> list[str]:
    """Ceux qui le distinguent, repliés, sans la forme juridique : « S.A.S. Le Goff » : le, goff. Un nom qui n'est que
    cela reste entier."""
    mots = cle_de_texte(_SIGLE.sub(lambda sigle: sigle[0].replace(".", "") + " ", nom)).split()
    return [mot for mot in mots if not _FORMES.fullmatch(mot)] or mots


def nom_compare(nom: str) -> str:
    """Ces mots, lettres jointes : de quoi demander si deux fiches sont la même, non l'affirmer."""
    return "".join(mots_du_nom(nom))


class SansSiret(NamedTuple, Generic[T]):
    """Une fiche active sans SIRET, son nom et sa commune (vide : pas dite)."""

    fiche: T
    nom: str
    commune: str = ""

    def __str__(self) -> str:
        return f"« {self.nom} »{f' ({self.commune})' if self.commune else ''}"


class FichesSansSiret(Generic[T]):
    """Celles d'un répertoire, par leur nom replié, sans sa forme juridique."""

    def __init__(self, reponses: Mapping[str, str]) -> None:
        self.reponses = reponses
        self._par_nom: dict[str, list[SansSiret[T]]] = defaultdict(list)

    def noter(self, fiche: T, nom: str, sigle: str = "", commune: str = "") -> None:
        for cle in {nom_compare(nom), nom_compare(sigle)} - {""}:
            self._par_nom[cle].append(SansSiret(fiche, nom, commune))

    def reconnaitre(self, champ: str, nom: str, siret: str) -> SansSiret[T] | None:
        """Celle que quelqu'un a dite la même ; `None` : il n'y en a pas, ou c'en est une autre. Lève `ADire` sans
        réponse, `LigneRefusee` si plusieurs fiches pourraient être elle."""
        connues = self._par_nom.get(nom_compare(nom), [])
        reponse = dite(self.reponses, (siret, STRUCTURES))
        if not connues or reponse == DISTINCT:
            return None
        noms = enumerer(map(str, connues))
        if reponse == MEME and len(connues) > 1:
            motif = f"{len(connues)} fiches sans SIRET portent ce nom : {noms}."
            raise LigneRefusee(champ, siret, motif, "Compléter le SIRET de la bonne, ou réunir les deux.")
        if reponse == MEME:
            return connues[0]
        fiches = "une fiche sans SIRET porte" if len(connues) == 1 else f"{len(connues)} fiches sans SIRET portent"
        motif = f"{fiches} déjà ce nom, {noms} ; le fichier lui donne le SIRET {en_siret(siret)} : est-ce elle ?"
        raise ADire(motif, champ, siret, REPONDRE, sur=STRUCTURE, cle=siret)

    def retirer(self, connue: SansSiret[T]) -> None:
        """Elle a désormais un SIRET."""
        for fiches in self._par_nom.values():
            fiches[:] = [autre for autre in fiches if autre.fiche != connue.fiche]


def prend(nom: str, siret: str) -> str:
    """Ce qu'on dit de la fiche reconnue."""
    return typographie(f"La fiche « {nom} », jusqu'ici sans SIRET, prend le {en_siret(siret)}.")


def nommer(question: Verdict) -> str:
    """La question à l'écran : de quel SIRET il s'agit."""
    return f"SIRET {en_siret(question.valeur)}"
