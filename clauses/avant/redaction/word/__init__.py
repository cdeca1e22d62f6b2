"""Écrire et relire les DOCX des pièces.

Le fichier est bâti par `python-docx` et non par un gabarit `docxtpl` : une pièce est une suite de sections et de
tableaux dont le nombre dépend du marché, la page et le fichier lisent le même `Document`, et un texte posé par l'API
n'est jamais relu comme du balisage (« & », « < », « {{ » s'écrivent tels quels).
"""

from clauses.avant.redaction.word.ecriture import Entourage, ecrire
from clauses.avant.redaction.word.lecture import FichierRefuse, lire

__all__ = ["Entourage", "FichierRefuse", "ecrire", "lire"]
