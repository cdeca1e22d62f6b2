"""Le seul verbe du bilan : rediger, le paragraphe que le facilitateur y ajoute. Tout le reste se recompte."""

from clauses.fond.socle.acte import enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Operation


@service
def rediger(operation: Operation, texte: str, *, par: Acteur, version_lue: int | None = None) -> Operation:
    """Enregistre le commentaire imprimé en première page du bilan."""
    return enregistrer(prendre_ligne(operation, version_lue), {"commentaire_bilan": texte.strip()})
