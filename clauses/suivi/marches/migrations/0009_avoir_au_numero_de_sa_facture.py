from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marches", "0008_journal_sans_lire_le_fichier")]

    operations = [
        migrations.RemoveConstraint(model_name="facture", name="facture_numero_unique"),
        migrations.AddConstraint(
            model_name="facture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annule_le__isnull", True), ("montant_ht__gte", 0)),
                fields=("lot", "attribution", "numero"),
                name="facture_numero_unique",
                nulls_distinct=False,
                violation_error_message="Ce lot a déjà une facture de ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="facture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annule_le__isnull", True), ("montant_ht__lt", 0)),
                fields=("lot", "attribution", "numero"),
                name="avoir_numero_unique",
                nulls_distinct=False,
                violation_error_message="Ce lot a déjà un avoir de ce numéro.",
            ),
        ),
    ]
