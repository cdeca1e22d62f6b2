"""Le parcours d'une personne : ses contrats l'un après l'autre, et ce qu'elle y a fait."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.presentation.contrats import avec_leur_retenu, contrats_visibles, tableau
from clauses.suivi.participants.models import Participant
from regles.typographie import accorder


def contrats_de(personne: Participant, acteur: Acteur) -> QuerySet[Any]:
    """Les contrats de la personne que l'acteur peut voir, du plus récent au plus ancien."""
    return contrats_visibles(acteur).filter(participant=personne)


def contexte_du_parcours(de: Iterable[Any], jour: date) -> dict[str, Any]:
    """Le tableau des contrats et sa phrase : « 2 contrats, 1 240 h retenues. »"""
    contrats = avec_leur_retenu(de)
    total = sum((contrat.retenu for contrat in contrats), Decimal(0))
    phrase = f"{accorder(len(contrats), 'contrat', 'contrats')}, {en_heures(total)} retenues."
    colonnes = tuple(c for c in tableau(contrats, jour).colonnes if c.cle != "participant")
    montre = tableau(contrats, jour)
    return {
        "phrase": phrase if contrats else "Aucun contrat d'insertion pour l'instant.",
        "tableau": type(montre)(colonnes, contrats, legende="Contrats de la personne", url=montre.url),
        "contrats": contrats,
    }
