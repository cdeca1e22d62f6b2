"""La page du circuit et ses gestes : qui la voit, ce qu'elle dit, ce que chacun peut y faire."""

import re
from copy import deepcopy
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.circuit.models import Accord, Dossier, Remarque
from clauses.avant.circuit.services import accords, dossiers, remarques
from clauses.avant.circuit.situation import situation
from clauses.avant.circuit.tests import fabriques
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return fabriques.scene()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def adresse(scene, nom="dossier"):
    return reverse(f"circuit:{nom}", args=[scene.marche.pk])


def lisible(reponse):
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def ouvrir(client, scene, qui="facilitateur", nom="dossier", **reste):
    client.force_login(getattr(scene, qui).utilisateur)
    return lisible(client.get(adresse(scene, nom), **reste))


def poster(client, scene, qui, nom, donnees, **reste):
    client.force_login(getattr(scene, qui).utilisateur)
    return client.post(adresse(scene, nom), donnees, **reste)


def cles(scene):
    return [str(v.pk) for v in situation(scene.ouvrir()).en_vigueur]


@pytest.mark.parametrize(
    ("qui", "attendu"), [("facilitateur", 200), ("acheteur", 200), ("juriste", 200), ("titulaire", 404), ("autre", 404)]
)
def test_qui_voit_le_circuit(client, scene, qui, attendu):
    scene.chez_l_acheteur()
    scene.titulaire = comptes.titulaire(structures.entreprise(scene.porteuse))
    scene.autre = comptes.facilitateur(structures.porteuse("Ailleurs"))
    client.force_login(getattr(scene, qui).utilisateur)
    assert client.get(adresse(scene)).status_code == attendu


@pytest.mark.parametrize("geste", ["reprendre", "clore"])
@pytest.mark.parametrize("qui", ["acheteur", "juriste"])
def test_reprendre_et_clore_sont_au_facilitateur(client, scene, geste, qui):
    scene.chez_l_acheteur()
    assert poster(client, scene, qui, geste, {"motif": "x"}).status_code == 403


def test_avant_la_premiere_transmission_chacun_sait_quoi_faire(client, scene):
    assert "La première transmission ouvre le circuit" in ouvrir(client, scene)
    assert "Le facilitateur vous transmettra les pièces ici" in ouvrir(client, scene, "acheteur")
    assert "Aucune pièce n'est encore écrite" in lisible(
        client_de(client, scene).get(
            reverse("circuit:dossier", args=[fabriques.marche_en_preparation(scene.porteuse).pk])
        )
    )


def client_de(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    return client


def test_la_phrase_dit_chez_qui_depuis_quand_et_les_remarques(client, scene):
    scene.chez_l_acheteur(echeance=date(2026, 12, 3))
    scene.remarque()
    page = ouvrir(client, scene)
    assert "Chez l'acheteur depuis aujourd'hui ; réponse attendue le 3 décembre ; 1 remarque ouverte." in page
    assert "La pénalité est trop basse" in page
    assert "Reprendre le dossier" in page
    assert "Transmettre…" not in page


def test_l_acheteur_dont_c_est_le_tour_a_un_bouton_principal_et_un_seul(client, scene):
    scene.chez_l_acheteur()
    page = ouvrir(client, scene, "acheteur")
    assert len(re.findall(r'class="btn btn-primary"\s+href=', page)) == 1
    assert "Donner mon accord…" in page
    assert "Rendre ou transmettre…" in page
    assert "Rendre ou transmettre…" not in ouvrir(client, scene, "juriste")


def test_transmettre_par_l_ecran(client, scene):
    page = ouvrir(client, scene, nom="transmettre")
    assert "Article du CCAP, version 1" in page
    donnees = {"vers": "acheteur", "message": "À relire", "echeance": "03/12/2026", "avec_accord": "on"}
    donnees["versions"] = ",".join(cles(scene))
    muette = poster(client, scene, "facilitateur", "transmettre", donnees)
    assert "ne dit pas ce qu'elle vous montrait" in lisible(muette)
    assert muette.context["formulaire"]["message"].value() == "À relire"
    donnees["version"] = muette.context["formulaire"]["version"].value()
    reponse = poster(client, scene, "facilitateur", "transmettre", donnees)
    assert reponse.status_code == 302
    dossier = Dossier.objects.get(marche=scene.marche)
    assert (dossier.chez, dossier.echeance) == ("acheteur", date(2026, 12, 3))
    assert Accord.objects.filter(partie="facilitateur").count() == 2
    assert "« À relire »" in ouvrir(client, scene)


def test_une_version_nouvelle_arrete_l_envoi_puis_laisse_choisir(client, scene):
    vues = ",".join(cles(scene))
    fabriques.version(scene.ccap)
    lues = {"versions": vues, "version": scene.ouvrir().version}
    reponse = poster(client, scene, "facilitateur", "transmettre", {"vers": "acheteur"} | lues)
    assert reponse.status_code == 422
    page = lisible(reponse)
    assert "Une version est arrivée entre-temps : Article du CCAP (version 2)" in page
    assert all(cle in page for cle in cles(scene)), "la page porte maintenant la version nouvelle"


def test_sans_compte_chez_l_acheteur_l_ecran_le_dit(client):
    scene = fabriques.scene()
    seule = fabriques.marche_en_preparation(scene.porteuse)
    fabriques.piece(seule)
    client.force_login(scene.facilitateur.utilisateur)
    page = lisible(client.get(reverse("circuit:transmettre", args=[seule.pk])))
    assert "Personne n'a encore de compte pour l'acheteur de cette structure" in page
    assert "Personne n'a encore de compte" not in ouvrir(client, scene, nom="transmettre")


def test_un_geste_hors_de_son_tour_est_dit_avant_d_etre_rempli(client, scene):
    scene.chez_l_acheteur()
    client.force_login(scene.juriste.utilisateur)
    page = lisible(client.get(adresse(scene, "transmettre"), follow=True))
    assert "Ce n'est pas à vous de jouer : le dossier est chez l'acheteur" in page
    page = lisible(client.get(adresse(scene, "refuser"), follow=True))
    assert "Ce n'est pas à vous de jouer" in page


def test_donner_son_accord_piece_par_piece(client, scene):
    scene.chez_l_acheteur(avec_accord=True)
    une, autre = cles(scene)
    assert poster(client, scene, "acheteur", "accord", {"versions": [une]}).status_code == 302
    page = ouvrir(client, scene, "acheteur")
    assert "d'accord le 24/11/2026" in page
    assert "accord attendu" in page
    assert poster(client, scene, "acheteur", "accord", {"versions": [autre]}).status_code == 302
    assert "Accord complet, à clore par le facilitateur" in ouvrir(client, scene, "acheteur")
    assert poster(client, scene, "facilitateur", "clore", {}).status_code == 302
    assert "Clos, pièces bonnes pour publication" in ouvrir(client, scene)


def test_toutes_les_pieces_sont_cochees_d_avance_et_la_page_le_dit(client, scene):
    scene.chez_l_acheteur()
    client.force_login(scene.acheteur.utilisateur)
    brute = client.get(adresse(scene, "accord")).content.decode()
    assert brute.count("checked") == len(cles(scene))
    assert "décochez celles que vous n" in lisible(client.get(adresse(scene, "accord")))


def test_rien_coche_ou_une_version_remplacee_se_disent(client, scene):
    scene.chez_l_acheteur()
    anciennes = cles(scene)
    assert "Cochez au moins une pièce" in lisible(poster(client, scene, "acheteur", "accord", {}))
    fabriques.version(scene.ccap)
    reponse = poster(client, scene, "acheteur", "accord", {"versions": anciennes})
    assert reponse.status_code == 422
    assert "n'est plus en vigueur" in lisible(reponse)
    assert not Accord.objects.exists()


def test_l_accord_tombe_se_voit(client, scene):
    scene.chez_l_acheteur(avec_accord=True)
    poster(client, scene, "acheteur", "accord", {"versions": cles(scene)})
    fabriques.version(scene.ccap)
    page = ouvrir(client, scene)
    assert "l'accord est tombé sur « Article du CCAP »" in page
    assert "accord tombé, donné à la version 1" in page
    assert "Transmettre…" in page


def test_remarquer_repondre_retirer_par_l_ecran(client, scene):
    scene.chez_l_acheteur()
    client.force_login(scene.acheteur.utilisateur)
    creer = reverse("circuit:remarque_creer", args=[scene.ccap.pk])
    version = scene.ccap.versions.get()
    donnees = {"passage": "Article 6.2", "texte": "Trop basse", "version_lue": str(version.pk)}
    assert client.post(creer, donnees).status_code == 302
    remarque = Remarque.objects.get()
    client.force_login(scene.facilitateur.utilisateur)
    repondre = reverse("circuit:remarque_repondre", args=[remarque.pk])
    assert "Dites pourquoi vous écartez" in lisible(client.post(repondre, {"suite": "ecartee"}))
    assert client.post(repondre, {"suite": "prise_en_compte", "reponse": "Portée à 60 €"}).status_code == 302
    page = ouvrir(client, scene)
    assert "1 remarque avec réponse" in page
    assert "Portée à 60 €" in page


def test_la_remarque_ecrite_sur_une_version_remplacee_demande_a_etre_relue(client, scene):
    scene.chez_l_acheteur()
    lue = str(scene.ccap.versions.get().pk)
    nouvelle = fabriques.version(scene.ccap)
    client.force_login(scene.acheteur.utilisateur)
    creer = reverse("circuit:remarque_creer", args=[scene.ccap.pk])
    reponse = client.post(creer, {"texte": "Trop basse", "version_lue": lue})
    assert reponse.status_code == 422
    assert "La version 2 est arrivée pendant que vous écriviez" in lisible(reponse)
    assert str(nouvelle.pk) in reponse.content.decode()


def test_refuser_sans_remarque_dit_quoi_faire(client, scene):
    scene.chez_l_acheteur()
    reponse = poster(client, scene, "acheteur", "refuser", {"motif": "Non"})
    assert reponse.status_code == 422
    assert "Écrivez d'abord une remarque" in lisible(reponse)


def test_le_nombre_de_requetes_ne_suit_pas_ce_que_contient_le_dossier(client, scene, django_assert_max_num_queries):
    for nature in ("rc", "aapc", "critere", "justificatifs"):
        fabriques.piece(scene.marche, nature, versions=3)
    scene.chez_l_acheteur(avec_accord=True)
    for rang in range(6):
        reponse = scene.remarque(texte=f"Remarque {rang}")
        remarques.repondre(reponse, par=scene.acteur("facilitateur"), suite="prise_en_compte")
    accords.donner_accord(
        scene.ouvrir(), [v.pk for v in situation(scene.ouvrir()).en_vigueur], par=scene.acteur("acheteur")
    )
    dossiers.clore(scene.ouvrir(), par=scene.acteur("facilitateur"))
    client.force_login(scene.facilitateur.utilisateur)
    with django_assert_max_num_queries(22):
        client.get(adresse(scene))


def test_le_jour_de_l_echeance_n_est_pas_encore_un_retard(client, scene):
    dossier = scene.chez_l_acheteur()
    for jour, dit in ((24, False), (23, True)):
        with signer(FABRICANT):
            dossier.echeance = date(2026, 11, jour)
            dossier.save()
        page = ouvrir(client, scene)
        assert f"réponse attendue le {jour} novembre" in page
        assert ("en retard de" in page) is dit


def test_tout_approuve_le_dossier_se_rend_et_chacun_le_lit(client, scene):
    dossier = scene.chez_l_acheteur()
    assert "Rendre ou transmettre…" in ouvrir(client, scene, "acheteur")
    accords.donner_accord(dossier, [v.pk for v in situation(dossier).en_vigueur], par=scene.acteur("acheteur"))
    page = ouvrir(client, scene, "acheteur")
    assert "toutes les pièces sont approuvées, le dossier est à rendre" in page
    assert re.search(r'btn-primary"[^>]*>\s*(<svg.*?</svg>)?\s*Rendre le dossier approuvé…', page, re.DOTALL)
    client.force_login(scene.acheteur.utilisateur)
    assert "Rendre le dossier approuvé" in lisible(client.get("/"))
    scene.remarque()
    assert "le dossier est à rendre" not in ouvrir(client, scene, "acheteur")
