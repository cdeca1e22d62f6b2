"""Ce que l'on cherche dans l'annuaire : quoi, et autour d'où."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.annuaire.models.fournisseur import NATURES_DE_L_ANNUAIRE
from clauses.fond.annuaire.secteurs import SECTEURS
from clauses.fond.socle.champs import ChampTexte
from clauses.fond.territoires.services import position_de

RAYONS = (5, 10, 20, 30, 50, 80, 120)
RAYON_HABITUEL = 30


class FiltreAnnuaire(forms.Form):
    """Les filtres de l'annuaire. Un lieu connu donne `centre` (latitude, longitude)."""

    q = forms.CharField(label="Nom, commune ou SIRET", required=False)
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *((n.value, n.label) for n in NATURES_DE_L_ANNUAIRE)]
    )
    secteur = forms.ChoiceField(label="Métier", required=False, choices=[("", "Tous"), *SECTEURS.items()])
    lieu = ChampTexte("Autour de", required=False, exemple="59300 Valenciennes", max_length=120)
    rayon = forms.ChoiceField(
        label="Rayon",
        required=False,
        initial="",
        choices=[("", f"{RAYON_HABITUEL}\u202fkm"), *((km, f"{km}\u202fkm") for km in RAYONS if km != RAYON_HABITUEL)],
    )

    def clean(self) -> dict[str, Any] | None:
        propres = super().clean()
        lieu = self.cleaned_data.get("lieu")
        self.cleaned_data["rayon"] = int(self.cleaned_data.get("rayon") or RAYON_HABITUEL)
        self.cleaned_data["centre"] = self._centre(lieu) if lieu else None
        return propres

    def _centre(self, lieu: str) -> tuple[float, float] | None:
        postal = re.search(r"\b\d{5}\b", lieu)
        nom = re.sub(r"\b\d{5}\b|[(),]", " ", lieu).strip()
        centre = position_de(nom, postal[0] if postal else "")
        if centre is None:
            self.add_error(
                "lieu", ValidationError("Ce lieu n'est pas connu\u00a0: donnez une commune et son code postal.")
            )
        return centre
