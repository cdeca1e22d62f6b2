"""Ce que montrent les écrans de la relecture."""
