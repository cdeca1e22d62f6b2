"""Ce qui sort d'une relecture : le fichier déposé, les remarques à envoyer."""

from collections import Counter

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from clauses.avant.relecture.exports import DOCX, en_docx, export_des_remarques
from clauses.avant.relecture.models import PieceRelue, Relecture
from clauses.avant.relecture.presentation.mots import phrase_des_comptes
from clauses.avant.relecture.views.commun import lire_tout
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.exports import reponse_xlsx
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.requete import Requete


@ecran("piecerelue.voir", objet=PieceRelue)
def telecharger(requete: Requete, piece: PieceRelue) -> HttpResponse:
    """Le fichier tel qu'il a été déposé. Jamais affiché par le navigateur : il vient du dehors."""
    return a_enregistrer(bytes(piece.contenu), piece.nom_fichier, "application/octet-stream")


@ecran("relecture.voir", objet=Relecture)
def exporter_xlsx(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Toutes les remarques, en tableur."""
    relecture, _, points, _ = lire_tout(relecture)
    return reponse_xlsx(export_des_remarques(relecture, points, timezone.localtime()))


@ecran("relecture.voir", objet=Relecture)
def exporter_docx(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Les points à reprendre, en Word, pour l'acheteur."""
    relecture, _, points, _ = lire_tout(relecture)
    le = timezone.localtime()
    phrase = phrase_des_comptes(Counter(p.gravite for p in points if p.est_ouverte))
    nom = f"relecture-{slugify(relecture.titre)[:60]}-{le.date().isoformat()}.docx"
    return a_enregistrer(en_docx(relecture, points, phrase, le), nom, DOCX)
