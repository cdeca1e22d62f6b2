"""Du côté du site : lancer le processus qui lit, recevoir ce qu'il dit, et traduire sa mort en une phrase."""

import io
import os
import pickle
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from clauses.fond.socle.a_part.enfant import Demande
from clauses.fond.socle.a_part.limites import MO, Limites, en_vigueur
from clauses.fond.socle.a_part.raisons import Refuser, imprevue, mort, trop_de_rendu, trop_lourd
from clauses.fond.socle.a_part.tour import a_son_tour
from clauses.fond.socle.a_part.trames import ENTETE, Genre, relire

T = TypeVar("T")
Source = str | Path | bytes | BinaryIO
Suivi = Callable[[int, int], None]
RACINE = Path(__file__).resolve().parents[4]
_BLOC = 1 << 20
_PATIENCE, _SURCIS = 3, 10.0  # sur une machine chargée, une lecture dure plus qu'elle ne calcule


class Recueil(Generic[T]):
    """Ce qu'une lecture a donné au fil de l'eau, gardé sur le disque : à parcourir autant de fois qu'on veut."""

    def __init__(self, depot: BinaryIO) -> None:
        depot.flush()
        self._depot = os.dup(depot.fileno())
        weakref.finalize(self, os.close, self._depot)

    def __iter__(self) -> Iterator[T]:
        place = 0
        while entete := os.pread(self._depot, ENTETE.size, place):
            _, longueur = ENTETE.unpack(entete)
            yield relire(os.pread(self._depot, longueur, place + ENTETE.size))
            place += ENTETE.size + longueur


def lire(
    lecture: Callable[..., T],
    source: Source,
    *arguments: Any,
    nom: str,
    refuser: Refuser,
    attendus: tuple[type[Exception], ...] = (),
    suivre: Suivi | None = None,
) -> T:
    """Ce que rend `lecture(flux, *arguments)`, exécutée à part. `suivre` lui est donné en dernier, s'il y en a.

    Les exceptions `attendus` en reviennent telles quelles ; toute autre fin lève `refuser(nom, message, remede)`.
    """
    demande = Demande(lecture, arguments, attendus, au_fil=False, suivre=suivre is not None)
    rendus: list[T] = []
    _executer(demande, source, nom, refuser, rendus.append, io.BytesIO(), suivre)
    return rendus[0]


def parcourir(
    lecture: Callable[..., Iterator[T]],
    source: Source,
    *arguments: Any,
    nom: str,
    refuser: Refuser,
    attendus: tuple[type[Exception], ...] = (),
) -> Recueil[T]:
    """Ce que donne `lecture(flux, *arguments)`, exécutée à part jusqu'au bout ; mêmes refus que `lire`."""
    with tempfile.TemporaryFile() as depot:
        demande = Demande(lecture, arguments, attendus, au_fil=True, suivre=False)
        _executer(demande, source, nom, refuser, lambda rendu: None, depot, None)
        return Recueil(depot)


def _executer(
    demande: Demande,
    source: Source,
    nom: str,
    refuser: Refuser,
    rendre: Callable[[Any], None],
    depot: BinaryIO,
    suivre: Suivi | None,
) -> None:
    limites = en_vigueur()
    with ExitStack() as pile:
        flux = pile.enter_context(ouvert(source, nom, refuser))
        calcul = limites.secondes(os.fstat(flux.fileno()).st_size)
        pile.enter_context(a_son_tour(limites, nom, refuser))
        enfant = pile.enter_context(Enfant(demande._replace(memoire=limites.memoire * MO, calcul=calcul), flux))
        reception = Reception(nom, refuser, limites, depot)
        reception.recevoir(enfant.trames(calcul * _PATIENCE + _SURCIS), rendre, suivre)
        if not reception.est_finie:
            raise mort(enfant.code(), enfant.est_en_retard, nom, refuser, limites)


class Reception:
    """Trie ce que dit l'enfant : ce qui se garde, ce qui se rend, ce qui se lève."""

    def __init__(self, nom: str, refuser: Refuser, limites: Limites, depot: BinaryIO) -> None:
        self.nom, self.refuser, self.limites, self.depot = nom, refuser, limites, depot
        self.est_finie = False
        self.recus = 0

    def recevoir(
        self, trames: Iterator[tuple[Genre, bytes]], rendre: Callable[[Any], None], suivre: Suivi | None
    ) -> None:
        for genre, corps in trames:
            self.recus += len(corps)
            if self.recus > self.limites.rendu * MO:
                raise trop_de_rendu(self.nom, self.refuser, self.limites)
            if genre == Genre.ELEMENT:
                self.depot.write(ENTETE.pack(genre, len(corps)) + corps)
            elif genre == Genre.SUIVI and suivre is not None:
                suivre(*relire(corps))
            elif genre == Genre.RESULTAT:
                rendre(relire(corps))
            elif genre == Genre.FIN:
                self.est_finie = True
            else:
                self._refuser(genre, corps)

    def _refuser(self, genre: Genre, corps: bytes) -> None:
        if genre == Genre.MEMOIRE:
            raise trop_lourd(self.nom, self.refuser, self.limites)
        if genre == Genre.ERREUR:
            raise imprevue(relire(corps), self.nom, self.refuser)
        classe, arguments, attributs = relire(corps)
        refus: Exception = classe.__new__(classe, *arguments)
        refus.args = arguments
        refus.__dict__.update(attributs)
        raise refus


class Enfant:
    """Le processus qui lit ; tué, quoi qu'il arrive, à la sortie du « with »."""

    def __init__(self, demande: Demande, flux: BinaryIO) -> None:
        self.est_en_retard = False
        self._flux = flux.fileno()
        os.set_inheritable(self._flux, True)
        self._demande = pickle.dumps(demande)

    def __enter__(self) -> "Enfant":
        commande = [sys.executable, "-m", "clauses.fond.socle.a_part.enfant", str(self._flux)]
        self._processus = subprocess.Popen(
            commande,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=RACINE,
            env={"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
            pass_fds=(self._flux,),
        )
        return self

    def __exit__(self, *erreur: object) -> None:
        self._processus.kill()
        self._processus.wait()
        for tuyau in (self._processus.stdin, self._processus.stdout):
            if tuyau is not None:
                tuyau.close()

    def trames(self, secondes: float) -> Iterator[tuple[Genre, bytes]]:
        """Les trames, à mesure ; s'arrête à sa mort, ou après ce temps."""
        entree, sortie = self._processus.stdin, self._processus.stdout
        assert entree is not None
        assert sortie is not None
        try:
            entree.write(self._demande)
            entree.close()
        except BrokenPipeError:
            return
        recu, fin = bytearray(), time.monotonic() + secondes
        with selectors.DefaultSelector() as attente:
            attente.register(sortie, selectors.EVENT_READ)
            while True:
                if not attente.select(fin - time.monotonic()):
                    self.est_en_retard = True
                    return
                bloc = os.read(sortie.fileno(), _BLOC)
                if not bloc:
                    return
                recu += bloc
                yield from entieres(recu)

    def code(self) -> int:
        """Comment il est mort ; négatif, le signal qui l'a tué."""
        if self.est_en_retard:
            return -signal.SIGKILL
        return self._processus.wait()


def entieres(recu: bytearray) -> Iterator[tuple[Genre, bytes]]:
    """Les trames entières de ce qui est reçu ; elles en sont ôtées."""
    place = 0
    while len(recu) - place >= ENTETE.size:
        genre, longueur = ENTETE.unpack_from(recu, place)
        fin = place + ENTETE.size + longueur
        if len(recu) < fin:
            break
        yield Genre(genre), bytes(recu[place + ENTETE.size : fin])
        place = fin
    del recu[:place]


@contextmanager
def ouvert(source: Source, nom: str, refuser: Refuser) -> Iterator[BinaryIO]:
    """Le fichier, ouvert à nous : ce qui est en mémoire, ou ouvert par un autre, se recopie sur le disque."""
    if isinstance(source, str | Path):
        try:
            flux = Path(source).open("rb")  # noqa: SIM115 — refermé par le « with » qui suit
        except OSError as erreur:
            raise refuser(nom, "le fichier ne s'ouvre pas.", "Vérifier son chemin.") from erreur
        with flux:
            yield flux
        return
    with tempfile.TemporaryFile() as copie:
        if isinstance(source, bytes):
            copie.write(source)
        else:
            # Un fichier déposé sur le site enveloppe le vrai fichier dans son attribut `file`.
            veritable = getattr(source, "file", source)
            veritable.seek(0)
            shutil.copyfileobj(veritable, copie, _BLOC)
        copie.flush()
        copie.seek(0)
        yield copie
