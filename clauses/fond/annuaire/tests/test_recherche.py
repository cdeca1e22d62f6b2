"""Chercher près d'un lieu : distances connues, cadre, natures, métiers, requêtes comptées."""

import pytest

from clauses.fond.annuaire.distance import dans_le_cadre, distance_km
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.recherche import proches
from clauses.fond.annuaire.tests.fabriques import LILLE, PARIS, VALENCIENNES, fournisseur

MARSEILLE, SAINT_DENIS_REUNION = (43.2965, 5.3698), (-20.8789, 55.4481)


# Distances sur le grand cercle d'une sphère de 6 371,0088 km, entre centres-villes.
@pytest.mark.parametrize(
    ("de", "vers", "attendu"),
    [
        (PARIS, MARSEILLE, 660.5),
        (PARIS, LILLE, 203.9),
        (LILLE, VALENCIENNES, 44.7),
        (PARIS, SAINT_DENIS_REUNION, 9359.5),
        ((0.0, 0.0), (0.0, 180.0), 20015.1),
        ((0.0, 0.0), (90.0, 0.0), 10007.6),
        (PARIS, PARIS, 0.0),
    ],
)
def test_les_distances_connues(de, vers, attendu):
    assert distance_km(*de, *vers) == pytest.approx(attendu, rel=0.002, abs=0.01)
    assert distance_km(*de, *vers) == pytest.approx(distance_km(*vers, *de))


def test_la_formule_est_celle_du_grand_cercle():
    """Un degré de méridien : un 360e du tour ; un degré de parallèle à 60° N : la moitié d'un degré d'équateur."""
    assert distance_km(45, 3, 46, 3) == pytest.approx(111.1951, abs=0.001)
    assert distance_km(60, 0, 60, 1) == pytest.approx(55.597, abs=0.01)


@pytest.mark.django_db
class TestProches:
    def test_du_plus_pres_au_plus_loin_et_dans_le_rayon(self):
        fournisseur("À Lille", ou=LILLE)
        fournisseur("À Paris", ou=PARIS)
        fournisseur("Sur place")
        trouves = proches(*VALENCIENNES, 50)
        assert [p.fournisseur.nom for p in trouves] == ["Sur place", "À Lille"]
        assert trouves[0].distance_km == 0
        assert trouves[1].distance_km == pytest.approx(44.7, abs=0.3)

    def test_le_coin_du_cadre_est_hors_du_cercle(self):
        coin = fournisseur("Au coin", ou=(VALENCIENNES[0] + 0.26, VALENCIENNES[1] + 0.40))
        assert Fournisseur.objects.filter(dans_le_cadre(*VALENCIENNES, 30), pk=coin.pk).exists()
        assert proches(*VALENCIENNES, 30) == []

    def test_une_frontiere_de_departement_ne_compte_pas(self):
        fournisseur("Dans l'Aisne", ou=(49.8489, 3.2876), departement="02", code_postal="02100")
        assert len(proches(*VALENCIENNES, 60)) == 1

    @pytest.mark.parametrize(("ici", "la_bas"), [((-13.3, -176.2), (-13.3, 179.9)), ((-13.3, 179.9), (-13.3, -176.2))])
    def test_l_antimeridien_ne_coupe_pas_le_cercle(self, ici, la_bas):
        fournisseur("De l'autre côté", ou=la_bas)
        assert len(proches(*ici, 500)) == 1
        assert proches(*ici, 300) == []

    def test_outre_mer(self):
        fournisseur("Réunion", ou=(-21.3393, 55.4781), code_postal="97410", departement="974")
        assert [round(p.distance_km) for p in proches(*SAINT_DENIS_REUNION, 60)] == [51]

    def test_sans_position_inactive_ou_annulee_elle_n_y_est_pas(self):
        fournisseur("Sans position", ou=None)
        fournisseur("Fermée", actif=False)
        assert proches(*VALENCIENNES, 50) == []

    def test_par_nature_et_par_texte_sans_accents(self):
        fournisseur("Élan fictif", "etti")
        fournisseur("Autre", "ei")
        assert [p.fournisseur.nom for p in proches(*VALENCIENNES, 5, natures=["etti"])] == ["Élan fictif"]
        assert [p.fournisseur.nom for p in proches(*VALENCIENNES, 5, texte="ELAN")] == ["Élan fictif"]

    def test_le_metier_garde_qui_l_a_et_qui_met_a_disposition_dans_tous(self):
        fournisseur("Paysage", "ei", secteurs=["espaces_verts"])
        fournisseur("Propreté", "ei", secteurs=["proprete"])
        fournisseur("Intérim", "etti")
        fournisseur("Chantier", "aci")
        metier = {p.fournisseur.nom: p.correspondance for p in proches(*VALENCIENNES, 5, secteurs=["espaces_verts"])}
        assert metier == {"Paysage": "metier", "Intérim": "tout_metier"}
        tous = proches(*VALENCIENNES, 5, secteurs=["espaces_verts"], avec_inconnus=True)
        assert {p.fournisseur.nom: p.correspondance for p in tous} == {**metier, "Chantier": "inconnu"}

    def test_une_requete_quel_que_soit_le_nombre(self, django_assert_max_num_queries):
        for _ in range(12):
            fournisseur()
        with django_assert_max_num_queries(1):
            assert len(proches(*VALENCIENNES, 10, secteurs=["proprete"], avec_inconnus=True)) == 12
