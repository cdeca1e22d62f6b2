"""L'avis sur un instrument : son verdict, ses raisons, ses besoins ; et l'ordre où les présenter."""

from dataclasses import dataclass

from regles.socle import Reference
from regles.typographie import apostrophes, espaces, majuscule, soigner

CONSEILLE, POSSIBLE, DECONSEILLE, IMPOSSIBLE = "conseille", "possible", "deconseille", "impossible"
VERDICTS = {CONSEILLE: "Conseillé", POSSIBLE: "Possible", DECONSEILLE: "Déconseillé", IMPOSSIBLE: "Impossible"}

# Les codes sont ceux de la clause d'un lot ; l'ordre départage deux instruments conseillés : le plus fort d'abord.
INSTRUMENTS = {
    "marche_insertion": "Marché de services d'insertion",
    "reserve_iae": "Réservation à l'insertion par l'activité économique",
    "reserve_handicap": "Réservation au handicap",
    "reserve_mixte": "Réservation conjointe insertion et handicap",
    "condition_critere": "Condition d'exécution et critère d'attribution",
    "condition": "Condition d'exécution",
    "jeunes_outre_mer": "Heures confiées à des jeunes domiciliés outre-mer",
    "reserve_ess": "Réservation à l'économie sociale et solidaire",
    "reserve_penitentiaire": "Réservation pénitentiaire",
    "critere": "Critère d'attribution seul",
}
# Celui qui ne se présente que pour un marché exécuté dans une collectivité de l'article L2691-1.
OUTRE_MER = "jeunes_outre_mer"
# Entre deux instruments seulement possibles, le plus simple à mettre en œuvre d'abord.
DU_PLUS_SIMPLE = (
    "condition",
    "condition_critere",
    "jeunes_outre_mer",
    "reserve_iae",
    "reserve_handicap",
    "reserve_mixte",
    "reserve_ess",
    "reserve_penitentiaire",
    "critere",
    "marche_insertion",
)
# La note réglementaire de chaque instrument.
NOTES = {
    "marche_insertion": "marche-insertion",
    "reserve_iae": "reserve-iae",
    "reserve_handicap": "reserve-handicap",
    "reserve_mixte": "reserve-mixte",
    "condition_critere": "critere",
    "condition": "condition-execution",
    "jeunes_outre_mer": "jeunes-outre-mer",
    "reserve_ess": "reserve-ess",
    "reserve_penitentiaire": "reserve-penitentiaire",
    "critere": "critere",
}


@dataclass(frozen=True)
class AvisInstrument:
    """`satisfait_obligation` : l'instrument porte par lui-même des conditions d'exécution (L2112-2-1)."""

    code: str
    verdict: str
    motifs: tuple[str, ...]
    besoins: tuple[str, ...] = ()
    attentions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    satisfait_obligation: bool = False

    def __post_init__(self) -> None:
        for nom in ("motifs", "besoins", "attentions"):
            propres = tuple(soigner(texte) for texte in getattr(self, nom))
            object.__setattr__(self, nom, propres)

    @property
    def libelle(self) -> str:
        return apostrophes(INSTRUMENTS[self.code])

    @property
    def verdict_en_mots(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def note(self) -> str:
        return NOTES[self.code]

    def en_mots(self) -> str:
        """« Condition d'exécution : conseillé. Le marché doit prévoir… »."""
        raisons = " ; ".join(self.motifs)
        return espaces(f"{self.libelle} : {self.verdict_en_mots.lower()}. {majuscule(raisons)}.")


def classer(avis: tuple[AvisInstrument, ...], *, est_obligatoire: bool) -> tuple[AvisInstrument, ...]:
    """Par verdict ; à verdict égal, si la condition sociale est obligatoire, d'abord ce qui y satisfait."""
    verdicts = list(VERDICTS)

    def rang(un: AvisInstrument) -> tuple[int, bool, int]:
        ordre = list(INSTRUMENTS) if un.verdict == CONSEILLE else list(DU_PLUS_SIMPLE)
        return verdicts.index(un.verdict), est_obligatoire and not un.satisfait_obligation, ordre.index(un.code)

    return tuple(sorted(avis, key=rang))
