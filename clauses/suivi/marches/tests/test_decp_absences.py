"""Ce qui, à la place d'une entreprise, dit qu'il n'y en a pas."""

import pytest

from clauses.suivi.marches.decp import Avis, Refus
from clauses.suivi.marches.tests.decp_fictif import (
    ACHETEUR,
    TITULAIRE,
    avertis,
    lire,
    marche,
    paquet,
    un_avis,
    un_refus,
)
from clauses.suivi.marches.tests.test_decp_champs import titulaire
from clauses.suivi.marches.tests.test_decp_reunions import lignes


@pytest.mark.parametrize("type_", ["SIRET", "TVA", "AUTRE", "HORS-UE"])
@pytest.mark.parametrize("code", ["CDL", "MQ", "INX", "NC", "nc", "Sans objet", "X", "99999999999", "00000000000000"])
def test_un_code_d_absence_n_est_pas_un_second_titulaire(code, type_):
    avis = un_avis(paquet(marche(titulaires=[*titulaire(TITULAIRE), *titulaire(code, type_)])))
    assert [t.siret for t in avis.titulaires] == [TITULAIRE]


@pytest.mark.parametrize("code", ["CDL", "MQ", "INX", "NC"])
def test_un_marche_sans_autre_titulaire_qu_un_code_d_absence_reste_a_completer(code):
    avis = un_avis(paquet(marche(titulaires=titulaire(code))))
    assert not avis.titulaires
    assert "aucun titulaire" in avertis(avis)["titulaires"]


@pytest.mark.parametrize("type_", ["SIRET", "TVA", "AUTRE"])
def test_des_neufs_ne_sont_pas_une_entreprise(type_):
    assert "ne désigne personne" in un_refus(paquet(marche(titulaires=titulaire("99999999999", type_)))).motif


def test_les_codes_d_absence_des_autres_champs_sont_lus_comme_rien():
    avis = un_avis(paquet(marche(montant="MQ", dureeMois="INX", ccag="CDL", datePublicationDonnees="MQ")))
    assert (avis.montant_ht, avis.duree_mois, avis.ccag, avis.date_publication) == (None, None, "", None)


def _fichier(code: str, repetes: int, autres: int) -> bytes:
    commun = "3000{n},2024-02-10,2024-03-01"
    rangees = [f"R{n},{ACHETEUR},Objet répété {n},{commun.format(n=n)},{code}" for n in range(repetes)]
    rangees += [f"A{n},{ACHETEUR},Autre objet {n},{commun.format(n=n)},{TITULAIRE}" for n in range(autres)]
    return lignes(*rangees)


@pytest.mark.parametrize("code", ["ZZ", "ENT1", "0-XX"])
def test_une_valeur_repetee_dans_tout_le_fichier_est_une_convention_du_producteur(code):
    resultats = lire(_fichier(code, 6, 6))
    assert all(isinstance(r, Avis) for r in resultats)
    assert [len(r.titulaires) for r in resultats] == [0] * 6 + [1] * 6


def test_une_valeur_rare_reste_un_identifiant_illisible():
    refus = [r for r in lire(_fichier("ENT1", 2, 30)) if isinstance(r, Refus)]
    assert [r.champ for r in refus] == ["titulaires", "titulaires"]
