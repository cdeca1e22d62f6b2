"""La vie d'une fiche : soumettre, prendre, abandonner, classer_sans_clause, rouvrir.

Un double clic ne se voit pas : un verbe déjà fait rend la fiche telle qu'elle est.
"""

from typing import Any

from django.utils import timezone

from clauses.avant.projets.completude import manques_pour_soumettre
from clauses.avant.projets.models import Projet
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.socle.acte import enregistrer, etat_apres, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from regles.typographie import enumerer


@service
def soumettre(projet: Projet, *, par: Acteur) -> Projet:
    """L'acheteur passe la main au facilitateur. Refusé tant qu'il manque de quoi étudier, en le nommant."""
    actuel = prendre_ligne(projet)
    if actuel.etat == Projet.Etat.SOUMIS:
        return actuel
    etat = etat_apres("projet", actuel.etat, "soumettre")
    if manques := manques_pour_soumettre(actuel):
        raise RefusMetier(
            f"Avant de soumettre la fiche, écrivez {enumerer(m.libelle for m in manques)}.", champ=manques[0].champ
        )
    return _passer(actuel, etat)


@service
def prendre(projet: Projet, *, par: Acteur) -> Projet:
    """Un facilitateur prend la fiche à l'étude : elle porte son nom."""
    actuel = prendre_ligne(projet)
    if par.role not in ROLES_D_EQUIPE:
        raise RefusMetier("Seul un facilitateur prend une fiche à l'étude.")
    if actuel.etat == Projet.Etat.A_L_ETUDE:
        if actuel.facilitateur_id != par.utilisateur_id:
            raise RefusMetier(f"Cette fiche est déjà à l'étude chez {actuel.facilitateur}.")
        return actuel
    return _passer(actuel, etat_apres("projet", actuel.etat, "prendre"), facilitateur_id=par.utilisateur_id)


@service
def abandonner(projet: Projet, *, par: Acteur, motif: str) -> Projet:
    """L'achat ne se fera pas. Le motif reste sur la fiche et au journal."""
    motif = exiger_motif(motif, "Dites pourquoi le projet est abandonné.")
    return _clore(projet, "abandonner", Projet.Etat.ABANDONNE, motif)


@service
def classer_sans_clause(projet: Projet, *, par: Acteur, motif: str) -> Projet:
    """L'achat se fera sans clause sociale. La raison reste sur la fiche et au journal ; la dérogation et sa pièce,
    s'il en faut une, sont l'affaire de l'étude d'opportunité."""
    motif = exiger_motif(motif, "Dites pourquoi cet achat n'aura pas de clause.")
    return _clore(projet, "classer", Projet.Etat.SANS_CLAUSE, motif)


@service
def rouvrir(projet: Projet, *, par: Acteur, motif: str) -> Projet:
    """Reprend une fiche abandonnée (elle redevient brouillon) ou classée sans clause (à l'étude)."""
    actuel = prendre_ligne(projet)
    exiger_motif(motif, "Dites pourquoi la fiche est rouverte.")
    if actuel.est_en_cours:
        return actuel
    return _passer(actuel, etat_apres("projet", actuel.etat, "rouvrir"))


def _clore(projet: Projet, verbe: str, arrivee: str, motif: str) -> Projet:
    actuel = prendre_ligne(projet)
    if actuel.etat == arrivee:
        return actuel
    return _passer(actuel, etat_apres("projet", actuel.etat, verbe), motif_etat=motif)


def _passer(projet: Projet, etat: str, **champs: Any) -> Projet:
    valeurs = {"etat": etat, "etat_depuis": timezone.localdate(), "motif_etat": "", **champs}
    return enregistrer(projet, valeurs)
