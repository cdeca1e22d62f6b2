"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("opportunite", "0002_droit_de_2026")]
    operations = [
        migrations.RemoveField("marchesansclause", "recherche"),
        migrations.AddField("marchesansclause", "recherche", colonne_de_recherche("objet", "motif")),
        migrations.AddField("marchesansclause", "tri", colonne_de_tri("objet")),
        migrations.AlterModelOptions("marchesansclause", {"ordering": ["-date_decision", "tri", "pk"], "verbose_name": "marché sans clause", "verbose_name_plural": "marchés sans clause"}),
    ]
