"""Un mois validé garde le jugement qui y valait ; le corriger est un acte, signé et motivé."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, versions_de
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import signer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services import validation
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.jugements import en_retard, reprendre_le_jugement
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.models import Eligibilite, Participant
from clauses.suivi.participants.services import prononcer_eligibilite
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db
MIGRATION = import_module("clauses.suivi.declarations.migrations.0009_jugement_du_mois")


class Scene:
    """Une personne éligible depuis juin 2025, et ses mois de 2026 déclarés."""

    def __init__(self) -> None:
        porteuse = structures.porteuse()
        self.facilitateur = comptes.facilitateur(porteuse)
        self.par: Acteur = comptes.acteur(self.facilitateur)
        self.lot, _ = marches.lot_clause(porteuse)
        self.personne: Participant = participants.participant(porteuse, date_naissance=date(2003, 9, 1), qpv="oui")
        participants.critere(self.personne, "jeune", piece="piece_identite", vue_le=date(2025, 6, 5))
        prononcer_eligibilite(self.personne, date(2025, 6, 5), par=self.par)
        self.contrat = fabriques.contrat(self.personne, self.lot)

    def mois(self, numero: int) -> LigneHeures:
        return fabriques.ligne(self.contrat, self.lot, date(2026, numero, 1), "50", etat="soumise")

    def valider(self, *lignes: LigneHeures) -> None:
        validation.valider_lignes([ligne.pk for ligne in lignes], par=self.par)

    def rejuger(self, entree: date) -> Eligibilite:
        return prononcer_eligibilite(self.personne, entree, par=self.par, motif="Une autre pièce est venue.")

    def jugements(self) -> dict[int, object]:
        return {m.month: j for m, j in LigneHeures.objects.validees().order_by("mois").values_list("mois", "jugement")}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_valider_fige_le_jugement_du_mois_et_rouvrir_l_oublie(scene: Scene) -> None:
    ligne = scene.mois(9)
    scene.valider(ligne)
    premier = scene.personne.eligibilites.actifs().get()
    assert scene.jugements() == {9: premier.pk}
    scene.rejuger(date(2025, 6, 5))
    assert scene.jugements() == {9: premier.pk}
    validation.rouvrir_lignes([ligne.pk], par=scene.par, motif="À revoir")
    assert LigneHeures.objects.get(pk=ligne.pk).jugement_id is None


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entrees=st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), min_size=1, max_size=3))
def test_aucun_jugement_d_apres_ne_change_un_mois_valide(entrees: list[date]) -> None:
    scene = Scene()
    scene.valider(scene.mois(8), scene.mois(9))
    avant = scene.jugements()
    for entree in entrees:
        scene.rejuger(entree)
    assert scene.jugements() == avant


def test_on_peut_expres_faire_suivre_aux_mois_valides_le_dernier_jugement(scene: Scene) -> None:
    scene.valider(scene.mois(8), scene.mois(9))
    assert not en_retard(scene.personne, scene.par).a_reprendre
    second = scene.rejuger(date(2025, 6, 5))
    retard = en_retard(scene.personne, scene.par)
    assert (len(retard.a_reprendre), retard.heures, retard.a_rouvrir) == (2, 100, [])
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        reprendre_le_jugement(scene.personne, par=scene.par, motif=" ")
    lues = versions_de(retard.a_reprendre)
    reprendre_le_jugement(scene.personne, par=scene.par, motif="La pièce était fausse", lues=lues)
    assert set(scene.jugements().values()) == {second.pk}
    assert LigneHeures.objects.validees().values_list("retenues", "motif").distinct().get() == (
        50,
        "La pièce était fausse",
    )
    with pytest.raises(RefusMetier, match="déjà fait"):
        reprendre_le_jugement(scene.personne, par=scene.par, motif="Encore")


def test_une_ligne_changee_depuis_la_page_ne_se_reprend_pas_sans_le_dire(scene: Scene) -> None:
    scene.valider(scene.mois(8))
    scene.rejuger(date(2025, 6, 5))
    lues = versions_de(en_retard(scene.personne, scene.par).a_reprendre)
    scene.valider(scene.mois(9))
    scene.rejuger(date(2025, 6, 1))
    with pytest.raises(ModifieEntreTemps):
        reprendre_le_jugement(scene.personne, par=scene.par, motif="La pièce", lues=lues)


def test_un_mois_qui_precede_la_nouvelle_entree_n_est_pas_en_retard(scene: Scene) -> None:
    scene.valider(scene.mois(8))
    scene.rejuger(date(2026, 10, 1))
    assert en_retard(scene.personne, scene.par).a_reprendre == ()


def test_au_dela_de_la_premiere_duree_une_nouvelle_entree_se_confirme(scene: Scene) -> None:
    with signer(scene.par):
        scene.lot.clauses.update(duree_max_mois=6)
    scene.rejuger(date(2025, 6, 5))
    scene.rejuger(date(2026, 8, 1))
    (octobre,) = controler([scene.mois(10)]).values()
    assert octobre.blocages == ()
    assert any("depuis la nouvelle entrée du 1er\u00a0août 2026" in remarque for remarque in octobre.remarques)


def test_la_fiche_mene_a_la_correction(scene: Scene, client: Client) -> None:
    scene.valider(scene.mois(8))
    scene.rejuger(date(2025, 6, 5))
    client.force_login(scene.facilitateur.utilisateur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/participants/{scene.personne.pk}/parcours/")
    assert "1 ligne validée garde" in page.text.replace("\u00a0", " ")
    adresse = f"/participants/{scene.personne.pk}/mois-valides/"
    assert adresse in page.text
    demande = client.get(adresse)
    lues = versions_de(en_retard(scene.personne, scene.par).a_reprendre)
    assert lues in demande.text
    assert client.post(adresse, {"motif": "La pièce", "lues": lues}).status_code == 302
    assert "garde le jugement" not in client.get(f"/participants/{scene.personne.pk}/parcours/").text


def test_la_correction_dit_ce_qui_change_avant_et_apres(scene: Scene, client: Client) -> None:
    scene.valider(scene.mois(8), scene.mois(9))
    with signer(scene.par):
        scene.personne.sexe, scene.personne.date_naissance = "H", date(1980, 9, 1)
        scene.personne.save()
    le_jour = {"vue_le": date(2025, 6, 5), "piece_datee_du": date(2025, 6, 1)}
    participants.critere(scene.personne, "qpv", piece="justificatif_domicile", **le_jour)
    scene.rejuger(date(2025, 6, 5))
    client.force_login(scene.facilitateur.utilisateur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/participants/{scene.personne.pk}/mois-valides/").text.replace("\u00a0", " ")
    assert "Sexe : Femme → Homme." in page
    assert page.count("Âge à l’entrée : 21 ans → 44 ans.") == 1, "une fois, et non par ligne"
    assert "Publics : Jeune de moins de 26 ans en recherche d’emploi → Habitant d’un quartier prioritaire" in page
    assert "Niveau" not in page, "rien n'y change"


def test_sans_mois_a_reprendre_la_page_ne_demande_rien(scene: Scene, client: Client) -> None:
    scene.valider(scene.mois(8))
    client.force_login(scene.facilitateur.utilisateur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/participants/{scene.personne.pk}/mois-valides/").text
    assert ("Aucun mois validé n’est à reprendre" in page, "Corriger ces mois</button>" in page) == (True, False)


def test_la_mise_a_jour_d_une_base_fige_ce_que_les_bilans_lisent(scene: Scene) -> None:
    scene.valider(scene.mois(8), scene.mois(9), scene.mois(10))
    premier = scene.personne.eligibilites.actifs().get()
    second = scene.rejuger(date(2026, 9, 1))
    with signer(scene.par):
        LigneHeures.objects.update(jugement=None)
    with connection.cursor() as curseur:
        curseur.execute(MIGRATION.FIGER)
    assert scene.jugements() == {8: premier.pk, 9: second.pk, 10: second.pk}
