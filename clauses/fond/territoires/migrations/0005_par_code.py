"""Une commune, une région se rangent par leur code."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territoires", "0004_position_des_communes")]
    operations = [
        migrations.AlterModelOptions("region", {"ordering": ["code"], "verbose_name": "région"}),
        migrations.AlterModelOptions("commune", {"ordering": ["code"], "verbose_name": "commune"}),
    ]
