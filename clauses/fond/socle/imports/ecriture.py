"""Écrire les lignes acceptées, par paquets : un paquet s'écrit en entier, sinon ligne à ligne.

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
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.paquets import Suivi, par_paquets
from clauses.fond.socle.imports.rapport import REFUSE, Verdict
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import signer
from regles.typographie import typographie

PAQUET_ECRIT = 1_000
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
    creations: tuple[ModeleMetier, ...] = ()
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
        self.ecrits, self.crees = set[UUID](), set[UUID]()
        self.versions: dict[UUID, int] = {}

    def ecrire(self, actes: Sequence[Acte], verdicts: list[Verdict], suivre: Suivi, faites: int) -> set[UUID]:
        """Écrit ces actes ; rend les clés créées. `verdicts` reçoit les refus de la base. `faites` : les lignes des
        paquets d'avant, pour l'avancement."""
        self.crees = set[UUID]()
        for paquet in par_paquets(actes, PAQUET_ECRIT):
            with signer(self.acteur, self.motif):
                if not self._essayer(paquet, verdicts):
                    for acte in paquet:
                        self._essayer([acte], verdicts, seul=True)
            suivre(faites + paquet[-1].rang + 1)
        return self.crees

    def _essayer(self, actes: list[Acte], verdicts: list[Verdict], *, seul: bool = False) -> bool:
        """Écrit ces lignes ensemble ; rien si la base refuse. Seule, une ligne refusée le devient au rapport."""
        try:
            with transaction.atomic():
                ecrits, versions = self._ecrire(actes, verdicts)
        except (DatabaseError, RefusMetier) as erreur:
            if seul:
                _refuser(verdicts, actes[0].rang, _raison(erreur), self.remede)
            return False
        self.crees |= ecrits
        self.ecrits |= ecrits
        self.versions |= versions
        return True

    def _ecrire(self, actes: list[Acte], verdicts: list[Verdict]) -> tuple[set[UUID], dict[UUID, int]]:
        actuels = self._verrouiller(m for acte in actes for m in acte.modifications)
        retenus = [acte for acte in actes if self._est_a_jour(acte, actuels, verdicts)]
        par_modele: dict[type[ModeleMetier], dict[UUID, ModeleMetier]] = defaultdict(dict)
        for acte in retenus:
            for objet in acte.creations:
                if objet.pk not in self.ecrits:
                    par_modele[type(objet)].setdefault(objet.pk, objet)
        for modele in self.ordre:
            if neufs := par_modele.get(modele):
                modele._default_manager.bulk_create(neufs.values())
        versions = self._modifier([m for acte in retenus for m in acte.modifications], actuels)
        return {pk for neufs in par_modele.values() for pk in neufs}, versions

    @staticmethod
    def _verrouiller(modifications: Iterable[Modification]) -> dict[UUID, ModeleMetier]:
        cles: dict[type[ModeleMetier], set[UUID]] = defaultdict(set)
        for modification in modifications:
            cles[modification.modele].add(modification.pk)
        actuels: dict[UUID, ModeleMetier] = {}
        for modele, valeurs in cles.items():
            actuels |= modele._base_manager.select_for_update().order_by("pk").in_bulk(list(valeurs))
        return actuels

    def _est_a_jour(self, acte: Acte, actuels: dict[UUID, ModeleMetier], verdicts: list[Verdict]) -> bool:
        """Faux, et la ligne est refusée, si quelqu'un a changé une de ses fiches depuis la vérification."""
        for m in acte.modifications:
            actuel = actuels.get(m.pk)
            if actuel is None or actuel.version != self.versions.get(m.pk, m.version):
                motif = "cette fiche a été modifiée par quelqu'un d'autre pendant l'import."
                remede = "Redéposer le fichier : la ligne sera comparée à ce qui est écrit."
                _refuser(verdicts, acte.rang, motif, remede)
                return False
        return True

    @staticmethod
    def _modifier(modifications: list[Modification], actuels: dict[UUID, ModeleMetier]) -> dict[UUID, int]:
        champs: dict[type[ModeleMetier], set[str]] = defaultdict(set)
        changes: dict[type[ModeleMetier], dict[UUID, Any]] = defaultdict(dict)
        maintenant = timezone.now()
        for m in modifications:
            objet = actuels[m.pk]
            for nom, valeur in m.valeurs.items():
                setattr(objet, nom, valeur)
            champs[m.modele] |= {nom.removesuffix("_id") for nom in m.valeurs}
            changes[m.modele][m.pk] = objet
        for modele, objets in changes.items():
            for objet in objets.values():
                objet.version, objet.modifie_le = objet.version + 1, maintenant
            noms = [*sorted(champs[modele]), "version", "modifie_le"]
            modele._default_manager.bulk_update(objets.values(), noms)
        return {pk: objet.version for objets in changes.values() for pk, objet in objets.items()}


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
