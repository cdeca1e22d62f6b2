"""Les écrans des commandes et factures d'un lot : droits, heures qui suivent, saisie, import, annulation."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.socle.tests.rapports import lignes_du_rapport
from clauses.suivi.marches.models import Facture, HeuresTotales, Lot
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db
FINE = "\u202f"


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


@pytest.fixture
def lot(monde: Scene) -> Lot:
    return scene.facturer(monde)


def adresse(nom: str, objet: Any) -> str:
    return reverse(f"marches:{nom}", args=[objet.pk])


def lire(monde: Scene, role: str, lot: Lot) -> str:
    reponse = monde.connecter(role).get(adresse("depenses", lot))
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize(
    ("role", "lecture", "ecriture"),
    [
        ("facilitateur", 200, 200),
        ("responsable", 200, 200),
        ("acheteur", 200, 403),
        ("mandataire", 200, 403),
        ("autre_titulaire", 404, 404),
        ("autre_acheteur", 404, 404),
        ("autre_porteuse", 404, 404),
        ("pilote", 404, 404),
    ],
)
def test_qui_lit_et_qui_saisit(monde: Scene, lot: Lot, role: str, lecture: int, ecriture: int) -> None:
    client = monde.connecter(role)
    assert client.get(adresse("depenses", lot)).status_code == lecture
    for nom in ("depense_saisir", "depenses_importer", "heures_totales_saisir", "depenses_modele"):
        assert client.get(adresse(nom, lot)).status_code == ecriture, nom
        if nom != "depenses_modele":
            assert client.post(adresse(nom, lot), {}).status_code == ecriture, nom
    assert client.post(adresse("facture_annuler", Facture.objects.first()), {}).status_code == (
        422 if ecriture == 200 else ecriture
    )


def test_la_liste_montre_les_cumuls_et_les_heures_apres_chaque_piece(monde: Scene, lot: Lot) -> None:
    texte = lire(monde, "facilitateur", lot)
    assert f"250{FINE}000{FINE}€ HT facturés, 440{FINE}h d’insertion exigibles" in texte
    assert "440 <strong>(+440)</strong>" in texte  # la facture de 200 000 € ; celle de 50 000 € n'ajoute rien
    assert f"300{FINE}000" in texte
    assert "Pourquoi ce chiffre" in texte


def test_le_facture_dit_ce_qui_n_en_compte_pas(monde: Scene, lot: Lot) -> None:
    assert "qui ne comptent pas" not in lire(monde, "facilitateur", lot)
    avant = lot.marche.date_notification
    assert avant is not None
    fabriques.facture(lot, "30000", date(avant.year - 1, 12, 1))
    assert f"dont 30{FINE}000" in lire(monde, "facilitateur", lot)


def test_un_cotraitant_ne_lit_que_ses_pieces_et_sa_part(monde: Scene, lot: Lot) -> None:
    texte = lire(monde, "cotraitant", lot)
    assert "Votre part exigible" in texte
    assert "88" in strip_tags(texte)  # 440 h × 50 000 ÷ 250 000
    for secret in (f"200{FINE}000", f"250{FINE}000", f"300{FINE}000", "440", "Escaut", "Saisir", "Annuler"):
        assert secret not in strip_tags(texte), secret


def test_un_lot_sans_piece_propose_le_premier_acte(monde: Scene) -> None:
    assert "Aucune commande, aucune facture" in lire(monde, "facilitateur", monde.lot)
    assert "Saisir une pièce" not in lire(monde, "acheteur", monde.lot)


def test_saisir_une_facture_dit_les_heures_d_avant_et_d_apres(monde: Scene, lot: Lot) -> None:
    client = monde.connecter("facilitateur")
    donnees = {"nature": "facture", "numero": "F-77", "jour": "12/10/2026", "montant_ht": "60 000,00"}
    reponse = client.post(adresse("depense_saisir", lot), donnees, follow=True)
    assert f"Exigible\u00a0: 440{FINE}h → 660{FINE}h" in reponse.content.decode()
    assert Facture.objects.get(numero="F-77").montant_ht == 60000
    assert "Facture F-77 enregistrée." in reponse.content.decode()
    reponse = client.post(adresse("depense_saisir", lot), {**donnees, "nature": "avoir", "numero": "AV-1"}, follow=True)
    assert "Avoir AV-1 enregistré. Exigible" in reponse.content.decode()


def test_une_saisie_refusee_garde_ce_qui_etait_tape(monde: Scene, lot: Lot) -> None:
    client = monde.connecter("facilitateur")
    donnees = {"nature": "facture", "numero": "F-77", "jour": "12/10/2027", "montant_ht": "60 000,00"}
    texte = client.post(adresse("depense_saisir", lot), donnees).content.decode()
    assert "est à venir" in texte
    assert 'value="60 000,00"' in texte
    assert not Facture.objects.filter(numero="F-77").exists()


def test_annuler_demande_pourquoi_puis_recalcule(monde: Scene, lot: Lot) -> None:
    client = monde.connecter("facilitateur")
    facture = Facture.objects.get(montant_ht=200000)
    assert "Dites pourquoi" in client.post(adresse("facture_annuler", facture), {"motif": ""}).content.decode()
    client.post(adresse("facture_annuler", facture), {"motif": "facture d'un autre lot"})
    facture.refresh_from_db()
    assert facture.motif_annulation == "facture d'un autre lot"
    assert f"50{FINE}000{FINE}€ HT facturés, 0{FINE}h" in lire(monde, "facilitateur", lot)
    assert client.post(adresse("commande_annuler", lot.commandes.get()), {"motif": "x"}).status_code == 302


def test_l_import_montre_un_apercu_puis_enregistre_et_deux_fois_ne_double_rien(monde: Scene, lot: Lot) -> None:
    client = monde.connecter("facilitateur")
    texte = "Numéro;Date;Montant HT;Attributaire\nF-9;10/10/2026;60000;Escaut Bâtiment\nF-10;n'importe;1;\n"
    fichier = SimpleUploadedFile("pieces.csv", texte.encode("cp1252"))
    depot = {"nature_par_defaut": "facture", "fichier": fichier}
    apercu = client.post(adresse("depenses_importer", lot), depot)
    corps = apercu.content.decode()
    assert f"Exigible\u00a0: 440{FINE}h → 660{FINE}h" in corps
    assert "Enregistrer 1\u00a0ligne<" in corps
    assert "importe »" in corps or "n’importe" in corps
    assert not Facture.objects.filter(numero="F-9").exists()
    suite = {
        "nature_par_defaut": "facture",
        "contenu": apercu.context["contenu"],
        "nom": "pieces.csv",
        "appliquer": "1",
    }
    for _ in range(2):
        assert client.post(adresse("depenses_importer", lot), suite).status_code == 302
    assert Facture.objects.filter(numero="F-9").count() == 1


def test_le_rapport_d_un_import_s_emporte_de_l_apercu_et_en_enregistrant(monde: Scene, lot: Lot) -> None:
    client, ecran = monde.connecter("facilitateur"), adresse("depenses_importer", lot)
    texte = "N° facture;Date;Total HT;Observations\nF-9;10/10/2026;60000;=A1\nF-10;n'importe;1;\n"
    apercu = client.post(ecran, {"nature_par_defaut": "facture", "texte": texte})
    suite = {"nature_par_defaut": "facture", "contenu": apercu.context["contenu"], "nom": "a.csv"}
    bonne, refusee = lignes_du_rapport(client.post(ecran, {**suite, "emporter": "1"}).content)
    assert not Facture.objects.filter(numero="F-9").exists()
    assert (bonne["Sort"], bonne["Fichier : Total HT"], bonne["Fichier : Observations"]) == ("créée", "60000", "=A1")
    assert (bonne["Compris : date"], bonne["Compris : montant HT"]) == (date(2026, 10, 10), 60000)
    assert (refusee["Sort"], refusee["Fichier : Date"], refusee["Compris : date"]) == ("refusée", "n'importe", "")
    assert refusee["Que faire"]
    enregistre = lignes_du_rapport(client.post(ecran, {**suite, "appliquer": "emporter"}).content)
    assert [ligne["Sort"] for ligne in enregistre] == ["créée", "refusée"]
    assert Facture.objects.filter(numero="F-9").count() == 1


def test_le_compte_rendu_d_un_import_s_accorde(monde: Scene, lot: Lot) -> None:
    client = monde.connecter("facilitateur")
    texte = "Numéro;Date;Montant HT;Attributaire;Objet\nF-9;10/10/26;60000;Escaut Bâtiment;a\n"
    for lignes, dit in (
        (texte, "1\u00a0créée, 0\u00a0modifiée"),
        (f"{texte}F-9;10/10/26;1;Escaut Bâtiment;b\n", "réunie"),
    ):
        suite = {"nature_par_defaut": "facture", "texte": lignes}
        apercu = client.post(adresse("depenses_importer", lot), suite)
        assert apercu.status_code == 200
        suite = {"nature_par_defaut": "facture", "contenu": apercu.context["contenu"], "nom": "a.csv", "appliquer": "1"}
        fait = client.post(adresse("depenses_importer", lot), suite, follow=True)
        assert dit in strip_tags(fait.content.decode())
    assert Facture.objects.get(numero="F-9").montant_ht == 60001


def test_saisir_une_date_a_deux_chiffres_d_annee_n_hesite_pas_entre_deux_siecles(monde: Scene, lot: Lot) -> None:
    piece = {"nature": "facture", "numero": "F-26", "jour": "15/10/26", "montant_ht": "60 000"}
    assert monde.connecter("facilitateur").post(adresse("depense_saisir", lot), piece).status_code == 302
    assert Facture.objects.get(numero="F-26").jour == date(2026, 10, 15)


def test_un_fichier_illisible_est_nomme(monde: Scene, lot: Lot) -> None:
    fichier = SimpleUploadedFile("bilan.pdf", b"%PDF-1.7 un document")
    depot = {"nature_par_defaut": "facture", "fichier": fichier}
    reponse = monde.connecter("facilitateur").post(adresse("depenses_importer", lot), depot)
    assert "bilan.pdf" in reponse.content.decode()
    assert reponse.status_code == 422
    vide = monde.connecter("facilitateur").post(adresse("depenses_importer", lot), {"nature_par_defaut": "facture"})
    assert "Déposez un fichier" in vide.content.decode()


def test_le_modele_a_les_colonnes_que_l_import_attend(monde: Scene, lot: Lot) -> None:
    reponse = monde.connecter("facilitateur").get(adresse("depenses_modele", lot))
    assert reponse["Content-Type"].startswith("application/vnd.openxmlformats")
    fichier = SimpleUploadedFile("modele.xlsx", reponse.content)
    depot = {"nature_par_defaut": "facture", "fichier": fichier}
    relu = monde.connecter("facilitateur").post(adresse("depenses_importer", lot), depot)
    assert "Il n’y a rien à enregistrer" in relu.content.decode()


def test_les_heures_de_tous_se_notent_pour_une_clause_en_pour_cent(monde: Scene) -> None:
    lot = fabriques.lot(monde.marche, "5")
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(5))
    client = monde.connecter("facilitateur")
    assert "Noter les heures" in lire(monde, "facilitateur", lot)
    reponse = client.post(adresse("heures_totales_saisir", lot), {"mois": "10/2026", "heures": "1 200"}, follow=True)
    assert f"Exigible\u00a0: 0{FINE}h → 60{FINE}h" in reponse.content.decode()
    assert "octobre 2026" in lire(monde, "facilitateur", lot)
    heures = HeuresTotales.objects.get()
    client.post(adresse("heures_totales_annuler", heures), {"motif": "relevé faux"})
    heures.refresh_from_db()
    assert heures.est_annule


@pytest.mark.parametrize(
    ("a_une_clause", "dit"), [(True, "en part des heures travaillées"), (False, "pas encore de clause")]
)
def test_les_heures_de_tous_ne_se_notent_pas_pour_une_autre_clause(monde: Scene, a_une_clause: bool, dit: str) -> None:
    lot = fabriques.lot(monde.marche, "6")
    if a_une_clause:
        fabriques.clause(lot)
    client = monde.connecter("facilitateur")
    page = client.get(adresse("heures_totales_saisir", lot)).content.decode()
    assert dit in page
    assert 'name="heures"' not in page
    client.post(adresse("heures_totales_saisir", lot), {"mois": "10/2026", "heures": "1 200"})
    assert not HeuresTotales.objects.exists()


@pytest.mark.parametrize("nombre", [3, 90])
def test_le_nombre_de_requetes_ne_depend_pas_des_pieces(
    monde: Scene, lot: Lot, nombre: int, django_assert_max_num_queries: Any
) -> None:
    for rang in range(nombre):
        creer(Facture, lot=lot, numero=f"N-{rang}", jour=date(2026, 5, 1), montant_ht=Decimal(100))
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(28):
        reponse = client.get(adresse("depenses", lot))
    assert reponse.status_code == 200
