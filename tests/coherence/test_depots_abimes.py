"""Un dépôt qui finit mal (lecture tuée, octets perdus, rapport jamais écrit, fichier absent) reste une page qui
se lit : jamais une panne, à aucune de ses adresses.

Les tables sont trouvées, non nommées : tout modèle qui garde les octets d'un fichier.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import resolve, reverse

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.declarations.models import ImportHeures
from tests.coherence.test_droits_par_adresse import Monde, concretes

pytestmark = pytest.mark.django_db

OCTETS: dict[str, bytes] = {
    "vidé": b"",
    "tronqué": b"PK\x03\x04\x14\x00\x00\x00",
    "en désordre": bytes(range(256)) * 8,
    "devenu du texte": b"Le disque a rendu autre chose",
}


def qui_gardent_un_fichier() -> list[type[ModeleMetier]]:
    return [
        m
        for m in apps.get_models()
        if issubclass(m, ModeleMetier) and any(isinstance(c, models.BinaryField) for c in m._meta.fields)
    ]


def abimes(modele: type[ModeleMetier]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(ce qui est arrivé, les colonnes telles qu'on les retrouve), chaque état que le dépôt connaît."""
    champs = {champ.name: champ for champ in modele._meta.fields}
    octets = [nom for nom, champ in champs.items() if isinstance(champ, models.BinaryField)]
    lus = {nom: champ.get_default() for nom, champ in champs.items() if isinstance(champ, models.JSONField)}
    etats = [{"etat": code} for code, _ in champs["etat"].choices] if "etat" in champs else [{}]
    for etat in etats:
        for sort, contenu in OCTETS.items():
            yield f"{sort}, {etat.get('etat', '')}", {**etat, **dict.fromkeys(octets, contenu)}
        yield f"jamais lu, {etat.get('etat', '')}", {**etat, **lus}


def adresses_de(monde: Monde, modele: type[models.Model]) -> list[str]:
    """Celles de cet objet, et celles de sa tranche qui montrent ce dont il est une part."""
    liens = {champ.related_model for champ in modele._meta.get_fields() if champ.is_relation}
    tranche = modele._meta.app_label
    return sorted(
        chemin
        for _, chemin, vu in concretes(monde)
        if vu is modele or (vu in liens and resolve(chemin).namespace == tranche)
    )


def essayer(client: Client, chemin: str) -> Iterator[str]:
    for methode in (client.get, client.post):
        try:
            with transaction.atomic():
                reponse = methode(chemin, {"lues": "aucune", "motif": "Essai"} if methode == client.post else {})
                transaction.set_rollback(True)
        except Exception as panne:
            yield f"{methode.__name__} {chemin} : {panne!r}"
        else:
            if reponse.status_code >= 500:
                yield f"{methode.__name__} {chemin} : {reponse.status_code}"


@pytest.mark.parametrize("modele", qui_gardent_un_fichier(), ids=lambda m: m.__name__)
def test_un_depot_abime_n_arrete_aucune_de_ses_pages(client: Client, modele: type[ModeleMetier]) -> None:
    monde, pannes, essayes = Monde(), [], 0
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    chemins = adresses_de(monde, modele)
    assert chemins, f"aucune adresse ne montre {modele.__name__}"
    for sort, colonnes in abimes(modele):
        with suppress(IntegrityError), transaction.atomic():  # un état que la base refuse ne s'y trouve pas
            with signer(FABRICANT):
                modele._base_manager.update(**colonnes)
            pannes += [f"{sort} : {panne}" for chemin in chemins for panne in essayer(client, chemin)]
            essayes += 1
            transaction.set_rollback(True)
    assert pannes == []
    assert essayes >= len(OCTETS)


def test_un_import_dont_les_octets_sont_perdus_dit_quoi_faire(client: Client) -> None:
    monde = Monde()
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    depose = monde.par_modele[ImportHeures]
    for octets in OCTETS.values():
        with signer(FABRICANT):
            ImportHeures.objects.update(contenu=octets, cases=b"", etat="verifie", application_demandee_le=None)
        page = client.post(reverse("declarations:import_appliquer", args=[depose.pk]), follow=True)
        assert page.status_code == 200
        dit = " ".join(str(message) for message in page.context["messages"])
        assert f"«\u00a0{depose.nom_fichier}\u00a0»" in dit, dit
        assert len(dit) > 60, "ce qui ne va pas, et quoi faire"


def test_un_logo_absent_du_disque_n_arrete_aucune_page(client: Client) -> None:
    monde = Monde()
    moi = monde.comptes[Role.RESPONSABLE]
    with signer(FABRICANT):
        StructurePorteuse.objects.filter(pk=moi.porteuse_id).update(logo="logos/perdu.png")
    client.force_login(moi.utilisateur)
    for nom, statut in (("structures:logo", 404), ("structures:porteuse", 200), ("structures:porteuse_modifier", 200)):
        assert client.get(reverse(nom)).status_code == statut, nom
