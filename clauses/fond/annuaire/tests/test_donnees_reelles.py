"""Les listes publiques telles qu'elles sont : toutes lues, et deux fois de suite sans rien changer."""

import pytest

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.services import charger
from clauses.fond.socle.acteur import Acteur

pytestmark = [pytest.mark.django_db, pytest.mark.donnees_reelles]
PAR = Acteur.systeme("essai")


def test_les_listes_publiques_se_chargent_deux_fois_sans_rien_changer(donnees_reelles):
    dossier = donnees_reelles / "siae"
    chemins = [
        *sorted(dossier.glob("siae_lemarche*.csv")),
        *sorted(dossier.glob("esat_finess*.csv")),
        *sorted(dossier.glob("geiq_*.json")),
        *sorted(dossier.glob("siae_conventions*.csv")),
    ]
    if not chemins:
        pytest.skip("pas de liste de structures dans ce dossier")
    premiers = charger(chemins, par=PAR)
    lues = sum(r.lignes_lues for r in premiers)
    refusees = sum(r.totaux["refuse"] for r in premiers)
    assert Fournisseur.objects.count() == sum(r.totaux["cree"] for r in premiers) > 1000
    assert refusees < lues / 100
    for rapport in charger(chemins, par=PAR):
        assert (rapport.totaux["cree"], rapport.totaux["modifie"]) == (0, 0), rapport.fichier
