"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations, models

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("annuaire", "0001_annuaire")]
    operations = [
        migrations.RemoveIndex("fournisseur", "fournisseur_nature"),
        migrations.RemoveField("fournisseur", "recherche"),
        migrations.AddField("fournisseur", "recherche", colonne_de_recherche("nom", "enseigne", "gestionnaire", "commune", "siret")),
        migrations.AddField("fournisseur", "tri", colonne_de_tri("nom")),
        migrations.AlterModelOptions("fournisseur", {"ordering": ["tri", "pk"], "verbose_name": "structure de l'annuaire", "verbose_name_plural": "structures de l'annuaire"}),
        migrations.AddIndex("fournisseur", models.Index(fields=["nature", "tri"], name="fournisseur_nature")),
    ]
