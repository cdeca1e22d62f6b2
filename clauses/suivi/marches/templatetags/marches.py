"""Les balises des marchés. `{% load marches %}`."""

from typing import Any

from django import template
from django.template.context import RequestContext

from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.onglets import onglets_operation as rubriques

register = template.Library()


@register.inclusion_tag("marches/_onglets_operation.html", takes_context=True)
def onglets_operation(context: RequestContext, operation: Operation, onglet: str) -> dict[str, Any]:
    """`{% onglets_operation operation "bilan" %}` : pour une page qui ne les donne pas par `Page.onglets`."""
    return {"liens": rubriques(context["request"].acteur, operation, onglet)}
