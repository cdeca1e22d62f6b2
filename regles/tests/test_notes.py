"""Les notes couvrent le conseil entier : chaque instrument, l'obligation, le CCAG ; chacune datée et sourcée."""

import re
from datetime import date

import pytest

from regles.notes.catalogue import NOTES, PAR_CODE
from regles.opportunite.avis import INSTRUMENTS
from regles.opportunite.avis import NOTES as NOTE_PAR_INSTRUMENT


def test_chaque_instrument_mene_a_une_note_qui_parle_de_lui():
    for instrument in INSTRUMENTS:
        assert instrument in PAR_CODE[NOTE_PAR_INSTRUMENT[instrument]].instruments


def test_l_obligation_et_le_ccag_ont_leur_note():
    assert {"obligation-sociale", "ccag-2021"} <= set(PAR_CODE)
    assert len(PAR_CODE) == len(NOTES)


@pytest.mark.parametrize("note", NOTES, ids=lambda n: n.code)
def test_une_note_est_complete_datee_et_sourcee(note):
    assert re.fullmatch(r"[a-z0-9-]+", note.code)
    assert all(textes for _, textes in note.rubriques)
    assert note.references
    assert note.verifiee_le >= date(2026, 1, 1)


@pytest.mark.parametrize("note", NOTES, ids=lambda n: n.code)
def test_une_note_a_ses_espaces_insecables(note):
    textes = " ".join([note.titre, note.resume, *(t for _, groupe in note.rubriques for t in groupe)])
    assert not re.search(r" [:;!?»]|« |'", textes)
