"""Ce que partagent les écrans de l'opportunité."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from clauses.avant.opportunite.models.document import AvecDocument
from clauses.fond.socle.fichiers import nature


def telecharger(ligne: AvecDocument | None) -> HttpResponse:
    """Le document joint, en pièce à enregistrer : rien de ce qu'on dépose ne s'ouvre dans la page."""
    if ligne is None or not ligne.a_un_document or ligne.contenu is None:
        raise Http404
    contenu = bytes(ligne.contenu)
    type_de_contenu = nature(ligne.nom_fichier, contenu[:16]) or "application/octet-stream"
    entetes = {
        "Content-Disposition": content_disposition_header(True, ligne.nom_fichier) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(contenu, content_type=type_de_contenu, headers=entetes)
