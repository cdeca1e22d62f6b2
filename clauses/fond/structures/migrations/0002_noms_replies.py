"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("structures", "0001_initial")]
    operations = [
        migrations.RemoveField("structure", "recherche"),
        migrations.AddField("structure", "recherche", colonne_de_recherche("nom", "sigle", "siret")),
        migrations.AddField("structure", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("structure", {"ordering": ["tri", "pk"], "verbose_name": "structure"}),
        migrations.AddField("contact", "tri", colonne_de_tri("nom", "prenom")),
        migrations.AlterModelOptions("contact", {"ordering": ["tri", "pk"], "verbose_name": "contact"}),
        migrations.AddField("structureporteuse", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("structureporteuse", {"ordering": ["tri", "pk"], "verbose_name": "structure porteuse", "verbose_name_plural": "structures porteuses"}),
    ]
