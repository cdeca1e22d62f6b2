"""« Heures et personnes » d'une opération : ce que chacun en voit, les lignes, l'export, l'ouverture des mois."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from clauses.suivi.declarations.models import AffectationLot, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, SEPTEMBRE, planter
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = planter()
    fabriques.ligne(scene.yacine, scene.lot, OCTOBRE, "104", etat="validee", declaration=scene.octobre)
    fabriques.ligne(scene.ines, scene.lot, OCTOBRE, "86", declaration=scene.octobre)
    fabriques.ligne(scene.yacine, scene.lot, SEPTEMBRE, "7", etat="brouillon")
    scene.cle = scene.lot.marche.operation_id
    return scene


def page_de(client, appartenance, cle, **parametres) -> str:
    client.force_login(appartenance.utilisateur)
    reponse = client.get(reverse("declarations:operation", args=[cle]), parametres)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_l_equipe_voit_les_jauges_les_personnes_et_les_lignes(client, scene):
    page = page_de(client, scene.facilitateur, scene.cle)
    assert "104\u202fh retenues sur 1\u202f000\u202fh dues\u202f; 86\u202fh attendent une décision." in page
    for attendu in ("Yacine Fictif", "Inès Inventée", "Exporter les lignes", "Ajouter un contrat", "jauge-dessin"):
        assert attendu in page
    assert "Contrat de travail temporaire d&#x27;insertion (CTTI)" in page
    assert "Mise à disposition" in page


def test_le_donneur_d_ordre_voit_des_heures_jamais_une_personne(client, scene):
    acheteur = comptes.donneur_d_ordre(scene.lot.marche.operation.donneur_d_ordre)
    page = page_de(client, acheteur, scene.cle)
    assert "104\u202fh retenues sur 1\u202f000\u202fh dues" in page
    assert "Mois par mois" in page
    for cache in ("Yacine", "Inès", "Exporter", "Lignes d’heures", "CDD"):
        assert cache not in page
    assert client.get(reverse("declarations:exporter", args=[scene.cle])).status_code == 403
    ligne = LigneHeures.objects.validees().get()
    assert client.get(reverse("declarations:ligne", args=[ligne.pk])).status_code == 404


def test_titulaire_et_employeur_ne_voient_que_les_leurs(client, scene):
    cotraitant = marches.attribution(
        scene.lot, structures.entreprise(scene.porteuse, "Cotraitant"), role="cotraitant", part=0
    )
    autre = fabriques.contrat_eligible(scene.lot, attribution=cotraitant, employeur=cotraitant.structure)
    fabriques.ligne(autre, scene.lot, OCTOBRE, "33", etat="validee")
    page = page_de(client, scene.titulaire, scene.cle)
    assert "104\u202fh retenues sur 1\u202f000\u202fh dues" in page
    assert str(autre.participant) not in page
    page = page_de(client, scene.interim, scene.cle)
    assert "Inès Inventée" in page
    assert "Yacine" not in page
    assert "dues" not in page


@pytest.mark.parametrize("qui", ["pilote", "ailleurs", "concurrent"])
def test_les_autres_n_y_entrent_pas(client, scene, qui):
    appartenance = {
        "pilote": lambda: comptes.pilote(nord()),
        "ailleurs": lambda: planter().facilitateur,
        "concurrent": lambda: comptes.titulaire(structures.entreprise(scene.porteuse, "Concurrent")),
    }[qui]()
    client.force_login(appartenance.utilisateur)
    attendu = 403 if qui == "pilote" else 404
    for nom in ("operation", "exporter"):
        assert client.get(reverse(f"declarations:{nom}", args=[scene.cle])).status_code == attendu


def test_les_filtres_sont_dans_l_adresse(client, scene):
    page = page_de(
        client, scene.facilitateur, scene.cle, q="ines", etat="soumise", mois="10/2026", lot=str(scene.lot.pk)
    )
    assert "Inès Inventée" in page
    assert "Yacine" not in page
    vide = page_de(client, scene.facilitateur, scene.cle, q="introuvable")
    assert "Aucune heure déclarée" in vide


def test_valider_et_rouvrir_des_lignes_sans_mois(client, scene):
    reprise = fabriques.ligne(scene.yacine, scene.lot, SEPTEMBRE.replace(month=8), "50", source="import")
    client.force_login(scene.facilitateur.utilisateur)
    adresse = reverse("declarations:valider_lignes", args=[scene.cle])
    client.post(adresse, {"lignes": f"{reprise.pk}:1", "acte": "valider"})
    reprise.refresh_from_db()
    assert (reprise.etat, reprise.retenues) == ("validee", 50)
    suite = client.post(adresse, {"lignes": f"{reprise.pk}:{reprise.version}", "acte": "rouvrir"})["Location"]
    client.post(suite, {"motif": "Reprise à revoir"})
    reprise.refresh_from_db()
    assert (reprise.etat, reprise.retenues) == ("a_corriger", 0)
    assert client.get(reverse("declarations:acte_lignes", args=[scene.cle, "inventer"])).status_code == 404


def test_seule_l_equipe_valide_et_ouvre(client, scene):
    for qui, attendu in ((scene.titulaire, 404), (planter().facilitateur, 404)):
        client.force_login(qui.utilisateur)
        for nom in ("valider_lignes", "ouvrir"):
            assert client.post(reverse(f"declarations:{nom}", args=[scene.cle])).status_code == attendu


def test_ouvrir_les_mois_manquants(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    page = client.post(reverse("declarations:ouvrir", args=[scene.cle]), follow=True).content.decode()
    assert "10\u00a0mois ouverts" in page
    assert DeclarationMensuelle.objects.count() == 11
    page = client.post(reverse("declarations:ouvrir", args=[scene.cle]), follow=True).content.decode()
    assert "Aucun mois ne manquait" in page


def test_l_export_a_les_lignes_et_leur_somme(client, scene):
    client.force_login(scene.facilitateur.utilisateur)
    reponse = client.get(reverse("declarations:exporter", args=[scene.cle]))
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(reponse.content))
    lignes = classeur.get_sheet_by_name(classeur.sheet_names[1]).to_python()
    entetes = lignes[0]
    assert entetes[0] == "Personne"
    assert {ligne[0] for ligne in lignes[1:]} == {"Yacine Fictif", "Inès Inventée"}
    assert sum(ligne[entetes.index("Retenu (h)")] for ligne in lignes[1:]) == 104


def test_une_operation_sans_lot_dit_quoi_faire(client, scene):
    vide = marches.operation(scene.porteuse)
    assert "commencez par le marché et ses lots" in page_de(client, scene.facilitateur, vide.pk)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lots(client, scene, django_assert_max_num_queries):
    for numero in range(2, 8):
        lot = marches.lot(scene.lot.marche, str(numero))
        marches.clause(lot)
        marches.attribution(lot, scene.attribution.structure)
        fabriques.ligne(fabriques.contrat_eligible(lot), lot, OCTOBRE, "10")
    client.force_login(scene.facilitateur.utilisateur)
    with django_assert_max_num_queries(30):
        client.get(reverse("declarations:operation", args=[scene.cle]))


def test_un_titulaire_ne_lit_pas_les_heures_de_la_meme_personne_sur_le_lot_d_un_autre(client, scene):
    lot = marches.lot(scene.lot.marche, "8", intitule="Peinture")
    autre = marches.attribution(lot, structures.entreprise(scene.porteuse, "Autre titulaire"))
    creer(AffectationLot, contrat=scene.yacine, lot=lot, attribution=autre)
    ailleurs = fabriques.ligne(scene.yacine, lot, SEPTEMBRE, "61", etat="validee")
    ici = LigneHeures.objects.get(lot=scene.lot, mois=OCTOBRE, contrat=scene.yacine)
    for appartenance, sienne, etrangere in (
        (scene.titulaire, ici, ailleurs),
        (comptes.titulaire(autre.structure), ailleurs, ici),
    ):
        client.force_login(appartenance.utilisateur)
        assert client.get(reverse("declarations:ligne", args=[sienne.pk])).status_code == 200
        assert client.get(reverse("declarations:ligne", args=[etrangere.pk])).status_code == 404
