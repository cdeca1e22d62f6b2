"""Une page qui ne redit pas ce qu'elle montrait n'écrit rien : chaque formulaire du site est envoyé sans ses versions lues.

Les objets sont ceux de l'histoire que racontent les spécimens des tranches. Chaque envoi est défait.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.erreurs import PageMuette
from clauses.fond.socle.models import EntreeJournal
from tests.coherence.test_droits_par_adresse import Monde, concretes

pytestmark = pytest.mark.django_db

CE_QUI_EST_LU = re.compile(r"(^|-)(version|lues|rang_lu|version_lue)$")
Donnees = list[tuple[str, str]]


@dataclass(frozen=True)
class Envoi:
    """Un formulaire d'une page, prêt à partir. `lues` : les noms de ses champs cachés qui disent ce qu'on a lu."""

    page: str
    chemin: str
    donnees: Donnees

    @property
    def lues(self) -> set[str]:
        return {nom for nom, valeur in self.donnees if CE_QUI_EST_LU.search(nom) and valeur}

    def muet(self) -> Donnees:
        return [(nom, valeur) for nom, valeur in self.donnees if nom not in self.lues]


def envois(chemin: str, page: str) -> Iterator[Envoi]:
    """Les formulaires que la page envoie, remplis de ce qu'elle montre, et d'un motif."""
    for formulaire in html.fromstring(page).forms:
        if formulaire.method != "POST":
            continue
        boutons = formulaire.xpath(".//button[@name][1]")
        donnees = [(nom, valeur or "") for nom, valeur in formulaire.form_values()]
        donnees = [(nom, valeur or "Essai") if nom.endswith("motif") else (nom, valeur) for nom, valeur in donnees]
        donnees += [(bouton.get("name"), bouton.get("value", "")) for bouton in boutons]
        yield Envoi(chemin, formulaire.action or chemin, donnees)


def a_ecrit(client: Client, envoi: Envoi, donnees: Donnees) -> bool:
    """Vrai si cet envoi a laissé une trace au journal. L'envoi est défait."""
    champs: dict[str, list[str]] = {}
    for nom, valeur in donnees:
        champs.setdefault(nom, []).append(valeur)
    avant = EntreeJournal.objects.count()
    repere = transaction.savepoint()
    client.post(envoi.chemin, champs)
    ecrit = EntreeJournal.objects.count() != avant
    transaction.savepoint_rollback(repere)
    return ecrit


def test_aucune_page_n_ecrit_sans_redire_ce_qu_elle_montrait(client: Client) -> None:
    monde, ecrites, fautes = Monde(), set(), []
    for role in (Role.RESPONSABLE, Role.TITULAIRE):
        client.force_login(monde.comptes[role].utilisateur)
        for _, chemin, _ in concretes(monde):
            reponse = client.get(chemin)
            if reponse.status_code != 200 or not reponse["Content-Type"].startswith("text/html"):
                continue
            for envoi in envois(chemin, reponse.content.decode()):
                if not envoi.lues:
                    continue
                if a_ecrit(client, envoi, envoi.donnees):
                    ecrites.add(chemin)
                print(chemin, envoi.chemin, envoi.lues, chemin in ecrites)
                if a_ecrit(client, envoi, envoi.muet()):
                    fautes.append(f"{role} : {envoi.chemin} écrit sans {', '.join(sorted(envoi.lues))}")
    assert fautes == []
    assert len(ecrites) > 400, len(ecrites)
