"""Deux personnes sur la même fiche : la seconde voit ce qui a changé, rien n'est écrasé en silence."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import connection, models

from clauses.fond.socle.lisible import champs_par_colonne, cles_liees, en_clair, nommer
from clauses.fond.socle.models import EntreeJournal, ModeleMetier

M = TypeVar("M", bound=ModeleMetier)
_AUCUNE = "aucune"  # « la page ne montrait rien », que l'absence du champ ne dit pas


class ModifieEntreTemps(Exception):
    """La fiche a changé depuis qu'elle a été lue.

    `changements` : liste de (champ, valeur d'avant, valeur d'à présent, auteur), en mots. `a_jour` : les champs
    cachés qui disent la version lue, et leurs valeurs d'à présent. `quoi` : ce qui a changé, en tête de phrase.
    """

    def __init__(
        self,
        objet: models.Model,
        changements: list[tuple[str, Any, Any, str]],
        *,
        a_jour: Mapping[str, str] | None = None,
        quoi: str = "la fiche vient",
    ) -> None:
        self.objet, self.changements, self.quoi = objet, changements, quoi
        self.a_jour = a_jour or {"version": str(getattr(objet, "version", ""))}
        super().__init__("Cette fiche a été modifiée entre-temps par une autre personne.")

    def en_phrase(self) -> str:
        """Là où il n'y a pas de saisie à reprendre : ce qui a changé, d'une traite."""
        detail = " ; ".join(f"{champ} : {avant} → {apres} ({qui})" for champ, avant, apres, qui in self.changements)
        return f"Rien n'est fait, car {self.quoi} de changer. {detail}"


def verrouiller(objet: M, version_lue: int | None = None) -> M:
    """Relit `objet` sous verrou et vérifie qu'il est bien celui que l'on a lu.

    Lève `ModifieEntreTemps` si sa version a avancé. `version_lue=None` prend le verrou sans comparer.
    """
    actuel = type(objet)._base_manager.select_for_update().get(pk=objet.pk)
    if version_lue is not None and actuel.version != version_lue:
        raise ModifieEntreTemps(actuel, changements_depuis(actuel, version_lue))
    return actuel


def attendre_son_tour(nom: str) -> None:
    """Jusqu'à la fin de la transaction, personne d'autre n'est dans un travail de ce nom : le second attend."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [nom])


def versions_de(lignes: Iterable[ModeleMetier]) -> str:
    """Ce que la page montre de plusieurs lignes (ou d'aucune), à porter dans un champ caché `lues`."""
    return " ".join(sorted(f"{ligne.pk}:{ligne.version}" for ligne in lignes)) or _AUCUNE


def parmi_lues(lues: str, cles: Iterable[Any]) -> str:
    """De ce que la page montrait, ce qui touche ces clés-là."""
    siennes = {str(cle) for cle in cles}
    return " ".join(lue for lue in lues.split() if lue.partition(":")[0] in siennes) or _AUCUNE


def exiger_lues(
    a_present: Iterable[ModeleMetier],
    lues: str | None,
    *,
    de: models.Model,
    quoi: str,
    en_mots: Callable[[Any], str] = str,
) -> None:
    """Les lignes que l'on va remplacer sont celles que l'on a lues : les mêmes, aux mêmes versions.

    Lève `ModifieEntreTemps` sinon. `lues` : ce qu'avait rendu `versions_de`, rien pour ne pas comparer. À appeler
    sous verrou de ce dont les lignes dépendent (`de`). `quoi` : voir `ModifieEntreTemps` ; `en_mots` : une ligne.
    """
    lignes = list(a_present)
    if not lues or lues == versions_de(lignes):
        return
    vues = {cle: int(version) for cle, version in re.findall(r"([0-9a-f-]{36}):(\d{1,9})", lues)}
    changements: list[tuple[str, Any, Any, str]] = []
    for ligne in lignes:
        if (lue := vues.pop(str(ligne.pk), None)) is None:
            changements.append((en_mots(ligne), "", "ajouté", _dernier_auteur(str(ligne.pk))))
        elif lue != ligne.version:
            changements += [
                (f"{en_mots(ligne)}, {champ.lower()}", *suite) for champ, *suite in changements_depuis(ligne, lue)
            ]
    changements += [("Une ligne que vous aviez lue", "", "retirée", _dernier_auteur(cle)) for cle in vues]
    raise ModifieEntreTemps(de, changements, a_jour={"lues": versions_de(lignes)}, quoi=quoi)


def _dernier_auteur(cle: str) -> str:
    noms = EntreeJournal.objects.filter(objet_id=cle).order_by("-le", "-pk").values_list("auteur_nom", flat=True)
    return noms.first() or ""


def changements_depuis(objet: ModeleMetier, version: int) -> list[tuple[str, Any, Any, str]]:
    """Les champs changés dans le journal après la version `version`, du plus ancien au plus récent, valeurs
    en français (une requête de plus par modèle lié)."""
    modele = type(objet)
    entrees = [
        entree
        for entree in EntreeJournal.objects.de(objet).filter(action="modification").order_by("le", "pk")
        if (entree.apres or {}).get("version", 0) > version
    ]
    valeurs = [v or {} for entree in entrees for v in (entree.avant, entree.apres)]
    noms = nommer(cle for v in valeurs for cle in cles_liees(modele, v))
    champs = champs_par_colonne(modele)
    return [
        (
            str(champs[cle].verbose_name),
            en_clair(champs[cle], (entree.avant or {}).get(cle), noms),
            en_clair(champs[cle], valeur, noms),
            entree.auteur_nom,
        )
        for entree in entrees
        for cle, valeur in (entree.apres or {}).items()
        if cle in champs
    ]
