"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations, models

from clauses.fond.socle.recherche import colonne_de_recherche, colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_quartier_du_jugement")]
    operations = [
        migrations.RemoveIndex("participant", "participant_nom"),
        migrations.RemoveField("participant", "recherche"),
        migrations.AddField("participant", "recherche", colonne_de_recherche("nom", "prenom", "dossier")),
        migrations.AddField("participant", "tri", colonne_de_tri("nom", "prenom")),
        migrations.AlterModelOptions("participant", {"ordering": ["tri", "pk"], "verbose_name": "participant"}),
        migrations.AddIndex("participant", models.Index(fields=["porteuse", "tri"], name="participant_nom")),
    ]
