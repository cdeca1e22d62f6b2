"""Les six CCAG de 2021 : leur nom, l'arrêté qui les approuve, l'article de la clause d'insertion, comment on les cite.

Une pièce, la relecture et le formulaire du marché lisent cette liste, et aucune autre. L'article ne joue que si le
marché vise le CCAG et le complète (note réglementaire « ccag-2021 »).
"""

import re
from dataclasses import dataclass
from datetime import date

from regles.socle import Reference
from regles.typographie import sans_accent

EN_VIGUEUR = date(2021, 4, 1)


@dataclass(frozen=True)
class Ccag:
    """`nom` : tel qu'un marché l'écrit ; `sigle` : en bref ; `article` : celui de l'insertion, « » s'il reste à
    vérifier. `motif` : à quoi on le reconnaît, sans accents ; `natures` : les achats qui l'appellent d'ordinaire."""

    code: str
    sigle: str
    nom: str
    article: str
    arrete: Reference
    motif: str
    natures: tuple[str, ...] = ()
    depuis: date = EN_VIGUEUR


def _arrete(des: str, article: str) -> Reference:
    titre = f"Arrêté du 30 mars 2021 portant approbation du CCAG {des}"
    return Reference("règlement", titre, f"art. {article}" if article else "", "", "B" if article else "C")


CCAG = (
    Ccag("travaux", "Travaux", "Travaux", "20.1", _arrete("des marchés publics de travaux", "20.1"), r"\btravaux\b",
         ("travaux",)),
    Ccag("fcs", "FCS", "Fournitures courantes et services", "16.1",
         _arrete("des marchés publics de fournitures courantes et de services", "16.1"), r"\bfcs\b|\bfournitures?\b",
         ("services", "fournitures")),
    Ccag("pi", "PI", "Prestations intellectuelles", "16.1",
         _arrete("des marchés publics de prestations intellectuelles", "16.1"), r"\bpi\b|\bintellectuel", ("pi",)),
    Ccag("moe", "MOE", "Maîtrise d'œuvre", "", _arrete("des marchés publics de maîtrise d'œuvre", ""),
         r"\bmoe\b|\bmaitrise\b"),
    Ccag("mi", "MI", "Marchés industriels", "16.1", _arrete("des marchés publics industriels", "16.1"),
         r"\bmi\b|\bindustriel"),
    Ccag("tic", "TIC", "Techniques de l'information et de la communication", "16.1",
         _arrete("des marchés publics de techniques de l'information et de la communication", "16.1"),
         r"\btic\b|\btechniques de l'info|\btechnologies\b"),
)  # fmt: skip  # un CCAG par entrée, dans l'ordre des champs
PAR_CODE = {ccag.code: ccag for ccag in CCAG}


def ccag_cite(texte: str) -> Ccag | None:
    """Celui que nomment ces mots (« CCAG-PI », « CCAG Travaux », « fournitures courantes… ») ; sinon `None`."""
    simple = sans_accent(texte)
    if "pas de" in simple:
        return None
    return next((ccag for ccag in CCAG if re.search(ccag.motif, simple)), None)


def ccag_du_marche(dit: str, nature_achat: str) -> Ccag | None:
    """Celui que le marché nomme ; s'il n'en dit rien, celui que sa nature d'achat appelle d'ordinaire."""
    if dit.strip():
        return ccag_cite(dit)
    return next((ccag for ccag in CCAG if nature_achat in ccag.natures), None)
