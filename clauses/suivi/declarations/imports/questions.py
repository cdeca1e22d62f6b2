"""Ce qu'une ligne demande avant d'être écrite (le même contrat ? la même personne ?), et ce qu'on lui a répondu."""

from collections.abc import Mapping
from datetime import datetime

from clauses.fond.socle.imports import questions
from clauses.fond.socle.imports.questions import DISTINCT, MEME, a_dire, datees
from clauses.fond.socle.imports.rapport import QUESTION, Verdict

__all__ = [
    "CONTRAT",
    "DISTINCT",
    "MEME",
    "PERSONNE",
    "PERSONNES",
    "TOUTES",
    "ADire",
    "a_dire",
    "cle_de",
    "datees",
    "reponse",
]
TOUTES, PERSONNES = "toutes", "personnes"  # une réponse pour toutes les questions d'une sorte
CONTRAT, PERSONNE = "contrat", "personne"
_REPONDRE = {
    CONTRAT: "« Répondre » dit si c'est le même contrat ou un autre (en ligne de commande : --memes ou --distincts, "
    "et le numéro de la ligne). D'ici là, rien n'en est compté.",
    PERSONNE: "« Répondre » dit si c'est la même personne ou une autre (en ligne de commande : --memes ou "
    f"--distincts, et le numéro de la ligne suivi de « p », 12p, ou « {PERSONNES} » pour toutes). D'ici là, rien "
    "n'en est écrit.",
}


class ADire(questions.ADire):
    """Une ligne qui attend la réponse de quelqu'un : rien n'en est compté d'ici là."""

    def __init__(self, motif: str, champ: str = "", valeur: str = "", *, sur: str = CONTRAT) -> None:
        super().__init__(motif, champ, valeur, _REPONDRE[sur], sur=sur)


def cle(ligne: int, sur: str) -> str:
    """Sous quoi la réponse est gardée : « 12 » pour le contrat de la ligne, « 12p » pour sa personne."""
    return f"{ligne}p" if sur == PERSONNE else str(ligne)


def cle_de(question: Verdict) -> str:
    """La clé que dit la question (un SIRET), sinon celle de sa ligne."""
    return str(question.details.get("cle") or cle(question.ligne, question.details[QUESTION]))


def reponse(reponses: Mapping[str, str], ligne: int, sur: str, *, a_propos_de: datetime | None = None) -> str | None:
    """Ce que quelqu'un a dit de cette ligne, ou de toutes."""
    cles = (cle(ligne, sur), PERSONNES if sur == PERSONNE else TOUTES)
    return questions.dite(reponses, cles, a_propos_de=a_propos_de)
