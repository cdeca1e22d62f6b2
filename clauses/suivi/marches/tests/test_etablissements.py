"""Un titulaire, un sous-traitant, un acheteur publiés sous un autre établissement de la même entreprise."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.forms.champs import ChampStructure
from clauses.suivi.marches.models import Attribution, Facture, Marche, Operation
from clauses.suivi.marches.services.depenses import NatureDepense
from clauses.suivi.marches.services.import_depenses import importer_depenses
from clauses.suivi.marches.services.import_marches import apercu_de, appliquer, deposer
from clauses.suivi.marches.tests import fabriques
from clauses.suivi.marches.tests.publications import ACHETEUR, TITULAIRES, fichier, modification, publication

pytestmark = pytest.mark.django_db
ANCIEN, NOUVEAU = TITULAIRES[0], structures.autre_etablissement(TITULAIRES[0])


@pytest.fixture
def par() -> Acteur:
    return comptes.acteur(comptes.facilitateur(structures.porteuse()))


def importer(par: Acteur, *publiees: dict[str, Any], **options: Any) -> Rapport:
    return appliquer(deposer(fichier(*publiees), "marches.json", par=par), par=par, **options)


def dit(rapport: Rapport) -> str:
    return rapport.verdicts[0].motif.replace("\u202f", "")


def sous_traitance(siret: str, **champs: Any) -> dict[str, Any]:
    acte = {"id": 1, "sousTraitant": {"id": siret, "typeIdentifiant": "SIRET"}, "montant": 85_000, "dureeMois": 6}
    return {"actesSousTraitance": [{"acteSousTraitance": acte | {"dateNotification": "2026-04-01"} | champs}]}


def test_un_autre_marche_d_un_autre_etablissement_va_a_la_meme_fiche_et_le_dit(par: Acteur) -> None:
    importer(par, publication())
    autre = publication("2026M002", objet="Un autre chantier d'essai", titulaires=[NOUVEAU])
    for rapport in (apercu_de(deposer(fichier(autre), "marches.json", par=par)), importer(par, autre)):
        assert ANCIEN in dit(rapport)
        assert NOUVEAU in dit(rapport)
    assert Structure.objects.filter(siret__startswith=ANCIEN[:9]).count() == 1
    assert Attribution.objects.values("structure").distinct().count() == 1


def test_deux_etablissements_titulaires_d_un_marche_reunissent_leurs_parts(par: Acteur) -> None:
    importer(par, publication(titulaires=[ANCIEN, TITULAIRES[1], NOUVEAU]))
    parts = {a.structure.siret: a.part for a in Attribution.objects.all()}
    assert parts == {ANCIEN: Decimal("66.67"), TITULAIRES[1]: Decimal("33.33")}


def test_le_sous_traitant_qui_change_d_etablissement_garde_sa_place(par: Acteur) -> None:
    sous, ailleurs = TITULAIRES[2], structures.autre_etablissement(TITULAIRES[2])
    importer(par, publication(**sous_traitance(sous)))
    rapport = importer(par, publication(**sous_traitance(ailleurs)))
    assert sous in dit(rapport)
    assert ailleurs in dit(rapport)
    (place,) = Attribution.objects.filter(role="sous_traitant")
    assert (place.structure.siret, place.part, place.date_fin) == (sous, 10, None)


def test_sous_deux_fiches_le_sous_traitant_passe_de_l_une_a_l_autre(par: Acteur) -> None:
    sous, ailleurs = TITULAIRES[2], structures.autre_etablissement(TITULAIRES[2])
    importer(par, publication(**sous_traitance(sous)))
    importer(par, publication("2026M003", objet="Encore un autre", titulaires=[sous]))
    fabriques.structures.entreprise(Marche.objects.first().porteuse, "L'autre agence", siret=ailleurs)
    importer(par, publication(**sous_traitance(ailleurs, dateNotification="2026-06-01")))
    places = {a.structure.siret: a for a in Attribution.objects.filter(role="sous_traitant")}
    assert (places[sous].part, places[sous].date_fin) == (0, date(2026, 6, 1))
    assert (places[ailleurs].part, places[ailleurs].donneur_id) == (10, places[sous].donneur_id)


def test_un_acheteur_a_une_fiche_par_service_et_c_est_dit(par: Acteur) -> None:
    importer(par, publication())
    service = structures.autre_etablissement(ACHETEUR)
    autre = publication("2026M002", objet="Un autre achat", acheteur={"id": service, "nom": "Régie d'essai"})
    assert ACHETEUR in dit(importer(par, autre))
    assert Operation.objects.values("donneur_d_ordre").distinct().count() == 2


def test_l_operation_choisie_recoit_le_marche_d_un_autre_etablissement_de_l_acheteur(par: Acteur) -> None:
    importer(par, publication())
    operation = Operation.objects.get()
    service = {"id": structures.autre_etablissement(ACHETEUR), "nom": "Régie d'essai"}
    importer(par, publication("2026M002", objet="Un autre achat", acheteur=service), operation=operation)
    assert operation.marches.count() == 2
    assert Structure.objects.filter(siret__startswith=ACHETEUR[:9]).count() == 1


def test_la_facture_d_un_autre_etablissement_va_a_son_attributaire_et_le_dit(par: Acteur) -> None:
    importer(par, publication(titulaires=[ANCIEN, TITULAIRES[1]]))
    lot = Attribution.objects.first().lot
    tableau = f"Numéro;Date;Montant HT;Attributaire\nF-1;15/10/26;1 000;{NOUVEAU}\n".encode()
    rapport, _ = importer_depenses(lot, io.BytesIO(tableau), "factures.csv", par=par, nature=NatureDepense.FACTURE)
    assert Facture.objects.get().attribution.structure.siret == ANCIEN
    assert ANCIEN in dit(rapport)
    assert NOUVEAU in dit(rapport)


def test_a_la_main_le_siret_d_un_autre_etablissement_propose_la_fiche(par: Acteur) -> None:
    importer(par, publication())
    champ = ChampStructure("Structure")
    champ.choix = Structure.objects.visibles_par(par).actifs()
    with pytest.raises(ValidationError) as refus:
        champ.clean(NOUVEAU)
    dite = refus.value.messages[0].replace("\u202f", "")
    assert ANCIEN in dite
    assert NOUVEAU in dite
    fiche = Structure.objects.get(siret=ANCIEN)
    structures.quitte(fiche, NOUVEAU, date(2025, 12, 31))
    assert champ.clean(NOUVEAU) == fiche


def test_l_etablissement_publie_dans_un_avenant_garde_la_place_et_la_part(par: Acteur) -> None:
    importer(par, publication(titulaires=[ANCIEN, TITULAIRES[1]]))
    change = [{"titulaire": {"id": s, "typeIdentifiant": "SIRET"}} for s in (NOUVEAU, TITULAIRES[1])]
    suite = modification(1, "2026-09-01", titulaires=change)
    rapport = importer(par, publication(titulaires=[ANCIEN, TITULAIRES[1]], modifications=[suite]))
    assert "nouvel établissement" in dit(rapport)
    assert NOUVEAU in dit(rapport)
    places = {a.structure.siret: (a.part, a.date_fin) for a in Attribution.objects.all()}
    assert places == {ANCIEN: (50, None), TITULAIRES[1]: (50, None)}
