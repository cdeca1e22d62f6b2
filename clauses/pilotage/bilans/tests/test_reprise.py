"""Ce qu'un autre outil disait des personnes se retrouve au bilan, et dit qu'aucune pièce n'est revue."""

from decimal import Decimal

import pytest
from django.utils import timezone

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.repartitions import lignes_de, repartir
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.models import Operation
from clauses.suivi.participants.models import Eligibilite

pytestmark = pytest.mark.django_db


def test_une_reprise_garde_ses_publics_et_dit_que_les_pieces_ne_sont_pas_revues():
    equipe = comptes.facilitateur(structures.porteuse()).en_acteur()
    contenu = classeurs.contrats(
        {"Statut": "DELD", "Nombre d heures de formation": None, "Nombre d heures": 400},
        {"Statut": "DELD, RSA", "Age": 50, "Nombre d heures de formation": None, "Nombre d heures": 300},
        {"Statut": None, "Age": 22, "Nombre d heures de formation": None, "Nombre d heures": 100},
    )
    service.appliquer(service.deposer(contenu, "c.xlsx", par=equipe, est_deja_valide=True), par=equipe)
    bilan = Bilan(Operation.objects.get(), timezone.localdate(), publier=False)
    publics = repartir(bilan.faits, bilan.dimensions["public"], publier=False)
    heures = {case.libelle: case.heures for case in publics.cases}
    deld = next(libelle for libelle in heures if "longue durée" in libelle)
    assert deld.endswith("(repris, sans pièce revue)")
    assert heures[deld] == 700
    assert heures["Public non précisé (repris, sans pièce revue)"] == 100
    assert "Éligibilité non prononcée" not in heures
    for case in publics.cases:
        assert sum(f.retenues for f in lignes_de(bilan.faits, publics.dimension, case.valeur)) == case.heures
    decision = Eligibilite.objects.get(criteres=["deld"]).decision
    assert decision["criteres"][0]["motif"] == "Repris de l'outil précédent, sans pièce revue."
    assert bilan.chiffres.retenu == Decimal(800)
