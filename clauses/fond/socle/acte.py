"""L'acte : écrire une ligne du métier. Prendre, exiger, poser, enregistrer, annuler ; tout service passe par ici.

Un verbe (`@service`) prend la ligne sous verrou (`prendre_ligne`), décide d'après `regles/`, puis l'enregistre
(`enregistrer`) ou l'annule (`annuler_ligne`). Tout refus est un `RefusMetier`, que l'écran montre où il faut.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier
from regles.cycles import TransitionImpossible, etat_suivant

M = TypeVar("M", bound=ModeleMetier)


def prendre_ligne(objet: M, version_lue: int | None = None) -> M:
    """La ligne relue sous verrou, telle qu'on l'a lue et encore active. Lève `ModifieEntreTemps` ou `RefusMetier`."""
    actuel = verrouiller(objet, version_lue)
    exiger_actif(actuel)
    return actuel


def exiger_actif(objet: ModeleMetier, sinon: str = "") -> None:
    """Une ligne annulée ne se modifie plus. `sinon` : ce qu'on en dit, à défaut du motif de son annulation."""
    if objet.est_annule:
        annulee = f"Cette fiche est annulée ({objet.motif_annulation})\u00a0: elle ne se modifie plus."
        raise RefusMetier(sinon or annulee)


def exiger_motif(motif: str, sinon: str, *, champ: str = "motif") -> str:
    """Le motif, sans blancs autour. Lève `RefusMetier` avec la phrase `sinon` s'il manque."""
    if not motif.strip():
        raise RefusMetier(sinon, champ=champ)
    return motif.strip()


def poser(objet: M, champs: Mapping[str, Any]) -> M:
    """Les valeurs sur la ligne, sans rien enregistrer : de quoi les contrôler ensemble d'abord."""
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    return objet


def enregistrer(objet: M, champs: Mapping[str, Any] | None = None) -> M:
    """Pose `champs`, contrôle (modèle et contraintes de la base), enregistre ; la base tient le journal.

    Lève `RefusMetier` avec le texte de chaque champ en faute. La même clé écrite par un autre entre le contrôle et
    l'enregistrement est la même faute : la base la refuse, le contrôle, rejoué, la voit et la dit.
    """
    _controler(poser(objet, champs or {}))
    try:
        with transaction.atomic():
            objet.save()
    except IntegrityError:
        _controler(objet)
        raise
    return objet


def _controler(objet: ModeleMetier) -> None:
    try:
        objet.full_clean()
    except ValidationError as erreur:
        raise en_refus(erreur) from erreur


def controler_champs(objet: M, sauf: Iterable[str]) -> M:
    """Les contrôles de champ, sans requête : pour un import, dont les clés (`sauf`) viennent d'être lues ou faites."""
    try:
        objet.clean_fields(exclude=set(sauf))
    except ValidationError as erreur:
        raise en_refus(erreur) from erreur
    return objet


def en_refus(erreur: ValidationError) -> RefusMetier:
    """Le refus que dit une erreur de validation, champ par champ."""
    fautes = erreur.message_dict if hasattr(erreur, "error_dict") else {NON_FIELD_ERRORS: erreur.messages}
    par_champ = {None if nom == NON_FIELD_ERRORS else nom: textes for nom, textes in fautes.items()}
    champ, textes = next(iter(par_champ.items()))
    refus = RefusMetier(" ".join(textes), champ=champ)
    refus.par_champ = par_champ
    return refus


def annuler_ligne(
    objet: M,
    motif: str,
    sans_motif: str = "Dites pourquoi.",
    *,
    deja: str = "",
    rejouable: bool = False,
    verifier: Callable[[M], None] | None = None,
) -> M:
    """Annule une ligne, avec son motif ; rien ne s'efface. `verifier(ligne)` lève ce qui l'interdit encore.

    `sans_motif` : ce qu'on répond quand le motif manque ; `deja`, quand la ligne est annulée. `rejouable` : la seconde
    fois ne se voit pas, la ligne est rendue telle qu'elle est.
    """
    actuel = verrouiller(objet)
    motif = exiger_motif(motif, sans_motif)
    if rejouable and actuel.est_annule:
        return actuel
    exiger_actif(actuel, deja)
    if verifier is not None:
        verifier(actuel)
    actuel.annuler(motif)
    return actuel


def etat_apres(cycle: str, etat: str, verbe: str, *, qui: str = "") -> str:
    """L'état où mène `verbe` (voir `regles.cycles`). Lève `RefusMetier` s'il n'est pas permis ; `qui` : à propos de
    qui, quand l'acte en touche plusieurs."""
    try:
        return etat_suivant(cycle, etat, verbe)
    except TransitionImpossible as refus:
        raise RefusMetier(f"{qui}\u00a0: {refus}" if qui else str(refus)) from refus
