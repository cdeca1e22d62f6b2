"""Rien ne s'écrase en silence ; et chaque contrôle, montré en échec sur un petit arbre fautif."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config import env
from tests.coherence import versions
from tests.coherence.test_depot import ecrire

VERBE = "@service\ndef modifier(x, *, par{lu}, **champs):\n    poser(prendre_ligne(x{donne}), champs)\n"
ECRASE = VERBE.format(lu="", donne="")
COMPARE = VERBE.format(lu=", version_lue=None", donne=", version_lue")


@pytest.mark.parametrize("controle", versions.CONTROLES, ids=lambda c: c.__name__)
def test_rien_ne_s_ecrase_en_silence(controle: Callable[[Path], list[str]]) -> None:
    assert controle(env.RACINE) == []


def test_un_verbe_qui_ecrase_est_vu(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, clauses__e__a__services_py=ECRASE)
    assert versions.verbes_sans_version(racine, {}) == [
        "clauses/e/a/services.py::modifier écrase sans comparer : version_lue, ou lues"
    ]
    assert versions.verbes_sans_version(racine, {"clauses/e/a/services.py::modifier": "voulu"}) == []
    racine = ecrire(tmp_path, clauses__e__a__services_py=COMPARE)
    assert versions.verbes_sans_version(racine, {}) == []
    assert len(versions.verbes_sans_version(racine, {"clauses/e/a/services.py::modifier": "jadis"})) == 1


def test_un_verbe_qui_fait_prendre_le_verrou_par_un_autre_est_vu(tmp_path: Path) -> None:
    """« Retenir tous les volumes » ne prenait lui-même ni verrou ni valeur : il écrasait sans qu'on le voie."""
    ecrire_seul = "def _ecrire(x):\n    poser(prendre_ligne(x), {})\n"
    tout = "@service\ndef tout_retenir(x, *, par):\n    _ecrire(x)\n"
    racine = ecrire(tmp_path, clauses__e__a__services_py=ecrire_seul + tout)
    assert versions.verbes_sans_version(racine, {}) == [
        "clauses/e/a/services.py::tout_retenir écrase sans comparer : version_lue, ou lues"
    ]


@pytest.mark.parametrize(
    ("appel", "est_vu"),
    [("modifier(x, par=p, nom=n)", True), ("modifier(x, par=p, version_lue=1)", False), ("modifier(x, **lu)", False)],
)
def test_un_ecran_qui_ne_donne_pas_la_version_est_vu(appel: str, est_vu: bool, tmp_path: Path) -> None:
    vue = f"def modifier(r, x):\n    return saisir(r, lambda: services.{appel})\n"
    racine = ecrire(tmp_path, clauses__e__a__services_py=COMPARE, clauses__e__a__views_py=vue)
    assert bool(versions.ecrans_sans_version(racine)) is est_vu
