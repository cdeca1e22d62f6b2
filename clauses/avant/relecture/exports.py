"""Les remarques à envoyer à l'acheteur : un document Word qui se lit, un tableur qui se trie."""

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.shared import Pt, RGBColor

from clauses.avant.relecture.models import Relecture
from clauses.avant.relecture.presentation.remarques import COLONNES, RemarqueMontree
from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.exports import Export
from clauses.fond.socle.valeurs import en_date_longue, sans_inecrivables

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def export_des_remarques(relecture: Relecture, points: Sequence[RemarqueMontree], le: datetime) -> Export:
    return Export(f"Remarques {relecture.titre}"[:120], COLONNES, list(points), extrait_le=le)


def en_docx(relecture: Relecture, points: Sequence[RemarqueMontree], phrase: str, le: datetime) -> bytes:
    """Le document à joindre au message : la phrase, puis chaque point à reprendre, par gravité. Nos mots sortent en
    typographie française ; une citation reste celle de la pièce, pour s'y retrouver."""
    points, titre = sans_inecrivables(list(points)), sans_inecrivables(relecture.titre)
    document = docx.Document()
    document.core_properties.title = f"Relecture de {titre}"[:250]
    document.core_properties.author = "Clause ouverte"
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_heading("Relecture de la clause sociale", 0)
    document.add_paragraph(f"{titre}\n{soigner_texte(_compare_a(relecture))}")
    document.add_paragraph(soigner_texte(f"Relu le {en_date_longue(le.date())}. {phrase}"))
    a_reprendre = [p for p in points if not p.est_conforme and p.est_ouverte]
    for rang, point in enumerate(a_reprendre, 1):
        _ajouter(document, rang, point)
    conformes = [p for p in points if p.est_conforme]
    if conformes:
        document.add_heading("Conforme", 1)
        for point in conformes:
            document.add_paragraph(soigner_texte(f"{point.titre} : {point.explication}"), style="List Bullet")
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _compare_a(relecture: Relecture) -> str:
    if relecture.lot is not None:
        return sans_inecrivables(f"Comparée à la clause du lot {relecture.lot.numero}, {relecture.lot.intitule}.")
    return "Comparée aux clauses de tous les lots du marché." if relecture.marche else "Comparée à elle-même."


def _ajouter(document: "docx.document.Document", rang: int, point: RemarqueMontree) -> None:
    document.add_heading(soigner_texte(f"{rang}. {point.titre}"), 2)
    places = " · ".join(m for m in (point.mot, point.piece, soigner_texte(point.ou)) if m)
    gris = document.add_paragraph().add_run(places)
    gris.italic, gris.font.color.rgb = True, RGBColor(0x48, 0x54, 0x5C)
    document.add_paragraph(soigner_texte(point.explication))
    if point.citation:
        document.add_paragraph(f"«\u00a0{point.avant}{point.citation}{point.apres}\u00a0»", style="Intense Quote")
    if point.autre_citation:
        document.add_paragraph(f"Et\u00a0: «\u00a0{point.autre_citation}\u00a0»", style="Intense Quote")
    if point.a_ecrire:
        ligne = document.add_paragraph()
        ligne.add_run("À écrire\u00a0: ").bold = True
        ligne.add_run(soigner_texte(point.a_ecrire))
