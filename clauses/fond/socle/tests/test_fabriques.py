"""Un jeu d'essai faux n'entre pas : ce que le modèle refuse, la fabrique le refuse ; le reste, la base."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


def test_un_champ_faux_est_refuse() -> None:
    with pytest.raises(ValidationError, match="famille"):
        structures.structure(structures.porteuse(), famille="roi")


def test_ce_que_la_base_interdit_est_refuse() -> None:
    """Une contrainte, une unicité : les mêmes que celles que `full_clean` irait lui demander."""
    lot, attribution = marches.lot_clause(structures.porteuse())
    with pytest.raises(IntegrityError, match="contrat_dates"):
        declarations.contrat_eligible(lot, date_debut=date(2026, 3, 1), date_fin=date(2026, 1, 1), motif_fin="terme")
    declarations.declaration(attribution, date(2026, 10, 1))
    with pytest.raises(IntegrityError, match="unique"):
        declarations.declaration(attribution, date(2026, 10, 1))


def test_une_cle_qui_ne_mene_a_rien_est_refusee() -> None:
    with transaction.atomic():
        creer(Structure, porteuse_id=uuid4(), nom="De nulle part")
        with pytest.raises(IntegrityError, match="porteuse"):
            connection.check_constraints()
        transaction.set_rollback(True)
