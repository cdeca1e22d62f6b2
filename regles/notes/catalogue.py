"""Toutes les notes, dans l'ordre où on les lit."""

from regles.notes.execution import CCAG, CONDITION, CRITERE, OBLIGATION, OUVERTURES_DES_ACHATS
from regles.notes.note import Note
from regles.notes.particuliers import ACHETEUR_PRIVE, JEUNES_OUTRE_MER
from regles.notes.reservations import ESS, HANDICAP, IAE, MARCHE_INSERTION, MIXTE, PENITENTIAIRE

NOTES: tuple[Note, ...] = (
    OBLIGATION,
    CONDITION,
    CCAG,
    CRITERE,
    IAE,
    HANDICAP,
    MIXTE,
    PENITENTIAIRE,
    ESS,
    MARCHE_INSERTION,
    JEUNES_OUTRE_MER,
    ACHETEUR_PRIVE,
    OUVERTURES_DES_ACHATS,
)
PAR_CODE = {note.code: note for note in NOTES}
