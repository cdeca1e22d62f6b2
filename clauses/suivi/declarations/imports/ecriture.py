"""Écrire les lignes acceptées, par paquets : un paquet s'écrit en entier, sinon ligne à ligne.

Une ligne s'écrit avec tous ses objets, ou pas du tout ; celle que la base refuse devient un refus du rapport, les
autres restent. Chaque paquet est une transaction signée : une coupure garde les paquets faits, et reprendre ne
double rien, puisque l'on vérifie de nouveau avant d'écrire.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.imports.actes import ActeFiches, Modification
from clauses.suivi.declarations.imports.contexte import Contexte, Suivi, par_paquets
from clauses.suivi.declarations.imports.mensuel import ActeHeures
from clauses.suivi.declarations.imports.rapport import REFUSE, Rapport
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, LigneHeures
from clauses.suivi.marches.models import Lot, Marche, Operation, Programme
from clauses.suivi.participants.models import CritereParticipant, Participant
from regles.typographie import typographie

PAQUET_ECRIT = 1_000
ORDRE: Sequence[type[ModeleMetier]] = (
    Structure, Programme, Operation, Marche, Lot, Participant, CritereParticipant, ContratInsertion, AffectationLot,
    LigneHeures,
)  # fmt: skip
Acte = ActeFiches | ActeHeures


class Ecriture:
    """`ecrits` : les clés déjà créées (une structure partagée ne l'est qu'une fois) ; `versions` : celles que l'on
    vient de donner, pour qu'une seconde ligne sur la même fiche ne se croie pas dépassée."""

    def __init__(self, contexte: Contexte, rapport: Rapport, motif: str) -> None:
        self.contexte, self.rapport, self.motif = contexte, rapport, motif
        self.ecrits: set[UUID] = set()
        self.versions: dict[UUID, int] = {}

    def executer(self, suivre: Suivi) -> None:
        for paquet in par_paquets(self.rapport.actes, PAQUET_ECRIT):
            fiches = [en_fiches(acte) for acte in paquet]
            with signer(self.contexte.acteur, self.motif):
                if not self._essayer(fiches):
                    for fiche in fiches:
                        self._essayer([fiche], seul=True)
            suivre(paquet[-1].rang + 1)

    def _essayer(self, actes: list[ActeFiches], *, seul: bool = False) -> bool:
        """Écrit ces lignes ensemble ; rien si la base refuse. Seule, une ligne refusée le devient au rapport."""
        try:
            with transaction.atomic():
                ecrits, versions = self._ecrire(actes)
        except DatabaseError as erreur:
            if seul:
                self._refuser(actes[0].rang, _raison(erreur), "Corriger cette ligne, puis redéposer le fichier.")
            return False
        self.ecrits |= ecrits
        self.versions |= versions
        return True

    def _ecrire(self, actes: list[ActeFiches]) -> tuple[set[UUID], dict[UUID, int]]:
        actuels = self._verrouiller(m for acte in actes for m in acte.modifications)
        retenus = [acte for acte in actes if self._est_a_jour(acte, actuels)]
        par_modele: dict[type[ModeleMetier], dict[UUID, ModeleMetier]] = defaultdict(dict)
        for acte in retenus:
            for objet in acte.creations:
                if objet.pk not in self.ecrits:
                    par_modele[type(objet)].setdefault(objet.pk, objet)
        for modele in ORDRE:
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

    def _est_a_jour(self, acte: ActeFiches, actuels: dict[UUID, ModeleMetier]) -> bool:
        """Faux, et la ligne est refusée, si quelqu'un a changé une de ses fiches depuis la vérification."""
        for m in acte.modifications:
            actuel = actuels.get(m.pk)
            if actuel is None or actuel.version != self.versions.get(m.pk, m.version):
                motif = "cette fiche a été modifiée par quelqu'un d'autre pendant l'import."
                self._refuser(acte.rang, motif, "Redéposer le fichier : la ligne sera comparée à ce qui est écrit.")
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

    def _refuser(self, rang: int, motif: str, remede: str) -> None:
        sort = self.rapport.sorts[rang]
        self.rapport.sorts[rang] = sort._replace(
            issue=REFUSE, motif=typographie(motif), champ="", remede=typographie(remede)
        )


def en_fiches(acte: Acte) -> ActeFiches:
    """Une ligne d'heures de notre classeur, en objets."""
    if isinstance(acte, ActeFiches):
        return acte
    heures = dict(zip(("heures_travaillees", "heures_formation", "heures_accompagnement"), acte.heures, strict=True))
    valeurs = {**heures, "observation": acte.observation, "etat": str(LigneHeures.Etat.SOUMISE)}
    if acte.connue is None:
        ligne = LigneHeures(
            contrat_id=acte.place.contrat, lot_id=acte.place.lot, mois=acte.mois, declaration_id=acte.declaration,
            source=LigneHeures.Source.IMPORT, **valeurs,
        )  # fmt: skip
        return ActeFiches(acte.rang, (ligne,))
    if acte.connue.declaration is None and acte.declaration is not None:
        valeurs["declaration_id"] = acte.declaration
    # Ce qu'un facilitateur demandait de corriger l'est : le motif de sa demande ne reste pas.
    valeurs["motif"] = ""
    return ActeFiches(acte.rang, (), (Modification(LigneHeures, UUID(acte.connue.pk), acte.connue.version, valeurs),))


def _raison(erreur: DatabaseError) -> str:
    """Le message français de la contrainte violée ; à défaut, une phrase qui ne prétend rien."""
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
