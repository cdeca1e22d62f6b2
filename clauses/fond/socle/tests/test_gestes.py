"""Le geste d'un écran : ce qui est montré, ce qui est refusé, où l'on va ensuite."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from clauses.fond.socle.champs import ChampTexte
from clauses.fond.socle.composants import Confirmation, Doublons, Lien, Page
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.fond.socle.gestes import confirmer, jouer, saisir
from clauses.fond.structures.models import Structure

PAGE = Page.au_bout([Lien("Fiches", "/fiches/")], "Un acte")
DEMANDE = Confirmation("Annuler ?", "Annuler", url_retour="/fiche/")


class FicheForm(FormulaireDeFiche):
    nom = ChampTexte("Nom")


@pytest.fixture
def envoyer(rf: RequestFactory) -> Callable[..., Any]:
    def requete(**donnees: str) -> Any:
        voulue = rf.post("/acte/", donnees)
        voulue._messages = CookieStorage(voulue)  # type: ignore[attr-defined]
        return voulue

    return requete


def refuser(*_: Any) -> None:
    raise RefusMetier("Ce nom est pris.", champ="nom")


def dits(requete: Any) -> list[str]:
    return [str(message) for message in get_messages(requete)]


def saisie(requete: Any, verbe: Callable[[], Any], **suite: Any) -> tuple[FicheForm, HttpResponse]:
    formulaire = FicheForm(requete.POST)
    return formulaire, saisir(requete, formulaire, verbe, page=PAGE, retour="/fiche/", **suite)


def test_une_saisie_juste_agit_le_dit_et_va_plus_loin(envoyer: Callable[..., Any]) -> None:
    requete = envoyer(nom="Alpha")
    _, reponse = saisie(requete, lambda: "Alpha", message=lambda nom: f"{nom} : fait !", vers=lambda nom: f"/{nom}/")
    assert (reponse.status_code, reponse["Location"]) == (302, "/Alpha/")
    assert dits(requete) == ["Alpha\u00a0: fait\u202f!"]


def test_un_verbe_qui_ne_rend_rien_a_reussi_quand_meme(envoyer: Callable[..., Any]) -> None:
    _, reponse = saisie(envoyer(nom="Alpha"), lambda: None)
    assert reponse["Location"] == "/fiche/"


def test_un_refus_se_montre_sur_son_champ_sans_rien_perdre(envoyer: Callable[..., Any]) -> None:
    formulaire, reponse = saisie(envoyer(nom="Alpha"), refuser)
    assert reponse.status_code == 422
    assert formulaire.errors == {"nom": ["Ce nom est pris."]}
    page = reponse.content.decode()
    assert 'value="Alpha"' in page
    assert "Ce nom est pris." in page
    assert 'href="/fiche/">Ne rien changer' in page


def test_un_champ_vide_n_appelle_pas_le_verbe(envoyer: Callable[..., Any]) -> None:
    appels: list[int] = []
    _, reponse = saisie(envoyer(nom=""), lambda: appels.append(1))
    assert (reponse.status_code, appels) == (422, [])


def test_un_conflit_montre_ce_qui_a_change_et_laisse_enregistrer_de_nouveau(envoyer: Callable[..., Any]) -> None:
    def enregistrer() -> None:
        raise ModifieEntreTemps(Structure(nom="Bêta", version=7), [("Nom", "Alpha", "Bêta", "Sabine Lerouge")])

    formulaire, reponse = saisie(envoyer(nom="Gamma", version="6"), enregistrer)
    page = re.sub(r">\s+<", "><", reponse.content.decode())
    assert '<th scope="row">Nom</th><td>Alpha</td><td>Bêta</td><td>Sabine Lerouge</td>' in page
    assert "Ce qui a changé pendant votre saisie" in page
    assert formulaire["version"].value() == "7"


def test_des_doublons_se_montrent_avant_d_agir(envoyer: Callable[..., Any]) -> None:
    doublons = Doublons("Déjà là ?", "Ouvrez-la.", "C'est une autre", [(Lien("Alpha", "/alpha/"), "sans SIRET")])
    appels: list[int] = []
    _, reponse = saisie(envoyer(nom="Alpha"), lambda: appels.append(1), doublons=doublons)
    page = reponse.content.decode()
    assert appels == []
    assert '<a href="/alpha/">Alpha</a>, sans SIRET' in page
    assert 'name="malgre_les_doublons"' in page


def test_une_confirmation_porte_la_raison_au_verbe(envoyer: Callable[..., Any]) -> None:
    lus: list[str] = []
    requete = envoyer(motif=" fermée ")
    reponse = confirmer(requete, lus.append, page=PAGE, demande=DEMANDE, message="C'est annulé.")
    assert (reponse["Location"], lus, dits(requete)) == ("/fiche/", ["fermée"], ["C'est annulé."])


def test_une_confirmation_refusee_garde_la_raison_et_dit_pourquoi(envoyer: Callable[..., Any]) -> None:
    reponse = confirmer(envoyer(motif="fermée"), refuser, page=PAGE, demande=DEMANDE, message="")
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert ">fermée</textarea>" in page
    assert '<div class="invalid-feedback" role="alert">Ce nom est pris.</div>' in page


def test_une_confirmation_sans_raison_dit_son_refus_en_tete(envoyer: Callable[..., Any]) -> None:
    demande = Confirmation("Ouvrir ?", "Ouvrir", url_retour="/fiche/", avec_motif=False)
    page = confirmer(envoyer(), refuser, page=PAGE, demande=demande, message="").content.decode()
    assert "textarea" not in page
    assert '<div class="resume-erreurs" role="alert"' in page
    assert "Ce nom est pris." in page


def test_la_raison_refuse_un_numero_de_securite_sociale(envoyer: Callable[..., Any]) -> None:
    lus: list[str] = []
    reponse = confirmer(envoyer(motif="2 84 05 59 350 012 15"), lus.append, page=PAGE, demande=DEMANDE, message="")
    assert (reponse.status_code, lus) == (422, [])


def test_un_bouton_refuse_ramene_d_ou_l_on_vient_et_dit_pourquoi(envoyer: Callable[..., Any]) -> None:
    requete = envoyer()
    reponse = jouer(requete, refuser, retour="/fiche/", message="Fait.", vers="/suite/")
    assert (reponse["Location"], dits(requete)) == ("/fiche/", ["Ce nom est pris."])
    assert jouer(envoyer(), lambda: 1, retour="/fiche/", message="Fait.", vers="/suite/")["Location"] == "/suite/"
