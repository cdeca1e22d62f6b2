"""Le processus qui lit : borné, tué quand il le faut, et ce qu'il rend ne peut rien faire exécuter."""

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from clauses.fond.socle import a_part
from clauses.fond.socle.a_part import limites, tour, trames
from clauses.fond.socle.lecture import FichierIllisible

DU_FICHIER = "Mme Durand, née le 1er mai 1990"


class Attendue(Exception):
    """Un refus que la lecture donne elle-même."""


@pytest.fixture(autouse=True)
def serre() -> Iterator[None]:
    avant = limites.en_vigueur()
    a_part.regler(replace(avant, memoire=150, calcul=1, calcul_par_mo=0, rendu=5, attente=1, verrou=None))
    yield
    a_part.regler(avant)


def lire(lecture, source: a_part.Source = b"x", *arguments: object, **options: object):
    return a_part.lire(lecture, source, *arguments, nom="a.xlsx", refuser=FichierIllisible, **options)


def prendre_de_la_place(flux: BinaryIO) -> int:
    return len(bytearray(2_000_000_000))


def calculer_sans_fin(flux: BinaryIO) -> None:
    while True:
        pass


def s_effondrer(flux: BinaryIO) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def se_tromper(flux: BinaryIO) -> None:
    raise KeyError(DU_FICHIER)


def refuser(flux: BinaryIO) -> None:
    raise Attendue("ce n'est pas un tableau")


def parler(flux: BinaryIO) -> str:
    print("du bruit sur la sortie")
    return flux.read().decode()


def tout_dire(flux: BinaryIO) -> Iterator[bytes]:
    yield from (bytes(1_000_000) for _ in range(50))


def compter(flux: BinaryIO, combien: int) -> Iterator[int]:
    yield from range(combien)


def avancer(flux: BinaryIO, suivre) -> str:
    suivre(1, 2)
    suivre(2, 2)
    return "fait"


@pytest.mark.processus
@pytest.mark.parametrize(
    ("lecture", "reproche"),
    [
        (prendre_de_la_place, "150 Mo permis"),
        (calculer_sans_fin, "prenait trop de temps"),
        (s_effondrer, "150 Mo permis, ou il est abîmé"),
        (se_tromper, "ne peut pas être lu"),
    ],
)
def test_une_lecture_qui_finit_mal_est_un_refus_en_une_phrase(lecture, reproche: str, caplog) -> None:
    with pytest.raises(FichierIllisible, match=reproche):
        lire(lecture)
    assert "Durand" not in caplog.text, "le journal du site ne répète pas le fichier"


@pytest.mark.processus
def test_ce_qu_elle_rend_ne_deborde_pas() -> None:
    with pytest.raises(FichierIllisible, match="occuperait plus de 5"):
        a_part.parcourir(tout_dire, b"x", nom="a.xlsx", refuser=FichierIllisible)


@pytest.mark.processus
def test_ce_qu_elle_dit_revient_tel_quel_et_ses_bruits_ne_s_y_melent_pas() -> None:
    assert lire(parler, b"bonjour") == "bonjour"
    with pytest.raises(Attendue, match="pas un tableau"):
        lire(refuser, attendus=(Attendue,))
    suivis: list[tuple[int, int]] = []
    assert lire(avancer, suivre=lambda fait, total: suivis.append((fait, total))) == "fait"
    assert suivis == [(1, 2), (2, 2)]


def test_un_recueil_se_parcourt_autant_de_fois_qu_on_veut_et_a_la_fois() -> None:
    recueil = a_part.parcourir(compter, b"x", 2_000, nom="a.xlsx", refuser=FichierIllisible)
    premier, second = iter(recueil), iter(recueil)
    assert [next(premier), next(second), next(premier)] == [0, 0, 1]
    assert list(recueil) == list(range(2_000))


class Piege:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch /tmp/pris",)


class ParUneDesNotres:
    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return lire, (parler,)


@pytest.mark.parametrize("objet", [Piege(), ParUneDesNotres(), subprocess.Popen, eval])
def test_rien_de_ce_qui_revient_ne_s_execute(objet: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        trames.relire(pickle.dumps(objet))


def test_on_attend_son_tour_puis_on_le_dit(tmp_path: Path) -> None:
    serrees = replace(limites.en_vigueur(), attente=0, verrou=tmp_path / "dossier" / "verrou")
    with (
        tour.a_son_tour(serrees, "a.xlsx", FichierIllisible),
        pytest.raises(FichierIllisible, match="autres fichiers se lisent"),
        tour.a_son_tour(serrees, "b.xlsx", FichierIllisible),
    ):
        pass
    with tour.a_son_tour(serrees, "b.xlsx", FichierIllisible):
        pass


@pytest.mark.processus
def test_le_lecteur_meurt_avec_qui_l_a_lance(tmp_path: Path) -> None:
    """Un exécutant tué ne laisse pas derrière lui une lecture qui court."""
    programme = (
        "from clauses.fond.socle import a_part\n"
        "from clauses.fond.socle.lecture import FichierIllisible\n"
        "from clauses.fond.socle.tests.test_lecture_a_part import calculer_sans_fin\n"
        "a_part.regler(a_part.Limites(calcul=60))\n"
        "a_part.lire(calculer_sans_fin, b'x', nom='a', refuser=FichierIllisible)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", programme], env={**os.environ}, cwd=Path.cwd())
    enfants = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    attendre(lambda: enfants.read_text().split() != [], "la lecture n'a pas commencé")
    enfant = Path("/proc", enfants.read_text().split()[0])
    attendre(
        lambda: re.search(r"cpu time +60 ", (enfant / "limits").read_text()) is not None, "elle ne s'est pas bornée"
    )
    parent.kill()
    parent.wait()
    attendre(lambda: not enfant.exists() or ") Z" in (enfant / "stat").read_text(), "elle survit à qui l'a lancée")


def attendre(etat: Callable[[], bool], sinon: str) -> None:
    fin = time.monotonic() + 120
    while not etat():
        assert time.monotonic() < fin, sinon
        time.sleep(0.02)
