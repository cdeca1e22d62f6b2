"""Aucun champ de texte libre ne laisse passer un numéro de sécurité sociale (décret n° 2019-341)."""

import importlib
import pkgutil
from datetime import date

from django import forms

import clauses
from clauses.fond.socle.champs import ChampDate, ChampNaissance, ChampTexte

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


# Un choix déjà fait quand la page s'ouvre, et pourquoi il peut l'être.
CHOISIS_D_AVANCE = {
    "ComparerForm.avant": "la version d'avant la dernière",
    "ComparerForm.apres": "la dernière version",
    "ContactForm.fonction": "le référent : le premier contact qu'on donne",
    "ClauseForm.periodicite": "tous les mois, comme la clause type",
    "ChangementDeClauseForm.periodicite": "celle de la clause en vigueur",
    "CritereForm.code": "celui qu'on vient de choisir",
    "ImportDepensesForm.nature_par_defaut": "l'aperçu le montre avant d'enregistrer",
    "EvenementForm.lecture_resiliation": "l'acquis, comme avant ; la vie du marché et le calcul le disent",
    "MarcheForm.forme": "sans bon de commande ni tranche, le cas courant ; les autres se lisent dans l'avis",
    "NouveauMarcheForm.forme": "comme celle du marché",
    "OperationForm.etat": "une opération qu'on ouvre est en cours",
    "ProjetForm.forme": "comme celle du marché",
    "ReferenceForm.certitude": "la plus basse des certitudes",
    "RetenirForm.formule": "celle que l'étude du lot propose",
}


def choisis_d_avance(classes):
    """« Formulaire.champ » pour chaque choix demandé que la page montre déjà fait, et que personne n'a lu."""
    return {
        f"{classe.__name__}.{nom}"
        for classe in classes
        for nom, champ in classe.base_fields.items()
        if isinstance(champ, forms.ChoiceField) and not isinstance(champ, forms.ModelChoiceField)
        if champ.required and not isinstance(champ, forms.MultipleChoiceField)
        if champ.initial or (not isinstance(champ.widget, forms.RadioSelect) and _premier(champ) != "")
    }


def _premier(champ):
    return next((str(cle) for cle, _ in champ.choices), None)


def test_un_choix_que_seule_la_personne_sait_faire_n_est_jamais_fait_d_avance():
    assert choisis_d_avance(formulaires()) == set(CHOISIS_D_AVANCE)


def test_un_choix_fait_d_avance_serait_vu():
    liste, vide = [("a", "A"), ("b", "B")], [("", "Choisir…"), ("a", "A")]
    champs = {
        "premier": forms.ChoiceField(choices=liste),
        "initial": forms.ChoiceField(choices=liste, widget=forms.RadioSelect, initial="a"),
        "sans": forms.ChoiceField(choices=liste, widget=forms.RadioSelect),
        "vide": forms.ChoiceField(choices=vide),
    }
    assert choisis_d_avance([type("Faux", (forms.Form,), champs)]) == {"Faux.premier", "Faux.initial"}


def dates_mal_prises(classes):
    """« Formulaire.champ » pour chaque date de Django, et chaque naissance prise pour un acte (ou l'inverse)."""
    de_django = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)
    return [
        f"{classe.__name__}.{nom}"
        for classe in classes
        for nom, champ in classe.base_fields.items()
        if isinstance(champ, de_django)
        or (isinstance(champ, ChampDate | ChampNaissance) and ("naissance" in nom) is isinstance(champ, ChampDate))
    ]


def test_chaque_date_d_un_formulaire_est_celle_d_un_acte_ou_d_une_naissance():
    classes = list(formulaires())
    assert dates_mal_prises(classes) == []
    dates = [champ for c in classes for champ in c.base_fields.values() if isinstance(champ, ChampDate)]
    assert len(dates) > 20
    assert {champ.clean("15/10/26") for champ in dates} == {date(2026, 10, 15)}


def test_une_date_mal_prise_serait_vue():
    champs = {"jour": forms.DateField(), "date_naissance": ChampDate(), "le": ChampNaissance(), "du": ChampDate()}
    assert dates_mal_prises([type("Faux", (forms.Form,), champs)]) == ["Faux.jour", "Faux.date_naissance", "Faux.le"]
