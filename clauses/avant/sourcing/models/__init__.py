from clauses.avant.sourcing.models.sollicitation import Sollicitation

__all__ = ["Sollicitation"]
