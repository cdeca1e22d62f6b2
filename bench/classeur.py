"""Un classeur d'heures (50 000 lignes) : le lire et le vérifier, puis l'appliquer, contre sa lecture et son
écriture nues. Chaque mesure court dans un processus à elle, pour que sa mémoire soit la sienne.

Deux étalons d'écriture, toujours dits ensemble (docs/decisions/0015) : les mêmes lignes entières dans une table
ordinaire, et sept de leurs vingt-deux colonnes dans une table temporaire, que rien n'écrit sur le disque."""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from python_calamine import load_workbook

from bench.pays import ACTEUR, peupler
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.copie import cles_neuves
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.declarations.imports.modele_mensuel import LigneDuModele, ecrire, lignes_du_mois
from clauses.suivi.declarations.imports.service import appliquer, deposer
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import AffectationLot, ImportHeures, LigneHeures
from config import env
from regles.calendrier import ajouter_mois

CONTRATS_PAR_OPERATION = 4
NOM = "Porteuse du classeur"


class Mesure(NamedTuple):
    """Secondes à la montre, de calcul (le processus et sa base), et mégaoctets de pointe du processus."""

    duree: float
    calcul: float
    memoire: float

    def plus(self, autre: "Mesure") -> "Mesure":
        """L'une après l'autre."""
        return Mesure(self.duree + autre.duree, self.calcul + autre.calcul, max(self.memoire, autre.memoire))

    def contre(self, etalon: "Mesure") -> str:
        """« 3.2 × (3.6) » : à la montre, et en calcul, que les voisins de la machine troublent moins."""
        return f"{self.duree / etalon.duree:5.1f} × ({self.calcul / etalon.calcul:.1f})"


def mesurer(options: argparse.Namespace) -> None:
    """Fait le classeur, joue chaque mesure à part, puis dit les rapports de cette course."""
    call_command("migrate", verbosity=0, database="proprietaire")
    porteuse, chemin = preparer(options.du_classeur)
    print(f"Classeur : {options.du_classeur} lignes, {chemin.stat().st_size / 1e6:.1f} Mo.")
    connection.close()
    faites = {quoi: _a_part(quoi, porteuse, chemin, options.du_classeur) for quoi in MESURES}
    for quoi, mesure in faites.items():
        print(f"{quoi:12s} {mesure.duree:6.2f} s, dont {mesure.calcul:5.2f} de calcul, {mesure.memoire:4.0f} Mo")
    lecture, temporaire = faites["lire"], faites["lire"].plus(faites["copier"])
    print(f"lire et vérifier, contre la lecture nue (calamine) : {faites['verifier'].contre(lecture)}")
    print("À la montre, et en calcul, contre :            lignes entières    7 colonnes, table temporaire")
    for nom, mesure in (
        ("déposer : lire, vérifier, garder", faites["deposer"]),
        ("appliquer : relire, vérifier, écrire, signer", faites["appliquer"]),
        ("les deux", faites["deposer"].plus(faites["appliquer"])),
    ):
        print(f"{nom:45s} {mesure.contre(faites['nu']):18s} {mesure.contre(temporaire)}")


def preparer(lignes: int) -> tuple[StructurePorteuse, Path]:
    """Une porteuse à elle, assez de contrats, et le classeur de leurs mois encore vides."""
    chemin = Path(env.VAR.lire()) / "classeur.xlsx"
    debut = ajouter_mois(timezone.localdate().replace(day=1), -18)
    with signer(ACTEUR, "classeur de mesure"):
        porteuse = StructurePorteuse.objects.create(nom=f"{NOM} {time.time_ns()}")
        compte = Utilisateur.objects.create(courriel=f"classeur{time.time_ns()}@exemple.test", nom="Classeur")
        role = {"role": Role.FACILITATEUR, "acceptee_le": timezone.now()}
        Appartenance.objects.create(utilisateur=compte, porteuse=porteuse, **role)
        mois = [ajouter_mois(debut, n) for n in range(1, 18)]
        operations = -(-lignes // (len(mois) * CONTRATS_PAR_OPERATION))
        peupler(porteuse, operations, CONTRATS_PAR_OPERATION, timezone.localdate(), random.Random(7))
    chemin.write_bytes(ecrire(islice(_remplies(porteuse, mois), lignes), mois[0]))
    return porteuse, chemin


def _remplies(porteuse: StructurePorteuse, mois: list[date]) -> Iterator[LigneDuModele]:
    toutes = (ligne for premier in mois for ligne in lignes_du_mois(porteuse.pk, premier))
    for rang, ligne in enumerate(toutes, 1):
        yield ligne._replace(travaillees=Decimal(30 + rang % 90), formation=Decimal(rang % 7))


def _a_part(quoi: str, porteuse: StructurePorteuse, chemin: Path, lignes: int) -> Mesure:
    """Cette mesure, dans un processus neuf."""
    sortie = subprocess.run(
        [sys.executable, "-m", "bench", "--enfant", quoi, str(porteuse.pk), str(chemin), str(lignes)],
        check=True,
        capture_output=True,
        text=True,
        cwd=env.RACINE,
    ).stdout
    return Mesure(*map(float, sortie.split()[-3:]))


def lire(_: StructurePorteuse, chemin: Path, lignes: int) -> None:
    feuille = load_workbook(str(chemin)).get_sheet_by_name("Heures")
    assert sum(1 for _ in feuille.iter_rows()) == lignes + 1


def lire_et_ecrire_nu(porteuse: StructurePorteuse, chemin: Path, lignes: int) -> None:
    """Ce que ferait qui ne vérifie rien : le classeur lu, ses clés en une requête, et les lignes entières par COPY dans
    une table ordinaire aux mêmes colonnes et aux mêmes index ; ni journal, ni contrainte, ni clé étrangère."""
    rangees = islice(load_workbook(str(chemin)).get_sheet_by_name("Heures").iter_rows(), 1, None)
    chez = AffectationLot.objects.filter(contrat__participant__porteuse=porteuse)
    places = {str(pk): f"{contrat}\t{lot}" for pk, contrat, lot in chez.values_list("pk", "contrat_id", "lot_id")}
    lues = "id, contrat_id, lot_id, mois, heures_travaillees, heures_formation"
    retenu = ("retenu_travail", "retenu_formation", "retenu_accompagnement")
    communes = {
        **dict.fromkeys(("annule_le", "declaration_id", "depuis"), "\\N"),
        **dict.fromkeys(("motif_annulation", "motif", "observation"), ""),
        **dict.fromkeys(("cree_le", "modifie_le"), "2026-01-01"),
        **dict.fromkeys(("heures_accompagnement", *retenu), "0"),
        **{"version": "1", "etat": "soumise", "source": "import", "decision": "{}"},
    }
    fin = "".join(f"\t{valeur}" for valeur in communes.values()) + "\n"
    with connections["proprietaire"].cursor() as curseur:  # l'application n'a pas le droit de créer une table
        curseur.execute("DROP TABLE IF EXISTS nue")
        curseur.execute("CREATE TABLE nue (LIKE declarations_ligneheures INCLUDING INDEXES INCLUDING GENERATED)")
        with curseur.copy(f"COPY nue ({lues}, {', '.join(communes)}) FROM STDIN") as flux:
            for pk, (cle, mois, *_, travaillees, formation, _, _) in zip(cles_neuves(), rangees, strict=False):
                flux.write(f"{pk}\t{places[str(cle)]}\t{mois}\t{travaillees}\t{formation or 0}{fin}")
        curseur.execute("SELECT count(*) FROM nue")
        assert curseur.fetchone() == (lignes,)
        curseur.execute("DROP TABLE nue")


def copier(_: StructurePorteuse, chemin: Path, lignes: int) -> None:
    """L'étalon d'avant : sept colonnes par COPY dans une table temporaire aux mêmes index, sans journal ni contrôle."""
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


def deposer_le_classeur(porteuse: StructurePorteuse, chemin: Path, lignes: int) -> None:
    depose = deposer(chemin.read_bytes(), chemin.name, par=_acteur(porteuse), differe=False)
    assert depose.rapport["crees"] == lignes, depose.rapport


def appliquer_le_classeur(porteuse: StructurePorteuse, _: Path, lignes: int) -> None:
    """Le classeur déposé, dans un autre processus : comme au site, où quelqu'un a lu le rapport entre les deux."""
    depose = ImportHeures.objects.get(porteuse=porteuse)
    applique = appliquer(depose, par=_acteur(porteuse), differe=False)
    assert applique.rapport["crees"] == lignes, applique.rapport


def _acteur(porteuse: StructurePorteuse) -> Acteur:
    compte = Utilisateur.objects.filter(courriel__startswith="classeur").latest("cree_le")
    cle = str(compte.pk)
    return Acteur(cle, "Mesure", Role.FACILITATEUR, utilisateur_id=compte.pk, porteuse_id=porteuse.pk)


MESURES = {
    "lire": lire,
    "copier": copier,
    "nu": lire_et_ecrire_nu,
    "verifier": verifier,
    "deposer": deposer_le_classeur,
    "appliquer": appliquer_le_classeur,
}


def enfant(quoi: str, porteuse: str, chemin: str, lignes: str) -> None:
    """Joue une mesure dans ce processus ; écrit ses secondes, son calcul et sa mémoire de pointe."""
    chez = StructurePorteuse.objects.get(pk=porteuse)
    connections["proprietaire"].ensure_connection()
    debut, calcul = time.perf_counter(), _calcul()
    MESURES[quoi](chez, Path(chemin), int(lignes))
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - debut, _calcul() - calcul, memoire)


def _calcul() -> float:
    """Secondes de calcul de ce processus et de ses deux connexions ; d'une base qui est ailleurs, rien ne se sait."""
    total = time.process_time()
    for alias in connections:
        pid = connections[alias].connection.info.backend_pid
        with suppress(FileNotFoundError):
            total += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return total
