"""La pièce jointe d'une réponse : petite, d'un type connu, vérifiée à son contenu et non à son nom."""

from pathlib import PurePath

TAILLE_MAX = 5_000_000
# Extension → (premiers octets, type servi).
TYPES: dict[str, tuple[tuple[bytes, ...], str]] = {
    ".pdf": ((b"%PDF",), "application/pdf"),
    ".png": ((b"\x89PNG",), "image/png"),
    ".jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    ".jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    ".docx": ((b"PK\x03\x04",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ((b"PK\x03\x04",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".odt": ((b"PK\x03\x04",), "application/vnd.oasis.opendocument.text"),
}
ACCEPTES = ",".join(TYPES)


class PieceRefusee(ValueError):
    """La pièce n'est pas prise ; le message dit pourquoi et quoi faire."""


def verifier_piece(nom: str, taille: int, debut: bytes) -> str:
    """Le nom à garder (sans chemin). Lève `PieceRefusee` : trop lourde, ou d'un type qu'on ne prend pas."""
    propre = PurePath(nom.replace("\\", "/")).name[-250:]
    extension = PurePath(propre).suffix.lower()
    if extension not in TYPES:
        raise PieceRefusee("Ce type de fichier n'est pas accepté\u00a0: PDF, DOCX, XLSX, ODT, PNG ou JPEG.")
    if taille > TAILLE_MAX:
        raise PieceRefusee(f"Ce fichier dépasse {TAILLE_MAX // 1_000_000}\u202fMo\u00a0: allégez-le.")
    if not debut.startswith(TYPES[extension][0]):
        raise PieceRefusee(f"Ce fichier n'est pas un {extension[1:].upper()}, quel que soit son nom.")
    return propre


def type_de(nom: str) -> str:
    """Le type à servir, d'après l'extension vérifiée au dépôt."""
    return TYPES.get(PurePath(nom).suffix.lower(), ((), "application/octet-stream"))[1]
