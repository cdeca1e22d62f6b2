"""Créer et modifier une fiche : rien de trop, rien d'ailleurs, rien d'écrasé."""

from datetime import date

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.participants import services
from clauses.suivi.participants.doubles import Personne, ressemblantes
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques

pytestmark = pytest.mark.django_db

NIR = "2 90 05 59 606 123 18"


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def acteur(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


def test_la_creation_est_au_journal_avec_son_auteur(porteuse, acteur):
    personne = services.creer(par=acteur, nom="Fictif", prenom="Yanis", date_naissance=date(1999, 3, 1))
    entree = EntreeJournal.objects.de(personne).get()
    assert entree.auteur == str(acteur.utilisateur_id)
    assert entree.apres["nom"] == "Fictif"


@pytest.mark.parametrize("champ", ["nom", "dossier", "quartier", "observation", "telephone"])
def test_un_numero_de_securite_sociale_est_refuse_partout(acteur, champ):
    champs = {"nom": "Fictif", "prenom": "Yanis", champ: NIR}
    with pytest.raises(RefusMetier, match="sécurité sociale") as refus:
        services.creer(par=acteur, **champs)
    assert refus.value.champ == champ
    assert not Participant.objects.exists()


def test_un_prescripteur_d_une_autre_porteuse_est_refuse(acteur):
    ailleurs = structures.prescripteur(structures.porteuse("Ailleurs"))
    with pytest.raises(RefusMetier, match="répertoire"):
        services.creer(par=acteur, nom="Fictif", prenom="Yanis", prescripteur=ailleurs)


def test_les_doublons_probables_sont_trouves(porteuse):
    connue = fabriques.participant(porteuse, nom="Fictif", prenom="Inès", date_naissance=date(1990, 5, 14))
    fabriques.participant(porteuse, nom="Autre", prenom="Inès", date_naissance=date(1991, 1, 1))

    def trouvees(*dite):
        qui = Personne(*dite)
        return [p for p, _ in ressemblantes(qui, Participant.objects.filter(porteuse=porteuse).a_comparer(qui))]

    assert trouvees("fictif", "INÈS", None) == [connue]
    assert trouvees("Mariée", "Inès", date(1990, 5, 14)) == [connue]
    assert trouvees("Personne", "Inconnue", date(1990, 5, 14)) == []


def test_le_second_a_enregistrer_voit_ce_qui_a_change(porteuse, acteur):
    personne = fabriques.participant(porteuse, commune="Anzin")
    lue = personne.version
    services.modifier(personne, par=acteur, version_lue=lue, commune="Denain")
    with pytest.raises(ModifieEntreTemps) as conflit:
        services.modifier(personne, par=acteur, version_lue=lue, commune="Valenciennes")
    assert [(champ, avant, apres) for champ, avant, apres, _ in conflit.value.changements if champ == "commune"] == [
        ("commune", "Anzin", "Denain")
    ]
    personne.refresh_from_db()
    assert personne.commune == "Denain"
