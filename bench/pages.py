"""L'accueil et le bilan, lus par huit personnes à la fois, rapportés à une page vide du même site."""

import argparse
import time

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from bench.lecteurs import LECTEURS, Lecteur, chronometrer, site
from bench.pays import FACILITATEURS, MOT_DE_PASSE, PORTEUSES, Taille, engendrer
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Operation

VIDE = "/recherche/"


def mesurer(options: argparse.Namespace) -> None:
    """Engendre le pays s'il manque, lance le site, mesure, et écrit p50, p95 et leurs rapports."""
    call_command("migrate", verbosity=0, database="proprietaire")
    debut = time.perf_counter()
    engendrer(Taille(options.operations, options.lignes), timezone.localdate())
    with connections["proprietaire"].cursor() as curseur:
        curseur.execute("ANALYZE")
    duree = time.perf_counter() - debut
    print(
        f"Pays de mesure : {Operation.objects.count()} opérations, "
        f"{LigneHeures.objects.count()} lignes d'heures ({duree:.0f} s)."
    )
    comptes = [f"mesure{n % PORTEUSES}-{n % FACILITATEURS}@exemple.test" for n in range(LECTEURS)]
    suivies = [Operation.objects.filter(facilitateur__courriel=compte).order_by("pk") for compte in comptes]
    print(f"Chaque lecteur suit {suivies[0].count()} opérations.")
    pages = {
        "page vide du même site": [VIDE],
        "accueil du facilitateur": ["/"],
        "bilan d'une opération": [f"/operations/{siennes[0].pk}/bilan/" for siennes in suivies],
    }
    connections.close_all()
    with site() as port:
        mesures = chronometrer([Lecteur(port, compte, MOT_DE_PASSE) for compte in comptes], pages)
    for mesure in mesures:
        print(mesure.rapport(mesures[0]))
