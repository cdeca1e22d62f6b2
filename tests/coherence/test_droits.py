"""Les droits : une table, et rien à côté. docs/habilitations.md est écrit d'après elle."""

from types import SimpleNamespace

import pytest

from clauses.fond.habilitations.documentation import CHEMIN, en_markdown
from clauses.fond.habilitations.matrice import matrice, portee_de
from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.adresses import adresses


def sans_droit(ecrans):
    return [ecran.route for ecran in ecrans if not hasattr(ecran.vue, "ecran_droit")]


def test_chaque_adresse_declare_son_droit():
    assert sans_droit(adresses()) == []


def test_une_adresse_sans_droit_serait_vue():
    assert sans_droit([SimpleNamespace(route="oubli/", vue=lambda requete: None)]) == ["oubli/"]


def test_chaque_droit_de_la_matrice_a_une_portee_connue():
    assert all(
        isinstance(r, Role) and isinstance(p, Portee) for droits in matrice().values() for r, p in droits.items()
    )


def test_un_droit_inconnu_est_une_faute():
    with pytest.raises(KeyError, match="n'est pas dans la matrice"):
        portee_de(Role.PILOTE, "lot.detruire")


def test_l_acheteur_son_juriste_et_le_pilote_ne_voient_jamais_une_personne():
    personnes = ("participant.", "critereparticipant.", "eligibilite.", "contratinsertion.", "ligneheures.")
    for droit, roles in matrice().items():
        if droit.startswith(personnes) or droit == "bilan.personnes":
            assert not {Role.DONNEUR_D_ORDRE, Role.JURISTE, Role.PILOTE} & set(roles), droit


def test_le_juriste_ne_voit_ni_heure_faite_ni_facture_ni_bilan():
    fermes = ("bilan.", "declarationmensuelle.", "ligneheures.", "heurestotales.", "commande.", "facture.")
    for droit, roles in matrice().items():
        if droit.startswith(fermes) or droit == "lot.heures":
            assert Role.JURISTE not in roles, droit


def test_la_documentation_des_habilitations_est_a_jour():
    assert CHEMIN.read_text(encoding="utf-8") == en_markdown(), "Lancez `make doc`."
