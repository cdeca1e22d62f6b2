"""La distribution : les structures de la démonstration, aux SIRET fictifs mais à la clé juste."""

from datetime import date
from typing import Any

from stdnum import luhn

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.models import Contact, EtablissementQuitte, Famille, Nature, Structure, StructurePorteuse


def siret_a_zero() -> str:
    """Un SIRET à la clé juste qui commence par un zéro, celui qu'un tableur perd."""
    siren = "00123456" + luhn.calc_check_digit("00123456")
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


def porteuse(nom: str = "Maison de l'emploi du Valenciennois (fictive)", **champs: Any) -> StructurePorteuse:
    return creer(StructurePorteuse, nom=nom, **champs)


_suite = iter(range(1000, 999_999))


def structure(chez: StructurePorteuse, nom: str = "Structure d'essai", **champs: Any) -> Structure:
    champs.setdefault("siret", siret_fictif(next(_suite)))
    return creer(Structure, porteuse=chez, nom=nom, **champs)


def bailleur(chez: StructurePorteuse, **champs: Any) -> Structure:
    return structure(
        chez, champs.pop("nom", "Habitat des Trois-Canaux"), famille=Famille.BAILLEUR, nature=Nature.BAILLEUR, **champs
    )


def entreprise(chez: StructurePorteuse, nom: str = "Bâtisseurs de l'Escaut", **champs: Any) -> Structure:
    return structure(chez, nom, famille=Famille.AUTRE, nature=Nature.PRIVE, **champs)


def etti(chez: StructurePorteuse, nom: str = "Escaut Intérim Insertion", **champs: Any) -> Structure:
    return structure(chez, nom, famille=Famille.SIAE, nature=Nature.ETTI, **champs)


def prescripteur(chez: StructurePorteuse, nom: str = "Mission locale des Deux-Rives", **champs: Any) -> Structure:
    return structure(chez, nom, famille=Famille.SPE, **champs)


def autre_etablissement(siret: str | None) -> str:
    """Un autre établissement (NIC) de la même entreprise (SIREN), à la clé juste."""
    assert siret
    base = f"{siret[:9]}{int(siret[9:13]) % 9998 + 1:04d}"
    return base + luhn.calc_check_digit(base)


def quitte(de: Structure, siret: str, jusqu_au: date) -> EtablissementQuitte:
    return creer(EtablissementQuitte, structure=de, siret=siret, jusqu_au=jusqu_au)


def contact(de: Structure, nom: str = "Référent", **champs: Any) -> Contact:
    return creer(Contact, structure=de, nom=nom, **champs)
