"""Plusieurs lots, ou plusieurs marchés, sous un même numéro : chacun à part quand son objet le dit."""

import pytest

from clauses.suivi.marches.decp import Avis
from clauses.suivi.marches.decp.lots import lots_dits
from clauses.suivi.marches.tests.decp_fictif import (
    ACHETEUR,
    AUTRE,
    COTITULAIRE,
    TITULAIRE,
    avertis,
    lire,
    marche,
    paquet,
)


@pytest.mark.parametrize(
    ("texte", "lots"),
    [
        ("Lot 1 : gros œuvre", {"1"}),
        ("École - LOT N°02 Peinture", {"2"}),
        ("Lot n° 3a – serrurerie", {"3a"}),
        ("Lot numéro 12", {"12"}),
        ("Lot 2, 24 logements", {"2"}),
        ("Lots 1 et 3", {"1", "3"}),
        ("lots n° 2, 4 et 5", {"2", "4", "5"}),
        ("Lots 1 à 4", {"1", "2", "3", "4"}),
        ("Lot B : façades", {"B"}),
        ("Fournitures en lots à bons de commande", set()),
        ("Marché non alloti", set()),
        ("Construction de 12 logements", set()),
    ],
)
def test_un_objet_dit_ses_lots(texte, lots):
    assert lots_dits(texte) == lots


def test_dix_lots_sous_un_meme_numero_sont_dix_marches():
    publies = [marche(objet=f"Lot {n} : corps d'état {n}", montant=10_000 + n) for n in range(1, 11)]
    avis = [un for un in lire(paquet(*publies)) if isinstance(un, Avis)]
    assert [un.lot for un in avis] == [str(n) for n in range(1, 11)]
    assert [un.montant_ht for un in avis] == [10_000 + n for n in range(1, 11)]
    assert len({un.uid for un in avis}) == 10
    assert avis[1].uid == f"{ACHETEUR}2024T0012_lot_2"
    assert {un.uid_commun for un in avis} == {f"{ACHETEUR}2024T0012"}
    assert "10 lots portent ce numéro" in avertis(avis[0])["id"]


def test_les_publications_successives_d_un_lot_se_reunissent_sous_ce_lot():
    publies = [
        marche(objet="Lot 1 : gros œuvre", montant=1000, datePublicationDonnees="2024-03-20"),
        marche(objet="Lot 2 : peinture", montant=2000, datePublicationDonnees="2024-03-20"),
        marche(objet="Lot n°01 - Gros œuvre étendu", montant=1500, datePublicationDonnees="2024-06-20"),
    ]
    un, deux = lire(paquet(*publies))
    assert (un.lot, un.rangs, un.montant_ht) == ("1", (1, 3), 1500)
    assert (deux.lot, deux.rangs, deux.montant_ht) == ("2", (2,), 2000)


@pytest.mark.parametrize(
    ("objets", "entreprises"),
    [
        (("Réfection du gymnase", "Curage des réseaux d'eaux usées"), (TITULAIRE, TITULAIRE)),
        (("École, menuiserie", "École, peinture"), (TITULAIRE, AUTRE)),
        (("Travaux école - lot menuiserie", "Travaux école - lot peinture"), (TITULAIRE, TITULAIRE)),
    ],
)
def test_des_objets_sans_rapport_sont_des_marches_distincts_et_le_disent(objets, entreprises):
    publies = [
        marche(objet=objet, titulaires=[{"titulaire": {"id": qui, "typeIdentifiant": "SIRET"}}])
        for objet, qui in zip(objets, entreprises, strict=True)
    ]
    avis = [un for un in lire(paquet(*publies)) if isinstance(un, Avis)]
    assert [un.objet for un in avis] == list(objets)
    assert len({un.uid for un in avis}) == 2
    assert [un.uid for un in avis] == [un.uid for un in lire(paquet(*publies))]  # le même, d'une lecture à l'autre
    assert all("à vérifier" in avertis(un)["id"] for un in avis)


def test_une_faute_corrigee_dans_l_objet_ne_fait_pas_un_second_marche():
    publies = [
        marche(objet="Rehabilitation du gymnase Jean Moulin", datePublicationDonnees="2024-03-20"),
        marche(objet="Réhabilitation du gymnase Jean-Moulin (tranche ferme)", datePublicationDonnees="2024-06-20"),
    ]
    (avis,) = lire(paquet(*publies))
    assert (avis.rangs, avis.lot, avis.uid_commun) == ((1, 2), "", "")


def test_les_lignes_d_un_groupement_ne_sont_pas_des_lots():
    publies = [
        marche(titulaires=[{"titulaire": {"id": qui, "typeIdentifiant": "SIRET"}}]) for qui in (TITULAIRE, COTITULAIRE)
    ]
    (avis,) = lire(paquet(*publies))
    assert [t.siret for t in avis.titulaires] == [TITULAIRE, COTITULAIRE]
    assert avis.montant_ht == avis.montant_initial_ht
    assert [t.montant_ht for t in avis.titulaires] == [None, None]
