"""Le rapport gardé d'un import de marchés prend la forme commune à tous les imports (`socle/imports/rapport.py`)."""

from typing import Any

from django.db import migrations

RANGS = ("refuse", "modifie", "cree", "inchange")
COMPTES = {"cree": "crees", "modifie": "mis_a_jour", "inchange": "inchanges", "refuse": "refuses"}
DETAILS = ("uid", "acheteur", "montant_ht", "date", "a_clause", "notes", "marche")
SIGNER = (
    "SELECT set_config('clause.auteur', 'migration', true), set_config('clause.auteur_nom', 'Mise à jour', true), "
    "set_config('clause.motif', 'Le rapport prend la forme commune aux imports.', true)"
)


def convertir(garde: dict[str, Any]) -> dict[str, Any]:
    """L'aperçu, ou l'application, dans la forme commune ; ce qui l'a déjà est rendu tel quel."""
    if "totaux" not in garde:
        return garde
    motifs: dict[tuple[str, str, str], int] = {("", "", ""): 0}
    lignes: list[list[Any]] = []
    for lue in garde["lignes"]:
        motif = (lue.get("champ", ""), lue.get("motif", ""), lue.get("remede", ""))
        rang = motifs.setdefault(motif, len(motifs))
        details = {nom: lue[nom] for nom in DETAILS if lue.get(nom)}
        ligne = [lue.get("rang", 0), RANGS.index(lue["issue"]), lue.get("objet", ""), lue.get("valeur", ""), rang]
        lignes.append([*ligne, details] if details else ligne)
    return {
        **{nom: garde["totaux"].get(issue, 0) for issue, nom in COMPTES.items()},
        **({"ecartes": garde["ecartes"]} if garde.get("ecartes") else {}),
        "avertissements": [],
        "motifs": [list(motif) for motif in motifs],
        "lignes": lignes,
        **({"applique": convertir(garde["applique"])} if "applique" in garde else {}),
    }


def migrer(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SIGNER)
    imports = apps.get_model("marches", "ImportMarches").objects.using(schema_editor.connection.alias)
    for pk, rapport in imports.order_by("pk").values_list("pk", "rapport").iterator(chunk_size=20):
        if rapport:
            imports.filter(pk=pk).update(rapport=convertir(rapport))


class Migration(migrations.Migration):
    dependencies = [("marches", "0006_poids_du_critere")]
    operations = [migrations.RunPython(migrer, migrations.RunPython.noop)]
