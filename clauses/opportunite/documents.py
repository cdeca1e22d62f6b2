"""Le document joint à une dérogation : sa nature d'après ses premiers octets, sa taille, son empreinte."""

import hashlib
from dataclasses import dataclass

from clauses.socle.erreurs import RefusMetier

TAILLE_MAX = 10_000_000
ACCEPTES = ".pdf,.docx,.odt,.xlsx,.png,.jpg,.jpeg"
_SIGNATURES = (
    (b"%PDF-", (".pdf",), "application/pdf"),
    (b"PK\x03\x04", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"PK\x03\x04", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"PK\x03\x04", (".odt",), "application/vnd.oasis.opendocument.text"),
    (b"\x89PNG\r\n\x1a\n", (".png",), "image/png"),
    (b"\xff\xd8\xff", (".jpg", ".jpeg"), "image/jpeg"),
)


@dataclass(frozen=True)
class DocumentDepose:
    """Un fichier déposé, vérifié."""

    nom: str
    contenu: bytes

    @property
    def champs(self) -> dict[str, object]:
        """Les champs de `AvecDocument`."""
        return {
            "nom_fichier": self.nom,
            "contenu": self.contenu,
            "empreinte": hashlib.sha256(self.contenu).hexdigest(),
        }


def verifier(nom: str, contenu: bytes) -> DocumentDepose:
    """Le document, si sa taille et sa nature conviennent ; lève `RefusMetier` avec le remède."""
    if not contenu:
        raise RefusMetier("Ce fichier est vide : choisissez-en un autre.", champ="document")
    if len(contenu) > TAILLE_MAX:
        raise RefusMetier(f"Ce fichier pèse plus de {TAILLE_MAX // 1_000_000} Mo : allégez-le.", champ="document")
    if not nature(nom, contenu[:16]):
        raise RefusMetier(
            "Ce fichier n'est pas un PDF, un document Word, OpenDocument ou Excel, ni une image PNG ou JPEG, "
            "ou son nom ne dit pas ce qu'il est.",
            champ="document",
        )
    return DocumentDepose(nom.rsplit("/", 1)[-1].rsplit("\\", 1)[-1][-250:], contenu)


def nature(nom: str, debut: bytes) -> str:
    """Le type du fichier quand son nom et ses octets s'accordent, ou « »."""
    for signature, extensions, type_de_contenu in _SIGNATURES:
        if debut.startswith(signature) and nom.lower().endswith(extensions):
            return type_de_contenu
    return ""
