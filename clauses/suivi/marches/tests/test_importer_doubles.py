"""Une fiche saisie sans SIRET, un marché publié qui donne le même nom avec le sien : une question, à l'écran aussi."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.imports.chaine import ChaineDeMarches
from clauses.suivi.marches.models import Attribution, Marche, Operation
from clauses.suivi.marches.services.import_marches import apercu_de, appliquer, deposer, repondre
from clauses.suivi.marches.tests import fabriques
from clauses.suivi.marches.tests.publications import ACHETEUR, TITULAIRES, fichier, publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse() -> StructurePorteuse:
    return structures.porteuse()


@pytest.fixture
def par(porteuse: StructurePorteuse) -> Acteur:
    return comptes.acteur(comptes.facilitateur(porteuse))


def sorts(rapport: Any) -> list[str]:
    return [verdict.issue for verdict in rapport.verdicts]


def test_un_titulaire_connu_sans_siret_est_une_question(par: Acteur, porteuse: StructurePorteuse) -> None:
    structures.entreprise(porteuse, "ENTREPRISE 1", siret=None)
    importe = deposer(fichier(publication()), "m.json", par=par)
    (ligne,) = apercu_de(importe).verdicts
    assert (ligne.issue, ligne.details["cle"]) == ("a_confirmer", TITULAIRES[0])
    assert sorts(appliquer(importe, par=par)) == ["a_confirmer"]
    assert not Marche.objects.exists()


@pytest.mark.parametrize("paquet", [200, 1])
def test_dite_la_meme_elle_prend_le_siret_dans_tout_le_fichier(
    par: Acteur, porteuse: StructurePorteuse, paquet: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(ChaineDeMarches, "paquet", paquet)
    fiche = structures.entreprise(porteuse, "Entreprise 1", siret=None)
    deux = fichier(publication(), publication("2026M012", objet="Voirie d'essai"))
    importe = deposer(deux, "m.json", par=par)
    assert sorts(apercu_de(importe)) == ["a_confirmer", "a_confirmer"]
    importe = repondre(importe, {TITULAIRES[0]: "meme"}, par=par)
    apercu = apercu_de(importe)
    applique = appliquer(importe, par=par)
    assert sorts(apercu) == sorts(applique) == ["cree", "cree"]
    assert [v.motif for v in apercu.verdicts] == [v.motif for v in applique.verdicts]
    fiche.refresh_from_db()
    assert fiche.siret == TITULAIRES[0]
    assert set(Attribution.objects.values_list("structure", flat=True)) == {fiche.pk}


def test_l_acheteur_reconnu_garde_son_operation(par: Acteur, porteuse: StructurePorteuse) -> None:
    acheteur = structures.entreprise(porteuse, "Commune d'Essai", siret=None)
    operation = fabriques.operation(porteuse, nom=publication()["objet"], donneur_d_ordre=acheteur)
    importe = deposer(fichier(publication()), "m.json", par=par)
    assert sorts(apercu_de(importe)) == ["a_confirmer"]
    assert sorts(appliquer(repondre(importe, {ACHETEUR: "meme"}, par=par), par=par)) == ["cree"]
    assert Marche.objects.get().operation == operation
    assert Operation.objects.count() == 1


def test_dite_distincte_elle_s_ajoute(par: Acteur, porteuse: StructurePorteuse) -> None:
    structures.entreprise(porteuse, "Entreprise 1", siret=None)
    importe = repondre(deposer(fichier(publication()), "m.json", par=par), {"structures": "distinct"}, par=par)
    appliquer(importe, par=par)
    assert Structure.objects.filter(nom="Entreprise 1").count() == 2


def test_l_ecran_propose_de_repondre_puis_d_appliquer(client: Any, porteuse: StructurePorteuse, par: Acteur) -> None:
    structures.entreprise(porteuse, "Entreprise 1", siret=None)
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    importe = deposer(fichier(publication()), "m.json", par=par)
    fiche = reverse("marches:import_fiche", args=[importe.pk])
    page = client.get(fiche).content.decode()
    assert "Répondre (1\xa0marché à confirmer)" in page
    assert "1\xa0à confirmer" in page
    assert "est-ce elle" in client.get(f"{fiche}?sort=a_confirmer").content.decode()
    ecran = reverse("marches:import_repondre", args=[importe.pk])
    assert "C’est la même structure" in client.get(ecran).content.decode()
    page = client.post(ecran, {"ligne_1": "meme"}, follow=True).content.decode()
    assert "À créer" in page
    assert "prend le" in page


def test_la_commande_repond_par_le_siret(porteuse: StructurePorteuse, tmp_path: Any, capsys: Any) -> None:
    structures.entreprise(porteuse, "Entreprise 1", siret=None)
    chemin = tmp_path / "m.json"
    chemin.write_bytes(fichier(publication()))
    with pytest.raises(SystemExit) as sortie:
        call_command("importer_marches", str(chemin))
    assert (sortie.value.code, "n° 1 à confirmer" in capsys.readouterr().out) == (1, True)
    with pytest.raises(SystemExit) as sortie:
        call_command("importer_marches", str(chemin), "--memes", "3")
    assert (sortie.value.code, "n'est pas un SIRET" in capsys.readouterr().err) == (2, True)
    call_command("importer_marches", str(chemin), "--memes", TITULAIRES[0], "--appliquer", "--json")
    assert json.loads(capsys.readouterr().out)["totaux"]["cree"] == 1
    assert Structure.objects.get(nom="Entreprise 1").siret == TITULAIRES[0]


def test_sans_question_la_page_des_reponses_le_dit(client: Any, porteuse: StructurePorteuse, par: Acteur) -> None:
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    importe = deposer(fichier(publication()), "m.json", par=par)
    page = client.get(reverse("marches:import_repondre", args=[importe.pk])).content.decode()
    assert ("Rien à confirmer" in page, "Enregistrer les réponses" in page) == (True, False)
