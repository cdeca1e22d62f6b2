"""Lire au fil de l'eau un JSON de la commande publique, quelle que soit son enveloppe."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

import ijson

from clauses.fond.socle.lecture import FichierIllisible
from regles.typographie import accorder

from .noms import cle_colonne

_REMEDE = "Télécharger de nouveau le fichier ; s'il a été modifié à la main, le vérifier avec un outil JSON."
_PAS_UN_NOMBRE = re.compile(rb"(?<=[:\[,\s])-?(?:NaN|Infinity)(?=[\s,}\]])")
_RESERVE = 16
# Au-delà, le fichier n'est pas de données : lire un chemin toujours plus long prendrait des heures.
_IMBRICATION = 5_000
_TYPES = ("marche", "contrat-concession", "contrat_concession", "contratConcession", "contrats-concession")
_INDICES = {
    "acheteur",
    "acheteurid",
    "objet",
    "titulaires",
    "titulaireid",
    "autoriteconcedante",
    "idacheteur",
    "codecpv",
    "fields",
    "properties",
    "record",
}
_EXAMINES = 20


def est_json(debut: bytes) -> bool:
    """Vrai si le contenu commence comme un objet ou une liste JSON."""
    return debut.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")) or debut.startswith(
        (b"\xff\xfe{", b"\xfe\xff\x00{")
    )


class _Flux:
    """Le fichier en UTF-8 sans marque, « NaN » et « Infinity » (que JSON ignore) devenus null."""

    def __init__(self, flux: BinaryIO, encodage: str) -> None:
        flux.seek(0)
        self._flux = flux
        self._decodeur = None if encodage == "utf-8" else codecs.getincrementaldecoder(encodage)("replace")
        self._reste = b""
        self._ouvertes = 0

    def read(self, taille: int = -1) -> bytes:
        """Un bloc ; la coupe ne tombe jamais au milieu d'un « NaN »."""
        if taille == 0:
            return b""
        brut = self._flux.read(max(taille, 1 << 16))
        self._ouvertes += sum(map(brut.count, (b"[", b"{"))) - sum(map(brut.count, (b"]", b"}")))
        if self._ouvertes > _IMBRICATION:
            raise ijson.JSONError("imbriqué sans fin")
        bloc = brut if self._decodeur is None else self._decodeur.decode(brut, final=not brut).encode()
        bloc = self._reste + bloc
        if brut:
            bloc, self._reste = bloc[:-_RESERVE], bloc[-_RESERVE:]
        else:
            self._reste = b""
        if b"NaN" in bloc or b"Infinity" in bloc:
            bloc = _PAS_UN_NOMBRE.sub(b"null", bloc)
        return bloc if bloc or not brut else self.read(taille)


def _encodage(flux: BinaryIO) -> str:
    """utf-8, sinon l'encodage de la marque de tête, sinon celui de Windows."""
    flux.seek(0)
    debut = flux.read(4)
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decodeur = codecs.getincrementaldecoder("utf-8")()
    flux.seek(0)
    try:
        while bloc := flux.read(1 << 20):
            decodeur.decode(bloc)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if debut.startswith(b"\xef\xbb\xbf") else "utf-8"


def enregistrements_json(flux: BinaryIO, nom: str) -> Iterator[tuple[int, dict[str, object], None]]:
    """(rang à partir de 1, marché, None) ; les concessions viennent après les marchés."""
    encodage = _encodage(flux)
    rang = reconnus = 0
    try:
        for prefixe in _prefixes(flux, encodage, nom):
            genre = "Contrat de concession" if "concession" in prefixe.lower() else None
            for objet in ijson.items(_Flux(flux, encodage), prefixe, multiple_values=prefixe == ""):
                if not isinstance(objet, dict):
                    continue
                rang += 1
                reconnus += bool(_INDICES & {cle_colonne(c).removesuffix("nom") for c in objet})
                if rang == _EXAMINES and not reconnus:
                    raise _pas_des_marches(nom)
                if genre:
                    objet.setdefault("_type", genre)
                yield rang, objet, None
    except (ijson.JSONError, UnicodeError, ValueError) as erreur:
        raise FichierIllisible(
            nom, f"le JSON est mal formé ou tronqué, après {accorder(rang, 'marché lu', 'marchés lus')}.", _REMEDE
        ) from erreur
    if not reconnus:
        raise _pas_des_marches(nom)


def _pas_des_marches(nom: str) -> FichierIllisible:
    return FichierIllisible(
        nom,
        "ce JSON ne contient pas de marchés publiés (ni acheteur, ni objet, ni titulaires).",
        "Fournir un fichier de données essentielles de la commande publique.",
    )


def _prefixes(flux: BinaryIO, encodage: str, nom: str) -> list[str]:
    """Les chemins des enregistrements : `item`, `marches.item`, `marches.marche.item`, `results.item`…"""
    cles: list[str] = []
    evenements = ijson.parse(_Flux(flux, encodage), multiple_values=True)
    for prefixe, evenement, valeur in evenements:
        if prefixe == "" and evenement == "start_array":
            return ["item"]
        if prefixe == "" and evenement == "map_key":
            if cle_colonne(str(valeur)) in ("acheteur", "acheteurid", "objet", "titulaires", "idacheteur"):
                return [""]  # l'objet est lui-même un marché (un seul, ou un par ligne)
            cles.append(str(valeur))
        elif "." not in prefixe and prefixe and evenement == "start_array":
            if cles[-1] in ("marches", "results", "records", "data", "features", "contrats", *_TYPES):
                return [f"{prefixe}.item", *(f"{t}.item" for t in _TYPES if prefixe in _TYPES and t != prefixe)]
        elif prefixe == "marches" and evenement == "map_key":
            _, forme, _ = next(evenements)
            if forme == "null":
                continue
            suffixe = ".item" if forme == "start_array" else ""
            return [f"marches.{t}{suffixe}" for t in _TYPES]
        elif prefixe == "" and evenement == "end_map":
            break
    raise _pas_des_marches(nom)
