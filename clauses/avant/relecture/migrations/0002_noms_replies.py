"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_recherche


class Migration(migrations.Migration):
    dependencies = [("relecture", "0001_initial")]
    operations = [
        migrations.RemoveField("relecture", "recherche"),
        migrations.AddField("relecture", "recherche", colonne_de_recherche("titre")),
    ]
