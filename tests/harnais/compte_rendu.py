"""Le compte rendu d'une séance : ce qui a échoué, et pourquoi, retrouvé après coup ; ce que dure chaque tranche.

Un échec s'écrit dès qu'il arrive, dans un fichier à lui : une séance coupée laisse sa trace, et la suivante ne
l'efface pas. `var/essais/dernier.txt` dit la dernière séance, quoi qu'elle ait donné.
"""

import os
import platform
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest

from config import env

GARDES = 20  # séances en échec


def dossier() -> Path:
    return env.VAR.lire() / "essais"


def tranche(nodeid: str) -> str:
    """« clauses/suivi/marches/tests/… » : marches ; « tests/coherence/… » : coherence ; « regles/… » : regles."""
    morceaux = nodeid.split("::", maxsplit=1)[0].split("/")
    return morceaux[{"clauses": 2, "tests": 1}.get(morceaux[0], 0)] if len(morceaux) > 2 else morceaux[0]


@dataclass
class Duree:
    essais: int = 0
    secondes: float = 0.0


@dataclass(eq=False)
class CompteRendu:
    """Tenu par le processus qui mène la séance. `passages` : l'ordre des tests, processus par processus."""

    ligne: str
    quand: datetime = field(default_factory=lambda: datetime.now().astimezone())
    debut: float = field(default_factory=perf_counter)
    durees: dict[str, Duree] = field(default_factory=lambda: defaultdict(Duree))
    passages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    echecs: list[str] = field(default_factory=list)

    @property
    def trace(self) -> Path:
        return dossier() / f"echec-{self.quand:%Y%m%d-%H%M%S}-{os.getpid()}.txt"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        noeud = getattr(report, "node", None)
        processus = noeud.gateway.id if noeud is not None else "seul"
        duree = self.durees[tranche(report.nodeid)]
        duree.secondes += report.duration
        if report.when == "setup":
            duree.essais += 1
            self.passages[processus].append(report.nodeid)
        if report.failed:
            self._ecrire(report, processus)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._ecrire(report, "la collecte")

    def _ecrire(self, report: pytest.TestReport | pytest.CollectReport, processus: str) -> None:
        self.echecs.append(report.nodeid)
        avant = self.passages[processus][-31:-1]
        charge = ", ".join(f"{valeur:.1f}" for valeur in os.getloadavg())
        moment = f"{report.when}, {report.duration:.1f} s" if isinstance(report, pytest.TestReport) else "collecte"
        morceaux = [
            f"{'=' * 100}\n{report.nodeid}\n{moment}, sur {processus} ; charge {charge}",
            report.longreprtext,
            *(f"--- {titre}\n{texte}" for titre, texte in report.sections),
            f"--- Avant lui, sur {processus}\n" + "\n".join(avant),
        ]
        self.trace.parent.mkdir(parents=True, exist_ok=True)
        with self.trace.open("a", encoding="utf-8") as fichier:
            fichier.write("\n".join(morceaux) + "\n")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.durees:
            return
        duree = perf_counter() - self.debut
        lignes = [*self._tableau(), f"{'la séance':<16}{'':>7}{duree:9.0f} s"]
        terminalreporter.section("durées par tranche (secondes de tous les processus)")
        for ligne in lignes:
            terminalreporter.line(ligne)
        self._clore(lignes)
        fin = f"en échec, {len(self.echecs)} : {self.trace}" if self.echecs else f"{dossier() / 'dernier.txt'}"
        terminalreporter.line(f"Compte rendu : {fin}")

    def _tableau(self) -> list[str]:
        rangees = sorted(self.durees.items(), key=lambda rangee: -rangee[1].secondes)
        total = Duree(sum(d.essais for _, d in rangees), sum(d.secondes for _, d in rangees))
        return [f"{nom:<16}{d.essais:>7}{d.secondes:9.1f} s" for nom, d in [*rangees, ("en tout", total)]]

    def _clore(self, lignes: list[str]) -> None:
        """`dernier.txt`, entier ou pas du tout ; et pas plus de GARDES échecs anciens."""
        entete = [f"{self.quand:%d/%m/%Y %H:%M:%S}", self.ligne, f"Python {platform.python_version()}", ""]
        echecs = [f"En échec : {nodeid}" for nodeid in self.echecs] or ["Tout passe."]
        ordre = [f"--- Sur {nom}, dans l'ordre\n" + "\n".join(vus) for nom, vus in self.passages.items()]
        dossier().mkdir(parents=True, exist_ok=True)
        neuf = dossier() / f"dernier-{os.getpid()}.txt"
        neuf.write_text("\n".join([*entete, *echecs, "", *lignes, "", *ordre]) + "\n", encoding="utf-8")
        neuf.replace(dossier() / "dernier.txt")
        for ancien in sorted(dossier().glob("echec-*.txt"))[:-GARDES]:
            ancien.unlink()
