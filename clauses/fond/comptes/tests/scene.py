"""Une structure, son écran, son navigateur ; une personne et le sien : de quoi raconter une invitation."""

import re
from dataclasses import dataclass, field

from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.tests import fabriques
from clauses.fond.socle.jobs import executer
from clauses.fond.structures.models import StructurePorteuse

LEA = "lea.fictive@exemple.test"
LIEN = re.compile(r"http://[\w.]+(?::\d+)?(/(?:invitation|mot-de-passe)/[^\"\s]+)")


@dataclass
class Structure:
    """Une structure porteuse, son responsable et son navigateur."""

    porteuse: StructurePorteuse
    client: Client = field(default_factory=Client)

    def __post_init__(self):
        self.responsable = fabriques.responsable(self.porteuse)
        self.acteur = self.responsable.en_acteur()
        self.client.force_login(self.responsable.utilisateur)

    def inviter(self, courriel=LEA, nom="Fictive", role="facilitateur"):
        """La page où mène l'invitation."""
        donnees = {"courriel": courriel, "nom": nom, "prenom": "Léa", "role": role}
        return self.client.post(reverse("comptes:inviter"), donnees, follow=True)

    def lien(self, page=None):
        """Le lien que l'écran montre ; vide s'il n'en montre pas."""
        trouve = LIEN.search((page or self.client.get(self.fiche)).content.decode())
        return trouve[1] if trouve else ""

    @property
    def fiche(self):
        return reverse("comptes:utilisateur", args=[Utilisateur.objects.get(courriel=LEA).pk])

    @property
    def role(self):
        return Appartenance.objects.donnees().get(utilisateur__courriel=LEA, porteuse=self.porteuse)

    def remettre(self):
        return self.client.post(f"{self.fiche}lien/", follow=True)


def ouvrir(lien, mot_de_passe, client=None):
    """Ouvre le lien jusqu'au bout dans un navigateur ; rend ce navigateur."""
    client = client or Client()
    suite = client.post(lien)
    if suite.status_code == 302 and suite["Location"] == "/mot-de-passe/":
        client.post("/mot-de-passe/", {"nouveau": mot_de_passe, "repete": mot_de_passe})
    return client


def entrer(mot_de_passe, client=None):
    client = client or Client()
    client.post("/connexion/", {"courriel": LEA, "mot_de_passe": mot_de_passe})
    return client


def voit(client, structure):
    """Vrai si ce navigateur agit dans cette structure, sous ce qu'il a ou en changeant de rôle."""
    for pris in ("", str(structure.role.pk)):
        client.post(reverse("comptes:agir_comme"), {"appartenance": pris})
        if structure.porteuse.nom in client.get("/structures/").content.decode():
            return True
    return False


def tenter_d_accepter(client, structure):
    client.post(reverse("comptes:accepter", args=[structure.role.pk]))
    return voit(client, structure)


def livrer():
    """Joue les courriels de la file ; rend le lien du dernier."""
    file = ProcrastinateJob.objects.filter(status="todo", args__chemin__startswith="clauses.fond.comptes").order_by(
        "id"
    )
    for travail in list(file):
        executer(**travail.args)
        ProcrastinateJob.objects.filter(pk=travail.pk)._raw_delete("default")
    return LIEN.search(str(mail.outbox[-1].body))[1] if mail.outbox else ""
