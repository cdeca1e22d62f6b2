"""Sauvegarder et restaurer : la base, les fichiers déposés et la clé secrète, dans une archive qui se vérifie.

`sauver.py` et `remettre.py` disent les deux gestes ; `archive.py`, le fichier ; `vidage.py`, la base qu'on lit ;
`bascule.py`, celle qu'on remplace ; `depots.py`, les fichiers et la clé. Pourquoi ainsi :
docs/decisions/0045-sauvegarder-et-restaurer.md.
"""
