"""« Qui doit des heures » : une entreprise par rangée, ce qu'elle doit lot par lot, qui appeler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.composants import Lien, Page
from clauses.suivi.declarations.retards import Retard, RetardDuLot
from regles.typographie import accorder


@dataclass(frozen=True)
class Rangee:
    """Une entreprise. `lots` : (lien vers le plus ancien mois, ce qu'elle y doit)."""

    retard: Retard
    url: str
    url_contact: str
    delai: str
    lots: Sequence[tuple[Lien, str]]


def page(lus: Sequence[Retard]) -> Page:
    mois = sum(r.nombre for r in lus)
    return Page.au_bout(
        [Lien("Déclarations", reverse("declarations:liste"))],
        "Qui doit des heures",
        phrase=f"{accorder(len(lus), 'entreprise doit', 'entreprises doivent')} {accorder(mois, 'mois', 'mois')}."
        if lus
        else "",
        ton="alerte" if lus else "neutre",
    )


def en_lignes(lus: Sequence[Retard], jour: date) -> list[Rangee]:
    return [
        Rangee(
            retard=r,
            url=f"{reverse('declarations:liste')}?etat=en_retard&entreprise={r.structure_id}",
            url_contact="" if r.contacts else adresse_de("structures:contact_creer", r.structure_id),
            delai=f"{(jour - r.depuis).days}\u202fj",
            lots=[(_lien(lot), lot.en_mots) for lot in r.lots],
        )
        for r in lus
    ]


def _lien(lot: RetardDuLot) -> Lien:
    return Lien(f"{lot.operation} · {lot.lot}", adresse_de("declarations:fiche", lot.premiere))
