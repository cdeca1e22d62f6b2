"""La fin propre d'un lot devient celle de son contrat : avenants et reconductions s'y ajoutent désormais, comme à celle
du marché. Ceux que l'on avait déjà notés y étaient compris : on les en retire, et aucune fin ne bouge."""

from typing import Any

from django.db import migrations
from django.db.models import Q

from regles.calendrier import UN_JOUR, lendemain_de

SIGNER = (
    "SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true), "
    "set_config('clause.motif', 'La fin du lot se dit avant avenants et reconductions, qui s''y ajoutent.', true)"
)


def migrer(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SIGNER)
    base = schema_editor.connection.alias
    lots, evenements = (apps.get_model("marches", nom).objects.using(base) for nom in ("Lot", "EvenementMarche"))
    for lot in lots.filter(date_fin__isnull=False).select_related("marche").order_by("pk"):
        notes = evenements.filter(Q(lot=None) | Q(lot=lot), marche=lot.marche, annule_le=None)
        mois = sum(e.duree_mois or 0 for e in notes.filter(nature="avenant"))
        mois += sum(e.duree_mois or lot.marche.reconduction_mois for e in notes.filter(nature="reconduction"))
        avant = lendemain_de(lot.date_fin + UN_JOUR, -mois) - UN_JOUR
        if mois and (lot.date_debut is None or avant >= lot.date_debut):
            lots.filter(pk=lot.pk).update(date_fin=avant)


class Migration(migrations.Migration):
    dependencies = [("marches", "0010_droit_de_2026")]
    operations = [migrations.RunPython(migrer, migrations.RunPython.noop)]
