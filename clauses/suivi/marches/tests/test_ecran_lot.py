"""Les écrans d'un lot et de ses tranches : chacun n'y lit que ce qui le regarde."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from clauses.fond.socle.adresses import fiche_de
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.tests import fabriques, scene
from clauses.suivi.marches.tests.scene import Scene

pytestmark = pytest.mark.django_db
FINE = "\u202f"


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return scene.monter()


@pytest.fixture
def monde(plantee) -> Scene:
    return deepcopy(plantee)


def lire(monde: Scene, role: str, nom: str = "", lot=None) -> str:
    """La fiche du lot, ou son écran `nom`."""
    lot = lot or monde.lot
    reponse = monde.connecter(role).get(reverse(f"marches:{nom}", args=[lot.pk]) if nom else fiche_de(lot))
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("acheteur", 200),
        ("mandataire", 200),
        ("autre_titulaire", 404),
        ("autre_porteuse", 404),
        ("pilote", 404),
    ],
)
def test_qui_voit_le_calcul_et_les_versions(monde: Scene, role: str, code: int) -> None:
    for nom in ("lot_pourquoi", "clause_versions"):
        assert monde.connecter(role).get(reverse(f"marches:{nom}", args=[monde.lot.pk])).status_code == code, nom


def test_le_calcul_d_un_cotraitant_ne_dit_rien_de_la_facturation_des_autres(monde: Scene) -> None:
    lot = scene.facturer(monde)
    tout = lire(monde, "facilitateur", "lot_pourquoi", lot)
    assert f"250{FINE}000{FINE}€" in tout
    assert f"440{FINE}h" in tout
    sien = lire(monde, "cotraitant", "lot_pourquoi", lot)
    assert f"88{FINE}h" in sien, "50 000 des 250 000 € facturés : un cinquième de 440 h"
    for secret in (f"250{FINE}000", f"440{FINE}h", f"352{FINE}h", "Escaut Bâtiment"):
        assert secret not in sien, secret


def test_un_titulaire_seul_lit_tout_son_calcul(monde: Scene) -> None:
    seul = fabriques.lot(monde.marche, "5")
    fabriques.clause(seul, heures=Decimal("250"))
    fabriques.attribution(seul, monde.structures[1])
    assert "Volume fixé par le marché" in lire(monde, "cotraitant", "lot_pourquoi", seul)


def test_la_phrase_de_la_clause_ne_se_dit_qu_une_fois(monde: Scene) -> None:
    phrase = obligations([monde.lot], date(2026, 11, 24))[monde.lot.pk].phrase
    texte = unescape(lire(monde, "facilitateur", "lot_pourquoi"))
    assert " ".join(texte.replace("’", "'").split()).count(" ".join(phrase.replace("’", "'").split())) == 1


def test_les_tranches_se_saisissent_et_s_affermissent(monde: Scene) -> None:
    lot = fabriques.lot(monde.marche, "7")
    fabriques.clause(lot, formule="tranches")
    client = monde.connecter("facilitateur")
    ou = reverse("marches:tranche_creer", args=[lot.pk])
    assert client.get(ou).status_code == 200
    assert client.post(ou, {"nature": "ferme", "heures": "120"}).status_code == 302
    assert client.post(ou, {"nature": "optionnelle", "heures": "130h30"}).status_code == 302
    assert f"120{FINE}h dues" in lire(monde, "facilitateur", lot=lot), "la seule tranche ferme"
    option = lot.tranches.get(numero=2)
    affermir = reverse("marches:evenement_noter", args=[monde.marche.pk, "affermissement"])
    assert client.post(affermir, {"jour": "01/05/2026", "tranche": str(option.pk)}).status_code == 302
    texte = lire(monde, "facilitateur", lot=lot)
    assert f"250,5{FINE}h dues" in texte
    assert "Affermie le 01/05/2026" in texte
    modifier = reverse("marches:tranche_modifier", args=[option.pk])
    saisie = {"nature": "optionnelle", "heures": "100", "version": option.version + 1}
    assert client.post(modifier, saisie).status_code == 422, "le motif manque"
    assert client.post(modifier, saisie | {"motif": "Rectificatif"}).status_code == 302
    annuler = reverse("marches:tranche_annuler", args=[option.pk])
    assert "affermie" in client.post(annuler, {"motif": "Erreur"}).content.decode()


def test_creer_modifier_et_annuler_un_lot(monde: Scene) -> None:
    client = monde.connecter("facilitateur")
    ou = reverse("marches:lot_creer", args=[monde.marche.pk])
    assert client.post(ou, {"numero": "3", "intitule": "Doublon"}).status_code == 422
    suite = client.post(ou, {"numero": "8", "intitule": "Peinture"})
    assert suite.status_code == 302
    lot = monde.marche.lots.get(numero="8")
    saisie = {
        "numero": "8",
        "intitule": "Peinture et sols",
        "version": 1,
        "date_debut": "01/02/2026",
        "date_fin": "01/01/2026",
    }
    modifier = reverse("marches:lot_modifier", args=[lot.pk])
    assert "précède son début" in client.post(modifier, saisie).content.decode()
    assert client.post(modifier, saisie | {"date_fin": ""}).status_code == 302
    assert client.post(reverse("marches:lot_annuler", args=[lot.pk]), {"motif": "Infructueux"}).status_code == 302
    assert "Lot annulé" in lire(monde, "facilitateur", lot=lot)


def test_les_lots_se_rangent_par_nombre(monde: Scene) -> None:
    for numero in ("10", "2"):
        fabriques.lot(monde.marche, numero, intitule=f"Rang {numero}")
    reponse = monde.connecter("facilitateur").get(reverse("marches:marche", args=[monde.marche.pk]))
    texte = reponse.content.decode()
    assert texte.index("Rang 2") < texte.index("Gros œuvre") < texte.index("Rang 10")


@pytest.mark.parametrize("nom", ["lot_modifier", "lot_annuler", "clause_saisir", "attribuer", "tranche_creer"])
@pytest.mark.parametrize(("role", "code"), [("acheteur", 403), ("mandataire", 403), ("autre_porteuse", 404)])
def test_qui_n_ecrit_pas(monde: Scene, nom: str, role: str, code: int) -> None:
    assert monde.connecter(role).get(reverse(f"marches:{nom}", args=[monde.lot.pk])).status_code == code
