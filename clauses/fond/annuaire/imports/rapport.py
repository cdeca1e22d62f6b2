"""Le rapport d'un chargement : le sort de chaque ligne, et ce qui a été réparé."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from clauses.fond.annuaire.imports.lieux import Remarque
from regles.typographie import typographie

Issue = Literal["cree", "modifie", "inchange", "fusionne", "refuse"]
ISSUES: dict[Issue, str] = {
    "cree": "créée", "modifie": "mise à jour", "inchange": "inchangée", "fusionne": "fusionnée", "refuse": "refusée",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """Le sort d'une ligne. `champ` et `valeur` : ce qui l'a fait refuser."""

    ligne: int
    issue: Issue
    structure: str = ""
    champ: str = ""
    valeur: str = ""
    motif: str = ""
    remarques: tuple[Remarque, ...] = ()


@dataclass
class RapportFichier:
    """Un fichier : ses verdicts, dans l'ordre de ses lignes."""

    fichier: str
    genre: str
    lignes: int
    avertissements: Sequence[str] = ()
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def totaux(self) -> dict[str, int]:
        """{issue: nombre de verdicts}. Une ligne à deux natures en a deux."""
        compte = Counter(verdict.issue for verdict in self.verdicts)
        return {issue: compte[issue] for issue in ISSUES}

    @property
    def refus_par_motif(self) -> dict[str, int]:
        """{« champ : motif »: nombre}, du plus fréquent au moins fréquent."""
        return dict(Counter(_famille(v.champ, v.motif) for v in self.verdicts if v.issue == "refuse").most_common())

    @property
    def remarques_par_motif(self) -> dict[str, int]:
        remarques = (r for v in self.verdicts for r in v.remarques)
        return dict(Counter(_famille(r.champ, r.motif) for r in remarques).most_common())

    def en_json(self) -> dict[str, Any]:
        return {
            "fichier": self.fichier, "genre": self.genre, "lignes": self.lignes, "totaux": self.totaux,
            "refus_par_motif": self.refus_par_motif, "remarques_par_motif": self.remarques_par_motif,
            "avertissements": list(self.avertissements),
            "verdicts": [asdict(v) for v in self.verdicts if v.issue in ("refuse", "fusionne") or v.remarques],
        }  # fmt: skip


def _famille(champ: str, motif: str) -> str:
    """Le motif sans ce qui change d'une ligne à l'autre (valeurs citées, nombres)."""
    morceaux = []
    dehors = True
    for caractere in motif:
        if caractere == "«":
            dehors = False
            morceaux.append("«…»")
        if dehors:
            morceaux.append("#" if caractere.isdigit() else caractere)
        if caractere == "»":
            dehors = True
    texte = "".join(morceaux)
    while "##" in texte:
        texte = texte.replace("##", "#")
    return typographie(f"{champ} : {texte}" if champ else texte)
