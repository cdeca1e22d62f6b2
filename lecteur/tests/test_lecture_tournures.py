"""Cinq tournures au moins de chaque faute (tournures.yaml) : ce que la lecture en rend, et rien de plus."""

from pathlib import Path

import pytest
import yaml

from lecteur.extraction import Texte, extraire
from lecteur.mesure import trouves

SORTES = yaml.safe_load((Path(__file__).parent / "tournures.yaml").read_text(encoding="utf-8"))
CAS = [pytest.param(cas, id=f"{sorte}_{rang}") for sorte, liste in SORTES.items() for rang, cas in enumerate(liste, 1)]


@pytest.mark.parametrize("cas", CAS)
def test_la_tournure_rend_ses_faits_et_rien_de_plus(cas: dict) -> None:
    lecture = extraire(Texte.depuis(cas["texte"]))
    lus = trouves(lecture)
    assert lus["heures"] == set(cas.get("heures", ()))
    for sorte in {"formules", "publics", "reservations"} & set(cas):
        assert lus[sorte] == set(cas[sorte])
    if "a_verifier" in cas:
        assert {i.code for i in lecture.incomprehensions} == set(cas["a_verifier"])
