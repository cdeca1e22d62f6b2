"""`docs/notes-reglementaires.md`, tiré des notes et de la table des tâches ouvertes."""

from regles.notes.catalogue import NOTES
from regles.notes.note import Note
from regles.opportunite.avis import INSTRUMENTS
from regles.opportunite.faits import NATURES_ACHAT
from regles.opportunite.ouvertures import OUVERTURES
from regles.socle import CERTITUDES
from regles.typographie import jour_en_mots, majuscule

ENTETE = """# Notes réglementaires

Page écrite par `make doc` d'après `regles/notes/` : ne la modifiez pas à la main. Les mêmes notes sont à l'écran.

Chaque référence porte sa certitude :
"""


def _liste(lignes: tuple[str, ...]) -> list[str]:
    return [*(f"- {ligne}" for ligne in lignes), ""]


def _note(note: Note) -> list[str]:
    lignes = [f"## {note.titre}", "", f"*{note.resume}*", ""]
    if note.instruments:
        lignes += [f"Instruments : {', '.join(INSTRUMENTS[code].lower() for code in note.instruments)}.", ""]
    for titre, textes in note.rubriques:
        lignes += [f"### {titre}", "", *_liste(textes)]
    lignes += ["### Références", ""]
    lignes += [f"- {reference.en_mots()} — certitude {reference.certitude}" for reference in note.references]
    return [*lignes, "", f"Dernière relecture : {jour_en_mots(note.verifiee_le)}.", ""]


def _ouvertures() -> list[str]:
    lignes = [
        "## Table des tâches ouvertes",
        "",
        "| nature | divisions CPV | tâches | précaution | depuis | certitude |",
    ]
    lignes.append("|---|---|---|---|---|---|")
    for une in OUVERTURES:
        divisions = ", ".join(une.divisions) or "toutes"
        cases = (majuscule(NATURES_ACHAT[une.nature]), divisions, ", ".join(une.taches), une.precaution or "–")
        lignes.append(f"| {' | '.join(cases)} | {jour_en_mots(une.depuis)} | {une.reference.certitude} |")
    return lignes


def en_markdown() -> str:
    """Le document entier, toujours le même pour les mêmes notes."""
    lignes = [ENTETE, *(f"- **{code}** : {sens}." for code, sens in CERTITUDES.items()), ""]
    for note in NOTES:
        lignes += _note(note)
    return "\n".join([*lignes, *_ouvertures()]) + "\n"
