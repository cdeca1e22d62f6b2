"""Les particularités de ses écrans."""

from django.db.models import Q

from clauses.fond.socle.tests.specimens import Specimens

SPECIMENS = Specimens(choix={"lot": Q(marche__reference="2025-SRV-031")})
