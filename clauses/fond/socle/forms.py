"""Les formulaires que toutes les tranches partagent : celui d'une fiche, celui d'une raison."""

from typing import Any

from django import forms

from clauses.fond.socle.champs import ChampTexteLong, FormulaireFr


class FormulaireDeFiche(FormulaireFr):
    """Les champs d'une ligne du métier et la version que l'on a lue, pour que rien ne s'écrase en silence."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    HORS_MODELE: frozenset[str] = frozenset()

    @property
    def version_lue(self) -> int | None:
        return self.cleaned_data["version"]

    def valeurs(self) -> dict[str, Any]:
        """Ce qui est saisi des champs du modèle."""
        hors = {"version", *self.HORS_MODELE}
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom not in hors}

    def avec_version(self) -> dict[str, Any]:
        """Les mêmes et la version lue : ce que demande un verbe qui modifie."""
        return {"version_lue": self.version_lue, **self.valeurs()}


class ChampLues(forms.CharField):
    """Caché : les lignes que la page montrait et leurs versions (`concurrence.versions_de`)."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class MotifForm(FormulaireFr):
    """La raison d'un acte. Un motif vide est refusé par le verbe, qui sait dire pourquoi il en faut un."""

    motif = ChampTexteLong("Pourquoi\u202f?", max_length=1000, required=False)


def lire_filtres(filtre: forms.BaseForm) -> dict[str, Any]:
    """Ce que demandent les filtres qui se lisent. Un filtre illisible n'efface pas les autres, et la barre le dit."""
    filtre.is_valid()
    return getattr(filtre, "cleaned_data", {})
