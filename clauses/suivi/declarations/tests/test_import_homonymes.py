"""Deux acheteurs, un même nom d'opération : les heures de l'un ne vont jamais à l'autre."""

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db
NOM = "Réhabilitation Solitude"


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def chez_habitat(porteuse):
    return marches.operation(porteuse, nom=NOM, donneur_d_ordre=structures.bailleur(porteuse))


@pytest.fixture
def verifier(porteuse):
    equipe = comptes.facilitateur(porteuse).en_acteur()
    return lambda *lignes: verifier_fichier(classeurs.contrats(*lignes), "contrats.xlsx", porteuse, equipe)


def sorts(rapport):
    return [verdict.issue for verdict in rapport.verdicts]


def test_l_operation_d_un_autre_acheteur_est_refusee_en_nommant_les_deux(verifier, chez_habitat):
    (refus,) = verifier({"Maitre d ouvrage": "Ville de Bellefosse"}).verdicts
    assert (refus.issue, refus.champ, refus.valeur) == ("refuse", "Maitre d ouvrage", "Ville de Bellefosse")
    for nomme in (chez_habitat.donneur_d_ordre.nom, "Ville de Bellefosse", NOM):
        assert nomme in refus.motif
    assert not Marche.objects.exists()


def test_deux_acheteurs_dans_un_fichier_ne_partagent_pas_l_operation(verifier):
    rapport = verifier({}, {"": 2, "Maitre d ouvrage": "Ville de Bellefosse"})
    assert sorts(rapport) == ["cree", "refuse"]
    assert "Habitat des Trois-Canaux" in rapport.verdicts[1].motif


@pytest.mark.parametrize("maitre", ["Habitat des Trois-Canaux", "HABITAT DES TROIS CANAUX", None])
def test_le_meme_acheteur_ou_sans_le_dire_retrouve_son_operation(verifier, chez_habitat, maitre):
    assert sorts(verifier({"Maitre d ouvrage": maitre})) == ["cree"]


def test_deux_operations_ouvertes_du_meme_nom_se_distinguent_par_leur_acheteur(verifier, porteuse, chez_habitat):
    ville = structures.structure(porteuse, "Ville de Bellefosse")
    marches.operation(porteuse, nom=NOM, donneur_d_ordre=ville)
    assert sorts(verifier({}, {"": 2, "Maitre d ouvrage": "Ville de Bellefosse"})) == ["cree", "cree"]
    (refus,) = verifier({"Maitre d ouvrage": None}).verdicts
    assert (refus.issue, refus.champ) == ("refuse", "Opération")
    assert "Ville de Bellefosse" in refus.motif
    assert "Habitat des Trois-Canaux" in refus.motif


def test_sans_colonne_operation_le_nom_du_marche_ne_suffit_pas_non_plus(verifier, porteuse):
    marches.operation(porteuse, nom="Réhabilitation — gros œuvre", donneur_d_ordre=structures.bailleur(porteuse))
    assert sorts(verifier({"Opération": None, "Maitre d ouvrage": "Ville de Bellefosse"})) == ["refuse"]


def test_le_siret_d_une_fiche_annulee_se_dit_annule(verifier, porteuse):
    fiche = structures.etti(porteuse, "Ancienne ETTI")
    with signer(FABRICANT):
        fiche.annuler("radiée")
    contenu = classeurs.contrats(
        {"SIRET employeur": fiche.siret}, entetes=(*classeurs.ENTETES_CONTRATS, "SIRET employeur")
    )
    equipe = comptes.facilitateur(porteuse).en_acteur()
    (refus,) = verifier_fichier(contenu, "contrats.xlsx", porteuse, equipe).verdicts
    assert "« Ancienne ETTI », est annulée" in refus.motif.replace("\u00a0", " ")
