"""Ce que les marchés font attendre à un accueil."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.suivi.marches.models import Clause, Lot, Operation

AU_PLUS = 50


def sans_clause(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Les lots notifiés dont la clause n'est pas écrite : rien ne peut s'y compter."""
    if operations is None:
        return []
    lots = (
        Lot.objects.visibles_par(acteur)
        .actifs()
        .filter(marche__operation__parmi=operations, marche__date_notification__isnull=False)
        .filter(~Exists(Clause.objects.en_vigueur().filter(lot=OuterRef("pk"))))
        .select_related("marche")
        .only("numero", "intitule", "cree_le", "marche__objet", "marche__date_notification")
        .order_by("marche__date_notification", "pk")[:AU_PLUS]
    )
    return [
        Attente(
            acte="Écrire la clause",
            objet=str(lot),
            detail=lot.marche.objet,
            depuis=lot.marche.date_notification or lot.cree_le.date(),
            url=fiche_de(lot),
            bouton="Écrire la clause",
            est_en_retard=False,
        )
        for lot in lots
    ]
