"""Une ligne validée garde le jugement qui vaut à son mois : celui que les bilans lisent déjà. Rien ne bouge."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# Le dernier prononcé de ceux dont l'entrée n'est pas d'après le mois ; à défaut, celui d'aujourd'hui.
FIGER = """
SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true),
    set_config('clause.motif', 'Un mois validé garde le jugement qui y valait.', true);
UPDATE declarations_ligneheures AS ligne
SET jugement_id = (
    SELECT e.id FROM participants_eligibilite e
    WHERE e.participant_id = contrat.participant_id
      AND (e.annule_le IS NULL OR e.date_entree < ligne.mois + interval '1 month')
    ORDER BY (e.date_entree < ligne.mois + interval '1 month') DESC, e.annule_le DESC NULLS FIRST, e.cree_le DESC
    LIMIT 1
)
FROM declarations_contratinsertion AS contrat
WHERE contrat.id = ligne.contrat_id AND ligne.etat = 'validee';
"""


def figer(apps: Any, schema_editor: Any) -> None:
    """Sur une base neuve, rien n'est validé, et le journal n'est pas encore là."""
    lignes = apps.get_model("declarations", "LigneHeures").objects.using(schema_editor.connection.alias)
    if lignes.filter(etat="validee").exists():
        schema_editor.execute(FIGER)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0008_contrat_dit_distinct"), ("participants", "0005_noms_replies")]
    operations = [
        migrations.AddField(
            model_name="ligneheures",
            name="jugement",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.eligibilite",
                verbose_name="éligibilité du mois",
            ),
        ),
        migrations.RunPython(figer, migrations.RunPython.noop),
    ]
