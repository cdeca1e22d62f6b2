"""Ce que les chiffres d'une opération suivie font attendre : un lot notifié sans clause, une opération endormie.

Lu de ce que l'accueil a déjà en main : aucune requête.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.valeurs import en_mois
from clauses.pilotage.tableaux.operations import Suivi
from clauses.suivi.marches.models import Operation

# Usage du métier, pas une règle : trois mois sans une heure.
SOMMEIL = timedelta(days=92)
AU_PLUS = 50


def du_suivi(lus: Sequence[Suivi], jour: date) -> list[Attente]:
    return [*sans_clause(lus), *endormies(lus, jour)]


def sans_clause(lus: Sequence[Suivi]) -> list[Attente]:
    """Les lots notifiés dont la clause n'est pas écrite : rien ne peut s'y compter."""
    fiches = [fiche for suivi in lus for fiche in suivi.chiffres.lots if fiche.attend_sa_clause]
    nus = [(fiche.lot.marche.date_notification, str(fiche.lot.pk), fiche.lot) for fiche in fiches]
    return [
        Attente(
            acte="Écrire la clause",
            objet=str(lot),
            detail=lot.marche.objet,
            depuis=notifie_le,
            url=fiche_de(lot),
            bouton="Écrire la clause",
            est_en_retard=False,
        )
        for notifie_le, _, lot in sorted(nus, key=lambda n: n[:2])[:AU_PLUS]
    ]


def endormies(lus: Sequence[Suivi], jour: date) -> list[Attente]:
    """Les opérations en cours dont plus aucune heure n'arrive depuis trois mois."""
    derniers = [
        (dernier, str(suivi.operation.pk), suivi.operation)
        for suivi in lus
        if suivi.operation.etat == Operation.Etat.EN_COURS
        and (dernier := suivi.chiffres.heures.dernier_mois) is not None
        and dernier < jour - SOMMEIL
    ]
    return [
        Attente(
            acte="Relancer",
            objet=operation.nom,
            detail=f"dernières heures en {en_mois(dernier)}",
            depuis=dernier,
            url=fiche_de(operation),
            bouton="Ouvrir",
            est_en_retard=False,
            chez="endormies",
        )
        for dernier, _, operation in sorted(derniers, key=lambda d: d[:2])
    ]
