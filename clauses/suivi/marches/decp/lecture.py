"""Lire un fichier de données essentielles, au fil de l'eau, en avis propres et en refus expliqués."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from clauses.fond.socle.valeurs import contient_nir

from .avis import Contexte, composer_uid, construire
from .colonnes import canoniser, est_rien, reperer
from .faits import Avis, Carnet, Refus, Rejet
from .fusion import Enregistrement, Reunion, reunir
from .sources import Source, ouvrir

_PARIS = ZoneInfo("Europe/Paris")
_PAS_CHIFFRE = re.compile(r"\D")


def lire_decp(
    source: str | Path | BinaryIO, nom_fichier: str | None = None, *, jour: dt.date | None = None
) -> Iterator[Avis | Refus]:
    """Les marchés d'un fichier : un `Avis` ou un `Refus` par marché, dans l'ordre du fichier.

    `source` : chemin ou fichier binaire ouvert. JSON (2019, 2022 et enveloppes des portails), XML, CSV ou
    classeur (consolidés, schéma tabulaire, SCDL), ou .zip de ceux-là. `jour` : la date au-delà de laquelle une
    notification est à venir (aujourd'hui par défaut). Les enregistrements d'un même marché (une ligne par
    titulaire, publications successives) sont réunis : chaque enregistrement est dans les `rangs` d'un seul
    résultat. Lève `FichierIllisible` si le fichier entier ne peut pas être lu.
    """
    nom = nom_fichier or Path(getattr(source, "name", None) or str(source)).name
    jour = jour or dt.datetime.now(_PARIS).date()
    with ouvrir(source, nom) as sources:
        for une in sources:
            yield from _lire_source(une, jour)


def _lire_source(source: Source, jour: dt.date) -> Iterator[Avis | Refus]:
    """Deux passages : le premier repère où finit chaque marché, le second réunit et met au propre.

    Ainsi la mémoire ne garde qu'un nombre par marché, et les lignes des marchés encore ouverts.
    """
    dernier: dict[int, int] = {}
    for place, (_, champs, _) in enumerate(source.lire()):
        if (cle := _cle(reperer(champs))) is not None:
            dernier[cle] = place
    ouverts: dict[int, list[Enregistrement]] = {}
    for place, (rang, champs, anomalie) in enumerate(source.lire()):
        enregistrement = Enregistrement(rang, canoniser(champs), anomalie)
        cle = _cle(enregistrement.champs)
        if anomalie or cle is None:
            yield from _conclure([enregistrement], source, jour)
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
            yield from _conclure(groupe, source, jour)


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


def _conclure(groupe: list[Enregistrement], source: Source, jour: dt.date) -> Iterator[Avis | Refus]:
    """Un avis ou un refus pour le groupe, et un refus par enregistrement d'un autre marché sous le même numéro."""
    if groupe[0].anomalie:
        rejet = Rejet("ligne", "", groupe[0].anomalie, "Corriger cette ligne dans le fichier.")
        yield _refus(groupe[0].champs, (groupe[0].rang,), rejet, source)
        return
    carnet = Carnet()
    seul = len(groupe) == 1
    reunion = Reunion(groupe[0].champs, groupe, ()) if seul else reunir(groupe, carnet)
    rangs = tuple(e.rang for e in reunion.reunis)
    contexte = Contexte(source.nom, rangs, jour, source.en_tableau)
    for autre in reunion.autres:
        rejet = Rejet(
            "id",
            autre.champs.get("id"),
            f"un autre marché du fichier ({_repere(rangs[-1:], source)}) porte le même numéro avec un autre objet.",
            "Demander au producteur un numéro par marché, ou créer ce marché à la main.",
        )
        yield _refus(autre.champs, (autre.rang,), rejet, source)
    try:
        yield construire(reunion.champs, contexte, carnet)
    except Rejet as rejet:
        yield _refus(reunion.champs, rangs, rejet, source)


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
