"""Chaque rôle, sur la démonstration : ce qu'il voit d'abord, ce qu'il ouvre, et ce qui lui reste fermé."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clauses.fond.socle.adresses import fiche_de
from clauses.portes.demo.distribution import PERSONNES
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.marches.models import Operation
from clauses.suivi.participants.models import Participant
from tests.harnais.visite import TELEPHONE, Visite
from tests.parcours.affaire import lire, suivre

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

TILLEULS = "Réhabilitation de la résidence des Tilleuls"
PRENOMS = tuple(prenom for prenom, *_ in PERSONNES.values())


def operation(nom: str = TILLEULS) -> Operation:
    return Operation.objects.get(nom=nom)


def menu(page: Page) -> list[str]:
    return [texte.strip() for texte in page.locator(".navigation a").all_inner_texts()]


def refus(visite: Visite, qui: str, *chemins: str) -> list[int]:
    """Les statuts de ces pages, demandées par ce compte."""
    visite.tolerer(403, 404)
    page = visite.ouvrir("/compte/", qui)
    statuts = []
    for chemin in chemins:
        reponse = page.goto(chemin)
        assert reponse is not None
        statuts.append(reponse.status)
        expect(page.locator("main a").first).to_be_visible()  # une issue, jamais un mur
    return statuts


def test_la_facilitatrice_part_de_ce_qui_l_attend(visite: Visite) -> None:
    page = visite.ouvrir("/", "facilitatrice")
    assert menu(page) == [
        "Accueil",
        "Projets",
        "Circuits",
        "Opérations",
        "Déclarations",
        "Personnes",
        "Structures",
        "Annuaire",
    ]
    expect(page.locator(".phrase")).to_contain_text("vous attendent")
    expect(page.locator("main")).to_contain_text("Prononcer l’éligibilité")
    page.locator("main").get_by_role("link", name="Voir la file").first.click()
    lire(page, "Déclarations")
    page.locator("main tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Octobre 2026 — ")
    page.keyboard.press("/")
    page.keyboard.type("tilleuls")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("link", name=TILLEULS).first).to_be_visible()


def test_la_responsable_tient_les_comptes(visite: Visite) -> None:
    page = visite.ouvrir("/", "responsable")
    assert "Utilisateurs" in menu(page)
    page.get_by_role("link", name="Utilisateurs", exact=True).click()
    suivre(page, "Modèle Sacha")
    expect(page.locator("main")).to_contain_text("Journal")


def test_le_donneur_d_ordre_voit_ses_chiffres_et_personne(visite: Visite) -> None:
    """Son opération, son bilan, ses lignes ; aucun nom de personne, nulle part."""
    page = visite.ouvrir("/", "acheteur")
    assert menu(page) == ["Accueil", "Projets", "Circuits", "Opérations", "Annuaire"]
    lues = [page.locator("body").inner_text()]
    page.locator("main").get_by_role("link", name=TILLEULS).click()
    expect(page.locator("main")).not_to_contain_text("Nettoyage des écoles")
    for onglet in ("Vue d’ensemble", "Heures et personnes", "Bilan"):
        if (lien := page.locator(".onglets").get_by_role("link", name=onglet)).count():
            lien.click()
            lues.append(page.locator("body").inner_text())
    page.goto(reverse("bilans:lignes", args=[operation().pk]))
    lues.append(page.locator("body").inner_text())
    assert len(lues) >= 4
    for texte in lues:
        assert "Fictif-" not in texte
        assert [prenom for prenom in PRENOMS if prenom in texte] == []


def test_le_titulaire_declare_au_telephone(visite: Visite) -> None:
    visite.tolerer(422)
    page = visite.ouvrir("/", "titulaire", TELEPHONE)
    expect(page.locator(".phrase")).to_contain_text("à déclarer")
    page.locator("main").get_by_role("link", name="Déclarer").first.click()
    expect(page.locator("h1")).to_have_text("Septembre 2026 — Propreté du Nord")
    expect(page.get_by_label("Heures travaillées")).to_have_count(2)
    page.get_by_label("Heures travaillées").first.fill("mille")
    page.locator("main").get_by_role("button", name="Envoyer septembre").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est encore enregistré")
    expect(page.get_by_label("Heures travaillées").first).to_have_value("mille")


def test_l_employeur_ne_voit_que_les_siens(visite: Visite) -> None:
    page = visite.ouvrir("/participants/", "employeur")
    expect(page.locator("main tbody")).to_contain_text("Karim")
    expect(page.locator("main tbody")).not_to_contain_text("Inès")


def test_le_pilote_lit_les_bilans_du_departement(visite: Visite) -> None:
    page = visite.ouvrir("/operations/", "pilote")
    expect(page.locator("main tbody")).to_contain_text(TILLEULS)
    expect(page.locator("main tbody")).not_to_contain_text("berges")
    page.goto(reverse("bilans:operation", args=[operation().pk]))
    expect(page.locator("main")).to_contain_text("Retenu")
    assert "Fictif-" not in page.locator("body").inner_text()


VOISINE = "Extension du quai des Mouettes"


def test_ce_qui_est_a_un_autre_role_est_refuse_et_ce_qui_est_a_une_autre_porteuse_n_existe_pas(visite: Visite) -> None:
    voisine = fiche_de(operation(VOISINE))
    personne = reverse("participants:fiche", args=[Participant.objects.order_by("cree_le").first().pk])
    mois = reverse("declarations:fiche", args=[DeclarationMensuelle.objects.order_by("mois", "pk").first().pk])
    berges = reverse("bilans:operation", args=[operation("Entretien des berges de l'Escaut").pk])
    assert refus(visite, "facilitatrice", voisine, "/utilisateurs/") == [404, 403]
    fermees = ("/participants/", "/structures/", personne, mois, berges)
    assert refus(visite, "acheteur", *fermees) == [403, 403, 404, 404, 404]
    assert refus(visite, "titulaire", "/operations/", personne, "/contrats/creer/") == [403, 404, 403]
    assert refus(visite, "employeur", "/operations/creer/", berges) == [403, 404]
    assert refus(visite, "pilote", "/declarations/", berges) == [403, 404]
