"""Appliquer un import : un refus de la base, un double clic, une coupure, deux mains à la fois, un gros fichier."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import psycopg
import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports import ecriture
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.lecture import classeur as lire_un_classeur
from clauses.fond.socle.lecture import gardees as cases_gardees
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.formats import ouvrir
from clauses.suivi.declarations.imports.modele_mensuel import ecrire, lignes_du_mois
from clauses.suivi.declarations.models import ContratInsertion, ImportHeures, LigneHeures
from clauses.suivi.declarations.tests import classeurs, fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, Scene, planter

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return planter()


@pytest.fixture
def scene(plantee) -> Scene:
    return deepcopy(plantee)


def classeur(scene: Scene, heures: str = "100") -> bytes:
    prises = lignes_du_mois(scene.porteuse.pk, OCTOBRE)
    return ecrire((ligne._replace(travaillees=Decimal(heures)) for ligne in prises), OCTOBRE)


def deposer(scene: Scene, contenu: bytes | None = None) -> ImportHeures:
    return service.deposer(contenu or classeur(scene), "heures.xlsx", par=scene.equipe)


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "refuses"))


def test_deposer_verifie_et_n_ecrit_rien(scene):
    depose = deposer(scene)
    assert (depose.etat, depose.modele, totaux(depose)) == ("verifie", "mensuel", (2, 0, 0, 0))
    assert not LigneHeures.objects.exists()


def test_appliquer_est_signe_de_l_auteur_et_dit_le_fichier(scene):
    service.appliquer(deposer(scene), par=scene.equipe)
    entree = EntreeJournal.objects.filter(table="declarations_ligneheures").first()
    assert (entree.auteur_nom, "heures.xlsx" in entree.motif) == (scene.equipe.nom, True)


def test_deux_clics_n_appliquent_qu_une_fois(scene):
    depose = deposer(scene)
    premier = service.appliquer(depose, par=scene.equipe)
    second = service.appliquer(depose, par=scene.equipe)
    assert totaux(second) == totaux(premier) == (2, 0, 0, 0)
    assert second.version == premier.version
    assert LigneHeures.objects.count() == 2


def test_une_coupure_avant_toute_nouvelle_garde_les_paquets_faits_et_la_reprise_ne_double_rien(scene):
    depose = deposer(scene)
    assert service.demander_application(depose, par=scene.equipe)

    def couper(fait: int) -> None:
        raise KeyboardInterrupt

    with (
        patch.object(ecriture, "PAQUET_ECRIT", 1),
        patch.object(service, "_suivi", return_value=couper),
        pytest.raises(KeyboardInterrupt),
    ):
        service.appliquer_import(depose.pk, par=scene.equipe)
    assert LigneHeures.objects.count() == 1
    depose = ImportHeures.objects.get(pk=depose.pk)
    assert (depose.etat, depose.est_en_cours) == ("verifie", True)
    repris = service.appliquer_import(depose.pk, par=scene.equipe)
    assert (repris.etat, totaux(repris)) == ("applique", (1, 0, 1, 0))
    assert "coupure" in repris.message
    assert LigneHeures.objects.count() == 2


def devancer(acte):
    """Joue `acte` entre la vérification d'un paquet et son écriture."""
    ecrire_vraiment = ecriture.Ecriture.ecrire

    def acte_puis_ecrire(soi, *args):
        acte()
        return ecrire_vraiment(soi, *args)

    return patch.object(ecriture.Ecriture, "ecrire", acte_puis_ecrire)


def test_une_ligne_que_la_base_refuse_le_dit_dans_les_mots_de_la_contrainte_et_ne_perd_pas_les_autres(scene):
    depose = deposer(scene)
    with devancer(lambda: fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "12")):
        applique = service.appliquer(depose, par=scene.equipe)
    assert totaux(applique) == (1, 0, 0, 1)
    assert "Ce mois est déjà déclaré" in str(applique.rapport["motifs"])
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_travaillees == 12
    assert LigneHeures.objects.get(contrat=scene.ines).heures_travaillees == 100


def test_une_ligne_changee_par_un_autre_pendant_l_import_n_est_pas_ecrasee(scene):
    service.appliquer(deposer(scene), par=scene.equipe)
    depose = deposer(scene, classeur(scene, "90"))

    def corriger():
        ligne = LigneHeures.objects.get(contrat=scene.ines)
        with signer(scene.equipe):
            ligne.heures_travaillees = 77
            ligne.save()

    with devancer(corriger):
        applique = service.appliquer(depose, par=scene.equipe)
    assert totaux(applique) == (0, 1, 0, 1)
    assert LigneHeures.objects.get(contrat=scene.ines).heures_travaillees == 77


def test_ce_qui_change_entre_le_depot_et_l_application_est_vu_meme_un_autre_jour(scene):
    """Rien de la première vérification n'est tenu pour vrai à la seconde : les cases sont gardées, pas leur sort."""
    depose = deposer(scene)
    assert ImportHeures.objects.get(pk=depose.pk).cases
    assert totaux(depose) == (2, 0, 0, 0)
    with signer(scene.equipe):
        scene.octobre.etat = "validee"
        scene.octobre.save()
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        applique = service.appliquer(depose, par=scene.equipe)
    assert totaux(applique) == (0, 0, 0, 2)
    assert "est validé pour ce lot" in str(applique.rapport["motifs"])
    assert not LigneHeures.objects.exists()


@pytest.mark.parametrize("gardees", ["les siennes", "aucune", "d'un autre fichier", "d'un autre lecteur", "abîmées"])
def test_un_classeur_ne_se_rouvre_que_si_ses_cases_ne_sont_pas_les_siennes_et_elles_s_oublient(scene, gardees):
    depose = deposer(scene)
    with patch.object(cases_gardees, "LECTEUR", "d'avant"):
        d_avant = ouvrir(bytes(depose.contenu), "heures.xlsx", b"").tableau.a_garder()
    autres = {
        "les siennes": bytes(depose.cases),
        "aucune": b"",
        "d'un autre fichier": ouvrir(classeur(scene, "55"), "heures.xlsx", b"").tableau.a_garder(),
        "d'un autre lecteur": d_avant,
        "abîmées": bytes(depose.cases)[:-9],
    }
    with signer(scene.equipe):
        depose.cases = autres[gardees]
        depose.save(update_fields=["cases"])
    with patch.object(lire_un_classeur, "ouvrir", wraps=lire_un_classeur.ouvrir) as rouvrir:
        applique = service.appliquer(depose, par=scene.equipe)
    assert (rouvrir.called, totaux(applique)) == (gardees != "les siennes", (2, 0, 0, 0))
    assert {ligne.heures_travaillees for ligne in LigneHeures.objects.all()} == {100}
    assert not ImportHeures.objects.get(pk=depose.pk).cases
    assert not EntreeJournal.objects.filter(apres__has_key="cases").exists()


def test_un_mois_a_venir_le_jour_du_depot_est_accepte_le_jour_ou_l_on_applique(scene):
    with time_machine.travel(datetime(2026, 9, 30, 9, tzinfo=UTC), tick=False):
        depose = deposer(scene)
        assert totaux(depose) == (0, 0, 0, 2)
    with time_machine.travel(datetime(2026, 10, 31, 9, tzinfo=UTC), tick=False):
        assert totaux(service.appliquer(depose, par=scene.equipe)) == (2, 0, 0, 0)


def test_un_fichier_redepose_avant_d_etre_applique_n_est_garde_qu_une_fois_et_verifie_de_nouveau(scene):
    contenu = classeur(scene)
    premier = deposer(scene, contenu)
    fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "100", etat="soumise")
    second = deposer(scene, contenu)
    assert (second.pk, totaux(second)) == (premier.pk, (1, 0, 1, 0))
    assert deposer(scene, contenu).version == second.version
    service.appliquer(second, par=scene.equipe)
    assert deposer(scene, contenu).pk != second.pk


def test_une_structure_partagee_n_est_ecrite_qu_une_fois_meme_ligne_a_ligne(scene):
    contenu = classeurs.contrats({}, {"Age": 50}, {"Age": 60})
    with patch.object(ecriture, "PAQUET_ECRIT", 1):
        service.appliquer(service.deposer(contenu, "contrats.xlsx", par=scene.equipe), par=scene.equipe)
    assert Structure.objects.filter(nom="Escaut Intérim Insertion").count() == 1
    assert ContratInsertion.objects.exclude(cle_import="").count() == 3


def test_un_autre_import_de_la_structure_attend_son_tour(scene):
    depose = deposer(scene)
    nom = f"import-heures-{scene.porteuse.pk}"
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as autre:
        autre.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [nom])
        with pytest.raises(RefusMetier, match="déjà en train"):
            service.appliquer_import(depose.pk, par=scene.equipe)


def test_un_gros_fichier_part_en_travail_differe_une_seule_fois(scene):
    with patch.object(service, "LIGNES_IMMEDIATES", 1):
        depose = deposer(scene)
        assert (depose.etat, depose.est_en_cours) == ("depose", True)
        service.verifier_import(depose.pk, par=scene.equipe)
        depose = ImportHeures.objects.get(pk=depose.pk)
        assert (depose.etat, depose.lignes_lues) == ("verifie", 2)
        assert depose.cases  # celles que le dépôt a gardées
        for _ in range(2):
            service.appliquer(depose, par=scene.equipe)
    chemins = [t.args["chemin"].rsplit(".", 1)[1] for t in ProcrastinateJob.objects.order_by("id")]
    assert chemins == ["verifier_import", "appliquer_import"]
    service.appliquer_import(str(depose.pk), par=scene.equipe)
    assert LigneHeures.objects.count() == 2


@pytest.mark.parametrize(
    ("contenu", "mots"),
    [
        (b"", "vide"),
        (classeurs.protege_par_mot_de_passe(), "mot de passe"),
        (b"PK\x03\x04" + b"\x00" * 200, "tronqué"),
        (b"%PDF-1.7 rien", "PDF"),
        (b"a;b;c\n1;2;3\n", "colonnes"),
        (classeurs.xlsx(("Employeur", "Début contrat"), [{"Employeur": "X"}]), r"«.Modalité.», «.Marché.»"),
        (classeurs.xlsx(classeurs.ENTETES_CONTRATS, []), "aucune ligne"),
    ],
)
def test_un_fichier_illisible_est_refuse_en_entier_avec_son_remede(scene, contenu, mots):
    with pytest.raises(FichierIllisible, match=mots) as refus:
        deposer(scene, contenu or b" ")
    assert "heures.xlsx" in str(refus.value)
    assert refus.value.remede
    assert not ImportHeures.objects.exists()


def test_un_classeur_tronque_est_refuse(scene):
    entier = classeur(scene)
    with pytest.raises(FichierIllisible, match=r"tronqué|abîmé"):
        deposer(scene, entier[: len(entier) // 2])
