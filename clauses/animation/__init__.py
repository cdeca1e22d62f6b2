"""L'animation du territoire : le guichet unique et les rencontres. Aucune tranche n'y est encore."""
