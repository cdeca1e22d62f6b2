"""Inviter n'apprend rien à qui invite ; répondre, refuser, redemander son lien. B connaît Léa ; A l'invite."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.tests.scene import LEA, Structure, livrer, ouvrir, tenter_d_accepter, voit
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db
DE_B, DE_LEA = "Attaque-de-bernard-1847!", "Roseau-de-lea-1848!"


@pytest.fixture
def a():
    return Structure(structures.porteuse("Maison de A"))


@pytest.fixture
def b():
    return Structure(structures.porteuse("Maison de B"))


@pytest.fixture
def avec_courriel(settings):
    settings.COURRIEL_EST_REGLE = True
    settings.ADRESSE_DU_SITE = "http://testserver"


@pytest.mark.parametrize("envoie", [False, True])
def test_l_ecran_est_le_meme_avec_ou_sans_compte(a, b, settings, envoie):
    """Ni le nom, ni l'existence : tout ce que A reçoit, aux clés et aux jetons près, est identique."""
    ouvrir(b.lien(b.inviter(nom="Nom-Connu-De-B")), DE_LEA)
    settings.COURRIEL_EST_REGLE = envoie
    with time_machine.travel(MAINTENANT, tick=True):  # ce qui vient après se range après
        vues = [ce_que_voit(a, courriel) for courriel in (LEA, "neuve@exemple.test")]
    assert "Nom-Connu-De-B" not in "".join(vues[0])
    assert ("Le message à envoyer" in vues[0][1]) is not envoie
    for avec, sans in zip(*vues, strict=True):
        assert sorted(avec.splitlines()) == sorted(sans.splitlines())


def ce_que_voit(a, courriel):
    """Après l'invitation : la fiche, la liste, le retrait demandé puis fait, l'invitation de nouveau, son renvoi."""
    fiche = a.inviter(courriel)
    compte = Utilisateur.objects.get(courriel=courriel)
    adresse = reverse("comptes:utilisateur", args=[compte.pk])
    retirer = reverse("comptes:retirer", args=[compte.appartenances.get(porteuse=a.porteuse).pk])
    liste = a.client.get(reverse("comptes:utilisateurs"))
    vues = [fiche, a.client.get(retirer), a.client.post(retirer, {"motif": "essai"}, follow=True), a.inviter(courriel)]
    vues += [a.client.post(f"{adresse}lien/", follow=True), a.client.get(adresse)]
    ligne = next(bout for bout in liste.content.decode().split("</tr>") if courriel in bout)
    return [normaliser(texte, courriel) for texte in (ligne, *(vue.content.decode() for vue in vues))]


def normaliser(texte, courriel):
    texte = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "CLE", texte.replace(courriel, "COURRIEL"))
    return re.sub(r"dij\w+-[0-9a-f]{32}|\b\w{64}\b|<time .*</time>|name=\"envoi\" value=\"[^\"]+\"", "JETON", texte)


def test_une_invitation_refusee_ne_livre_pas_le_nom(a, b):
    lea = ouvrir(b.lien(b.inviter(nom="Nom-Connu-De-B")), DE_LEA)
    a.inviter()
    role = a.role
    assert "Une structure vous propose un rôle." in lea.get("/compte/").content.decode(), "sur chacune de ses pages"
    attente = lea.get("/invitations/").content.decode()
    for dit in ("Maison de A", "Facilitateur ou facilitatrice", a.acteur.nom, "Refuser"):
        assert dit in attente
    assert "Accepter" not in attente, "sans le lien de A, elle ne peut que refuser"
    lea.post(reverse("comptes:refuser", args=[role.pk]))
    role.refresh_from_db()
    assert (role.est_annule, role.motif_annulation) == (True, "Invitation refusée")
    for adresse in (a.fiche, reverse("comptes:utilisateurs")):
        page = a.client.get(adresse).content.decode()
        assert "Nom-Connu-De-B" not in page
        assert LEA in page
    assert voit(lea, b)


def test_le_nom_se_montre_une_fois_le_role_accepte(a, b):
    lea = ouvrir(b.lien(b.inviter(nom="Connu")), DE_LEA)
    lea.post(a.lien(a.inviter()))
    assert "Connu" not in a.client.get(a.fiche).content.decode()
    assert tenter_d_accepter(lea, a)
    assert "Léa Connu" in a.client.get(a.fiche).content.decode()


def test_un_compte_suspendu_s_invite_comme_un_autre_et_le_reste(a, b):
    pirate = ouvrir(b.lien(b.inviter()), DE_LEA)
    lea = Utilisateur.objects.get(courriel=LEA)
    with signer(Acteur.systeme("exploitant"), "suspension"):
        lea.is_active = False
        lea.save()
    page = a.inviter()
    assert "En attente d’acceptation" in page.content.decode()
    ouvrir(a.lien(page), DE_B)
    lea.refresh_from_db()
    assert not lea.is_active
    assert lea.check_password(DE_LEA)
    assert pirate.get("/compte/").status_code == 302


@pytest.mark.usefixtures("avec_courriel")
def test_avec_le_courriel_aucun_lien_ne_parait_a_l_ecran(a, b):
    page = b.inviter()
    assert not b.lien(page)
    assert f"Une invitation part à {LEA}" in page.content.decode()
    lien = livrer()
    assert mail.outbox[-1].to == [LEA]
    lea = ouvrir(lien, DE_LEA)
    assert voit(lea, b)
    page = a.inviter()
    assert not a.lien(page)
    lea.post(livrer())
    assert tenter_d_accepter(lea, a)
    assert not b.lien(b.remettre()), "le lien de mot de passe part dans sa boîte, pas à l'écran de B"
    assert "/mot-de-passe/" in livrer()
    assert mail.outbox[-1].to == [LEA]


@pytest.mark.usefixtures("avec_courriel")
def test_qui_n_a_plus_le_lien_le_redemande_dans_sa_boite_et_l_oubli_met_b_dehors(a, b, settings):
    settings.COURRIEL_EST_REGLE = False
    pirate = ouvrir(b.lien(b.inviter()), DE_B)
    settings.COURRIEL_EST_REGLE = True
    a.inviter()
    premier = livrer()
    Client().post("/mot-de-passe-oublie/", {"courriel": LEA.upper()})
    lea = ouvrir(livrer(), DE_LEA)
    assert pirate.get("/compte/").status_code == 302
    assert "Recevoir le lien" in lea.get("/invitations/").content.decode()
    lea.post(reverse("comptes:recevoir", args=[a.role.pk]))
    assert not tenter_d_accepter(lea, a)
    neuf = livrer()
    assert Client().get(premier).status_code == 410
    lea.post(neuf)
    assert tenter_d_accepter(lea, a)
