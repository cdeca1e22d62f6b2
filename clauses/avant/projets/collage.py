"""Lire une liste de lots collée d'un tableur : une ligne par lot, numéro, intitulé, montant, durée. Aucune requête."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_decimal, lire_entier, lire_texte

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


@dataclass
class Collage:
    """Les lots compris, et un reproche par ligne refusée, qui nomme la ligne et le champ."""

    lots: list[LotColle] = field(default_factory=list)
    refus: list[str] = field(default_factory=list)


def lire_lots(texte: str) -> Collage:
    """Lit le texte collé. Séparateur : la tabulation du tableur, ou le point-virgule. Une ligne d'en-tête est
    reconnue et laissée ; les lignes vides aussi. Une ligne fautive ne perd pas les autres."""
    collage, vus = Collage(), dict[str, int]()
    for rang, brute in enumerate(texte.splitlines(), start=1):
        cases = _cases(brute)
        if not any(cases) or (rang == 1 and _est_un_entete(cases)) or _est_un_total(cases):
            continue
        if len(collage.lots) + len(collage.refus) >= LIGNES_MAX:
            collage.refus.append(f"Ligne {rang}\u00a0: au-delà de {LIGNES_MAX} lots, collez en deux fois.")
            break
        try:
            lot = _lire(rang, cases)
        except CelluleInvalide as refus:
            collage.refus.append(str(refus))
            continue
        if lot.numero and lot.numero in vus:
            collage.refus.append(
                f"Ligne {rang}, numéro\u00a0: le lot {lot.numero} est déjà à la ligne {vus[lot.numero]}."
            )
            continue
        vus[lot.numero] = rang
        collage.lots.append(lot)
    return collage


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
        raise CelluleInvalide(
            f"Ligne {rang}\u00a0: une seule case.",
            "Séparer le numéro, l'intitulé et le montant par une tabulation ou un point-virgule.",
        )
    numero, intitule, montant, duree = (*_avec_numero(cases), "", "")[:4]
    numero = _LOT.sub("", lire_texte(numero)).removesuffix(".0")
    intitule = lire_texte(intitule)
    if len(numero) > 10:
        raise CelluleInvalide(f"Ligne {rang}, numéro\u00a0: plus de 10 caractères.", "Y écrire le seul numéro.")
    if not intitule:
        raise CelluleInvalide(f"Ligne {rang}, intitulé\u00a0: la case est vide.", "Dire ce que le lot comprend.")
    if len(intitule) > 250:
        raise CelluleInvalide(f"Ligne {rang}, intitulé\u00a0: plus de 250 caractères.", "L'abréger.")
    try:
        champ = "montant"
        montant_lu = lire_decimal(montant, minimum=0, decimales=2)
        champ = "durée"
        duree_lue = lire_entier(_MOIS.sub("", duree), minimum=1, maximum=600)
    except CelluleInvalide as refus:
        raise CelluleInvalide(f"Ligne {rang}, {champ}\u00a0: {refus.message}", refus.remede) from refus
    return LotColle(rang, numero, intitule, montant_lu, duree_lue)
