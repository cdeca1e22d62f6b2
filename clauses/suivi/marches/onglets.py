"""Les rubriques d'une opération, chacune montrée à qui en a le droit. Les tranches plus hautes s'en servent aussi."""

from collections.abc import Sequence

from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.places import onglets
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import accueil, fiche_de
from clauses.fond.socle.composants import Lien
from clauses.suivi.marches.models import Operation


def onglets_operation(acteur: Acteur, operation: Operation, actif: str) -> list[Lien]:
    """Les onglets, `actif` parmi « vue », « heures », « bilan », « journal ». À passer à `Page(onglets=…)`."""
    return onglets(acteur, "operation", operation, actif)


def fil_operation(acteur: Acteur, operation: Operation, *suite: Lien) -> Sequence[Lien]:
    """« Opérations › l'opération › … » ; qui n'a pas le droit d'ouvrir l'opération part de son accueil."""
    if not peut(acteur, "operation.voir"):
        return [Lien("Accueil", accueil()), *suite]
    return [Lien("Opérations", reverse("marches:operations")), Lien(operation.nom, fiche_de(operation)), *suite]
