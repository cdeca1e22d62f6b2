"""Les particularités de ses écrans."""

from django.db.models import Q

from clauses.fond.socle.tests.specimens import Specimens

SPECIMENS = Specimens(
    sans_page={"rubrique_des_projets", "rubrique_d_avancement"},
    choix={"lot": Q(marche__reference="2025-SRV-031")},
)
