"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("marches", "0012_jalons")]
    operations = [
        migrations.AddField("programme", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("programme", {"ordering": ["tri", "pk"], "verbose_name": "programme"}),
        migrations.RemoveField("operation", "recherche"),
        migrations.AddField("operation", "recherche", colonne_de_recherche("nom", "commune")),
        migrations.AddField("operation", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("operation", {"ordering": ["tri", "pk"], "verbose_name": "opération"}),
        migrations.RemoveField("marche", "recherche"),
        migrations.AddField("marche", "recherche", colonne_de_recherche("objet", "reference")),
        migrations.AddField("marche", "tri", colonne_de_tri("objet")),
        migrations.AlterModelOptions("marche", {"ordering": ["-date_notification", "tri", "pk"], "verbose_name": "marché"}),
        migrations.AddField("lot", "tri", colonne_de_tri("numero")),
        migrations.AlterModelOptions("lot", {"ordering": ["marche", "tri", "pk"], "verbose_name": "lot"}),
    ]
