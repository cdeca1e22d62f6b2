"""Les écrans de l'import : déposer, relire, appliquer, suivre, prendre notre classeur ; et les mauvais fichiers."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.exports import XLSX
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.rapports import lignes_du_rapport
from clauses.suivi.declarations.forms.imports import DepotForm
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.modele_mensuel import ecrire, lignes_du_mois
from clauses.suivi.declarations.models import ContratInsertion, ImportHeures, LigneHeures
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.declarations.tests.scene import OCTOBRE, Scene, planter

pytestmark = pytest.mark.django_db
MAUVAIS = {"Age": 41, "Employeur": "Autre", "Nombre d heures": 1000, "Fin contrat": "08/03/2026"}


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return planter()


@pytest.fixture
def scene(plantee) -> Scene:
    return deepcopy(plantee)


@pytest.fixture
def facilitatrice(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    return client


def deposer(client, contenu: bytes, nom: str = "contrats.xlsx", **champs):
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(reverse("declarations:importer"), {"fichier": fichier, **champs}, follow=True)


def depose(scene: Scene, contenu: bytes | None = None) -> ImportHeures:
    return service.deposer(contenu or classeurs.contrats({}, MAUVAIS), "contrats.xlsx", par=scene.equipe)


def adresse(nom: str, importe: ImportHeures) -> str:
    return reverse(f"declarations:{nom}", args=[importe.pk])


def test_de_la_liste_vide_au_fichier_applique(facilitatrice):
    vide = facilitatrice.get(reverse("declarations:imports")).content.decode()
    assert reverse("declarations:importer") in vide
    page = deposer(facilitatrice, classeurs.contrats({}, MAUVAIS)).content.decode()
    assert "Appliquer la ligne" in page
    assert page.index("Refusée") < page.index("Créée")
    assert "Vérifier le nombre d’heures et les dates" in page
    assert not ContratInsertion.objects.exclude(cle_import="").exists()
    importe = ImportHeures.objects.get()
    page = facilitatrice.post(adresse("import_appliquer", importe), follow=True).content.decode()
    assert "Appliqué" in page
    assert "Appliquer la ligne" not in page
    assert ContratInsertion.objects.exclude(cle_import="").count() == 1
    assert "contrats.xlsx" in facilitatrice.get(reverse("declarations:imports")).content.decode()


def test_redepose_l_import_compte_aussi_ses_lignes_inchangees(facilitatrice, scene):
    service.appliquer(depose(scene, classeurs.contrats({})), par=scene.equipe)
    encore = service.appliquer(depose(scene, classeurs.contrats({}, MAUVAIS)), par=scene.equipe)
    page = facilitatrice.get(adresse("import_fiche", encore)).content.decode()
    dit = "Appliqué\u00a0: 1\u00a0ligne inchangée, 1\u00a0ligne refusée."
    assert dit in page


def test_la_raison_d_un_refus_commence_par_une_capitale(facilitatrice, scene):
    fautive = {"Début contrat": date(2026, 3, 9), "Fin contrat": date(2026, 3, 2)}
    page = facilitatrice.get(adresse("import_fiche", depose(scene, classeurs.contrats(fautive)))).content.decode()
    assert "La fin précède le début (09/03/2026)" in page


def test_une_question_ne_se_compte_pas_avec_les_refus(facilitatrice, scene):
    importe = depose(scene, classeurs.contrats({}, {}, MAUVAIS))
    page = facilitatrice.get(adresse("import_fiche", importe)).content.decode()
    assert "1\u00a0ligne refusée" in page
    assert "1\u00a0ligne à confirmer attend une réponse" in page
    lignes = page[page.index("<tbody") :]
    assert lignes.index("Refusée</") < lignes.index("À confirmer</") < lignes.index("Créée</")
    questions = facilitatrice.get(adresse("import_fiche", importe), {"sort": "a_confirmer"}).content.decode()
    assert ("doublon de la ligne 2" in questions, "Vérifier le nombre d’heures" in questions) == (True, False)
    refusees = facilitatrice.get(adresse("import_fiche", importe), {"sort": "refuse"}).content.decode()
    assert ("doublon de la ligne 2" in refusees, "Vérifier le nombre d’heures" in refusees) == (False, True)
    assert [ligne["Sort"] for ligne in emporte(facilitatrice, importe)] == ["créée", "à confirmer", "refusée"]


def test_la_phrase_ne_compte_que_ce_qu_il_y_a(facilitatrice, scene):
    def phrase(*lignes) -> str:
        page = facilitatrice.get(adresse("import_fiche", depose(scene, classeurs.contrats(*lignes)))).text
        return page[page.index('class="phrase"') :][:400].replace("\u00a0", " ")

    assert "1 ligne est prête. À vous d’appliquer" in phrase({})
    assert "Rien à appliquer : 1 ligne refusée." in phrase(MAUVAIS)
    assert "0 ligne" not in phrase({}, {}) + phrase(MAUVAIS)
    liste = facilitatrice.get(reverse("declarations:imports")).text
    assert ("Vérifié, pas appliqué" in liste, "à appliquer" in liste) == (True, False)


def test_un_fichier_dont_tout_est_lisible_n_invite_pas_a_le_corriger(facilitatrice, scene):
    page = facilitatrice.get(adresse("import_fiche", depose(scene, classeurs.contrats({}, {})))).content.decode()
    assert ("Répondre (1" in page, "Déposer le fichier corrigé" in page) == (True, False)


def test_un_rapport_garde_avant_que_les_questions_n_aient_leur_sort_se_relit(facilitatrice, scene):
    importe = depose(scene, classeurs.contrats({}, {}))
    garde = importe.rapport
    garde["refuses"] = garde.pop("a_confirmer")
    for ligne in garde["lignes"]:
        ligne[1] = 0 if len(ligne) > 5 else ligne[1]  # le rang qu'avait une ligne refusée
    rapport = Rapport.depuis_json("contrats.xlsx", "", garde)
    assert (rapport.totaux["refuse"], rapport.totaux["a_confirmer"]) == (0, 1)
    assert [verdict.issue for verdict in rapport.verdicts] == ["cree", "a_confirmer"]


def test_la_demande_deja_validees_est_suivie(facilitatrice):
    deposer(facilitatrice, classeurs.contrats({}), est_deja_valide="on", arrete_au="30/06/2026")
    importe = ImportHeures.objects.get()
    assert (importe.est_deja_valide, str(importe.arrete_au)) == (True, "2026-06-30")
    page = facilitatrice.post(adresse("import_appliquer", importe), follow=True).content.decode()
    assert "1\u00a0cumul validé" in page
    assert LigneHeures.objects.get().etat == "validee"


def test_l_apercu_du_classeur_du_mois_dit_les_heures_et_ce_qui_sera_transmis(facilitatrice, scene):
    lignes = [ligne._replace(travaillees=Decimal(100), formation=Decimal(14)) for ligne in _lignes_du_mois(scene)]
    page = deposer(facilitatrice, ecrire(lignes, OCTOBRE), "heures.xlsx").content.decode().replace("\u202f", "\u00a0")
    assert "114\u00a0h, dont 14\u00a0h de formation" in page
    assert "chaque mois où personne ne manque sera alors transmis, au nom de son entreprise" in page
    assert "Déposer le fichier corrigé" not in page


def test_apres_des_refus_on_depose_le_fichier_corrige(facilitatrice):
    assert "Déposer le fichier corrigé" in deposer(facilitatrice, classeurs.contrats({}, MAUVAIS)).content.decode()


def _lignes_du_mois(scene):
    return list(lignes_du_mois(scene.porteuse.pk, OCTOBRE))


MAUVAIS_FICHIERS = {
    "vide.xlsx": (b"", 422, "vide"),
    "tronque.xlsx": (classeurs.contrats({})[:3000], 422, "tronqué"),
    "protege.xlsx": (classeurs.protege_par_mot_de_passe(), 422, "mot de passe"),
    "photo.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, 422, "image"),
    "etranger.csv": (b"nom de la mairie;date\nX;Y\n", 422, "colonnes"),
    "en_fait_csv.xlsx": (
        classeurs.en_csv(classeurs.ENTETES_CONTRATS, [classeurs.CONTRAT]),
        200,
        "contient du texte séparé",
    ),
    "windows.csv": (
        classeurs.en_csv(classeurs.ENTETES_CONTRATS, [classeurs.CONTRAT], encodage="cp1252"),
        200,
        "Intérim",
    ),
}


@pytest.mark.parametrize("nom", MAUVAIS_FICHIERS)
def test_un_mauvais_fichier_dit_ce_qu_il_a_et_quoi_faire(facilitatrice, nom):
    contenu, code, mots = MAUVAIS_FICHIERS[nom]
    reponse = deposer(facilitatrice, contenu, nom)
    assert reponse.status_code == code
    assert mots in reponse.content.decode()
    assert ImportHeures.objects.count() == (1 if code == 200 else 0)


def test_sans_fichier_vide_ou_trop_gros(facilitatrice):
    assert "redemandez-le" in deposer(facilitatrice, b"").text, "ce qu'il faut faire"
    assert facilitatrice.post(reverse("declarations:importer"), {}).status_code == 422
    with patch.object(DepotForm.base_fields["fichier"], "taille_max", 10):
        assert deposer(facilitatrice, classeurs.contrats({})).status_code == 422


def test_le_rapport_se_filtre_et_se_cherche(facilitatrice, scene):
    importe = depose(scene)
    refusees = facilitatrice.get(adresse("import_fiche", importe), {"sort": "refuse"}).content.decode()
    assert "Escaut Intérim Insertion" not in refusees
    cherchees = facilitatrice.get(adresse("import_fiche", importe), {"q": "escaut interim"}).content.decode()
    assert "Autre ·" not in cherchees


def test_le_rapport_s_emporte_avant_et_apres_chaque_ligne_telle_qu_elle_etait(facilitatrice, scene):
    importe = depose(scene)
    apercu = emporte(facilitatrice, importe)
    assert [ligne["Sort"] for ligne in apercu] == ["créée", "refusée"]  # dans l'ordre du fichier
    bonne, refusee = apercu
    assert (bonne["Fichier : Modalité"], bonne["Fichier : Nombre d heures"]) == ("ETTI", 412.5)
    assert bonne["Compris : modalité"].startswith("Mise à disposition")
    assert (bonne["Compris : début"], bonne["Compris : heures travaillées"]) == (date(2026, 2, 9), 412.5)
    assert "RSA" in bonne["Compris : publics"]
    assert refusee["Fichier : Employeur"] == "Autre"
    assert (refusee["Colonne en cause"], refusee["Que faire"] != "") == ("Nombre d heures", True)
    facilitatrice.post(adresse("import_appliquer", importe))
    applique = emporte(facilitatrice, importe)
    assert [(ligne["Sort"], ligne["Fichier : Age"]) for ligne in applique] == [("créée", 34), ("refusée", 41)]


def test_le_rapport_du_classeur_du_mois_dit_les_heures_comprises(facilitatrice, scene):
    lignes = [ligne._replace(travaillees=Decimal("104.5")) for ligne in _lignes_du_mois(scene)]
    contenu = ecrire(lignes, OCTOBRE)
    deposer(facilitatrice, contenu, "heures.xlsx")
    lues = emporte(facilitatrice, ImportHeures.objects.get())
    assert len(lues) == len(lignes)
    assert {(ligne["Compris : mois"], ligne["Compris : heures travaillées"]) for ligne in lues} == {(OCTOBRE, 104.5)}
    assert all(ligne["Fichier : Clé de la ligne"] for ligne in lues)


def test_un_fichier_que_l_on_ne_sait_plus_relire_garde_ses_verdicts(facilitatrice, scene):
    importe = depose(scene)
    with signer(scene.equipe):
        ImportHeures.objects.filter(pk=importe.pk).update(contenu=b"abime")
    assert [ligne["Sort"] for ligne in emporte(facilitatrice, importe)] == ["créée", "refusée"]


def emporte(client, importe: ImportHeures) -> list[dict[str, object]]:
    reponse = client.get(adresse("import_verdicts", importe))
    assert reponse["Content-Type"] == XLSX
    return lignes_du_rapport(reponse.content)


def test_le_nombre_de_requetes_de_la_fiche_est_borne(facilitatrice, scene, django_assert_max_num_queries):
    importe = depose(scene, classeurs.contrats(*({"Age": age} for age in range(18, 60))))
    with django_assert_max_num_queries(12):
        facilitatrice.get(adresse("import_fiche", importe))
    with django_assert_max_num_queries(10):
        facilitatrice.get(reverse("declarations:imports"))


def test_un_gros_fichier_montre_son_avancement_puis_sa_fin(facilitatrice, scene):
    with patch.object(service, "LIGNES_IMMEDIATES", 1):
        page = deposer(facilitatrice, classeurs.contrats({}, MAUVAIS)).content.decode()
        importe = ImportHeures.objects.get()
        assert adresse("import_suivi", importe) in page
        suivi = facilitatrice.get(adresse("import_suivi", importe))
        assert suivi.content.decode().strip() in page
        service.verifier_import(importe.pk, par=scene.equipe)
        assert facilitatrice.get(adresse("import_suivi", importe))["HX-Refresh"] == "true"
        facilitatrice.post(adresse("import_appliquer", importe))
        with signer(scene.equipe):
            ImportHeures.objects.update(avancement=1)
        assert "1 sur 2" in facilitatrice.get(adresse("import_suivi", importe)).content.decode()
        service.appliquer_import(importe.pk, par=scene.equipe)
    assert "Appliqué" in facilitatrice.get(adresse("import_fiche", importe)).content.decode()


def test_un_travail_coupe_se_reprend_d_un_bouton(facilitatrice, scene):
    importe = depose(scene)
    service.demander_application(importe, par=scene.equipe)
    assert "Reprendre" not in facilitatrice.get(adresse("import_fiche", importe)).content.decode()
    with signer(scene.equipe):
        ImportHeures.objects.update(modifie_le=timezone.now() - 2 * service.SANS_NOUVELLES)
    assert "Reprendre" in facilitatrice.get(adresse("import_fiche", importe)).content.decode()
    facilitatrice.post(adresse("import_appliquer", importe))
    assert ImportHeures.objects.get().etat == "applique"


def test_notre_classeur_se_prend_et_revient(facilitatrice, scene):
    assert facilitatrice.get(reverse("declarations:modele_heures")).status_code == 200
    reponse = facilitatrice.get(
        reverse("declarations:modele_heures"), {"mois": "10/2026", "operation": scene.lot.marche.operation_id}
    )
    assert "heures-2026-10" in reponse["Content-Disposition"]
    page = deposer(facilitatrice, reponse.content, "heures.xlsx").content.decode()
    assert "Rien à appliquer" in page
    prises = [ligne._replace(travaillees=Decimal(90)) for ligne in lignes_du_mois(scene.porteuse.pk, OCTOBRE)]
    page = deposer(facilitatrice, ecrire(prises, OCTOBRE), "heures.xlsx").content.decode()
    assert "Appliquer les 2 lignes" in page


def test_une_operation_d_ailleurs_n_a_pas_de_classeur(facilitatrice):
    ailleurs = planter().lot.marche.operation_id
    reponse = facilitatrice.get(reverse("declarations:modele_heures"), {"mois": "10/2026", "operation": ailleurs})
    assert reponse.status_code == 422


ECRANS = ("import_fiche", "import_suivi", "import_verdicts")


def test_l_import_d_une_autre_porteuse_n_existe_pas(facilitatrice):
    autre = planter()
    importe = depose(autre)
    for nom in ECRANS:
        assert facilitatrice.get(adresse(nom, importe)).status_code == 404
    assert facilitatrice.post(adresse("import_appliquer", importe)).status_code == 404
    assert facilitatrice.get(reverse("declarations:imports")).content.decode().count("contrats.xlsx") == 0


def test_seule_l_equipe_entre(client, scene):
    importe = depose(scene)
    etrangers = (
        comptes.titulaire(scene.attribution.structure),
        scene.interim,
        comptes.donneur_d_ordre(scene.lot.marche.operation.donneur_d_ordre),
    )
    for appartenance in etrangers:
        client.force_login(appartenance.utilisateur)
        for nom in ("imports", "importer", "modele_heures"):
            assert client.get(reverse(f"declarations:{nom}")).status_code == 403
        assert client.get(adresse("import_fiche", importe)).status_code == 404
    client.force_login(comptes.responsable(scene.porteuse).utilisateur)
    assert client.get(adresse("import_fiche", importe)).status_code == 200
