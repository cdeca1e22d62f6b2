"""Les portes : ce qui entre ou sort sans écran du métier, comme la démonstration."""
