"""Les écrans de la validation : la fiche du mois et ses contrôles, les actes, leurs raisons, leurs refus."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, SEPTEMBRE, personne, planter

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = planter()
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    scene.ligne = fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", declaration=scene.octobre)
    return scene


@pytest.fixture
def facilitatrice(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    return client


def adresse(nom, *args) -> str:
    return reverse(f"declarations:{nom}", args=args)


def case(ligne: LigneHeures) -> str:
    return f"{ligne.pk}:{ligne.version}"


def test_la_fiche_montre_les_controles_et_le_mois_d_avant(facilitatrice, scene):
    fabriques.ligne(scene.yacine, scene.lot, SEPTEMBRE, "98")
    inconnue = fabriques.contrat(personne(scene.porteuse, "Nadia", "Nouvelle", eligible=False), scene.lot)
    fabriques.ligne(inconnue, scene.lot, OCTOBRE, "40", declaration=scene.octobre)
    fabriques.ligne(scene.ines, scene.lot, OCTOBRE, "86", heures_accompagnement=Decimal(3), declaration=scene.octobre)
    page = facilitatrice.get(adresse("fiche", scene.octobre.pk)).content.decode()
    assert "3\u00a0personnes, 233\u202fh transmises par" in page
    assert "1\u00a0ligne bloquée et 1\u00a0ligne à confirmer" in page
    assert "éligibilité de la personne non validée" in page
    assert "3\u202fh ne compteront pas\u00a0: la clause ne compte pas l’accompagnement" in page
    assert re.search(r">\s*98\s*<", page)
    assert "Valider la ligne sans remarque" in page


def test_valider_une_ligne_depuis_la_fiche(facilitatrice, scene):
    reponse = facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": case(scene.ligne)}, follow=True)
    page = reponse.content.decode()
    assert "1\u00a0ligne validée" in page
    assert "Validé. 104\u202fh retenues sur 104\u202fh déclarées." in page


def test_une_ligne_bloquee_dit_quoi_faire(facilitatrice, scene):
    with signer(FABRICANT):
        scene.ligne.heures_travaillees = Decimal(1000)
        scene.ligne.save()
    reponse = facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": case(scene.ligne)}, follow=True)
    page = reponse.content.decode()
    assert "nombre d’heures impossible" in page
    assert "demandez une correction ou refusez la ligne" in page
    assert not LigneHeures.objects.validees().exists()


def test_valider_sans_rien_cocher_le_dit(facilitatrice, scene):
    page = facilitatrice.post(adresse("valider", scene.octobre.pk), {}, follow=True).content.decode()
    assert "Cochez au moins une ligne" in page


def a_valider(client, scene):
    """Ce que le bouton « Valider les lignes » du mois envoie : les lignes que la page montrait."""
    actions = client.get(adresse("fiche", scene.octobre.pk)).context["page"].actions
    return {"lues": next(a.lues for a in actions if a.url == adresse("valider_tout", scene.octobre.pk))}


def test_tout_valider_d_une_touche(facilitatrice, scene):
    page = facilitatrice.get(adresse("fiche", scene.octobre.pk)).content.decode()
    assert 'data-touche="V"' in page
    assert 'data-touche="v"' in page
    facilitatrice.post(adresse("valider_tout", scene.octobre.pk), a_valider(facilitatrice, scene))
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "validee"
    assert facilitatrice.get(adresse("valider_tout", scene.octobre.pk)).status_code == 302


def test_tout_valider_ne_prend_que_ce_qu_on_a_lu_tel_qu_on_l_a_lu(facilitatrice, scene):
    lues = a_valider(facilitatrice, scene)
    with signer(scene.entreprise):
        scene.ligne.heures_travaillees = Decimal(120)
        scene.ligne.save()
    page = facilitatrice.post(adresse("valider_tout", scene.octobre.pk), lues, follow=True).content.decode()
    assert "les heures viennent de changer" in page
    assert "104 → 120" in page
    assert not LigneHeures.objects.validees().exists()
    lues = a_valider(facilitatrice, scene)
    autre = fabriques.contrat(personne(scene.porteuse, "Zoé", "Arrivée"), scene.lot)
    arrivee = fabriques.ligne(autre, scene.lot, scene.octobre.mois, "60", declaration=scene.octobre, etat="soumise")
    for _ in range(2):
        facilitatrice.post(adresse("valider_tout", scene.octobre.pk), lues)
    assert list(LigneHeures.objects.validees()) == [scene.ligne], "la ligne arrivée depuis n'a pas été lue"
    arrivee.refresh_from_db()
    assert arrivee.etat == "soumise"


@pytest.mark.parametrize("envoi", [{}, {"lues": "aucune"}, {"lues": "1a2b3c"}])
def test_une_page_qui_ne_dit_pas_ses_lignes_ne_valide_rien(facilitatrice, scene, envoi):
    page = facilitatrice.post(adresse("valider_tout", scene.octobre.pk), envoi, follow=True).content.decode()
    assert "ne dit pas ce qu’elle vous montrait" in page
    sans_version = {"lignes": str(scene.ligne.pk)}
    page = facilitatrice.post(adresse("valider", scene.octobre.pk), sans_version, follow=True).content.decode()
    assert "ne dit pas ce qu’elle vous montrait" in page
    assert not LigneHeures.objects.validees().exists()


def test_une_ligne_revue_par_un_autre_ne_se_rouvre_pas_sans_le_dire(facilitatrice, scene):
    facilitatrice.post(adresse("valider_tout", scene.octobre.pk), a_valider(facilitatrice, scene))
    scene.ligne.refresh_from_db()
    page = f"{adresse('rouvrir', scene.octobre.pk)}?lignes={case(scene.ligne)}"
    with signer(FABRICANT):
        scene.ligne.retenu_travail = 100
        scene.ligne.save()
    refus = facilitatrice.post(page, {"motif": "Bulletin reçu depuis"})
    assert "Rien n’est fait, car les heures viennent de changer" in refus.content.decode()
    scene.ligne.refresh_from_db()
    assert scene.ligne.etat == "validee"


def test_un_mois_fini_mene_au_suivant_de_la_file(facilitatrice, scene):
    novembre = fabriques.declaration(scene.attribution, date(2026, 11, 1), etat="soumise")
    assert "Passer à" not in facilitatrice.get(adresse("fiche", scene.octobre.pk)).content.decode()
    lues = a_valider(facilitatrice, scene)
    page = facilitatrice.post(adresse("valider_tout", scene.octobre.pk), lues, follow=True).content.decode()
    assert f'class="btn btn-primary" href="{adresse("fiche", novembre.pk)}"' in " ".join(page.split())
    assert "Passer à novembre 2026, " in page
    facilitatrice.logout()
    facilitatrice.force_login(scene.titulaire.utilisateur)
    assert "Passer à" not in facilitatrice.get(adresse("fiche", scene.octobre.pk)).content.decode()


@pytest.mark.parametrize(("acte", "etat"), [("corriger", "a_corriger"), ("refuser", "refusee")])
def test_un_acte_groupe_passe_par_la_page_qui_demande_la_raison(facilitatrice, scene, acte, etat):
    reponse = facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": case(scene.ligne), "acte": acte})
    page = facilitatrice.get(reponse["Location"]).content.decode()
    assert "Yacine Fictif" in page
    assert "lira ce motif" in page
    assert "novalidate" in page[page.index('<form method="post"') : page.index("lira ce motif")]
    assert " required" not in page, "c'est nous qui refusons, en français"
    sans_motif = facilitatrice.post(reponse["Location"], {"motif": ""})
    assert sans_motif.status_code == 422
    assert "Dites pourquoi" in sans_motif.content.decode()
    facilitatrice.post(reponse["Location"], {"motif": "86 ou 68 ?"})
    scene.ligne.refresh_from_db()
    assert (scene.ligne.etat, scene.ligne.motif) == (etat, "86 ou 68 ?")


def test_rouvrir_une_ligne_puis_le_titulaire_lit_le_motif(facilitatrice, scene, client):
    facilitatrice.post(adresse("valider_tout", scene.octobre.pk), a_valider(facilitatrice, scene))
    scene.ligne.refresh_from_db()
    page = f"{adresse('rouvrir', scene.octobre.pk)}?lignes={case(scene.ligne)}"
    assert "reviennent à zéro" in facilitatrice.get(page).content.decode()
    facilitatrice.post(page, {"motif": "Bulletin reçu depuis"})
    client.force_login(scene.titulaire.utilisateur)
    saisie = client.get(adresse("saisir", scene.octobre.pk)).content.decode()
    assert "À corriger\u00a0: Bulletin reçu depuis" in saisie


def test_rendre_et_rouvrir_tout_le_mois(facilitatrice, scene):
    assert "Rendre tout le mois" in facilitatrice.get(adresse("corriger", scene.octobre.pk)).content.decode()
    refus = facilitatrice.post(adresse("corriger", scene.octobre.pk), {"motif": " "})
    assert refus.status_code == 422
    facilitatrice.post(adresse("corriger", scene.octobre.pk), {"motif": "Mauvais mois"})
    scene.octobre.refresh_from_db()
    assert (scene.octobre.etat, scene.octobre.motif) == ("a_corriger", "Mauvais mois")
    hors_cycle = facilitatrice.post(adresse("rouvrir", scene.octobre.pk), {"motif": "Pour voir"})
    assert "Impossible de rouvrir" in hors_cycle.content.decode()


def test_des_heures_changees_pendant_la_lecture_ne_se_valident_pas(facilitatrice, scene):
    lue = case(scene.ligne)
    with signer(scene.entreprise):
        scene.ligne.heures_travaillees = Decimal(90)
        scene.ligne.save()
    page = facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": lue}, follow=True).content.decode()
    assert "les heures viennent de changer" in page
    assert "104 → 90" in page


@pytest.mark.parametrize("lignes", ["pas-une-cle", "00000000-0000-0000-0000-000000000000:1"])
def test_une_ligne_inconnue_renvoie_a_la_fiche(facilitatrice, scene, lignes):
    page = facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": lignes}, follow=True)
    assert page.redirect_chain
    page = facilitatrice.get(f"{adresse('refuser', scene.octobre.pk)}?lignes={lignes}", follow=True)
    assert "Reprenez ici" in page.content.decode()


@pytest.mark.parametrize("nom", ["valider", "valider_tout", "corriger", "refuser", "rouvrir"])
def test_les_declarants_ne_valident_pas(client, scene, nom):
    for qui, attendu in ((scene.titulaire, 403), (scene.interim, 403), (comptes.facilitateur(planter().porteuse), 404)):
        client.force_login(qui.utilisateur)
        assert client.post(adresse(nom, scene.octobre.pk), {"motif": "x"}).status_code == attendu
    scene.ligne.refresh_from_db()
    assert scene.ligne.etat == "soumise"


def test_le_titulaire_lit_ce_qui_est_retenu_et_pourquoi(client, scene, facilitatrice):
    fabriques.ligne(scene.ines, scene.lot, OCTOBRE, "86", heures_accompagnement=Decimal(3), declaration=scene.octobre)
    ines = LigneHeures.objects.get(contrat=scene.ines)
    facilitatrice.post(adresse("valider", scene.octobre.pk), {"lignes": [case(scene.ligne), case(ines)]})
    client.force_login(scene.titulaire.utilisateur)
    page = client.get(adresse("fiche", scene.octobre.pk)).content.decode()
    assert "3\u202fh non retenues&nbsp;: la clause ne compte pas l’accompagnement" in page
    assert "Journal du mois" not in page
    assert "Rouvrir" not in page
    detail = client.get(adresse("ligne", ines.pk)).content.decode()
    assert "Pourquoi <strong>86\u202fh</strong>" in detail


def test_la_fiche_a_un_nombre_borne_de_requetes(facilitatrice, scene, django_assert_max_num_queries):
    for _ in range(12):
        contrat = fabriques.contrat_eligible(scene.lot)
        fabriques.ligne(contrat, scene.lot, OCTOBRE, "50", declaration=scene.octobre)
    with django_assert_max_num_queries(28):
        assert facilitatrice.get(adresse("fiche", scene.octobre.pk)).status_code == 200
