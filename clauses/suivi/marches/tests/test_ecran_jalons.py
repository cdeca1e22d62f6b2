"""Les jalons à l'écran de la clause : une ligne chacun, sans JavaScript, et des refus qui disent où."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import html

from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.scene import Scene
from clauses.suivi.marches.tests.test_ecran_clause import FIXE
from regles.formules.jalons import Jalon

pytestmark = pytest.mark.django_db


NOMS = ("le", "mois", "heures", "part")


def lignes(*jalons: tuple[str, str, str, str]) -> dict[str, str]:
    return {f"jalons-{n}-{nom}": v for n, jalon in enumerate(jalons) for nom, v in zip(NOMS, jalon, strict=True)}


DEUX = lignes(("31/03/2026", "", "400", ""), ("30 septembre 2026", "", "", "60 %"))


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter(avec_clause=False)


@pytest.fixture
def vierge(plantee) -> Scene:
    return deepcopy(plantee)


def envoyer(monde: Scene, saisie: dict, acte: str = "enregistrer"):
    adresse = reverse("marches:clause_saisir", args=[monde.lot.pk])
    return monde.connecter("facilitateur").post(adresse, FIXE | saisie | {"acte": acte})


def page_de(reponse):
    return html.fromstring(reponse.content.decode())


def tapees(reponse) -> dict[str, str]:
    return {case.get("name"): case.get("value") for case in page_de(reponse).xpath('//*[@class="jalon"]//input')}


def texte_de(page, classe: str) -> str:
    """Le texte de la classe, espaces ramenées à l'ordinaire."""
    return " ".join(" ".join(e.text_content() for e in page.xpath(f'//*[contains(@class, "{classe}")]')).split())


def test_sans_jalon_il_n_y_a_que_le_bouton(vierge: Scene) -> None:
    adresse = reverse("marches:clause_saisir", args=[vierge.lot.pk])
    page = page_de(vierge.connecter("facilitateur").get(adresse))
    assert page.xpath('//*[@class="jalon"]') == []
    (bouton,) = page.xpath('//button[@value="ajouter-jalons"]')
    assert bouton.text_content().strip() == "Ajouter un jalon"


def test_une_ligne_s_ajoute_sans_rien_perdre_ni_rien_reprocher(vierge: Scene) -> None:
    reponse = envoyer(vierge, DEUX | {"heures": "", "article": "Article 8"}, "ajouter-jalons")
    assert reponse.status_code == 200
    assert tapees(reponse) == DEUX | {f"jalons-2-{nom}": "" for nom in NOMS}
    page = page_de(reponse)
    (bouton,) = page_de(envoyer(vierge, DEUX, "recalculer")).xpath('//button[@value="ajouter-jalons"]')
    assert bouton.get("formaction") == "#id_jalons-2-le", "le focus va à la ligne ajoutée"
    assert "Article 8" in reponse.content.decode()
    assert texte_de(page, "resume-erreurs") == texte_de(page, "is-invalid") == ""
    assert not vierge.lot.clauses.exists()


@pytest.mark.parametrize(
    ("tapes", "vide"),
    [
        ([("", "", "", "")], 0),
        ([("31/03/2026", "", "400", ""), ("", "", "", "")], 1),
        ([("31/03/2026", "", "400", ""), (" ", "", "", " ")], 1),
        ([("", "", "", ""), ("30/09/2026", "", "", "60")], 0),
        ([("31/03/2026", "", "400", ""), ("", "", "", ""), ("", "", "", "")], 1),
    ],
)
def test_une_ligne_vide_se_remplit_avant_d_en_ajouter_une_autre(vierge: Scene, tapes: list, vide: int) -> None:
    reponse = envoyer(vierge, lignes(*tapes), "ajouter-jalons")
    assert reponse.status_code == 200
    assert tapees(reponse) == lignes(*tapes), "rien ne s'ajoute, rien ne se perd"
    page = page_de(reponse)
    assert page.xpath("//*[@autofocus]/@id") == [f"id_jalons-{vide}-le"]
    (case,) = page.xpath('//input[@aria-invalid="true"]')
    assert case.get("id") == f"id_jalons-{vide}-le"
    dit = page.get_element_by_id(case.get("aria-describedby")).text_content()
    assert "Ce jalon est vide : remplissez-le" in dit.replace("\u00a0", " ")
    (bouton,) = page.xpath('//button[@value="ajouter-jalons"]')
    assert bouton.get("formaction") == f"#id_jalons-{len(tapes)}-le", "remplie, la suivante aura le focus"


def test_une_ligne_se_retire_et_les_autres_se_renumerotent(vierge: Scene) -> None:
    reponse = envoyer(vierge, DEUX, "retirer-jalons-0")
    assert tapees(reponse) == lignes(("30 septembre 2026", "", "", "60 %"))
    assert not vierge.lot.clauses.exists()


def test_les_jalons_s_enregistrent_les_lignes_vides_laissees_de_cote(vierge: Scene) -> None:
    vides = lignes(("", "", "", ""), ("31/03/2026", "", "400", ""), (" ", "", "", ""), ("30/09/2026", "", "", "60"))
    assert envoyer(vierge, vides).status_code == 302
    clause = vierge.lot.clauses.get()
    attendus = (
        Jalon(le=date(2026, 3, 31), heures=Decimal(400)),
        Jalon(le=date(2026, 9, 30), part=Decimal(60)),
    )
    assert clause.jalons == attendus
    fiche = vierge.connecter("facilitateur").get(reverse("marches:clause_saisir", args=[vierge.lot.pk]))
    assert {k: v for k, v in tapees(fiche).items() if v} == {
        "jalons-0-le": "31/03/2026",
        "jalons-0-heures": "400",
        "jalons-1-le": "30/09/2026",
        "jalons-1-part": "60",
    }
    lot = vierge.connecter("facilitateur").get(reverse("marches:lot_pourquoi", args=[vierge.lot.pk]))
    assert "744\u00a0heures (60\u00a0% du volume) au 30\u00a0septembre 2026" in lot.content.decode()


@pytest.mark.parametrize(
    ("jalons", "case", "message"),
    [
        ([("31/13/2026", "", "400", "")], "jalons-0-le", "Jalon 1, date"),
        ([("31/03/2026", "", "quatre", "")], "jalons-0-heures", "Jalon 1, heures"),
        ([("31/03/2026", "", "", "130")], "jalons-0-part", "Jalon 1, part du volume"),
        ([("", "2,5", "400", "")], "jalons-0-mois", "Jalon 1, mois d’exécution"),
        ([("", "", "400", "")], "jalons-0-le", "Jalon 1, date : donnez sa date"),
        ([("31/03/2026", "3", "400", "")], "jalons-0-mois", "pas les deux"),
        ([("31/03/2026", "", "", "")], "jalons-0-heures", "donnez les heures dues"),
        ([("31/03/2026", "", "1 241", "")], "jalons-0-heures", "dépassent le volume"),
        (
            [("31/03/2026", "", "400", ""), ("31/03/2026", "", "500", "")],
            "jalons-1-le",
            "Jalon 2, date : il doit tomber après le jalon 1 (au 31 mars 2026)",
        ),
        ([("31/03/2026", "", "400", ""), ("30/06/2026", "", "400", "")], "jalons-1-heures", "n’ajoutent rien"),
    ],
)
def test_un_refus_dit_la_ligne_et_la_case(vierge: Scene, jalons: list, case: str, message: str) -> None:
    reponse = envoyer(vierge, lignes(*jalons))
    assert reponse.status_code == 422
    page = page_de(reponse)
    assert page.xpath('//input[contains(@class, "is-invalid")]/@name') == [case]
    assert message in texte_de(page, "invalid-feedback")
    assert message in texte_de(page, "resume-erreurs")
    assert page.xpath('//*[contains(@class, "resume-erreurs")]//a/@href')[0] == f"#id_{case}"
    assert not vierge.lot.clauses.exists()


def test_un_jalon_d_apres_la_fin_du_lot_est_refuse_avec_quoi_faire(vierge: Scene) -> None:
    reponse = envoyer(vierge, lignes(("31/12/2027", "", "400", "")))
    for ou in ("resume-erreurs", "invalid-feedback"):
        dit = texte_de(page_de(reponse), ou)
        assert "Jalon 1, date : l’exécution finit le 14 juillet 2027 : avancez ce jalon" in dit
    assert not vierge.lot.clauses.exists()
