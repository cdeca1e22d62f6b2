"""Déposer un fichier à importer, filtrer un rapport."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.socle.imports.depot import TAILLE_MAX
from clauses.fond.socle.imports.rapport import A_CONFIRMER, CREE, INCHANGE, MODIFIE, REFUSE

SORTS = (
    ("", "Tous"),
    (REFUSE, "Refusées"),
    (A_CONFIRMER, "À confirmer"),
    (MODIFIE, "Mises à jour"),
    (CREE, "Créées"),
    (INCHANGE, "Inchangées"),
)


class ChampFichier(forms.FileField):
    """Un fichier dont la taille est bornée avant d'être lu, en octets."""

    def __init__(self, libelle: str, *, taille_max: int = TAILLE_MAX, **options: Any) -> None:
        self.taille_max = taille_max
        super().__init__(label=libelle, error_messages={"required": "Choisissez un fichier."}, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        fichier = super().clean(data, initial)
        if fichier is not None and (fichier.size or 0) > self.taille_max:
            poids = f"{self.taille_max / 1_000_000:g}".replace(".", ",")
            raise ValidationError(f"Ce fichier pèse plus de {poids}\u202fMo\u00a0: découpez-le.")
        return fichier


class FiltreDuRapport(forms.Form):
    sort = forms.ChoiceField(label="Sort", required=False, choices=SORTS)
    q = forms.CharField(label="Personne, colonne ou raison", required=False)
