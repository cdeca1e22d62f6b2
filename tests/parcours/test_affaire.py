"""Un marché suivi de sa clause à son bilan, par toutes les mains qui le touchent, dans un vrai navigateur."""

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.harnais.visite import TELEPHONE, Visite, axe, debord, photographier
from tests.parcours.affaire import (
    Affaire,
    annonce,
    export_de_contrats,
    lire,
    presser,
    publication,
    remplir,
    suivre,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

MOT_DE_PASSE = "Chemin-de-halage-1892!"


def test_une_affaire_de_sa_clause_a_son_bilan(visite: Visite, affaire: Affaire) -> None:
    page = visite.ouvrir("/", "facilitatrice")
    affaire.ouvrir_l_entreprise(page)
    affaire.ouvrir_l_operation(page)
    fiche = page.url
    affaire.ajouter_le_marche(page)
    affaire.ecrire_la_clause(page)
    affaire.nommer_le_titulaire(page)
    _commander_et_facturer(affaire, page)
    affaire.ouvrir_la_fiche_de_la_personne(page)
    affaire.juger_l_eligibilite(page)
    affaire.ouvrir_le_contrat(page)
    page.goto(f"{fiche}heures/")
    presser(page, "Ouvrir les mois manquants")

    telephone = _inviter_le_titulaire(visite, affaire)
    _declarer_octobre(affaire, telephone)
    _valider_au_clavier(affaire, page)
    _lire_le_bilan(affaire, page, fiche)


def _commander_et_facturer(affaire: Affaire, page: Page) -> None:
    """Deux tranches entières de facturation : 440 h exigibles, dites dès la facture enregistrée."""
    suivre(page, "Commandes et factures")
    affaire.noter_une_piece(page, "Bon de commande", "BC-1", "02/10/2026", "350 000")
    affaire.noter_une_piece(page, "Facture", "F-1", "05/11/2026", "250 000,50")
    annonce(page, "440 h")
    expect(page.locator(".cartes, .chiffres").first).to_contain_text("440")
    axe(page)


def _inviter_le_titulaire(visite: Visite, affaire: Affaire) -> Page:
    """La responsable invite ; l'entreprise ouvre le lien sur son téléphone et choisit son mot de passe."""
    page = visite.ouvrir("/utilisateurs/inviter/", "responsable")
    remplir(page, courriel=affaire.courriel, prenom="Noé", nom="Supposé", role="Entreprise attributaire")
    remplir(page, structure=affaire.entreprise)
    presser(page, "Inviter")
    message = page.get_by_role("textbox", name="Message").input_value()
    (lien,) = re.findall(r"https?://[^/\s]+(/\S+)", message)

    telephone = visite.page_neuve(TELEPHONE)
    telephone.goto(visite.site + lien)
    presser(telephone, "Répondre")
    for champ in telephone.locator("input[type=password]").all():
        champ.fill(MOT_DE_PASSE)
    presser(telephone, "Enregistrer et entrer")
    expect(telephone.locator("main")).to_contain_text("Déclarer octobre 2026")
    photographier(telephone, "affaire-accueil-titulaire-390")
    axe(telephone)
    return telephone


def _declarer_octobre(affaire: Affaire, page: Page) -> None:
    page.locator("main").get_by_role("link", name="Déclarer").first.click()
    lire(page, f"Octobre 2026 — {affaire.entreprise}")
    page.get_by_label("Heures travaillées").fill("151,5")
    photographier(page, "affaire-mois-390")
    assert debord(page) == 0
    axe(page)
    presser(page, "Envoyer octobre")
    annonce(page, "Merci, c’est envoyé.")


def _valider_au_clavier(affaire: Affaire, page: Page) -> None:
    """`j` mène à la ligne, `v` la valide : pas de souris."""
    page.goto("/declarations/?etat=a_valider")
    page.locator("main tr", has_text=affaire.entreprise).get_by_role("link").click()
    lire(page, f"Octobre 2026 — {affaire.entreprise}")
    axe(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("v")
    annonce(page, "1 ligne validée")
    expect(page.locator("main")).to_contain_text("Validé. 151,5 h retenues sur 151,5 h déclarées.")


def _lire_le_bilan(affaire: Affaire, page: Page, fiche: str) -> None:
    """Cinq chiffres, dont chacun ouvre ce qu'il contient ; puis les deux documents."""
    page.goto(f"{fiche}bilan/")
    carte = page.locator(".chiffre", has=page.get_by_text("Retenu", exact=True)).first
    expect(carte).to_contain_text("151,5")
    photographier(page, "affaire-bilan-1280")
    carte.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("1 ligne, 151,5 h en tout.")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.go_back()
    page.get_by_role("link", name="Pourquoi ce chiffre").nth(1).click()
    expect(page.locator("main")).to_contain_text("250 000,50")
    expect(page.locator("main")).to_contain_text("440 h")
    axe(page)
    page.go_back()
    _controler_le_pdf(affaire, _telecharger(page, "Télécharger le PDF"))
    _controler_le_classeur(_telecharger(page, "Les lignes en XLSX"))


def _telecharger(page: Page, lien: str) -> bytes:
    adresse = page.get_by_role("link", name=lien).get_attribute("href")
    reponse = page.request.get(adresse)
    assert reponse.ok
    return reponse.body()


def _controler_le_pdf(affaire: Affaire, octets: bytes) -> None:
    """Titré, balisé, en français, paginé ; le chiffre de l'écran y est, sans le nom de la personne."""
    pdf = PdfReader(io.BytesIO(octets))
    racine = pdf.trailer["/Root"]
    assert affaire.operation in pdf.metadata.title
    assert racine["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in racine
    assert racine["/Lang"].startswith("fr")
    pages = [" ".join(feuille.extract_text().split()) for feuille in pdf.pages]
    assert len(pages) >= 2
    assert "151,5" in pages[0]
    assert "440" in pages[0]
    for rang, texte in enumerate(pages, 1):
        assert f"page {rang} sur {len(pages)}" in texte
    assert affaire.nom not in "".join(pages)


def _controler_le_classeur(octets: bytes) -> None:
    """La somme des lignes est le chiffre."""
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    tete, *lignes = classeur.get_sheet_by_name("Données").to_python()
    retenu = tete.index("Retenu (h)")
    assert sum(Decimal(str(v)) for v in (ligne[retenu] for ligne in lignes)) == Decimal("151.5")


def test_un_marche_nait_de_son_avis_public(visite: Visite, affaire: Affaire, tmp_path: Path) -> None:
    """Le fichier est lu, le bon avis proposé, l'autre refusé avec sa raison ; rien n'est ressaisi."""
    page = visite.ouvrir("/operations/", "facilitatrice")
    suivre(page, "Importer des marchés")
    suivre(page, "Déposer un fichier")
    page.get_by_label("Données essentielles").set_input_files(publication(affaire.rang, tmp_path))
    presser(page, "Lire le fichier")
    objet = f"Peinture des écoles {affaire.rang} (fictif)"
    expect(page.locator("main")).to_contain_text(objet)
    photographier(page, "affaire-import-1280")
    axe(page)
    remplir(page, sort="Refusés")
    presser(page, "Filtrer")
    expect(page.locator("main table")).to_contain_text("123")
    page.go_back()
    page.locator("main").get_by_role("button", name="Tout appliquer").click()
    annonce(page, "1 marché")
    page.goto(f"/operations/?q=Peinture+des+écoles+{affaire.rang}")
    page.locator("main table").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("310 000")
    expect(page.locator("main")).to_contain_text(f"2026C{affaire.rang}")


def test_un_classeur_de_l_outil_du_metier_est_repris(visite: Visite, affaire: Affaire, tmp_path: Path) -> None:
    """Deux contrats : l'un est repris avec ses heures, l'autre refusé avec sa raison ; une seconde fois, rien."""
    chemin = export_de_contrats(affaire.rang, tmp_path)
    page = visite.ouvrir("/declarations/", "facilitatrice")
    suivre(page, "Importer des heures")
    for resultat in ("créé", "inchangé"):
        page.goto("/heures/importer/")
        page.get_by_label("Le classeur").set_input_files(chemin)
        presser(page, "Vérifier le fichier")
        expect(page.locator("main")).to_contain_text("refusé")
        photographier(page, f"affaire-classeur-{resultat}-1280")
        axe(page)
        if resultat == "créé":
            page.locator("main [data-touche=V]").click()
            expect(page.locator("main")).to_contain_text("Appliqué\u00a0: 1 ligne créée")
    page.goto(f"/operations/?q=Halle+{affaire.rang}")
    page.locator("main table").get_by_role("link").first.click()
    page.locator(".onglets").get_by_role("link", name="Heures et personnes").click()
    expect(page.locator("main")).to_contain_text("412,5")
