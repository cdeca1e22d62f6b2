"""Lire au fil de l'eau le XML de la commande publique (arrêtés de 2017 et de 2022)."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from clauses.fond.socle.lecture import FichierIllisible
from regles.typographie import accorder

_MARCHES = {"marche": None, "contrat-concession": "Contrat de concession"}


def est_xml(debut: bytes) -> bool:
    """Vrai si le contenu commence comme un document XML de marchés."""
    tete = debut.removeprefix(b"\xef\xbb\xbf").lstrip()
    return tete.startswith((b"<?xml", b"<marche", b"<contrat")) or tete.startswith(b"<!--")


def enregistrements_xml(flux: BinaryIO, nom: str) -> Iterator[tuple[int, dict[str, object], None]]:
    """(rang à partir de 1, marché, None)."""
    flux.seek(0)
    rang = profondeur = 0
    try:
        for evenement, element in iterparse(flux, events=("start", "end"), forbid_dtd=True):
            profondeur += 1 if evenement == "start" else -1
            nom_element = _local(element)
            if evenement == "end" and nom_element in _MARCHES and len(element):
                rang += 1
                objet = _arbre(element)
                if isinstance(objet, dict):
                    if genre := _MARCHES[nom_element]:
                        objet.setdefault("_type", genre)
                    yield rang, objet, None
                element.clear()
    except (ParseError, DefusedXmlException, UnicodeError, ValueError) as erreur:
        raise FichierIllisible(
            nom,
            f"le XML est mal formé ou tronqué, après {accorder(rang, 'marché lu', 'marchés lus')}.",
            "Télécharger de nouveau le fichier.",
        ) from erreur
    if not rang:
        raise FichierIllisible(
            nom,
            "ce XML ne contient pas de marchés publiés.",
            "Fournir un fichier de données essentielles de la commande publique.",
        )


def _local(element: Element) -> str:
    """Le nom de l'élément sans son espace de noms."""
    return element.tag.rpartition("}")[2]


def _arbre(element: Element) -> object:
    """Texte d'une feuille, ou dictionnaire des enfants (une liste quand un nom se répète)."""
    if not len(element):
        return (element.text or "").strip()
    objet: dict[str, object] = {}
    for enfant in element:
        nom, valeur = _local(enfant), _arbre(enfant)
        if nom not in objet:
            objet[nom] = valeur
        elif isinstance(objet[nom], list):
            objet[nom].append(valeur)  # type: ignore[attr-defined]
        else:
            objet[nom] = [objet[nom], valeur]
    return objet
