"""Écrire la fiche : creer et modifier. L'acheteur n'écrit que pour sa structure ; le lieu donne la position."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.services.garde import prendre_la_fiche
from clauses.avant.projets.services.lots import LotSaisi, poser_lots
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.territoires.models import Departement
from clauses.fond.territoires.models.territoire import departement_du_code_postal
from clauses.fond.territoires.positions import commune_de, position_de

_LIEU = ("commune", "code_postal")
_POSITION = ("latitude", "longitude")


@service
def creer(*, par: Acteur, lots: Sequence[LotSaisi] = (), **champs: Any) -> Projet:
    """Ouvre une fiche en brouillon, avec ses lots ; sans eux, elle en a un seul, au nom du projet.

    L'acheteur crée pour sa propre structure, quoi que dise `donneur_d_ordre`. Écrite par l'équipe, la fiche
    est suivie par son auteur si personne d'autre n'est nommé.
    """
    projet = Projet(porteuse_id=par.porteuse_id, etat_depuis=timezone.localdate())
    if par.role in ROLES_D_EQUIPE and champs.get("facilitateur") is None:
        champs.pop("facilitateur", None)
        projet.facilitateur_id = par.utilisateur_id
    _borner(projet, champs, par)
    _placer(projet, champs)
    enregistrer(projet, champs)
    if lots:
        poser_lots(projet, lots, par=par)
    else:
        enregistrer(LotProjet(projet=projet, numero="1", intitule=projet.nom))
    return projet


@service
def modifier(projet: Projet, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any) -> Projet:
    """Met la fiche à jour tant qu'elle n'est ni ouverte, ni classée, ni abandonnée.

    Lève `ModifieEntreTemps` si quelqu'un l'a changée depuis `version_lue`. Un lot unique qui portait le nom du
    projet suit son nouveau nom.
    """
    actuel = prendre_la_fiche(projet, version_lue)
    ancien_nom = actuel.nom
    _borner(actuel, champs, par)
    _placer(actuel, champs)
    enregistrer(actuel, champs)
    uniques = list(actuel.lots.actifs().order_by("pk")[:2])
    if actuel.nom != ancien_nom and len(uniques) == 1 and uniques[0].intitule == ancien_nom:
        enregistrer(uniques[0], {"intitule": actuel.nom})
    return actuel


def _borner(projet: Projet, champs: dict[str, Any], par: Acteur) -> None:
    """Le donneur d'ordre et le facilitateur sont de la même structure porteuse ; l'acheteur n'en choisit aucun."""
    if par.role == Role.DONNEUR_D_ORDRE:
        champs["donneur_d_ordre_id"] = par.structure_id
        for nom in ("donneur_d_ordre", "facilitateur"):
            champs.pop(nom, None)
        return
    donneur, facilitateur = champs.get("donneur_d_ordre"), champs.get("facilitateur")
    if donneur is not None and donneur.porteuse_id != projet.porteuse_id:
        raise RefusMetier("Cette structure n'est pas dans votre répertoire.", champ="donneur_d_ordre")
    if facilitateur is None or facilitateur.pk == projet.facilitateur_id:
        return
    equipe = facilitateur.appartenances.actifs().filter(porteuse_id=projet.porteuse_id, role__in=ROLES_D_EQUIPE)
    if not equipe.exists():
        raise RefusMetier("Cette personne n'est pas de l'équipe de votre structure.", champ="facilitateur")


def _placer(projet: Projet, champs: dict[str, Any]) -> None:
    """Complète le lieu : la commune par son code postal ou l'inverse, le département, puis la position, sauf si une
    autre vient d'être écrite."""
    if not any(nom in champs for nom in (*_LIEU, *_POSITION)):
        return
    nom, code_postal = (champs.get(champ, getattr(projet, champ)) for champ in _LIEU)
    a_change = (nom, code_postal) != (projet.commune, projet.code_postal) or projet._state.adding
    if commune := commune_de(nom, code_postal) if a_change else None:
        champs["commune"] = nom = nom or commune.nom
        if not code_postal and len(commune.codes_postaux) == 1:
            champs["code_postal"] = code_postal = commune.codes_postaux[0]
        champs.setdefault("departement", commune.departement)
    if a_change and "departement" not in champs:
        champs["departement"] = Departement.objects.filter(pk=departement_du_code_postal(code_postal)).first()
    avant = tuple(getattr(projet, champ) for champ in _POSITION)
    ecrite = tuple(champs.get(champ, valeur) for champ, valeur in zip(_POSITION, avant, strict=True))
    if ecrite == (None, None) or (a_change and ecrite == avant):
        champs["latitude"], champs["longitude"] = position_de(nom, code_postal) or (None, None)
