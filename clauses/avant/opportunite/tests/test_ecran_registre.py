"""Le registre à l'écran : ce que chacun y voit, le filtre, l'export, l'inscription, le document."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db
REGISTRE = "opportunite:registre"


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


def _note():
    return SimpleUploadedFile("note.pdf", fabriques.PDF)


def test_le_registre_vide_dit_quoi_faire(facilitatrice):
    page = _texte(facilitatrice.get(reverse(REGISTRE)))
    assert "Aucun marché sans clause au registre" in page
    assert reverse("opportunite:inscrire_marche") in page


def test_le_registre_compte_les_derogations_et_filtre(facilitatrice, porteuse):
    fabriques.inscription(porteuse)
    fabriques.inscription(
        porteuse, objet="Élagage", raison="non_soumis", nom_fichier="", contenu=None, date_decision=date(2025, 3, 1)
    )
    page = _texte(facilitatrice.get(reverse(REGISTRE)))
    assert "2 marchés sans clause sociale, dont 1 par dérogation" in page
    page = _texte(facilitatrice.get(reverse(REGISTRE), {"q": "elagage"}))
    assert "Élagage" in page
    assert "Licences" not in page
    page = _texte(facilitatrice.get(reverse(REGISTRE), {"raison": "immediate", "annee": "2026"}))
    assert "Licences" in page
    assert "Élagage" not in page


def test_l_acheteur_ne_voit_que_les_siens(client, porteuse):
    voisin = structures.bailleur(porteuse, nom="Le voisin")
    les_siens = fabriques.inscription(porteuse, objet="Les siens")
    autre = fabriques.inscription(porteuse, objet="Du voisin", donneur_d_ordre=voisin)
    client.force_login(comptes.donneur_d_ordre(les_siens.donneur_d_ordre).utilisateur)
    page = _texte(client.get(reverse(REGISTRE)))
    assert "Les siens" in page
    assert "Du voisin" not in page
    assert client.get(reverse("opportunite:inscription", args=[autre.pk])).status_code == 404
    assert client.get(reverse("opportunite:document", args=[autre.pk])).status_code == 404
    assert client.get(reverse("opportunite:document", args=[les_siens.pk])).content == fabriques.PDF
    assert client.post(reverse("opportunite:retirer", args=[les_siens.pk])).status_code == 403
    assert b"Du voisin" not in client.get(reverse("opportunite:registre_csv")).content


def test_un_titulaire_n_y_entre_pas(client, porteuse):
    client.force_login(comptes.titulaire(structures.entreprise(porteuse)).utilisateur)
    for ecran in ("registre", "registre_xlsx", "registre_csv", "inscrire_marche"):
        assert client.get(reverse(f"opportunite:{ecran}")).status_code == 403


def test_le_classeur_porte_le_seuil_le_motif_et_l_empreinte(facilitatrice, porteuse):
    fabriques.inscription(porteuse)
    reponse = facilitatrice.get(reverse("opportunite:registre_xlsx"))
    lignes = CalamineWorkbook.from_filelike(BytesIO(reponse.content)).get_sheet_by_index(1).to_python()
    valeurs = [valeur for ligne in lignes for valeur in ligne]
    assert 216_000 in valeurs
    assert "Licences au catalogue, sans prestation." in valeurs
    assert "0" * 64 in valeurs


def test_l_acheteur_inscrit_un_marche_pour_lui_meme(client, porteuse):
    bailleur = structures.bailleur(porteuse)
    client.force_login(comptes.donneur_d_ordre(bailleur).utilisateur)
    adresse = reverse("opportunite:inscrire_marche")
    assert "Nom ou SIRET" not in _texte(client.get(adresse))
    saisie = {
        "objet": "Licences",
        "nature_achat": "fournitures",
        "categorie_acheteur": "collectivite",
        "montant_ht": "400 000",
        "date_lancement": "01/10/2026",
        "raison": "immediate",
        "motif": "Catalogue",
        "date_decision": "15/09/2026",
        "decide_par": "La directrice",
    }
    sans_note = client.post(adresse, saisie)
    assert sans_note.status_code == 422
    assert "le document" in _texte(sans_note)
    assert client.post(adresse, {**saisie, "document": _note()})["Location"] == reverse(REGISTRE)
    ligne = MarcheSansClause.objects.get()
    assert (ligne.donneur_d_ordre, ligne.seuil_ht) == (bailleur, Decimal(216_000))


def test_la_facilitatrice_nomme_le_donneur_d_ordre(facilitatrice, porteuse):
    bailleur = structures.bailleur(porteuse)
    saisie = {
        "donneur_d_ordre": bailleur.nom,
        "objet": "Petits achats",
        "nature_achat": "services",
        "categorie_acheteur": "collectivite",
        "montant_ht": "20 000",
        "date_lancement": "01/10/2026",
        "raison": "non_soumis",
        "motif": "Rien à confier",
        "date_decision": "15/09/2026",
        "decide_par": "La directrice",
    }
    facilitatrice.post(reverse("opportunite:inscrire_marche"), saisie)
    assert MarcheSansClause.objects.get().donneur_d_ordre == bailleur


def test_un_marche_suivi_arrive_prerempli(facilitatrice, porteuse):
    marche = marches.marche(marches.operation(porteuse), objet="Location de bennes")
    page = _texte(facilitatrice.get(reverse("opportunite:inscrire_ce_marche", args=[marche.pk])))
    assert "Location de bennes" in page


def test_inscrire_depuis_la_fiche_dit_le_devoir_et_classe(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=Decimal(400_000))
    adresse = reverse("opportunite:inscrire", args=[fiche.pk])
    assert "le seuil de 216 000 €" in _texte(facilitatrice.get(adresse))
    saisie = {"raison": "immediate", "motif": "Catalogue", "date_decision": "15/09/2026", "decide_par": "Elle"}
    assert facilitatrice.post(adresse, saisie).status_code == 422
    facilitatrice.post(adresse, {**saisie, "document": _note()})
    fiche.refresh_from_db()
    assert fiche.etat == "sans_clause"
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])))
    assert "registre des marchés sans clause" in page


def test_retirer_garde_la_ligne_parmi_les_retirees(facilitatrice, porteuse):
    ligne = fabriques.inscription(porteuse)
    adresse = reverse("opportunite:retirer", args=[ligne.pk])
    assert facilitatrice.get(adresse).status_code == 200
    assert facilitatrice.post(adresse, {"motif": ""}).status_code == 422
    facilitatrice.post(adresse, {"motif": "Doublon"})
    assert "Licences" not in _texte(facilitatrice.get(reverse(REGISTRE)))
    assert "Licences" in _texte(facilitatrice.get(reverse(REGISTRE), {"lignes": "retirees"}))
    assert "Inscription retirée : Doublon" in _texte(
        facilitatrice.get(reverse("opportunite:inscription", args=[ligne.pk]))
    )


def test_une_inscription_sans_document_n_en_donne_pas(facilitatrice, porteuse):
    ligne = fabriques.inscription(porteuse, raison="non_soumis", nom_fichier="", contenu=None)
    assert facilitatrice.get(reverse("opportunite:document", args=[ligne.pk])).status_code == 404


def test_le_nombre_de_requetes_du_registre_est_borne(facilitatrice, porteuse, django_assert_max_num_queries):
    for numero in range(30):
        fabriques.inscription(porteuse, objet=f"Marché {numero}")
    with django_assert_max_num_queries(14):
        assert facilitatrice.get(reverse(REGISTRE)).status_code == 200
