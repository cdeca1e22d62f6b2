"""L'état « en cours » porte le nom que lui donne `regles/cycles.py`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marches", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="marche",
            name="etat",
            field=models.CharField(
                choices=[
                    ("prepare", "En préparation"),
                    ("notifie", "Notifié"),
                    ("en_cours", "En cours d'exécution"),
                    ("receptionne", "Réceptionné"),
                    ("resilie", "Résilié"),
                ],
                default="notifie",
                max_length=12,
                verbose_name="état",
            ),
        ),
    ]
