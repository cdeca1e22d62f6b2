"""Lire et passer des cas écrits par un juriste (voir `docs/regles.md`) : `python -m regles CAS.yaml…`."""

from regles.socle import REGISTRE

REGISTRE.charger()
