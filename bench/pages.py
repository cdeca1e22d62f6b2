"""Chaque page seule, lue par une personne puis par huit, rapportée à une page vide mesurée juste avant."""

import argparse
import os
import time
from collections.abc import Mapping, Sequence

from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from bench.lecteurs import LECTEURS, Lecteur, Mesure, chronometrer, site
from bench.pays import FACILITATEURS, MOT_DE_PASSE, PORTEUSES, Taille, engendrer
from clauses.fond.socle.adresses import fiche_de
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Lot, Operation

Pages = Mapping[str, Sequence[str]]
TITRES = f"{'':26}{'un lecteur':^38}{f'{LECTEURS} lecteurs':^38}"
COLONNES = f"{'page':26}" + f"{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p50/vide':>10}  " * 2


def mesurer(options: argparse.Namespace) -> None:
    """Engendre le pays s'il manque, lance le site, mesure chaque page, et écrit le tableau."""
    _peupler(Taille(options.operations, options.lignes))
    comptes = [f"mesure{n % PORTEUSES}-{n % FACILITATEURS}@exemple.test" for n in range(LECTEURS)]
    pages = _pages(comptes)
    connections.close_all()
    with site() as port:
        lecteurs = [Lecteur(port, compte, MOT_DE_PASSE) for compte in comptes]
        _ecrire(lecteurs, pages)


def _peupler(taille: Taille) -> None:
    call_command("migrate", verbosity=0, database="proprietaire")
    debut = time.perf_counter()
    engendrer(taille, timezone.localdate())
    with connections["proprietaire"].cursor() as curseur:
        curseur.execute("ANALYZE")
    duree = time.perf_counter() - debut
    combien = f"{Operation.objects.count()} opérations, {LigneHeures.objects.count()} lignes d'heures"
    print(f"Pays de mesure : {combien} ({duree:.0f} s).")


def _pages(comptes: Sequence[str]) -> Pages:
    """{page: son adresse pour chaque compte}. La page vide : une recherche que l'on n'a pas faite."""
    siennes = [
        list(Operation.objects.filter(facilitateur__courriel=c).order_by("pk").values_list("pk", flat=True))
        for c in comptes
    ]
    print(f"Chaque lecteur suit {len(siennes[0])} opérations.")
    lots = [Lot.objects.filter(marche__operation=cles[0]).order_by("marche", "numero")[0].pk for cles in siennes]
    partout = {
        "page vide": "tableaux:recherche",
        "accueil d'un facilitateur": "tableaux:accueil",
        "opérations": "marches:operations",
        "personnes": "participants:liste",
        "contrats": "declarations:contrats",
        "déclarations": "declarations:liste",
        "structures": "structures:liste",
    }
    return {nom: [reverse(ecran)] for nom, ecran in partout.items()} | {
        "fiche d'une opération": [fiche_de(Operation, cles[0]) for cles in siennes],
        "fiche d'un lot": [fiche_de(Lot, lot) for lot in lots],
        "bilan d'une opération": [reverse("bilans:operation", args=[cles[0]]) for cles in siennes],
    }


def _ecrire(lecteurs: Sequence[Lecteur], pages: Pages) -> None:
    vide = pages["page vide"]
    print(f"\n{TITRES}\n{COLONNES}")
    parts = []
    for nom, chemins in pages.items():
        cases = []
        for ensemble in (lecteurs[:1], lecteurs):
            etalon = chronometrer(ensemble, vide)
            mesure = etalon if chemins is vide else chronometrer(ensemble, chemins)
            parts.append(mesure.part_des_lecteurs)
            cases.append(_case(mesure, etalon))
        print(f"{nom:26}{'  '.join(cases)}", flush=True)
    print(
        f"\nLes lecteurs partagent les {os.cpu_count()} cœurs du serveur et de la base : ils en prennent jusqu'à "
        f"{max(parts):.0%} d'un. « p50/vide » : rapporté à la page vide, mesurée de même juste avant."
    )


def _case(mesure: Mesure, etalon: Mesure) -> str:
    rapport = mesure.p50 / etalon.p50
    return f"{mesure.par_seconde:8.1f}{mesure.p50:9.1f}{mesure.p95:9.1f}{rapport:8.1f} ×"
