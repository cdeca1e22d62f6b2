"""L'opportunité d'une clause : l'achat y est-il tenu (`obligation`, `seuil`), par quel instrument (`instruments`), que
conseiller (`recommandation`). Les faits sont dans `faits`, les tâches ouvertes dans `ouvertures`."""
