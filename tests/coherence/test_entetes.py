"""Rien de ce qui est rendu à une personne connectée ne se garde ; toute réponse porte les en-têtes de sécurité."""

import pytest
from django.http import HttpResponse
from django.test import Client

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.adresses import adresses
from config.entetes import JAMAIS_GARDE
from tests.coherence.test_droits_par_adresse import Monde, concretes

pytestmark = pytest.mark.django_db

GARDEES = {"/structure-porteuse/logo/": "une image, dont l'adresse change quand elle change"}
SECURITE = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def fautes(chemin: str, reponse: HttpResponse) -> list[str]:
    """Ce qui manque à une réponse privée."""
    absents = [nom for nom, valeur in SECURITE.items() if valeur not in reponse.get(nom, "")]
    if "no-store" not in reponse.get("Cache-Control", "") and chemin not in GARDEES:
        absents.append("Cache-Control: no-store")
    return [f"{chemin} ({reponse.status_code}) : sans {nom}" for nom in absents]


def test_aucune_page_ni_document_d_une_personne_connectee_ne_se_garde(client: Client) -> None:
    monde, vues, manques = Monde(), set(), []
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    for _, chemin, _ in concretes(monde):
        reponse = client.get(chemin)
        vues.add(reponse.get("Content-Type", "").partition(";")[0])
        manques += fautes(chemin, reponse)
    for chemin in ("/une-page-absente/", "/connexion/", "/catalogue/"):
        manques += fautes(chemin, client.get(chemin))
    assert manques == []
    documents = {"application/pdf", "text/csv", "application/json"} & vues
    assert documents
    assert any("spreadsheetml" in genre for genre in vues)
    assert any("wordprocessingml" in genre for genre in vues)


def test_une_page_publique_se_garde_et_porte_les_memes_en_tetes(client: Client) -> None:
    page = client.get("/catalogue/")
    assert fautes("/catalogue/", page) == ["/catalogue/ (200) : sans Cache-Control: no-store"]
    assert JAMAIS_GARDE not in client.get("/une-page-absente/").get("Cache-Control", "")


def test_chaque_adresse_est_de_celles_que_l_on_vient_d_ouvrir() -> None:
    """Une adresse qui n'est ni publique ni gardée par un droit échapperait au tour."""
    assert [a.nom for a in adresses() if not getattr(a.vue, "ecran_droit", "")] == []
