"""Qui insiste attend, de plus en plus ; la personne entre toujours."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.fond.comptes import freins
from clauses.fond.comptes.courriels import adresse_pliee
from clauses.fond.comptes.essais import COMPTE, ICI
from clauses.fond.comptes.models import Frein, Utilisateur
from clauses.fond.comptes.services import fermer_les_sessions, inviter, purger_les_freins
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE
from clauses.fond.comptes.tests.scene import livrer
from clauses.fond.comptes.visiteur import endroit_de
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db
PORTE = "/connexion/"
ICI_MEME, AILLEURS = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def personne():
    return fabriques.facilitateur(structures.porteuse()).utilisateur


def entrer(courriel, mot_de_passe=MOT_DE_PASSE, depuis=ICI_MEME, client=None):
    donnees = {"courriel": courriel, "mot_de_passe": mot_de_passe}
    return (client or Client()).post(PORTE, donnees, REMOTE_ADDR=depuis)


def statuts(combien, courriel, **ou):
    return [entrer(courriel, "faux", **ou).status_code for _ in range(combien)]


def plus_tard(**duree):
    return time_machine.travel(MAINTENANT + timedelta(**duree), tick=False)


def test_cinq_echecs_font_attendre_de_plus_en_plus_et_le_disent(personne):
    assert statuts(4, personne.courriel) == [200] * 4
    attente = entrer(personne.courriel, "faux")
    assert (attente.status_code, attente["Retry-After"]) == (429, "30")
    assert "Réessayez dans 30\u00a0secondes." in attente.content.decode()
    with plus_tard(seconds=10):
        encore = entrer(personne.courriel)
        assert (encore.status_code, encore["Retry-After"]) == (429, "20"), "essayer pendant l'attente ne l'allonge pas"
    attentes, passe = [], 31
    for _ in range(7):
        with plus_tard(seconds=passe):
            attentes.append(int(entrer(personne.courriel, "faux")["Retry-After"]))
        passe += attentes[-1] + 1
    assert attentes == [60, 120, 240, 480, 900, 900, 900]
    with plus_tard(seconds=passe):
        assert entrer(personne.courriel).status_code == 302
        assert freins.essais_de(ICI, personne.courriel, ICI_MEME) == 0, "entrée, elle repart de zéro"


def test_cinq_echecs_d_un_endroit_n_arretent_pas_la_personne_ailleurs(personne):
    assert statuts(6, personne.courriel)[-1] == 429
    assert entrer(personne.courriel, depuis=AILLEURS).status_code == 302


def test_quarante_comptes_essayes_d_une_adresse_sont_ralentis():
    vus = [entrer(f"compte{n}@exemple.test", "faux").status_code for n in range(40)]
    assert vus[:9] == [200] * 9
    assert vus[9:] == [429] * 31


def test_un_bon_mot_de_passe_entre_deux_ne_rend_pas_les_essais(personne):
    """Qui a un compte ici ne s'en sert pas pour en essayer d'autres sans attendre."""
    for n in range(9):
        entrer(f"compte{n}@exemple.test", "faux")
        assert entrer(personne.courriel).status_code == 302
    assert entrer("encore@exemple.test", "faux").status_code == 429


def test_un_compte_essaye_de_partout_ne_retient_que_les_endroits_inconnus(personne):
    assert entrer(personne.courriel, depuis=AILLEURS).status_code == 302
    chez_elle = Client()
    assert entrer(personne.courriel, depuis="203.0.113.1", client=chez_elle).status_code == 302
    vus = [entrer(personne.courriel, "faux", depuis=f"10.0.0.{n}").status_code for n in range(30)]
    assert vus[:20] == [200] * 20
    assert vus[20:] == [429] * 10
    assert entrer(personne.courriel, depuis=AILLEURS).status_code == 302, "un endroit d'où elle est entrée"
    assert entrer(personne.courriel, depuis="10.9.9.9", client=chez_elle).status_code == 302, "son appareil, en voyage"
    nouvel = entrer(personne.courriel, depuis="10.8.8.8")
    assert nouvel.status_code == 429
    with plus_tard(seconds=int(nouvel["Retry-After"]) + 1):
        for n in range(30, 60):
            entrer(personne.courriel, "faux", depuis=f"10.0.0.{n}")
        assert entrer(personne.courriel, depuis="10.8.8.8").status_code == 302, "son tour ne se prend pas"


def test_l_appareil_connu_a_ses_propres_essais_et_se_perd_avec_les_sessions(personne):
    client = Client()
    assert entrer(personne.courriel, client=client).status_code == 302
    assert [entrer(personne.courriel, "faux", client=client).status_code for _ in range(6)][-1] == 429
    assert entrer(personne.courriel, depuis=AILLEURS).status_code == 302
    fermer_les_sessions(personne, par=Acteur(identifiant=str(personne.pk), nom="Elle"))
    assert entrer(personne.courriel, client=client).status_code == 302, "inconnu de nouveau : l'autre compteur"


def test_l_appareil_d_un_autre_compte_ou_invente_ne_sert_pas(personne):
    autre = fabriques.facilitateur(structures.porteuse("Autre")).utilisateur
    client = Client()
    entrer(autre.courriel, client=client)
    nom, valeur = next((n, c.value) for n, c in client.cookies.items() if n.startswith("appareil-"))
    entrer(personne.courriel, client=client)
    (le_sien,) = {n for n in client.cookies if n.startswith("appareil-")} - {nom}
    assert client.cookies[le_sien]["httponly"]
    assert client.cookies[le_sien]["samesite"] == "Lax"
    for faux in (valeur, "invente", client.cookies[le_sien].value + "x"):
        pirate = Client()
        pirate.cookies[le_sien] = faux
        assert [entrer(personne.courriel, "faux", client=pirate).status_code for _ in range(6)][-1] == 429
        Frein.objects.all().delete()


ECRITES = (
    "marie.ifs@exemple.test",
    "MARIE.IFS@EXEMPLE.TEST",
    "marıe.ıfs@exemple.test",
    "MARİE.İFS@exemple.test",
    "marie.ifſ@exemple.test",
    "ｍａｒｉｅ．ｉｆｓ＠ｅｘｅｍｐｌｅ．ｔｅｓｔ",
    "marie.ifs@exem\u200bple.test",
    "marie.ifs@exem\u00adple.test",
    "ma\u2060rie.ifs@exemple.test",
    "𝓂𝒶𝓇𝒾𝑒.𝒾𝒻𝓈@exemple.test",
    "marie.ifs@exemple。test",
    "ⓜarie.ifs@exemple.test",
)


@pytest.mark.parametrize("ecrite", ECRITES)
def test_une_adresse_ecrite_autrement_est_le_meme_compte(ecrite):
    with_compte = fabriques.appartenance("facilitateur", porteuse=structures.porteuse(), qui=_marie())
    assert adresse_pliee(ecrite) == "marie.ifs@exemple.test"
    assert entrer(ecrite).status_code == 302
    assert Utilisateur.objects.get(courriel=ecrite) == with_compte.utilisateur


def _marie():
    return fabriques.utilisateur(nom="Fictive", prenom="Marie", courriel="Marie.Ifs@exemple.test")


def test_un_domaine_en_punycode_est_le_meme():
    assert adresse_pliee("lea@xn--exempl-gva.test") == adresse_pliee("léa@EXEMPLÉ.test".replace("é", "e", 1))
    assert adresse_pliee(adresse_pliee("ＬÉA@XN--exempl-GVA.test")) == adresse_pliee("léa@exemplé.test")
    assert adresse_pliee("lea@xn--\u00e9.test") != ""


def test_ecrire_autrement_ne_redonne_pas_d_essais():
    fabriques.appartenance("facilitateur", porteuse=structures.porteuse(), qui=_marie())
    vus = [entrer(ecrite, "faux").status_code for ecrite in ECRITES]
    assert vus[:4] == [200] * 4
    assert set(vus[4:]) == {429}


def test_la_base_refuse_deux_comptes_d_une_adresse():
    _marie()
    par = fabriques.responsable(structures.porteuse()).en_acteur()
    for ecrite in ECRITES:
        autre = inviter(par=replacer(par), courriel=ecrite, nom="X", role="facilitateur").appartenance
        assert autre.utilisateur.courriel == "marie.ifs@exemple.test"
    assert Utilisateur.objects.filter(courriel="marie.ifs@exemple.test").count() == 1


def replacer(par):
    """Le même geste, d'une autre structure : le rôle n'y est pas déjà donné."""
    return fabriques.responsable(structures.porteuse(f"Maison {par.nom}")).en_acteur()


@pytest.mark.parametrize(
    ("proxys", "passees", "directe", "attendu"),
    [
        (0, "203.0.113.5", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.5", "192.0.2.1", "203.0.113.5"),
        (1, "9.9.9.9, 203.0.113.5", "192.0.2.1", "203.0.113.5"),
        (2, "9.9.9.9, 203.0.113.5, 10.0.0.1", "192.0.2.1", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "n'importe quoi", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.5:4711", "192.0.2.1", "203.0.113.5"),
        (1, "[2001:db8:1:2::9]:443", "192.0.2.1", "2001:db8:1:2::/64"),
        (0, "", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (0, "", "2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (0, "", "2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "fe80::1%eth0", "fe80::/64"),
        (0, "", "", "inconnu"),
    ],
)
def test_l_adresse_se_lit_depuis_la_droite_et_par_reseau(rf, settings, proxys, passees, directe, attendu):
    settings.PROXYS_DE_CONFIANCE = proxys
    assert endroit_de(rf.get("/", REMOTE_ADDR=directe, HTTP_X_FORWARDED_FOR=passees)) == attendu


def test_inventer_une_adresse_ne_redonne_pas_d_essais(personne, settings):
    settings.PROXYS_DE_CONFIANCE = 1
    vus = [
        Client()
        .post(
            PORTE,
            {"courriel": personne.courriel, "mot_de_passe": "faux"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, {AILLEURS}",
        )
        .status_code
        for n in range(6)
    ]
    assert vus[-1] == 429


@pytest.mark.django_db(transaction=True)
def test_de_trente_essais_au_meme_instant_cinq_ont_lieu():
    """Deux processus ne se partagent que la base : l'essai se compte avant d'être tenté."""
    depart, passes = threading.Barrier(15), []

    def insister():
        depart.wait()
        try:
            passes.extend(not freins.essayer(ICI, "lea@exemple.test", ICI_MEME) for _ in range(2))
        finally:
            connection.close()

    fils = [threading.Thread(target=insister) for _ in range(15)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(passes) == 30
    assert sum(passes) == ICI.libres


class HacheurCompte(PBKDF2PasswordHasher):
    """Le hachage de la production, et combien de fois il a été fait."""

    faits = 0

    def encode(self, *args, **kwargs):
        type(self).faits += 1
        return super().encode(*args, **kwargs)


def test_le_travail_est_le_meme_que_le_compte_existe_ou_non(settings, personne):
    settings.PASSWORD_HASHERS = [f"{__name__}.HacheurCompte"]
    ouvert = fabriques.facilitateur(structures.porteuse("Ici")).utilisateur
    par = fabriques.responsable(structures.porteuse("Là")).en_acteur()
    invite = inviter(par=par, courriel="invitee@exemple.test", nom="X", role="facilitateur").appartenance.utilisateur
    faits = []
    for courriel in (ouvert.courriel, invite.courriel, "inconnue@exemple.test"):
        HacheurCompte.faits = 0
        entrer(courriel, "faux")
        faits.append(HacheurCompte.faits)
    assert faits == [1, 1, 1]


def test_un_compteur_s_oublie_puis_s_efface(personne):
    statuts(6, personne.courriel)
    with plus_tard(minutes=61):
        assert statuts(4, personne.courriel) == [200] * 4, "une heure sans essai, et l'on repart de zéro"
    avant = Frein.objects.count()
    with plus_tard(minutes=30):
        purger_les_freins(par=FABRICANT)
    assert Frein.objects.count() == avant
    with plus_tard(hours=3):
        assert purger_les_freins(par=FABRICANT) == avant
    assert freins.essais_de(COMPTE, personne.courriel) == 0


def test_les_liens_inventes_font_attendre(client, personne):
    vus = [client.get(f"/mot-de-passe/{n}/x/").status_code for n in range(12)]
    vus += [client.get(f"/invitation/{personne.pk}/x-{n}/").status_code for n in range(12)]
    assert vus[:20] == [410] * 20
    assert set(vus[20:]) == {429}


def test_l_oubli_repond_pareil_avec_ou_sans_compte_et_ne_remplit_pas_une_boite(client, personne, settings):
    assert client.get("/mot-de-passe-oublie/")["Location"] == PORTE, "un site qui n'envoie rien n'y invite pas"
    settings.COURRIEL_EST_REGLE = True
    pages = [
        client.post("/mot-de-passe-oublie/", {"courriel": c}) for c in (personne.courriel, "inconnue@exemple.test")
    ]
    sans_jeton = [re.sub(r"\b\w{64}\b", "", page.content.decode()) for page in pages]
    assert sans_jeton[0] == sans_jeton[1]
    assert ProcrastinateJob.objects.filter(status="todo").count() == 2
    assert personne.courriel not in str(list(ProcrastinateJob.objects.values_list("args", flat=True)))
    for _ in range(3):
        client.post("/mot-de-passe-oublie/", {"courriel": personne.courriel.upper()})
    livrer()
    assert [message.to for message in mail.outbox] == [[personne.courriel]] * 3
    assert client.post("/mot-de-passe-oublie/", {"courriel": "z@exemple.test"}).status_code == 429
