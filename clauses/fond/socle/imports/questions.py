"""Une ligne qui attend la réponse de quelqu'un : « le même » ou « un autre ». D'ici là, rien n'en est écrit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from clauses.fond.socle.imports.rapport import A_CONFIRMER, QUESTION, RIEN, LigneRefusee, Rapport, Verdict
from regles.typographie import enumerer, typographie

MEME, DISTINCT = "meme", "distinct"


class ADire(LigneRefusee):
    """Une question : sur quoi (`sur`), et sous quelle clé sa réponse se garde, si ce n'est pas sa ligne."""

    def __init__(self, motif: str, champ: str, valeur: str, remede: str, *, sur: str, cle: str = "") -> None:
        super().__init__(champ, valeur, f"À confirmer : {motif}", remede)
        self.details: Mapping[str, Any] = {QUESTION: sur, **({"cle": cle} if cle else {})}


def a_dire(rapport: Rapport) -> list[Verdict]:
    """Les lignes qui attendent une réponse."""
    return [verdict for verdict in rapport.verdicts if verdict.issue == A_CONFIRMER]


def datees(reponses: Mapping[str, str]) -> dict[str, str]:
    """Chaque réponse suivie de l'instant où elle est donnée : elle ne vaut que pour ce que l'on pouvait alors voir."""
    maintenant = timezone.now().isoformat()
    return {cle: f"{dite} {maintenant}" for cle, dite in reponses.items()}


class Reponses(dict[str, str]):
    """Celles d'un fichier, et les clés qui ont servi : une réponse qui ne répond à rien se dit."""

    def __init__(self, reponses: Mapping[str, str] = RIEN) -> None:
        super().__init__(reponses)
        self.servies: set[str] = set()

    def sans_question(self) -> str:
        """« Réponses sans question : 12, 3p. » ; vide si toutes ont servi."""
        perdues = [cle for cle in self if cle not in self.servies]
        if not perdues:
            return ""
        return typographie(
            f"Sans effet, les réponses données pour {enumerer(perdues)} : aucune ligne de ce fichier ne pose (ou ne "
            "pose plus) cette question. Vérifier le numéro ou le SIRET."
        )


def dite(reponses: Mapping[str, str], cles: Sequence[str], *, a_propos_de: datetime | None = None) -> str | None:
    """La première réponse gardée sous l'une de ces clés. `a_propos_de` : l'instant où est entré dans la base ce que la
    ligne redit peut-être ; d'après la réponse, personne n'en a rien dit."""
    servie = next((cle for cle in cles if reponses.get(cle)), "")
    if isinstance(reponses, Reponses):
        reponses.servies.add(servie)
    gardee = reponses[servie] if servie else ""
    mot, _, donnee_le = gardee.partition(" ")
    if a_propos_de is not None and donnee_le and a_propos_de > datetime.fromisoformat(donnee_le):
        return None
    return mot or None
