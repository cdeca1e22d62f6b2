"""Une clause posée et un attributaire nommé ouvrent leurs mois, par un travail différé ; le parcours d'une personne."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.jobs import executer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.services import attributions, clauses
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


def test_poser_la_clause_et_attribuer_ouvrent_les_mois():
    porteuse = structures.porteuse()
    acteur = comptes.facilitateur(porteuse).en_acteur()
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    clauses.poser(lot, par=acteur, formule="fixe", heures=Decimal(100), publics=["deld"])
    attributions.attribuer(lot, [attributions.Membre(structures.entreprise(porteuse))], par=acteur)
    travaux = list(ProcrastinateJob.objects.order_by("pk"))
    assert [t.args["ids"]["lot_id"] for t in travaux] == [str(lot.pk)] * 2
    assert not DeclarationMensuelle.objects.exists()
    for travail in travaux:
        executer.func(**travail.args)
    mois = list(DeclarationMensuelle.objects.order_by("mois").values_list("mois", flat=True))
    assert (mois[0], mois[-1]) == (date(2026, 1, 1), date(2026, 11, 1)), "joué deux fois, rien n'est doublé"
    assert len(mois) == 11


def test_le_parcours_montre_les_contrats_que_l_on_peut_voir(client):
    porteuse = structures.porteuse()
    lot, attribution = marches.lot_clause(porteuse)
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 3, 1), "120", etat="validee")
    ailleurs, _ = marches.lot_clause(porteuse)
    declarations.contrat(contrat.participant, ailleurs)
    adresse = reverse("declarations:parcours", args=[contrat.participant_id])
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    assert "2\u202fcontrats, 120\u202fh retenues" in client.get(adresse).content.decode().replace("\u00a0", "\u202f")
    client.force_login(comptes.titulaire(attribution.structure).utilisateur)
    assert "1\u202fcontrat, 120\u202fh retenues" in client.get(adresse).content.decode().replace("\u00a0", "\u202f")
    client.force_login(comptes.facilitateur(structures.porteuse("Ailleurs")).utilisateur)
    assert client.get(adresse).status_code == 404
