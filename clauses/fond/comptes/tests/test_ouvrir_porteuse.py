"""Ce que l'exploitant fait au terminal : ouvrir une structure porteuse, remettre un lien."""

import pytest
from django.core.management import CommandError, call_command

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques
from clauses.fond.habilitations.roles import Role
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


def test_ouvrir_une_porteuse_invite_son_premier_responsable(client, capsys):
    call_command("ouvrir_porteuse", "MEF fictive", courriel="a@exemple.test", nom="Fictive", site="https://site.test/")
    lien = capsys.readouterr().out.strip()
    assert lien.startswith("https://site.test/invitation/")
    assert client.get(lien.removeprefix("https://site.test")).status_code == 200
    appartenance = Appartenance.objects.get()
    assert (appartenance.role, appartenance.porteuse.nom) == (Role.RESPONSABLE, "MEF fictive")


def test_deux_fois_la_meme_porteuse_ne_la_double_pas(capsys):
    call_command("ouvrir_porteuse", "MEF fictive", courriel="a@exemple.test", nom="Fictive")
    call_command("ouvrir_porteuse", "MEF fictive", courriel="b@exemple.test", nom="Fictif")
    assert StructurePorteuse.objects.count() == 1
    with pytest.raises(CommandError, match="déjà ce rôle"):
        call_command("ouvrir_porteuse", "MEF fictive", courriel="a@exemple.test", nom="Fictive")


def test_l_exploitant_remet_un_lien_a_qui_agit_pour_plusieurs_porteuses(client, capsys):
    appartenance = fabriques.facilitateur(structures.porteuse())
    fabriques.appartenance(Role.FACILITATEUR, qui=appartenance.utilisateur, porteuse=structures.porteuse("Autre"))
    call_command("lien_mot_de_passe", appartenance.utilisateur.courriel.upper())
    assert client.get(capsys.readouterr().out.strip()).status_code == 200


def test_un_courriel_inconnu_est_dit():
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("lien_mot_de_passe", "inconnu@exemple.test")
