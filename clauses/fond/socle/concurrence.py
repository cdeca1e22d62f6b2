"""Deux personnes sur la même fiche : la seconde voit ce qui a changé, rien n'est écrasé en silence."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from clauses.fond.socle.lisible import champs_par_colonne, cles_liees, en_clair, nommer
from clauses.fond.socle.models import EntreeJournal, ModeleMetier

M = TypeVar("M", bound=ModeleMetier)


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
