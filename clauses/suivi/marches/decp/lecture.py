"""Lire un fichier de données essentielles, au fil de l'eau, en avis propres et en refus expliqués."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar
from zoneinfo import ZoneInfo

from clauses.fond.socle import a_part
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.valeurs import contient_nir

from .absences import Recensement
from .avis import Contexte, composer_uid, construire
from .colonnes import canoniser, deballer, est_rien, reperer
from .enregistrements import Enregistrement
from .faits import Avis, Carnet, Refus, Rejet
from .fusion import Reunion, reunir
from .lots import Part, separer
from .sources import Source, ouvrir

T = TypeVar("T")
_PARIS = ZoneInfo("Europe/Paris")
_PAS_CHIFFRE = re.compile(r"\D")


def lire_decp(
    source: a_part.Source, nom_fichier: str | None = None, *, jour: dt.date | None = None
) -> Iterable[Avis | Refus]:
    """Les marchés d'un fichier : un `Avis` ou un `Refus` par marché, dans l'ordre du fichier, lus à part.

    `source` : chemin, octets ou fichier binaire ouvert. JSON (2019, 2022 et enveloppes des portails), XML, CSV ou
    classeur (consolidés, schéma tabulaire, SCDL), ou .zip de ceux-là. `jour` : la date au-delà de laquelle une
    notification est à venir (aujourd'hui par défaut). Les enregistrements d'un même marché (une ligne par
    titulaire, publications successives) sont réunis : chaque enregistrement est dans les `rangs` d'un seul
    résultat. Lève `FichierIllisible` si le fichier entier ne peut pas être lu.
    """
    nom = nom_fichier or Path(getattr(source, "name", None) or str(source)).name
    return _a_part(_lire, source, nom, jour or _aujourd_hui())


def relire(source: a_part.Source, nom: str) -> Iterable[tuple[Avis | Refus, list[Enregistrement]]]:
    """Comme `lire_decp`, avec les enregistrements réunis dans chaque résultat, tels que publiés."""
    return _a_part(_relire, source, nom, _aujourd_hui())


def intitules(source: a_part.Source, nom: str) -> list[str]:
    """Les noms que le fichier donne à ses champs, dans l'ordre où il les écrit."""
    return list(_a_part(_intitules, source, nom))


def _aujourd_hui() -> dt.date:
    return dt.datetime.now(_PARIS).date()


def _a_part(lecture: Callable[..., Iterator[T]], source: a_part.Source, nom: str, *arguments: object) -> Iterable[T]:
    attendus = (FichierIllisible,)
    return a_part.parcourir(lecture, source, nom, *arguments, nom=nom, refuser=FichierIllisible, attendus=attendus)


def _lire(flux: BinaryIO, nom: str, jour: dt.date) -> Iterator[Avis | Refus]:
    with ouvrir(flux, nom) as sources:
        for une in sources:
            yield from (resultat for resultat, _ in _lire_source(une, jour))


def _relire(flux: BinaryIO, nom: str, jour: dt.date) -> Iterator[tuple[Avis | Refus, list[Enregistrement]]]:
    with ouvrir(flux, nom) as sources:
        for une in sources:
            yield from _lire_source(une, jour, relit=True)


def _intitules(flux: BinaryIO, nom: str) -> Iterator[str]:
    noms: dict[str, None] = {}
    with ouvrir(flux, nom) as sources:
        for une in sources:
            for _, champs, _ in une.lire():
                noms |= dict.fromkeys(map(str, deballer(champs)))
    yield from noms


def _lire_source(
    source: Source, jour: dt.date, *, relit: bool = False
) -> Iterator[tuple[Avis | Refus, list[Enregistrement]]]:
    """Deux passages : le premier repère où finit chaque marché, le second réunit et met au propre.

    Ainsi la mémoire ne garde qu'un nombre par marché, et les lignes des marchés encore ouverts.
    """
    dernier: dict[int, int] = {}
    recensement = Recensement()
    for place, (_, champs, _) in enumerate(source.lire()):
        reperes = reperer(champs)
        if (cle := _cle(reperes)) is not None:
            dernier[cle] = place
            recensement.compter(cle, reperes)
    absences = recensement.absences()
    ouverts: dict[int, list[Enregistrement]] = {}
    for place, (rang, champs, anomalie) in enumerate(source.lire()):
        enregistrement = Enregistrement(rang, canoniser(champs), anomalie, deballer(champs) if relit else {})
        cle = _cle(enregistrement.champs)
        if anomalie or cle is None:
            yield from _conclure([enregistrement], source, jour, absences)
            if cle is None or dernier[cle] != place:
                continue
            groupe = ouverts.pop(cle, [])
        else:
            groupe = ouverts.setdefault(cle, [])
            groupe.append(enregistrement)
            if dernier[cle] != place:
                continue
            del ouverts[cle]
        if groupe:
            yield from _conclure(groupe, source, jour, absences)


def _cle(champs: dict[str, object]) -> int | None:
    """Ce qui désigne un marché dans le fichier ; None si l'identifiant ou l'acheteur manque.

    Le schéma tabulaire donne un nouveau numéro d'ordre (deux derniers chiffres) à chaque modification et
    dit quelle ligne est actuelle : ses versions se retrouvent sans ce numéro.
    """
    identifiant, acheteur = champs.get("id"), champs.get("acheteur_id")
    if est_rien(identifiant) or est_rien(acheteur):
        return None
    texte = str(identifiant).strip()
    if not est_rien(champs.get("donnees_actuelles")) and len(texte) > 6 and texte[-2:].isdigit():
        texte = texte[:-2]
    return hash((_PAS_CHIFFRE.sub("", str(acheteur)).lstrip("0"), texte))


def _conclure(
    groupe: list[Enregistrement], source: Source, jour: dt.date, absences: frozenset[str]
) -> Iterator[tuple[Avis | Refus, list[Enregistrement]]]:
    """Un avis ou un refus pour chaque marché que désigne ce numéro : presque toujours un seul."""
    if groupe[0].anomalie:
        rejet = Rejet("ligne", "", groupe[0].anomalie, "Corriger cette ligne dans le fichier.")
        yield _refus(groupe[0].champs, (groupe[0].rang,), rejet, source), groupe
        return
    parts = [Part(groupe)] if len(groupe) == 1 else separer(groupe)
    for part in parts:
        carnet = Carnet(absences)
        if len(parts) > 1:
            _dire_la_part(part, len(parts), carnet)
        resultat = _lire_la_part(part, source, jour, carnet)
        yield resultat, [e for e in groupe if e.rang in resultat.rangs]


def _lire_la_part(part: Part, source: Source, jour: dt.date, carnet: Carnet) -> Avis | Refus:
    seul = len(part.enregistrements) == 1
    reunion = (
        Reunion(part.enregistrements[0].champs, part.enregistrements) if seul else reunir(part.enregistrements, carnet)
    )
    rangs = tuple(e.rang for e in reunion.reunis)
    contexte = Contexte(source.nom, rangs, jour, source.en_tableau, part.lot, part.suffixe)
    try:
        return construire(reunion.champs, contexte, carnet)
    except Rejet as rejet:
        return _refus(reunion.champs, rangs, rejet, source)


def _dire_la_part(part: Part, nombre: int, carnet: Carnet) -> None:
    identifiant = part.enregistrements[0].champs.get("id")
    if part.lot:
        carnet.noter(
            "id", identifiant, f"{nombre} lots portent ce numéro ; chacun est repris à part, ici le {part.lot}."
        )
    else:
        message = f"{nombre} marchés aux objets différents portent ce numéro ; chacun est repris à part, à vérifier."
        carnet.noter("id", identifiant, message)


def _refus(brut: dict[str, object], rangs: tuple[int, ...], rejet: Rejet, source: Source) -> Refus:
    identifiant, acheteur = brut.get("id"), brut.get("acheteur_id")
    connu = not est_rien(identifiant) and not est_rien(acheteur) and not contient_nir(str(identifiant))
    return Refus(
        fichier=source.nom,
        rangs=rangs,
        repere=_repere(rangs, source),
        uid=composer_uid(str(acheteur).strip(), str(identifiant).strip()) if connu else None,
        champ=rejet.champ,
        valeur=rejet.valeur,
        motif=rejet.motif,
        remede=rejet.remede,
    )


def _repere(rangs: tuple[int, ...], source: Source) -> str:
    """« ligne 12 », « lignes 12, 13 » ou « marché n° 12 »."""
    quoi = ("ligne", "lignes") if source.en_tableau else ("marché n°", "marchés n°")
    montres = ", ".join(map(str, rangs[:5])) + ("…" if len(rangs) > 5 else "")
    return f"{quoi[len(rangs) > 1]} {montres}"
