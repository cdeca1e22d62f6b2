"""Le document joint : son nom et ses premiers octets s'accordent, sa taille est bornée."""

import pytest

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import TAILLE_MAX, nature, verifier
from tests.hostiles.archives import zip_de
from tests.hostiles.bureautique import docx, paragraphe


@pytest.mark.parametrize(
    ("nom", "contenu", "type_de_contenu"),
    [
        ("note.pdf", b"%PDF-1.7", "application/pdf"),
        ("NOTE.PDF", b"%PDF-1.7", "application/pdf"),
        (
            "note.docx",
            zip_de(docx(paragraphe("Une note."))),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_un_document_reconnu_passe(nom, contenu, type_de_contenu):
    assert verifier(nom, contenu).nom == nom
    assert nature(nom, contenu) == type_de_contenu


@pytest.mark.parametrize(
    ("nom", "contenu", "reproche"),
    [
        ("note.pdf", b"", "vide"),
        ("note.pdf", b"<html>", "n'est pas un PDF"),
        ("note.html", b"%PDF-1.7", "n'est pas un PDF"),
        ("note.exe", b"MZ", "n'est pas un PDF"),
        ("note.pdf", b"%PDF-" + b"0" * TAILLE_MAX, "allégez-le"),
    ],
)
def test_un_autre_fichier_est_refuse(nom, contenu, reproche):
    with pytest.raises(RefusMetier, match=reproche):
        verifier(nom, contenu)


def test_le_chemin_d_un_fichier_ne_reste_pas_dans_son_nom():
    assert verifier("C:\\Dossiers\\note.pdf", b"%PDF-1").nom == "note.pdf"
    assert verifier("../../note.pdf", b"%PDF-1").nom == "note.pdf"
