"""La fiche d'un lot : elle répond avant qu'on demande, et chacun n'y lit que ce qui le regarde."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.tests.scene import requetes, valider
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import EvenementMarche, Lot
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


def lire(monde: Scene, role: str, lot: Lot | None = None) -> str:
    reponse = monde.connecter(role).get(fiche_de(lot or monde.lot))
    assert reponse.status_code == 200
    return lisible(reponse)


def lisible(reponse) -> str:
    return " ".join(unescape(reponse.content.decode()).replace("’", "'").split())


def phrase(page: str) -> str:
    debut = page.index('<p class="phrase')
    return page[page.index(">", debut) + 1 : page.index("</p>", debut)].strip()


def avancer(monde: Scene) -> None:
    """Le mandataire a 300 h retenues et octobre à valider ; son sous-traitant, 40 h ; le cotraitant, 50 h, et deux
    mois en retard."""
    tete, second, tiers = monde.attributions
    contrat = declarations.contrat_eligible(monde.lot, attribution=tete)
    valider(contrat, monde.lot, {7: "100", 8: "100", 9: "100"})
    transmis = declarations.declaration(
        tete, date(2026, 10, 1), etat="soumise", soumise_le=datetime(2026, 11, 20, 12, tzinfo=UTC)
    )
    declarations.ligne(contrat, monde.lot, date(2026, 10, 1), "118", declaration=transmis)
    valider(declarations.contrat_eligible(monde.lot, attribution=tiers), monde.lot, {8: "40"})
    valider(declarations.contrat_eligible(monde.lot, attribution=second), monde.lot, {8: "50"})
    for mois in (8, 9):
        declarations.declaration(second, date(2026, mois, 1))
    declarations.declaration(second, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("acheteur", 200),
        ("mandataire", 200),
        ("cotraitant", 200),
        ("sous_traitant", 200),
        ("autre_titulaire", 404),
        ("autre_acheteur", 404),
        ("autre_porteuse", 404),
        ("pilote", 404),
    ],
)
def test_qui_voit_la_fiche(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(fiche_de(monde.lot)).status_code == code


def test_elle_s_ouvre_sur_ce_qui_manque_et_ou_l_on_va(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "facilitateur")
    # 508 h déclarées de juillet à octobre, 127 par mois ; restent huit mois et 14 jours sur 31 : 1 581 h.
    assert phrase(page) == "Il manque 610 h sur 1 000 ; au rythme des derniers mois, le lot finira à 158 %."
    assert ">Exigible</abbr>" not in page, "un volume fixe n'est dû qu'à la fin"
    for nom in ("Engagement", "Attendu", "À décider", "Retenu"):
        assert f">{nom}</abbr>" in page, nom
    assert 'class="courbe"' in page


def test_elle_dit_la_clause_les_attributaires_et_ce_qu_on_peut_y_faire(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "facilitateur")
    assert "d'insertion pour toute la durée du marché" in page
    assert "Demandeur d'emploi de longue durée" in page
    assert "600 h dues à la fin" in page
    assert "340 h retenues, 118 h à décider" in page, "le mandataire, son sous-traitant compris"
    assert "400 h dues à la fin" in page
    assert "Lys Échafaudage" in page
    assert "40 h retenues." in page, "le sous-traitant ne doit rien, et ses heures se lisent"
    assert "640 000 €" in page
    for verbe in ("Modifier la clause", "Attributaires", "Modifier le lot", "Commandes et factures", "Annuler le lot"):
        assert verbe in page, verbe


def test_elle_dit_a_qui_de_jouer(monde: Scene) -> None:
    avancer(monde)
    structures.contact(monde.structures[1], courriel="scarpe@exemple.test", telephone="03 53 01 00 42")
    a_vous, ailleurs = lire(monde, "facilitateur").split("Chez les autres")
    assert "<strong>Valider octobre 2026</strong>, 118 h" in a_vous
    assert "→ 27/11/2026" in a_vous, "une semaine après sa réception"
    assert "<strong>Déclarer août et septembre 2026</strong>" in ailleurs
    assert 'href="tel:0353010042"' in ailleurs


def test_des_heures_au_compte_de_personne_se_disent(monde: Scene) -> None:
    contrat = declarations.contrat_eligible(monde.lot, attribution=monde.attributions[0])
    valider(contrat, monde.lot, {7: "30"})
    assert "aucun attributaire actuel" not in lire(monde, "facilitateur")
    with signer(FABRICANT):
        contrat.affectations.update(attribution=None)
    page = lire(monde, "facilitateur")
    assert "30 h retenues ne sont au compte d'aucun attributaire actuel" in page


def test_l_acheteur_lit_tout_sans_personne_ni_contact(monde: Scene) -> None:
    avancer(monde)
    structures.contact(monde.structures[1], courriel="scarpe@exemple.test")
    page = lire(monde, "acheteur")
    assert phrase(page).startswith("Il manque 610 h sur 1 000")
    assert "Déclarer août et septembre 2026" in page
    assert "640 000 €" in page
    ouvre = f"{reverse('bilans:lignes', args=[monde.operation.pk])}?dimension=lot&valeur={monde.lot.pk}"
    assert ouvre in page, "le chiffre ouvre ses lignes"
    assert monde.connecter("acheteur").get(ouvre).status_code == 200
    for secret in ("scarpe@exemple.test", "Personne", "Modifier", reverse("declarations:liste")):
        assert secret not in page, secret


def test_un_cotraitant_ne_lit_que_sa_part_et_ce_qu_il_doit_transmettre(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "cotraitant")
    assert phrase(page).startswith("Il vous reste 350 h à faire sur 400")
    for mois in ("août", "septembre", "novembre"):
        assert f"<strong>Déclarer {mois} 2026</strong>" in page
    for secret in ("Escaut Bâtiment", "Lys Échafaudage", "640 000", "600 h", "340 h", "118 h", "Modifier", "Ajouter"):
        assert secret not in page, secret


def test_un_mandataire_lit_ses_heures_et_celles_de_ses_sous_traitants(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "mandataire")
    assert phrase(page).startswith("Il vous reste 260 h à faire sur 600")
    assert "<strong>Valider octobre 2026</strong>, 118 h" in page.split("Chez les autres")[1]
    assert "Scarpe Rénovation" not in page


def test_un_sous_traitant_sait_pour_qui_il_compte_et_ce_qu_il_a_fait(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "sous_traitant")
    assert "Vous êtes sous-traitant" in phrase(page)
    assert "40 h retenues." in phrase(page)
    for secret in ("600 h", "Engagement", "Escaut Bâtiment", "340 h"):
        assert secret not in page, secret


def test_un_titulaire_seul_lit_la_courbe_de_son_lot(monde: Scene) -> None:
    seul = fabriques.lot(monde.marche, "5")
    fabriques.clause(seul, heures=Decimal("250"))
    fabriques.attribution(seul, monde.structures[1])
    page = lire(monde, "cotraitant", seul)
    assert phrase(page) == "Aucune heure n'est encore retenue sur 250 h dues."
    assert 'class="courbe"' in page
    assert 'class="courbe"' not in lire(monde, "cotraitant"), "celle d'un groupement est à tous"


def test_un_employeur_ne_lit_que_les_heures_des_siens(monde: Scene) -> None:
    avancer(monde)
    etti = structures.etti(monde.porteuse)
    contrat = declarations.contrat(
        participants.participant(monde.porteuse), monde.lot, attribution=monde.attributions[0], employeur=etti
    )
    valider(contrat, monde.lot, {9: "21"})
    client = monde.connecter("facilitateur")
    client.force_login(comptes.employeur(etti).utilisateur)
    page = lisible(client.get(fiche_de(monde.lot)))
    assert phrase(page) == "21 h retenues."
    for secret in ("Engagement", "La clause", "Escaut Bâtiment", "640 000", "411 h", "361 h"):
        assert secret not in page, secret


def test_un_titulaire_revient_a_son_accueil_depuis_son_lot(monde: Scene) -> None:
    fil = lire(monde, "cotraitant").split('aria-label="Fil d')[1].split("</nav>")[0]
    assert f'href="{reverse("tableaux:accueil")}"' in fil
    assert reverse("marches:operations") not in fil


def test_un_lot_sans_clause_propose_de_l_ecrire() -> None:
    monde = scene.monter(avec_clause=False)
    page = lire(monde, "facilitateur")
    assert phrase(page) == "Ce lot n'a pas encore sa clause."
    assert reverse("marches:clause_saisir", args=[monde.lot.pk]) in page
    assert "Écrire la clause" not in lire(monde, "mandataire")


def test_un_marche_resilie_le_dit_et_ne_se_prevoit_plus(monde: Scene) -> None:
    avancer(monde)
    creer(EvenementMarche, marche=monde.marche, nature="resiliation", jour=date(2026, 10, 15))
    assert phrase(lire(monde, "facilitateur")).endswith("et le marché est résilié depuis le 15 octobre 2026.")


def test_un_mois_d_apres_la_resiliation_le_dit_a_qui_le_valide(monde: Scene) -> None:
    """Sur la fiche du lot, à qui doit valider octobre ; sur la page du mois, à chaque ligne."""
    avancer(monde)
    creer(EvenementMarche, marche=monde.marche, nature="resiliation", jour=date(2026, 9, 30))
    assert "après la résiliation du 30 septembre 2026" in lire(monde, "facilitateur")
    (octobre,) = DeclarationMensuelle.objects.filter(etat="soumise", mois=date(2026, 10, 1))
    page = monde.connecter("facilitateur").get(fiche_de(octobre)).content.decode()
    assert "La période suit la résiliation du marché (30 septembre 2026)." in unescape(page).replace("\u00a0", " ")


def test_un_lot_annule_le_dit(monde: Scene) -> None:
    lot = fabriques.lot(monde.marche, "9")
    monde.connecter("facilitateur").post(reverse("marches:lot_annuler", args=[lot.pk]), {"motif": "Infructueux"})
    page = lire(monde, "facilitateur", lot)
    assert phrase(page) == "Lot annulé : Infructueux"
    assert "Modifier le lot" not in page


@pytest.mark.parametrize("role", ["facilitateur", "acheteur", "mandataire"])
def test_dix_attributaires_ne_coutent_pas_plus_que_trois(monde: Scene, role: str) -> None:
    client = monde.connecter(role)
    avancer(monde)
    avant = requetes(lambda: client.get(fiche_de(monde.lot)))
    for rang in range(7):
        autre = fabriques.attribution(
            monde.lot,
            structures.entreprise(monde.porteuse, f"Renfort {rang}"),
            role="sous_traitant",
            donneur=monde.attributions[0],
            part=0,
        )
        valider(declarations.contrat_eligible(monde.lot, attribution=autre), monde.lot, {9: "5"})
        declarations.declaration(autre, date(2026, 9, 1))
    assert requetes(lambda: client.get(fiche_de(monde.lot))) == avant
    assert avant <= 40


def test_un_lot_pas_encore_notifie_n_est_pas_en_retard(monde: Scene) -> None:
    marche = fabriques.marche(monde.operation, etat="prepare", date_notification=None, date_debut=None)
    lot = fabriques.lot(marche)
    fabriques.clause(lot)
    page = lire(monde, "facilitateur", lot)
    assert phrase(page) == "En préparation : 1 000 h à demander."
    for absent in ("phrase-alerte", "Retenu", "Trajectoire", "Renseigner l'attributaire"):
        assert absent not in page, absent


def test_un_lot_notifie_sans_attributaire_attend_qu_on_le_nomme(monde: Scene) -> None:
    lot = fabriques.lot(monde.marche, "6")
    fabriques.clause(lot)
    page = lire(monde, "facilitateur", lot)
    assert "<strong>Renseigner l'attributaire</strong>" in page
    assert reverse("marches:attribuer", args=[lot.pk]) in page.split("Modifier la clause")[0], "le premier bouton"
    assert "Renseigner" not in lire(monde, "acheteur", lot)


def test_une_attribution_annulee_ne_laisse_plus_voir_le_lot(monde: Scene) -> None:
    client = monde.connecter("cotraitant")
    assert client.get(fiche_de(monde.lot)).status_code == 200
    with signer(FABRICANT):
        monde.attributions[1].annuler("Noté par erreur")
    assert client.get(fiche_de(monde.lot)).status_code == 404


def test_la_clause_montree_est_celle_d_aujourd_hui_et_la_suivante_s_annonce(monde: Scene) -> None:
    lot = fabriques.lot(monde.marche, "8")
    fabriques.clause(lot, heures=Decimal(4200), penalite_heure=Decimal(60), est_en_vigueur=False)
    changement = {"nature_changement": "avenant", "motif_changement": "Extension", "date_effet": date(2027, 1, 15)}
    fabriques.clause(lot, rang=2, heures=Decimal(4500), penalite_heure=Decimal(75), **changement)
    page = lire(monde, "facilitateur", lot).replace("\u00a0", " ").replace("\u202f", " ")
    assert '<p class="clause-en-mots">4 200 heures' in page
    assert "60 €" in page
    assert "75 €" not in page
    assert "À partir du 15 janvier 2027, version 2 : 4 500 heures" in page
    page = lire(monde, "facilitateur").replace("\u00a0", " ")
    assert "À partir du" not in page, "une seule version n'annonce rien"


def test_le_lot_seul_dit_le_montant_du_marche_avenants_compris(monde: Scene) -> None:
    creer(EvenementMarche, marche=monde.marche, nature="avenant", jour=date(2026, 6, 1), montant_ht=Decimal(300000))
    page = lire(monde, "facilitateur")
    assert "940 000 € HT, 640 000 € à l'origine" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "ne sont répartis" not in page


def test_un_lot_parmi_d_autres_dit_l_avenant_qui_n_est_a_aucun(monde: Scene) -> None:
    fabriques.lot(monde.marche, "9")
    creer(EvenementMarche, marche=monde.marche, nature="avenant", jour=date(2026, 6, 1), montant_ht=Decimal(300000))
    assert "ne sont répartis dans aucun des 2 lots" in lire(monde, "acheteur")
    assert "ne sont répartis" not in lire(monde, "mandataire"), "l'argent ne regarde pas l'entreprise"
