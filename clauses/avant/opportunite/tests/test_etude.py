"""Répondre à l'étude, la clore, la rouvrir : qui le peut, ce qui est refusé, ce qui reste au journal."""

from decimal import Decimal

import pytest

from clauses.avant.opportunite import services
from clauses.avant.opportunite.faits import dossier_de
from clauses.avant.opportunite.models import Etude
from clauses.avant.opportunite.tests import fabriques
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import FichierJoint
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from regles.opportunite.obligation import FACULTATIVE, OBLIGATOIRE, RECEVABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def par(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def projet(porteuse):
    return projets.projet(porteuse, nature_achat="services", montant_ht=Decimal(300_000), cpv="90910000")


def test_repondre_ouvre_l_etude_et_le_journal_le_dit(projet, par):
    etude = services.enregistrer_etude(projet, par=par, lien_insertion=True, observation="Vu avec l'acheteur.")
    assert etude.lien_insertion is True
    assert EntreeJournal.objects.de(etude).get().auteur_nom == par.nom
    services.enregistrer_etude(projet, par=par, version_lue=etude.version, lien_insertion=False)
    assert Etude.objects.get(projet=projet).lien_insertion is False


def test_le_second_a_repondre_voit_le_changement(projet, par):
    etude = services.enregistrer_etude(projet, par=par, rayon_km=20)
    lue = etude.version
    services.enregistrer_etude(projet, par=par, version_lue=lue, rayon_km=40)
    with pytest.raises(ModifieEntreTemps) as conflit:
        services.enregistrer_etude(projet, par=par, version_lue=lue, rayon_km=50)
    assert conflit.value.changements[0][:3] == ("rayon de recherche (km)", "20", "40")


def test_retirer_la_derogation_retire_son_motif_et_son_document(projet, par):
    depot = FichierJoint("note.pdf", fabriques.PDF)
    services.enregistrer_etude(projet, par=par, derogation="immediate", derogation_motif="Licences.", document=depot)
    etude = Etude.objects.get()
    assert etude.a_un_document
    assert bytes(etude.contenu) == fabriques.PDF
    services.enregistrer_etude(projet, par=par, derogation="")
    etude = Etude.objects.get()
    assert (etude.derogation_motif, etude.nom_fichier, etude.contenu, etude.empreinte) == ("", "", None, "")


def test_le_document_n_entre_pas_au_journal(projet, par):
    depot = FichierJoint("note.pdf", fabriques.PDF)
    etude = services.enregistrer_etude(projet, par=par, derogation="lien", derogation_motif="Un motif", document=depot)
    apres = EntreeJournal.objects.de(etude).get().apres
    assert apres["nom_fichier"] == "note.pdf"
    assert "contenu" not in apres


def test_clore_fige_les_reponses_puis_rouvrir_les_rend(projet, par):
    etude = fabriques.etude(projet)
    with pytest.raises(RefusMetier, match="en une phrase"):
        services.clore(etude, par=par, conclusion="  ")
    close = services.clore(etude, par=par, conclusion="Condition d'exécution, 3 % des heures.")
    assert close.close_par_id == par.utilisateur_id
    with pytest.raises(RefusMetier, match="close"):
        services.enregistrer_etude(projet, par=par, lien_insertion=False)
    with pytest.raises(RefusMetier, match="pourquoi"):
        services.rouvrir(close, par=par, motif="")
    rouverte = services.rouvrir(close, par=par, motif="Le montant a doublé.")
    assert not rouverte.est_close
    assert EntreeJournal.objects.de(etude).first().motif == "Le montant a doublé."


def test_une_fiche_abandonnee_ne_s_etudie_plus(porteuse, par):
    fiche = projets.projet(porteuse, etat="abandonne")
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        services.enregistrer_etude(fiche, par=par, lien_insertion=True)


def test_le_conseil_se_lit_sur_tous_les_lots_et_les_options(porteuse):
    fiche = projets.projet(porteuse, nature_achat="services", montant_ht=None)
    for numero, montant in (("1", 90_000), ("2", 80_000), ("10", 30_000)):
        projets.lot(fiche, numero, montant_ht=Decimal(montant))
    assert dossier_de(fiche).conseil.obligation.resultat == FACULTATIVE
    fabriques.etude(fiche, montant_options_ht=Decimal(16_000))
    dossier = dossier_de(fiche)
    assert [lot.numero for lot in dossier.lots] == ["1", "2", "10"]
    assert dossier.conseil.obligation.resultat == OBLIGATOIRE
    assert dossier.conseil.obligation.valeur == Decimal(216_000)


def test_la_derogation_de_l_etude_entre_dans_le_verdict(projet):
    fabriques.etude(
        projet,
        lien_insertion=None,
        derogation="immediate",
        derogation_motif="Catalogue",
        nom_fichier="note.pdf",
        contenu=fabriques.PDF,
    )
    assert dossier_de(projet).conseil.obligation.resultat == RECEVABLE


def test_sans_lieu_ou_sans_metier_personne_n_est_compte(projet):
    dossier = dossier_de(projet)
    assert dossier.conseil.instruments.sur("reserve_iae").verdict == "possible"
    assert "complétez sa commune" in dossier.offre.en_mots(("proprete",))
    assert dossier.offre.compter(("proprete",)) is None
