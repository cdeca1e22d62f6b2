"""Les deux fonctions dont se servent les déclencheurs du journal."""

from django.db import migrations

AUTEUR = """
CREATE OR REPLACE FUNCTION journal_auteur(nom_table text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE auteur text := coalesce(current_setting('clause.auteur', true), '');
BEGIN
    IF auteur = '' THEN
        RAISE EXCEPTION 'Écriture sans auteur dans % : passez par un service signé.', nom_table
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN auteur;
END $$;
"""

DIFFERENCE = """
CREATE OR REPLACE FUNCTION journal_difference(de jsonb, vers jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(cle, valeur), '{}'::jsonb) FROM (
        SELECT e.key AS cle, vers -> e.key AS valeur FROM jsonb_each(de) e
        WHERE e.value IS DISTINCT FROM vers -> e.key
    ) AS changes
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(AUTEUR, "DROP FUNCTION IF EXISTS journal_auteur(text)"),
        migrations.RunSQL(DIFFERENCE, "DROP FUNCTION IF EXISTS journal_difference(jsonb, jsonb)"),
    ]
