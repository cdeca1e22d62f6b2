"""Les particularités de ses écrans."""

from django.db.models import Q

from clauses.fond.socle.tests.specimens import Specimens

SPECIMENS = Specimens(
    sans_page={"archive", "engendrer", "preparer", "telecharger", "tout_engendrer"},
    morceaux={
        ("modele", "code"): ("ccap.heures",),
        ("modele_revenir", "code"): ("ccap.heures",),
        ("preparer", "nature"): ("ccap",),
    },
    choix={"choisir": Q(nature="ccap"), "piece": Q(nature="ccap")},
)
