"""Deux contrats d'une personne qui ne diffèrent que par un détail : chacun garde ses heures, quel que soit l'ordre."""

from datetime import date

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.tests.test_import_doublons import classeur, heures, motifs, totaux

pytestmark = pytest.mark.django_db


@pytest.fixture
def importer():
    equipe = comptes.facilitateur(structures.porteuse()).en_acteur()

    def importe(contenu, **options):
        return service.appliquer(service.deposer(contenu, "contrats.xlsx", par=equipe, **options), par=equipe)

    return importe


JUMEAUX = [
    {"Fin contrat": date(2026, 3, 31)},
    {"Entreprise utilisatrice": "Menuiserie du Lac"},
    {"Fin contrat": None},
    {"Fin contrat": date(2026, 4, 30), "Entreprise utilisatrice": "Menuiserie du Lac"},
    {"Nombre d heures de formation": 14},
]


@pytest.mark.parametrize("autre", JUMEAUX)
def test_l_ordre_des_lignes_ne_melange_pas_deux_contrats_dits_distincts(importer, autre):
    """Même personne, même début, employeur et marché : leurs heures se suivaient au rang de la ligne, 100 → 300 h."""
    un, deux = {"Nombre d heures": 300}, {**autre, "Nombre d heures": 100}
    importer(classeur(un, deux), reponses={"toutes": "distinct"})
    total = heures()
    for lignes in ((deux, un), (deux,), (un,), (un, deux)):
        assert totaux(importer(classeur(*lignes))) == (0, 0, len(lignes), 0)
    assert heures() == total
    assert totaux(importer(classeur({**deux, "Nombre d heures": 110}, {**un, "Nombre d heures": 350}))) == (0, 2, 0, 0)
    assert heures() == total + 60


def test_la_ligne_dont_rien_ne_dit_lequel_de_deux_contrats_elle_suit_attend(importer):
    deux = {"Fin contrat": date(2026, 3, 31), "Nombre d heures": 100}
    importer(classeur({}, deux), reponses={"toutes": "distinct"})
    suite = {"Fin contrat": date(2026, 7, 31), "Entreprise utilisatrice": "Menuiserie du Lac", "Nombre d heures": 450}
    assert totaux(importer(classeur(suite))) == (0, 0, 0, 1)
    assert heures() == 500


def test_un_contrat_connu_ne_prend_pas_les_heures_d_un_autre_lot_ni_d_un_autre_acheteur(importer):
    importer(classeur({"Lot": "1"}))
    depose = importer(classeur({"Lot": "2", "Nombre d heures": 450}))
    assert (totaux(depose), "le lot est autre" in motifs(depose)) == ((0, 0, 0, 1), True)
    depose = importer(classeur({"Maitre d ouvrage": "Ville d'Ailleurs", "Nombre d heures": 450}))
    assert (totaux(depose), depose.rapport["refuses"]) == ((0, 0, 0, 0), 1)
    assert "est celle de « Habitat des Trois-Canaux »" in motifs(depose).replace("\xa0", " ")
    assert heures() == 400


@pytest.mark.parametrize("options", [{}, {"est_deja_valide": True}])
@pytest.mark.parametrize("change", [{"Marché": "Marché 26S012"}, {"Opération": "Collège Nord"}])
def test_un_intitule_ecrit_de_deux_facons_dans_un_fichier_attend_une_reponse(importer, change, options):
    """Les mêmes heures, les mêmes dates, le même employeur : un ancien export recollé sous le nouveau."""
    depose = importer(classeur({}, change), **options)
    assert totaux(depose) == (1, 0, 0, 1)
    assert "est déjà dit par la ligne 2" in motifs(depose)
    assert heures() == 400
    assert totaux(importer(classeur(change, {}), **options)) == (0, 0, 1, 1)
    assert totaux(importer(classeur({}, change), reponses={"3": "distinct"})) == (1, 0, 1, 0)
    assert heures() == 800


@pytest.mark.parametrize(
    "change",
    [
        {"Nom": "MARTIN ép. DUBOIS", "Prénom": "L."},
        {"Nom": "MARTAIN", "Prénom": "Léana"},
        {"Nom": "MARTAIN", "Date de naissance": date(1990, 6, 5)},
        {"Nom": "DUBOIS-MARTIN", "Date de naissance": date(1990, 5, 7)},
        {"Nom": "Mar-tin", "Prénom": "Lea", "Date de naissance": date(1990, 5, 7)},
    ],
)
def test_deux_choses_de_la_personne_ecrites_autrement_attendent_aussi(importer, change):
    importer(classeur({}))
    assert totaux(importer(classeur({**change, "Nombre d heures": 430}))) == (0, 0, 0, 1)
    assert heures() == 400
