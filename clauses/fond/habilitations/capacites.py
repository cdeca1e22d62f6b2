"""Les capacités : un dictionnaire, lu par le bouton et par l'adresse."""

from typing import Any

from django.db import models

from clauses.fond.habilitations.matrice import matrice, portee_de
from clauses.fond.socle.acteur import Acteur


def peut(acteur: Acteur, droit: str, objet: models.Model | None = None) -> bool:
    """Le rôle a-t-il ce droit, et (si `objet` est donné) sa portée couvre-t-elle cet objet ?

    `objet` doit venir de `visibles_par` : la base n'est relue que si la portée du droit diffère de
    celle de la lecture.
    """
    portee = portee_de(acteur.role, droit)
    if portee is None:
        return False
    if objet is None:
        return True
    lecture = f"{objet._meta.model_name}.voir"
    if lecture in matrice() and portee_de(acteur.role, lecture) == portee:
        return True
    gestionnaire: Any = type(objet)._default_manager
    return bool(gestionnaire.visibles_par(acteur, droit).filter(pk=objet.pk).exists())


def capacites(acteur: Acteur, objet: models.Model) -> dict[str, bool]:
    """{verbe: permis} pour tous les droits de la matrice qui portent sur cet objet.

    Un modèle qui a un cycle de vie restreint encore par `verbes_possibles() -> set[str]`, qui nomme
    les verbes que son état accepte ; un verbe étranger au cycle n'est pas touché.
    """
    prefixe = f"{objet._meta.model_name}."
    resultat = {
        droit.removeprefix(prefixe): peut(acteur, droit, objet) for droit in matrice() if droit.startswith(prefixe)
    }
    verbes = getattr(objet, "verbes_du_cycle", None)
    if verbes is not None:
        permis = verbes()
        resultat |= {verbe: resultat.get(verbe, False) and ok for verbe, ok in permis.items() if verbe in resultat}
    return resultat
