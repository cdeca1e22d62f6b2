"""La fiche d'une opération : elle répond avant qu'on demande, à chacun ce qui le regarde."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.tests.scene import operation_de, requetes, valider
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.services.ouverture import ouvrir_les_mois
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Operation
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


def lire(monde: Scene, role: str, operation: Operation | None = None) -> str:
    """Le texte de la fiche, entités et espaces insécables ramenées à l'ordinaire."""
    reponse = monde.connecter(role).get(fiche_de(operation or monde.operation))
    assert reponse.status_code == 200
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def phrase(page: str) -> str:
    debut = page.index('<p class="phrase')
    return page[page.index(">", debut) + 1 : page.index("</p>", debut)].strip()


def avancer(monde: Scene) -> None:
    """Trois mois validés par le mandataire (300 h), octobre transmis, septembre jamais transmis par le cotraitant."""
    tete, second, _ = monde.attributions
    contrat = declarations.contrat_eligible(monde.lot, attribution=tete)
    valider(contrat, monde.lot, {7: "100", 8: "100", 9: "100"})
    transmis = declarations.declaration(
        tete, date(2026, 10, 1), etat="soumise", soumise_le=datetime(2026, 11, 3, 12, tzinfo=UTC)
    )
    declarations.ligne(contrat, monde.lot, date(2026, 10, 1), "118", declaration=transmis)
    for mois in (7, 8, 9):
        declarations.declaration(second, date(2026, mois, 1))


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("responsable", 200),
        ("acheteur", 200),
        ("pilote", 200),
        ("autre_acheteur", 404),
        ("autre_pilote", 404),
        ("autre_porteuse", 404),
        ("mandataire", 404),
    ],
)
def test_qui_voit_la_fiche(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(fiche_de(monde.operation)).status_code == code


def test_une_rubrique_d_hier_mene_a_ce_qui_l_a_remplacee(monde: Scene) -> None:
    client, cle = monde.connecter("facilitateur"), monde.operation.pk
    assert client.get(f"/operations/{cle}/projets/")["Location"] == fiche_de(monde.operation)
    assert client.get(f"/operations/{cle}/bilan/avancement/")["Location"] == reverse("bilans:operation", args=[cle])


def test_sans_connexion_on_va_se_connecter(monde: Scene, client) -> None:
    assert client.get(fiche_de(monde.operation)).status_code == 302


def test_elle_s_ouvre_sur_ce_qui_manque_et_ou_l_on_va(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "facilitateur")
    # 418 h déclarées de juillet à octobre, 104,5 par mois ; restent huit mois et 14 jours sur 31 : 1 301 h.
    assert phrase(page) == "Il manque 700 h sur 1 000 ; au rythme des derniers mois, l'opération finira à 130 %."
    for nom in ("Engagement", "Exigible", "Attendu", "À décider", "Retenu"):
        assert f">{nom}</abbr>" in page, nom
    assert "30 % de l'engagement" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="courbe"' in page
    assert "Le même en tableau" in page
    assert "300 h sur 1 000 h, soit 30 %" in page, "la jauge du lot"


def test_rien_de_ce_qui_s_y_charge_n_en_change_le_titre(monde: Scene) -> None:
    page = lire(monde, "facilitateur")
    assert "<title>Réhabilitation Solitude · Clause ouverte</title>" in page
    assert "hx-get" not in page
    assert '"ignoreTitle": true' in page, "et ailleurs, un fragment garde son titre pour lui"


def test_un_groupement_se_lit_membre_par_membre(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "facilitateur")
    assert "Groupement de 2 entreprises" in page
    assert "300 h sur 600 h, soit 50 %" in page, "la jauge du mandataire"
    assert "0 h sur 400 h" in page, "celle du cotraitant"


def test_a_qui_de_jouer_groupe_les_mois_et_donne_de_quoi_joindre(monde: Scene) -> None:
    avancer(monde)
    structures.contact(monde.structures[1], courriel="scarpe@exemple.test", telephone="03 53 01 00 42")
    page = lire(monde, "facilitateur")
    a_vous, ailleurs = page.split("Chez les autres")
    assert "<strong>Valider octobre 2026</strong>, 118 h" in a_vous
    assert "<strong>Déclarer 3 mois, de juillet à septembre 2026</strong>" in ailleurs
    assert 'href="tel:0353010042"' in ailleurs
    assert 'href="mailto:scarpe@exemple.test"' in ailleurs


def test_le_prochain_acte_est_le_seul_bouton_plein(monde: Scene) -> None:
    avancer(monde)
    transmis = monde.lot.declarations.a_valider().get()
    entete = lire(monde, "facilitateur").split('class="entete-page-actions"')[1].split("</header>")[0]
    assert entete.count("btn-primary") == 1
    assert fiche_de(transmis) in entete.split("btn-primary")[0] + entete.split("btn-primary")[1].split("</a>")[0]
    assert "Ajouter un marché" in entete


def test_une_personne_sans_eligibilite_attend_l_equipe_et_elle_seule(monde: Scene) -> None:
    qui = participants.participant(monde.porteuse, nom="Ajuger")
    declarations.contrat(qui, monde.lot, attribution=monde.attributions[0])
    assert "Ajuger" in lire(monde, "facilitateur")
    assert "Ajuger" not in lire(monde, "acheteur")


def test_de_plusieurs_personnes_a_juger_le_bouton_nomme_celle_dont_il_ouvre_la_fiche(monde: Scene) -> None:
    for jour, nom in enumerate(("Premiere", "Seconde"), 10):
        qui = participants.participant(monde.porteuse, prenom="Inès", nom=nom)
        declarations.contrat(qui, monde.lot, attribution=monde.attributions[0], date_debut=date(2026, 3, jour))
    page = lire(monde, "facilitateur")
    assert "2 personnes" in page.replace("\xa0", " ")
    assert "Commencer par Inès Premiere" in page.replace("\xa0", " ")
    assert "Ouvrir la fiche" not in page


def test_l_acheteur_lit_sans_personne_sans_contact_et_sans_rien_pouvoir_changer(monde: Scene) -> None:
    avancer(monde)
    structures.contact(monde.structures[1], courriel="scarpe@exemple.test")
    page = lire(monde, "acheteur")
    assert "Il manque 700 h sur 1 000" in page
    assert "Déclarer 3 mois, de juillet à septembre 2026" in page
    assert "Valider octobre 2026" in page.split("Chez les autres")[1], "c'est à la structure porteuse de jouer"
    for secret in (
        "scarpe@exemple.test",
        "Ajouter un marché",
        reverse("declarations:liste"),
        reverse("marches:operation_modifier", args=[monde.operation.pk]),
    ):
        assert secret not in page, secret


def test_le_facilitateur_se_joint_de_partout(monde: Scene) -> None:
    qui = comptes.facilitateur(monde.porteuse).utilisateur
    operation = fabriques.operation(
        monde.porteuse,
        donneur_d_ordre=monde.bailleur,
        facilitateur=qui,
        est_anru=True,
        departement=monde.operation.departement,
    )
    for role in ("facilitateur", "acheteur", "pilote"):
        assert f"mailto:{qui.courriel}" in lire(monde, role, operation), role


def test_le_pilote_ne_lit_que_des_agregats(monde: Scene) -> None:
    avancer(monde)
    page = lire(monde, "pilote")
    assert "Il manque 700 h sur 1 000" in page
    assert "<strong>Déclarer 3 mois</strong>, sur 1 lot" in page
    with signer(FABRICANT):
        DeclarationMensuelle.objects.filter(etat="attendue").update(etat="a_corriger")
    assert "<strong>Corriger 3 mois</strong>, sur 1 lot" in lire(monde, "pilote"), "rendus : ce n'est plus déclarer"
    for secret in ("Escaut Bâtiment", "Scarpe Rénovation", fiche_de(monde.lot), fiche_de(monde.marche)):
        assert secret not in page, secret


def test_le_pilote_ne_voit_pas_une_operation_hors_anru() -> None:
    monde = scene.monter(est_anru=False)
    assert monde.connecter("pilote").get(fiche_de(monde.operation)).status_code == 404


def test_le_juriste_lit_ce_qui_est_du_et_aucune_heure_faite(monde: Scene) -> None:
    avancer(monde)
    client = monde.connecter("facilitateur")
    client.force_login(comptes.juriste(monde.bailleur).utilisateur)
    page = unescape(client.get(fiche_de(monde.operation)).content.decode()).replace("\u202f", " ")
    assert "1 000 h dues à la fin" in page
    assert "Groupement de 2 entreprises" in page
    for secret in ("Retenu", "300 h", "118 h", "À qui de jouer", "Trajectoire"):
        assert secret not in page, secret


# --- Les états ---


def test_sans_marche_elle_propose_d_en_ajouter_un(monde: Scene) -> None:
    vide = fabriques.operation(monde.porteuse, donneur_d_ordre=monde.bailleur)
    page = lire(monde, "facilitateur", vide)
    assert phrase(page) == "Aucun marché n'est encore saisi."
    assert reverse("marches:marche_creer", args=[vide.pk]) in page
    assert f'href="{reverse("marches:importer")}"' in page
    assert "Engagement" not in page
    assert "Aucun marché à montrer" in lire(monde, "acheteur", vide)


def test_sans_clause_l_acte_est_de_l_ecrire() -> None:
    monde = scene.monter(avec_clause=False)
    page = lire(monde, "facilitateur")
    assert phrase(page) == "Le lot n'a pas encore sa clause."
    assert reverse("marches:clause_saisir", args=[monde.lot.pk]) in page.split("Ajouter un marché")[0]
    assert "Clause à écrire" in page
    assert "Écrire la clause" not in lire(monde, "acheteur")


def test_rien_de_declare_se_dit(monde: Scene) -> None:
    page = lire(monde, "facilitateur")
    assert phrase(page) == "Aucune heure n'est encore retenue sur 1 000 h dues."


def test_tant_que_les_mois_s_ouvrent_la_fiche_ne_dit_pas_que_rien_n_est_attendu(monde: Scene) -> None:
    assert "Les mois à déclarer s'ouvrent" in lire(monde, "facilitateur")
    ouvrir_les_mois(par=monde.compte("facilitateur").en_acteur())
    page = lire(monde, "facilitateur")
    assert "s'ouvrent" not in page
    assert "Chez les autres" in page


def test_rien_n_est_attendu_quand_chaque_mois_ouvert_est_valide(monde: Scene) -> None:
    ouvrir_les_mois(par=monde.compte("facilitateur").en_acteur())
    with signer(FABRICANT):
        DeclarationMensuelle.objects.update(etat="validee")
    assert "Rien n'est attendu de personne" in lire(monde, "facilitateur")


def test_un_lot_sans_clause_parmi_d_autres_se_compte(monde: Scene) -> None:
    fabriques.lot(monde.marche, "9")
    page = lire(monde, "facilitateur")
    assert "1 lot sur 2 porte une clause." in page
    assert "<strong>Écrire la clause</strong>, Lot 9" in page.split("À vous")[1]
    assert "<strong>Renseigner l'attributaire</strong>, Lot 9" in page


def test_une_execution_finie_le_dit(monde: Scene) -> None:
    lot = fabriques.lot(fabriques.marche(fabriques.operation(monde.porteuse), duree_mois=3))
    fabriques.clause(lot)
    page = lire(monde, "facilitateur", lot.marche.operation)
    assert "l'exécution est finie depuis le 14 avril 2026" in phrase(page)


def test_avant_le_contrat_elle_dit_ce_qui_sera_demande_et_le_prochain_acte(monde: Scene) -> None:
    marche = fabriques.marche(
        fabriques.operation(monde.porteuse, etat="preparation"), etat="prepare", date_notification=None, date_debut=None
    )
    fabriques.clause(fabriques.lot(marche))
    page = lire(monde, "facilitateur", marche.operation)
    assert phrase(page) == "En préparation : 1 000 h à demander sur 1 lot."
    assert reverse("redaction:marche", args=[marche.pk]) in page.split("Ajouter un marché")[0], "rédiger les pièces"
    assert "Trajectoire" not in page


def test_une_operation_annulee_le_dit_et_ne_se_change_plus(monde: Scene) -> None:
    vide = fabriques.operation(monde.porteuse)
    adresse = reverse("marches:operation_annuler", args=[vide.pk])
    monde.connecter("responsable").post(adresse, {"motif": "Doublon"})
    page = lire(monde, "facilitateur", vide)
    assert phrase(page) == "Opération annulée : Doublon"
    assert "Ajouter un marché" not in page


def test_une_structure_sans_contact_propose_d_en_noter_un(monde: Scene) -> None:
    adresse = reverse("structures:contact_creer", args=[monde.structures[0].pk])
    assert adresse in lire(monde, "facilitateur")
    structures.contact(monde.structures[0])
    assert adresse not in lire(monde, "facilitateur")


# --- Le nombre de requêtes ---


@pytest.mark.parametrize("role", ["facilitateur", "acheteur", "pilote"])
def test_trente_lots_ne_coutent_pas_plus_que_trois(monde: Scene, role: str) -> None:
    entreprise, client, couts = structures.entreprise(monde.porteuse), monde.connecter(role), []
    chez = {"donneur_d_ordre": monde.bailleur, "est_anru": True, "departement": monde.operation.departement}
    for combien in (3, 30):
        adresse = fiche_de(operation_de(combien, monde.porteuse, entreprise, **chez))
        couts.append(requetes(lambda ou=adresse: client.get(ou)))
    assert couts[0] == couts[1]
    assert couts[0] <= 40


def test_le_total_des_lots_est_leur_somme(monde: Scene) -> None:
    avancer(monde)
    second = fabriques.lot(monde.marche, "9")
    fabriques.clause(second, heures=Decimal(500))
    attribution = fabriques.attribution(second, monde.structures[0])
    valider(declarations.contrat_eligible(second, attribution=attribution), second, {8: "70"})
    page = lire(monde, "facilitateur")
    total = page[page.index("<tfoot>") : page.index("</tfoot>")]
    for colonne, somme in (("engagement", "1 500"), ("déclaré", "118"), ("retenu", "370")):
        assert f'<td class="nombre">{somme}</td>' in total, colonne
