"""Ce que partagent les écrans de l'opportunité."""

from django.http import Http404, HttpResponse

from clauses.avant.opportunite.models.document import AvecDocument
from clauses.fond.socle.fichiers import a_enregistrer


def telecharger(ligne: AvecDocument | None) -> HttpResponse:
    """Le document joint, s'il y en a un."""
    if ligne is None or not ligne.a_un_document or ligne.contenu is None:
        raise Http404
    return a_enregistrer(bytes(ligne.contenu), ligne.nom_fichier)
