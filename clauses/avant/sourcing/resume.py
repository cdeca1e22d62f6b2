"""Où en sont les demandes d'offre d'un projet : quatre nombres, une requête."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from clauses.avant.projets.models import Projet
from clauses.avant.sourcing.models import Sollicitation

_INTERESSEES = Q(reponse__in=[Sollicitation.Reponse.OUI, Sollicitation.Reponse.CONDITIONS])


@dataclass(frozen=True)
class ResumeOffres:
    """`preparees` : pas encore parties. `demandees` : parties. `interessees` : oui, ou sous conditions.
    `heures_par_mois` : la somme de ce qu'elles proposent, d'après celles qui l'ont chiffré."""

    preparees: int = 0
    demandees: int = 0
    repondues: int = 0
    interessees: int = 0
    heures_par_mois: Decimal = Decimal(0)
    chiffrees: int = 0


def offres_de(projet: Projet) -> ResumeOffres:
    """Le résumé des demandes vivantes du projet. Une requête."""
    compte = (
        Sollicitation.objects.vivantes()
        .filter(projet=projet)
        .aggregate(
            preparees=Count("pk", filter=Q(etat=Sollicitation.Etat.PREPAREE)),
            demandees=Count("pk", filter=~Q(etat=Sollicitation.Etat.PREPAREE)),
            repondues=Count("pk", filter=Q(etat=Sollicitation.Etat.REPONDUE)),
            interessees=Count("pk", filter=_INTERESSEES),
            chiffrees=Count("pk", filter=_INTERESSEES & Q(heures_par_mois__gt=0)),
            somme=Sum("heures_par_mois", filter=_INTERESSEES),
        )
    )
    return ResumeOffres(heures_par_mois=compte.pop("somme") or Decimal(0), **compte)
