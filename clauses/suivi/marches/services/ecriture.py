"""Poser des valeurs sur une ligne et l'enregistrer, contrôles du modèle et de la base compris."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier

M = TypeVar("M", bound=ModeleMetier)


def enregistrer(objet: M, champs: Mapping[str, Any] | None = None) -> M:
    """Pose `champs`, contrôle, enregistre. Lève `RefusMetier` avec le message français du premier défaut."""
    for nom, valeur in (champs or {}).items():
        setattr(objet, nom, valeur)
    try:
        objet.full_clean()
    except ValidationError as erreur:
        nom, messages = next(iter(erreur.message_dict.items()))
        raise RefusMetier(" ".join(messages), champ=None if nom == NON_FIELD_ERRORS else nom) from erreur
    objet.save()
    return objet


def exiger_motif(motif: str, de_quoi: str) -> str:
    """Le motif, sans blancs. Lève `RefusMetier` s'il manque."""
    if not motif.strip():
        raise RefusMetier(f"Dites pourquoi {de_quoi}.", champ="motif")
    return motif.strip()


def exiger_actif(objet: ModeleMetier) -> None:
    """Une ligne annulée ne se modifie plus."""
    if objet.est_annule:
        raise RefusMetier(f"Cette fiche est annulée ({objet.motif_annulation})\u00a0: elle ne se modifie plus.")
