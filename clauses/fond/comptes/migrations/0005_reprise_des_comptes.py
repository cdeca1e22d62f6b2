"""Ce que les comptes d'avant deviennent : l'adresse prend sa seule forme ; un rôle d'un compte ouvert est accepté, les
autres attendent ; une session ouverte ne vaut plus quatorze jours ; les compteurs de django-axes s'en vont.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from clauses.fond.comptes.courriels import adresse_pliee

SIGNER = (
    "SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true), "
    "set_config('clause.motif', 'Un rôle se propose et s''accepte ; ceux d''avant le sont.', true)"
)
SANS_AXES = """
DROP TABLE IF EXISTS axes_accessattemptexpiration, axes_accessattempt, axes_accesslog, axes_accessfailurelog;
DELETE FROM django_migrations WHERE app = 'axes';
"""


def reprendre(apps: Any, schema_editor: Any) -> None:
    base = schema_editor.connection.alias
    comptes, appartenances = (apps.get_model("comptes", n).objects.using(base) for n in ("Utilisateur", "Appartenance"))
    if not comptes.exists():
        return
    schema_editor.execute(SIGNER)
    for cle, courriel in comptes.values_list("pk", "courriel"):
        if (pliee := adresse_pliee(courriel)) != courriel:
            comptes.filter(pk=cle).update(courriel=pliee)
    ouverts = comptes.exclude(password__startswith="!").values("pk")  # « ! » : personne n'a choisi le mot de passe
    appartenances.filter(utilisateur__in=ouverts).update(acceptee_le=F("cree_le"))
    bientot = timezone.now() + timedelta(hours=12)
    apps.get_model("sessions", "Session").objects.using(base).filter(expire_date__gt=bientot).update(expire_date=bientot)


class Migration(migrations.Migration):
    dependencies = [("comptes", "0004_roles_acceptes"), ("sessions", "0001_initial")]
    operations = [
        migrations.RunPython(reprendre, migrations.RunPython.noop),
        migrations.RunSQL(SANS_AXES, migrations.RunSQL.noop),
    ]
