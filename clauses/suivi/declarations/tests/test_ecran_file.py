"""La file à valider d'un coup, et qui doit des mois."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, SEPTEMBRE, personne, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db
FILE, RETARDS = reverse("declarations:valider_file"), reverse("declarations:retards")


@pytest.fixture
def scene():
    """Octobre transmis : Yacine sans remarque, Nadia dont l'éligibilité n'est pas prononcée."""
    scene = planter()
    with signer(FABRICANT):
        scene.octobre.etat = "soumise"
        scene.octobre.save()
    scene.bonne = fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", declaration=scene.octobre)
    nadia = fabriques.contrat(personne(scene.porteuse, "Nadia", "Nouvelle", eligible=False), scene.lot)
    scene.bloquee = fabriques.ligne(nadia, scene.lot, OCTOBRE, "40", declaration=scene.octobre)
    return scene


@pytest.fixture
def facilitatrice(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    return client


def texte(reponse) -> str:
    page = unescape(reponse.content.decode())
    return page.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def lues(*lignes: LigneHeures) -> dict[str, str]:
    return {"lues": " ".join(f"{ligne.pk}:{ligne.version}" for ligne in lignes)}


def etats(*lignes: LigneHeures) -> list[str]:
    return [LigneHeures.objects.get(pk=ligne.pk).etat for ligne in lignes]


def test_la_page_dit_ce_qui_sera_valide_et_ce_qui_restera(facilitatrice, scene):
    page = texte(facilitatrice.get(FILE))
    assert "Valider 1 ligne sans remarque, 104 h ?" in page
    assert f"{scene.lot.marche.operation} : 1 personne, 104 h." in page
    assert "1 ligne a une remarque ou un blocage : rien n'y change" in page
    assert etats(scene.bonne, scene.bloquee) == ["soumise", "soumise"], "regarder n'écrit rien"


def test_la_file_valide_ce_qui_est_sans_remarque_une_seule_fois(facilitatrice, scene):
    for _ in range(2):
        reponse = facilitatrice.post(FILE, lues(scene.bonne), follow=True)
        assert reponse.status_code == 200
    assert etats(scene.bonne, scene.bloquee) == ["validee", "soumise"]
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise", "il reste une ligne à décider"


def test_une_ligne_bloquee_envoyee_quand_meme_ne_passe_pas(facilitatrice, scene):
    facilitatrice.post(FILE, lues(scene.bonne, scene.bloquee))
    assert etats(scene.bonne, scene.bloquee) == ["validee", "soumise"]


def test_des_heures_changees_entre_temps_arretent_tout(facilitatrice, scene):
    envoi = lues(scene.bonne)
    with signer(FABRICANT):
        scene.bonne.heures_travaillees += 10
        scene.bonne.save()
    page = texte(facilitatrice.post(FILE, envoi))
    assert etats(scene.bonne) == ["soumise"]
    assert "les heures viennent" in page


def test_les_filtres_de_la_liste_bornent_la_file(facilitatrice, scene):
    septembre = fabriques.declaration(scene.attribution, SEPTEMBRE, etat="soumise")
    fabriques.ligne(scene.yacine, scene.lot, SEPTEMBRE, "33", declaration=septembre)
    assert "33 h ?" in texte(facilitatrice.get(FILE, {"mois": "09/2026"}))
    assert "137 h ?" in texte(facilitatrice.get(FILE, {"operation": str(scene.lot.marche.operation_id)}))
    autre, _ = marches.lot_clause(scene.porteuse)
    suite = facilitatrice.get(FILE, {"operation": str(autre.marche.operation_id)}, follow=True)
    assert "Aucune ligne n'est sans remarque" in texte(suite)


def test_une_autre_structure_ne_lit_ni_ne_valide_la_file(client, scene):
    voisin = comptes.facilitateur(structures.porteuse("Porteuse voisine (fictive)"))
    client.force_login(voisin.utilisateur)
    assert "104 h" not in texte(client.get(FILE, follow=True))
    client.post(FILE, lues(scene.bonne))
    assert etats(scene.bonne) == ["soumise"]


def test_un_titulaire_n_y_entre_pas(client, scene):
    client.force_login(scene.titulaire.utilisateur)
    assert client.get(FILE).status_code == client.get(RETARDS).status_code == 403
    assert client.post(FILE, lues(scene.bonne)).status_code == 403


def test_qui_doit_des_heures_reunit_les_mois_et_dit_qui_appeler(facilitatrice, scene):
    for mois in (date(2026, 7, 1), date(2026, 8, 1), SEPTEMBRE):
        fabriques.declaration(scene.attribution, mois)
    page = texte(facilitatrice.get(RETARDS))
    assert "1 entreprise doit 3 mois." in page
    assert "Déclarer 3 mois, de juillet à septembre 2026" in page
    assert "Aucun contact n'est noté" in page
    structures.contact(scene.attribution.structure, nom="Réplique", telephone="03 53 01 00 12")
    page = texte(facilitatrice.get(RETARDS))
    assert 'href="tel:0353010012"' in page
    assert "Aucun contact n'est noté" not in page


def test_la_liste_nomme_l_operation_et_l_entreprise_qu_un_lien_a_choisies(facilitatrice, scene):
    adresse = reverse("declarations:liste")
    page = texte(
        facilitatrice.get(
            adresse,
            {
                "etat": "a_valider",
                "operation": str(scene.lot.marche.operation_id),
                "entreprise": str(scene.attribution.structure_id),
            },
        )
    )
    assert f"Retirer le filtre </span>{scene.lot.marche.operation}" in page
    assert f"Retirer le filtre </span>{scene.attribution.structure}" in page
    assert FILE in page
    inconnue = facilitatrice.get(adresse, {"operation": "00000000-0000-0000-0000-000000000000"})
    assert "Aucun mois ne répond à ces filtres" in texte(inconnue)
