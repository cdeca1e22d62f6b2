"""Les écrans de la relecture : qui les ouvre, ce qu'ils montrent, ce qu'ils refusent."""

import io
import re
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clauses.avant.relecture.models import PieceRelue, Relecture, SuiteDeRemarque
from clauses.avant.relecture.services import lecture
from clauses.avant.relecture.tests.fabriques import clause_de_la_piece, piece_juste, relecture
from clauses.fond.comptes.tests.fabriques import acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.marches.tests.scene import monter
from lecteur.documents import ouvrir
from lecteur.tests.pieces import en_docx, pdf_image

pytestmark = pytest.mark.django_db
FAUTIVE = (("1 000 heures", "800 heures"), ("60 € par heure", "75 € par heure"))


@pytest.fixture
def scene():
    scene = monter(avec_clause=False)
    clause_de_la_piece(scene.lot)
    return scene


@pytest.fixture
def faite(scene):
    return relecture(acteur(scene.compte("facilitateur")), ("CCAP.docx", piece_juste(*FAUTIVE)), lot=scene.lot)


def fichier(nom: str = "CCAP.docx", contenu: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu or piece_juste())


def lien(nom: str, objet: object) -> str:
    return reverse(f"relecture:{nom}", args=[objet.pk])


def texte(reponse) -> str:
    """La page, espaces et apostrophes ramenées à l'ordinaire."""
    page = reponse.content.decode()
    for fin, ordinaire in (("\u202f", " "), ("\u00a0", " "), ("’", "'"), ("’", "'")):
        page = page.replace(fin, ordinaire)
    return page


@pytest.mark.parametrize(
    ("role", "attendu"),
    [
        ("facilitateur", 200),
        ("responsable", 200),
        ("acheteur", 200),
        ("mandataire", 403),
        ("pilote", 403),
        ("autre_acheteur", 404),
        ("autre_porteuse", 404),
    ],
)
def test_qui_ouvre_une_relecture(scene, faite, role, attendu):
    client, piece = scene.connecter(role), faite.pieces.get()
    adresses = [lien(nom, faite) for nom in ("fiche", "suivi", "exporter_docx", "exporter_xlsx")]
    adresses += [lien("texte", piece), lien("telecharger", piece)]
    statuts = {client.get(adresse).status_code for adresse in adresses}
    assert statuts <= ({attendu} if attendu != 403 else {403, 404})


@pytest.mark.parametrize(
    ("role", "attendu"), [("facilitateur", 200), ("acheteur", 200), ("mandataire", 403), ("autre_acheteur", 404)]
)
def test_qui_depose_pour_un_lot(scene, role, attendu):
    assert scene.connecter(role).get(lien("relire_lot", scene.lot)).status_code == attendu


@pytest.mark.parametrize(("role", "attendu"), [("facilitateur", 302), ("acheteur", 403), ("autre_porteuse", 404)])
def test_qui_donne_suite(scene, faite, role, attendu):
    cle = faite.pieces.get().remarques[0]["cle"]
    reponse = scene.connecter(role).post(lien("traiter", faite), {"cle": cle, "etat": "traitee", "lues": "aucune"})
    assert reponse.status_code == attendu
    assert SuiteDeRemarque.objects.exists() == (attendu == 302)


def test_la_fiche_dit_les_points_les_cite_et_dit_quoi_ecrire(scene, faite):
    page = texte(scene.connecter("facilitateur").get(lien("fiche", faite)))
    assert "1 point bloquant, 1 à corriger ; " in page
    assert re.search(r"<mark>[^<]*800 heures[^<]*</mark>", page)
    assert "1 000 heures d'insertion pour toute la durée du marché" in page
    assert "La pièce dit 75 € ; la clause du lot, 60 €." in page
    assert "data-copie=" in page
    assert "Article 12" in page


def test_l_acheteur_lit_les_points_sans_pouvoir_y_donner_suite(scene, faite):
    page = texte(scene.connecter("acheteur").get(lien("fiche", faite)))
    assert re.search(r"<mark>[^<]*800 heures[^<]*</mark>", page)
    assert "Écarter…" not in page
    assert "Journal" not in page


def test_deposer_depuis_le_lot_mene_a_la_fiche(scene):
    reponse = scene.connecter("acheteur").post(lien("relire_lot", scene.lot), {"fichiers": [fichier()]})
    faite = Relecture.objects.get()
    assert reponse.url == lien("fiche", faite)
    assert (faite.lot, faite.marche) == (scene.lot, scene.marche)


def test_deposer_depuis_la_liste_choisit_le_lot_et_compare_deux_pieces(scene):
    envoi = {"fichiers": [fichier(), fichier("AE.docx", piece_juste(*FAUTIVE))], "lot": scene.lot.pk}
    client = scene.connecter("facilitateur")
    assert client.post(reverse("relecture:deposer"), envoi).status_code == 302
    page = texte(client.get(lien("fiche", Relecture.objects.get())))
    assert "deux pièces se contredisent" in page
    assert "Entre les pièces" in page


def test_un_double_envoi_ne_fait_qu_une_relecture(scene):
    client = scene.connecter("facilitateur")
    for _ in range(2):
        client.post(lien("relire_lot", scene.lot), {"fichiers": [fichier("CCAP.txt", b"1 000 heures d'insertion")]})
    assert Relecture.objects.count() == 1


def test_un_acheteur_ne_voit_que_ses_lots_et_doit_en_choisir_un(scene):
    acheteur, autre = scene.connecter("acheteur"), scene.connecter("autre_acheteur")
    assert str(scene.lot.pk) in texte(acheteur.get(reverse("relecture:deposer")))
    assert str(scene.lot.pk) not in texte(autre.get(reverse("relecture:deposer")))
    reponse = autre.post(reverse("relecture:deposer"), {"fichiers": [fichier()], "lot": scene.lot.pk})
    assert reponse.status_code == 422
    assert Relecture.objects.count() == 0
    assert "Choisissez le lot" in texte(acheteur.post(reverse("relecture:deposer"), {"fichiers": [fichier()]}))


def test_un_depot_vide_ou_trop_lourd_dit_quoi_faire(scene):
    client, adresse = scene.connecter("facilitateur"), lien("relire_lot", scene.lot)
    assert "Choisissez au moins une pièce" in texte(client.post(adresse, {}))
    lourd = fichier("gros.pdf", b"%PDF-" + b"0" * 40_000_000)
    reponse = client.post(adresse, {"fichiers": [lourd]})
    assert reponse.status_code == 422
    assert "pèse plus de 30 Mo" in texte(reponse)
    assert Relecture.objects.count() == 0


def test_une_piece_illisible_dit_quoi_faire(scene):
    client = scene.connecter("facilitateur")
    client.post(lien("relire_lot", scene.lot), {"fichiers": [fichier("scan.pdf", pdf_image())]})
    page = texte(client.get(lien("fiche", Relecture.objects.get())))
    assert "Ce PDF est une image : aucun texte à lire." in page
    assert "format d'origine" in page
    assert "Envoyer les remarques" not in page


def test_donner_suite_range_la_remarque_et_demande_un_motif_pour_l_ecarter(scene, faite):
    client = scene.connecter("facilitateur")
    bloquante, corriger = (r["cle"] for r in faite.pieces.get().remarques[:2])
    jamais = {"lues": "aucune"}
    client.post(lien("traiter", faite), {"cle": bloquante, "etat": "traitee"} | jamais)
    reponse = client.post(lien("traiter", faite), {"cle": corriger, "etat": "ecartee"} | jamais, follow=True)
    assert "Dites pourquoi la remarque est écartée." in texte(reponse)
    ecartee = {"cle": corriger, "etat": "ecartee", "motif": "Accord de l'acheteur"}
    muette = texte(client.post(lien("traiter", faite), ecartee, follow=True))
    assert "ne dit pas ce qu'elle vous montrait" in muette
    assert "Vous aviez écrit : « Accord de l'acheteur »." in muette
    client.post(lien("traiter", faite), ecartee | jamais)
    page = texte(client.get(lien("fiche", faite)))
    assert "Aucun point à reprendre" in page
    assert "2 déjà traités ou écartés" in page
    assert "Accord de l'acheteur" in page
    lue = {"lues": versions_de(faite.suites.filter(cle=bloquante))}
    client.post(lien("traiter", faite), {"cle": bloquante, "etat": "a_traiter"} | lue)
    assert "1 point bloquant" in texte(client.get(lien("fiche", faite)))


def travaux(ordre: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre)


def test_une_lecture_qui_attend_son_tour_n_est_pas_une_lecture_perdue(scene, monkeypatch):
    monkeypatch.setattr(lecture, "OCTETS_IMMEDIATS", 1)
    moi, client = acteur(scene.compte("facilitateur")), scene.connecter("facilitateur")
    pieces = [(f"{nom}.docx", piece_juste(("1 000 heures", f"{nom} heures"))) for nom in "ABC"]
    a, _, c = (relecture(moi, piece, lot=scene.lot) for piece in pieces)
    with signer(FABRICANT):
        PieceRelue.objects.update(modifie_le=timezone.now() - timedelta(minutes=10))
    page = texte(client.get(lien("fiche", a)))
    assert "La lecture attend son tour" in page
    assert "avant elle" not in page, "elle est la première"
    travaux("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT min(id) FROM procrastinate_jobs)")
    assert "La lecture s'est arrêtée en route" in texte(client.get(lien("fiche", a))), "commencée, elle n'avance plus"
    page = texte(client.get(lien("fiche", c)))
    assert "La lecture attend son tour" in page
    assert "C.docx, 2 lectures avant elle" in page
    assert "2 lectures avant elle" in texte(client.get(lien("suivi", c)))
    travaux("DELETE FROM procrastinate_jobs")
    assert "La lecture s'est arrêtée en route" in texte(client.get(lien("fiche", c))), "personne ne la lira"


def test_le_texte_surligne_les_passages_et_echappe_le_reste(scene):
    piege = en_docx("Le titulaire réserve 500 heures d'insertion <script>alert(1)</script>.", "Suite.")
    faite = relecture(acteur(scene.compte("facilitateur")), ("CCAP <b>.docx", piege), lot=scene.lot)
    client = scene.connecter("facilitateur")
    page = texte(client.get(lien("texte", faite.pieces.get())))
    assert "<mark>" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page + texte(client.get(lien("fiche", faite)))


def test_le_fichier_se_telecharge_tel_quel_sans_s_afficher(scene, faite):
    reponse = scene.connecter("acheteur").get(lien("telecharger", faite.pieces.get()))
    assert reponse.content == piece_juste(*FAUTIVE) or len(reponse.content) == faite.pieces.get().taille
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"


def test_les_remarques_partent_en_word_et_en_tableur(scene, faite):
    client = scene.connecter("facilitateur")
    word = client.get(lien("exporter_docx", faite))
    textes = [p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert any("Les heures ne sont pas celles du lot" in t for t in textes)
    assert any(t.startswith("À écrire") and "1\u202f000" in t for t in textes)
    cites = [p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs if p.style.name == "Intense Quote"]
    assert [t for t in textes if ("'" in t or " »" in t) and t not in cites] == []
    assert any("'" in t for t in cites), "une citation reste celle de la pièce"
    assert ouvrir(word.content, "x.docx").texte.paragraphes
    assert client.get(lien("exporter_xlsx", faite)).content.startswith(b"PK")


def test_un_caractere_qui_ne_s_ecrit_pas_n_empeche_pas_les_remarques_de_partir(scene):
    client = scene.connecter("facilitateur")
    piece = "Clause d'insertion : le titulaire réserve\ufffe 800\uffff heures d'insertion.\n".encode()
    client.post(reverse("relecture:deposer"), {"fichiers": [fichier("CCAP.txt", piece)], "lot": scene.lot.pk})
    deposee = Relecture.objects.latest("cree_le")
    assert client.get(lien("exporter_docx", deposee)).status_code == 200
    assert client.get(lien("exporter_xlsx", deposee)).status_code == 200


def test_relire_et_annuler(scene, faite):
    client = scene.connecter("facilitateur")
    assert client.post(lien("relire", faite)).url == lien("fiche", faite)
    assert client.post(lien("annuler", faite), {"motif": ""}).status_code == 422
    assert client.post(lien("annuler", faite), {"motif": "Doublon"}).url == reverse("relecture:liste")
    assert "Doublon" in texte(client.get(lien("fiche", faite)))
    assert scene.connecter("acheteur").get(lien("annuler", faite)).status_code == 403


def test_la_liste_se_filtre_et_dit_pourquoi_elle_est_vide(scene):
    client = scene.connecter("facilitateur")
    assert "Aucune pièce relue" in texte(client.get(reverse("relecture:liste")))
    moi = acteur(scene.compte("facilitateur"))
    relecture(moi, ("Règlement.docx", piece_juste()), lot=scene.lot)
    relecture(moi, ("CCAP.docx", piece_juste(*FAUTIVE)), lot=scene.lot)
    page = texte(client.get(reverse("relecture:liste"), {"gravite": "bloquante"}))
    assert "CCAP.docx" in page
    assert "Règlement.docx" not in page
    assert "Règlement.docx" in texte(client.get(reverse("relecture:liste"), {"q": "reglement"}))
    assert "Aucune relecture ne correspond" in texte(client.get(reverse("relecture:liste"), {"q": "introuvable"}))


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(scene, django_assert_max_num_queries):
    moi, client = acteur(scene.compte("facilitateur")), scene.connecter("facilitateur")
    for rang in range(6):
        relecture(
            moi, (f"CCAP{rang}.txt", f"Le titulaire réserve {rang + 1}00 heures d'insertion.".encode()), lot=scene.lot
        )
    with django_assert_max_num_queries(14):
        client.get(reverse("relecture:liste"))
    plusieurs = [(f"piece{n}.docx", piece_juste(*FAUTIVE)) for n in range(4)]
    faite = relecture(moi, *plusieurs, lot=scene.lot)
    with django_assert_max_num_queries(22):
        client.get(lien("fiche", faite))


def test_le_lot_propose_de_relire_une_piece(scene):
    adresse = lien("relire_lot", scene.lot)
    assert adresse in texte(scene.connecter("facilitateur").get(fiche_de(scene.lot)))
    assert adresse in texte(scene.connecter("acheteur").get(fiche_de(scene.lot)))
    assert adresse not in texte(scene.connecter("mandataire").get(fiche_de(scene.lot)))


def test_une_suite_donnee_entre_temps_ne_s_ecrase_pas_sans_le_dire(scene, faite):
    client, (cle, *_) = scene.connecter("facilitateur"), [r["cle"] for r in faite.pieces.get().remarques]
    lues = re.search(
        f'value="{cle}">\\s*<input type="hidden" name="lues" value="([^"]*)"', texte(client.get(fiche_de(faite)))
    )
    envoi = {"cle": cle, "lues": lues[1]}
    client.post(lien("traiter", faite), envoi | {"etat": "ecartee", "motif": "Avenant"})
    reponse = client.post(lien("traiter", faite), envoi | {"etat": "traitee"}, follow=True)
    assert "la suite de cette remarque vient de changer" in texte(reponse)
    assert (faite.suites.get().etat, faite.suites.get().motif) == ("ecartee", "Avenant")
