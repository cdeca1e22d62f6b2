"""L'export du répertoire : une ligne par structure, avec ses deux contacts qui comptent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.exports import Export
from clauses.fond.structures.models import Contact, Structure


def _contact(fonction: str, champ: str) -> Any:
    """Lit un champ du premier contact de cette fonction, préchargé dans `joignables`."""

    def lire(structure: Structure) -> str:
        contacts = (c for c in structure.joignables if c.fonction == fonction)  # type: ignore[attr-defined]
        contact = next(contacts, None)
        return "" if contact is None else str(contact) if champ == "nom" else getattr(contact, champ)

    return lire


def _colonnes_de_contact(fonction: str, qui: str) -> tuple[Colonne, ...]:
    return tuple(
        Colonne(f"{fonction}_{champ}", f"{titre} {qui}", largeur=26, personnelle=True, lire=_contact(fonction, champ))
        for champ, titre in (("nom", "Nom"), ("courriel", "Courriel"), ("telephone", "Téléphone"))
    )


COLONNES = (
    Colonne("nom", "Raison sociale", largeur=40),
    Colonne("sigle", "Sigle"),
    Colonne("siret", "SIRET", "siret", largeur=18, aide="14 chiffres ; vide s'il reste à compléter"),
    Colonne("get_famille_display", "Famille", largeur=34, lire=lambda s: s.get_famille_display()),
    Colonne("get_nature_display", "Nature", largeur=34, lire=lambda s: s.get_nature_display()),
    Colonne("adresse", "Adresse", largeur=34),
    Colonne("code_postal", "Code postal", largeur=12),
    Colonne("commune", "Commune", largeur=22),
    Colonne("site", "Site internet", largeur=28),
    *_colonnes_de_contact(Contact.Fonction.REFERENT, "du référent"),
    *_colonnes_de_contact(Contact.Fonction.HIERARCHIE, "du contact hiérarchique"),
)


def exporter_repertoire(
    structures: QuerySet[Structure], *, extrait_le: date, filtres: Sequence[str], avec_contacts: bool
) -> Export:
    """L'export de ces structures ; sans le droit sur les contacts, leurs colonnes n'y sont pas."""
    joignables = Contact.objects.actifs().order_by("nom", "prenom", "pk")
    lignes = structures.prefetch_related(Prefetch("contacts", joignables, to_attr="joignables"))
    return Export(
        "Répertoire des structures",
        COLONNES,
        lignes.iterator(chunk_size=500),
        extrait_le,
        filtres=filtres,
        avec_personnelles=avec_contacts,
    )
