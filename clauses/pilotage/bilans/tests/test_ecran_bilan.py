"""Les écrans du bilan : qui voit quoi, chaque chiffre ouvre ses lignes."""

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import load_workbook

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def operation(porteuse):
    """Une opération de trois personnes, 260,5 h retenues et 40 h à décider."""
    operation = marches.operation(porteuse, nom="Les Tilleuls", est_anru=True, departement=nord())
    lot = marches.lot(marches.marche(operation))
    marches.clause(lot, formule="fixe", heures=Decimal("1000"))
    marches.attribution(lot, structures.entreprise(porteuse))
    for rang, (nom, sexe) in enumerate((("Alpha", "F"), ("Beta", "H"), ("Gamma", "H"))):
        personne = participants.participant(porteuse, nom=nom, sexe=sexe)
        participants.eligibilite(personne, criteres=["rsa", "deld"])
        contrat = declarations.contrat(personne, lot)
        declarations.ligne(contrat, lot, date(2026, 3 + rang, 1), f"{80 + 5 * rang}.50", etat="validee")
        declarations.ligne(contrat, lot, date(2026, 9, 1), "20", etat="soumise" if rang else "validee")
    return operation


def _lire(client, nom, operation, *args, **requete):
    reponse = client.get(reverse(f"bilans:{nom}", args=[operation.pk, *args]), requete)
    assert reponse.status_code == 200, reponse.status_code
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def _connecter(client, appartenance):
    client.force_login(appartenance.utilisateur)
    return client


def test_la_page_dit_les_cinq_chiffres_et_leur_phrase(client, operation, porteuse):
    page = _lire(_connecter(client, comptes.facilitateur(porteuse)), "operation", operation)
    for mot in ("Engagement", "Exigible", "Attendu", "À décider", "Retenu"):
        assert mot in page
    assert "Il manque 723,5 h sur 1 000" in page
    assert "27,7 % de l'engagement" in page.replace("’", "'")


def test_chaque_case_ouvre_ses_lignes_et_leur_somme_est_le_chiffre(client, operation, porteuse):
    _connecter(client, comptes.facilitateur(porteuse))
    assert "dimension=sexe&valeur=H" in _lire(client, "operation", operation)
    page = _lire(client, "lignes", operation, dimension="sexe", valeur="H")
    assert "2 lignes, 176 h en tout" in page
    assert "Beta" in page
    assert "Alpha" not in page
    page = _lire(client, "lignes", operation, chiffre="a_decider")
    assert "2 lignes, 40 h en tout" in page


def test_pourquoi_ce_chiffre_montre_le_calcul_et_sa_reference(client, operation, porteuse):
    _connecter(client, comptes.facilitateur(porteuse))
    page = _lire(client, "pourquoi", operation, "engagement")
    assert "1 000 heures" in page
    assert "L2112-2" in page
    assert client.get(reverse("bilans:pourquoi", args=[operation.pk, "inconnu"])).status_code == 404


def test_l_acheteur_voit_le_bilan_sans_aucune_personne(client, operation):
    _connecter(client, comptes.donneur_d_ordre(operation.donneur_d_ordre))
    page = _lire(client, "operation", operation)
    assert "masqué" in page, "trois personnes : chaque case les décrirait"
    lignes = _lire(client, "lignes", operation)
    for nom in ("Alpha", "Beta", "Gamma"):
        assert nom not in page
        assert nom not in lignes
    adresse = reverse("bilans:lignes", args=[operation.pk])
    assert client.get(adresse, {"dimension": "sexe", "valeur": "F"}).status_code == 404
    assert client.get(adresse, {"dimension": "modalite", "valeur": "embauche_directe"}).status_code == 404
    lot = Lot.objects.get(marche__operation=operation)
    assert "276,5 h en tout" in _lire(client, "lignes", operation, dimension="lot", valeur=lot.pk)
    assert client.get(reverse("bilans:commenter", args=[operation.pk])).status_code == 403


def test_le_pilote_voit_des_agregats_et_n_ouvre_aucune_ligne(client, operation):
    _connecter(client, comptes.pilote(nord()))
    assert "dimension=" not in _lire(client, "operation", operation)
    assert client.get(reverse("bilans:lignes", args=[operation.pk])).status_code == 403
    assert client.get(reverse("bilans:operation_xlsx", args=[operation.pk])).status_code == 403


def test_une_autre_porteuse_et_une_entreprise_ne_voient_rien(client, operation, porteuse):
    for qui in (
        comptes.facilitateur(structures.porteuse("Ailleurs")),
        comptes.titulaire(structures.entreprise(porteuse)),
    ):
        _connecter(client, qui)
        for nom in ("operation", "lignes", "operation_pdf", "operation_xlsx"):
            assert client.get(reverse(f"bilans:{nom}", args=[operation.pk])).status_code in {403, 404}


def test_le_pdf_est_balise_pagine_et_masque_les_petites_cases(client, operation, porteuse):
    _connecter(client, comptes.facilitateur(porteuse))
    reponse = client.get(reverse("bilans:operation_pdf", args=[operation.pk]))
    assert reponse["Content-Type"] == "application/pdf"
    classeur = client.get(reverse("bilans:operation_xlsx", args=[operation.pk]))["Content-Disposition"]
    nom = re.search(r'filename="(bilan-[a-z].+)\.xlsx"', classeur)[1]
    assert reponse["Content-Disposition"] == f'inline; filename="{nom}.pdf"'
    pdf = PdfReader(io.BytesIO(reponse.content))
    texte = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert pdf.metadata.title == "Bilan de la clause sociale : Les Tilleuls"
    assert f"page 1 sur {len(pdf.pages)}" in texte
    assert "24 novembre 2026" in texte
    assert "masqué" in texte
    assert "Alpha" not in texte


def test_le_classeur_porte_les_lignes_et_leur_somme(client, operation, porteuse):
    _connecter(client, comptes.facilitateur(porteuse))
    reponse = client.get(reverse("bilans:operation_xlsx", args=[operation.pk]))
    classeur = load_workbook(io.BytesIO(reponse.content))
    lignes = classeur.get_sheet_by_index(1).to_python()
    entete = next(i for i, ligne in enumerate(lignes) if "Mois" in ligne)
    colonne = next(i for i, mot in enumerate(lignes[entete]) if str(mot).startswith("Retenu"))
    assert sum(ligne[colonne] for ligne in lignes[entete + 1 :]) == pytest.approx(276.5)
    assert "Alpha" in str(lignes)
    # Le déclaré des lignes qui attendent est le « À décider » de l'écran (40 h) ; la notice le dit.
    declare, etat = lignes[entete].index("Déclaré (h)"), lignes[entete].index("État")
    attendent = [ligne for ligne in lignes[entete + 1 :] if ligne[etat] in ("Déclarée, à valider", "À corriger")]
    assert sum(ligne[declare] for ligne in attendent) == 40
    assert any(
        "font le chiffre «\u00a0À décider\u00a0» de l’écran" in ligne[0]
        for ligne in classeur.get_sheet_by_index(0).to_python()
    )


def test_le_classeur_de_l_acheteur_n_a_pas_de_nom(client, operation):
    _connecter(client, comptes.donneur_d_ordre(operation.donneur_d_ordre))
    reponse = client.get(reverse("bilans:operation_xlsx", args=[operation.pk]))
    contenu = str(load_workbook(io.BytesIO(reponse.content)).get_sheet_by_index(1).to_python())
    assert "Alpha" not in contenu
    assert "Lot 1" in contenu


def test_le_commentaire_s_enregistre_et_refuse_un_numero_de_securite_sociale(client, operation, porteuse):
    _connecter(client, comptes.facilitateur(porteuse))
    adresse = reverse("bilans:commenter", args=[operation.pk])
    page = client.post(adresse, {"texte": "2 90 05 59 606 123 18", "version": operation.version}).content.decode()
    assert "numéro de sécurité sociale" in page
    client.post(adresse, {"texte": "Deux embauches durables.", "version": operation.version})
    operation.refresh_from_db()
    assert operation.commentaire_bilan == "Deux embauches durables."
    assert "Deux embauches durables." in _lire(client, "operation", operation)


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(
    client, operation, porteuse, django_assert_max_num_queries
):
    _connecter(client, comptes.facilitateur(porteuse))
    with django_assert_max_num_queries(24):
        _lire(client, "operation", operation)
