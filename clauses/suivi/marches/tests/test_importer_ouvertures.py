"""Ce qu'un marché publié ouvre : l'aperçu l'annonce, l'import le fait, et les deux disent la même chose."""

from collections import Counter
from io import BytesIO
from typing import Any

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.decp import lire_decp
from clauses.suivi.marches.imports.chaine import ChaineDeMarches
from clauses.suivi.marches.models import ImportMarches, Lot, Marche, Operation
from clauses.suivi.marches.presentation import imports as montrer
from clauses.suivi.marches.services.import_marches import apercu_de, applique_de, appliquer, deposer
from clauses.suivi.marches.tests.publications import TITULAIRES, fichier, modification, publication

pytestmark = pytest.mark.django_db
MODELES = {"opération": Operation, "marché": Marche, "lot": Lot, "structure": Structure}


@pytest.fixture
def par() -> Acteur:
    return comptes.acteur(comptes.facilitateur(structures.porteuse()))


def importer(par: Acteur, *publiees: dict[str, Any]) -> tuple[ImportMarches, Counter[str]]:
    avant = _compter()
    importe = deposer(fichier(*publiees), "marches.json", par=par)
    appliquer(importe, par=par)
    importe.refresh_from_db()
    return importe, _compter() - avant


def _compter() -> Counter[str]:
    return Counter({mot: modele.objects.count() for mot, modele in MODELES.items()})


def motifs(rapport: Any) -> list[str]:
    return [v.motif.replace("\u202f", " ").replace("\xa0", " ") for v in rapport.verdicts]


SUITES = {
    "un seul": [publication()],
    "deux du même acheteur": [publication(), publication("2026M002", objet="Voirie d'essai")],
    "deux titulaires": [publication(titulaires=TITULAIRES[:2])],
    "publié deux fois": [publication(), publication(modifications=[modification(1, "2026-09-01", montant=900000.0)])],
    "un titulaire de plus": [publication(), publication(titulaires=TITULAIRES[:2])],
    "le même objet, de numéro voisin": [publication(), publication("2026M002")],
    "deux établissements": [
        publication(),
        publication(
            "2026M002",
            objet="Voirie d'essai",
            titulaires=[structures.autre_etablissement(TITULAIRES[0])],
        ),
    ],
}


@pytest.mark.parametrize("paquet", [200, 1])
@pytest.mark.parametrize("suite", SUITES)
def test_l_apercu_annonce_ce_que_l_import_ouvre(par: Acteur, suite: str, paquet: int, monkeypatch: Any) -> None:
    """Un marché par paquet : l'aperçu se souvient de ce qu'il a ouvert, comme la base."""
    monkeypatch.setattr(ChaineDeMarches, "paquet", paquet)
    importe, gagne = importer(par, *SUITES[suite])
    applique = applique_de(importe)
    assert applique is not None
    assert (dict(apercu_de(importe).ouvre), motifs(apercu_de(importe))) == (dict(gagne), motifs(applique))
    assert dict(applique.ouvre) == dict(gagne)
    encore, rien = importer(par, *SUITES[suite])
    assert (apercu_de(encore).ouvre, rien) == (Counter(), Counter())


def test_chaque_marche_dit_ou_il_va(par: Acteur) -> None:
    importe, _ = importer(par, publication(), publication("2026M012"))
    ouvre, rejoint = motifs(apercu_de(importe))
    assert ouvre.startswith(
        "Ouvre l'opération « Réhabilitation du groupe scolaire d'essai » de « Commune d'Essai », son marché et son lot"
        " ; nouvel acheteur ; nouvelle entreprise «"
    )
    assert rejoint.startswith("S'ajoute à l'opération « Réhabilitation du groupe scolaire d'essai » de « Commune")
    assert "nouvel" not in rejoint


def test_la_tete_de_l_apercu_compte_ce_qui_s_ouvrira(par: Acteur) -> None:
    importe = deposer(fichier(publication()), "marches.json", par=par)
    compte = "1\xa0opération, 1\xa0marché, 1\xa0lot et 2\xa0structures."
    assert f"Le fichier ajoutera\xa0: {compte}" in montrer.phrase(importe)
    appliquer(importe, par=par)
    importe.refresh_from_db()
    assert f"Le fichier a ajouté\xa0: {compte}" in montrer.phrase(importe)


def test_un_titulaire_venu_ensuite_est_nomme(par: Acteur) -> None:
    importer(par, publication())
    suivant = publication(titulaires=TITULAIRES[:2])
    rapport = ChaineDeMarches(par.porteuse_id, "m.json", lire_decp(BytesIO(fichier(suivant)), "m.json")).executer()
    assert motifs(rapport)[0].startswith("Ouvre une fiche : nouvelle entreprise «")
    assert dict(rapport.ouvre) == {"structure": 1}
