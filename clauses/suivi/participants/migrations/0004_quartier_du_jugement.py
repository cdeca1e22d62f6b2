"""Chaque jugement garde le quartier prioritaire qu'il a lu : le corriger ensuite sur la fiche ne réécrit pas le passé."""

from typing import Any

from django.db import migrations

SIGNER = (
    "SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true), "
    "set_config('clause.motif', 'Chaque jugement garde le quartier qu''il a lu.', true)"
)


def migrer(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SIGNER)
    jugements = apps.get_model("participants", "Eligibilite").objects.using(schema_editor.connection.alias)
    for pk, decision, qpv in jugements.order_by("pk").values_list("pk", "decision", "participant__qpv").iterator():
        if "qpv" not in decision:
            jugements.filter(pk=pk).update(decision={**decision, "qpv": qpv})


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_champs_json")]
    operations = [migrations.RunPython(migrer, migrations.RunPython.noop)]
