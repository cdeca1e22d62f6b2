"""Le compte rendu d'un import : le sort de chaque enregistrement, et les comptes de tout le fichier."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from clauses.suivi.marches.decp import Avis, Refus

ISSUES = ("cree", "modifie", "inchange", "refuse")
LIGNES_GARDEES = 20_000


@dataclass(frozen=True)
class LigneImport:
    """Le sort d'un enregistrement. `rang` : sa place dans le fichier ; `notes` : ce qui est à vérifier."""

    rang: int
    issue: str
    uid: str
    objet: str = ""
    acheteur: str = ""
    montant_ht: str = ""
    date: str = ""
    a_clause: bool = False
    motif: str = ""
    champ: str = ""
    valeur: str = ""
    remede: str = ""
    notes: tuple[str, ...] = ()
    marche: str = ""

    def vers(self, issue: str, motif: str = "", **details: Any) -> "LigneImport":
        return replace(self, issue=issue, motif=motif, **details)


def ligne_de_l_avis(avis: Avis) -> LigneImport:
    return LigneImport(
        rang=avis.rangs[0],
        issue="inchange",
        uid=avis.uid,
        objet=avis.objet[:160],
        acheteur=avis.acheteur_nom[:80] or avis.acheteur_siret,
        montant_ht="" if avis.montant_ht is None else str(avis.montant_ht),
        date=avis.date_notification.isoformat() if avis.date_notification else "",
        a_clause=avis.a_clause_sociale,
        notes=tuple(str(a) for a in avis.avertissements[:5]),
    )


def ligne_du_refus(refus: Refus) -> LigneImport:
    return LigneImport(
        rang=refus.rangs[0] if refus.rangs else 0,
        issue="refuse",
        uid=refus.uid or "",
        motif=refus.motif,
        champ=refus.champ,
        valeur=refus.valeur,
        remede=refus.remede,
    )


@dataclass
class Rapport:
    """Les comptes sont ceux de tout le fichier ; les lignes, celles que l'on garde pour les montrer."""

    totaux: Counter[str] = field(default_factory=Counter)
    lignes: list[LigneImport] = field(default_factory=list)
    ecartes: int = 0

    def noter(self, ligne: LigneImport) -> None:
        self.totaux[ligne.issue] += 1
        if len(self.lignes) < LIGNES_GARDEES or ligne.issue == "refuse":
            self.lignes.append(ligne)

    @property
    def lus(self) -> int:
        """Marchés lus et pesés ; ceux que l'on n'a pas choisis sont comptés à part (`ecartes`)."""
        return sum(self.totaux.values())

    def en_json(self) -> dict[str, Any]:
        return {
            "totaux": {issue: self.totaux[issue] for issue in ISSUES},
            "ecartes": self.ecartes,
            "lignes": [
                {nom: v for nom, v in asdict(ligne).items() if v not in ("", (), False)} for ligne in self.lignes
            ],
        }


def cumuler(ancien: dict[str, Any], nouveau: dict[str, Any]) -> dict[str, Any]:
    """Deux applications du même fichier : chaque enregistrement garde le dernier sort qui l'a changé."""
    lignes = {_cle(ligne): ligne for ligne in ancien["lignes"]}
    for ligne in nouveau["lignes"]:
        if ligne["issue"] != "inchange" or _cle(ligne) not in lignes:
            lignes[_cle(ligne)] = ligne
    totaux = Counter(ligne["issue"] for ligne in lignes.values())
    return {**nouveau, "totaux": {issue: totaux[issue] for issue in ISSUES}, "lignes": [*lignes.values()]}


def _cle(ligne: dict[str, Any]) -> tuple[str, int]:
    return (ligne["uid"], 0) if ligne.get("uid") and ligne["issue"] != "refuse" else ("", ligne.get("rang", 0))


def lignes_du_json(lignes: Iterable[dict[str, Any]]) -> list[LigneImport]:
    return [LigneImport(**{**ligne, "notes": tuple(ligne.get("notes", ()))}) for ligne in lignes]
