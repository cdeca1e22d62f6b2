"""Relire le classeur d'un rapport d'import que l'on emporte."""

from io import BytesIO

from python_calamine import load_workbook


def lignes_du_rapport(classeur: bytes, feuille: str = "Lignes") -> list[dict[str, object]]:
    """Une rangée par ligne du fichier : {titre de la colonne: valeur}. L'espace d'avant « : » s'y
    écrit comme au clavier."""
    titres, *rangees = load_workbook(BytesIO(classeur)).get_sheet_by_name(feuille).to_python()
    return [
        dict(zip((str(titre).replace("\u00a0", " ") for titre in titres), rangee, strict=True)) for rangee in rangees
    ]
