"""La mise à jour des comptes : elle s'arrête avant de rien changer, en mots, ou reprend tout."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.tests import fabriques
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
AVANT = import_module("clauses.fond.comptes.migrations.0004_roles_acceptes")
APRES = import_module("clauses.fond.comptes.migrations.0005_reprise_des_comptes")


def ecrire(compte, courriel):
    """Comme une base d'avant le portait : sans passer par le type de la colonne."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('clause.auteur', 'essai', true)")
        curseur.execute("UPDATE comptes_utilisateur SET courriel = %s WHERE id = %s", [courriel, compte.pk])


def test_deux_comptes_pour_une_adresse_se_disent_tous_et_rien_ne_change():
    for n, courriel in enumerate(
        ("marie@exemple.test", "marıe@exemple.test", "MARIE@exemple.test", "leſ@x.test", "les@x.test")
    ):
        ecrire(fabriques.utilisateur(courriel=f"c{n}@exemple.test"), courriel)
    with pytest.raises(AVANT.DeuxComptesUneAdresse) as arret, connection.schema_editor() as editeur:
        AVANT.verifier(apps, editeur)
    dit = str(arret.value)
    assert dit.count("\n- ") == 2
    assert "marıe@exemple.test" in dit
    assert "leſ@x.test" in dit
    assert str(Utilisateur.objects.order_by("cree_le", "pk")[0].pk) in dit
    assert "Rien n'a été changé" in dit


def test_une_base_sans_double_passe_et_prend_la_forme():
    porteuse = structures.porteuse()
    ouvert = fabriques.appartenance("facilitateur", porteuse=porteuse, acceptee_le=None)
    invite = fabriques.appartenance("facilitateur", porteuse=porteuse, acceptee_le=None)
    ecrire(ouvert.utilisateur, "Mariſe@Exemple.test")
    with connection.cursor() as curseur:
        curseur.execute("UPDATE comptes_utilisateur SET password = '!abc' WHERE id = %s", [invite.utilisateur_id])
    with connection.schema_editor() as editeur:
        AVANT.verifier(apps, editeur)
        APRES.reprendre(apps, editeur)
    assert Utilisateur.objects.get(pk=ouvert.utilisateur_id).courriel == "marise@exemple.test"
    assert list(Appartenance.objects.actifs()) == [ouvert], "celui dont personne n'a choisi le mot de passe attend"
    ouvert.refresh_from_db()
    assert ouvert.acceptee_le == ouvert.cree_le
