"""Un employeur qui change de SIRET sans changer d'entreprise : reconnu et dit, par chaque porte des heures."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.modele_mensuel import LigneDuModele, ecrire, lignes_du_mois
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.declarations.tests.scene import OCTOBRE, Scene, planter
from clauses.suivi.marches.models import Operation

pytestmark = pytest.mark.django_db
A = structures.siret_fictif(901)
B = structures.autre_etablissement(A)
C = structures.autre_etablissement(B)
EMPLOYEUR, UTILISATRICE, ACHETEUR = (
    "SIRET de l'employeur",
    "SIRET de l'entreprise utilisatrice",
    "SIRET du maître d'ouvrage",
)
ENTETES = (*classeurs.ENTETES_CONTRATS, EMPLOYEUR, UTILISATRICE, ACHETEUR)
AUTRE_CONTRAT = {"Début contrat": date(2026, 7, 6), "Fin contrat": date(2026, 8, 31)}


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def importer(porteuse):
    equipe = comptes.facilitateur(porteuse).en_acteur()

    def importe(*changements):
        contenu = classeurs.contrats(*changements, entetes=ENTETES)
        verdicts = verifier_fichier(contenu, "contrats.xlsx", porteuse, equipe).verdicts
        service.appliquer(service.deposer(contenu, "contrats.xlsx", par=equipe), par=equipe)
        return [(v.issue, v.motif.replace("\u202f", "")) for v in verdicts]

    return importe


@pytest.mark.parametrize("siret", [EMPLOYEUR, UTILISATRICE])
def test_le_meme_contrat_redit_sous_un_autre_etablissement_se_retrouve_et_le_dit(importer, siret):
    importer({siret: A})
    combien = Structure.objects.count()
    ((issue, motif),) = importer({siret: B})
    assert issue == "inchange"
    assert A in motif
    assert B in motif
    assert Structure.objects.count() == combien
    assert ContratInsertion.objects.count() == LigneHeures.objects.count() == 1


def test_un_contrat_de_plus_sous_un_autre_etablissement_va_a_la_meme_entreprise(importer):
    importer({EMPLOYEUR: A})
    ((issue, motif),) = importer({EMPLOYEUR: B, **AUTRE_CONTRAT})
    assert issue == "cree"
    assert A in motif
    assert B in motif
    assert {c.employeur.siret for c in ContratInsertion.objects.select_related("employeur")} == {A}


def test_un_contrat_de_plus_sous_un_autre_etablissement_de_l_acheteur_va_a_la_meme_operation(importer):
    importer({ACHETEUR: A})
    ((issue, motif),) = importer({ACHETEUR: B, **AUTRE_CONTRAT})
    assert issue == "cree"
    assert A in motif
    assert B in motif
    assert Operation.objects.get().donneur_d_ordre.siret == A


def test_deux_etablissements_d_une_entreprise_neuve_dans_un_fichier_n_ouvrent_qu_une_fiche(importer):
    (premier, second) = importer({EMPLOYEUR: A}, {EMPLOYEUR: B, "": 2, **AUTRE_CONTRAT})
    assert [premier[0], second[0]] == ["cree", "cree"]
    assert "établissement" not in premier[1]
    assert A in second[1]
    assert B in second[1]
    assert Structure.objects.filter(siret__startswith=A[:9]).count() == 1


def test_redit_sous_un_autre_nom_il_attend_une_reponse(importer):
    importer({EMPLOYEUR: A})
    ((issue, motif),) = importer({EMPLOYEUR: B, "Employeur": "Escaut Intérim Insertion Lille"})
    assert issue == "a_confirmer"
    assert "l’employeur est écrit autrement" in motif.replace("'", "’")
    assert ContratInsertion.objects.count() == 1


def test_un_repertoire_d_une_fiche_par_etablissement_le_reste_et_le_dit(importer, porteuse):
    for siret in (A, B):
        structures.etti(porteuse, f"Agence {siret[9:]}", siret=siret)
    ((issue, motif),) = importer({EMPLOYEUR: C})
    assert issue == "cree"
    assert f"Agence {A[9:]}" in motif
    assert f"Agence {B[9:]}" in motif
    assert ContratInsertion.objects.get().employeur.siret == C


def test_un_demenagement_note_sur_la_fiche_ne_se_remarque_plus(importer, porteuse):
    fiche = structures.etti(porteuse, siret=B)
    structures.quitte(fiche, A, date(2026, 5, 31))
    ((issue, motif),) = importer({EMPLOYEUR: A})
    assert (issue, "établissement" in motif) == ("cree", False)
    assert importer({EMPLOYEUR: B}) == [("inchange", "")]
    assert ContratInsertion.objects.get().employeur == fiche


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return planter()


@pytest.fixture
def scene(plantee) -> Scene:
    return deepcopy(plantee)


def _lignes(scene: Scene, mois: date = OCTOBRE) -> list[LigneDuModele]:
    """Celles de Yacine, cent heures écrites."""
    siennes = [ligne for ligne in lignes_du_mois(scene.porteuse.pk, mois) if ligne.prenom == "Yacine"]
    return [ligne._replace(travaillees=Decimal(100)) for ligne in siennes]


def _verifier(scene: Scene, siret: str = "") -> list[tuple[str, str]]:
    lignes = [ligne._replace(siret=siret or ligne.siret) for ligne in _lignes(scene)]
    rapport = verifier_fichier(ecrire(lignes, OCTOBRE), "heures.xlsx", scene.porteuse, scene.equipe)
    return [(v.issue, v.motif.replace("\u202f", "")) for v in rapport.verdicts]


def test_le_classeur_du_mois_accepte_un_autre_etablissement_et_le_dit(scene):
    connu = scene.yacine.employeur.siret
    autre = structures.autre_etablissement(connu)
    ((issue, motif),) = _verifier(scene, autre)
    assert issue == "cree"
    assert connu in motif
    assert autre in motif
    assert _verifier(scene, structures.siret_fictif(902))[0][0] == "refuse"


def test_le_classeur_d_un_mois_passe_porte_l_etablissement_d_alors(scene):
    employeur = scene.yacine.employeur
    ancien = structures.autre_etablissement(employeur.siret)
    structures.quitte(employeur, ancien, date(2026, 10, 31))
    assert [ligne.siret for ligne in _lignes(scene)] == [ancien]
    assert [ligne.siret for ligne in _lignes(scene, date(2026, 11, 1))] == [employeur.siret]
    assert _verifier(scene) == [("cree", "")]
