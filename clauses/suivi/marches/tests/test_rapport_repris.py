"""Un rapport d'import gardé avant la forme commune se relit tel qu'il était : aperçu, application, refus, écartés."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import ImportMarches
from clauses.suivi.marches.services.import_marches import apercu_de, applique_de, deposer
from clauses.suivi.marches.tests.publications import fichier, publication

pytestmark = pytest.mark.django_db
migration = import_module("clauses.suivi.marches.migrations.0007_rapport_commun")

CREEE = {
    "rang": 1,
    "issue": "cree",
    "uid": "990080012000182026M1",
    "objet": "Peinture des écoles",
    "acheteur": "Ville",
    "montant_ht": "310000",
    "date": "2026-06-15",
    "a_clause": True,
    "notes": ["2 titulaires : à vérifier."],
}
REFUSEE = {
    "rang": 2,
    "issue": "refuse",
    "champ": "acheteur.id",
    "valeur": "123",
    "motif": "Faux.",
    "remede": "Corriger.",
}
ANCIEN: dict[str, Any] = {
    "totaux": {"cree": 1, "modifie": 0, "inchange": 0, "refuse": 1},
    "ecartes": 0,
    "lignes": [CREEE, REFUSEE],
    "applique": {
        "totaux": {"cree": 1, "modifie": 0, "inchange": 0, "refuse": 1},
        "ecartes": 3,
        "lignes": [{**CREEE, "marche": "0157de78-cb24-4132-8bc5-7a7e2b304cc8"}, REFUSEE],
    },
}


@pytest.fixture
def importe() -> ImportMarches:
    par = comptes.acteur(comptes.facilitateur(structures.porteuse()))
    depose = deposer(fichier(publication()), "ville.json", par=par)
    with signer(FABRICANT):
        ImportMarches.objects.filter(pk=depose.pk).update(rapport=ANCIEN)
    return depose


def migrer() -> None:
    with connection.cursor() as curseur:
        migration.migrer(apps, SimpleNamespace(execute=curseur.execute, connection=connection))


def test_l_ancien_rapport_se_relit_en_entier(importe: ImportMarches) -> None:
    migrer()
    importe.refresh_from_db()
    apercu, applique = apercu_de(importe), applique_de(importe)
    assert applique is not None
    assert (apercu.lignes_lues, apercu.totaux["cree"], apercu.totaux["refuse"], applique.ecartes) == (2, 1, 1, 3)
    creee, refusee = apercu.verdicts
    assert (creee.ligne, creee.issue, creee.libelle) == (1, "cree", "Peinture des écoles")
    assert {nom: creee.details[nom] for nom in ("uid", "acheteur", "montant_ht", "a_clause", "notes")} == {
        nom: CREEE[nom] for nom in ("uid", "acheteur", "montant_ht", "a_clause", "notes")
    }
    assert (refusee.champ, refusee.valeur, refusee.motif, refusee.remede) == (
        "acheteur.id",
        "123",
        "Faux.",
        "Corriger.",
    )
    assert applique.verdicts[0].details["marche"] == "0157de78-cb24-4132-8bc5-7a7e2b304cc8"


def test_un_rapport_deja_converti_ne_change_plus(importe: ImportMarches) -> None:
    migrer()
    importe.refresh_from_db()
    une_fois = importe.rapport
    migrer()
    importe.refresh_from_db()
    assert importe.rapport == une_fois
