"""L'écran de l'étude : le verdict et ses chiffres, qui le voit, qui y répond, combien de requêtes."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses.avant.opportunite.models import ChoixDInstrument, Etude
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.annuaire.tests.fabriques import VALENCIENNES, fournisseur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def projet(porteuse):
    fiche = projets.projet(porteuse, nature_achat="services", montant_ht=Decimal(300_000), cpv="90910000")
    projets.lot(fiche, intitule="Écoles")
    return fiche


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


def _acheteur(client, projet):
    client.force_login(comptes.donneur_d_ordre(projet.donneur_d_ordre).utilisateur)
    return client


def test_le_verdict_vient_d_abord_avec_ses_deux_chiffres(facilitatrice, projet):
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[projet.pk])))
    assert "Condition sociale obligatoire : 300 000 € HT estimés, le seuil est de 216 000 €. Conseillé" in page
    assert page.index("Condition sociale obligatoire") < page.index("Quel instrument")
    assert "art. L2112-2-1" in page
    assert reverse("opportunite:note", args=["condition-execution"]) in page


def test_un_fait_manquant_se_dit_au_lieu_d_un_verdict(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, montant_ht=None, date_lancement=None)
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])))
    assert "On ne peut pas encore conclure : il manque la date de lancement et le montant estimé" in page
    assert "Aucun lot n’est décrit" in page


def test_un_achat_obligatoire_ou_rien_ne_convient_ne_se_dit_pas_libre(facilitatrice, porteuse):
    fiche = projets.projet(
        porteuse,
        nature_achat="fournitures",
        montant_ht=Decimal(400_000),
        cpv="39000000",
        latitude=VALENCIENNES[0],
        longitude=VALENCIENNES[1],
    )
    fournisseur("Autre métier", "ei", secteurs=["numerique"])
    fabriques.etude(fiche, lien_insertion=False, lien_detention=False)
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])))
    assert "Aucun instrument ne convient en l'état : une dérogation justifiée" in page.replace("’", "'")
    assert "peut être lancé sans clause" not in page


def test_un_brouillon_ne_s_inscrit_pas_encore_au_registre(facilitatrice, porteuse):
    for etat, offert in (("brouillon", False), ("soumis", True)):
        fiche = projets.projet(porteuse, etat=etat)
        page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])))
        assert (reverse("opportunite:inscrire", args=[fiche.pk]) in page) is offert


def test_les_taches_ouvertes_suivent_le_cpv(facilitatrice, porteuse):
    fiche = projets.projet(porteuse, nature_achat="pi", cpv="71240000")
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])))
    assert "alternant en bureau d'études" in page.replace("’", "'")
    assert "ce n’est pas du droit" in page


def test_repondre_enregistre_et_revient_a_l_etude(facilitatrice, projet):
    adresse = reverse("opportunite:etude_modifier", args=[projet.pk])
    assert facilitatrice.get(adresse).status_code == 200
    note = SimpleUploadedFile("note.pdf", fabriques.PDF)
    saisie = {
        "lien_insertion": "oui",
        "lien_detention": "non",
        "rayon_km": "25",
        "montant_options_ht": "1 250,50",
        "derogation": "immediate",
        "derogation_motif": "Au catalogue",
        "document": note,
        "version": "0",
    }
    reponse = facilitatrice.post(adresse, saisie)
    assert reponse["Location"] == reverse("opportunite:etude", args=[projet.pk])
    etude = Etude.objects.get()
    assert (etude.lien_insertion, etude.lien_handicap, etude.lien_detention) == (True, None, False)
    assert (etude.montant_options_ht, etude.rayon_km, etude.nom_fichier) == (Decimal("1250.50"), 25, "note.pdf")
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[projet.pk])))
    assert "Dérogation recevable" in page
    depot = facilitatrice.get(reverse("opportunite:document_etude", args=[projet.pk]))
    assert depot.content == fabriques.PDF
    assert "attachment" in depot["Content-Disposition"]


@pytest.mark.parametrize(
    ("saisie", "reproche"),
    [
        ({"rayon_km": "0"}, "1"),
        ({"rayon_km": "30", "lien_insertion": "peut-être"}, "lien_insertion"),
        ({"rayon_km": "30", "montant_options_ht": "beaucoup"}, "beaucoup"),
    ],
)
def test_une_reponse_illisible_se_montre_et_rien_ne_s_enregistre(facilitatrice, projet, saisie, reproche):
    reponse = facilitatrice.post(reverse("opportunite:etude_modifier", args=[projet.pk]), saisie)
    assert reponse.status_code == 422
    assert reproche in _texte(reponse)
    assert not Etude.objects.exists()


def test_un_document_d_une_autre_nature_est_refuse_sur_son_champ(facilitatrice, projet):
    page = SimpleUploadedFile("note.pdf", b"<html>")
    saisie = {"rayon_km": "30", "derogation": "lien", "derogation_motif": "x", "document": page}
    reponse = facilitatrice.post(reverse("opportunite:etude_modifier", args=[projet.pk]), saisie)
    assert reponse.status_code == 422
    assert "n'est pas un PDF" in _texte(reponse).replace("’", "'")


def test_le_second_a_repondre_voit_ce_qui_a_change(facilitatrice, projet):
    lue = fabriques.etude(projet, rayon_km=10).version
    adresse = reverse("opportunite:etude_modifier", args=[projet.pk])
    facilitatrice.post(adresse, {"rayon_km": "20", "version": lue})
    page = _texte(facilitatrice.post(adresse, {"rayon_km": "50", "version": lue}))
    assert "Ce qui a changé pendant votre saisie" in page
    assert Etude.objects.get().rayon_km == 20


def test_clore_demande_une_conclusion_puis_rouvrir_un_motif(facilitatrice, projet):
    fabriques.etude(projet)
    clore = reverse("opportunite:clore", args=[projet.pk])
    assert "300 000" in _texte(facilitatrice.get(clore))
    lues = {"lues": facilitatrice.get(clore).context["demande"].lues}
    assert facilitatrice.post(clore, {"motif": ""} | lues).status_code == 422
    with signer(FABRICANT):
        Etude.objects.get().save()
    changee = facilitatrice.post(clore, {"motif": "Condition d'exécution."} | lues)
    assert "l'étude vient de changer" in _texte(changee).replace("’", "'")
    assert changee.context["demande"].motif == "Condition d'exécution."
    assert not Etude.objects.get().est_close
    facilitatrice.post(clore, {"motif": "Condition d'exécution.", "lues": changee.context["demande"].lues})
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[projet.pk])))
    assert "Étude close" in page
    assert reverse("opportunite:etude_modifier", args=[projet.pk]) not in page
    facilitatrice.post(reverse("opportunite:rouvrir", args=[projet.pk]), {"motif": "Montant doublé."})
    assert not Etude.objects.get().est_close


def test_choisir_un_instrument_pour_un_lot(facilitatrice, projet):
    lot = projet.lots.get()
    adresse = reverse("opportunite:choisir", args=[lot.pk])
    page = _texte(facilitatrice.get(adresse))
    assert "Conseillé pour ce lot : condition d'exécution." in page.replace("’", "'")
    reservee = {"instrument": "reserve_iae", "motif": "Deux structures prêtes."}
    for fautive in ({**reservee, "motif": "", "version": "0"}, reservee):
        assert facilitatrice.post(adresse, fautive).status_code == 422
    facilitatrice.post(adresse, reservee | {"version": "0"})
    choix = ChoixDInstrument.objects.get()
    assert (choix.instrument, choix.recommande) == ("reserve_iae", "condition")
    page = _texte(facilitatrice.get(reverse("opportunite:etude", args=[projet.pk])))
    assert "Deux structures prêtes." in page


def test_l_acheteur_lit_l_etude_sans_y_repondre(client, projet):
    fabriques.etude(projet)
    _acheteur(client, projet)
    adresse = reverse("opportunite:etude", args=[projet.pk])
    page = _texte(client.get(adresse))
    assert reverse("opportunite:etude_modifier", args=[projet.pk]) not in page
    assert reverse("opportunite:inscrire", args=[projet.pk]) in page
    for ecran in ("etude_modifier", "clore", "rouvrir"):
        assert client.post(reverse(f"opportunite:{ecran}", args=[projet.pk])).status_code == 403
    assert client.post(reverse("opportunite:choisir", args=[projet.lots.get().pk])).status_code == 403


def test_qui_n_est_pas_de_ce_dossier_n_y_voit_rien(client, porteuse, projet):
    adresse = reverse("opportunite:etude", args=[projet.pk])
    autre = structures.porteuse("Une autre")
    for compte in (comptes.facilitateur(autre), comptes.donneur_d_ordre(structures.bailleur(porteuse, nom="Voisin"))):
        client.force_login(compte.utilisateur)
        assert client.get(adresse).status_code == 404
    client.force_login(comptes.titulaire(structures.entreprise(porteuse)).utilisateur)
    assert client.get(adresse).status_code == 404
    client.force_login(
        comptes.appartenance(Role.JURISTE, porteuse=porteuse, structure=projet.donneur_d_ordre).utilisateur
    )
    assert client.get(adresse).status_code == 200
    assert client.get(reverse("opportunite:inscrire", args=[projet.pk])).status_code == 403


def test_le_nombre_de_requetes_ne_suit_ni_les_lots_ni_les_choix(facilitatrice, porteuse, django_assert_max_num_queries):
    fiche = projets.projet(porteuse, latitude=50.36, longitude=3.52, cpv="45210000")
    fabriques.etude(fiche)
    for numero in range(1, 16):
        fabriques.choix(projets.lot(fiche, str(numero)))
    with django_assert_max_num_queries(25):
        assert facilitatrice.get(reverse("opportunite:etude", args=[fiche.pk])).status_code == 200


def test_deux_premieres_reponses_a_la_fois_ne_s_ecrasent_pas(facilitatrice, projet):
    adresse = reverse("opportunite:etude_modifier", args=[projet.pk])
    lue = facilitatrice.get(adresse).context["formulaire"]["version"].value()
    fabriques.etude(projet, lien_insertion=False)
    reponse = facilitatrice.post(adresse, {"version": lue, "rayon_km": "30", "lien_insertion": "oui"})
    assert reponse.status_code == 422
    assert Etude.objects.get().lien_insertion is False


def test_deux_premiers_choix_a_la_fois_ne_s_ecrasent_pas(facilitatrice, projet):
    lot = projet.lots.get()
    adresse = reverse("opportunite:choisir", args=[lot.pk])
    lue = facilitatrice.get(adresse).context["formulaire"]["version"].value()
    fabriques.choix(lot, "critere")
    reponse = facilitatrice.post(adresse, {"version": lue, "instrument": "condition", "motif": "Autre avis."})
    assert reponse.status_code == 422
    assert ChoixDInstrument.objects.get().instrument == "critere"


def test_le_conseil_se_suit_d_un_bouton(facilitatrice, projet):
    for rang in range(2, 12):
        projets.lot(projet, str(rang))
    etude, suivre = (reverse(f"opportunite:{nom}", args=[projet.pk]) for nom in ("etude", "suivre_le_conseil"))
    assert "Suivre le conseil pour tous les lots" in _texte(facilitatrice.get(etude))
    assert facilitatrice.get(suivre).status_code == 405
    page = _texte(facilitatrice.post(suivre, follow=True))
    assert "11 instruments choisis, tels que conseillés." in page
    assert "Suivre le conseil" not in page
    assert ChoixDInstrument.objects.count() == 11


def test_l_acheteur_ne_suit_pas_le_conseil(client, projet):
    acheteur = _acheteur(client, projet)
    assert "Suivre le conseil" not in _texte(acheteur.get(reverse("opportunite:etude", args=[projet.pk])))
    assert acheteur.post(reverse("opportunite:suivre_le_conseil", args=[projet.pk])).status_code == 403


def test_une_autre_porteuse_ne_suit_pas_le_conseil(client, projet):
    client.force_login(comptes.facilitateur(structures.porteuse("Une autre maison (fictive)")).utilisateur)
    assert client.post(reverse("opportunite:suivre_le_conseil", args=[projet.pk])).status_code == 404
