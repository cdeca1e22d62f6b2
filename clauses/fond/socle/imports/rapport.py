"""Le rapport d'un fichier : le sort de chaque ligne, et de quoi le garder en JSON sans le gonfler."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Self

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.valeurs import CelluleInvalide, en_francais, masquer_nir
from regles.typographie import accorder, enumerer, typographie

Issue = Literal["cree", "modifie", "inchange", "fusionne", "refuse", "a_confirmer"]
CREE: Issue = "cree"
MODIFIE: Issue = "modifie"
INCHANGE: Issue = "inchange"
FUSIONNE: Issue = "fusionne"  # la même chose qu'une autre ligne du fichier
REFUSE: Issue = "refuse"
A_CONFIRMER: Issue = "a_confirmer"  # une question attend sa réponse : rien n'en est écrit, rien n'y est à corriger
EN_MOTS: dict[Issue, str] = {
    CREE: "créée",
    MODIFIE: "mise à jour",
    INCHANGE: "inchangée",
    FUSIONNE: "fusionnée",
    REFUSE: "refusée",
    A_CONFIRMER: "à confirmer",
}
# À l'écran : ce qui demande un acte d'abord.
RANGS: tuple[Issue, ...] = (REFUSE, A_CONFIRMER, MODIFIE, CREE, INCHANGE, FUSIONNE)
_GARDES: tuple[Issue, ...] = (
    REFUSE,
    MODIFIE,
    CREE,
    INCHANGE,
    FUSIONNE,
    A_CONFIRMER,
)  # gardés par leur place : à la fin
QUESTION = "question"  # dans les détails d'une ligne à confirmer : sur quoi
_COMPTES: dict[Issue, str] = {
    CREE: "crees",
    MODIFIE: "mis_a_jour",
    INCHANGE: "inchanges",
    FUSIONNE: "fusionnes",
    REFUSE: "refuses",
    A_CONFIRMER: "a_confirmer",
}
OUVERTURES = ("opération", "marché", "lot", "structure", "personne")  # dans l'ordre où on les compte
VALEUR_MAX = 80
RIEN: Mapping[str, Any] = MappingProxyType({})


class LigneRefusee(Exception):
    """Une ligne refusée : la colonne, la valeur lue, la raison, ce qu'il faut faire."""

    def __init__(self, champ: str, valeur: object, motif: str, remede: str = "") -> None:
        self.champ, self.valeur = champ, montrable(valeur)
        self.motif, self.remede = typographie(motif), typographie(remede)
        super().__init__(f"{champ} « {self.valeur} » : {self.motif} {self.remede}")

    @classmethod
    def de_cellule(cls, champ: str, valeur: object, erreur: CelluleInvalide) -> Self:
        return cls(champ, valeur, erreur.message, erreur.remede)


def montrable(valeur: object) -> str:
    """La valeur lue, raccourcie ; un nombre du tableur comme il s'y lit (« 0,3125 », et non « 0.3125 »)."""
    texte = "" if valeur is None else en_francais(valeur)
    return texte if len(texte) <= VALEUR_MAX else texte[: VALEUR_MAX - 1] + "…"


class Verdict(NamedTuple):
    """Le sort d'une ligne. `motif` d'une ligne acceptée : une remarque. `details` : ce que le métier en garde de
    plus, en JSON. `url` : la fiche de ce qu'elle est devenue, posée pour l'écran, jamais gardée."""

    ligne: int
    issue: Issue
    libelle: str = ""
    motif: str = ""
    champ: str = ""
    valeur: str = ""
    remede: str = ""
    details: Mapping[str, Any] = RIEN
    url: str = ""

    @classmethod
    def refus(cls, ligne: int, libelle: str, refus: LigneRefusee, details: Mapping[str, Any] = RIEN) -> "Verdict":
        issue = A_CONFIRMER if QUESTION in details else REFUSE
        return cls(ligne, issue, masquer_nir(libelle), refus.motif, refus.champ, refus.valeur, refus.remede, details)


@dataclass
class Rapport:
    """Ce qu'il advient d'un fichier. `totaux` compte toutes ses lignes ; `verdicts` n'en garde, avec `au_plus`, que
    les premières, tous les refus et toutes les questions ; `au_dela` : le sort des autres, par ligne. `ecartes` : ce
    que l'on n'a pas choisi de reprendre. `lues` : les lignes du fichier, quand une ligne peut avoir plusieurs sorts.
    `ouvre` : {« opération »: nombre}, ce que ses lignes ajoutent, compté par ce qui l'écrit."""

    nom_fichier: str
    modele: str = ""
    avertissements: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    totaux: Counter[Issue] = field(default_factory=lambda: Counter(dict.fromkeys((CREE, MODIFIE, INCHANGE, REFUSE), 0)))
    ecartes: int = 0
    au_plus: int | None = None
    lues: int | None = None
    au_dela: dict[int, Issue] = field(default_factory=dict)
    ouvre: Counter[str] = field(default_factory=Counter)

    def noter(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            self.totaux[verdict.issue] += 1
            if self.au_plus is None or len(self.verdicts) < self.au_plus or verdict.issue in (REFUSE, A_CONFIRMER):
                self.verdicts.append(verdict)
            else:
                self.au_dela[verdict.ligne] = verdict.issue

    @property
    def lignes_lues(self) -> int:
        return self.totaux.total() if self.lues is None else self.lues

    @property
    def a_des_refus(self) -> bool:
        return self.totaux[REFUSE] > 0

    @property
    def est_tout_bon(self) -> bool:
        """Rien n'y est à corriger, aucune réponse n'y est attendue."""
        return not (self.a_des_refus or self.totaux[A_CONFIRMER])

    @property
    def a_ecrire(self) -> int:
        return self.totaux[CREE] + self.totaux[MODIFIE]

    def ce_qui_s_ouvre(self, *, est_applique: bool) -> str:
        """« Le fichier ajoutera : 1 opération, 2 marchés, 12 personnes. » ; vide s'il n'ajoute rien de cela."""
        if not self.ouvre:
            return ""
        mots = sorted(
            self.ouvre, key=lambda mot: (OUVERTURES.index(mot) if mot in OUVERTURES else len(OUVERTURES), mot)
        )
        quoi = enumerer(accorder(self.ouvre[mot], *_au_pluriel(mot)) for mot in mots)
        return f"Le fichier {'a ajouté' if est_applique else 'ajoutera'}\u00a0: {quoi}."

    def en_json(self) -> dict[str, Any]:
        """Les comptes, les avertissements, et chaque ligne ; les raisons, souvent les mêmes, sont numérotées."""
        motifs: dict[tuple[str, str, str], int] = {("", "", ""): 0}
        lignes: list[list[Any]] = []
        for v in self.verdicts:
            rang = motifs.setdefault((v.champ, v.motif, v.remede), len(motifs))
            ligne = [v.ligne, _GARDES.index(v.issue), v.libelle, v.valeur, rang]
            lignes.append([*ligne, dict(v.details)] if v.details else ligne)
        return {
            **{_COMPTES[issue]: nombre for issue, nombre in self.totaux.items()},
            **({"ecartes": self.ecartes} if self.ecartes else {}),
            **({"au_dela": [[n, _GARDES.index(i)] for n, i in self.au_dela.items()]} if self.au_dela else {}),
            **({"ouvre": dict(self.ouvre)} if self.ouvre else {}),
            "avertissements": self.avertissements,
            "motifs": [list(m) for m in motifs],
            "lignes": lignes,
        }

    @classmethod
    def depuis_json(cls, nom_fichier: str, modele: str, garde: Mapping[str, Any]) -> "Rapport":
        """L'inverse de `en_json` ; un rapport vide si rien n'a été gardé."""
        rapport = cls(nom_fichier, modele, list(garde.get("avertissements", [])), ecartes=garde.get("ecartes", 0))
        for ligne, issue, libelle, valeur, rang, *details in garde.get("lignes", []):
            champ, motif, remede = garde["motifs"][rang]
            verdict = Verdict(ligne, _GARDES[issue], libelle, motif, champ, valeur, remede, *details)
            rapport.verdicts.append(verdict)
        rapport.ouvre = Counter(garde.get("ouvre", {}))
        rapport.au_dela = {ligne: _GARDES[issue] for ligne, issue in garde.get("au_dela", [])}
        for issue, nom in _COMPTES.items():
            if nom in garde:
                rapport.totaux[issue] = garde[nom]
        rapport._reconnaitre_les_questions()
        return rapport

    def _reconnaitre_les_questions(self) -> None:
        """Un rapport gardé avant que les questions n'aient leur sort les comptait refusées."""
        for rang, verdict in enumerate(self.verdicts):
            if verdict.issue == REFUSE and QUESTION in verdict.details:
                self.verdicts[rang] = verdict._replace(issue=A_CONFIRMER)
                self.totaux.update({A_CONFIRMER: 1, REFUSE: -1})


@dataclass(frozen=True)
class BilanImport:
    """Le rapport à l'écran : les verdicts à montrer, les totaux de tout le fichier. `restants` : ceux qu'on ne montre
    pas ; `avertissements` : ce qui vaut pour le fichier entier."""

    fichier: str
    totaux: Mapping[Any, int]
    verdicts: Sequence[Verdict] = ()
    est_apercu: bool = True
    restants: int = 0
    avertissements: Sequence[str] = ()
    filtres: Any = None
    feuille: Any = None
    url_export: str = ""

    @property
    def total(self) -> int:
        """Nombre de lignes lues."""
        return sum(self.totaux.values())


def _au_pluriel(mot: str) -> tuple[str, str]:
    """« structure », « structures » ; « structure de l'annuaire » s'accorde à son premier mot."""
    premier, espace, suite = mot.partition(" ")
    return mot, f"{premier}s{espace}{suite}"


def phrase_de_changement(mots: Iterable[str], remarques: Iterable[str] = ()) -> str:
    """« Change : téléphone, commune. » et ce qui a été remarqué en lisant."""
    return " ".join([f"Change\u00a0: {', '.join(mots)}.", *remarques])


def ranger(verdicts: Iterable[Verdict], issue: str = "") -> list[Verdict]:
    """Les lignes à montrer : les refusées d'abord, puis ce qui change ; ou celles d'un seul sort."""
    retenus = [v for v in verdicts if not issue or v.issue == issue]
    return sorted(retenus, key=lambda v: (RANGS.index(v.issue), v.ligne))


COLONNES: Sequence[Colonne] = (
    Colonne("ligne", "Ligne", "entier", largeur=8, aide="Numéro de la ligne dans le fichier déposé"),
    Colonne("issue", "Sort", "mots", largeur=12, lire=lambda v: EN_MOTS[v.issue], aide="Ce que la ligne devient"),
    Colonne("libelle", "Contenu", largeur=44, personnelle=True),
    Colonne("champ", "Colonne en cause", largeur=26),
    Colonne("valeur", "Valeur lue", largeur=26, personnelle=True),
    Colonne("motif", "Raison ou remarque", "mots", largeur=60),
    Colonne("remede", "Que faire", "mots", largeur=60),
)
