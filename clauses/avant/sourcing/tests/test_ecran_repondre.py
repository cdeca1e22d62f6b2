"""La page publique : sans compte, par un lien que l'on ne devine pas, sans rien montrer d'autrui."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.sourcing import services
from clauses.avant.sourcing.forms import PIECE_MAX
from clauses.avant.sourcing.jetons import jeton_de
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.services.reponses import Offre
from clauses.avant.sourcing.tests.fabriques import sollicitation
from clauses.fond.annuaire.tests.fabriques import fournisseur
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
OUI = {"reponse": "oui", "propose": ["sous_traitance"], "heures_par_mois": "7h30", "repondant": "L. Fictive"}


@pytest.fixture
def projet():
    porteuse = structures.porteuse(courriel="clause@exemple.test")
    return projets.projet(
        porteuse,
        nom="Réhabilitation fictive",
        commune="Valenciennes",
        code_postal="59300",
        part_main_oeuvre=Decimal(35),
        interlocuteur="Claire Secrète",
    )


@pytest.fixture
def demande(projet):
    return sollicitation(projet, etat="envoyee", fournisseur=fournisseur("Escaut Propre"))


def adresse(demande):
    return reverse("sourcing:repondre", args=[jeton_de(demande.pk)])


def test_la_page_dit_le_projet_et_rien_d_autrui(demande, projet, client):
    autre = sollicitation(projet, etat="envoyee", fournisseur=fournisseur("Concurrente discrète"))
    services.noter_reponse(autre, Offre("oui", [], Decimal(777), "Secret d'une autre"), par=FABRICANT)
    reponse = client.get(adresse(demande))
    html = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Réhabilitation fictive" in html
    assert "Escaut Propre" in html
    assert "no-store" in reponse["Cache-Control"]
    for tu in ("Concurrente", "777", "Secret", "Claire", "35", "000\u202f000"):
        # Ce qui se lit : une clé ou un jeton contient tous les nombres.
        assert tu not in strip_tags(html).replace("59300", ""), tu


def test_un_get_ne_change_rien(demande, client):
    avant = EntreeJournal.objects.count()
    for methode in (client.get, client.head, client.get):
        methode(adresse(demande))
    demande.refresh_from_db()
    assert (demande.etat, demande.reponse) == ("envoyee", "")
    assert EntreeJournal.objects.count() == avant


def test_repondre_puis_corriger_jusqu_a_l_echeance(demande, client):
    assert client.post(adresse(demande), OUI)["Location"] == adresse(demande)
    demande.refresh_from_db()
    assert (demande.etat, demande.reponse, demande.heures_par_mois) == ("repondue", "oui", Decimal("7.5"))
    assert demande.saisie_par == ""
    assert "Escaut Propre (par son lien)" in EntreeJournal.objects.de(demande).first().auteur_nom
    html = client.get(adresse(demande)).content.decode()
    assert "vous pouvez la corriger" in html
    assert "L. Fictive" in html
    client.post(adresse(demande), {**OUI, "heures_par_mois": "20"})
    client.post(adresse(demande), {**OUI, "heures_par_mois": "20"})
    demande.refresh_from_db()
    assert demande.heures_par_mois == 20
    assert Sollicitation.objects.count() == 1


def test_ce_qu_un_facilitateur_a_note_ne_se_montre_pas(demande, client):
    services.noter_reponse(demande, Offre("conditions", [], None, "Patron réticent", "M. Fictif"), par=FABRICANT)
    html = client.get(adresse(demande)).content.decode()
    assert "réticent" not in html
    assert "M. Fictif" not in html


def test_un_faux_jeton_repond_404_puis_fait_attendre(demande, client):
    for faux in ("x", jeton_de(demande.pk)[:-1] + "_", "a" * 500, str(demande.pk)):
        assert client.get(f"/offres/{faux}/").status_code == 404
    statuts = {client.get("/offres/encore/").status_code for _ in range(70)}
    assert statuts == {404, 429}
    assert client.get(adresse(demande)).status_code == 200


def test_apres_l_echeance_le_lien_le_dit(projet, client):
    demande = sollicitation(projet, etat="envoyee", echeance=date(2026, 11, 23))
    for methode in (client.get, client.post):
        reponse = methode(adresse(demande), OUI)
        assert reponse.status_code == 410
        assert "23 novembre 2026" in reponse.content.decode().replace("\xa0", " ")
        assert "clause@exemple.test" in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.reponse == ""
    le_jour_meme = sollicitation(projet, etat="envoyee", echeance=date(2026, 11, 24))
    assert client.get(adresse(le_jour_meme)).status_code == 200


def test_une_demande_annulee_ne_repond_plus(demande, client):
    services.annuler(demande, par=FABRICANT, motif="Projet abandonné")
    reponse = client.get(adresse(demande))
    assert reponse.status_code == 410
    assert "retirée" in reponse.content.decode()
    assert "abandonné" not in reponse.content.decode()


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"reponse": ""}, "Choisissez une réponse"),
        ({"reponse": "peut-être"}, "peut-être"),
        ({"propose": ["autre"]}, "autre"),
        ({"heures_par_mois": "beaucoup"}, "beaucoup"),
        ({"heures_par_mois": "-5"}, "-5"),
        ({"reponse": "conditions"}, "Dites lesquelles"),
        ({"observations": "1 85 05 78 006 084 36"}, "sécurité sociale"),
        ({"observations": "x" * 20_000}, "caractères"),
    ],
)
def test_une_saisie_fausse_est_redite_et_rien_n_est_garde(champs, attendu, demande, client):
    reponse = client.post(adresse(demande), {**OUI, **champs})
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.reponse == ""


@pytest.mark.parametrize(
    ("nom", "contenu", "attendu"),
    [
        ("offre.pdf", b"%PDF-" + b"x" * PIECE_MAX, "plus de 5"),
        ("offre.pdf", b"MZ executable", "pas un PDF"),
        ("offre.exe", b"MZ", "pas un PDF"),
        ("page.html", b"<script>", "pas un PDF"),
    ],
)
def test_une_piece_trop_lourde_ou_d_un_autre_type_est_refusee(nom, contenu, attendu, demande, client):
    reponse = client.post(adresse(demande), {**OUI, "fichier": SimpleUploadedFile(nom, contenu)})
    assert attendu in reponse.content.decode()
    demande.refresh_from_db()
    assert (demande.reponse, demande.nom_fichier) == ("", "")


def test_une_piece_est_gardee_sans_son_chemin(demande, client):
    client.post(adresse(demande), {**OUI, "fichier": SimpleUploadedFile("offre.pdf", b"%PDF-1.7 fictif")})
    demande.refresh_from_db()
    assert (demande.nom_fichier, bytes(demande.contenu)) == ("offre.pdf", b"%PDF-1.7 fictif")


def test_qui_envoie_sans_cesse_attend(demande, client):
    statuts = [client.post(adresse(demande), {"reponse": ""}).status_code for _ in range(22)]
    assert statuts[:20] == [422] * 20
    assert statuts[-1] == 429


def test_la_page_tient_en_peu_de_requetes(demande, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(adresse(demande))
