"""Les mots et les liens que partagent les écrans de l'opportunité."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from clauses.avant.opportunite.models.choix import INSTRUMENTS as CHOIX
from clauses.fond.socle.composants import Ton
from regles.opportunite.avis import CONSEILLE, DECONSEILLE, IMPOSSIBLE, INSTRUMENTS, POSSIBLE, AvisInstrument
from regles.opportunite.recommandation import SANS_CLAUSE
from regles.typographie import typographie

# Verdict : ton, icône. La couleur chaude est pour ce qui est en retard, bloqué ou refusé : aucun verdict ne l'est.
APPARENCES: dict[str, tuple[Ton, str]] = {
    CONSEILLE: ("accent", "check-circle-fill"),
    POSSIBLE: ("neutre", "circle"),
    DECONSEILLE: ("attente", "exclamation-triangle-fill"),
    IMPOSSIBLE: ("neutre", "x-circle"),
}
_NOMS = dict(CHOIX)


def nom_court(instrument: str) -> str:
    """« Condition d'exécution », sans l'article ; « Sans clause »."""
    return INSTRUMENTS.get(instrument) or _NOMS.get(instrument, instrument)


def adresse_de_l_etude(projet_id: UUID) -> str:
    return reverse("opportunite:etude", args=[projet_id])


@dataclass(frozen=True)
class LigneDAvis:
    """Un instrument du tableau de comparaison."""

    avis: AvisInstrument
    ton: Ton
    icone: str
    url_note: str

    @property
    def raison(self) -> str:
        """Ses motifs en une phrase."""
        texte = " ; ".join(self.avis.motifs)
        return typographie(f"{texte[:1].upper()}{texte[1:]}.")


def lignes_d_avis(avis: tuple[AvisInstrument, ...]) -> tuple[list[LigneDAvis], list[LigneDAvis]]:
    """(ceux qui conviennent, ceux qui sont écartés), dans l'ordre du classement."""
    lignes = [LigneDAvis(un, *APPARENCES[un.verdict], reverse("opportunite:note", args=[un.note])) for un in avis]
    retenus = [ligne for ligne in lignes if ligne.avis.verdict in (CONSEILLE, POSSIBLE)]
    return retenus, [ligne for ligne in lignes if ligne not in retenus]


def verdicts_a_choisir(avis: tuple[AvisInstrument, ...], recommande: str) -> list[tuple[str, str]]:
    """(code, « Condition d'exécution — conseillé ») de chaque instrument, puis « Sans clause »."""
    lignes = [(un.code, f"{nom_court(un.code)} — {un.verdict_en_mots.lower()}") for un in avis]
    lignes.append(
        (SANS_CLAUSE, "Sans clause — à justifier" if recommande != SANS_CLAUSE else "Sans clause — conseillé")
    )
    return [(code, typographie(texte)) for code, texte in lignes]
