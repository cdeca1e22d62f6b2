"""Des données essentielles aux marchés : lire (`decp/`) → vérifier → rapprocher → appliquer → rapport.

Commencer par `chaine.py`. Rien n'est saisi deux fois : l'acheteur et les titulaires viennent du répertoire par
leur SIRET, ou y entrent. Le même fichier deux fois ne change rien ; une publication plus récente ne met à jour que
ce qu'elle a elle-même changé.
"""
