"""Le rendu d'un champ : intitulé, aide, saisie, erreur, dans cet ordre (Bootstrap met l'aide après la saisie).

Ce qui est facultatif le dit ; le reste est à remplir. Un groupe de boutons radio ou de cases est un `fieldset`
avec sa légende. Branché par `BOOTSTRAP5["field_renderers"]["default"]` dans les réglages.
"""

from typing import Any

from django.forms import CheckboxInput
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_bootstrap5.renderers import FieldRenderer

from regles.typographie import typographie


class ChampAideSousLIntitule(FieldRenderer):
    """Un champ dans l'ordre où on le lit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label: Any = _typo(getattr(self, "label", ""))
        self.help_text: Any = _typo(getattr(self, "help_text", ""))

    @property
    def est_case(self) -> bool:
        return isinstance(self.widget, CheckboxInput)

    def get_label_html(self, horizontal: bool = False) -> SafeString:
        intitule = super().get_label_html(horizontal)
        if self.est_case:
            return intitule
        est_dit = self.show_label is True and not getattr(self.field.field, "est_une_question", False)
        facultatif = _FACULTATIF if est_dit and not self.field.field.required else ""
        return format_html('<div class="intitule">{}{}{}</div>', intitule, facultatif, super().get_help_html())

    def get_help_html(self) -> SafeString:
        """L'aide suit l'intitulé ; seule une case à cocher la garde après elle."""
        return super().get_help_html() if self.est_case else mark_safe("")

    def get_server_side_validation_classes(self) -> str:
        """Une erreur se montre ; un champ juste n'a pas besoin de félicitations."""
        return "is-invalid" if self.field_errors else ""

    def render(self) -> SafeString:
        if not self.widget.use_fieldset or self.field.is_hidden:
            return super().render()
        return format_html(
            '<fieldset class="{}"><legend class="form-label">{}{}</legend>{}{}{}</fieldset>',
            self.get_wrapper_classes(),
            self.label,
            "" if self.field.field.required else _FACULTATIF,
            super().get_help_html(),
            self.get_field_html(),
            self.get_errors_html(),
        )


def _typo(texte: Any) -> Any:
    """Le texte avec ses espaces insécables ; un texte sûr le reste."""
    propre = typographie(str(texte))
    return mark_safe(propre) if isinstance(texte, SafeString) else propre


_FACULTATIF = mark_safe(' <span class="facultatif">facultatif</span>')
