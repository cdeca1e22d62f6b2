"""L'écran du lot : le calcul et son pourquoi, les entrées mal données, « et si », les comparables, retenir."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.calibrage.comparables import candidats
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.annuaire.tests import fabriques as annuaire
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db
RIEN_DE_RETENU = {"lues": "aucune"}
HTMX = {"HX-Request": "true", "HX-Target": "et-si"}


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def lot(porteuse):
    projet = projets.projet(porteuse, latitude=50.358, longitude=3.5233)
    return projets.lot(projet, intitule="Bâtiment")


@pytest.fixture
def facilitateur(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _lire(client, lot, statut=200, entetes=None, **donnees):
    reponse = client.get(reverse("calibrage:lot", args=[lot.pk]), donnees, headers=entetes or {})
    assert reponse.status_code == statut
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_l_ecran_dit_les_trois_lectures_le_calcul_et_l_origine_de_chaque_valeur(facilitateur, lot):
    page = _lire(facilitateur, lot)
    assert "833 h, soit 119 jours de travail, ou 1 personne à temps plein pendant 5,5 mois : faisable." in page
    for attendu in (
        "833,33 h avant arrondi",
        "500 000 € × 5 %",
        "25 000 € ÷ 30 €",
        "certitude B, lu dans une source secondaire",
        "le projet, reconductions comprises",
    ):
        assert attendu in page


def test_une_valeur_proposee_se_dit_a_valider(facilitateur, porteuse):
    lot = projets.lot(projets.projet(porteuse), intitule="Plâtrerie")
    assert "à valider par un facilitateur" in _lire(facilitateur, lot)


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"montant_ht": "0"}, "Le montant doit dépasser zéro : donnez le montant estimé HT du lot."),
        ({"part_main_oeuvre": "120"}, "Part de main-d'œuvre (%)"),
        ({"taux": "0"}, "Le taux d'insertion doit dépasser zéro : donnez-le en pour cent, par exemple 5."),
        ({"cout_horaire": "0"}, "Le coût horaire doit dépasser zéro"),
        ({"duree_mois": "2,5"}, "Durée (mois)"),
        ({"montant_ht": "un million"}, "Montant HT (€)"),
        ({"methode": "proprete"}, "titulaire sortant"),
        ({"methode": "inconnue"}, "Méthode"),
    ],
)
def test_une_entree_impossible_nomme_son_champ_et_le_remede(facilitateur, lot, donnees, message):
    saisie = {"methode": "main_d_oeuvre", "arrondi": "unite", **donnees}
    page = _lire(facilitateur, lot, statut=422, **saisie)
    assert message in page
    assert "1 point à reprendre" in page


def test_les_nombres_a_la_francaise_se_comprennent(facilitateur, lot):
    # 1 250 000,50 × 50 % × 7,5 % ÷ 30 = 1 562,50 h, donc 1 563.
    page = _lire(facilitateur, lot, methode="main_d_oeuvre", montant_ht="1 250 000,50", taux="7,5", arrondi="unite")
    assert "1 563 h, soit 223 jours" in page


def test_une_duree_inconnue_n_arrete_pas_le_calcul_et_le_verdict_le_dit(facilitateur, porteuse):
    lot = projets.lot(projets.projet(porteuse, duree_mois=None), intitule="Bâtiment")
    page = _lire(facilitateur, lot)
    assert "833 h" in page
    assert "Le verdict ne connaît pas la durée" in page


def test_la_proprete_sans_potentiel_dit_pourquoi_et_ne_demande_rien(facilitateur, lot):
    page = _lire(
        facilitateur,
        lot,
        methode="proprete",
        montant_ht="300 000",
        duree_mois="36",
        taux="10",
        heures_reprises="400",
        arrondi="unite",
    )
    assert "Pas de clause : le personnel à reprendre suffit au marché" in page
    assert "Irréaliste" in page


def test_les_curseurs_changent_le_volume_et_le_verdict_sans_javascript(facilitateur, lot):
    page = _lire(facilitateur, lot, si_taux="25", si_duree="2", si_montant="50", si_cout="25")
    # 1 500 000 × 50 % × 25 % ÷ 25 = 7 500 h ; en deux mois, 24,7 personnes.
    assert "7 500 h" in page
    assert "+6 667 h par rapport aux 833 h" in page
    assert "1 500 000 € (+50 %)" in page
    assert "Taux de 25 %" in page
    assert "833 h, soit 119 jours" in page


def test_le_fragment_des_curseurs_est_celui_de_la_page(facilitateur, lot):
    page = _lire(facilitateur, lot, si_taux="10")
    fragment = _lire(facilitateur, lot, entetes=HTMX, si_taux="10")
    assert fragment.strip().startswith("<section")
    assert "<html" not in fragment
    assert " ".join(fragment.split()) in " ".join(page.split())


@pytest.mark.parametrize("faux", [{"si_taux": "abc"}, {"si_duree": "-3"}, {"si_montant": "1e9"}, {"si_taux": "0"}])
def test_un_curseur_mal_donne_ne_casse_rien(facilitateur, lot, faux):
    assert "833 h" in _lire(facilitateur, lot, **faux)


def test_les_marches_comparables_disent_ce_qui_s_est_demande_et_fait(facilitateur, lot, porteuse):
    passe = marches.lot(
        marches.marche(marches.operation(porteuse, nom="Les Glycines")),
        intitule="Bâtiment",
        montant_ht=Decimal(500_000),
    )
    marches.clause(passe, heures=Decimal(600))
    marches.attribution(passe, structures.entreprise(porteuse))
    personne = participants.participant(porteuse)
    participants.eligibilite(personne)
    contrat = declarations.contrat(personne, passe)
    declarations.ligne(contrat, passe, date(2026, 3, 1), "90", etat="validee")
    autre = marches.lot(marches.marche(marches.operation(porteuse)), intitule="Peinture")
    marches.clause(autre)
    ailleurs = marches.lot(marches.marche(marches.operation(structures.porteuse())), intitule="Bâtiment")
    marches.clause(ailleurs)
    page = _lire(facilitateur, lot)
    assert page.count("même métier</td>") == 1
    assert "Les Glycines, Lot 1 — Bâtiment" in page
    # 600 h pour 500 000 € : 120 h par 100 000 € ; ici 83,3.
    assert "83,3 h par 100 000 €, pour une médiane de 120 h sur 1 marché comparable" in page


def test_un_marche_comparable_rapporte_ses_heures_aux_euros_de_la_meme_duree(porteuse):
    """Deux ans facturés et prévus d'un accord-cadre de quatre : 1 540 h pour 701 000 €, non pour 1 600 000."""
    accord = {"montant_ht": Decimal(1_600_000), "duree_mois": 12, "reconductions_prevues": 3, "reconduction_mois": 12}
    marche = marches.marche(marches.operation(porteuse), **accord)
    a_la_facture, par_an = (marches.lot(marche, n, montant_ht=accord["montant_ht"]) for n in "12")
    marches.clause_ugap(a_la_facture)
    marches.commande(a_la_facture, "579000", date(2026, 2, 1))
    marches.facture(a_la_facture, "548500", date(2026, 4, 1))
    marches.facture(a_la_facture, "152500", date(2027, 3, 1), est_prevision=True)
    marches.clause(par_an, formule="annuelle", heures_par_an=Decimal(400))
    projet = projets.projet(porteuse, nature_achat=marche.nature_achat)
    par_100k = {m.lot.pk: m.heures_par_100k for m in candidats(projet, date(2026, 11, 24))}
    assert round(par_100k[a_la_facture.pk], 1) == Decimal("219.7")
    assert par_100k[par_an.pk] == 100, "400 h par an, quatre ans possibles, pour 1 600 000 €"


def test_l_offre_locale_compte_les_structures_du_metier(facilitateur, lot):
    annuaire.fournisseur("Chantier un", secteurs=["gros_oeuvre"])
    annuaire.fournisseur("Chantier deux", secteurs=["second_oeuvre"])
    annuaire.fournisseur("Verger", secteurs=["agriculture"])
    annuaire.fournisseur("Loin", secteurs=["gros_oeuvre"], ou=annuaire.PARIS)
    assert "2 structures du métier seulement à moins de 30 km" in _lire(facilitateur, lot)
    annuaire.fournisseur("Intérim d'insertion", nature="etti", secteurs=["proprete"])
    constat = "2 structures du métier et 1 de tous métiers (intérim, mise à disposition)"
    assert constat in _lire(facilitateur, lot), "une ETTI peut y répondre, sans être du métier"


def test_un_annuaire_vide_n_est_pas_une_offre_nulle(facilitateur, lot):
    page = _lire(facilitateur, lot)
    assert "Aucune structure du métier" not in page
    assert "ne connaît pas l'offre locale" in page


def test_retenir_garde_exactement_ce_que_l_on_a_sous_les_yeux(facilitateur, lot):
    adresse = reverse("calibrage:retenir", args=[lot.pk])
    reponse = facilitateur.post(
        f"{adresse}?methode=main_d_oeuvre&taux=7,5&arrondi=35", {"formule": "fixe"} | RIEN_DE_RETENU
    )
    assert reponse.status_code == 302
    retenu = Calibrage.objects.get()
    # 1 250 h avant arrondi, 35,7 fois 35 : 36 fois, 1 260.
    assert (retenu.heures_retenues, retenu.taux, retenu.arrondi) == (1260, Decimal("7.5"), "35")


def test_un_volume_retenu_entre_temps_par_une_autre_se_montre_avant_d_etre_remplace(facilitateur, lot):
    ecran, adresse = reverse("calibrage:lot", args=[lot.pk]), reverse("calibrage:retenir", args=[lot.pk])
    lues = facilitateur.get(ecran).context["retenir"]["lues"].value()
    autre = fabriques.calibrage(lot, heures_retenues=Decimal(840), motif="Vingt-quatre semaines.")
    envoi = {"formule": "fixe", "heures": "900", "motif": "Mon avis."}
    refus = facilitateur.post(adresse, envoi | {"lues": lues})
    assert refus.status_code == 422
    assert "Ce qui a changé pendant votre saisie" in refus.content.decode()
    assert Calibrage.objects.get() == autre
    muette = facilitateur.post(adresse, envoi)
    assert "ne dit pas ce qu’elle vous montrait" in muette.content.decode()
    for page in (refus, muette):
        assert page.context["retenir"]["motif"].value() == "Mon avis.", "ce qui est tapé reste"
    assert facilitateur.post(adresse, envoi | {"lues": muette.context["retenir"]["lues"].value()}).status_code == 302


def test_des_tranches_donnees_se_retiennent_en_clause_par_tranches(facilitateur, lot):
    saisie = "?methode=fixe&heures_ferme=120&heures_optionnelles=130+%2B+80"
    page = _lire(facilitateur, lot, methode="fixe", heures_ferme="120", heures_optionnelles="130 + 80")
    assert "120 h dues dès la notification, 330 h si toutes les tranches sont affermies" in page
    assert '<option value="tranches" selected>' in page
    envoi = {"formule": "tranches", "heures": "330", "heures_ferme": "120", "heures_optionnelles": "130 + 80"}
    facilitateur.post(reverse("calibrage:retenir", args=[lot.pk]) + saisie, envoi | RIEN_DE_RETENU)
    retenu = Calibrage.objects.get()
    assert (retenu.heures_retenues, retenu.formule) == (330, "tranches")
    assert [t["heures"] for t in retenu.tranches] == ["120", "130", "80"]


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"heures": "900", "formule": "fixe"}, "Dites pourquoi ce volume"),
        ({"formule": "facturation"}, "montant de la tranche"),
        ({"formule": "tranches"}, "au moins la tranche ferme"),
        ({"formule": "tranches", "heures_ferme": "120", "heures_optionnelles": "cent"}, "cent"),
        ({"formule": "facturation", "montant_tranche_ht": "2 000 000"}, "dépasse le montant"),
    ],
)
def test_un_volume_mal_retenu_se_corrige_sans_rien_perdre(facilitateur, lot, donnees, message):
    reponse = facilitateur.post(reverse("calibrage:retenir", args=[lot.pk]), donnees | RIEN_DE_RETENU)
    page = unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")
    assert reponse.status_code == 422
    assert message in page
    for valeur in donnees.values():
        assert valeur in page
    assert not Calibrage.objects.exists()


def test_ce_qui_est_retenu_se_relit_avec_son_motif_et_ses_versions(facilitateur, lot):
    fabriques.calibrage(lot, est_retenu=False)
    fabriques.calibrage(lot, rang=2, heures_retenues=Decimal(840), motif="Vingt-quatre semaines.")
    page = _lire(facilitateur, lot)
    assert "Retenu : 840 h." in page
    assert "840 h au lieu de 833 h calculées" in page
    assert "le calibrage retenu" in page


def test_chaque_role_a_sa_reponse(client, lot, porteuse):
    acheteur = comptes.donneur_d_ordre(lot.projet.donneur_d_ordre)
    autre = comptes.facilitateur(structures.porteuse())
    for appartenance, statut in ((comptes.responsable(porteuse), 200), (acheteur, 403), (autre, 404)):
        client.force_login(appartenance.utilisateur)
        assert client.get(reverse("calibrage:lot", args=[lot.pk])).status_code == statut
        envoi = client.post(reverse("calibrage:retenir", args=[lot.pk]), {"formule": "fixe"} | RIEN_DE_RETENU)
        assert envoi.status_code == (302 if statut == 200 else statut)


def test_les_comparables_ne_coutent_pas_une_requete_chacun(facilitateur, lot, porteuse, django_assert_max_num_queries):
    for _ in range(12):
        passe = marches.lot(
            marches.marche(marches.operation(porteuse)), intitule="Bâtiment", montant_ht=Decimal(500_000)
        )
        marches.clause(passe)
    with django_assert_max_num_queries(30):
        page = _lire(facilitateur, lot)
    assert page.count("même métier</td>") == 10
