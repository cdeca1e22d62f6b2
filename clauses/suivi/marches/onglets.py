"""Les rubriques d'une opération, chacune montrée à qui en a le droit. Les tranches plus hautes s'en servent aussi."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Lien
from clauses.suivi.marches.models import Operation

# code, libellé, adresse, droit qui l'ouvre
RUBRIQUES = (
    ("vue", "Vue d'ensemble", "marches:operation", "operation.voir"),
    ("heures", "Heures et personnes", "declarations:operation", "lot.heures"),
    ("bilan", "Bilan", "bilans:operation", "bilan.voir"),
    ("journal", "Journal", "marches:operation_journal", "journal.voir"),
)


def onglets_operation(acteur: Acteur, operation: Operation, actif: str) -> list[Lien]:
    """Les onglets, `actif` parmi « vue », « heures », « bilan », « journal ». À passer à `Page(onglets=…)`."""
    liens = [
        Lien(libelle, adresse(nom, operation.pk), est_active=code == actif)
        for code, libelle, nom, droit in RUBRIQUES
        if peut(acteur, droit)
    ]
    return [lien for lien in liens if lien.url]


def adresse(nom: str, cle: UUID | None = None) -> str:
    """L'adresse d'un écran d'une autre tranche, ou « » si elle n'est pas installée."""
    try:
        return reverse(nom, args=[cle] if cle else None)
    except NoReverseMatch:
        return ""


def fil_operation(acteur: Acteur, operation: Operation, *suite: Lien) -> Sequence[Lien]:
    """« Opérations › l'opération › … » ; qui n'a pas le droit d'ouvrir l'opération part de son accueil."""
    if not peut(acteur, "operation.voir"):
        accueil = adresse("tableaux:accueil")
        return [Lien("Accueil", accueil), *suite] if accueil else [*suite]
    liens = [Lien("Opérations", reverse("marches:operations"))]
    return [*liens, Lien(operation.nom, reverse("marches:operation", args=[operation.pk])), *suite]
