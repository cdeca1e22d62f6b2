"""La saisie de la clause : le préréglage, l'exemple, les refus, les versions."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import html

from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.scene import Scene
from regles.publics import PUBLICS_DU_CCAG

pytestmark = pytest.mark.django_db
FINE = "\u202f"
FIXE = {
    "acte": "enregistrer",
    "instrument": "condition",
    "formule": "fixe",
    "heures": "1 240",
    "publics_ccag": ["deld"],
    "periodicite": "1",
    "jour_echeance": "15",
    "duree_max_mois": "24",
    "duree_max_cdi_mois": "48",
    "compte_formation": "on",
}
UGAP = FIXE | {
    "formule": "facturation",
    "heures": "",
    "heures_par_tranche": "220",
    "montant_tranche_ht": "100 000",
    "seuil_ht": "100 000",
    "lecture_tranches": "entieres",
    "lecture_seuil": "retroactif",
    "assiette_seuil": "commande",
}


PARTS = ("pourcentage_heures", "jeunes_outre_mer")  # deux formules qui demandent la part des heures


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter(avec_clause=False)


@pytest.fixture
def vierge(plantee) -> Scene:
    return deepcopy(plantee)


def adresse(monde: Scene, nom: str = "clause_saisir") -> str:
    return reverse(f"marches:{nom}", args=[monde.lot.pk])


def test_tous_les_blocs_sont_la_sans_javascript(vierge: Scene) -> None:
    texte = vierge.connecter("facilitateur").get(adresse(vierge)).content.decode()
    for formule in ("fixe", "tranches", "annuelle", "pourcentage_heures", "facturation"):
        assert f'<fieldset class="bloc" data-formule="{formule}">' in texte


def bloc_de(page, formule: str):
    (bloc,) = page.xpath(f'//fieldset[@data-formule="{formule}"]')
    return bloc


@pytest.mark.parametrize("formule", ["pourcentage_heures", "jeunes_outre_mer"])
@pytest.mark.parametrize("ailleurs", ["", "12", "illisible"])
def test_un_terme_que_deux_blocs_demandent_se_lit_dans_celui_de_la_formule(
    vierge: Scene, formule: str, ailleurs: str
) -> None:
    """Un navigateur envoie la case de chaque bloc, même masqué."""
    client = vierge.connecter("facilitateur")
    page = html.fromstring(client.get(adresse(vierge)).content.decode())
    parts = {b: bloc_de(page, b).xpath('.//label[contains(., "Part des heures")]/@for')[0] for b in PARTS}
    noms = {b: page.get_element_by_id(case).get("name") for b, case in parts.items()}
    assert len(set(noms.values())) == len(PARTS)
    tapees = {noms[b]: "37" if b == formule else ailleurs for b in PARTS}
    assert client.post(adresse(vierge), FIXE | {"formule": formule} | tapees).status_code == 302
    assert vierge.lot.clauses.get().taux == 37
    relue = html.fromstring(client.get(adresse(vierge)).content.decode())
    lues = {b: relue.xpath(f'//input[@name="{noms[b]}"]/@value') for b in PARTS}
    assert lues == {b: ["37"] if b == formule else [] for b in PARTS}


def test_un_intitule_mene_a_la_case_de_son_bloc_et_l_exemple_est_celui_de_la_formule(vierge: Scene) -> None:
    page = html.fromstring(vierge.connecter("facilitateur").get(adresse(vierge)).content.decode())
    for bloc in page.xpath("//fieldset[@data-formule]"):
        for intitule in bloc.xpath(".//label[@for]"):
            assert page.get_element_by_id(intitule.get("for")) in bloc.iter(), intitule.text_content()
    exemples = {b: bloc_de(page, b).xpath('.//input[contains(@name, "taux")]')[0].get("placeholder") for b in PARTS}
    assert exemples == {"pourcentage_heures": "5", "jeunes_outre_mer": "30"}


def test_une_part_refusee_se_montre_dans_le_bloc_de_la_formule(vierge: Scene) -> None:
    saisie = FIXE | {"formule": "jeunes_outre_mer", "taux": "37"}
    reponse = vierge.connecter("facilitateur").post(adresse(vierge), saisie)
    assert reponse.status_code == 422
    page = html.fromstring(reponse.content.decode())
    (fautive,) = page.xpath('//input[@aria-invalid="true"]')
    assert fautive in bloc_de(page, "jeunes_outre_mer").iter()


def test_enregistrer_une_clause_fixe(vierge: Scene) -> None:
    reponse = vierge.connecter("facilitateur").post(adresse(vierge), FIXE)
    assert reponse.status_code == 302
    clause = vierge.lot.clauses.get()
    assert (clause.heures, clause.publics, clause.penalite_heure) == (Decimal("1240"), ["deld"], Decimal(0))


def test_la_clause_type_se_remplit_d_un_bouton_sans_rien_enregistrer(vierge: Scene) -> None:
    reponse = vierge.connecter("facilitateur").post(adresse(vierge), {"acte": "ugap", "article": "Article 8 du CCAP"})
    texte = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Article 8 du CCAP" in texte, "ce qui était tapé reste"
    assert 'value="220"' in texte
    assert "440" in texte, "250 000 € facturés dans l'exemple : deux tranches entières"
    assert "à partir de 100" in texte
    assert not vierge.lot.clauses.exists()


@pytest.mark.parametrize(
    ("choix", "heures"),
    [
        ({}, "440"),
        ({"lecture_tranches": "prorata"}, "550"),
        ({"lecture_seuil": "franchise"}, "220"),
        ({"exemple_commande": "99 999,99"}, "0"),
    ],
)
def test_recalculer_suit_les_choix(vierge: Scene, choix: dict, heures: str) -> None:
    saisie = UGAP | {"acte": "recalculer", "exemple_commande": "350 000", "exemple_facture": "250 000"} | choix
    texte = vierge.connecter("facilitateur").post(adresse(vierge), saisie).content.decode()
    assert f"<strong>{heures}{FINE}h</strong>" in texte


@pytest.mark.parametrize(
    ("defaut", "message"),
    [
        ({"heures": ""}, "supérieure à zéro"),
        ({"publics_ccag": []}, "au moins un public"),
        ({"formule": ""}, "Choisissez la formule"),
        ({"jour_echeance": "31"}, "28"),
    ],
)
def test_une_clause_incomplete_est_refusee_sans_rien_perdre(vierge: Scene, defaut: dict, message: str) -> None:
    saisie = FIXE | {"article": "Article 8 du CCAP"} | defaut
    reponse = vierge.connecter("facilitateur").post(adresse(vierge), saisie)
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    assert "Article 8 du CCAP" in reponse.content.decode()
    assert not vierge.lot.clauses.exists()


@pytest.mark.parametrize("instrument", ["critere", "condition_critere"])
def test_un_critere_s_enregistre_avec_son_poids(vierge: Scene, instrument: str) -> None:
    client = vierge.connecter("facilitateur")
    sans_poids = client.post(adresse(vierge), FIXE | {"instrument": instrument})
    assert "Dites le poids du critère" in sans_poids.content.decode()
    complet = FIXE | {"instrument": instrument, "ponderation_critere": "10"}
    assert client.post(adresse(vierge), complet).status_code == 302
    clause = vierge.lot.clauses.get()
    assert (clause.instrument, clause.ponderation_critere) == (instrument, Decimal(10))
    texte = client.get(adresse(vierge, "clause_versions")).content.decode()
    assert "Poids du critère" in texte


def test_sans_critere_le_poids_tape_n_est_pas_garde(vierge: Scene) -> None:
    vierge.connecter("facilitateur").post(adresse(vierge), FIXE | {"ponderation_critere": "10"})
    assert vierge.lot.clauses.get().ponderation_critere is None


def test_toute_la_liste_du_ccag_d_une_case(vierge: Scene) -> None:
    saisie = FIXE | {"publics_ccag": [], "toute_la_liste": "on", "publics_autres": ["plie"]}
    vierge.connecter("facilitateur").post(adresse(vierge), saisie)
    assert set(vierge.lot.clauses.get().publics) == {*PUBLICS_DU_CCAG, "plie"}
    assert {"iae", "boeth", "secteur_adapte", "geiq", "regie", "epide_e2c", "jeune"} <= set(PUBLICS_DU_CCAG)
    assert not {"plie", "zfrr", "detld", "jeune_outre_mer"} & set(PUBLICS_DU_CCAG)


def test_un_avenant_fait_une_version_que_l_on_compare() -> None:
    monde = scene.monter()
    client = monde.connecter("facilitateur")
    page = client.get(adresse(monde)).content.decode()
    assert "L’enregistrement fait la version 2" in page
    avenant = FIXE | {
        "nature_changement": "avenant",
        "date_effet": "01/06/2026",
        "motif": "Avenant n° 2",
        "version": "1",
    }
    assert client.post(adresse(monde), avenant | {"motif": ""}).status_code == 422
    assert client.post(adresse(monde), avenant).status_code == 302
    texte = client.get(adresse(monde, "clause_versions")).content.decode()
    for morceau in ("Avenant n° 2", f"1{FINE}000{FINE}h", f"1{FINE}240{FINE}h", "Version 1", "Version 2"):
        assert morceau in texte
    conflit = client.post(adresse(monde), avenant | {"heures": "900"})
    assert conflit.status_code == 422
    assert "Ce qui a changé pendant votre saisie" in conflit.content.decode()
    assert monde.lot.clauses.count() == 2


def test_un_envoi_qui_ne_dit_pas_son_acte_essaie_et_n_enregistre_rien() -> None:
    monde = scene.monter()
    client = monde.connecter("facilitateur")
    for envoi in ({}, {"acte": "inconnu"}, FIXE | {"acte": ""}):
        assert client.post(adresse(monde), envoi).status_code in (200, 422)
    assert monde.lot.clauses.count() == 1


def test_rien_qui_change_est_dit() -> None:
    monde = scene.monter()
    meme = FIXE | {
        "heures": "1000",
        "publics_ccag": ["deld", "rsa"],
        "nature_changement": "correction",
        "date_effet": "01/06/2026",
        "motif": "Relecture",
        "version": "1",
    }
    reponse = monde.connecter("facilitateur").post(adresse(monde), meme)
    assert "Rien ne change dans la clause" in reponse.content.decode()
