"""Écrire les lignes acceptées, par paquets : un paquet s'écrit en entier, sinon par moitiés, jusqu'à la ligne refusée.

Une ligne s'écrit avec tous ses objets, ou pas du tout ; celle que la base refuse devient un refus du rapport, les
autres restent. Chaque paquet est une transaction signée (un point de reprise, dans une transaction déjà ouverte) :
une coupure garde les paquets faits, et reprendre ne double rien, puisque l'on vérifie de nouveau avant d'écrire.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports import copie
from clauses.fond.socle.imports.copie import Cle, Creation
from clauses.fond.socle.imports.paquets import PAQUET, Suivi, par_paquets
from clauses.fond.socle.imports.rapport import REFUSE, Verdict
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import signer
from regles.typographie import typographie

PAQUET_ECRIT = PAQUET
REMEDE = "Corriger cette ligne, puis redéposer le fichier."


class Modification(NamedTuple):
    """De nouvelles valeurs pour une ligne de la base, telle qu'on l'a lue (`version`)."""

    modele: type[ModeleMetier]
    pk: UUID
    version: int
    valeurs: dict[str, Any]


class Acte(NamedTuple):
    """Ce qu'une ligne du fichier demande d'écrire : tout, ou rien. `rang` : sa place dans les verdicts du paquet.
    Un objet partagé avec une autre ligne (une structure) figure dans chacune, et n'est écrit qu'une fois."""

    rang: int
    creations: tuple[ModeleMetier | Creation, ...] = ()
    modifications: tuple[Modification, ...] = ()


class Ecriture:
    """Les écritures d'un fichier, signées de `acteur`. `ordre` : les modèles que l'on crée, dépendances d'abord.

    `ecrits` : les clés créées (`crees` : par le dernier appel) ; `versions` : celles que l'on vient de donner, pour
    qu'une seconde ligne sur la même fiche ne se croie pas dépassée.
    """

    def __init__(
        self, acteur: Acteur, motif: str, ordre: Sequence[type[ModeleMetier]], *, remede: str = REMEDE
    ) -> None:
        self.acteur, self.motif, self.ordre, self.remede = acteur, motif, ordre, remede
        self.ecrits, self.crees = set[Cle](), set[Cle]()
        self.versions: dict[UUID, int] = {}

    def ecrire(self, actes: Sequence[Acte], verdicts: list[Verdict], suivre: Suivi, faites: int) -> set[Cle]:
        """Écrit ces actes ; rend les clés créées. `verdicts` reçoit les refus de la base. `faites` : les lignes des
        paquets d'avant, pour l'avancement."""
        self.crees = set[Cle]()
        for paquet in par_paquets(actes, PAQUET_ECRIT):
            with signer(self.acteur, self.motif):
                self._essayer(paquet, verdicts)
            suivre(faites + paquet[-1].rang + 1)
        return self.crees

    def _essayer(self, actes: list[Acte], verdicts: list[Verdict]) -> None:
        """Écrit ces lignes ensemble. Si la base refuse, rien n'en reste, et chaque moitié est essayée ; seule, la ligne
        refusée le devient au rapport."""
        try:
            with transaction.atomic():
                ecrits, versions = self._ecrire(actes, verdicts)
        except (DatabaseError, RefusMetier) as erreur:
            if len(actes) == 1:
                _refuser(verdicts, actes[0].rang, _raison(erreur), self.remede)
                return
            milieu = len(actes) // 2
            self._essayer(actes[:milieu], verdicts)
            self._essayer(actes[milieu:], verdicts)
            return
        self.crees |= ecrits
        self.ecrits |= ecrits
        self.versions |= versions

    def _ecrire(self, actes: list[Acte], verdicts: list[Verdict]) -> tuple[set[Cle], dict[UUID, int]]:
        actuelles = _versions(m for acte in actes for m in acte.modifications)
        retenus = [acte for acte in actes if self._est_a_jour(acte, actuelles, verdicts)]
        par_modele: dict[type[ModeleMetier], dict[Cle, ModeleMetier | Creation]] = defaultdict(dict)
        for acte in retenus:
            for objet in acte.creations:
                if objet.pk not in self.ecrits:
                    modele = objet.modele if isinstance(objet, Creation) else type(objet)
                    par_modele[modele].setdefault(objet.pk, objet)
        for modele in self.ordre:
            if neuves := par_modele.get(modele):
                copie.creer(modele, neuves.values())
        changements: dict[type[ModeleMetier], dict[UUID, dict[str, Any]]] = defaultdict(dict)
        for m in (m for acte in retenus for m in acte.modifications):
            changements[m.modele].setdefault(m.pk, {}).update(m.valeurs)
        for modele, lignes in changements.items():
            copie.modifier(modele, lignes)
        changees = {pk for lignes in changements.values() for pk in lignes}
        return {pk for neuves in par_modele.values() for pk in neuves}, {pk: actuelles[pk] + 1 for pk in changees}

    def _est_a_jour(self, acte: Acte, actuelles: dict[UUID, int], verdicts: list[Verdict]) -> bool:
        """Faux, et la ligne est refusée, si quelqu'un a changé une de ses fiches depuis la vérification."""
        for m in acte.modifications:
            if actuelles.get(m.pk) != self.versions.get(m.pk, m.version):
                motif = "cette fiche a été modifiée par quelqu'un d'autre pendant l'import."
                remede = "Redéposer le fichier : la ligne sera comparée à ce qui est écrit."
                _refuser(verdicts, acte.rang, motif, remede)
                return False
        return True


def _versions(modifications: Iterable[Modification]) -> dict[UUID, int]:
    """La version de chaque fiche à changer, prise sous verrou."""
    cles: dict[type[ModeleMetier], set[UUID]] = defaultdict(set)
    for modification in modifications:
        cles[modification.modele].add(modification.pk)
    versions: dict[UUID, int] = {}
    for modele, pks in cles.items():
        prises = modele._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
        versions |= dict(prises.values_list("pk", "version"))
    return versions


def _refuser(verdicts: list[Verdict], rang: int, motif: str, remede: str) -> None:
    verdicts[rang] = verdicts[rang]._replace(
        issue=REFUSE, motif=typographie(motif), champ="", remede=typographie(remede)
    )


def _raison(erreur: DatabaseError | RefusMetier) -> str:
    """Le refus d'une colonne, ou le message français de la contrainte violée ; à défaut, une phrase qui ne prétend
    rien."""
    if isinstance(erreur, RefusMetier):
        return erreur.message
    diagnostic = getattr(erreur.__cause__, "diag", None)
    nom = getattr(diagnostic, "constraint_name", None)
    return _messages().get(nom or "", "la base de données refuse cette ligne, ou l'un de ses objets.")


def _messages() -> dict[str, str]:
    return {
        contrainte.name: str(contrainte.violation_error_message)
        for modele in apps.get_models()
        for contrainte in modele._meta.constraints
        if isinstance(contrainte, models.BaseConstraint)
        and contrainte.violation_error_message != contrainte.default_violation_error_message
    }
