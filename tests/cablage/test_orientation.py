"""`make ou` : du chemin d'une page à son code, lu dans les sources."""

import ast
import io

import pytest
from django.core.management import CommandError, call_command

from config import orientation

VUE = """
from clauses.lots import services
from clauses.lots.services import valider as approuver
from clauses.lots.models import Lot

GABARIT = "lots/fiche.html"

def fiche(requete, pk):
    return rendre(requete, GABARIT)

def rendre(requete, gabarit):
    services.noter(Lot, par=requete.acteur)
    approuver(par=requete.acteur)
    return gabarit

def autre(requete):
    services.rejeter()
    return "lots/autre.html"
"""


def test_on_suit_la_vue_de_proche_en_proche_et_pas_sa_voisine() -> None:
    module = ast.parse(VUE)
    noeuds = orientation.atteints(module, "fiche")
    assert orientation.services_appeles(module, noeuds) == {
        "clauses.lots.services.noter",
        "clauses.lots.services.valider",
    }
    assert orientation.gabarits_nommes(noeuds) == {"lots/fiche.html"}
    assert orientation.gabarits_nommes(orientation.atteints(module, "autre")) == {"lots/autre.html"}


def test_chaque_adresse_du_site_s_oriente() -> None:
    toutes = list(orientation.adresses())
    assert len(toutes) > 10
    for adresse in toutes:
        lieu = orientation.orienter(adresse)
        assert lieu.vue.split(":")[0].endswith(".py")
        assert lieu.droit


def test_la_commande_dit_vue_droit_gabarit_et_tests() -> None:
    sortie = io.StringIO()
    call_command("ou", "/participants/", stdout=sortie)
    texte = sortie.getvalue()
    assert "clauses/suivi/participants/views" in texte
    assert "participant.voir, lecture seule" in texte
    assert "participants/liste.html" in texte
    assert "test_ecran_participant.py" in texte


def test_un_debut_d_adresse_les_dit_toutes_et_une_inconnue_est_refusee() -> None:
    sortie = io.StringIO()
    call_command("ou", "/participants/…", stdout=sortie)
    assert sortie.getvalue().count("droit ") > 3
    with pytest.raises(CommandError, match="Aucune adresse"):
        call_command("ou", "/nulle/part/")
