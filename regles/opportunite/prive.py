"""L'achat d'un acheteur privé (éco-organisme, entreprise) : hors du code de la commande publique, une clause se "
"convient."""

from regles.opportunite.avis import IMPOSSIBLE, OUTRE_MER, POSSIBLE, AvisInstrument
from regles.references import CONVENTION_MARCHE, ENVIRONNEMENT_L541_10_6

TEXTES = (ENVIRONNEMENT_L541_10_6, CONVENTION_MARCHE)
MOTIF = (
    "Acheteur privé : l'obligation et les seuils sont ceux des acheteurs publics. Une clause d'insertion se convient "
    "dans le contrat ; un éco-organisme, lui, en devrait une dans ses marchés de déchets (article à relire)."
)
_BESOINS = ("publics, heures ou formule, suivi et pénalités : tout s'écrit dans le contrat, aucun CCAG n'y supplée",)


def avis_pour_un_prive(codes: tuple[str, ...]) -> tuple[AvisInstrument, ...]:
    """La condition et le critère restent, par contrat ; les réservations sont celles du code, et ne servent pas ici."""
    return tuple(_avis(code) for code in codes)


def _avis(code: str) -> AvisInstrument:
    if code.startswith("reserve_") or code in ("marche_insertion", OUTRE_MER):
        motif = "un instrument du code de la commande publique : un acheteur privé choisit librement son prestataire"
        return AvisInstrument(code, IMPOSSIBLE, (motif,), references=TEXTES)
    if code == "critere":
        motif = "il fait comparer la qualité du parcours proposé, mais n'oblige à aucune heure"
        return AvisInstrument(code, POSSIBLE, (motif,), references=TEXTES)
    return AvisInstrument(
        code, POSSIBLE, ("entre privés, la clause est une stipulation du contrat",), _BESOINS, (), TEXTES
    )
