"""Un volume retenu se revoit quand la fiche change ensuite, et une fiche close ne se calibre plus."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clauses.avant.calibrage import services
from clauses.avant.calibrage.etude import Etude, etude_du_projet
from clauses.avant.opportunite.tests import fabriques as opportunite
from clauses.avant.projets import services as fiches
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db


@pytest.fixture
def projet() -> Projet:
    """Un lot de peinture de 100 000 € : 117 h."""
    projet = projets.projet(structures.porteuse(), nom="Les Tilleuls")
    projets.lot(projet, "1", intitule="Peinture", montant_ht=Decimal(100_000), metier="peinture")
    return projet


@pytest.fixture
def acteur(projet):
    return comptes.facilitateur(projet.porteuse).en_acteur()


def etude(projet: Projet) -> Etude:
    return etude_du_projet(Projet.objects.get(pk=projet.pk), timezone.localdate())


def retenir(projet: Projet, acteur) -> None:
    services.retenir_tout([lot.entrees for lot in etude(projet).lots], par=acteur)


def plus_tard(projet: Projet, acteur, **champs) -> None:
    with time_machine.travel(MAINTENANT + timedelta(minutes=5), tick=False):
        fiches.modifier_lot(projet.lots.get(numero="1"), par=acteur, **champs)


def test_un_montant_change_apres_coup_se_dit_et_se_recalcule(client, projet, acteur):
    retenir(projet, acteur)
    assert etude(projet).a_revoir == []
    plus_tard(projet, acteur, montant_ht=Decimal(200_000))
    lot = etude(projet).lots[0]
    assert (lot.est_a_revoir, lot.heures, lot.retenu.heures_retenues) == (True, 233, 117)
    client.force_login(comptes.facilitateur(projet.porteuse).utilisateur)
    page = client.get(reverse("calibrage:projet", args=[projet.pk])).content.decode()
    assert "La fiche a changé depuis pour 1\u00a0lot" in unescape(page)
    assert "Revoyez-le d" in client.get(reverse("calibrage:ouvrir", args=[projet.pk])).content.decode()
    with time_machine.travel(MAINTENANT + timedelta(minutes=10), tick=False):
        retenir(projet, acteur)
    assert etude(projet).a_revoir == []
    assert etude(projet).total_retenu == 233


def test_un_autre_metier_change_la_part_et_le_cout(projet, acteur):
    retenir(projet, acteur)
    plus_tard(projet, acteur, metier="gros_oeuvre")
    # 100 000 × 45 % × 5 % ÷ 30
    assert etude(projet).lots[0].heures == 75


def test_ce_qui_ne_change_pas_le_volume_ne_le_fait_pas_revoir(projet, acteur):
    retenir(projet, acteur)
    plus_tard(projet, acteur, intitule="Peinture des façades")
    assert etude(projet).a_revoir == []


def test_un_lot_classe_sans_clause_apres_coup_ne_compte_plus(projet, acteur):
    projets.lot(projet, "2", intitule="Peinture", montant_ht=Decimal(100_000), metier="peinture")
    retenir(projet, acteur)
    opportunite.choix(projet.lots.get(numero="2"), "sans_clause")
    assert etude(projet).total_retenu == 117
    assert len(etude(projet).retenus) == 1


@pytest.mark.parametrize("etat", ["abandonne", "sans_clause"])
def test_une_fiche_close_ne_se_calibre_plus(acteur, projet, etat):
    close = projets.projet(projet.porteuse, etat=etat, motif_etat="Raison")
    projets.lot(close, montant_ht=Decimal(100_000), metier="peinture")
    with pytest.raises(RefusMetier, match="rouvrez-la"):
        retenir(close, acteur)
