"""Le journal est tenu par la base : signé, complet, inaltérable."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import service, signer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


def test_une_ecriture_sans_auteur_est_refusee_par_la_base():
    with pytest.raises(ProgrammingError, match="Écriture sans auteur"), transaction.atomic():
        Structure.objects.create(porteuse=structures.porteuse(), nom="Sans auteur")
    assert not Structure.objects.filter(nom="Sans auteur").exists()


def test_meme_un_update_en_masse_est_refuse_sans_auteur_et_journalise_avec():
    porteuse = structures.porteuse()
    for nom in ("Une", "Deux"):
        structures.structure(porteuse, nom=nom)
    with pytest.raises(ProgrammingError, match="Écriture sans auteur"), transaction.atomic():
        Structure.objects.update(sigle="X")
    with signer(Acteur.systeme("essai"), "reprise"):
        Structure.objects.update(sigle="X")
    entrees = EntreeJournal.objects.filter(action="modification", table="structures_structure")
    assert [(e.avant["sigle"], e.apres["sigle"], e.auteur, e.motif) for e in entrees] == [
        ("", "X", "systeme:essai", "reprise")
    ] * 2


def test_le_journal_ne_garde_que_ce_qui_change():
    structure = structures.structure(structures.porteuse(), nom="Avant")
    with signer(Acteur.systeme("essai")):
        structure.nom = "Après"
        structure.save()
    entree = EntreeJournal.objects.de(structure).filter(action="modification").get()
    assert entree.avant["nom"] == "Avant"
    assert entree.apres["nom"] == "Après"
    assert "siret" not in entree.apres


def test_rien_ne_s_efface():
    structure = structures.structure(structures.porteuse())
    with pytest.raises((ProgrammingError, InternalError), match="Rien ne s'efface"), transaction.atomic():
        structure.delete()


def test_le_journal_est_inalterable():
    structures.structure(structures.porteuse())
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        EntreeJournal.objects.update(auteur="un autre")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        EntreeJournal.objects.all().delete()


def test_un_service_sans_acteur_est_une_faute_de_code():
    @service
    def verbe(*, par):
        return par

    with pytest.raises(TypeError, match="par=Acteur"):
        verbe(par=None)


def test_la_signature_ne_deborde_pas_du_service():
    @service
    def verbe(*, par):
        return structures.porteuse()

    verbe(par=Acteur.systeme("essai"))
    with connection.cursor() as curseur:
        curseur.execute("SELECT coalesce(current_setting('clause.auteur', true), '')")
        assert curseur.fetchone() == ("",)


def test_le_mot_de_passe_n_entre_pas_au_journal():
    utilisateur = comptes.utilisateur()
    entree = EntreeJournal.objects.de(utilisateur).get()
    assert "password" not in entree.apres
