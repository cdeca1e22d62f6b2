"""L'écran du projet : tous les lots, le total, retenir, ouvrir ; les rôles ; des requêtes bornées."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.tests import fabriques
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def projet(porteuse):
    """Deux lots qui se calculent (75 h et 117 h), un auquel il manque son montant."""
    projet = projets.projet(porteuse, nom="Les Tilleuls")
    projets.lot(projet, "1", intitule="Gros œuvre", montant_ht=Decimal(100_000))
    projets.lot(projet, "2", intitule="Peinture", montant_ht=Decimal(100_000))
    projets.lot(projet, "3", intitule="Mobilier", montant_ht=None)
    return projet


@pytest.fixture
def facilitateur(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _texte(reponse):
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def _adresse(nom, projet):
    return reverse(f"calibrage:{nom}", args=[projet.pk])


def test_l_ecran_dit_chaque_volume_leur_total_et_ce_qui_manque(facilitateur, projet):
    page = _texte(facilitateur.get(_adresse("projet", projet)))
    assert "192 h à demander en tout, 1 lot à compléter" in page
    assert "Lot 3 — Mobilier : Le montant manque : donnez le montant estimé HT du lot." in page
    assert "à valider [C]" in page
    assert "Total de 2 lots : la somme des lignes arrondies" in page


def test_un_taux_commun_recalcule_tous_les_lots_sans_rien_enregistrer(facilitateur, projet):
    # Gros œuvre : 100 000 × 45 % × 7,5 % ÷ 30 = 112,5, donc 113 ; peinture : 70 %, 175.
    page = _texte(facilitateur.get(_adresse("projet", projet), {"taux": "7,5"}))
    assert "288 h à demander en tout" in page
    assert not Calibrage.objects.exists()


def test_un_arrondi_commun_s_applique_a_chaque_ligne(facilitateur, projet):
    # 75 donne 70, 116,67 donne 105 : 175 en tout.
    page = _texte(facilitateur.get(_adresse("projet", projet), {"arrondi": "35"}))
    assert "175 h à demander en tout" in page
    page = _texte(facilitateur.get(_adresse("projet", projet), {"arrondi": "35", "taux": "6"}))
    # 90 donne 105, 140 reste 140 : 245 en tout.
    assert "245 h à demander en tout" in page


@pytest.mark.parametrize("taux", ["120", "abc", "-3"])
def test_un_taux_impossible_est_dit_et_le_calcul_garde_les_valeurs_des_lots(facilitateur, projet, taux):
    page = _texte(facilitateur.get(_adresse("projet", projet), {"taux": taux}))
    assert "1 point à reprendre" in page
    assert "192 h à demander en tout" in page


def _lues(client, projet):
    return {"lues": client.get(_adresse("projet", projet)).context["retenir"].lues}


def _retenir_tout(client, projet, reglages=""):
    return client.post(_adresse("retenir_tout", projet) + reglages, _lues(client, projet), follow=True)


def test_un_volume_retenu_entre_temps_par_une_autre_ne_se_remplace_pas_d_un_bouton(facilitateur, projet):
    adresse, lues = _adresse("retenir_tout", projet) + "?taux=10", _lues(facilitateur, projet)
    autre = fabriques.calibrage(projet.lots.get(numero="2"), heures_retenues=Decimal(840), motif="Trois équipes.")
    refus = facilitateur.post(adresse, lues, follow=True)
    assert "Rien n'est fait, car le volume retenu vient de changer" in _texte(refus)
    assert "ne dit pas ce qu'elle vous montrait" in _texte(facilitateur.post(adresse, {}, follow=True))
    assert list(Calibrage.objects.all()) == [autre], "tout ou rien"
    for _ in range(2):  # redire n'écrase rien
        assert "Volumes retenus" in _texte(facilitateur.post(adresse, _lues(facilitateur, projet), follow=True))


def test_un_seul_bouton_retient_tous_les_volumes_calcules(facilitateur, projet):
    reponse = _retenir_tout(facilitateur, projet, "?taux=7,5")
    assert "Volumes retenus : 288 h en tout. À compléter : Lot 3 — Mobilier." in _texte(reponse)
    retenus = Calibrage.objects.retenus().order_by("lot_projet__numero")
    assert [(c.heures_retenues, c.taux) for c in retenus] == [(113, Decimal("7.5")), (175, Decimal("7.5"))]


def test_retenir_tout_garde_le_volume_que_le_facilitateur_avait_choisi_tant_que_le_calcul_est_le_meme(
    facilitateur, porteuse
):
    projet = projets.projet(porteuse)
    lot = projets.lot(projet, intitule="Bâtiment")
    fabriques.calibrage(lot, heures_retenues=Decimal(840), motif="Vingt-quatre semaines.")
    _retenir_tout(facilitateur, projet)
    assert lot.calibrages.retenus().get().heures_retenues == 840
    _retenir_tout(facilitateur, projet, "?taux=10")
    assert lot.calibrages.retenus().get().heures_retenues == 1667


def test_ouvrir_n_est_propose_que_quand_chaque_lot_a_son_volume(facilitateur, projet):
    _retenir_tout(facilitateur, projet)
    assert "Créer l'opération et poser" not in _texte(facilitateur.get(_adresse("projet", projet)))
    mobilier = projet.lots.get(numero="3")
    fabriques.calibrage(mobilier, heures_retenues=Decimal(0), motif="Fourniture seule.")
    assert "Créer l'opération et poser les clauses" in _texte(facilitateur.get(_adresse("projet", projet)))
    confirmation = _texte(facilitateur.get(_adresse("ouvrir", projet)))
    assert "2 clauses de 192 h en tout" in confirmation
    assert not Clause.objects.exists()
    reponse = facilitateur.post(_adresse("ouvrir", projet))
    projet = Projet.objects.get(pk=projet.pk)
    assert reponse.url == fiche_de(projet.operation)
    heures = (
        Clause.objects.filter(lot__lot_projet__projet=projet).order_by("lot__numero").values_list("heures", flat=True)
    )
    assert list(heures) == [75, 117]


def test_une_ouverture_impossible_dit_ce_qui_manque_et_ne_pose_rien(facilitateur, porteuse):
    projet = projets.projet(porteuse, duree_mois=None)
    fabriques.calibrage(projets.lot(projet))
    reponse = facilitateur.post(_adresse("ouvrir", projet))
    assert reponse.status_code == 422
    assert "durée ferme" in _texte(reponse)
    assert not Clause.objects.exists()


def test_une_fiche_sans_lot_le_dit_et_mene_a_la_fiche(facilitateur, porteuse):
    projet = projets.projet(porteuse)
    page = _texte(facilitateur.get(_adresse("projet", projet)))
    assert "Aucun lot à calibrer" in page
    assert reverse("projets:fiche", args=[projet.pk]) in page


def test_chaque_role_voit_ce_qui_est_a_lui(client, projet, porteuse):
    autre = comptes.facilitateur(structures.porteuse())
    acheteur = comptes.donneur_d_ordre(projet.donneur_d_ordre)
    titulaire = comptes.titulaire(structures.entreprise(porteuse))
    attendus = ((comptes.responsable(porteuse), 200), (acheteur, 403), (titulaire, 404), (autre, 404))
    for appartenance, statut in attendus:
        client.force_login(appartenance.utilisateur)
        assert client.get(_adresse("projet", projet)).status_code == statut
        envoi = client.post(_adresse("retenir_tout", projet), {"lues": "aucune"})
        assert envoi.status_code == (302 if statut == 200 else statut)
        assert client.get(_adresse("ouvrir", projet)).status_code == statut


def test_l_acheteur_voit_les_volumes_retenus_et_rien_de_ce_qui_les_a_calcules(client, projet):
    fabriques.calibrage(projet.lots.get(numero="1"), part_main_oeuvre=Decimal("47.31"))
    client.force_login(comptes.donneur_d_ordre(projet.donneur_d_ordre).utilisateur)
    page = _texte(client.get(_adresse("resume", projet)))
    fragment = _texte(client.get(_adresse("resume", projet), headers={"HX-Request": "true"}))
    assert " ".join(fragment.split()) in " ".join(page.split())
    assert _adresse("resume", projet) in _texte(client.get(reverse("projets:fiche", args=[projet.pk])))
    assert "833 h, soit 119 jours de travail" in fragment
    assert "2 lots encore à calibrer" in fragment
    assert "47,31" not in fragment
    assert "main-d'œuvre" not in fragment


def test_quarante_lots_ne_coutent_pas_plus_de_requetes(facilitateur, porteuse, django_assert_max_num_queries):
    projet = projets.projet(porteuse, latitude=50.358, longitude=3.5233)
    for numero in range(1, 41):
        lot = projets.lot(projet, str(numero), intitule="Peinture", montant_ht=Decimal(50_000))
        if numero % 2:
            fabriques.calibrage(lot)
    with django_assert_max_num_queries(24):
        reponse = facilitateur.get(_adresse("projet", projet))
    assert reponse.content.count(b"data-ligne") == 40


def test_une_valeur_de_demain_ne_sert_pas_aujourd_hui(facilitateur, projet):
    fabriques.valeur(projet.porteuse, depuis=date(2026, 11, 25), part_main_oeuvre=Decimal(10))
    assert "192 h à demander en tout" in _texte(facilitateur.get(_adresse("projet", projet)))


def test_la_legende_explique_les_lettres_du_tableau_et_elles_seules(facilitateur, projet):
    page = _texte(facilitateur.get(_adresse("projet", projet)))
    montrees = set(re.findall(r"\[([A-D])\]</span>", page))
    expliquees = set(re.findall(r"\b([A-D]) : (?:lu|usage|déduit)", page))
    assert montrees
    assert montrees == expliquees
    assert ("« À valider »" in page) == ("à valider [C]" in page)
