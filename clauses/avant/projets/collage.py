"""Lire une liste de lots collée d'un tableur : une ligne par lot, numéro, intitulé, montant, durée. Aucune requête."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from clauses.fond.socle.imports.chaine import Chaine
from clauses.fond.socle.imports.rapport import CREE, REFUSE, LigneRefusee, Rapport, Verdict
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_entier, lire_montant, lire_texte

_LOT = re.compile(r"^lots?\s*(?:n°|n°|no)?\s*", re.IGNORECASE)
_MOIS = re.compile(r"\s*mois\s*$", re.IGNORECASE)
_ENTETES = {"lot", "lots", "numero", "n", "no", "numero de lot", "n de lot", "n lot", "numero du lot"}
# Ce qu'un numéro de lot peut être : « 3 », « 03 bis », « A », « 2.1 », « B-04 ».
_NUMERO = re.compile(r"^(?:[a-z]{0,2}[\s.-]?)?\d+(?:[.\-/]\d+)*\s?(?:bis|ter|[a-z])?$|^[a-z]$|^$", re.IGNORECASE)
LIGNES_MAX = 100


@dataclass(frozen=True)
class LotColle:
    """Un lot lu : ce que la ligne `ligne` en dit. `numero` vide : le suivant."""

    ligne: int
    numero: str
    intitule: str
    montant_ht: Decimal | None = None
    duree_mois: int | None = None


class Collage(Chaine[tuple[int, list[str]]]):
    """Les lots compris (`lots`), et un reproche par ligne refusée (`refus`), qui nomme la ligne et le champ.

    Séparateur : la tabulation du tableur, ou le point-virgule. Une ligne d'en-tête est reconnue et laissée ; les lignes
    vides et le total aussi.
    """

    def __init__(self, texte: str) -> None:
        super().__init__(Rapport("liste collée"))
        self.texte, self.lots, self.vus = texte, list[LotColle](), dict[str, int]()

    def lignes(self) -> Iterator[tuple[int, list[str]]]:
        utiles = (
            (rang, cases)
            for rang, brute in enumerate(self.texte.splitlines(), start=1)
            if any(cases := _cases(brute)) and not (rang == 1 and _est_un_entete(cases)) and not _est_un_total(cases)
        )
        return islice(utiles, LIGNES_MAX + 1)

    def juger(self, ligne: tuple[int, list[str]]) -> Verdict:
        if len(self.verdicts) == LIGNES_MAX:
            raise LigneRefusee("", "", f"au-delà de {LIGNES_MAX} lots, collez en deux fois.")
        lot = _lire(*ligne)
        if lot.numero and lot.numero in self.vus:
            motif = f"le lot {lot.numero} est déjà à la ligne {self.vus[lot.numero]}."
            raise LigneRefusee("numéro", lot.numero, motif)
        self.vus[lot.numero] = lot.ligne
        self.lots.append(lot)
        return Verdict(lot.ligne, CREE, lot.intitule)

    def refuser(self, ligne: tuple[int, list[str]], refus: LigneRefusee) -> Verdict:
        return Verdict.refus(ligne[0], "", refus)

    @property
    def refus(self) -> list[str]:
        return [_phrase(verdict) for verdict in self.rapport.verdicts if verdict.issue == REFUSE]


def lire_lots(texte: str) -> Collage:
    """Lit le texte collé. Une ligne fautive ne perd pas les autres."""
    collage = Collage(texte)
    collage.executer()
    return collage


def _phrase(refus: Verdict) -> str:
    """« Ligne 3, numéro : plus de 10 caractères. Y écrire le seul numéro. »"""
    champ = f", {refus.champ}" if refus.champ else ""
    return f"Ligne {refus.ligne}{champ}\u00a0: {refus.motif} {refus.remede}".rstrip()


def _cases(ligne: str) -> list[str]:
    separateur = "\t" if "\t" in ligne else ";"
    return [case.strip().strip('"').strip() for case in ligne.split(separateur)]


def _est_un_entete(cases: Sequence[str]) -> bool:
    return cle_de_texte(cases[0]) in _ENTETES


def _est_un_total(cases: Sequence[str]) -> bool:
    """La dernière ligne du tableur : « Total », sans intitulé de lot."""
    mots = [case for case in cases if case and not any(c.isdigit() for c in case)]
    return bool(mots) and all(cle_de_texte(mot).startswith(("total", "sous total")) for mot in mots)


def _avec_numero(cases: Sequence[str]) -> Sequence[str]:
    """Une liste sans colonne de numéro : « Peinture », « 400 000 » ; le lot prendra le numéro suivant."""
    premier, second = _LOT.sub("", cases[0]), cases[1]
    est_decale = not _NUMERO.match(premier) and (not second or second[0].isdigit())
    return ("", *cases) if est_decale else cases


def _lire(rang: int, cases: Sequence[str]) -> LotColle:
    if len(cases) < 2:
        remede = "Séparer le numéro, l'intitulé et le montant par une tabulation ou un point-virgule."
        raise LigneRefusee("", "", "une seule case.", remede)
    numero, intitule, montant, duree = (*_avec_numero(cases), "", "")[:4]
    numero = _LOT.sub("", lire_texte(numero)).removesuffix(".0")
    intitule = lire_texte(intitule)
    if len(numero) > 10:
        raise LigneRefusee("numéro", numero, "plus de 10 caractères.", "Y écrire le seul numéro.")
    if not intitule:
        raise LigneRefusee("intitulé", "", "la case est vide.", "Dire ce que le lot comprend.")
    if len(intitule) > 250:
        raise LigneRefusee("intitulé", intitule, "plus de 250 caractères.", "L'abréger.")
    try:
        champ, valeur = "montant", montant
        montant_lu = lire_montant(montant, minimum=0)
        champ, valeur = "durée", duree
        duree_lue = lire_entier(_MOIS.sub("", duree), minimum=1, maximum=600)
    except CelluleInvalide as refus:
        raise LigneRefusee.de_cellule(champ, valeur, refus) from refus
    return LotColle(rang, numero, intitule, montant_lu, duree_lue)
