"""Les jalons d'un volume fixe : ce que la clause rend dû avant la fin de l'exécution."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marches", "0011_fin_propre_du_lot")]
    operations = [
        migrations.AddField(
            model_name="clause",
            name="jalons",
            field=models.JSONField(blank=True, default=tuple, verbose_name="jalons"),
        ),
    ]
