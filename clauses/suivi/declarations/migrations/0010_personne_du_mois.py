"""Une ligne validée garde ce que la fiche dit de la personne : ce que les bilans lisent déjà. Rien ne bouge."""

from typing import Any

from django.db import migrations

# Ce que rend `participants.jugements.profil`, de la fiche et du jugement figé.
FIGER = """
SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true),
    set_config('clause.motif', 'Un mois validé garde ce que l''on savait de la personne.', true);
UPDATE declarations_ligneheures AS ligne
SET decision = ligne.decision || jsonb_build_object('personne', jsonb_build_object(
    'age', date_part('year', age(jugement.date_entree, personne.date_naissance))::int,
    'sexe', personne.sexe,
    'niveau', personne.niveau,
    'qpv', COALESCE(jugement.decision->>'qpv', personne.qpv)
))
FROM declarations_contratinsertion AS contrat, participants_participant AS personne, participants_eligibilite AS jugement
WHERE contrat.id = ligne.contrat_id AND personne.id = contrat.participant_id AND jugement.id = ligne.jugement_id
    AND jugement.est_eligible AND ligne.etat = 'validee' AND ligne.decision <> '{}'::jsonb;
"""


def figer(apps: Any, schema_editor: Any) -> None:
    """Sur une base neuve, rien n'est validé, et le journal n'est pas encore là."""
    lignes = apps.get_model("declarations", "LigneHeures").objects.using(schema_editor.connection.alias)
    if lignes.filter(etat="validee").exists():
        schema_editor.execute(FIGER)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0009_jugement_du_mois"), ("participants", "0005_noms_replies")]
    operations = [migrations.RunPython(figer, migrations.RunPython.noop)]
