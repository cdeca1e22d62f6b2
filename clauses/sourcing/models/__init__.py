from clauses.sourcing.models.sollicitation import Sollicitation

__all__ = ["Sollicitation"]
