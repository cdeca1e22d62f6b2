"""Les départements viennent de la migration de données : on les lit, on ne les crée pas."""

from pathlib import Path

from django.core.management import call_command

from clauses.fond.territoires.models import Departement


def charger(fichier: Path, *, appliquer: bool = True) -> int:
    """Charge les communes par leur commande ; rend son code de retour."""
    try:
        call_command("charger_communes", fichier, *(["--appliquer"] if appliquer else []))
    except SystemExit as fin:
        return int(fin.code or 0)
    return 0


def nord() -> Departement:
    return Departement.objects.get(pk="59")


def pas_de_calais() -> Departement:
    return Departement.objects.get(pk="62")
