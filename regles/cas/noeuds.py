"""Lire un fichier YAML sans rien interpréter : tout scalaire reste un texte, et chaque morceau sait d'où il vient."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from regles.saisie import Illisible, decoder, est_aucun

TAILLE_MAXIMALE, PROFONDEUR_MAXIMALE = 5_000_000, 30
ETIQUETTES = {f"tag:yaml.org,2002:{nom}" for nom in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")}
CONSEIL = (
    "Vérifiez l'alignement (des espaces, jamais de tabulation), le « : » suivi d'un espace, et mettez entre guillemets "
    "un texte qui contient « : » ou « # »"
)
_CHARGEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Noeud:
    """Un morceau du fichier : texte, liste ou table (clés telles qu'écrites), sa ligne, son chemin."""

    valeur: Any
    ligne: int | None = None
    chemin: str = ""

    @property
    def est_vide(self) -> bool:
        return isinstance(self.valeur, str) and self.valeur.strip() in ("", "~", "null")

    @property
    def est_aucun(self) -> bool:
        return isinstance(self.valeur, str) and est_aucun(self.valeur)


class ErreurDeCas(Illisible):
    """Un cas illisible : le message dit quoi et comment corriger, `ligne` dit où."""

    def __init__(self, message: str, ligne: int | None = None) -> None:
        super().__init__(message)
        self.ligne = ligne


def _situer(noeud: yaml.Node, vus: set[int], chemin: str = "") -> Noeud:
    """Le morceau et sa place ; refuse une étiquette, un renvoi, une clé en double."""
    ligne, suite = noeud.start_mark.line + 1, f"{chemin} › " if chemin else ""
    if id(noeud) in vus:
        raise ErreurDeCas("Un renvoi (« *nom ») peut se répéter sans fin : recopiez ce qu'il désigne.", ligne)
    if noeud.tag not in ETIQUETTES:
        raise ErreurDeCas(f"L'étiquette YAML « {noeud.tag} » n'a pas sa place dans un cas : ôtez-la.", ligne)
    vus.add(id(noeud))
    if isinstance(noeud, yaml.ScalarNode):
        return Noeud(noeud.value, ligne, chemin)
    if isinstance(noeud, yaml.SequenceNode):
        rangs = (f"{chemin} n° {rang}" if chemin else "" for rang in range(1, len(noeud.value) + 1))
        return Noeud([_situer(n, vus, rang) for n, rang in zip(noeud.value, rangs, strict=True)], ligne, chemin)
    table: dict[str, Noeud] = {}
    for cle, valeur in noeud.value:
        if not isinstance(cle, yaml.ScalarNode):
            raise ErreurDeCas("Une clé doit être un simple mot.", cle.start_mark.line + 1)
        if cle.value in table:
            raise ErreurDeCas(f"La clé « {cle.value} » est écrite deux fois.", cle.start_mark.line + 1)
        table[cle.value] = _situer(valeur, vus, f"{suite}{cle.value}")
    return Noeud(table, ligne, chemin)


def lire_documents(octets: bytes) -> list[Noeud]:
    """Les documents d'un fichier (séparés par « --- »), les vides omis. Lève `ErreurDeCas` s'il ne se lit pas."""
    ouvre, ferme = yaml.CollectionStartEvent, yaml.CollectionEndEvent
    try:
        texte = decoder(octets)
        # Avant de monter l'arbre, que la bibliothèque empile : un fichier trop imbriqué l'arrêterait net.
        pas = (isinstance(e, ouvre) - isinstance(e, ferme) for e in yaml.parse(texte, Loader=_CHARGEUR))
        if len(octets) > TAILLE_MAXIMALE or any(niveau > PROFONDEUR_MAXIMALE for niveau in accumulate(pas)):
            raise ErreurDeCas("Ce fichier est trop long ou trop imbriqué pour être un fichier de cas.")
        arbres = [arbre for arbre in yaml.compose_all(texte, Loader=_CHARGEUR) if arbre is not None]
    except yaml.YAMLError as erreur:
        marque = getattr(erreur, "problem_mark", None)
        cause = getattr(erreur, "problem", None) or getattr(erreur, "reason", None) or "forme inattendue"
        raise ErreurDeCas(f"YAML mal formé ({cause}). {CONSEIL}.", marque and marque.line + 1) from erreur
    documents = [noeud for arbre in arbres if not (noeud := _situer(arbre, set())).est_vide]
    if not documents:
        raise ErreurDeCas("Ce fichier est vide : aucun cas à vérifier.")
    return documents
