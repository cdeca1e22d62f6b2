"""Lire du texte séparé (CSV, TSV) : encodage et séparateur devinés sur le contenu."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from .entetes import LIGNES_EXPLOREES, Attentes, score
from .erreurs import FichierIllisible
from .nature import encodage_utf16

_BLOC = 1 << 20
_NUL = "\x00"  # d'aucun texte : la base et le lecteur de CSV le refusent
_SEPARATEURS = (";", "\t", ",", "|")
_CHAMP_MAX = 10_000_000  # les listes de la commande publique tiennent parfois dans une seule cellule
_ETENDUE_MAX = 300  # lignes dans une seule cellule : au-delà, un guillemet n'est pas refermé
_NOMS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}


def _octets_cp1252(erreur: UnicodeError) -> tuple[str, int]:
    """Dans un texte UTF-8, un octet égaré vient presque toujours de Windows (cp1252)."""
    if not isinstance(erreur, UnicodeDecodeError):
        raise erreur
    fautifs = erreur.object[erreur.start : erreur.end]
    return fautifs.decode("cp1252", "replace"), erreur.end


codecs.register_error("clause_cp1252", _octets_cp1252)


@dataclass(frozen=True)
class Ecriture:
    """Comment le texte est écrit : encodage, traitement des octets fautifs, séparateur."""

    encodage: str
    erreurs: str = "strict"
    separateur: str = ";"
    avertissements: tuple[str, ...] = ()


def deviner(flux: BinaryIO, nom: str, attentes: Attentes) -> Ecriture:
    """L'écriture du texte, en le parcourant une fois par blocs."""
    encodage, erreurs, avertissements = _encodage(flux)
    brouillon = Ecriture(encodage, erreurs)
    with _texte(flux, brouillon) as texte:
        tete = "".join(islice(texte, LIGNES_EXPLOREES * 4))[:400_000]
    if "\ufffd" in tete or _NUL in tete:
        avertissements = (*avertissements, "Des caractères illisibles ont été perdus avant l'envoi du fichier.")
    return Ecriture(encodage, erreurs, _separateur(tete.replace(_NUL, ""), attentes), avertissements)


def _encodage(flux: BinaryIO) -> tuple[str, str, tuple[str, ...]]:
    flux.seek(0)
    debut = flux.read(8192)
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "replace", ()
    if utf16 := encodage_utf16(debut):
        return utf16, "replace", ()
    hors_ascii, fautifs = _compter_octets(flux)
    if not fautifs:
        return "utf-8-sig", "strict", ()
    if hors_ascii > 20 * fautifs:
        avis = f"{fautifs} caractère(s) mal encodé(s) dans un texte UTF-8, relus comme venant de Windows."
        return "utf-8-sig", "clause_cp1252", (avis,)
    return "cp1252", "clause_latin1", ()


def _octets_latin1(erreur: UnicodeError) -> tuple[str, int]:
    """Les cinq octets que cp1252 ne définit pas sont lus en ISO-8859-1."""
    if not isinstance(erreur, UnicodeDecodeError):
        raise erreur
    return erreur.object[erreur.start : erreur.end].decode("latin-1"), erreur.end


codecs.register_error("clause_latin1", _octets_latin1)


def _compter_octets(flux: BinaryIO) -> tuple[int, int]:
    """(caractères UTF-8 de plusieurs octets, octets qui ne sont pas de l'UTF-8)."""
    flux.seek(0)
    decodeur = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    accentues = fautifs = 0
    while True:
        bloc = flux.read(_BLOC)
        texte = decodeur.decode(bloc, final=not bloc)
        if not texte.isascii():
            egares = sum("\udc80" <= c <= "\udcff" for c in texte)
            fautifs += egares
            accentues += sum(c > "\x7f" for c in texte) - egares
        if not bloc:
            return accentues, fautifs


@contextmanager
def _texte(flux: BinaryIO, ecriture: Ecriture) -> Iterator[io.TextIOWrapper]:
    """Le flux décodé ; rendu intact (non fermé) à la sortie."""
    flux.seek(0)
    enveloppe = io.TextIOWrapper(flux, encoding=ecriture.encodage, errors=ecriture.erreurs, newline="")
    try:
        yield enveloppe
    finally:
        enveloppe.detach()


def _separateur(tete: str, attentes: Attentes) -> str:
    """Le séparateur qui donne le plus d'intitulés attendus, puis le découpage le plus régulier."""
    if tete[:4].lower() == "sep=" and tete[4:5] in _NOMS:
        return tete[4]
    notes = {}
    for separateur in _SEPARATEURS:
        lignes = _decouper(tete, separateur)
        largeurs = Counter(len(ligne) for ligne in lignes if any(ligne))
        largeur, frequence = max(largeurs.items(), key=lambda e: (e[0] > 1, e[1], e[0]), default=(1, 0))
        reconnues = score(lignes, attentes)[0]
        notes[separateur] = (reconnues, largeur > 1, frequence / max(1, sum(largeurs.values())), largeur)
    return max(_SEPARATEURS, key=notes.__getitem__)


def _decouper(tete: str, separateur: str) -> list[list[str]]:
    csv.field_size_limit(_CHAMP_MAX)
    try:
        return list(islice(csv.reader(io.StringIO(tete, newline=""), delimiter=separateur), LIGNES_EXPLOREES))
    except csv.Error:
        return []


def lignes(flux: BinaryIO, ecriture: Ecriture, nom: str) -> Iterator[Sequence[str]]:
    """Les enregistrements l'un après l'autre, lignes vides comprises (comme un tableur les numérote)."""
    csv.field_size_limit(_CHAMP_MAX)
    with _texte(flux, ecriture) as texte:
        derniere = [""]
        lecteur = csv.reader(_retenir(texte, derniere), delimiter=ecriture.separateur)
        debut = etendue = 0
        try:
            for rangee in lecteur:
                etendue = lecteur.line_num - debut
                if etendue > _ETENDUE_MAX:
                    raise _mal_forme(nom, debut + 1)
                debut = lecteur.line_num
                yield rangee
            if etendue > 1 and '"' not in derniere[0]:  # la fin du fichier est arrivée dans un guillemet
                raise _mal_forme(nom, debut - etendue + 1)
        except csv.Error as erreur:
            raise _mal_forme(nom, lecteur.line_num) from erreur
        except UnicodeError as erreur:
            raise FichierIllisible(
                nom, "l'encodage du texte est abîmé.", "Enregistrer le fichier au format « CSV UTF-8 »."
            ) from erreur


def _retenir(texte: Iterable[str], derniere: list[str]) -> Iterator[str]:
    for ligne in texte:
        derniere[0] = ligne.replace(_NUL, "") if _NUL in ligne else ligne
        yield derniere[0]


def _mal_forme(nom: str, ligne: int) -> FichierIllisible:
    return FichierIllisible(
        nom,
        f"le texte est mal formé à partir de la ligne {ligne} (guillemet ouvert et jamais refermé ?).",
        "Corriger cette ligne, ou enregistrer le fichier au format .xlsx.",
    )
