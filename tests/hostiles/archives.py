"""De quoi faire et défaire des archives."""

import io
import zipfile
from collections.abc import Mapping


def zip_de(parties: Mapping[str, str | bytes], *, serre: bool = True) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED if serre else zipfile.ZIP_STORED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def sans(parties: Mapping[str, str | bytes], *noms: str) -> dict[str, str | bytes]:
    return {nom: contenu for nom, contenu in parties.items() if nom not in noms}


def gonflee(octet: bytes, taille: int, avant: bytes = b"", apres: bytes = b"") -> bytes:
    """Un contenu répété : presque rien une fois serré."""
    return avant + octet * (taille // len(octet)) + apres
