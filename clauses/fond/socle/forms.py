"""Les formulaires que toutes les tranches partagent : celui d'une fiche, celui d'une raison."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.socle.champs import ChampTexteLong, FormulaireFr
from clauses.fond.socle.erreurs import PageMuette
from clauses.fond.socle.requete import Requete


class ChampVersion(forms.IntegerField):
    """Caché : la version de la ligne que la page montrait ; illisible, la page ne la dit pas (voir `lu`)."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=0, **options)

    def clean(self, value: Any) -> int | None:
        try:
            return super().clean(value)
        except ValidationError:
            return None


class ChampLues(forms.CharField):
    """Caché : les lignes que la page montrait et leurs versions (`concurrence.versions_de`)."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def lu(formulaire: forms.BaseForm, nom: str) -> Any:
    """Ce que la page montrait, dit par son champ caché `nom`. Lève `PageMuette` si elle ne le dit pas ; la renvoyer,
    une fois que c'est dit, est un choix."""
    valeur = formulaire.cleaned_data[nom]
    if valeur not in (None, ""):
        return valeur
    a_present = formulaire.get_initial_for_field(formulaire.fields[nom], nom)
    raise PageMuette({} if a_present is None else {nom: str(a_present)})


def lues_de(requete: Requete) -> str:
    """De même d'un bouton ou d'une confirmation, qui n'ont pas de formulaire : les lignes et leurs versions."""
    lues = requete.POST.get("lues", "")
    if not lues:
        raise PageMuette()
    return str(lues)


def mettre_a_jour(formulaire: forms.BaseForm, caches: Mapping[str, str]) -> None:
    """Les champs cachés disent ce qu'il en est à présent ; ce qui était tapé reste."""
    donnees: Any = formulaire.data.copy()  # type: ignore[attr-defined]
    for nom, valeur in caches.items():
        donnees[formulaire.add_prefix(nom)] = valeur
    formulaire.data = donnees


class FormulaireDeFiche(FormulaireFr):
    """Les champs d'une ligne du métier et la version que l'on a lue, pour que rien ne s'écrase en silence."""

    version = ChampVersion()
    HORS_MODELE: frozenset[str] = frozenset()

    @property
    def version_lue(self) -> int:
        """À ne demander que pour modifier, dans le geste : lève `PageMuette` si la page ne la dit pas."""
        return int(lu(self, "version"))

    def valeurs(self) -> dict[str, Any]:
        """Ce qui est saisi des champs du modèle."""
        hors = {"version", *self.HORS_MODELE}
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom not in hors}

    def avec_version(self) -> dict[str, Any]:
        """Les mêmes et la version lue : ce que demande un verbe qui modifie."""
        return {"version_lue": self.version_lue, **self.valeurs()}


class FormulaireQuiALu(FormulaireFr):
    """Ce qui remplace des lignes que la page montrait, ou qui constate qu'il n'y en avait pas."""

    lues = ChampLues()

    def avec_lues(self) -> dict[str, Any]:
        """Ce qui est saisi et les lignes lues ; voir `FormulaireDeFiche.version_lue`."""
        return {**self.cleaned_data, "lues": lu(self, "lues")}


class MotifForm(FormulaireFr):
    """La raison d'un acte. Un motif vide est refusé par le verbe, qui sait dire pourquoi il en faut un."""

    motif = ChampTexteLong("Pourquoi\u202f?", max_length=1000, required=False)


def lire_filtres(filtre: forms.BaseForm) -> dict[str, Any]:
    """Ce que demandent les filtres qui se lisent. Un filtre illisible n'efface pas les autres, et la barre le dit."""
    filtre.is_valid()
    return getattr(filtre, "cleaned_data", {})
