"""Ce que les écrans des déclarations montrent : des données prêtes à lire, sans requête cachée."""
