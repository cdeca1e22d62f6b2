"""Un travail différé est un service nommé par son chemin ; coupé, il repart ; refusé, il s'arrête."""

import uuid
from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.fond.socle import jobs
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.registre import Periodique
from clauses.fond.socle.signature import service
from config import taches
from config.planification import periodiques

MOI = Acteur("u1", "Une Personne", role="facilitateur", porteuse_id=uuid.uuid4())
appels: list[tuple[Acteur, dict]] = []
CHEMIN = "clauses.fond.socle.jobs.essai_pour_test"


@pytest.fixture
def essai(monkeypatch):
    """Un service d'essai, posé là où `differer` cherche."""
    appels.clear()

    @service
    def essai_pour_test(*, par: Acteur, **ids) -> None:
        appels.append((par, ids))

    monkeypatch.setattr(jobs, "essai_pour_test", essai_pour_test, raising=False)
    return essai_pour_test


@pytest.mark.django_db
def test_un_travail_inscrit_appelle_son_service_avec_son_auteur(essai) -> None:
    cle = uuid.uuid4()
    numero = jobs.differer(CHEMIN, par=MOI, lot_id=cle, annee=2026)
    travail = ProcrastinateJob.objects.get(pk=numero)
    assert travail.task_name == "metier:executer"
    jobs.executer(**travail.args)
    assert appels == [(MOI, {"lot_id": str(cle), "annee": 2026})]


@pytest.mark.django_db(transaction=True)
def test_une_transaction_annulee_emporte_ses_travaux(essai) -> None:
    avant = ProcrastinateJob.objects.count()
    with transaction.atomic():
        jobs.differer(CHEMIN, par=MOI)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == avant


@pytest.mark.parametrize(
    "chemin", ["clauses.fond.socle.jobs.trouver", "clauses.fond.socle.jobs.absent", "os.system", "rien"]
)
def test_seul_un_service_se_differe(chemin: str) -> None:
    with pytest.raises(jobs.PasUnService):
        jobs.differer(chemin, par=MOI)


def test_un_travail_ne_prend_que_des_identifiants(essai) -> None:
    with pytest.raises(TypeError, match="lot est un list"):
        jobs.differer(CHEMIN, par=MOI, lot=[1, 2])


def test_un_refus_du_metier_est_definitif_une_panne_se_reprend_cinq_fois() -> None:
    class Travail:
        attempts = 0

    reprises = jobs.Reprises()
    assert reprises.get_retry_decision(exception=RefusMetier("non"), job=Travail()) is None
    attentes = []
    while (decision := reprises.get_retry_decision(exception=OSError(), job=Travail)) is not None:
        attentes.append(decision)
        Travail.attempts += 1
    assert len(attentes) == jobs.ESSAIS - 1


def test_chaque_travail_periodique_est_inscrit_une_fois_avec_sa_raison() -> None:
    noms = [p.nom for p in periodiques()]
    assert len(set(noms)) == len(noms)
    assert all(p.raison for p in periodiques())
    inscrits = {tache.periodic_id for tache in app.periodic_registry.periodic_tasks.values()}
    assert set(noms) <= inscrits
    assert {f"periodique:{nom}" for nom in noms} <= set(app.tasks)


@pytest.mark.django_db
def test_un_service_periodique_recoit_l_acteur_systeme(essai) -> None:
    taches.comme_service(Periodique("essai", "0 4 * * *", CHEMIN, "essai"))(timestamp=0)
    assert appels == [(Acteur.systeme("essai"), {})]


def test_chaque_chemin_de_la_planification_existe() -> None:
    for periodique in periodiques():
        if periodique.tache.startswith("config."):
            assert callable(getattr(taches, periodique.tache.rpartition(".")[2]))
        else:
            assert jobs.trouver(periodique.tache)


def perdre(numero: int, essais: int = 0) -> None:
    """Laisse ce travail en cours, chez un exécutant muet depuis deux minutes."""
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes') RETURNING id"
        )
        curseur.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [curseur.fetchone()[0], essais, numero],
        )


def etat(numero: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=numero).status)


@pytest.mark.horloge_reelle
@pytest.mark.django_db(transaction=True)
def test_un_travail_coupe_en_chemin_repart_et_finit(essai) -> None:
    """L'exécutant tué laisse « doing » ; la reprise le rend à la file, un autre le finit."""
    numero = jobs.differer(CHEMIN, par=replace(MOI, nom="Coupée"))
    perdre(numero)
    app.configure_task("periodique:reprise").defer(timestamp=0)
    executant = app.connector.get_worker_connector()
    with app.replace_connector(executant) as application:
        application.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert ProcrastinateJob.objects.get(pk=numero).status == "succeeded"
    assert [par.nom for par, _ in appels] == ["Coupée"]


@pytest.mark.horloge_reelle
@pytest.mark.django_db(transaction=True)
def test_la_reprise_perdue_n_arrete_pas_la_file(essai) -> None:
    """Celle d'avant tient le verrou d'alors, son suivant attend derrière : l'exécutant qui démarre les délivre."""
    verrous = {"lock": "periodique:reprise", "queueing_lock": "periodique:reprise"}
    perdue = app.configure_task("periodique:reprise", **verrous).defer(timestamp=0)
    perdre(perdue)
    suivante = app.configure_task("periodique:reprise", **verrous).defer(timestamp=1)
    coupe = jobs.differer(CHEMIN, par=MOI)
    perdre(coupe)
    call_command("procrastinate", "worker", "--one-shot", "--no-listen-notify")
    assert (etat(perdue), etat(suivante), etat(coupe)) == ("failed", "succeeded", "succeeded")


@pytest.mark.horloge_reelle
@pytest.mark.django_db(transaction=True)
def test_une_reprise_en_cours_n_en_retient_pas_une_autre(essai) -> None:
    app.configure_task("periodique:reprise").defer(timestamp=0)
    perdre(ProcrastinateJob.objects.latest("id").pk)
    autre, coupe = app.configure_task("periodique:reprise").defer(timestamp=1), jobs.differer(CHEMIN, par=MOI)
    perdre(coupe)
    with app.replace_connector(app.connector.get_worker_connector()) as application:
        application.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert (etat(autre), etat(coupe)) == ("succeeded", "succeeded")


@pytest.mark.horloge_reelle
@pytest.mark.django_db(transaction=True)
def test_un_travail_qui_perd_chaque_executant_s_arrete(essai) -> None:
    numero = jobs.differer(CHEMIN, par=MOI)
    perdre(numero, essais=jobs.ESSAIS)
    async_to_sync(taches.rendre_a_la_file)(app.job_manager)
    assert etat(numero) == "failed"
