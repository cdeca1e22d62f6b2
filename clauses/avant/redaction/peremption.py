"""Une pièce est périmée quand elle ne s'écrirait plus pareil aujourd'hui ; voici ce qui a changé."""

from dataclasses import dataclass, field

from clauses.avant.redaction.document import Document
from clauses.avant.redaction.models import VersionDePiece
from clauses.fond.socle.composants import Changement


@dataclass(frozen=True)
class Fraicheur:
    """`changements` : les valeurs du marché qui diffèrent ; vide si seuls les textes modèles ont changé."""

    est_perimee: bool = False
    changements: tuple[Changement, ...] = field(default_factory=tuple)

    @property
    def phrase(self) -> str:
        """« A changé depuis : pénalité par heure non faite ; obligation (lot 2). »"""
        if not self.est_perimee:
            return ""
        if not self.changements:
            return "Le texte modèle ou les choix de rédaction ont changé depuis."
        noms = "\u202f; ".join(c.champ[:1].lower() + c.champ[1:] for c in self.changements)
        return f"A changé depuis\u00a0: {noms}."


def fraicheur(engendree: VersionDePiece | None, aujourd_hui: Document) -> Fraicheur:
    """Compare la dernière version engendrée à ce que la pièce dirait aujourd'hui. Sans version, rien n'est périmé."""
    if engendree is None or engendree.texte == aujourd_hui.en_texte():
        return Fraicheur()
    avant, apres = engendree.faits, aujourd_hui.emplois
    changements = tuple(
        Changement(nom, avant.get(nom, ""), apres.get(nom, ""))
        for nom in [*avant, *(nom for nom in apres if nom not in avant)]
        if avant.get(nom, "") != apres.get(nom, "")
    )
    return Fraicheur(True, changements)
