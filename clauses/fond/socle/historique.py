"""Le journal d'une fiche, en frise lisible : qui, quand, quoi, pourquoi, avec un nombre borné de requêtes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from clauses.fond.socle.composants import Changement, Etape
from clauses.fond.socle.lisible import (
    Noms,
    champs_par_colonne,
    cles_liees,
    en_clair,
    intitule,
    modeles_par_table,
    nommer,
    se_dit,
)
from clauses.fond.socle.models import EntreeJournal

ENSEMBLE = timedelta(seconds=10)  # des créations de même auteur, aussi rapprochées, sont un seul acte (un import)
_ANNULATION = frozenset({"annule_le", "motif_annulation"})


@dataclass(frozen=True)
class EvenementJournal(Etape):
    """Une étape de la frise, venue du journal. `nombre` : les lignes créées d'un même geste."""

    action: str = ""
    nombre: int = 1


def historique(objets: Iterable[models.Model], limite: int = 50) -> list[EvenementJournal]:
    """Les `limite` derniers événements de ces objets, du plus récent au plus ancien.

    Le premier objet est la fiche elle-même : ses événements ne répètent pas son nom, ceux des autres
    (ses contacts, ses lots…) disent duquel il s'agit. Les champs techniques sont tus, une création tient
    en une ligne, les écritures qui ne changent rien de lisible ni ne portent de motif sont omises.
    Une requête pour le journal, puis une par modèle cité.
    """
    fiches = list(objets)
    if not fiches:
        return []
    entrees = list(EntreeJournal.objects.de(*fiches)[: limite * 4])
    groupes = _grouper(entrees)
    principal = (fiches[0]._meta.db_table, str(fiches[0].pk))
    return _raconter(groupes, principal)[:limite]


def _grouper(entrees: Sequence[EntreeJournal]) -> list[list[EntreeJournal]]:
    groupes: list[list[EntreeJournal]] = []
    for entree in entrees:
        if groupes and _du_meme_geste(groupes[-1][-1], entree):
            groupes[-1].append(entree)
        else:
            groupes.append([entree])
    return groupes


def _du_meme_geste(une: EntreeJournal, autre: EntreeJournal) -> bool:
    return (
        une.action == autre.action == EntreeJournal.Action.CREATION
        and (une.table, une.auteur, une.motif) == (autre.table, autre.auteur, autre.motif)
        and abs(une.le - autre.le) <= ENSEMBLE
    )


def _raconter(groupes: list[list[EntreeJournal]], principal: tuple[str, str]) -> list[EvenementJournal]:
    connus = [(modeles_par_table()[g[0].table], g) for g in groupes if g[0].table in modeles_par_table()]
    noms = nommer(_cles(connus, principal))
    evenements = (_evenement(modele, groupe, noms, principal) for modele, groupe in connus)
    return [e for e in evenements if e is not None]


def _cles(
    connus: list[tuple[type[models.Model], list[EntreeJournal]]], principal: tuple[str, str]
) -> Iterable[tuple[type[models.Model], str]]:
    for modele, groupe in connus:
        entree = groupe[0]
        if len(groupe) == 1 and (entree.table, str(entree.objet_id)) != principal:
            yield modele, str(entree.objet_id)
        if entree.action == EntreeJournal.Action.MODIFICATION:
            yield from cles_liees(modele, entree.avant or {})
            yield from cles_liees(modele, entree.apres or {})


def _evenement(
    modele: type[models.Model], groupe: list[EntreeJournal], noms: Noms, principal: tuple[str, str]
) -> EvenementJournal | None:
    entree = groupe[0]
    avant, apres = entree.avant or {}, entree.apres or {}
    acte, icone, ton = _acte(entree, avant, apres)
    changements = _changements(modele, avant, apres, noms) if acte == "Modification" else []
    if acte == "Modification" and not changements and not entree.motif:
        return None
    return EvenementJournal(
        quand=timezone.localtime(entree.le),
        titre=f"{acte}{_de_quoi(modele, groupe, noms, principal)}",
        detail=entree.motif or str(apres.get("motif_annulation") or ""),
        auteur=entree.auteur_nom,
        icone=icone,
        ton=ton,
        changements=changements,
        action=entree.action,
        nombre=len(groupe),
    )


def _acte(entree: EntreeJournal, avant: Mapping[str, Any], apres: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Le mot de l'acte, son icône, son ton."""
    if entree.action == EntreeJournal.Action.CREATION:
        return "Création", "plus-lg", "accent"
    if entree.action == EntreeJournal.Action.EFFACEMENT:
        return "Effacement", "trash", "alerte"
    if "annule_le" in apres and apres["annule_le"] and not avant.get("annule_le"):
        return "Annulation", "dash-circle", "alerte"
    if "annule_le" in apres and not apres["annule_le"]:
        return "Rétablissement", "arrow-counterclockwise", "accent"
    return "Modification", "pencil", "neutre"


def _de_quoi(modele: type[models.Model], groupe: list[EntreeJournal], noms: Noms, principal: tuple[str, str]) -> str:
    """« : contact Marie Dupont », « : 12 commandes », ou rien pour la fiche elle-même."""
    entree = groupe[0]
    if len(groupe) > 1:
        return f"\u00a0: {len(groupe)} {modele._meta.verbose_name_plural}"
    if (entree.table, str(entree.objet_id)) == principal:
        return ""
    nom = noms.get((modele, str(entree.objet_id)), "")
    return f"\u00a0: {modele._meta.verbose_name} «\u00a0{nom}\u00a0»" if nom else f"\u00a0: {modele._meta.verbose_name}"


def _changements(
    modele: type[models.Model], avant: Mapping[str, Any], apres: Mapping[str, Any], noms: Noms
) -> list[Changement]:
    champs = champs_par_colonne(modele)
    return [
        Changement(intitule(champ), en_clair(champ, avant.get(colonne), noms), en_clair(champ, valeur, noms))
        for colonne, valeur in apres.items()
        if (champ := champs.get(colonne)) is not None
        and colonne not in _ANNULATION
        and se_dit(champ, valeur)
        and se_dit(champ, avant.get(colonne))
    ]
