"""Inscrire au registre : la règle admet la raison ou la refuse en disant pourquoi ; la fiche se classe."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clauses.avant.opportunite import services
from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.services import Inscription
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.services import rouvrir
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import FichierJoint
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db
NOTE = FichierJoint("note.pdf", fabriques.PDF)
LICENCES = Inscription(
    objet="Licences",
    nature_achat="fournitures",
    raison="immediate",
    motif="Licences au catalogue.",
    date_decision=date(2026, 9, 15),
    decide_par="La directrice",
    montant_ht=Decimal(400_000),
    date_lancement=date(2026, 10, 1),
)


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def bailleur(porteuse):
    return structures.bailleur(porteuse)


@pytest.fixture
def par(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


def test_une_derogation_recevable_s_inscrit_avec_le_seuil_du_jour(bailleur, par):
    ligne = services.inscrire(bailleur, LICENCES, par=par, document=NOTE)
    assert (ligne.seuil_ht, ligne.montant_ht) == (Decimal(216_000), Decimal(400_000))
    assert ligne.inscrit_par_id == par.utilisateur_id
    assert len(ligne.empreinte) == 64
    assert "contenu" not in EntreeJournal.objects.de(ligne).get().apres


@pytest.mark.parametrize(
    ("changements", "avec_note", "reproche", "champ"),
    [
        ({}, False, "le document", "document"),
        ({"motif": "  "}, True, "pourquoi", "motif"),
        ({"raison": "non_soumis"}, True, "soumis à l'obligation", "raison"),
        ({"raison": "non_soumis", "montant_ht": None}, True, "montant estimé manque", "raison"),
        ({"raison": "travaux_courts"}, True, "ne vaut que pour des travaux", "raison"),
        ({"montant_ht": Decimal(100_000)}, True, "Aucune dérogation n'est nécessaire", "raison"),
        ({"montant_ht": None}, True, "montant estimé manque", "raison"),
        ({"date_decision": timezone.localdate() + timedelta(days=3650)}, True, "à venir", "date_decision"),
    ],
)
def test_une_raison_que_la_regle_n_admet_pas_est_refusee(bailleur, par, changements, avec_note, reproche, champ):
    with pytest.raises(RefusMetier) as refus:
        services.inscrire(bailleur, replace(LICENCES, **changements), par=par, document=NOTE if avec_note else None)
    assert reproche in refus.value.message.replace("’", "'")
    assert refus.value.champ == champ
    assert not MarcheSansClause.objects.exists()


def test_un_marche_sous_le_seuil_s_inscrit_comme_non_soumis_sans_document(bailleur, par):
    petit = replace(LICENCES, raison="non_soumis", montant_ht=Decimal(100_000), motif="Aucune tâche à confier.")
    assert services.inscrire(bailleur, petit, par=par).nom_fichier == ""


def test_un_donneur_d_ordre_d_ailleurs_est_refuse(par):
    ailleurs = structures.bailleur(structures.porteuse("Une autre"))
    with pytest.raises(RefusMetier, match="répertoire"):
        services.inscrire(ailleurs, LICENCES, par=par, document=NOTE)


def test_un_marche_n_est_qu_une_fois_au_registre(porteuse, par):
    operation = marches.operation(porteuse)
    marche = marches.marche(operation)
    services.inscrire(operation.donneur_d_ordre, LICENCES, par=par, document=NOTE, marche=marche)
    with pytest.raises(RefusMetier, match="déjà au registre"):
        services.inscrire(operation.donneur_d_ordre, LICENCES, par=par, document=NOTE, marche=marche)


RAISON = {"raison": "immediate", "motif": "Au catalogue.", "date_decision": date(2026, 9, 15), "decide_par": "Elle"}


def test_inscrire_une_fiche_la_classe_et_reprend_le_document_de_l_etude(porteuse, par):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=Decimal(400_000))
    fabriques.etude(
        fiche,
        lien_insertion=None,
        derogation="immediate",
        derogation_motif="Au catalogue.",
        nom_fichier="note.pdf",
        contenu=fabriques.PDF,
    )
    ligne = services.inscrire_projet(fiche, par=par, **RAISON)
    fiche.refresh_from_db()
    assert fiche.etat == "sans_clause"
    assert (ligne.projet, ligne.donneur_d_ordre) == (fiche, fiche.donneur_d_ordre)
    assert bytes(ligne.contenu) == fabriques.PDF


def test_le_refus_de_la_regle_laisse_la_fiche_a_l_etude(porteuse, par):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=Decimal(400_000))
    with pytest.raises(RefusMetier, match="le document"):
        services.inscrire_projet(fiche, par=par, **RAISON)
    fiche.refresh_from_db()
    assert fiche.etat == "a_l_etude"


def test_l_acheteur_inscrit_sa_raison_et_laisse_classer_le_facilitateur(porteuse):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=Decimal(400_000))
    acheteur = comptes.donneur_d_ordre(fiche.donneur_d_ordre).en_acteur()
    services.inscrire_projet(fiche, par=acheteur, document=NOTE, **RAISON)
    fiche.refresh_from_db()
    assert fiche.etat == "a_l_etude"
    assert MarcheSansClause.objects.get().inscrit_par_id == acheteur.utilisateur_id


def test_une_fiche_rouverte_s_inscrit_de_nouveau_et_l_ancienne_ligne_reste_lisible(porteuse, par):
    fiche = projets.projet(porteuse, nature_achat="fournitures", montant_ht=Decimal(400_000))
    services.inscrire_projet(fiche, par=par, document=NOTE, **RAISON)
    with pytest.raises(RefusMetier, match="déjà au registre"):
        services.inscrire_projet(fiche, par=par, document=NOTE, **RAISON)
    rouvrir(fiche, par=par, motif="Le besoin a changé.")
    services.inscrire_projet(fiche, par=par, document=NOTE, **RAISON)
    assert MarcheSansClause.objects.actifs().count() == 1
    assert MarcheSansClause.objects.annules().count() == 1


def test_retirer_demande_un_motif_et_ne_se_fait_qu_une_fois(porteuse, par):
    ligne = fabriques.inscription(porteuse)
    with pytest.raises(RefusMetier, match="pourquoi"):
        services.retirer(ligne, par=par, motif=" ")
    retiree = services.retirer(ligne, par=par, motif="Inscrite deux fois.")
    assert services.retirer(retiree, par=par, motif="Encore.").motif_annulation == "Inscrite deux fois."
