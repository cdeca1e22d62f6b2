"""Les rôles s'acceptent, une adresse a une seule forme, les essais se comptent chez nous (décisions 0046 et 0047)."""

from collections import defaultdict
from typing import Any

from django.db import migrations, models

from clauses.fond.comptes.courriels import adresse_pliee


class DeuxComptesUneAdresse(Exception):
    """Deux comptes dont l'adresse, sous sa seule forme, est la même : la mise à jour s'arrête avant de rien changer."""


def verifier(apps: Any, schema_editor: Any) -> None:
    """Avant tout changement : chaque adresse, pliée, n'est qu'à un compte."""
    groupes = defaultdict(list)
    comptes = apps.get_model("comptes", "Utilisateur").objects.using(schema_editor.connection.alias)
    for cle, courriel in comptes.order_by("cree_le", "pk").values_list("pk", "courriel"):
        groupes[adresse_pliee(courriel)].append(f"{courriel} ({cle})")
    if doubles := [f"- {pliee} : {', '.join(noms)}" for pliee, noms in groupes.items() if len(noms) > 1]:
        raise DeuxComptesUneAdresse(
            "Des comptes ont la même adresse, écrite de deux façons. Rien n'a été changé. Pour chacun, gardez celui de la "
            "personne et donnez à l'autre une adresse qui n'est à personne, puis relancez la mise à jour "
            "(docs/exploitation.md, « Deux comptes pour une adresse ») :\n" + "\n".join(doubles)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0003_noms_replies'),
    ]

    operations = [
        migrations.RunPython(verifier, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Frein',
            fields=[
                ('empreinte', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='empreinte')),
                ('essais', models.PositiveIntegerField(default=0, verbose_name='essais comptés')),
                ('libre_le', models.DateTimeField(verbose_name='prochain essai possible')),
                ('perime_le', models.DateTimeField(db_index=True, verbose_name='oublié le')),
            ],
            options={
                'verbose_name': 'frein',
                'ordering': ['perime_le', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='utilisateur',
            name='utilisateur_courriel_unique',
        ),
        migrations.AddField(
            model_name='appartenance',
            name='acceptee_le',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='acceptée le'),
        ),
        migrations.AddField(
            model_name='utilisateur',
            name='sessions_fermees',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='sessions fermées'),
        ),
        migrations.AlterField(
            model_name='utilisateur',
            name='courriel',
            field=models.EmailField(error_messages={'unique': 'Un compte existe déjà avec ce courriel.'}, max_length=254, unique=True, verbose_name='courriel'),
        ),
    ]
