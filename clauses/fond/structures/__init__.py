"""Structures : les structures porteuses et leur répertoire (donneurs d'ordre, entreprises, SIAE…).

Chaque structure porteuse tient son propre répertoire : deux porteuses qui suivent la même entreprise ont
chacune leur fiche, et ne voient rien l'une de l'autre (docs/decisions/0004-cloisons.md).
"""
