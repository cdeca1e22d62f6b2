"""Un classeur d'heures (50 000 lignes) : le lire et le vérifier, puis l'appliquer, contre sa lecture et son
écriture nues. Chaque mesure court dans un processus à elle, pour que sa mémoire soit la sienne."""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from python_calamine import load_workbook

from bench.pays import ACTEUR, peupler
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.declarations.imports.modele_mensuel import LigneDuModele, ecrire, lignes_du_mois
from clauses.suivi.declarations.imports.service import appliquer, deposer
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import LigneHeures
from config import env
from regles.calendrier import ajouter_mois

CONTRATS_PAR_OPERATION = 4
NOM = "Porteuse du classeur"


def mesurer(options: argparse.Namespace) -> None:
    """Fait le classeur s'il manque, joue chaque mesure à part, écrit les rapports et la mémoire de pointe."""
    call_command("migrate", verbosity=0, database="proprietaire")
    lignes: int = options.du_classeur
    porteuse, chemin = preparer(lignes)
    print(f"Classeur : {lignes} lignes, {chemin.stat().st_size / 1e6:.1f} Mo.")
    connection.close()
    nue, _ = _a_part("lire", porteuse, chemin, lignes)
    copie, _ = _a_part("copier", porteuse, chemin, lignes)
    verif, memoire = _a_part("verifier", porteuse, chemin, lignes)
    print(f"lecture nue (calamine)                     {nue:6.2f} s")
    print(f"lire et vérifier                           {verif:6.2f} s ({verif / nue:4.1f} ×)   {memoire:4.0f} Mo")
    applique, memoire = _a_part("appliquer", porteuse, chemin, lignes)
    etalon = nue + copie
    print(f"lecture et écriture nues (calamine, COPY)  {etalon:6.2f} s")
    print(
        f"lire, vérifier, écrire, journaliser        {applique:6.2f} s ({applique / etalon:4.1f} ×)   {memoire:4.0f} Mo"
    )


def preparer(lignes: int) -> tuple[StructurePorteuse, Path]:
    """Une porteuse à elle, assez de contrats, et le classeur de leurs mois encore vides."""
    chemin = Path(env.VAR.lire()) / "classeur.xlsx"
    debut = ajouter_mois(timezone.localdate().replace(day=1), -18)
    with signer(ACTEUR, "classeur de mesure"):
        porteuse = StructurePorteuse.objects.create(nom=f"{NOM} {time.time_ns()}")
        compte = Utilisateur.objects.create(courriel=f"classeur{time.time_ns()}@exemple.test", nom="Classeur")
        Appartenance.objects.create(utilisateur=compte, role=Role.FACILITATEUR, porteuse=porteuse)
        mois = [ajouter_mois(debut, n) for n in range(1, 18)]
        operations = -(-lignes // (len(mois) * CONTRATS_PAR_OPERATION))
        peupler(porteuse, operations, CONTRATS_PAR_OPERATION, timezone.localdate(), random.Random(7))
    chemin.write_bytes(ecrire(islice(_remplies(porteuse, mois), lignes), mois[0]))
    return porteuse, chemin


def _remplies(porteuse: StructurePorteuse, mois: list[date]) -> Iterator[LigneDuModele]:
    toutes = (ligne for premier in mois for ligne in lignes_du_mois(porteuse.pk, premier))
    for rang, ligne in enumerate(toutes, 1):
        yield ligne._replace(travaillees=Decimal(30 + rang % 90), formation=Decimal(rang % 7))


def _a_part(quoi: str, porteuse: StructurePorteuse, chemin: Path, lignes: int) -> tuple[float, float]:
    """(secondes, mégaoctets de pointe) de cette mesure, dans un processus neuf."""
    sortie = subprocess.run(
        [sys.executable, "-m", "bench", "--enfant", quoi, str(porteuse.pk), str(chemin), str(lignes)],
        check=True,
        capture_output=True,
        text=True,
        cwd=env.RACINE,
    ).stdout
    secondes, memoire = sortie.split()[-2:]
    return float(secondes), float(memoire)


def lire(_: StructurePorteuse, chemin: Path, lignes: int) -> None:
    feuille = load_workbook(str(chemin)).get_sheet_by_name("Heures")
    assert sum(1 for _ in feuille.iter_rows()) == lignes + 1


def copier(_: StructurePorteuse, chemin: Path, lignes: int) -> None:
    """Autant de lignes, de même forme, par COPY, dans une table aux mêmes index, sans journal ni contrôle."""
    colonnes = "id, contrat_id, lot_id, mois, heures_travaillees, heures_formation, etat"
    cles = LigneHeures.objects.order_by("pk").values_list("contrat_id", "lot_id").first()
    assert cles is not None
    with connection.cursor() as curseur:
        curseur.execute("CREATE TEMP TABLE nue (LIKE declarations_ligneheures INCLUDING INDEXES)")
        curseur.execute("ALTER TABLE nue ALTER version SET DEFAULT 1")
        champs = (
            "cree_le",
            "modifie_le",
            "motif_annulation",
            "heures_accompagnement",
            "motif",
            "source",
            "observation",
            "retenu_travail",
            "retenu_formation",
            "retenu_accompagnement",
            "decision",
        )
        curseur.execute("ALTER TABLE nue " + ", ".join(f"ALTER {champ} DROP NOT NULL" for champ in champs))
        with curseur.copy(f"COPY nue ({colonnes}) FROM STDIN") as flux:
            for rang in range(lignes):
                flux.write_row((_cle(rang), _cle(rang + lignes), cles[1], date(2026, 1, 1), 30, 2, "soumise"))


def _cle(rang: int) -> str:
    return f"00000000-0000-4000-8000-{rang:012d}"


def verifier(porteuse: StructurePorteuse, chemin: Path, lignes: int) -> None:
    rapport = verifier_fichier(chemin, chemin.name, porteuse, _acteur(porteuse))
    assert rapport.totaux["cree"] == lignes, rapport.totaux


def appliquer_le_classeur(porteuse: StructurePorteuse, chemin: Path, lignes: int) -> None:
    avant = LigneHeures.objects.count()
    depose = deposer(chemin.read_bytes(), chemin.name, par=_acteur(porteuse), differe=False)
    appliquer(depose, par=_acteur(porteuse), differe=False)
    assert LigneHeures.objects.count() == avant + lignes


def _acteur(porteuse: StructurePorteuse) -> Acteur:
    compte = Utilisateur.objects.filter(courriel__startswith="classeur").latest("cree_le")
    qui = {"identifiant": str(compte.pk), "nom": "Mesure", "role": Role.FACILITATEUR}
    return Acteur(**qui, utilisateur_id=compte.pk, porteuse_id=porteuse.pk)


MESURES = {"lire": lire, "copier": copier, "verifier": verifier, "appliquer": appliquer_le_classeur}


def enfant(quoi: str, porteuse: str, chemin: str, lignes: str) -> None:
    """Joue une mesure dans ce processus ; écrit ses secondes et sa mémoire de pointe (Mo)."""
    chez = StructurePorteuse.objects.get(pk=porteuse)
    debut = time.perf_counter()
    MESURES[quoi](chez, Path(chemin), int(lignes))
    duree = time.perf_counter() - debut
    print(duree, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
