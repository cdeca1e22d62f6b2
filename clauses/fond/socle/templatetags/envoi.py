"""`{% csrf_token %}` partout dans le site : celui de Django, et le jeton à usage unique de `socle.envois`.

Aucun formulaire ne s'envoie sans le premier ; aucun ne peut donc oublier le second.
"""

from secrets import token_urlsafe

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.fond.socle.envois import CHAMP

register = template.Library()


class JetonsNode(CsrfTokenNode):
    """Les deux champs cachés ; rien hors d'une requête."""

    def render(self, context: Context) -> SafeString:
        if not (champ := super().render(context)):
            return SafeString("")
        return format_html('{}<input type="hidden" name="{}" value="{}">', champ, CHAMP, token_urlsafe(12))


@register.tag
def csrf_token(parser: Parser, token: Token) -> JetonsNode:
    return JetonsNode()
