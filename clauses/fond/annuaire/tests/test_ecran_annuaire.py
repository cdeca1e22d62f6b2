"""Les écrans de l'annuaire : qui les ouvre, ce que la liste trouve, la fiche, l'entrée au répertoire."""

import json
from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.annuaire.models.fournisseur import NATURES_DE_L_ANNUAIRE
from clauses.fond.annuaire.natures import EXPLICATIONS, MODALITES
from clauses.fond.annuaire.services import ajouter_au_repertoire
from clauses.fond.annuaire.tests.fabriques import LILLE, PARIS, fournisseur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures import services as structures_services
from clauses.fond.structures.models import Contact, Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.tests.fabriques import nord

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    nord()
    Commune.objects.create(
        code="59606",
        nom="Valenciennes",
        codes_postaux=["59300"],
        departement_id="59",
        latitude=50.358,
        longitude=3.5233,
    )
    return structures.porteuse()


@pytest.fixture
def facilitateur(porteuse, client):
    appartenance = comptes.facilitateur(porteuse)
    client.force_login(appartenance.utilisateur)
    return appartenance


def noms(reponse):
    return [str(ligne.fournisseur) for ligne in reponse.context["tableau"].lignes]


@pytest.mark.parametrize(
    ("role", "liste", "ajouter"),
    [
        ("facilitateur", 200, 302),
        ("responsable", 200, 302),
        ("donneur_d_ordre", 200, 403),
        ("titulaire", 403, 403),
        ("employeur", 403, 403),
    ],
)
def test_qui_ouvre_l_annuaire_et_qui_y_prend(role, liste, ajouter, porteuse, client):
    chez = porteuse if role in ("facilitateur", "responsable") else structures.entreprise(porteuse)
    client.force_login(getattr(comptes, role)(chez).utilisateur)
    fiche = fournisseur()
    assert client.get("/annuaire/").status_code == liste
    assert client.get(f"/annuaire/{fiche.pk}/").status_code == (404 if liste == 403 else liste)
    assert client.post(f"/annuaire/{fiche.pk}/ajouter/").status_code == (404 if liste == 403 else ajouter)
    assert Structure.objects.filter(siret=fiche.siret).exists() == (ajouter == 302)


def test_la_liste_se_filtre_par_texte_nature_et_metier(facilitateur, client):
    fournisseur("Élan paysage", "ei", secteurs=["espaces_verts"])
    fournisseur("Propreté du Nord", "aci", secteurs=["proprete"])
    assert noms(client.get("/annuaire/")) == ["Élan paysage", "Propreté du Nord"]
    assert noms(client.get("/annuaire/?q=elan")) == ["Élan paysage"]
    assert noms(client.get("/annuaire/?nature=aci")) == ["Propreté du Nord"]
    assert noms(client.get("/annuaire/?secteur=espaces_verts")) == ["Élan paysage"]
    assert noms(client.get("/annuaire/?nature=inconnue")) == ["Élan paysage", "Propreté du Nord"]
    assert "Élargissez" in client.get("/annuaire/?q=rien").content.decode()


def test_autour_d_un_lieu_la_distance_et_la_carte(facilitateur, client):
    fournisseur("À Lille", ou=LILLE)
    fournisseur("À Paris", ou=PARIS)
    fournisseur("Sur place")
    reponse = client.get("/annuaire/?lieu=59300 Valenciennes&rayon=50")
    assert noms(reponse) == ["Sur place", "À Lille"]
    html = reponse.content.decode()
    assert "45\u202fkm" in html
    assert "2\u00a0structures sont à 50\u202fkm ou moins de 59300 Valenciennes" in reponse.context["page"].phrase
    donnees = json.loads(reponse.context["carte"].en_json())
    assert donnees["rayon_km"] == 50
    assert next(f["geometry"]["coordinates"] for f in donnees["points"]["features"]) == [3.5233, 50.358]
    assert donnees["repere"]["properties"]["libelle"] == "59300 Valenciennes"


def test_un_lieu_inconnu_est_dit_et_la_liste_reste(facilitateur, client):
    fournisseur("Une")
    reponse = client.get("/annuaire/?lieu=Nulle-Part")
    assert "Ce lieu n’est pas connu" in reponse.content.decode()
    assert noms(reponse) == ["Une"]


def test_la_liste_tient_en_peu_de_requetes(facilitateur, client, django_assert_max_num_queries):
    for _ in range(30):
        fournisseur()
    for adresse in ("/annuaire/", "/annuaire/?lieu=59300&rayon=20&page=2"):
        with django_assert_max_num_queries(12):
            assert len(noms(client.get(adresse))) in (25, 5)


def test_l_annuaire_vide_dit_comment_le_remplir(facilitateur, client):
    assert "charger_annuaire" in client.get("/annuaire/").content.decode()


def test_la_fiche_explique_la_nature_et_d_ou_vient_ce_qu_elle_dit(facilitateur, client):
    fiche = fournisseur("Intérim fictif", "etti", courriel="a@exemple.test", source="Liste fictive")
    html = client.get(f"/annuaire/{fiche.pk}/").content.decode()
    assert "agence d’intérim" in html or "agence d’intérim" in html
    assert "L5132-6" in html
    assert "Mise à disposition" in html
    assert "Liste fictive" in html
    assert "Ajouter à mon répertoire" in html


def test_une_structure_sans_position_le_dit_et_n_a_pas_de_carte(facilitateur, client):
    reponse = client.get(f"/annuaire/{fournisseur(ou=None).pk}/")
    assert reponse.context["carte"] is None
    assert "n’est pas sur la carte" in reponse.content.decode()


def test_prendre_au_repertoire_cree_une_fois_la_fiche_et_son_contact(facilitateur, client):
    fiche = fournisseur("Escaut Propre", courriel="a@exemple.test", adresse="1 rue Fictive")
    for _ in range(2):
        reponse = client.post(reverse("annuaire:ajouter", args=[fiche.pk]))
    structure = Structure.objects.get(siret=fiche.siret)
    assert reponse["Location"] == reverse("structures:fiche", args=[structure.pk])
    assert (structure.nom, structure.nature, structure.famille) == ("Escaut Propre", "ei", "siae")
    assert Contact.objects.get(structure=structure).courriel == "a@exemple.test"
    assert structure.observation == "Prise dans l'annuaire public."
    html = client.get(f"/annuaire/{fiche.pk}/").content.decode()
    assert "Elle est dans votre répertoire" in html
    assert "au répertoire" in client.get("/annuaire/").content.decode()


def test_sans_siret_le_nom_et_la_commune_la_reconnaissent(facilitateur):
    fiche = fournisseur("Sans numéro", siret=None)
    par = comptes.acteur(facilitateur)
    assert ajouter_au_repertoire(fiche, par=par) == ajouter_au_repertoire(fiche, par=par)
    assert Structure.objects.filter(nom="Sans numéro").count() == 1


def test_une_fiche_annulee_n_est_pas_refaite(facilitateur, client):
    par = comptes.acteur(facilitateur)
    fiche = fournisseur()
    structures_services.annuler(ajouter_au_repertoire(fiche, par=par), par=par, motif="Fermée")
    with pytest.raises(RefusMetier, match="rétablissez"):
        ajouter_au_repertoire(fiche, par=par)
    assert "rétablissez" in client.post(f"/annuaire/{fiche.pk}/ajouter/", follow=True).content.decode()


def test_chaque_nature_est_expliquee_avec_son_texte():
    assert set(EXPLICATIONS) == set(NATURES_DE_L_ANNUAIRE)
    for explication in EXPLICATIONS.values():
        assert explication.references
        assert set(explication.modalites) <= set(MODALITES)
    signes = [(e.forme, e.teinte) for e in EXPLICATIONS.values()]
    assert len(set(signes)) == len(signes)


def test_un_autre_etablissement_d_une_entreprise_du_repertoire_est_propose_avant_d_ajouter(
    facilitateur, client, porteuse
):
    connue = structures.etti(porteuse, "Escaut Intérim")
    fiche = fournisseur("Escaut Intérim Lille", nature="etti", siret=structures.autre_etablissement(connue.siret))
    page = client.get(reverse("annuaire:fiche", args=[fiche.pk])).content.decode().replace("\u202f", "")
    assert "la même entreprise à un autre établissement" in page
    assert connue.siret in page
    assert reverse("structures:fiche", args=[connue.pk]) in page
    assert "Ajouter cet établissement à part" in page
    structures.quitte(connue, fiche.siret, date(2026, 8, 31))
    assert "Elle est dans votre répertoire" in client.get(reverse("annuaire:fiche", args=[fiche.pk])).content.decode()


@pytest.mark.parametrize("ecrit", ["ESCAUT-INTERIM", "SAS Escaut Intérim", "EscautInterim", "Escaut Intérim S.A.S."])
@pytest.mark.parametrize(("commune", "proposee"), [("", True), ("Lille", True), ("Amiens", False)])
def test_une_fiche_sans_siret_du_meme_nom_est_proposee_avant_d_en_ajouter_une(
    facilitateur, client, porteuse, ecrit, commune, proposee
):
    connue = structures.etti(porteuse, ecrit, siret=None, commune=commune)
    fiche = fournisseur("Escaut Intérim", nature="etti", siret=structures.siret_fictif(77), commune="Lille")
    page = client.get(reverse("annuaire:fiche", args=[fiche.pk])).content.decode()
    assert ("une fiche sans SIRET de ce nom" in page) is proposee
    assert (reverse("structures:fiche", args=[connue.pk]) in page) is proposee
