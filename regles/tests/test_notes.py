"""Les notes couvrent le conseil entier : chaque instrument, l'obligation, le CCAG ; chacune datée et sourcée."""

import re
from datetime import date

import pytest

from regles.notes.catalogue import NOTES, PAR_CODE
from regles.notes.documentation import en_markdown
from regles.opportunite.avis import INSTRUMENTS
from regles.opportunite.avis import NOTES as NOTE_PAR_INSTRUMENT
from regles.opportunite.ouvertures import OUVERTURES


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


def test_le_document_dit_tout_et_la_certitude_de_chaque_texte():
    document = en_markdown()
    for note in NOTES:
        assert f"## {note.titre}" in document
        assert all(f"- {texte}" in document for _, groupe in note.rubriques for texte in groupe)
    assert document.count("— certitude ") == sum(len(note.references) for note in NOTES)
    assert all(", ".join(une.taches) in document for une in OUVERTURES)
