"""Le suivi : les personnes, les marchés et leurs clauses, les heures déclarées, les cinq chiffres."""
