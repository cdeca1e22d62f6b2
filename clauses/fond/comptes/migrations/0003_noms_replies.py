"""Les noms se cherchent et se rangent repliés : la base calcule de nouveau ses colonnes (docs/decisions/0034)."""

from django.db import migrations

from clauses.fond.socle.recherche import colonne_de_tri


class Migration(migrations.Migration):
    dependencies = [("comptes", "0002_juriste")]
    operations = [
        migrations.AddField("utilisateur", "tri", colonne_de_tri("nom", "prenom")),
        migrations.AlterModelOptions("utilisateur", {"ordering": ["tri", "pk"], "verbose_name": "utilisateur"}),
    ]
