"""Ce que désigne un numéro publié : un marché sous l'ordre de sa modification, plusieurs lots, un voisin."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Attribution, EvenementMarche, Lot, Marche, Operation
from clauses.suivi.marches.services.import_marches import apercu_de, appliquer, deposer
from clauses.suivi.marches.tests.publications import ACHETEUR, TITULAIRES, fichier, modification, publication

pytestmark = pytest.mark.django_db

INITIAL = publication("202609130000", montant=1_000_000)
MODIFIE = publication(
    "202609130001", montant=1_300_000, modifications=[modification(1, "2026-09-01", montant=1_300_000)]
)


@pytest.fixture
def par() -> Acteur:
    return comptes.acteur(comptes.facilitateur(structures.porteuse()))


def importer(par: Acteur, *publiees: dict[str, Any], **options: Any) -> Rapport:
    return appliquer(deposer(fichier(*publiees), "marches.json", par=par), par=par, **options)


def issues(rapport: Rapport) -> list[str]:
    return [verdict.issue for verdict in rapport.verdicts]


@pytest.mark.parametrize("en_un_fichier", [True, False])
def test_un_numero_suivi_de_son_ordre_de_modification_est_le_meme_marche(par: Acteur, en_un_fichier: bool) -> None:
    depots = [(INITIAL, MODIFIE)] if en_un_fichier else [(INITIAL,), (MODIFIE,)]
    sorts = [issue for depot in depots for issue in issues(importer(par, *depot))]
    assert sorts == ["cree", "modifie"]
    marche = Marche.objects.get()
    assert (marche.montant_ht, marche.uid_decp) == (1_000_000, f"{ACHETEUR}202609130000")
    avenant = EvenementMarche.objects.get()
    assert (avenant.montant_ht, avenant.jour) == (300_000, date(2026, 9, 1))


def test_l_apercu_voit_aussi_l_ordre_de_modification(par: Acteur) -> None:
    assert issues(apercu_de(deposer(fichier(INITIAL, MODIFIE), "marches.json", par=par))) == ["cree", "modifie"]


@pytest.mark.parametrize("suite", [(INITIAL, MODIFIE), (MODIFIE, INITIAL), (MODIFIE, MODIFIE), (INITIAL, INITIAL)])
def test_relire_une_publication_dans_n_importe_quel_ordre_n_ajoute_rien(par: Acteur, suite: Any) -> None:
    importer(par, INITIAL)
    importer(par, MODIFIE)
    for publiee in suite:
        assert issues(importer(par, publiee)) == ["inchange"]
    assert (Marche.objects.count(), EvenementMarche.objects.count()) == (1, 1)


def test_le_marche_modifie_lu_le_premier_ne_se_dedouble_pas(par: Acteur) -> None:
    rapport = importer(par, MODIFIE)
    rapport = importer(par, INITIAL)
    assert issues(rapport) == ["inchange"]
    assert "plus ancienne" in rapport.verdicts[0].motif
    assert Marche.objects.count() == 1


def test_deux_lots_numerotes_de_suite_restent_deux_marches_et_la_remarque_le_dit(par: Acteur) -> None:
    rapport = importer(par, publication("2026091301"), publication("2026091302"))
    assert issues(rapport) == ["cree", "cree"]
    rapport = importer(par, publication("2026091303"))
    assert "de numéro voisin" in rapport.verdicts[0].motif
    assert Marche.objects.count() == 3


@pytest.mark.parametrize(
    "autre", [{"objet": "Un tout autre chantier"}, {"titulaires": [TITULAIRES[3]]}, {"modifications": []}]
)
def test_sans_meme_objet_meme_titulaire_et_modification_ce_sont_deux_marches(
    par: Acteur, autre: dict[str, Any]
) -> None:
    importer(par, INITIAL)
    importer(par, publication("202609130001", **{"modifications": MODIFIE["modifications"], **autre}))
    assert Marche.objects.count() == 2


def test_des_lots_sous_un_meme_numero_deviennent_des_marches_du_bon_lot(par: Acteur) -> None:
    lots = [publication(objet=f"Lot {n} : corps d'état {n}", montant=100_000 * n) for n in (1, 2, 3)]
    assert issues(importer(par, *lots)) == ["cree"] * 3
    assert sorted(Lot.objects.values_list("numero", "montant_ht")) == [("1", 100_000), ("2", 200_000), ("3", 300_000)]
    assert set(Marche.objects.values_list("reference", flat=True)) == {"2026M001"}
    assert issues(importer(par, publication("2026M009-LOT02"))) == ["cree"]
    assert Lot.objects.get(marche__reference="2026M009-LOT02").numero == "2"
    assert issues(importer(par, *lots)) == ["inchange"] * 3


@pytest.mark.parametrize("ordre", [(0, 1), (1, 0)])
def test_des_lots_venus_de_fichiers_differents_ne_s_ecrasent_ni_ne_se_doublent(par: Acteur, ordre: Any) -> None:
    lots = [publication(objet=f"Lot {n} : corps d'état {n}", montant=100_000 * n) for n in (1, 2)]
    importer(par, lots[ordre[0]])
    assert issues(importer(par, lots[ordre[1]])) == ["cree"]
    assert issues(importer(par, *lots)) == ["inchange", "inchange"]
    assert issues(importer(par, lots[0])) == ["inchange"]
    assert sorted(Marche.objects.values_list("montant_ht", flat=True)) == [100_000, 200_000]


def test_le_nouvel_etablissement_qui_a_deja_sa_fiche_reprend_la_part_de_l_ancien(par: Acteur) -> None:
    ancien, nouveau = TITULAIRES[0], structures.autre_etablissement(TITULAIRES[0])
    importer(par, publication(titulaires=[ancien, TITULAIRES[1]]))
    structures.entreprise(Marche.objects.get().porteuse, "L'autre agence", siret=nouveau)
    change = [{"titulaire": {"id": s, "typeIdentifiant": "SIRET", "nom": "E"}} for s in (nouveau, TITULAIRES[1])]
    publiee = publication(
        titulaires=[ancien, TITULAIRES[1]], modifications=[modification(1, "2026-09-01", titulaires=change)]
    )
    rapport = importer(par, publiee)
    assert "nouvel établissement" in rapport.verdicts[0].motif
    places = {a.structure.siret: a for a in Attribution.objects.all()}
    assert (places[nouveau].part, places[nouveau].role, places[nouveau].date_debut) == (
        50,
        "mandataire",
        date(2026, 9, 1),
    )
    assert (places[ancien].part, places[ancien].date_fin) == (0, date(2026, 9, 1))
    assert sum(a.part for a in places.values()) == Decimal(100)
    assert issues(importer(par, publiee)) == ["inchange"]


@pytest.mark.parametrize(
    ("lieu", "departement"),
    [
        ({"code": "32", "typeCode": "Code région", "nom": "Hauts-de-France"}, None),
        ({"code": "32", "typeCode": "CODE REGION"}, None),
        ({"code": "32", "typeCode": "Code pays"}, None),
        ({"code": "32"}, None),
        ({"code": "32", "typeCode": "Code département"}, "32"),
        ({"code": "595", "typeCode": "Code arrondissement"}, "59"),
        ({"code": "59512", "typeCode": "Code commune"}, "59"),
        ({"code": "32000", "typeCode": "Code postal"}, "32"),
    ],
)
def test_un_code_de_region_n_est_pas_un_departement(par: Acteur, lieu: Any, departement: str | None) -> None:
    importer(par, publication(lieuExecution=lieu))
    assert Operation.objects.get().departement_id == departement
    est_une_region = "gion" in lieu.get("typeCode", "").casefold()
    assert (Marche.objects.get().lieu_code == "") is est_une_region


def test_deux_acheteurs_et_un_meme_objet_font_deux_operations(par: Acteur) -> None:
    autre = {"id": TITULAIRES[4], "nom": "Un autre acheteur"}
    importer(par, publication(), publication("2026M002", acheteur=autre))
    assert set(Operation.objects.values_list("donneur_d_ordre__siret", flat=True)) == {ACHETEUR, TITULAIRES[4]}


MUETTES: list[dict[str, Any]] = [
    {"montant": 99_999_999},
    {"montant": None},
    {"dureeMois": None},
    {"codeCPV": ""},
    {"dateNotification": None},
    {"considerationsSociales": []},
    {"titulaires": []},
]


@pytest.mark.parametrize("change", MUETTES)
@pytest.mark.parametrize("muette_d_abord", [True, False])
def test_ce_qu_une_publication_tait_n_efface_pas_ce_qu_une_autre_disait(
    par: Acteur, change: dict[str, Any], muette_d_abord: bool
) -> None:
    """Un montant de remplissage ne l'emporte pas sur un vrai, d'un fichier à l'autre non plus."""
    publiees = [publication(**change), publication()]
    for publiee in publiees if muette_d_abord else publiees[::-1]:
        importer(par, publiee)
    marche = Marche.objects.get()
    dit = (marche.montant_ht, marche.duree_mois, marche.cpv, marche.date_notification, marche.considerations_sociales)
    assert dit == (850_000, 18, "45214200", date(2026, 3, 2), ["clause_sociale"])
    assert Lot.objects.get().montant_ht == 850_000
    assert Attribution.objects.get().date_fin is None
    assert issues(importer(par, *publiees[:1])) == ["inchange"]


@pytest.mark.parametrize("ordre", [(0, 1), (1, 0)])
def test_la_publication_la_plus_recente_l_emporte_dans_tout_ordre(par: Acteur, ordre: Any) -> None:
    """Comme au sein d'un fichier : l'ordre des fichiers ne décide pas du montant."""
    publiees = [publication(), publication(montant=860_000, datePublicationDonnees="2026-05-01")]
    for rang in (*ordre, *ordre):
        importer(par, publiees[rang])
    assert (Marche.objects.get().montant_ht, Lot.objects.get().montant_ht) == (860_000, 860_000)
    assert "plus ancienne" in importer(par, publiees[0]).verdicts[0].motif


ENSEMBLE = publication(objet="Groupe scolaire d'essai", montant=500_000)
UN_LOT = publication(objet="Groupe scolaire d'essai - lot n° 2 peinture", montant=90_000, titulaires=[TITULAIRES[2]])


@pytest.mark.parametrize("ordre", [(0, 1), (1, 0)])
def test_un_lot_et_un_marche_sans_lot_de_deux_entreprises_ne_s_ecrasent_pas(par: Acteur, ordre: Any) -> None:
    """Comme au sein d'un fichier : le même numéro, publié en deux fois, désigne deux marchés."""
    publiees = [ENSEMBLE, UN_LOT]
    for rang in (*ordre, *ordre):
        importer(par, publiees[rang])
    parts = Attribution.objects.values_list("lot__marche__montant_ht", "structure__siret", "part")
    assert sorted(parts) == [(90_000, TITULAIRES[2], 100), (500_000, TITULAIRES[0], 100)]
    assert issues(importer(par, *publiees)) == ["inchange", "inchange"]
    assert Marche.objects.count() == 2


def test_le_meme_titulaire_ou_un_avenant_reste_le_meme_marche(par: Acteur) -> None:
    importer(par, ENSEMBLE)
    importer(par, UN_LOT | {"titulaires": ENSEMBLE["titulaires"]})
    importer(par, UN_LOT | {"modifications": [modification(1, "2026-09-01", montant=95_000)]})
    assert Marche.objects.count() == 1
