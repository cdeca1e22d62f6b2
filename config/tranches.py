"""Les tranches du métier, de la plus haute à la plus basse : chacune peut importer celles qui la suivent.

La même liste vit dans les contrats d'import de `pyproject.toml` et sur le disque ; un test de cohérence
compare les trois.
"""

TRANCHES = (
    "demo",
    "tableaux",
    "circuit",
    "relecture",
    "redaction",
    "calibrage",
    "sourcing",
    "opportunite",
    "projets",
    "bilans",
    "declarations",
    "marches",
    "participants",
    "annuaire",
    "comptes",
    "structures",
    "territoires",
    "habilitations",
    "socle",
)
