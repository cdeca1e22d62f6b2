"""Le verdict en une phrase : l'obligation, l'instrument le plus indiqué, les chiffres. On peut en discuter."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from regles.opportunite.avis import CONSEILLE, IMPOSSIBLE, INSTRUMENTS, POSSIBLE, VERDICTS, AvisInstrument
from regles.opportunite.faits import FaitsOpportunite
from regles.opportunite.instruments import DecisionInstruments, instruments
from regles.opportunite.obligation import obligation_sociale
from regles.opportunite.resultats import OBLIGATOIRE, RECEVABLE, RESULTATS, DecisionObligation
from regles.references import CCP_L2111_1, CCP_L2112_2, CCP_L2112_2_1, DOCTRINE_OFFRE
from regles.socle import Decision, regle
from regles.typographie import espaces, majuscule
from regles.vocabulaire import Dit, Parmi

SANS_CLAUSE = "sans_clause"
_INSTRUMENTS = {**{code: (nom,) for code, nom in INSTRUMENTS.items()}, SANS_CLAUSE: ("sans clause",)}


@dataclass(frozen=True, kw_only=True)
class DecisionRecommandation(Decision):
    """`instrument` : un code de `INSTRUMENTS`, ou « sans_clause ». `classement` : tous, du plus au moins indiqué."""

    instrument: Annotated[str, Parmi(_INSTRUMENTS), Dit("L'instrument recommandé.", "recommandé")]
    classement: tuple[str, ...]
    obligation: DecisionObligation
    instruments: DecisionInstruments
    unite: str = "€"

    @property
    def du_plus_au_moins(
        self,
    ) -> Annotated[str, Dit("Un passage du classement, du plus au moins indiqué.", nom="classement")]:
        return ", ".join(self.classement)


def _choisir(devoir: DecisionObligation, avis: tuple[AvisInstrument, ...]) -> tuple[str, str]:
    """(code, phrase) : le premier du classement, sauf dérogation recevable ou rien de possible."""
    premier = avis[0]
    nom = f"{premier.libelle[:1].lower()}{premier.libelle[1:]}"
    if devoir.resultat == RECEVABLE:
        return SANS_CLAUSE, f"Le marché peut être lancé sans clause ; sinon, {nom}."
    if premier.verdict == IMPOSSIBLE or premier.verdict not in (CONSEILLE, POSSIBLE):
        suite = "l'obligation demande alors une dérogation justifiée" if devoir.resultat == OBLIGATOIRE else ""
        return SANS_CLAUSE, f"Aucun instrument ne convient en l'état{f' : {suite}' if suite else ''}."
    raisons = " ; ".join(premier.motifs)
    return premier.code, f"{VERDICTS[premier.verdict]} : {nom}. {majuscule(raisons)}."


@regle(
    CCP_L2111_1,
    CCP_L2112_2_1,
    CCP_L2112_2,
    DOCTRINE_OFFRE,
    depuis=date(2019, 4, 1),
    rend="instrument",
    aussi=("opportunité", "recommander"),
)
def recommandation(faits: FaitsOpportunite) -> DecisionRecommandation:
    """Instrument le plus indiqué pour cet achat, avec l'obligation et les chiffres qui l'expliquent."""
    devoir, juges = obligation_sociale(faits), instruments(faits)
    code, phrase = _choisir(devoir, juges.avis)
    references = (*devoir.references, *(juges.sur(code).references if code != SANS_CLAUSE else ()))
    return DecisionRecommandation(
        valeur=devoir.valeur,
        motif=espaces(f"{RESULTATS[devoir.resultat]}. {devoir.motif} {phrase}"),
        references=tuple(dict.fromkeys(references)),
        detail=devoir.detail,
        avertissements=devoir.avertissements,
        instrument=code,
        classement=tuple(avis.code for avis in juges.avis),
        obligation=devoir,
        instruments=juges,
    )
