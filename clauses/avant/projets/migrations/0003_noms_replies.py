"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("projets", "0002_droit_de_2026")]
    operations = [
        migrations.RemoveField("projet", "recherche"),
        migrations.AddField("projet", "recherche", colonne_de_recherche("nom", "commune", "cpv")),
        migrations.AddField("projet", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("projet", {"ordering": ["date_lancement", "tri", "pk"], "verbose_name": "fiche projet", "verbose_name_plural": "fiches projet"}),
        migrations.AddField("lotprojet", "tri", colonne_de_tri("numero")),
        migrations.AlterModelOptions("lotprojet", {"ordering": ["projet", "tri", "pk"], "verbose_name": "lot envisagé", "verbose_name_plural": "lots envisagés"}),
    ]
