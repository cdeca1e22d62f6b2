"""L'attaque, racontée : une structure ouvre le compte d'une personne avant une autre, et attend ce qu'on y ajoutera.

B est la structure qui attaque, A celle qui invite ensuite de bonne foi ; Léa est la personne. Les mots de passe disent
qui les a choisis.
"""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clauses.fond.comptes import services
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.scene import LEA, Structure, entrer, ouvrir, tenter_d_accepter, voit
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
DE_B, DE_LEA = "Attaque-de-bernard-1847!", "Roseau-de-lea-1848!"


@pytest.fixture
def a():
    return Structure(structures.porteuse("Maison de A"))


@pytest.fixture
def b():
    return Structure(structures.porteuse("Maison de B"))


def test_le_role_qu_une_seconde_structure_donne_n_ouvre_rien_a_qui_a_choisi_le_mot_de_passe(a, b):
    pirate = ouvrir(b.lien(b.inviter()), DE_B)
    assert voit(pirate, b)
    lien_de_a = a.lien(a.inviter())
    assert not voit(pirate, a)
    assert not tenter_d_accepter(pirate, a)
    assert not tenter_d_accepter(entrer(DE_B), a)
    # Léa, elle, tient le lien de A ; il ne suffit pas non plus, sans le mot de passe du compte.
    lea = ouvrir(lien_de_a, DE_LEA)
    assert not voit(lea, a)
    # L'exploitant, qui la connaît, lui remet un lien : B est dehors, et elle accepte.
    remis = services.remettre_lien(Utilisateur.objects.get(courriel=LEA), par=Acteur.systeme("lien de mot de passe"))
    lea = ouvrir(remis, DE_LEA)
    lea.post(lien_de_a)
    assert tenter_d_accepter(lea, a)
    assert pirate.get("/compte/").status_code == 302
    assert not voit(entrer(DE_B), a)


def test_le_lien_transmis_a_un_autre_ne_lui_donne_rien(a, b):
    """B, qui tient le compte, n'a pas le lien de A ; et celui qui l'a reçu de Léa n'a pas le compte."""
    ouvrir(b.lien(b.inviter()), DE_LEA)
    lien = a.lien(a.inviter())
    quidam = Client()
    quidam.force_login(fabriques.facilitateur(structures.porteuse("Maison de C")).utilisateur)
    page = quidam.post(lien, follow=True).content.decode()
    assert f"Le lien que vous avez ouvert est pour {LEA}" in page
    assert quidam.post(reverse("comptes:accepter", args=[a.role.pk])).status_code == 404
    assert a.role.est_en_attente
    preuve, autre = tuple(lien.strip("/").split("/")[1:]), fabriques.facilitateur(b.porteuse).en_acteur()
    with pytest.raises(RefusMetier, match="une autre personne"):
        services.accepter(a.role, par=autre, preuve=preuve)


@pytest.mark.parametrize(
    "ecrite",
    [
        "LEA.FICTIVE@EXEMPLE.TEST",
        "lea.fıctıve@exemple.test",
        "lea.fictive@exemple.teſt",
        "ｌｅａ.ｆｉｃｔｉｖｅ＠ｅｘｅｍｐｌｅ．ｔｅｓｔ",
        "lea.fictive@exem\u00adple\u200b.test",
        "lea.ﬁctive@exemple.test",
        "lea.fictive@exemple。test",
        " lea.fictive@exemple.test ",
        "LEA.FİCTİVE@exemple.test",
    ],
)
def test_l_adresse_ecrite_autrement_est_le_meme_compte_et_le_courriel_part_a_la_vraie(a, b, ecrite):
    pirate = ouvrir(b.lien(b.inviter(ecrite)), DE_B)
    assert (
        Utilisateur.objects.get(appartenances__porteuse=b.porteuse, appartenances__role="facilitateur").courriel == LEA
    )
    a.inviter(ecrite)
    assert Utilisateur.objects.filter(appartenances__role="facilitateur").distinct().count() == 1
    assert not tenter_d_accepter(pirate, a)


def test_b_reinvite_apres_a(a, b):
    b.inviter()
    lien_de_a = a.lien(a.inviter())
    neuf = b.lien(b.remettre())
    pirate = ouvrir(neuf, DE_B)
    assert voit(pirate, b)
    assert not tenter_d_accepter(pirate, a)
    # Le compte est ouvert : le lien de A n'en choisit plus le mot de passe, il demande de se connecter.
    assert Client().post(lien_de_a)["Location"].startswith("/connexion/")


def test_b_remet_un_lien_de_mot_de_passe_avant_puis_apres_l_acceptation_de_a(a, b):
    lea = ouvrir(b.lien(b.inviter()), DE_LEA)
    d_avant = b.lien(b.remettre())
    assert "/mot-de-passe/" in d_avant
    lea.post(a.lien(a.inviter()))
    assert Client().get(d_avant).status_code == 410, "dès qu'une autre structure s'y ajoute, acceptée ou non"
    assert not b.lien(), "et l'écran ne le montre plus"
    assert tenter_d_accepter(lea, a)
    assert Client().get(d_avant).status_code == 410
    refus = b.remettre()
    assert not b.lien(refus)
    assert "seul l’exploitant" in refus.content.decode()


def test_b_retire_son_role_et_garde_ses_liens(a, b):
    """Après le départ de B, il ne reste que A : rien de ce que B tenait ne doit l'ouvrir."""
    pirate = ouvrir(b.lien(b.inviter()), DE_B)
    remis = b.lien(b.remettre())
    lien_de_a = a.lien(a.inviter())
    services.retirer(b.role, par=b.acteur, motif="je m'en vais")
    assert Client().get(remis).status_code == 410
    assert pirate.get("/compte/").status_code == 302
    assert not voit(entrer(DE_B), a)
    lea = ouvrir(lien_de_a, DE_LEA)
    assert voit(lea, a), "le mot de passe de B est oublié : Léa choisit le sien"
    assert Client().get(remis).status_code == 410


def test_b_retire_son_invitation_sans_reponse_et_garde_son_lien(a, b):
    ancien = b.lien(b.inviter())
    a.inviter()
    services.retirer(b.role, par=b.acteur, motif="erreur")
    assert Client().get(ancien).status_code == 410
    assert a.role.est_en_attente


def test_b_a_ouvert_et_quitte_le_compte_avant_que_a_n_invite(a, b):
    pirate = ouvrir(b.lien(b.inviter()), DE_B)
    services.retirer(b.role, par=b.acteur, motif="je m'en vais")
    lien = a.lien(a.inviter())
    assert pirate.get("/compte/").status_code == 302
    assert not voit(entrer(DE_B), a)
    assert voit(ouvrir(lien, DE_LEA), a)


def test_un_lien_ne_sert_pas_deux_fois(a, b):
    lien = a.lien(a.inviter())
    assert voit(ouvrir(lien, DE_LEA), a)
    assert Client().get(lien).status_code == 410
    lien_de_b = b.lien(b.inviter())
    lea = entrer(DE_LEA)
    lea.post(lien_de_b)
    assert tenter_d_accepter(lea, b)
    assert Client().get(lien_de_b).status_code == 410


def test_le_lien_rouvert_apres_un_changement_de_mot_de_passe_n_en_choisit_pas_un_autre(a, b):
    lien_de_a, lien_de_b = a.lien(a.inviter()), b.lien(b.inviter())
    ouvrir(lien_de_a, DE_LEA)
    lea = Utilisateur.objects.get(courriel=LEA)
    services.choisir_mot_de_passe(lea, "Autre-roseau-1849!", par=Acteur(identifiant=str(lea.pk), nom="Léa"))
    pirate = ouvrir(lien_de_b, DE_B)
    assert pirate.get("/mot-de-passe/").status_code == 410
    lea.refresh_from_db()
    assert lea.check_password("Autre-roseau-1849!")
    assert b.role.est_en_attente


def test_deux_formulaires_ouverts_par_le_meme_lien_ne_choisissent_qu_un_mot_de_passe(a):
    lien = a.lien(a.inviter())
    premier, second = Client(), Client()
    for client in (premier, second):
        client.post(lien)
    premier.post("/mot-de-passe/", {"nouveau": DE_LEA, "repete": DE_LEA})
    assert second.post("/mot-de-passe/", {"nouveau": DE_B, "repete": DE_B}).status_code == 410
    assert Utilisateur.objects.get(courriel=LEA).check_password(DE_LEA)


@pytest.mark.django_db(transaction=True)
def test_deux_structures_invitent_au_meme_instant():
    acteurs = [fabriques.responsable(structures.porteuse(f"Maison {n}")).en_acteur() for n in range(4)]
    depart, issues = threading.Barrier(len(acteurs)), []

    def inviter(par):
        depart.wait()
        try:
            issues.append(services.inviter(par=par, courriel=LEA, nom="Fictive", role="facilitateur").appartenance)
        except Exception as erreur:
            issues.append(erreur)
        finally:
            connection.close()

    fils = [threading.Thread(target=inviter, args=(par,)) for par in acteurs]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert [type(i) for i in issues] == [Appartenance] * 4, "aucune n'apprend qu'une autre invitait"
    assert Utilisateur.objects.filter(courriel=LEA).count() == 1
    assert all(i.est_en_attente for i in issues)


@pytest.mark.parametrize("role", list(Role))
def test_un_role_qui_attend_n_ouvre_rien(client, role):
    """Quelle que soit sa portée : aucune page, aucun acteur, aucune place dans l'équipe."""
    porteuse = structures.porteuse()
    perimetre = {"porteuse": porteuse}
    if role in (Role.DONNEUR_D_ORDRE, Role.JURISTE, Role.TITULAIRE, Role.EMPLOYEUR):
        perimetre["structure"] = structures.entreprise(porteuse)
    if role == Role.PILOTE:
        perimetre = {"departement_id": "59"}
    attendu = fabriques.appartenance(role, acceptee_le=None, **perimetre)
    with pytest.raises(ValueError, match="attend"):
        attendu.en_acteur()
    client.force_login(attendu.utilisateur)
    client.post(reverse("comptes:agir_comme"), {"appartenance": str(attendu.pk)})
    for chemin in ("/", "/compte/", "/structures/", "/operations/", "/declarations/", "/utilisateurs/", "/projets/"):
        reponse = client.get(chemin, follow=True)
        assert reponse.redirect_chain[-1][0] == "/invitations/", chemin
        assert "Ce qui attend votre réponse" in reponse.content.decode()
    assert not Appartenance.objects.actifs().exists()
    assert not Appartenance.objects.actives().exists()
