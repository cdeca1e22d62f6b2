"""Le rapport d'un fichier : le sort de chaque ligne, et de quoi le garder en JSON sans le gonfler."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Verdict
from clauses.fond.socle.valeurs import CelluleInvalide
from regles.typographie import typographie

CREE, MODIFIE, INCHANGE, REFUSE = "cree", "modifie", "inchange", "refuse"
ISSUES = (REFUSE, MODIFIE, CREE, INCHANGE)  # l'ordre de l'écran : ce qui demande un acte d'abord
_COMPTES = {CREE: "crees", MODIFIE: "mis_a_jour", INCHANGE: "inchanges", REFUSE: "refuses"}
_LIBELLES = {CREE: "créée", MODIFIE: "mise à jour", INCHANGE: "inchangée", REFUSE: "refusée"}
VALEUR_MAX = 80


class LigneRefusee(Exception):
    """Une ligne refusée : la colonne, la valeur lue, la raison, ce qu'il faut faire."""

    def __init__(self, champ: str, valeur: object, motif: str, remede: str = "") -> None:
        self.champ, self.valeur = champ, montrable(valeur)
        self.motif, self.remede = typographie(motif), typographie(remede)
        super().__init__(f"{champ} « {self.valeur} » : {self.motif} {self.remede}")

    @classmethod
    def de_cellule(cls, champ: str, valeur: object, erreur: CelluleInvalide) -> "LigneRefusee":
        return cls(champ, valeur, erreur.message, erreur.remede)


def montrable(valeur: object) -> str:
    texte = "" if valeur is None else str(valeur)
    return texte if len(texte) <= VALEUR_MAX else texte[: VALEUR_MAX - 1] + "…"


class Sort(NamedTuple):
    """Le sort d'une ligne. `motif` d'une ligne acceptée : une remarque."""

    ligne: int
    issue: str
    libelle: str
    motif: str = ""
    champ: str = ""
    valeur: str = ""
    remede: str = ""

    @classmethod
    def refus(cls, ligne: int, libelle: str, erreur: LigneRefusee) -> "Sort":
        return cls(ligne, REFUSE, libelle, erreur.motif, erreur.champ, erreur.valeur, erreur.remede)

    def en_verdict(self) -> Verdict:
        return Verdict(
            self.ligne, self.issue, self.libelle, self.motif, self.champ, self.valeur, self.remede  # type: ignore[arg-type]
        )  # fmt: skip


@dataclass
class Rapport:
    """Ce qu'il advient d'un fichier. `actes` : ce qu'il y aurait à écrire, dans l'ordre du fichier (jamais gardé)."""

    nom_fichier: str
    modele: str = ""
    sorts: list[Sort] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    actes: list[Any] = field(default_factory=list)

    @property
    def lignes_lues(self) -> int:
        return len(self.sorts)

    @property
    def totaux(self) -> dict[str, int]:
        comptes = dict.fromkeys((CREE, MODIFIE, INCHANGE, REFUSE), 0)
        for sort in self.sorts:
            comptes[sort.issue] += 1
        return comptes

    @property
    def a_des_refus(self) -> bool:
        return any(sort.issue == REFUSE for sort in self.sorts)

    def en_json(self) -> dict[str, Any]:
        """Les comptes, les avertissements, et chaque ligne ; les raisons, souvent les mêmes, sont numérotées."""
        motifs: dict[tuple[str, str, str], int] = {("", "", ""): 0}
        lignes = []
        for s in self.sorts:
            rang = motifs.setdefault((s.champ, s.motif, s.remede), len(motifs))
            lignes.append([s.ligne, ISSUES.index(s.issue), s.libelle, s.valeur, rang])
        totaux = self.totaux
        return {
            **{nom: totaux[issue] for issue, nom in _COMPTES.items()},
            "avertissements": self.avertissements,
            "motifs": [list(m) for m in motifs],
            "lignes": lignes,
        }

    @classmethod
    def depuis_json(cls, nom_fichier: str, modele: str, garde: dict[str, Any]) -> "Rapport":
        """L'inverse de `en_json` ; un rapport vide si rien n'a été gardé."""
        motifs = garde.get("motifs", [])
        sorts = [
            Sort(ligne, ISSUES[issue], libelle, motifs[rang][1], motifs[rang][0], valeur, motifs[rang][2])
            for ligne, issue, libelle, valeur, rang in garde.get("lignes", [])
        ]
        return cls(nom_fichier, modele, sorts, list(garde.get("avertissements", [])))


def phrase_de_changement(mots: Iterable[str], remarques: Iterable[str]) -> str:
    """« Change : téléphone, commune. » et ce qui a été remarqué en lisant."""
    return " ".join([f"Change\u00a0: {', '.join(mots)}.", *remarques])


def ranger(sorts: Iterable[Sort], issue: str = "") -> list[Sort]:
    """Les lignes à montrer : les refusées d'abord, puis ce qui change ; ou celles d'un seul sort."""
    retenues = [s for s in sorts if not issue or s.issue == issue]
    return sorted(retenues, key=lambda s: (ISSUES.index(s.issue), s.ligne))


COLONNES: Sequence[Colonne] = (
    Colonne("ligne", "Ligne", "entier", largeur=8, aide="Numéro de la ligne dans le fichier déposé"),
    Colonne("issue", "Sort", largeur=12, lire=lambda s: _LIBELLES[s.issue], aide="Ce que la ligne devient"),
    Colonne("libelle", "Contenu", largeur=44, personnelle=True),
    Colonne("champ", "Colonne en cause", largeur=26),
    Colonne("valeur", "Valeur lue", largeur=26, personnelle=True),
    Colonne("motif", "Raison ou remarque", largeur=60),
    Colonne("remede", "Que faire", largeur=60),
)  # fmt: skip
