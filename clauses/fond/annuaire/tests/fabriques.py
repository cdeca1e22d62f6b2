"""Des structures d'annuaire fictives, aux SIRET à la clé juste, autour de Valenciennes sauf mention contraire."""

from typing import Any

from clauses.fond.annuaire.imports.identite import cle_de
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.fictif import siret_fictif

VALENCIENNES = (50.3580, 3.5233)
LILLE = (50.6292, 3.0573)
PARIS = (48.8566, 2.3522)
_suite = iter(range(5000, 999_999))


def fournisseur(nom: str = "Chantier fictif de l'Escaut", nature: str = "ei", **champs: Any) -> Fournisseur:
    """Une structure fictive. `secteurs` donnés : déclarés ; `ou=(latitude, longitude)` : sa position."""
    champs = {
        "siret": siret_fictif(next(_suite)),
        "code_postal": "59300",
        "commune": "Valenciennes",
        "departement": "59",
        "source": "essai",
        **champs,
    }
    ou = champs.pop("ou", VALENCIENNES)
    if ou is not None:
        champs |= {"latitude": ou[0], "longitude": ou[1], "position": "source"}
    if champs.get("secteurs"):
        champs.setdefault("origine_secteurs", "declare")
    fiche = Fournisseur(nom=nom, nature=nature, **champs)
    champs.setdefault("cle", cle_de(fiche))
    return creer(Fournisseur, nom=nom, nature=nature, **champs)
