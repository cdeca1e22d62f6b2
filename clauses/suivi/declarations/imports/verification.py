"""Lire et vérifier un fichier sans rien écrire : la porte de l'écran, de la commande et de la mesure."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.ecriture import Ecriture
from clauses.fond.socle.imports.questions import Reponses
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.declarations.imports.contexte import ChaineDeClasseur, Contexte
from clauses.suivi.declarations.imports.contrats import VerificationContrats
from clauses.suivi.declarations.imports.formats import Classeur, Modele, ouvrir
from clauses.suivi.declarations.imports.mensuel import VerificationMensuelle
from clauses.suivi.declarations.imports.personnes import VerificationPersonnes

VERIFICATIONS: dict[str, type[ChaineDeClasseur]] = {
    Modele.MENSUEL: VerificationMensuelle,
    Modele.CONTRATS: VerificationContrats,
    Modele.PARTICIPANTS: VerificationPersonnes,
}


def verifier_fichier(
    source: bytes | str | Path,
    nom: str,
    porteuse: StructurePorteuse,
    acteur: Acteur,
    *,
    est_deja_valide: bool = False,
    arrete_au: date | None = None,
    reponses: Mapping[str, str] | None = None,
) -> Rapport:
    """Le sort de chaque ligne, si le fichier (son contenu, ou son chemin) était appliqué ; rien n'est écrit.

    Lève `FichierIllisible` si le fichier entier est refusé.
    """
    jour = timezone.localdate()
    contexte = Contexte(
        porteuse.pk, acteur, jour, min(arrete_au or jour, jour), est_deja_valide, Reponses(reponses or {})
    )
    return preparer(ouvrir(source, nom), contexte).executer()


def preparer(classeur: Classeur, contexte: Contexte, ecriture: Ecriture | None = None) -> ChaineDeClasseur:
    """La chaîne de ce classeur, prête à courir ; sans `ecriture`, elle ne fait que vérifier."""
    return VERIFICATIONS[classeur.format.modele](classeur, contexte, ecriture)
