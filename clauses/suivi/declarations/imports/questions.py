"""Ce qu'une ligne demande avant d'être écrite (le même contrat ? la même personne ?), et ce qu'on lui a répondu."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from clauses.fond.socle.imports.rapport import A_CONFIRMER, QUESTION, LigneRefusee, Rapport, Verdict

MEME, DISTINCT = "meme", "distinct"
TOUTES, PERSONNES = "toutes", "personnes"  # une réponse pour toutes les questions d'une sorte
CONTRAT, PERSONNE = "contrat", "personne"
_REPONDRE = {
    CONTRAT: "« Répondre » dit si c'est le même contrat ou un autre (en ligne de commande : --memes ou --distincts, "
    "et le numéro de la ligne). D'ici là, rien n'en est compté.",
    PERSONNE: "« Répondre » dit si c'est la même personne ou une autre (en ligne de commande : --memes ou "
    f"--distincts, et le numéro de la ligne suivi de « p », 12p, ou « {PERSONNES} » pour toutes). D'ici là, rien "
    "n'en est écrit.",
}


class ADire(LigneRefusee):
    """Une ligne qui attend la réponse de quelqu'un : rien n'en est compté d'ici là."""

    def __init__(self, motif: str, champ: str = "", valeur: str = "", *, sur: str = CONTRAT) -> None:
        super().__init__(champ, valeur, f"À confirmer : {motif}", _REPONDRE[sur])
        self.details = {QUESTION: sur}


def a_dire(rapport: Rapport) -> list[Verdict]:
    """Les lignes qui attendent une réponse."""
    return [verdict for verdict in rapport.verdicts if verdict.issue == A_CONFIRMER]


def cle(ligne: int, sur: str) -> str:
    """Sous quoi la réponse est gardée : « 12 » pour le contrat de la ligne, « 12p » pour sa personne."""
    return f"{ligne}p" if sur == PERSONNE else str(ligne)


def datees(reponses: Mapping[str, str]) -> dict[str, str]:
    """Chaque réponse suivie de l'instant où elle est donnée : elle ne vaut que pour ce que l'on pouvait alors voir."""
    maintenant = timezone.now().isoformat()
    return {cle: f"{dite} {maintenant}" for cle, dite in reponses.items()}


def reponse(reponses: Mapping[str, str], ligne: int, sur: str, *, a_propos_de: datetime | None = None) -> str | None:
    """Ce que quelqu'un a dit de cette ligne, ou de toutes. `a_propos_de` : l'instant où ce que la ligne redit peut-être
    est entré dans la base ; d'après la réponse, personne n'en a rien dit."""
    gardee = reponses.get(cle(ligne, sur)) or reponses.get(PERSONNES if sur == PERSONNE else TOUTES) or ""
    dite, _, donnee_le = gardee.partition(" ")
    if a_propos_de is not None and donnee_le and a_propos_de > datetime.fromisoformat(donnee_le):
        return None
    return dite or None
