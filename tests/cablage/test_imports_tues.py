"""Un import tué en pleine écriture (kill -9) : rien à moitié, ce qui est arrivé se dit, et recommencer le finit.

Le programme est arrêté net là où on le veut : cette séance tient un verrou qu'il lui faut, attend qu'il l'attende, et
le tue. Le serveur ne s'en aperçoit qu'en rendant le verrou.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, ImportHeures, LigneHeures
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.models import ImportMarches, Marche, Operation
from clauses.suivi.marches.tests.publications import fichier, publication
from clauses.suivi.participants.models import Participant
from config import env

pytestmark = [pytest.mark.processus, pytest.mark.horloge_reelle, pytest.mark.django_db(transaction=True)]
PATIENCE = 60.0
# Deux lignes par paquet : le premier est écrit, le second attend le verrou.
COMMANDE = """
import sys, django
django.setup()
from django.core.management import call_command
from clauses.fond.socle.imports import ecriture
ecriture.PAQUET_ECRIT = 2
call_command(*sys.argv[1:])
"""
CONNU = {"": 1}
AUTRES = [
    {"": rang, "Age": 40 + rang, "Début contrat": date(2026, 3, rang), "Fin contrat": date(2026, 5, 29)}
    for rang in (2, 3, 4)
]
TOUT = [*AUTRES, {**CONNU, "Nombre d heures": 500}]


@pytest.fixture
def porteuse() -> StructurePorteuse:
    return structures.porteuse(sigle="MEV")


@pytest.fixture
def verrou() -> Iterator[Callable[..., psycopg.Connection]]:
    """Une seconde connexion, qui tient ce qu'on lui demande jusqu'à ce qu'on la ferme."""
    ouvertes: list[psycopg.Connection] = []

    def prendre(requete: str) -> psycopg.Connection:
        tenue = psycopg.connect(**connection.get_connection_params())
        tenue.execute(requete)
        ouvertes.append(tenue)
        return tenue

    yield prendre
    for tenue in ouvertes:
        tenue.close()


@contextmanager
def lance(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    reglages = connection.settings_dict
    hote = f"host={quote(str(reglages['HOST']), safe='')}&port={reglages['PORT']}"
    url = f"postgresql://{reglages['USER']}@/{reglages['NAME']}?{hote}"
    programme = subprocess.Popen(
        [sys.executable, "-c", COMMANDE, *arguments],
        cwd=env.RACINE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield programme
    finally:
        programme.kill()
        programme.communicate()


def tuer_en_pleine_ecriture(tenue: psycopg.Connection, *arguments: str) -> None:
    with lance(*arguments) as programme:
        attendre(lambda: combien("wait_event_type = 'Lock'") > 0 or programme.poll() is not None)
        assert programme.poll() is None, programme.communicate()
        programme.send_signal(signal.SIGKILL)
        programme.wait()
    tenue.close()
    attendre(lambda: combien("pid <> pg_backend_pid()") == 0)


def combien(condition: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {condition}")
        return int(curseur.fetchone()[0])


def attendre(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limite, "la condition n'est pas venue à temps"
        time.sleep(0.02)


def contrat_connu(porteuse: StructurePorteuse) -> None:
    equipe = comptes.facilitateur(porteuse).en_acteur()
    service.appliquer(service.deposer(classeurs.contrats(CONNU), "avant.xlsx", par=equipe), par=equipe)


def rien_a_moitie() -> None:
    """Chaque contrat écrit a sa personne, son lot, ses heures ; aucune fiche ne reste seule."""
    contrats = ContratInsertion.objects.count()
    assert AffectationLot.objects.count() == LigneHeures.objects.count() == Participant.objects.count() == contrats


VERROU_DU_CONTRAT = "SELECT 1 FROM declarations_ligneheures FOR UPDATE"


def test_des_contrats_en_commande_se_reprennent_aussitot(porteuse, verrou, tmp_path: Path, capsys) -> None:
    contrat_connu(porteuse)
    chemin = tmp_path / "contrats.xlsx"
    chemin.write_bytes(classeurs.contrats(*TOUT))
    commande = ("importer_contrats", str(chemin), "--structure", "MEV", "--appliquer")
    tuer_en_pleine_ecriture(verrou(VERROU_DU_CONTRAT), *commande)
    assert ContratInsertion.objects.count() == 3, "le connu, et le paquet fait"
    rien_a_moitie()
    assert ImportHeures.objects.get(nom_fichier="contrats.xlsx").etat == "verifie"
    call_command(*commande)
    sortie = capsys.readouterr().out
    assert "1\xa0créée, 1\xa0mise à jour, 2\xa0inchangées" in sortie
    assert "Repris après une coupure" in sortie
    assert ContratInsertion.objects.count() == 4
    rien_a_moitie()
    assert ImportHeures.objects.get(nom_fichier="contrats.xlsx").etat == "applique"


def test_des_contrats_en_travail_differe_se_reprennent_par_l_executant(porteuse, verrou, monkeypatch, client) -> None:
    contrat_connu(porteuse)
    compte = comptes.facilitateur(porteuse)
    monkeypatch.setattr(service, "LIGNES_IMMEDIATES", 3)
    depose = service.deposer(classeurs.contrats(*TOUT), "c.xlsx", par=compte.en_acteur(), differe=False)
    service.appliquer(depose, par=compte.en_acteur())
    tuer_en_pleine_ecriture(verrou(VERROU_DU_CONTRAT), "procrastinate", "worker", "--one-shot", "--no-listen-notify")
    rien_a_moitie()
    depose.refresh_from_db()
    assert (depose.etat, ContratInsertion.objects.count()) == ("verifie", 3)
    client.force_login(compte.utilisateur)
    page = reverse("declarations:import_fiche", args=[depose.pk])
    assert "Le travail est en cours" in client.get(page).content.decode()
    with signer(FABRICANT):
        ImportHeures.objects.filter(pk=depose.pk).update(modifie_le=timezone.now() - timedelta(minutes=3))
    coupe = client.get(page).content.decode()
    assert "Le travail s’est arrêté en route" in coupe
    assert "Reprendre" in coupe
    with connection.cursor() as curseur:
        curseur.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    with suppress(AlreadyEnqueued):  # l'exécutant tué l'avait déjà inscrite
        app.configure_task("periodique:reprise").defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()) as application:
        application.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    depose.refresh_from_db()
    assert (depose.etat, ContratInsertion.objects.count()) == ("applique", 4)
    assert "Repris après une coupure" in depose.message
    rien_a_moitie()


def test_des_marches_tues_n_ont_rien_ecrit_et_se_recommencent(porteuse, verrou, tmp_path: Path, capsys, client) -> None:
    chemin = tmp_path / "ville.json"
    chemin.write_bytes(fichier(publication(), publication("2026M012", objet="Voirie d'essai")))
    commande = ("importer_marches", str(chemin), "--structure", "MEV", "--appliquer")
    tuer_en_pleine_ecriture(verrou("LOCK TABLE marches_attribution IN SHARE MODE"), *commande)
    assert (Marche.objects.count(), Operation.objects.count(), Structure.objects.count()) == (0, 0, 0)
    importe = ImportMarches.objects.get()
    assert (importe.etat, importe.rapport["crees"], "applique" in importe.rapport) == ("verifie", 2, False)
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    page = client.get(reverse("marches:import_fiche", args=[importe.pk])).content.decode()
    assert "Rien n’est encore écrit" in page
    assert "Tout appliquer (2)" in page
    call_command(*commande)
    assert "2\xa0créés" in capsys.readouterr().out
    assert (Marche.objects.count(), ImportMarches.objects.get().etat) == (2, "applique")


def test_l_annuaire_tue_n_a_rien_ecrit_et_se_recommence(verrou, tmp_path: Path, capsys) -> None:
    chemin = tmp_path / "liste_2024.csv"
    entete = "kind,siret,name,post_code,city\n"
    siret = structures.siret_fictif(41)
    chemin.write_text(f"{entete}EI,{siret},ESCAUT PROPRE,59300,Valenciennes\nACI,,SCARPE,59000,Lille\n")
    commande = ("charger_annuaire", str(chemin), "--appliquer")
    tuer_en_pleine_ecriture(verrou("LOCK TABLE annuaire_fournisseur IN SHARE MODE"), *commande)
    assert Fournisseur.objects.count() == 0
    call_command(*commande)
    assert "2\xa0créées" in capsys.readouterr().out
    assert Fournisseur.objects.count() == 2
