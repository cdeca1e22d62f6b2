"""`@ecran` : la connexion, le droit, la portée, et la lecture seule."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import InternalError
from django.http import Http404, HttpResponse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.capacites import capacites
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


def _requete(rf, appartenance, methode="get"):
    requete = getattr(rf, methode)("/")
    requete.user = appartenance.utilisateur
    requete.acteur = appartenance.en_acteur()
    return requete


def _ecrire(requete, *args):
    with signer(Acteur.systeme("essai")):
        Structure.objects.update(nom="Écrit")
    return HttpResponse()


def test_un_ecran_de_lecture_qui_ecrit_echoue(rf, porteuse):
    requete = _requete(rf, comptes.facilitateur(structures.structure(porteuse).porteuse), "post")
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        ecran("structure.voir")(_ecrire)(requete)
    assert not Structure.objects.filter(nom="Écrit").exists()


def test_une_lecture_get_d_un_ecran_qui_ecrit_n_ecrit_pas(rf, porteuse):
    requete = _requete(rf, comptes.facilitateur(structures.structure(porteuse).porteuse))
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        ecran("structure.modifier", ecrit=True)(_ecrire)(requete)


def test_un_ecran_qui_ecrit_ecrit_en_post(rf, porteuse):
    requete = _requete(rf, comptes.facilitateur(structures.structure(porteuse).porteuse), "post")
    assert ecran("structure.modifier", ecrit=True)(_ecrire)(requete).status_code == 200
    assert Structure.objects.filter(nom="Écrit").exists()
    with connection.cursor() as curseur:
        curseur.execute("SHOW transaction_read_only")
        assert curseur.fetchone() == ("off",)


def test_la_lecture_seule_ne_deborde_pas_de_l_ecran(rf, porteuse):
    requete = _requete(rf, comptes.facilitateur(porteuse))
    ecran("structure.voir")(lambda r: HttpResponse())(requete)
    structures.structure(porteuse, nom="Après")
    assert Structure.objects.filter(nom="Après").exists()


def test_sans_connexion_on_va_a_la_connexion(client):
    reponse = client.get("/participants/?q=a")
    assert reponse.status_code == 302
    assert "/connexion/?next=/participants/%3Fq%3Da" in reponse["Location"]


def test_un_etranger_recoit_404_un_collegue_sans_le_droit_403(rf, porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    vue = ecran("lot.modifier", objet=Lot)(lambda requete, objet: HttpResponse(objet.intitule))
    assert vue(_requete(rf, comptes.facilitateur(porteuse)), pk=lot.pk).content.decode() == "Gros œuvre"
    with pytest.raises(PermissionDenied):
        vue(_requete(rf, comptes.titulaire(attribution.structure)), pk=lot.pk)
    with pytest.raises(Http404):
        vue(_requete(rf, comptes.facilitateur(structures.porteuse("Ailleurs"))), pk=lot.pk)
    with pytest.raises(Http404):
        vue(_requete(rf, comptes.titulaire(structures.entreprise(porteuse, "Autre"))), pk=lot.pk)


def test_un_droit_hors_de_la_matrice_ne_se_declare_pas():
    with pytest.raises(KeyError, match="n'est pas dans la matrice"):
        ecran("lot.faire_disparaitre")


def test_le_meme_dictionnaire_dessine_le_bouton(porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    assert capacites(comptes.facilitateur(porteuse).en_acteur(), lot) == {
        "voir": True,
        "modifier": True,
        "heures": True,
    }
    assert capacites(comptes.titulaire(attribution.structure).en_acteur(), lot) == {
        "voir": True,
        "modifier": False,
        "heures": True,
    }
