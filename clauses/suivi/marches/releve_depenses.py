"""Le relevé d'un lot : ses commandes et ses factures dans l'ordre, leurs cumuls, et les heures dues après chacune.

Rien n'est écrit ici. Qui ne voit que ses propres lignes (un cotraitant) a ses cumuls à lui, sans les heures du lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from clauses.fond.habilitations.matrice import portee_de
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.suivi.marches.models import Commande, Facture, Lot
from clauses.suivi.marches.obligations import Obligation
from regles import engagement as regles

ZERO = Decimal(0)


@dataclass(frozen=True)
class LigneDeReleve:
    """Une dépense et ce qu'elle change. Cumuls en € HT, prévisions non comprises ; `exigible` en heures, `None`
    quand il ne se lit pas ligne à ligne (prévision, vue partielle, ou clause de ce jour-là d'une autre formule)."""

    depense: Commande | Facture
    cumul_commande: Decimal
    cumul_facture: Decimal
    exigible: Decimal | None
    ajout: Decimal | None

    @property
    def est_commande(self) -> bool:
        return isinstance(self.depense, Commande)

    @property
    def nature(self) -> str:
        if self.est_commande:
            return "Commande prévue" if self.depense.est_prevision else "Bon de commande"
        if self.depense.est_prevision:
            return "Facture prévue"
        return "Avoir" if self.depense.est_un_avoir else "Facture"


@dataclass(frozen=True)
class Releve:
    """`lignes`, de la plus récente à la plus ancienne ; les totaux en € HT. `hors_compte` : ce qui, du facturé,
    précède la notification ou suit la résiliation. `attributions` : celles de l'acteur, quand il ne voit que les
    siennes (`est_complet` faux)."""

    lignes: Sequence[LigneDeReleve]
    commande: Decimal
    facture: Decimal
    prevu: Decimal
    hors_compte: Decimal
    est_complet: bool
    attributions: frozenset[UUID] = frozenset()


def relever(lot: Lot, acteur: Acteur, obligation: Obligation | None) -> Releve:
    """Le relevé que `acteur` peut voir, en trois requêtes au plus."""
    depenses = _depenses(lot, acteur)
    complet = portee_de(acteur.role, "facture.voir") != Portee.ATTRIBUTIONS
    compteur = _Compteur(obligation.lu.faits if obligation and complet else None)
    lignes = [compteur.ajouter(depense) for depense in depenses]
    aujourd_hui = timezone.localdate()
    prevu = sum((d.montant_ht for d in depenses if d.est_prevision and d.jour > aujourd_hui), ZERO)
    siennes = frozenset() if complet else _siennes(lot, acteur)
    return Releve(lignes[::-1], compteur.commande, compteur.facture, prevu, compteur.hors_compte, complet, siennes)


def _siennes(lot: Lot, acteur: Acteur) -> frozenset[UUID]:
    attributions = lot.attributions.actifs().filter(structure_id=acteur.structure_id).order_by("pk")
    return frozenset(attributions.values_list("pk", flat=True))


def _depenses(lot: Lot, acteur: Acteur) -> list[Commande | Facture]:
    """Par date ; le même jour, les commandes avant les factures."""
    lues: list[Commande | Facture] = []
    for modele in (Commande, Facture):
        visibles = modele.objects.visibles_par(acteur).actifs().filter(lot=lot)
        lues += visibles.select_related("attribution__structure").order_by("jour", "numero", "pk")
    return sorted(lues, key=lambda d: (d.jour, isinstance(d, Facture)))


class _Compteur:
    """Les cumuls au fil des lignes, et l'exigible que la règle en tire à chaque pas, sous la clause qui vaut ce
    jour-là."""

    def __init__(self, faits: regles.FaitsEngagement | None) -> None:
        self.faits = faits
        self.commande = self.facture = ZERO
        self.comptes: dict[type, Decimal] = {}

    def ajouter(self, depense: Commande | Facture) -> LigneDeReleve:
        if depense.est_prevision:
            return LigneDeReleve(depense, self.commande, self.facture, None, None)
        if isinstance(depense, Commande):
            self.commande += depense.montant_ht
        else:
            self.facture += depense.montant_ht
        avant = self._exigible(depense.jour)
        self._compter(depense)
        apres = self._exigible(depense.jour)
        ajout = None if avant is None or apres is None else apres - avant
        return LigneDeReleve(depense, self.commande, self.facture, apres, ajout)

    @property
    def hors_compte(self) -> Decimal:
        return ZERO if self.faits is None else self.facture - self.comptes.get(Facture, ZERO)

    def _compter(self, depense: Commande | Facture) -> None:
        """Ce qui précède la notification ou suit la résiliation ne compte pas."""
        faits, genre = self.faits, type(depense)
        if faits is None or (faits.notifie_le and depense.jour < faits.notifie_le):
            return
        if not (faits.resilie_le and depense.jour > faits.resilie_le):
            self.comptes[genre] = self.comptes.get(genre, ZERO) + depense.montant_ht

    def _exigible(self, jour: date) -> Decimal | None:
        """Ce que doivent ce jour-là les lignes comptées jusqu'ici."""
        if self.faits is None:
            return None
        alors = regles.au_jour(self.faits, jour)
        if "factures" not in alors.clause.lit:
            return None
        cumuls = {
            nom: (regles.Mouvement(jour=None, montant_ht=self.comptes[modele]),) if modele in self.comptes else ()
            for nom, modele in (("commandes", Commande), ("factures", Facture))
        }
        return regles.exigible(replace(alors, resilie_le=None, **cumuls), jour).valeur or ZERO  # type: ignore[arg-type]
