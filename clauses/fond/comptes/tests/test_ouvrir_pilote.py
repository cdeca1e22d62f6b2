"""L'exploitant ouvre le compte d'un pilote ; personne d'autre ne le peut."""

import pytest
from django.core.management import CommandError, call_command

from clauses.fond.comptes.models import Appartenance
from clauses.fond.habilitations.roles import Role

pytestmark = pytest.mark.django_db
QUI = {"courriel": "pilote@exemple.test", "nom": "Repère"}


def test_le_pilote_recoit_son_departement_et_un_lien(capsys):
    call_command("ouvrir_pilote", "59", **QUI, site="https://clause.exemple")
    assert capsys.readouterr().out.startswith("https://clause.exemple/invitation/")
    pilote = Appartenance.objects.get(role=Role.PILOTE)
    assert pilote.departement_id == "59"
    assert pilote.porteuse_id is None


def test_un_departement_inconnu_se_dit():
    with pytest.raises(CommandError, match="n'existe pas"):
        call_command("ouvrir_pilote", "590", **QUI)
    assert not Appartenance.objects.exists()


def test_le_meme_role_ne_se_donne_pas_deux_fois():
    call_command("ouvrir_pilote", "59", **QUI)
    with pytest.raises(CommandError):
        call_command("ouvrir_pilote", "59", **QUI)
    assert Appartenance.objects.count() == 1
