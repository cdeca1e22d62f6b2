"""Un achat prévu, de la fiche de l'acheteur aux pièces bonnes pour publication, par toutes les mains."""

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.harnais.visite import TELEPHONE, Visite, axe, debord, photographier
from tests.parcours.affaire import annonce, lire, presser, remplir, suivre

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

PROJET = "Rénovation du gymnase Jouvet (fictif)"
# Tel qu'un tableur le donne : numéro, intitulé, montant.
LOTS = "1\tGros œuvre\t600 000,00\n2\tPeinture intérieure\t400 000"


def test_d_un_achat_prevu_aux_pieces_de_la_consultation(visite: Visite, tmp_path: Path) -> None:
    acheteur = visite.ouvrir("/projets/", "acheteur")
    _decrire(acheteur)
    facilitatrice = visite.ouvrir("/", "facilitatrice")
    _etudier(facilitatrice)
    _chercher_autour(facilitatrice)
    _calibrer_et_ouvrir(facilitatrice)
    facilitatrice.locator("main").get_by_role("link", name=PROJET).first.click()
    marche = facilitatrice.url
    article = _rediger(facilitatrice, tmp_path)
    _relire(facilitatrice, marche, article)
    _s_accorder(facilitatrice, acheteur)


def _decrire(page: Page) -> None:
    """L'acheteur dit ce qu'il sait, colle ses lots et passe la main."""
    suivre(page, "Décrire un projet")
    remplir(page, nom=PROJET, nature_achat="Travaux", description="Reprise du gros œuvre et des peintures.")
    remplir(page, montant_ht="1 000 000", duree_mois="12", commune="Valenciennes", code_postal="59300")
    remplir(page, categorie_acheteur="Collectivité et autre pouvoir adjudicateur")
    remplir(page, position="50,3577 ; 3,5234", date_lancement="01/03/2027")
    presser(page, "Enregistrer et saisir les lots")
    lire(page, "Lots du projet")
    page.locator("[name=texte]").fill(LOTS)
    presser(page, "Reporter dans le tableau")
    axe(page)
    presser(page, "Enregistrer les lots")
    lire(page, PROJET)
    expect(page.locator("main")).to_contain_text("exactement le montant du projet")
    suivre(page, "Soumettre au facilitateur")
    presser(page, "Soumettre la fiche")
    annonce(page, "La fiche est soumise")


def _etudier(page: Page) -> None:
    """L'achat est sous le seuil des travaux : la clause est facultative, et reste le bon outil."""
    attente = page.locator("main li, main .attente").filter(has_text=PROJET)
    attente.get_by_role("link", name=re.compile("^Ouvrir la fiche")).first.click()
    lire(page, PROJET)
    presser(page, "Prendre à l’étude")
    annonce(page, "Vous étudiez ce projet")
    suivre(page, "Opportunité")
    expect(page.locator("main")).to_contain_text("5\u202f404\u202f000\u202f€")
    expect(page.locator("main")).to_contain_text("facultative")
    suivre(page, "Répondre aux questions")
    remplir(page, lien_insertion="Oui", lien_handicap="Non", lien_detention="Non", est_service_d_insertion="Non")
    presser(page, "Enregistrer")
    axe(page)
    photographier(page, "amont-etude-1280")
    for lot in ("1. Gros œuvre", "2. Peinture intérieure"):
        page.locator("main tr").filter(has_text=lot).get_by_role("link", name=re.compile("^Choisir")).click()
        page.locator("[name=instrument][value=condition]").check()
        page.locator("[name=motif]").fill("Chantier court : la condition suffit.")
        presser(page, "Choisir")
    assert debord(page) == 0


def _chercher_autour(page: Page) -> None:
    suivre(page, "Sourcing")
    expect(page.locator("main")).to_contain_text("Les Bâtisseurs Solidaires de l’Escaut")
    axe(page)
    photographier(page, "amont-sourcing-1280")


def _calibrer_et_ouvrir(page: Page) -> None:
    """600 000 × 45 % × 5 % ÷ 30 = 450 h ; 400 000 × 70 % × 5 % ÷ 30 = 467 h : la part vient de la table des métiers."""
    suivre(page, "Calibrage")
    expect(page.locator("main tbody tr").filter(has_text="Gros œuvre")).to_contain_text("450")
    expect(page.locator("main tbody tr").filter(has_text="Peinture intérieure")).to_contain_text("467")
    axe(page)
    photographier(page, "amont-calibrage-1280")
    presser(page, "Retenir ces volumes")
    annonce(page, "917\u202fh en tout")
    suivre(page, "Créer l’opération et poser les clauses")
    presser(page, "Créer l’opération")
    annonce(page, "L’opération est créée et ses clauses sont posées")
    lire(page, PROJET)


def _rediger(page: Page, dossier: Path) -> Path:
    """Les pièces portent les volumes retenus, et jamais la part de main-d'œuvre. Rend l'article du CCAP."""
    suivre(page, "Pièces")
    presser(page, "Tout engendrer")
    annonce(page, "6 versions écrites")
    axe(page)
    suivre(page, "Article du CCAP")
    with page.expect_download() as telechargement:
        suivre(page, "Télécharger la version 1")
    article = dossier / telechargement.value.suggested_filename
    telechargement.value.save_as(article)
    texte = texte_de(article)
    assert "450" in texte
    assert "467" in texte
    assert "main-d" not in texte.replace("’", "'").lower()
    return article


def texte_de(docx: Path) -> str:
    """Tout le texte d'un DOCX, tableaux compris."""
    corps = Document(str(docx)).element.body
    return "\n".join("".join(noeud.itertext()) for noeud in corps)


def _relire(page: Page, pieces: str, article: Path) -> None:
    """Notre propre article, relu contre le marché dont il vient, n'a aucun point bloquant."""
    page.goto("/relectures/deposer/")
    lot = page.locator("[name=lot] option").filter(has_text="Gros œuvre").filter(has_text=PROJET)
    page.locator("[name=lot]").select_option(label=lot.inner_text())
    page.locator("[name=tout_le_marche]").check()
    page.locator("[name=fichiers]").set_input_files(article)
    presser(page, "Relire")
    expect(page.locator("main")).to_contain_text("Conforme")
    expect(page.get_by_role("heading", name="Points bloquants")).to_have_count(0)
    axe(page)
    photographier(page, "amont-relecture-1280")
    page.goto(pieces)


def _s_accorder(facilitatrice: Page, acheteur: Page) -> None:
    """La facilitatrice transmet, l'acheteur lit au téléphone et approuve, elle clôt."""
    suivre(facilitatrice, "Circuit des pièces")
    suivre(facilitatrice, "Transmettre à l’acheteur…")
    facilitatrice.locator("[name=vers]").first.check()
    facilitatrice.locator("[name=avec_accord]").check()
    presser(facilitatrice, "Transmettre")
    expect(facilitatrice.locator("main")).to_contain_text("Chez l’acheteur depuis aujourd’hui")

    acheteur.set_viewport_size({"width": TELEPHONE, "height": 844})
    acheteur.goto(facilitatrice.url)
    assert debord(acheteur) == 0
    axe(acheteur)
    suivre(acheteur, "Donner mon accord…")
    for case in acheteur.locator("[name=versions][type=checkbox]").all():
        case.check()
    presser(acheteur, "Donner mon accord")
    expect(acheteur.locator("main")).to_contain_text("Accord complet")

    facilitatrice.reload()
    suivre(facilitatrice, "Clore le dossier…")
    presser(facilitatrice, "Clore le dossier")
    expect(facilitatrice.locator("main")).to_contain_text("bonnes pour publication")
