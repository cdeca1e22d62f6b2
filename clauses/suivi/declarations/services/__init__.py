"""Les verbes des déclarations : les contrats, l'ouverture des mois, la saisie, la validation."""
