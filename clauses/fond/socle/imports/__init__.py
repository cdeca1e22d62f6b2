"""L'import de fichiers, une fois : lire → vérifier → rapprocher → appliquer → rapport.

Commencer par `chaine.py`. Une tranche écrit ce qui est de son métier (ses colonnes, son rapprochement, ce qu'une ligne
demande d'écrire) dans une `Chaine` ; le sort des lignes, leurs refus, l'écriture par paquets et le rapport sont ici.
"""
