"""Ce qu'une case ne dit pas à coup sûr : dates mois d'abord, heures en euros, naissances d'enfants."""

from datetime import date

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.tests.test_import_doublons import classeur, heures, motifs, totaux
from clauses.suivi.participants.models import Participant

pytestmark = pytest.mark.django_db
PAUL = {"Nom": "DURAND", "Prénom": "Paul", "Nombre d heures": 120}


@pytest.fixture
def importer():
    equipe = comptes.facilitateur(structures.porteuse()).en_acteur()

    def importe(contenu):
        return service.appliquer(service.deposer(contenu, "contrats.xlsx", par=equipe), par=equipe)

    return importe


@pytest.mark.parametrize(
    ("colonne", "americaine", "douteuse"),
    [
        ("Début contrat", "02/13/2026", "03/02/2026"),
        ("Début contrat", "2-13-26", "3-2-26"),
        ("Début contrat", "02.13.2026", "12/01/2025"),
        ("Fin contrat", "06/30/2026", "07/05/2026"),
        ("Fin contrat", "06/30/2026 00:00", "07/05/2026 00:00"),
    ],
)
def test_une_colonne_qui_ecrit_le_mois_d_abord_ne_se_lit_pas_jour_d_abord(importer, colonne, americaine, douteuse):
    """« 03/02/2026 » devenait le 3 février, sans un mot, sous une ligne « 02/13/2026 » refusée."""
    depose = importer(classeur({colonne: americaine}, {**PAUL, colonne: douteuse}))
    assert (totaux(depose), depose.rapport["refuses"]) == ((0, 0, 0, 0), 2)
    assert americaine in motifs(depose)
    assert heures() == 0


def test_une_seule_date_mois_d_abord_parmi_des_jours_d_abord_est_une_faute(importer):
    lignes = {"Début contrat": "02/13/2026"}, {**PAUL, "Début contrat": "03/02/2026"}, {"Début contrat": "20/02/2026"}
    depose = importer(classeur(*lignes))
    assert (totaux(depose)[0], depose.rapport["refuses"]) == (2, 1)
    assert ContratInsertion.objects.get(participant__nom="DURAND").date_debut == date(2026, 2, 3)


@pytest.mark.parametrize("ecrit", ["400 €", "35 %", "1 200 € HT", "400 eur", "12,50 euros"])
def test_des_euros_ou_des_pourcents_ne_sont_pas_des_heures(importer, ecrit):
    depose = importer(classeur({"Nombre d heures": ecrit}))
    assert (depose.rapport["refuses"], heures()) == (1, 0)


@pytest.mark.parametrize("naissance", [date(2026, 2, 9), date(2020, 1, 1), date(2013, 1, 1), "09/02/2026"])
def test_la_naissance_d_un_enfant_est_laissee_de_cote_et_remarquee(importer, naissance):
    depose = importer(classeur({"Date de naissance": naissance}))
    assert totaux(depose)[0] == 1
    assert "Date de naissance" in str(depose.rapport["motifs"])
    assert Participant.objects.get().date_naissance is None
