"""L'accueil de chaque rôle répond à « qu'est-ce qui m'attend aujourd'hui ? »."""

from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord, pas_de_calais
from clauses.pilotage.tableaux.accueils import _jour_en_titre, phrase_des_attentes
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db
ACCUEIL = "/"


@pytest.fixture
def porteuse():
    return structures.porteuse()


def _page(client, appartenance):
    client.force_login(appartenance.utilisateur)
    reponse = client.get(ACCUEIL)
    assert reponse.status_code == 200
    return lisible(reponse)


def lisible(reponse):
    """Le texte de la page, entités et espaces insécables ramenées à l'ordinaire."""
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def _transmise(attribution, mois, jour):
    return declarations.declaration(attribution, mois, etat="soumise", soumise_le=datetime(2026, *jour, 12, tzinfo=UTC))


def test_la_facilitatrice_voit_ce_qui_l_attend_et_ce_qui_est_en_retard(client, porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    contrat = declarations.contrat_eligible(lot)
    tard = _transmise(attribution, date(2026, 9, 1), (10, 12))
    declarations.ligne(contrat, lot, date(2026, 9, 1), "112", declaration=tard)
    _transmise(attribution, date(2026, 10, 1), (11, 23))
    declarations.contrat(participants.participant(porteuse, nom="Ajuger"), lot)
    page = _page(client, comptes.facilitateur(porteuse))
    assert "2 choses vous attendent, 2 sont en retard" in page
    assert "<strong>Valider septembre et octobre 2026</strong>, " + lot.marche.operation.nom in page
    assert "1 personne, 112 h" in page
    assert "néant" in page
    assert "Personne Ajuger" in page
    assert reverse("declarations:fiche", args=[tard.pk]) in page


@pytest.mark.parametrize(("jour", "dit"), [(24, "Mardi 24 novembre"), (1, "Dimanche 1er novembre")])
def test_le_titre_dit_le_jour_et_le_premier_du_mois_comme_il_s_ecrit(jour, dit):
    assert _jour_en_titre(date(2026, 11, jour)).replace("\u00a0", " ") == dit


def test_un_mois_de_plusieurs_operations_est_un_seul_acte(client, porteuse):
    """Vingt lots qui transmettent octobre : une ligne, leurs heures, leurs opérations dessous, la file d'un coup."""
    for _ in range(20):
        lot, attribution = marches.lot_clause(porteuse)
        octobre = _transmise(attribution, date(2026, 10, 1), (11, 12))
        declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 10, 1), "10", declaration=octobre)
    page = _page(client, comptes.facilitateur(porteuse))
    assert "1 chose vous attend, 1 est en retard" in page
    assert "<strong>Valider octobre 2026</strong>, 20 déclarations, 200 h" in page
    assert "20 opérations · 20 personnes" in page
    assert page.count("10 h</span></li>") == 20
    assert f"{reverse('declarations:valider_file')}?etat=a_valider&mois=10%2F2026" in page


def test_rien_n_attend_se_dit(client, porteuse):
    assert "Rien ne vous attend aujourd'hui" in _page(client, comptes.facilitateur(porteuse)).replace("’", "'").replace(
        "’", "'"
    )


def test_les_retards_des_entreprises_sont_chez_les_autres(client, porteuse):
    _, attribution = marches.lot_clause(porteuse)
    declarations.declaration(attribution, date(2026, 9, 1))
    page = _page(client, comptes.facilitateur(porteuse))
    assert "Chez les autres (1)" in page
    assert "Déclarer septembre 2026" in page


def test_une_operation_sans_nouvelles_depuis_trois_mois_est_endormie(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 5, 1), etat="validee")
    assert "Endormies (1)" in _page(client, comptes.facilitateur(porteuse))


@pytest.mark.parametrize("etat", ["brouillon", "soumise", "validee", "refusee"])
def test_une_ligne_du_trimestre_reveille_l_operation_quel_qu_en_soit_l_etat(client, porteuse, etat):
    lot, _ = marches.lot_clause(porteuse)
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 5, 1), etat="validee")
    motif = "essai" if etat == "refusee" else ""
    declarations.ligne(contrat, lot, date(2026, 10, 1), etat=etat, motif=motif)
    assert "Endormies (0)" in _page(client, comptes.facilitateur(porteuse))


def test_un_lot_notifie_sans_clause_attend_la_sienne(client, porteuse):
    marche = marches.marche(marches.operation(porteuse, nom="Gymnase"), date_notification=date(2026, 3, 2))
    nu, dit = marches.lot(marche, "1"), marches.lot(marche, "2")
    marches.clause(dit, heures=Decimal(200))
    page = _page(client, comptes.facilitateur(porteuse))
    assert page.count("<strong>Écrire la clause</strong>") == 1
    assert f"<strong>Écrire la clause</strong>, {nu}" in page
    marches.clause(nu, heures=Decimal(100))
    assert "Écrire la clause" not in _page(client, comptes.facilitateur(porteuse))


def test_les_operations_les_plus_en_retard_viennent_d_abord(client, porteuse):
    bien, _ = marches.lot_clause(porteuse, formule="fixe", heures=Decimal("100"))
    declarations.ligne(declarations.contrat_eligible(bien), bien, date(2026, 10, 1), "99", etat="validee")
    mal, _ = marches.lot_clause(porteuse)
    page = _page(client, comptes.facilitateur(porteuse))
    assert page.index(mal.marche.operation.nom) < page.index(bien.marche.operation.nom)
    assert "Dans les temps" in page
    assert "En retard" in page


def test_une_facilitatrice_ne_voit_pas_les_operations_d_une_collegue(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    collegue = comptes.facilitateur(porteuse)
    operation = marches.operation(porteuse, nom="À une collègue", facilitateur=collegue.utilisateur)
    page = _page(client, comptes.facilitateur(porteuse))
    assert operation.nom not in page
    assert lot.marche.operation.nom in page, "celle que personne ne suit revient à tous"
    assert operation.nom in _page(client, collegue)


def test_le_titulaire_voit_ses_obligations_et_ses_mois(client, porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 9, 1), "120", etat="validee")
    mois = declarations.declaration(attribution, date(2026, 10, 1))
    page = _page(client, comptes.titulaire(attribution.structure))
    assert "1 mois à déclarer, dont 1 en retard" in page
    assert reverse("declarations:saisir", args=[mois.pk]) in page
    assert "120 h retenues" in page
    assert "il reste 880 h sur 1 000 h" in page


def test_un_marche_non_alloti_ne_se_dit_pas_deux_fois(client, porteuse):
    operation = marches.operation(porteuse, nom="Nettoyage des écoles")
    lot = marches.lot(marches.marche(operation, objet="Nettoyage des écoles"), intitule="Nettoyage des écoles")
    marches.clause(lot)
    attribution = marches.attribution(lot, structures.entreprise(porteuse))
    declarations.declaration(attribution, date(2026, 10, 1))
    page = _page(client, comptes.titulaire(attribution.structure))
    obligations = page.split("Mes obligations")[1]
    assert obligations.count("Nettoyage des écoles") == 1
    assert "Nettoyage des écoles · " not in page
    assert 'absent">Nettoyage des écoles' not in page, "l'objet du marché ne répète pas le nom du lot"


def test_la_recherche_met_son_bouton_a_cote_du_champ(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    page = client.get(reverse("tableaux:recherche")).content.decode()
    assert 'class="recherche-ligne"' in page


def test_un_titulaire_ne_voit_pas_les_obligations_d_un_autre(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    autre = structures.entreprise(porteuse, "Une autre entreprise")
    page = _page(client, comptes.titulaire(autre))
    assert lot.intitule not in page
    assert "Aucun lot ne vous est encore attribué" in page


def test_le_donneur_d_ordre_voit_ses_operations_et_ouvre_leur_bilan(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    marches.operation(porteuse, nom="Celle d'un autre acheteur")
    operation = lot.marche.operation
    page = _page(client, comptes.donneur_d_ordre(operation.donneur_d_ordre))
    assert reverse("bilans:operation", args=[operation.pk]) in page
    assert "autre acheteur" not in page


def test_le_juriste_voit_les_operations_de_sa_structure_sans_aucune_heure(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 9, 1), "120", etat="validee")
    marches.operation(porteuse, nom="Celle d'un autre acheteur")
    operation = lot.marche.operation
    page = _page(client, comptes.juriste(operation.donneur_d_ordre))
    assert fiche_de(operation) in page
    assert "autre acheteur" not in page
    assert "120 h" not in page
    assert reverse("bilans:operation", args=[operation.pk]) not in page


def test_le_juriste_n_ouvre_pas_les_heures_d_une_operation(client, porteuse):
    operation = marches.lot_clause(porteuse)[0].marche.operation
    client.force_login(comptes.juriste(operation.donneur_d_ordre).utilisateur)
    assert client.get(reverse("declarations:operation", args=[operation.pk])).status_code == 403
    fiche = client.get(fiche_de(operation))
    assert fiche.status_code == 200
    assert reverse("declarations:operation", args=[operation.pk]) not in fiche.content.decode()


def test_le_pilote_ne_voit_que_l_anru_de_son_departement(client, porteuse):
    ici = marches.operation(porteuse, nom="ANRU du Nord", est_anru=True, departement=nord())
    marches.operation(porteuse, nom="ANRU d'à côté", est_anru=True, departement=pas_de_calais())
    marches.operation(porteuse, nom="Hors ANRU", departement=nord())
    page = _page(client, comptes.pilote(nord()))
    assert ici.nom in page
    assert "à côté" not in page
    assert "Hors ANRU" not in page


def test_une_autre_porteuse_ne_voit_rien(client, porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    _transmise(attribution, date(2026, 9, 1), (10, 12))
    page = _page(client, comptes.facilitateur(structures.porteuse("Ailleurs")))
    assert lot.marche.operation.nom not in page
    assert "Valider" not in page


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_d_operations(client, porteuse, django_assert_max_num_queries):
    for _ in range(12):
        lot, attribution = marches.lot_clause(porteuse)
        declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 9, 1), etat="validee")
        _transmise(attribution, date(2026, 9, 1), (10, 12))
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    with django_assert_max_num_queries(24):
        client.get(ACCUEIL)


@pytest.mark.parametrize(
    ("retards", "attendu"),
    [
        ([], "Rien ne vous attend aujourd'hui."),
        ([False], "1\u00a0chose vous attend, aucune n'est en retard."),
        ([True, False], "2\u00a0choses vous attendent, 1\u00a0est en retard."),
        ([True, True], "2\u00a0choses vous attendent, 2\u00a0sont en retard."),
    ],
)
def test_la_phrase_s_accorde(retards, attendu):
    liste = [Attente("a", "b", "c", date(2026, 1, 1), "/", "d", retard) for retard in retards]
    assert phrase_des_attentes(liste) == attendu


@pytest.mark.parametrize("cherche", ["Zoé Zimmer", "zimmer zoe", "ZIMMER,  zoé", "zoe’ zim", "zoë zimmer"])
def test_la_recherche_trouve_ce_que_la_page_affiche(client, porteuse, cherche):
    participants.participant(porteuse, nom="Zimmer", prenom="Zoé")
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    assert "Zoé Zimmer" in lisible(client.get(reverse("tableaux:recherche"), {"q": cherche}))


def test_la_recherche_reste_dans_la_portee(client, porteuse):
    lot, _ = marches.lot_clause(porteuse)
    participants.participant(porteuse, nom="Réhabilité", prenom="Zoé")
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    page = lisible(client.get(reverse("tableaux:recherche"), {"q": "REHABILIT"}))
    assert "Zoé Réhabilité" in page
    assert lot.marche.operation.nom in page
    client.force_login(comptes.donneur_d_ordre(lot.marche.operation.donneur_d_ordre).utilisateur)
    page = lisible(client.get(reverse("tableaux:recherche"), {"q": "rehabilit"}))
    assert "Zoé" not in page
    assert lot.marche.operation.nom in page
