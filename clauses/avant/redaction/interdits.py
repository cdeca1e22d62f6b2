"""Ce qu'une pièce ne dit jamais : la part de main-d'œuvre qui a servi au calcul des heures.

Imprimée, elle ouvre un litige dès que le chantier s'en écarte : l'heure due ne serait plus un engagement mais le
résultat d'une hypothèse. Les pièces n'en reçoivent pas la donnée ; ce contrôle refuse les textes qui la nommeraient.
"""

import re

from regles.typographie import sans_accent

_TRAVAIL = r"main[- ]?d.? ?oe?uvre"
_PART = r"(?:parts?|taux|pourcentages?|poids|coefficients?|fractions?|quotes?[- ]parts?|proportions?|ratios?)"
_INTERDITS = re.compile(
    rf"\b{_PART}\b[^.;\n]{{0,40}}\b{_TRAVAIL}\b"
    rf"|\b{_TRAVAIL}\b[^.;\n]{{0,40}}(?:\d\s*%|pour cent)"
    rf"|(?:%|pour cent)[^.;\n]{{0,25}}\b{_TRAVAIL}\b"
    r"|\bpart\s+mo\b"
)

RAISON = (
    "Ce texte parle de part de main-d'œuvre («\u00a0{extrait}\u00a0»)\u00a0: elle sert au calcul et ne s'imprime dans "
    "aucune pièce, car l'entreprise pourrait contester les heures dès que son chantier s'en écarte. Écrivez les "
    "heures, ou la formule."
)
DU_MARCHE = (
    "La pièce dirait la part de main-d'œuvre («\u00a0{extrait}\u00a0»)\u00a0: elle ne s'imprime dans aucune pièce. Ces "
    "mots viennent de l'objet du marché, du nom d'un lot ou d'une tranche\u00a0: corrigez-les sur sa fiche."
)


def part_de_main_d_oeuvre(texte: str) -> str | None:
    """Le passage qui parle de part de main-d'œuvre, ou `None`. Accents, casse et apostrophes ignorés."""
    trouve = _INTERDITS.search(sans_accent(texte))
    return trouve.group(0) if trouve else None
