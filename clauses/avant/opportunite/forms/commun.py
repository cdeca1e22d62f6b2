"""Les champs que partagent les saisies de l'opportunité : oui, non ou on ne sait pas ; le document joint."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import ACCEPTES, EN_MOTS, TAILLE_MAX, FichierJoint, verifier, verifier_la_taille

_VALEURS = {"oui": True, "non": False}
AIDE_DOCUMENT = f"{EN_MOTS}, {TAILLE_MAX // 1_000_000}\u202fMo au plus\u00a0: la note ou la pièce qui prouve la raison."


class ChampOuiNon(forms.TypedChoiceField):
    """« oui », « non », ou pas encore répondu (`None`)."""

    def __init__(self, label: str, *, aide: str = "", **options: Any) -> None:
        super().__init__(
            label=label,
            help_text=aide,
            required=False,
            empty_value=None,
            coerce=_VALEURS.__getitem__,
            choices=[("", "On ne sait pas encore"), ("oui", "Oui"), ("non", "Non")],
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "oui", False: "non", None: ""}.get(value, value) if not isinstance(value, str) else value


class ChampDocument(forms.FileField):
    """Le fichier joint ; rend un `FichierJoint`, ou `None`."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("help_text", AIDE_DOCUMENT)
        super().__init__(label=label, required=False, widget=forms.FileInput(attrs={"accept": ACCEPTES}), **options)
        self.error_messages["empty"] = "Ce fichier est vide\u00a0: choisissez-en un autre."

    def clean(self, data: Any, initial: Any = None) -> FichierJoint | None:
        depose = super().clean(data, initial)
        if not depose:
            return None
        try:
            verifier_la_taille(depose.size or 0)
            return verifier(depose.name or "", depose.read())
        except RefusMetier as refus:
            raise ValidationError(refus.message) from refus
