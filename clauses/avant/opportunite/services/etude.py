"""L'étude : répondre, clore, rouvrir."""

from typing import Any

from django.utils import timezone

from clauses.avant.opportunite.models import Etude
from clauses.avant.projets.models import Projet
from clauses.avant.projets.services.garde import prendre_la_fiche
from clauses.fond.socle.acte import enregistrer, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues, verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import FichierJoint
from clauses.fond.socle.signature import service


@service
def enregistrer_etude(
    projet: Projet, *, par: Acteur, version_lue: int | None = None, document: FichierJoint | None = None, **champs: Any
) -> Etude:
    """Ouvre l'étude de ce projet, ou y répond. `document` remplace celui de la dérogation.

    Lève `RefusMetier` sur une fiche qui ne se modifie plus ou une étude close, `ModifieEntreTemps` si une
    autre personne a répondu depuis `version_lue`.
    """
    fiche = prendre_la_fiche(projet)
    etude = Etude.objects.filter(projet=fiche).first()
    if etude is None:
        etude = Etude(projet=fiche)
    else:
        etude = verrouiller(etude, version_lue)
        if etude.est_close:
            raise RefusMetier("Cette étude est close : rouvrez-la pour y répondre autrement.")
    if not champs.get("derogation", etude.derogation):
        champs |= {"derogation_motif": "", "nom_fichier": "", "contenu": None, "empreinte": ""}
    elif document is not None:
        champs |= document.champs
    return enregistrer(etude, champs)


@service
def clore(etude: Etude, *, par: Acteur, conclusion: str, lues: str | None = None) -> Etude:
    """Le facilitateur conclut : l'étude se fige avec son auteur et son jour. `lues` : l'étude que la page montrait ;
    répondue ou conclue autrement depuis, lève `ModifieEntreTemps`."""
    actuelle = verrouiller(etude)
    if actuelle.est_close and conclusion.strip() == actuelle.conclusion:
        return actuelle
    exiger_lues([actuelle], lues, de=actuelle, quoi="l'étude vient")
    if actuelle.est_close:
        raise RefusMetier("Cette étude est déjà close\u00a0: rouvrez-la pour en changer la conclusion.")
    prendre_la_fiche(actuelle.projet)
    conclusion = exiger_motif(conclusion, "Écrivez en une phrase ce que l'étude conclut.")
    champs = {"conclusion": conclusion, "close_le": timezone.now(), "close_par_id": par.utilisateur_id}
    return enregistrer(actuelle, champs)


@service
def rouvrir(etude: Etude, *, par: Acteur, motif: str) -> Etude:
    """Un fait a changé : l'étude se reprend, la conclusion d'avant reste au journal."""
    actuelle = verrouiller(etude)
    exiger_motif(motif, "Dites pourquoi l'étude est rouverte.")
    if not actuelle.est_close:
        return actuelle
    prendre_la_fiche(actuelle.projet)
    return enregistrer(actuelle, {"conclusion": "", "close_le": None, "close_par": None})
