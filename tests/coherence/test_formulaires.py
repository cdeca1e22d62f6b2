"""Aucun champ de texte libre ne laisse passer un numéro de sécurité sociale (décret n° 2019-341)."""

import importlib
import pkgutil

from django import forms

import clauses
from clauses.fond.socle.champs import ChampTexte

# Ceux qui ne sont jamais montrés ni gardés en clair, ou qui cherchent seulement.
# Un tableau collé se lit cellule par cellule : c'est l'import qui refuse le numéro, en nommant la ligne.
NOMS_SURS_COLLES = {"ImportDepensesForm.texte"}
NOMS_SURS = {"next", "q", "mot_de_passe", "ancien", "nouveau", "confirmation", "code", "jeton"}


def formulaires():
    """Toutes les classes de formulaire des tranches."""
    for module in pkgutil.walk_packages(clauses.__path__, "clauses."):
        if ".forms" in module.name and ".tests" not in module.name:
            for objet in vars(importlib.import_module(module.name)).values():
                if isinstance(objet, type) and issubclass(objet, forms.BaseForm) and objet.__module__ == module.name:
                    yield objet


def champs_ouverts(classes):
    """« Formulaire.champ » pour chaque champ de texte libre qui n'est pas un ChampTexte."""
    return [
        f"{classe.__name__}.{nom}"
        for classe in classes
        for nom, champ in classe.base_fields.items()
        if type(champ) is forms.CharField
        and nom not in NOMS_SURS
        and f"{classe.__name__}.{nom}" not in NOMS_SURS_COLLES
        and not isinstance(champ.widget, forms.HiddenInput)
    ]


def test_chaque_champ_de_texte_refuse_un_numero_de_securite_sociale():
    classes = list(formulaires())
    assert len(classes) > 15
    assert champs_ouverts(classes) == []


def test_un_champ_de_texte_ordinaire_serait_vu():
    faux = type("Faux", (forms.Form,), {"note": forms.CharField(), "sur": ChampTexte("Sûr")})
    assert champs_ouverts([faux]) == ["Faux.note"]
