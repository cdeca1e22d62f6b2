"""Un bilan remis ne change pas : quoi qu'on apprenne d'une personne, ses mois validés se comptent comme alors."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.signature import signer
from clauses.fond.structures.tests import fabriques as structures
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.repartitions import Case
from clauses.suivi.declarations.imports import service as imports
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services import validation
from clauses.suivi.declarations.services.jugements import en_retard, reprendre_le_jugement
from clauses.suivi.declarations.tests import classeurs, fabriques
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants import services
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)
MIGRATION = import_module("clauses.suivi.declarations.migrations.0010_personne_du_mois")
AUTREMENT = {"qpv": "non", "niveau": "niveau6", "sexe": "H", "date_naissance": date(1970, 1, 1)}


Tables = dict[str, tuple[tuple[Case, ...], Case]]


def tables_de(operation: Operation) -> Tables:
    """{dimension: ses cases et leur total}, comme l'écran, le PDF et le classeur les écrivent."""
    repartitions = Bilan(operation, JOUR, publier=False).repartitions
    return {table.dimension.code: (table.cases, table.total) for table in repartitions}


class Scene:
    """Une femme de 22 ans à l'entrée, d'un quartier, niveau CAP ; août et septembre validés. `reprise` : un jugement de
    l'ancien outil, qui ne dit pas le quartier."""

    def __init__(self, *, reprise: bool = False) -> None:
        porteuse = structures.porteuse()
        self.par: Acteur = comptes.acteur(comptes.facilitateur(porteuse))
        self.lot: Lot = marches.lot_clause(porteuse)[0]
        self.personne: Participant = participants.participant(
            porteuse, date_naissance=date(2003, 9, 1), qpv="oui", niveau="niveau3"
        )
        if reprise:
            participants.eligibilite(self.personne, date(2025, 6, 5), version_regle="reprise de l'outil précédent")
        else:
            participants.critere(self.personne, "jeune", piece="piece_identite", vue_le=date(2025, 6, 5))
            services.prononcer_eligibilite(self.personne, date(2025, 9, 1), par=self.par)
        self.contrat = fabriques.contrat(self.personne, self.lot)
        self.valider(8, 9)

    def valider(self, *mois: int) -> None:
        lignes = [fabriques.ligne(self.contrat, self.lot, date(2026, m, 1), "50") for m in mois]
        validation.valider_lignes([ligne.pk for ligne in lignes], par=self.par)

    def modifier(self, **champs: Any) -> None:
        services.modifier(self.personne, par=self.par, motif="Corrigé", **champs)

    def rejuger(self, entree: date) -> None:
        lues = versions_de(self.personne.eligibilites.actifs())
        services.prononcer_eligibilite(self.personne, entree, par=self.par, motif="Une autre pièce", lues=lues)

    def tables(self) -> Tables:
        return tables_de(self.lot.marche.operation)

    def ou(self, code: str) -> set[str]:
        return {case.valeur for case in self.tables()[code][0]}


@pytest.mark.parametrize("reprise", [False, True])
@pytest.mark.parametrize(("champ", "valeur"), AUTREMENT.items())
def test_corriger_la_fiche_ne_change_pas_un_mois_valide(reprise: bool, champ: str, valeur: Any) -> None:
    scene = Scene(reprise=reprise)
    avant = scene.tables()
    scene.modifier(**{champ: valeur})
    assert scene.tables() == avant


def test_un_fichier_qui_dit_autre_chose_ne_change_pas_les_heures_reprises_validees() -> None:
    """Reprises « déjà validées », puis un fichier qui corrige le quartier et le niveau."""
    par = comptes.facilitateur(structures.porteuse()).en_acteur()

    def importer(contenu: bytes, nom: str, **options: bool) -> None:
        imports.appliquer(imports.deposer(contenu, nom, par=par, **options), par=par)

    importer(classeurs.contrats({}), "contrats.xlsx", est_deja_valide=True)
    operation, personne = Operation.objects.get(), Participant.objects.get()
    avant = tables_de(operation)
    assert {case.valeur for case in avant["qpv"][0]} == {personne.qpv}
    autrement = {"Niveau de qualification": 5, "Quartier Prioritaire de la politique de la Ville": "non"}
    importer(classeurs.contrats(autrement), "contrats.xlsx")
    personne.refresh_from_db()
    assert (personne.qpv, personne.niveau) == ("non", "niveau5"), "la fiche, elle, suit le fichier"
    assert tables_de(operation) == avant


ACTES: st.SearchStrategy[Callable[[Scene], None]] = st.one_of(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(lambda jour: lambda scene: scene.rejuger(jour)),
    st.sampled_from(sorted(AUTREMENT.items(), key=str)).map(lambda c: lambda scene: scene.modifier(**{c[0]: c[1]})),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(actes=st.lists(ACTES, min_size=1, max_size=4), reprise=st.booleans())
def test_rien_d_appris_ensuite_ne_change_les_tables_des_mois_valides(
    actes: list[Callable[[Scene], None]], reprise: bool
) -> None:
    scene = Scene(reprise=reprise)
    avant = scene.tables()
    for acte in actes:
        acte(scene)
        assert scene.tables() == avant


def test_un_mois_valide_apres_suit_la_fiche_d_alors() -> None:
    scene = Scene()
    scene.modifier(niveau="niveau6")
    scene.valider(10)
    assert scene.ou("niveau") == {"niveau3", "niveau6"}
    assert scene.ou("qpv") == {"oui"}


def test_expres_et_avec_sa_raison_les_mois_valides_suivent_la_fiche() -> None:
    scene = Scene(reprise=True)
    assert not en_retard(scene.personne, scene.par).a_reprendre
    scene.modifier(**AUTREMENT)
    retard = en_retard(scene.personne, scene.par)
    assert (len(retard.a_reprendre), retard.a_rouvrir) == (2, [])
    reprendre_le_jugement(scene.personne, par=scene.par, motif="La fiche était fausse")
    assert [scene.ou(c) for c in ("qpv", "niveau", "sexe", "age")] == [{"non"}, {"niveau6"}, {"H"}, {"51_et_plus"}]
    assert not en_retard(scene.personne, scene.par).a_reprendre


@pytest.mark.parametrize("naissance", [date(2003, 9, 1), date(2003, 9, 2), date(2000, 2, 29), None])
def test_la_mise_a_jour_d_une_base_fige_ce_que_les_bilans_lisent(naissance: date | None) -> None:
    scene = Scene(reprise=naissance is None)
    scene.modifier(date_naissance=naissance)
    with signer(scene.par):
        for ligne in LigneHeures.objects.all():
            ligne.decision.pop("personne")
            ligne.save()
    avant = scene.tables()
    with connection.cursor() as curseur:
        curseur.execute(MIGRATION.FIGER)
    assert scene.tables() == avant
    assert all(ligne.decision["personne"]["sexe"] == "F" for ligne in LigneHeures.objects.all())
    scene.modifier(**AUTREMENT)
    assert scene.tables() == avant
