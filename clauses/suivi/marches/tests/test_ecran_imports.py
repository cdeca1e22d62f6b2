"""Les écrans de l'import de marchés : déposer, choisir, appliquer, relire ; une porteuse ne voit que les siens."""

from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from clauses.fond.socle.tests.rapports import lignes_du_rapport
from clauses.fond.socle.valeurs import en_siret
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import ImportMarches, Marche
from clauses.suivi.marches.services.import_marches import applique_de, deposer
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.publications import ACHETEUR, TITULAIRES, fichier, publication
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db
SANS_CLAUSE = publication("2026M002", objet="Fourniture de papier", considerationsSociales=[])
CASSEE = publication("2026M003", objet="Chaufferie", acheteur={"id": "1234567890123"})


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


@pytest.fixture
def importe(monde: Scene) -> ImportMarches:
    par = monde.compte("facilitateur").en_acteur()
    return deposer(fichier(publication(), SANS_CLAUSE, CASSEE), "ville.json", par=par)


def adresse(nom: str, importe: ImportMarches) -> str:
    return reverse(f"marches:{nom}", args=[importe.pk])


def lire(client: Client, url: str, **filtres: str) -> str:
    reponse = client.get(url, filtres)
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize(
    ("role", "ecrans", "fiche"),
    [
        ("facilitateur", 200, 200),
        ("responsable", 200, 200),
        ("acheteur", 403, 404),
        ("mandataire", 403, 404),
        ("pilote", 403, 404),
        ("autre_porteuse", 200, 404),
    ],
)
def test_qui_importe(monde: Scene, importe: ImportMarches, role: str, ecrans: int, fiche: int) -> None:
    client = monde.connecter(role)
    assert client.get(reverse("marches:imports")).status_code == ecrans
    assert client.get(reverse("marches:importer")).status_code == ecrans
    assert client.get(adresse("import_fiche", importe)).status_code == fiche
    attendu = 422 if fiche == 200 else fiche  # rien n'est coché
    assert client.post(adresse("import_appliquer", importe)).status_code == attendu
    assert client.get(adresse("import_appliquer", importe)).status_code == 405


def test_la_liste_d_une_autre_porteuse_est_vide(monde: Scene, importe: ImportMarches) -> None:
    assert "ville.json" in lire(monde.connecter("facilitateur"), reverse("marches:imports"))
    assert "Aucun fichier déposé" in lire(monde.connecter("autre_porteuse"), reverse("marches:imports"))


def test_deposer_mene_a_l_apercu_sans_rien_creer(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    avant = Marche.objects.count()
    envoi = {"fichier": SimpleUploadedFile("ville.json", fichier(publication(), CASSEE))}
    reponse = client.post(reverse("marches:importer"), envoi, follow=True)
    texte = reponse.content.decode()
    assert reponse.redirect_chain[0][0] == adresse("import_fiche", ImportMarches.objects.get())
    assert "Rien n’est encore écrit" in texte
    assert "Réhabilitation du groupe scolaire" in texte
    assert Marche.objects.count() == avant


def test_un_fichier_illisible_est_refuse_en_disant_lequel(monde: Scene) -> None:
    envoi = {"fichier": SimpleUploadedFile("image.json", b"\x89PNG\r\n\x1a\n" + bytes(50))}
    reponse = monde.connecter("facilitateur").post(reverse("marches:importer"), envoi)
    assert (reponse.status_code, "image.json" in reponse.content.decode()) == (422, True)
    assert not ImportMarches.objects.exists()


def test_les_premiers_refus_se_voient_sans_filtrer(monde: Scene, importe: ImportMarches) -> None:
    client, url = monde.connecter("facilitateur"), adresse("import_fiche", importe)
    texte = lire(client, url)
    assert "Des lignes du fichier sont refusées" in texte
    assert "13 chiffres" in texte
    assert f"{url}?sort=refuse" in texte
    assert "Des lignes du fichier sont refusées" not in lire(client, url, sort="refuse")


def test_l_apercu_nomme_l_acheteur_et_le_titulaire_que_le_repertoire_connait(monde: Scene) -> None:
    anonyme = publication(acheteur={"id": ACHETEUR}, montant=412500.5)
    for publie in anonyme["titulaires"]:
        del publie["titulaire"]["nom"]
    importe = deposer(fichier(anonyme), "ville.json", par=monde.compte("facilitateur").en_acteur())
    client, url = monde.connecter("facilitateur"), adresse("import_fiche", importe)
    assert en_siret(TITULAIRES[0]) in lire(client, url)
    structures.structure(monde.porteuse, "Ville de Rivombre", siret=ACHETEUR)
    structures.structure(monde.porteuse, "Escaut Peinture", siret=TITULAIRES[0])
    texte = lire(client, url)
    assert "Ville de Rivombre" in texte
    assert "Escaut Peinture" in texte
    assert "412\u202f500,50" in texte
    assert "groupe scolaire" in lire(client, url, q="rivombre")


def test_le_rapport_s_emporte_avant_et_apres_chaque_enregistrement_tel_que_publie(monde: Scene) -> None:
    deux = publication("2026M004", titulaires=TITULAIRES[:1]), publication("2026M004", titulaires=TITULAIRES[1:2])
    par = monde.compte("facilitateur").en_acteur()
    importe = deposer(fichier(publication(), SANS_CLAUSE, *deux, CASSEE), "ville.json", par=par)
    client, emporter = monde.connecter("facilitateur"), adresse("import_rapport", importe)
    assert emporter in lire(client, adresse("import_fiche", importe))
    apercu = lignes_du_rapport(client.get(emporter).content)
    assert [(ligne["Ligne"], ligne["Sort"]) for ligne in apercu] == [
        (1, "créée"),
        (2, "créée"),
        (3, "créée"),
        (4, "fusionnée"),
        (5, "refusée"),
    ]
    assert apercu[0]["Fichier : objet"] == apercu[0]["Compris : objet"] == publication()["objet"]
    assert TITULAIRES[0] in str(apercu[0]["Fichier : titulaires"])
    assert (apercu[0]["Compris : montant HT"], apercu[0]["Compris : SIRET des titulaires"]) == (850000, TITULAIRES[0])
    assert (apercu[4]["Fichier : objet"], apercu[4]["Que faire"] != "") == ("Chaufferie", True)
    client.post(adresse("import_appliquer", importe), {"uids": f"{ACHETEUR}2026M001"})
    applique = lignes_du_rapport(client.get(emporter).content)
    assert [ligne["Sort"] for ligne in applique] == ["créée", "laissée", "laissée", "fusionnée", "refusée"]


def test_le_rapport_d_un_marche_ne_se_dit_pas_personnel(monde: Scene, importe: ImportMarches) -> None:
    contenu = monde.connecter("facilitateur").get(adresse("import_rapport", importe)).content
    lisez_moi = str(load_workbook(BytesIO(contenu)).get_sheet_by_name("Lisez-moi").to_python())
    assert ("Contenu" in lisez_moi, "donnée personnelle" in lisez_moi) == (True, False)


def test_des_lignes_refusees_on_depose_la_correction(monde: Scene, importe: ImportMarches) -> None:
    client = monde.connecter("facilitateur")
    assert "Déposer le fichier corrigé" in lire(client, adresse("import_fiche", importe))
    sans_refus = deposer(fichier(publication("2026M009")), "bon.json", par=monde.compte("facilitateur").en_acteur())
    assert "Déposer le fichier corrigé" not in lire(client, adresse("import_fiche", sans_refus))


def test_les_filtres_montrent_la_clause_sociale_et_les_refus(monde: Scene, importe: ImportMarches) -> None:
    client, url = monde.connecter("facilitateur"), adresse("import_fiche", importe)
    assert "Fourniture de papier" in lire(client, url)
    texte = lire(client, url, clause="on")
    assert ("groupe scolaire" in texte, "Fourniture de papier" in texte) == (True, False)
    assert "Fourniture" not in lire(client, url, q="scolaire")
    refuses = lire(client, url, sort="refuse")
    assert "13 chiffres" in refuses
    assert "acheteur.id" in refuses
    assert "Appliquer" not in refuses
    assert "Aucune ligne ne répond" in lire(client, url, q="introuvable")


def test_appliquer_ce_qui_est_coche_puis_le_reste(monde: Scene, importe: ImportMarches) -> None:
    client, avant = monde.connecter("facilitateur"), Marche.objects.count()
    envoi = {"acte": "coches", "uids": f"{ACHETEUR}2026M001", "operation": ""}
    texte = client.post(adresse("import_appliquer", importe), envoi, follow=True).content.decode()
    assert "1\u00a0marché créé" in texte
    marche = Marche.objects.get(uid_decp=f"{ACHETEUR}2026M001")
    assert reverse("marches:marche", args=[marche.pk]) in texte
    assert Marche.objects.count() == avant + 1
    client.post(adresse("import_appliquer", importe), {"acte": "tous", "operation": ""})
    assert Marche.objects.count() == avant + 2
    importe.refresh_from_db()
    assert (importe.etat, applique_de(importe).totaux["cree"]) == ("applique", 2)


def test_appliquer_tout_ne_laisse_ni_promesse_ni_carte_vide(monde: Scene) -> None:
    client, par = monde.connecter("facilitateur"), monde.compte("facilitateur").en_acteur()
    entier = deposer(fichier(publication()), "entier.json", par=par)
    assert "Ce que le fichier contient" in lire(client, adresse("import_fiche", entier))
    client.post(adresse("import_appliquer", entier), {"acte": "tous", "operation": ""})
    texte = lire(client, adresse("import_fiche", entier))
    assert "L’import est appliqué en entier\xa0: il n’en reste rien à appliquer." in texte
    assert ("Ce qui est appliqué" in texte, "Ce qui reste du fichier" in texte) == (True, False)


def test_ce_qui_reste_d_un_fichier_se_dit_tel_qu_il_est(monde: Scene, importe: ImportMarches) -> None:
    client, url = monde.connecter("facilitateur"), adresse("import_fiche", importe)
    client.post(adresse("import_appliquer", importe), {"acte": "coches", "uids": f"{ACHETEUR}2026M001"})
    assert "ce qui reste peut encore l’être" in lire(client, url)
    client.post(adresse("import_appliquer", importe), {"acte": "tous", "operation": ""})
    texte = lire(client, url)
    assert "L’import est appliqué, sauf 1\xa0refusé\xa0: il n’en reste rien à appliquer." in texte
    assert ("Ce qui reste du fichier" in texte, "13 chiffres" in texte) == (False, True)


def test_tous_ne_prend_que_ce_que_le_filtre_montre(monde: Scene, importe: ImportMarches) -> None:
    client = monde.connecter("facilitateur")
    client.post(f"{adresse('import_appliquer', importe)}?clause=on", {"acte": "tous", "operation": ""})
    assert Marche.objects.filter(uid_decp__gt="").count() == 1


def test_un_identifiant_qui_ressemble_a_un_numero_de_securite_sociale_se_choisit_aussi(monde: Scene) -> None:
    acheteur = "20004260400013"  # suivi de « 2 », quinze chiffres
    publiee = publication("2", objet="Voirie", acheteur={"id": acheteur, "nom": "Ville"})
    importe = deposer(fichier(publiee), "voirie.json", par=monde.compte("facilitateur").en_acteur())
    client = monde.connecter("facilitateur")
    assert f'value="{acheteur}2"' in lire(client, adresse("import_fiche", importe))
    client.post(adresse("import_appliquer", importe), {"acte": "coches", "uids": f"{acheteur}2", "operation": ""})
    assert Marche.objects.filter(uid_decp=f"{acheteur}2").exists()


def test_un_double_clic_ne_double_rien(monde: Scene, importe: ImportMarches) -> None:
    client, envoi = monde.connecter("facilitateur"), {"acte": "coches", "uids": f"{ACHETEUR}2026M001", "operation": ""}
    for _ in range(2):
        assert client.post(adresse("import_appliquer", importe), envoi).status_code == 302
    assert Marche.objects.filter(uid_decp__gt="").count() == 1
    importe.refresh_from_db()
    assert applique_de(importe).totaux["cree"] == 1


def test_on_range_les_marches_dans_une_operation_de_leur_acheteur(monde: Scene, importe: ImportMarches) -> None:
    acheteur = structures.structure(monde.porteuse, "Ma commune", siret=ACHETEUR)
    sienne = fabriques.operation(monde.porteuse, nom="Plan écoles", donneur_d_ordre=acheteur)
    client, url = monde.connecter("facilitateur"), adresse("import_appliquer", importe)
    texte = lire(client, adresse("import_fiche", importe))
    assert ("Plan écoles" in texte, "Réhabilitation Solitude" in texte) == (True, False)
    client.post(url, {"acte": "tous", "operation": str(sienne.pk)})
    assert sienne.marches.count() == 2
    etrangere = client.post(url, {"acte": "coches", "uids": "x", "operation": str(monde.operation.pk)})
    assert etrangere.status_code == 422


@pytest.mark.parametrize("nombre", [3, 150])
def test_la_fiche_se_lit_en_peu_de_requetes(monde: Scene, nombre: int, django_assert_max_num_queries: Any) -> None:
    publiees = [publication(f"M{i:04}", objet=f"Chantier {i}") for i in range(nombre)]
    grand = deposer(fichier(*publiees), "grand.json", par=monde.compte("facilitateur").en_acteur())
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(20):
        assert client.get(adresse("import_fiche", grand)).status_code == 200
