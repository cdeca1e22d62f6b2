"""Une page qui ne redit pas ce qu'elle montrait n'écrit rien : chaque formulaire est envoyé sans ses versions lues.

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
from clauses.fond.socle.models import EntreeJournal
from tests.coherence.test_droits_par_adresse import Monde, concretes

pytestmark = pytest.mark.django_db

CE_QUI_EST_LU = re.compile(r"(^|[-_])(version|lues|rang_lu|version_lue)$")
DECLARANT = "/declarations/"
Donnees = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Envoi:
    """Un formulaire d'une page, rempli de ce qu'elle montre et d'un motif, et l'un de ses boutons."""

    page: str
    chemin: str
    donnees: Donnees

    @property
    def lues(self) -> set[str]:
        """Les champs cachés qui disent ce qu'on avait lu."""
        return {nom for nom, valeur in self.donnees if CE_QUI_EST_LU.search(nom) and valeur}

    @property
    def muette(self) -> Donnees:
        return tuple((nom, valeur) for nom, valeur in self.donnees if nom not in self.lues)


def envois(chemin: str, page: str) -> Iterator[Envoi]:
    for formulaire in html.fromstring(page).forms:
        if formulaire.method == "POST":
            donnees = tuple(_rempli(nom, valeur or "") for nom, valeur in formulaire.form_values())
            for bouton in formulaire.xpath(".//button[@name]") or [None]:
                appuie = () if bouton is None else ((bouton.get("name"), bouton.get("value", "")),)
                yield Envoi(chemin, formulaire.action or chemin, donnees + appuie)


def _rempli(nom: str, valeur: str) -> tuple[str, str]:
    """Un motif s'il en manque un ; un texte libre change, car redire n'écrit rien."""
    if nom.endswith(("motif", "texte", "observation")):
        return nom, f"{valeur} Essai"
    return nom, f"{valeur} bis" if nom.endswith("intitule") and valeur else valeur


def a_ecrit(client: Client, envoi: Envoi, donnees: Donnees) -> bool:
    """Vrai si cet envoi a laissé une trace au journal."""
    champs: dict[str, list[str]] = {}
    for nom, valeur in donnees:
        champs.setdefault(nom, []).append(valeur)
    avant, repere = EntreeJournal.objects.count(), transaction.savepoint()
    client.post(envoi.chemin, champs)
    ecrit = EntreeJournal.objects.count() != avant
    transaction.savepoint_rollback(repere)
    return ecrit


def _a_envoyer(client: Client, monde: Monde) -> Iterator[Envoi]:
    """Les envois de toutes les pages du responsable ; ceux d'un mois à déclarer, du titulaire."""
    for role in (Role.RESPONSABLE, Role.TITULAIRE):
        client.force_login(monde.comptes[role].utilisateur)
        for _, chemin, _ in concretes(monde):
            if role == Role.TITULAIRE and not chemin.startswith(DECLARANT):
                continue
            reponse = client.get(chemin)
            if reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html"):
                yield from (e for e in envois(chemin, reponse.content.decode()) if e.lues)


def test_aucune_page_n_ecrit_sans_redire_ce_qu_elle_montrait(client: Client) -> None:
    ecrites, fautes = set(), []
    for envoi in _a_envoyer(client, Monde()):
        if a_ecrit(client, envoi, envoi.muette):
            fautes.append(f"{envoi.chemin} écrit sans {', '.join(sorted(envoi.lues))}")
        if a_ecrit(client, envoi, envoi.donnees):
            ecrites.add(envoi.page)
    assert fautes == []
    assert len(ecrites) >= 25, sorted(ecrites)
