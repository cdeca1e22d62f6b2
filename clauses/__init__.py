"""Le métier de la clause sociale, par étages ; dans chacun, un dossier par tranche verticale (voir docs/carte.md)."""
