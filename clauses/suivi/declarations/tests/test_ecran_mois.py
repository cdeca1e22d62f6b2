"""Les écrans du mois : la liste, la fiche, la saisie, le mois sans heures."""

import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, SEPTEMBRE, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return planter()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def entrer(client, appartenance):
    client.force_login(appartenance.utilisateur)
    return client


def lire(client, nom, *args, **parametres) -> str:
    reponse = client.get(reverse(f"declarations:{nom}", args=args), parametres)
    assert reponse.status_code == 200
    return reponse.content.decode()


def saisie(scene, **champs) -> dict[str, str]:
    """Le formulaire rempli : « 7h30 » et « 86,5 » sont compris."""
    donnees = {
        "version": str(scene.octobre.version),
        f"{scene.yacine.pk}-travaillees": "7h30",
        f"{scene.ines.pk}-travaillees": "86,5",
        "acte": "soumettre",
    }
    return {**donnees, **champs}


def roles(scene):
    acheteur = scene.lot.marche.operation.donneur_d_ordre
    return {
        "facilitateur": scene.facilitateur,
        "responsable": comptes.responsable(scene.porteuse),
        "titulaire": scene.titulaire,
        "employeur": scene.interim,
        "donneur_d_ordre": comptes.donneur_d_ordre(acheteur),
        "pilote": comptes.pilote(nord()),
        "ailleurs": comptes.facilitateur(structures.porteuse("Une autre porteuse")),
        "autre_titulaire": comptes.titulaire(structures.entreprise(scene.porteuse, "Concurrent")),
    }


ATTENDUS = {
    "facilitateur": (200, 200),
    "responsable": (200, 200),
    "titulaire": (200, 200),
    "employeur": (200, 200),
    "donneur_d_ordre": (403, 404),
    "pilote": (403, 404),
    "ailleurs": (200, 404),
    "autre_titulaire": (200, 404),
}


@pytest.mark.parametrize("role", ATTENDUS)
def test_chaque_role_a_ce_qui_lui_revient(client, scene, role):
    entrer(client, roles(scene)[role])
    obtenus = tuple(
        client.get(reverse(f"declarations:{nom}", args=args)).status_code
        for nom, args in (("liste", []), ("fiche", [scene.octobre.pk]))
    )
    assert obtenus == ATTENDUS[role]
    assert client.get(reverse("declarations:saisir", args=[scene.octobre.pk])).status_code == ATTENDUS[role][1]


def test_sans_compte_on_va_se_connecter(client, scene):
    reponse = client.get(reverse("declarations:liste"))
    assert reponse.status_code == 302


def test_la_liste_du_facilitateur_dit_ce_qui_l_attend(client, scene):
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    fabriques.declaration(scene.attribution, SEPTEMBRE)
    page = lire(entrer(client, scene.facilitateur), "liste")
    assert "1\u00a0mois à valider\u202f; 1 chez les déclarants, 1 en retard." in page
    a_valider = lire(client, "liste", etat="a_valider")
    assert "Octobre 2026" in a_valider
    assert "Septembre 2026" not in a_valider
    assert "En retard, 40 j" in lire(client, "liste", etat="en_retard")
    assert "Aucun mois ne répond" in lire(client, "liste", q="introuvable")
    assert "Octobre 2026" in lire(client, "liste", q="batisseurs", mois="10/2026")


def test_un_mois_transmis_sans_ligne_de_cet_employeur_le_dit(client, scene):
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    autre = fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", declaration=scene.octobre)
    assert autre.contrat.employeur != scene.interim.structure
    page = entrer(client, scene.interim).get(reverse("declarations:fiche", args=[scene.octobre.pk])).content.decode()
    assert "aucune ligne ne vous concerne ce mois-ci" in page
    assert "0\u00a0personne" not in page


def test_le_mois_ne_se_coupe_pas_en_deux_lignes(client, scene):
    page = entrer(client, scene.facilitateur).get(reverse("declarations:liste")).content.decode()
    assert re.search(r'<th scope="row" role="rowheader" class="insecable"><a [^>]*>\w+ 2026</a>', page)


def test_la_liste_de_l_employeur_ne_compte_que_les_siens(client, scene):
    fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", declaration=scene.octobre)
    fabriques.ligne(scene.ines, scene.lot, OCTOBRE, "86", declaration=scene.octobre)
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    page = lire(entrer(client, scene.interim), "liste")
    assert "86\u202fh déclarées" in page
    assert "190\u202fh" not in page
    assert "190\u202fh déclarées" in lire(entrer(client, scene.titulaire), "liste")


def test_un_employeur_ne_doit_que_les_mois_de_ses_contrats(client, scene):
    """Le contrat finit le 30/09 : octobre ne lui est pas demandé, et le mois de sa ligne reprise se lit encore."""
    with signer(FABRICANT):
        scene.ines.date_fin = date(2026, 9, 30)
        scene.ines.save()
    septembre = fabriques.declaration(scene.attribution, SEPTEMBRE)
    avant = fabriques.declaration(scene.attribution, date(2025, 12, 1))
    entree = fabriques.declaration(scene.attribution, date(2026, 1, 1))
    vus = DeclarationMensuelle.objects.concernant(scene.interim.en_acteur())
    assert set(vus) == {septembre, entree}, "le contrat court du 15 janvier au 30 septembre"
    page = lire(entrer(client, scene.interim), "liste")
    assert "2\u00a0mois à transmettre" in page
    fabriques.ligne(scene.ines, scene.lot, avant.mois, "12", declaration=avant)
    assert set(vus.all()) == {septembre, entree, avant}


def test_la_liste_du_titulaire_est_une_carte_par_mois_et_un_geste(client, scene):
    fabriques.declaration(scene.attribution, SEPTEMBRE, etat="soumise")
    page = lire(entrer(client, scene.titulaire), "liste")
    assert "1\u00a0mois à transmettre." in page
    assert page.index("Octobre 2026") < page.index("Septembre 2026")
    assert reverse("declarations:saisir", args=[scene.octobre.pk]) in page
    assert "Transmis" in page
    assert "Filtrer" not in page


def test_un_filtre_illisible_se_dit_et_n_efface_pas_les_autres(client, scene):
    page = lire(entrer(client, scene.facilitateur), "liste", mois="99/2026", q="introuvable")
    assert "Ce filtre est laissé de côté." in page
    assert "«\u00a099/2026\u00a0»" in page
    assert "Aucun mois ne répond à ces filtres" in page, "la recherche, elle, vaut toujours"
    assert "laissé de côté" not in lire(client, "liste", mois="10/2026")


def test_la_liste_a_un_nombre_borne_de_requetes(client, scene, django_assert_max_num_queries):
    for _ in range(10):
        _, attribution = marches.lot_clause(scene.porteuse)
        fabriques.declaration(attribution, OCTOBRE)
    entrer(client, scene.facilitateur)
    with django_assert_max_num_queries(12):
        client.get(reverse("declarations:liste"))


def test_la_page_du_titulaire_propose_les_personnes_et_le_mois_d_avant(client, scene):
    fabriques.ligne(scene.yacine, scene.lot, SEPTEMBRE, "112")
    page = lire(entrer(client, scene.titulaire), "saisir", scene.octobre.pk)
    assert "Octobre 2026 — " in page
    assert "Yacine Fictif" in page
    assert "112\u202fh en septembre" in page
    assert "Envoyer octobre" in page
    assert "Vous pouvez corriger jusqu’au 15\u00a0décembre 2026" in page


def test_envoyer_le_mois_comprend_les_heures_a_la_francaise(client, scene):
    entrer(client, scene.titulaire)
    reponse = client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene))
    assert reponse["Location"] == reverse("declarations:fiche", args=[scene.octobre.pk])
    lues = dict(LigneHeures.objects.order_by("pk").values_list("contrat_id", "heures_travaillees"))
    assert lues == {scene.yacine.pk: Decimal("7.50"), scene.ines.pk: Decimal("86.50")}
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise"


def test_le_brouillon_reste_sur_la_page_et_se_retrouve(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:saisir", args=[scene.octobre.pk])
    reponse = client.post(adresse, saisie(scene, acte="enregistrer", observation="Pluie le 12"))
    assert reponse["Location"] == adresse
    page = client.get(adresse).content.decode()
    assert 'value="86,5"' in page
    assert "Pluie le 12" in page
    assert "Enregistré le 24" in page


def test_une_faute_garde_tout_ce_qui_est_tape_et_nomme_le_champ(client, scene):
    entrer(client, scene.titulaire)
    champs = {f"{scene.yacine.pk}-travaillees": "1000", f"{scene.ines.pk}-travaillees": "8h75"}
    reponse = client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene, **champs))
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Inès Inventée\u00a0: «\u00a08h75\u00a0»\u00a0: 75 minutes" in page
    assert 'value="1000"' in page
    assert "impossible" in page, "une case illisible n'empêche pas de juger les autres"
    champs = {f"{scene.yacine.pk}-travaillees": "1000", f"{scene.ines.pk}-travaillees": "0"}
    reponse = client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene, **champs))
    page = reponse.content.decode()
    assert "impossible" in page
    assert f'href="#id_{scene.yacine.pk}-travaillees"' in page
    assert "pourquoi il n’y a aucune heure" in page
    assert not LigneHeures.objects.exists()


@pytest.mark.parametrize("acte", ["enregistrer", "soumettre"])
def test_dans_un_brouillon_aussi_tous_les_reproches_se_font_a_la_fois_et_nomment_la_personne(client, scene, acte):
    entrer(client, scene.titulaire)
    champs = {
        f"{scene.yacine.pk}-travaillees": "999",
        f"{scene.yacine.pk}-formation": "beaucoup",
        f"{scene.ines.pk}-travaillees": "bof",
    }
    reponse = client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene, acte=acte, **champs))
    page = " ".join(unescape(reponse.content.decode()).split())
    assert reponse.status_code == 422
    assert "3 points à reprendre" in page
    assert "Yacine Fictif : 999 h en octobre 2026, c’est impossible" in page
    assert "Yacine Fictif : « beaucoup » n’est pas un nombre. Écrire des heures, par exemple 104 ou 7h30." in page
    assert "Inès Inventée : « bof » n’est pas un nombre." in page
    assert not LigneHeures.objects.exists()


def test_la_ligne_d_une_autre_entreprise_glissee_dans_l_envoi_est_refusee(client, scene):
    etranger = planter().yacine
    entrer(client, scene.titulaire)
    intrus = {f"{etranger.pk}-travaillees": "50"}
    reponse = client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene, **intrus))
    assert reponse.status_code == 422
    assert "n’est pas le vôtre" in reponse.content.decode()
    assert not LigneHeures.objects.exists()


def test_deux_personnes_a_la_fois_la_seconde_voit_puis_choisit(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:saisir", args=[scene.octobre.pk])
    client.post(adresse, saisie(scene, acte="enregistrer"))
    entrer(client, scene.facilitateur)
    autre = {f"{scene.yacine.pk}-travaillees": "9", "acte": "enregistrer"}
    reponse = client.post(adresse, saisie(scene, **autre))
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Ce qui a changé pendant votre saisie" in page
    assert scene.entreprise.nom in page
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_travaillees == Decimal("7.5")
    # La page rendue porte les versions d'à présent : enregistrer de nouveau est un choix.
    client.post(adresse, saisie(scene, **autre, **{f"{scene.yacine.pk}-version": "1"}))
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_travaillees == 9


def test_double_envoi_sans_dommage(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:saisir", args=[scene.octobre.pk])
    for _ in range(2):
        assert client.post(adresse, saisie(scene)).status_code == 302
    assert LigneHeures.objects.count() == 2


def test_un_depart_se_declare_ici(client, scene):
    entrer(client, scene.titulaire)
    adresse, qui = reverse("declarations:saisir", args=[scene.octobre.pk]), scene.yacine.pk
    champs = {f"{qui}-parti_le": "17/10/2026", f"{qui}-motif_fin": "demission"}
    muette = client.post(adresse, saisie(scene, **champs))
    assert "ne dit pas ce qu’elle vous montrait" in muette.content.decode()
    lue = {f"{qui}-contrat_version": envoyes(muette)[f"{qui}-contrat_version"]}
    assert client.post(adresse, saisie(scene, **champs, **lue)).status_code == 302
    scene.yacine.refresh_from_db()
    assert scene.yacine.date_fin == date(2026, 10, 17)


def envoyes(reponse) -> dict[str, str]:
    """Ce que la page rendue enverrait : ses champs cachés et ce qui y est tapé."""
    formulaire = reponse.context["formulaire"]
    return {champ.html_name: str(champ.value() or "") for form in (formulaire, *formulaire.lignes) for champ in form}


def test_un_depart_change_par_un_autre_ne_s_ecrase_pas_sans_le_dire(client, scene):
    adresse, qui = reverse("declarations:saisir", args=[scene.octobre.pk]), str(scene.yacine.pk)
    entrer(client, scene.titulaire)
    mien = envoyes(client.get(adresse)) | {f"{qui}-parti_le": "17/10/2026", f"{qui}-motif_fin": "demission"}
    with signer(scene.equipe):
        scene.yacine.date_fin, scene.yacine.motif_fin = date(2026, 10, 20), "terme"
        scene.yacine.save()
    page = client.post(adresse, mien | {"acte": "enregistrer"})
    assert page.status_code == 422
    dit = {(champ, auteur) for champ, _, _, auteur in page.context["conflit"]}
    assert ("Yacine Fictif : motif de fin", scene.equipe.nom) in dit
    assert envoyes(page)[f"{qui}-parti_le"] == "17/10/2026", "ce qui était tapé reste"
    assert client.post(adresse, envoyes(page) | {"acte": "enregistrer"}).status_code == 302
    scene.yacine.refresh_from_db()
    assert scene.yacine.date_fin == date(2026, 10, 17)


def test_une_page_du_mois_qui_ne_dit_pas_ce_qu_elle_montrait_n_ecrit_rien(client, scene):
    adresse = reverse("declarations:saisir", args=[scene.octobre.pk])
    refus = entrer(client, scene.titulaire).post(adresse, saisie(scene, version="", observation="Rien à signaler"))
    assert refus.status_code == 422
    assert "ne dit pas ce qu’elle vous montrait" in refus.content.decode()
    assert not LigneHeures.objects.exists()
    tape = envoyes(refus)
    assert (tape["observation"], tape["version"]) == ("Rien à signaler", str(scene.octobre.version))
    assert client.post(adresse, tape | {"acte": "soumettre"}).status_code == 302
    assert LigneHeures.objects.count() == 2


def test_aucune_heure_ce_mois_ci(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:neant", args=[scene.octobre.pk])
    assert "Déclarer un mois sans heures" in client.get(adresse).content.decode()
    muette = client.post(adresse, {"motif": "Chantier à l'arrêt"})
    assert (muette.status_code, muette.context["demande"].motif) == (422, "Chantier à l'arrêt")
    assert "ne dit pas ce qu’elle vous montrait" in muette.content.decode()
    client.post(adresse, {"motif": "Chantier à l'arrêt", "lues": muette.context["demande"].lues})
    page = lire(client, "fiche", scene.octobre.pk)
    assert "a déclaré n’avoir aucune heure" in page
    assert "Chantier à l’arrêt" in page


def test_des_heures_saisies_entre_temps_ne_s_annulent_pas_sans_le_dire(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:neant", args=[scene.octobre.pk])
    envoi = {"motif": "Arrêt", "lues": client.get(adresse).context["demande"].lues}
    fabriques.ligne(scene.yacine, scene.lot, scene.octobre.mois, "100", declaration=scene.octobre, etat="brouillon")
    refus = client.post(adresse, envoi)
    assert refus.status_code == 422
    assert "ce mois vient de changer" in refus.content.decode()
    assert LigneHeures.objects.actifs().count() == 1
    assert client.post(adresse, envoi | {"lues": refus.context["demande"].lues}).status_code == 302
    assert not LigneHeures.objects.actifs().exists()


def test_une_autre_raison_d_un_mois_sans_heures_ne_passe_pas_sans_le_dire(client, scene):
    entrer(client, scene.titulaire)
    adresse = reverse("declarations:neant", args=[scene.octobre.pk])
    envoi = {"motif": "Arrêt", "lues": client.get(adresse).context["demande"].lues}
    assert [client.post(adresse, envoi).status_code for _ in range(2)] == [302, 302], "redire n'écrase rien"
    refus = client.post(adresse, envoi | {"motif": "Recrutement"})
    assert (refus.status_code, refus.context["demande"].motif) == (422, "Recrutement")
    scene.octobre.refresh_from_db()
    assert scene.octobre.observation == "Arrêt"


def test_l_employeur_ne_voit_que_les_siens(client, scene):
    page = lire(entrer(client, scene.interim), "saisir", scene.octobre.pk)
    assert "Inès Inventée" in page
    assert "Yacine" not in page
    assert "les autres employeurs déclarent les leurs" in page
    assert "Aucune heure ce mois-ci" not in page


def test_apres_le_delai_la_page_explique_et_renvoie_a_la_fiche(client):
    scene = planter(echeance=date(2026, 11, 15))
    entrer(client, scene.titulaire)
    client.post(reverse("declarations:saisir", args=[scene.octobre.pk]), saisie(scene))
    reponse = client.get(reverse("declarations:saisir", args=[scene.octobre.pk]), follow=True)
    assert "le délai de correction s’est achevé" in reponse.content.decode()
    assert "Saisir les heures" not in reponse.content.decode()


def test_la_saisie_a_un_nombre_borne_de_requetes(client, scene, django_assert_max_num_queries):
    for _ in range(15):
        fabriques.contrat_eligible(scene.lot)
    entrer(client, scene.titulaire)
    with django_assert_max_num_queries(20):
        client.get(reverse("declarations:saisir", args=[scene.octobre.pk]))


def test_le_nom_de_l_operation_ne_fuit_pas_par_une_adresse_devinee(client, scene):
    etrangere = planter()
    entrer(client, scene.titulaire)
    for nom in ("fiche", "saisir", "neant"):
        assert client.get(reverse(f"declarations:{nom}", args=[etrangere.octobre.pk])).status_code == 404
