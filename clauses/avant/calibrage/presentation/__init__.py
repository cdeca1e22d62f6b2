"""Le calibrage mis en page. Aucune requête."""
