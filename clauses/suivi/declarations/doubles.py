"""Deux contrats sont-ils le même ? Un seul endroit en décide, et dit pourquoi : `comparer`.

Le même contrat se retrouve et se met à jour ; probablement le même, il attend la réponse de quelqu'un, et ne compte
pas d'ici là ; différent, il compte à part. L'import compare ses lignes à la base et entre elles, la saisie d'un
contrat compare le contrat à ceux de la personne. Voir docs/decisions/0024.
"""

import re
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from clauses.fond.socle.noms import cle_de_texte
from clauses.fond.socle.valeurs import en_date
from clauses.fond.structures.doubles import FORMES
from clauses.fond.structures.etablissements import meme_entreprise
from clauses.suivi.participants import doubles as personnes
from clauses.suivi.participants.doubles import Lien, Personne
from regles.typographie import enumerer

RESSEMBLANCE = 0.8
ANS_D_ECART = 10
# Ce qui change d'une écriture à l'autre d'une même entreprise.
_FORMES = re.compile(rf"{FORMES}|entreprise|groupe|marche")


class Qui(NamedTuple):
    """La personne d'un contrat, telle qu'on la connaît ; `nom` vide : rien ne la nomme. `profil` : de quoi la
    reconnaître alors (sexe, code postal, commune)."""

    fiche: UUID | None = None
    nom: str = ""
    prenom: str = ""
    naissance: date | None = None
    dossier: str = ""
    profil: str = ""
    age: int | None = None

    def en_personne(self) -> Personne:
        """Elle, pour `participants/doubles.py` ; le dossier n'y est pas : un contrat peut en changer."""
        return Personne(self.nom, self.prenom, self.naissance)


class ContratDit(NamedTuple):
    """Un contrat, tel qu'une ligne ou la base le dit ; `fin` : `None` s'il court. `lot` : vide s'il n'est pas dit."""

    qui: Qui
    debut: date
    fin: date | None
    employeur: str
    marche: str
    siret: str | None = None
    operation: str = ""
    lot: str = ""
    heures: Decimal | None = None  # celles que le fichier en dit, s'il le dit

    def en_mots(self) -> str:
        """« du 02/03/2026 au 31/08/2026 (Dupont Frères, Réhabilitation) »."""
        jusqu = f" au {en_date(self.fin)}" if self.fin else ""
        chez = ", ".join(mot[:60] for mot in (self.employeur, self.marche) if mot)
        return f"{'du' if self.fin else 'depuis le'} {en_date(self.debut)}{jusqu}{f' ({chez})' if chez else ''}"


class Comparaison(NamedTuple):
    """Ce que deux contrats sont l'un pour l'autre, pourquoi, et combien ils ont en commun (0 à 5)."""

    lien: Lien
    raison: str = ""
    communs: int = 0


SANS_RAPPORT = Comparaison(Lien.DIFFERENT)


def comparer(neuf: ContratDit, connu: ContratDit, *, ensemble: bool = False) -> Comparaison:
    """Le même, probablement le même, ou différent. `ensemble` : le même fichier dit l'un et l'autre, ce qui vaut pour
    deux contrats s'ils sont sur deux marchés, ou deux lots, et n'ont pas les mêmes heures."""
    if not _se_touchent(neuf, connu) and (ensemble or not _a_une_autre_annee(neuf, connu)):
        return SANS_RAPPORT
    meme_fiche = neuf.qui.fiche == connu.qui.fiche is not None
    if not meme_fiche and not (neuf.qui.nom and connu.qui.nom):
        return SANS_RAPPORT if ensemble else _comparer_sans_nom(neuf, connu)
    ecarts = _ecarts(neuf, connu)
    communs = sum(1 for nom in ("début", "fin", "employeur", "marché") if nom not in ecarts)
    raison = enumerer(ecarts.values())
    personne = _rapprocher(neuf.qui, connu.qui)
    if personne is Lien.DIFFERENT or (personne is Lien.PROBABLE and communs < 2):
        return SANS_RAPPORT
    if meme_fiche and ecarts.keys() <= {"fin"}:
        return Comparaison(Lien.MEME, raison, communs)
    if not _marches_proches(neuf, connu):
        autre_emploi = "début" in ecarts and not _employeurs_proches(neuf, connu)
        if autre_emploi or (ensemble and not _ont_les_memes_heures(neuf, connu)):
            return Comparaison(Lien.DIFFERENT, f"un autre contrat court en même temps, {connu.en_mots()}", communs)
    return Comparaison(Lien.PROBABLE, raison, communs)


def _comparer_sans_nom(neuf: ContratDit, connu: ContratDit) -> Comparaison:
    """Rien ne nomme la personne : quatre choses en commun sur cinq, car l'une a pu être corrigée entre deux exports.

    Une fin qui arrive n'est pas une correction ; un employeur, un marché écrits autrement restent les mêmes.
    """
    a, b = neuf.qui, connu.qui
    if a.dossier and b.dossier and a.dossier != b.dossier:
        return SANS_RAPPORT
    ecarts = _ecarts(neuf, connu)
    meme_profil = a.profil == b.profil and (a.age is None or b.age is None or abs(a.age - b.age) <= ANS_D_ECART)
    if not meme_profil:
        ecarts = {"profil": "le sexe, la commune ou l'âge est autre"} | ecarts
    en_commun = (
        meme_profil,
        "début" not in ecarts,
        "fin" not in ecarts or connu.fin is None,
        _employeurs_proches(neuf, connu),
        _marches_proches(neuf, connu),
    )
    communs = sum(en_commun)
    return Comparaison(Lien.PROBABLE, enumerer(ecarts.values()), communs) if communs >= 4 else SANS_RAPPORT


def _rapprocher(a: Qui, b: Qui) -> Lien:
    """La même fiche ; ou un nom, une naissance qui se ressemblent : peut-être la même personne, écrite autrement."""
    if a.fiche is not None and a.fiche == b.fiche:
        return Lien.MEME
    rapproche = personnes.comparer(a.en_personne(), b.en_personne())
    # Deux personnes que leurs noms ne suffisent pas à dire la même le sont peut-être si leurs contrats se ressemblent.
    return rapproche.lien or (Lien.PROBABLE if rapproche.raison else Lien.DIFFERENT)


def _ont_les_memes_heures(a: ContratDit, b: ContratDit) -> bool:
    """Les mêmes dates, le même employeur, les mêmes heures : deux marchés, ou un intitulé écrit de deux façons."""
    memes = (a.debut, a.fin, a.heures) == (b.debut, b.fin, b.heures)
    return bool(a.heures) and memes and _employeurs_proches(a, b)


def _se_touchent(a: ContratDit, b: ContratDit) -> bool:
    """Un jour au moins leur est commun ; deux missions qui se suivent n'en ont pas."""
    return a.debut <= (b.fin or date.max) and b.debut <= (a.fin or date.max)


def _a_une_autre_annee(a: ContratDit, b: ContratDit) -> bool:
    """Les mêmes jours, le même emploi, l'année seule est autre : une mission de plus, ou une année corrigée."""
    jours = [(c.debut.month, c.debut.day, c.fin and (c.fin.month, c.fin.day)) for c in (a, b)]
    return jours[0] == jours[1] and _employeurs_proches(a, b) and _marches_proches(a, b)


def _ecarts(neuf: ContratDit, connu: ContratDit) -> dict[str, str]:
    """Ce qui est écrit autrement : {quoi: en mots}."""
    meme_employeur = cle_de_texte(neuf.employeur) == cle_de_texte(connu.employeur)
    if neuf.siret and connu.siret:  # sous le même nom, un autre établissement de l'entreprise est le même employeur
        meme_employeur = neuf.siret == connu.siret or (meme_employeur and meme_entreprise(neuf.siret, connu.siret))
    marches, operations = (neuf.marche, connu.marche), (neuf.operation, connu.operation)
    differents = {
        "personne": neuf.qui.nom and connu.qui.nom and _identite(neuf.qui) != _identite(connu.qui),
        "début": neuf.debut != connu.debut,
        "fin": neuf.fin != connu.fin,
        "employeur": not meme_employeur,
        "marché": cle_de_texte(marches[0]) != cle_de_texte(marches[1]),
        "opération": all(operations) and cle_de_texte(operations[0]) != cle_de_texte(operations[1]),
        "lot": not _meme_lot(neuf, connu),
    }
    return {
        quoi: _EN_MOTS.get(quoi) or _personne_en_mots(neuf.qui, connu.qui)
        for quoi, differe in differents.items()
        if differe
    }


_EN_MOTS = {
    "début": "le début est autre",
    "fin": "la fin est autre",
    "employeur": "l'employeur est écrit autrement",
    "marché": "le marché est écrit autrement",
    "opération": "l'opération est écrite autrement",
    "lot": "le lot est autre",
}


def semble_une_autre(neuf: Qui, connu: Qui) -> str:
    """Ce que deux personnes que leur nom, ou leur naissance, sépare ont pourtant en commun ; vide pour une même."""
    if neuf.fiche == connu.fiche is not None:
        return ""
    rapproche = personnes.comparer(neuf.en_personne(), connu.en_personne())
    return rapproche.raison if rapproche.lien is Lien.DIFFERENT else ""


def _personne_en_mots(neuf: Qui, connu: Qui) -> str:
    return f"{semble_une_autre(neuf, connu) or 'la personne est écrite autrement'} (« {connu.prenom} {connu.nom} »)"


def numero_de_lot(texte: str) -> str:
    return cle_de_texte(texte).removeprefix("lot").strip()


def _meme_lot(a: ContratDit, b: ContratDit) -> bool:
    return not (a.lot and b.lot) or a.lot == b.lot


def _marches_proches(a: ContratDit, b: ContratDit) -> bool:
    """Le même marché, peut-être écrit autrement."""
    meme_operation = not (a.operation and b.operation) or se_ressemblent(a.operation, b.operation)
    return meme_operation and _meme_lot(a, b) and se_ressemblent(a.marche, b.marche)


def _identite(qui: Qui) -> tuple[str, str, date | None]:
    return cle_de_texte(qui.nom), cle_de_texte(qui.prenom), qui.naissance


def _employeurs_proches(a: ContratDit, b: ContratDit) -> bool:
    """Deux établissements d'une même entreprise, ou deux écritures de son nom."""
    return meme_entreprise(a.siret, b.siret) or se_ressemblent(a.employeur, b.employeur)


@lru_cache(maxsize=4096)
def se_ressemblent(un: str, autre: str) -> bool:
    """Deux écritures d'un même intitulé ? Deux numéros différents (lot 1, lot 2) disent deux choses."""
    cles = cle_de_texte(un), cle_de_texte(autre)
    if cles[0] == cles[1]:
        return True
    mots = [{mot for mot in cle.split() if not _FORMES.fullmatch(mot)} for cle in cles]
    nombres = [{mot for mot in lus if mot.isdigit()} for lus in mots]
    if all(nombres) and nombres[0] != nombres[1]:
        return False
    return mots[0] <= mots[1] or mots[1] <= mots[0] or _presque(*cles)


def _presque(a: str, b: str) -> bool:
    return SequenceMatcher(None, a, b).ratio() >= RESSEMBLANCE
