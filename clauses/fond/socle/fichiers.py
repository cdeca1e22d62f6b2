"""Un fichier joint : sa nature d'après son nom et ses octets, sa taille, son empreinte ; comment il se rend."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from clauses.fond.socle import a_part
from clauses.fond.socle.documents_surs import DocumentRefuse, examiner
from clauses.fond.socle.erreurs import RefusMetier
from regles.typographie import typographie

TAILLE_MAX = 10_000_000
_ARCHIVE = b"PK\x03\x04"
_BUREAUTIQUE = "application/vnd.openxmlformats-officedocument"
# Extension → (premiers octets, type servi).
TYPES: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (_ARCHIVE, f"{_BUREAUTIQUE}.wordprocessingml.document"),
    ".odt": (_ARCHIVE, "application/vnd.oasis.opendocument.text"),
    ".xlsx": (_ARCHIVE, f"{_BUREAUTIQUE}.spreadsheetml.sheet"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
ACCEPTES = ",".join(TYPES)
EN_MOTS = "PDF, Word, OpenDocument, Excel ou image"


@dataclass(frozen=True)
class FichierJoint:
    """Un fichier déposé, vérifié."""

    nom: str
    contenu: bytes

    @property
    def champs(self) -> dict[str, object]:
        """`nom_fichier`, `contenu` et `empreinte`, comme les modèles qui gardent un fichier les nomment."""
        return {
            "nom_fichier": self.nom,
            "contenu": self.contenu,
            "empreinte": hashlib.sha256(self.contenu).hexdigest(),
        }


def verifier(nom: str, contenu: bytes, *, taille_max: int = TAILLE_MAX, champ: str = "document") -> FichierJoint:
    """Le fichier, si sa taille et sa nature conviennent ; lève `RefusMetier` avec le remède."""
    if not contenu:
        raise RefusMetier("Ce fichier est vide\u00a0: choisissez-en un autre.", champ=champ)
    verifier_la_taille(len(contenu), taille_max, champ)
    if not nature(nom, contenu[:16]):
        raise RefusMetier(
            "Ce fichier n'est pas un PDF, un document Word, OpenDocument ou Excel, ni une image PNG ou JPEG, "
            "ou son nom ne dit pas ce qu'il est.",
            champ=champ,
        )
    if contenu.startswith(_ARCHIVE):
        attendus = (DocumentRefuse,)
        a_part.lire(examiner, contenu, nom=nom, refuser=_refuser, attendus=attendus)
    return FichierJoint(PurePath(nom.replace("\\", "/")).name[-250:], contenu)


def _refuser(nom: str, message: str, remede: str) -> DocumentRefuse:
    return DocumentRefuse(typographie(f"« {nom} » : {message} {remede}"))


def verifier_la_taille(taille: int, taille_max: int = TAILLE_MAX, champ: str = "document") -> None:
    """Avant de lire : un fichier trop lourd n'entre pas en mémoire."""
    if taille > taille_max:
        raise RefusMetier(f"Ce fichier pèse plus de {taille_max // 1_000_000}\u202fMo\u00a0: allégez-le.", champ=champ)


def a_enregistrer(contenu: bytes, nom: str, genre: str = "") -> HttpResponse:
    """La réponse qui donne ce fichier à enregistrer : ce qui vient du dehors ne s'ouvre jamais dans la page, et rien
    n'en reste dans un cache. `genre` : son type ; à défaut, celui que disent son nom et ses octets."""
    entetes = {
        "Content-Disposition": content_disposition_header(True, nom) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    genre = genre or nature(nom, contenu[:16]) or "application/octet-stream"
    return HttpResponse(contenu, content_type=genre, headers=entetes)


def nature(nom: str, debut: bytes) -> str:
    """Le type du fichier quand son nom et ses octets s'accordent, ou « »."""
    signature, type_de_contenu = TYPES.get(PurePath(nom).suffix.lower(), (b"", ""))
    return type_de_contenu if signature and debut.startswith(signature) else ""
