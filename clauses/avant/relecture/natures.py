"""De quelle pièce il s'agit : son nom de fichier le dit, à défaut ses premières lignes."""

import re

from clauses.avant.relecture.models import PieceRelue
from lecteur.extraction.constats import Texte
from regles.typographie import sans_accent

Nature = PieceRelue.Nature
_DANS_LE_NOM = (
    (re.compile(r"\bccap\b|\bccp\b|clauses (?:administratives )?particulieres"), Nature.CCAP),
    (re.compile(r"\brc\b|reglement (?:de (?:la )?)?consultation"), Nature.RC),
    (re.compile(r"\bae\b|\battri\d?\b|acte d.?engagement"), Nature.AE),
    (re.compile(r"\baapc\b|\bavis\b|\bboamp\b"), Nature.AAPC),
)
_DANS_LE_TEXTE = (
    (re.compile(r"^\W*(?:cahier des clauses (?:administratives )?particulieres|c\.?c\.?a\.?p\.?\b)"), Nature.CCAP),
    (re.compile(r"^\W*(?:reglement (?:de (?:la )?)?consultation|r\.?c\.?\s*$)"), Nature.RC),
    (re.compile(r"^\W*acte d.engagement"), Nature.AE),
    (re.compile(r"^\W*avis (?:de marche|d.appel public)"), Nature.AAPC),
)
_PREMIERES = 40


def nature_du_nom(nom: str) -> str:
    """« CCAP_lot3.docx » est un CCAP ; un nom muet, une autre pièce."""
    simple = re.sub(r"[_\-.]+", " ", sans_accent(nom))
    return next((str(nature) for motif, nature in _DANS_LE_NOM if motif.search(simple)), str(Nature.AUTRE))


def nature_de(nature: str, texte: Texte) -> str:
    """La nature dite, sinon celle qu'annonce une des premières lignes, si une seule s'annonce."""
    if nature != Nature.AUTRE:
        return nature
    lues = {
        str(trouvee)
        for p in texte.paragraphes[:_PREMIERES]
        for motif, trouvee in _DANS_LE_TEXTE
        if motif.search(sans_accent(p.texte))
    }
    return lues.pop() if len(lues) == 1 else nature
