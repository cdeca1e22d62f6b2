"""Des données essentielles aux marchés : lus par `decp/`, rédigés en brouillons, rapprochés de la base.

Commencer par `chaine.py`. Rien n'est saisi deux fois : l'acheteur et les titulaires viennent du répertoire par
leur SIRET, ou y entrent. Le même fichier deux fois ne change rien ; une publication plus récente ne met à jour que
ce qu'elle a elle-même changé.
"""
