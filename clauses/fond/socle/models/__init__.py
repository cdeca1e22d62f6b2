from clauses.fond.socle.models.base import ActifsQuerySet, ModeleMetier, interdire_effacement, journaliser
from clauses.fond.socle.models.entree_journal import EntreeJournal
from clauses.fond.socle.models.envoi import Envoi
from clauses.fond.socle.models.fichier_importe import FichierImporte
from clauses.fond.socle.models.parmi import Parmi

__all__ = [
    "ActifsQuerySet",
    "EntreeJournal",
    "Envoi",
    "FichierImporte",
    "ModeleMetier",
    "Parmi",
    "interdire_effacement",
    "journaliser",
]
