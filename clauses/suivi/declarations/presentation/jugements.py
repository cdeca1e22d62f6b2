"""Les mois validés qu'un jugement d'après ne touche pas : ce qu'on en dit, et ce que les corriger fera."""

from collections.abc import Sequence

from clauses.fond.socle.composants import Confirmation
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.jugements import EnRetard
from clauses.suivi.participants.models import Participant
from regles.typographie import accorder, mois_en_mots


def en_retard_en_mots(retard: EnRetard) -> str:
    """« 3 lignes validées (juin à août 2026, 420 h) gardent le jugement d'alors. » ; vide s'il n'y en a pas."""
    morceaux = []
    if retard.a_reprendre:
        combien = accorder(len(retard.a_reprendre), "ligne validée garde", "lignes validées gardent")
        morceaux.append(
            f"{combien} le jugement d'éligibilité qui valait à leur validation ({_quand(retard.a_reprendre)}, "
            f"{en_heures(retard.heures)})."
        )
    if retard.a_rouvrir:
        combien = accorder(len(retard.a_rouvrir), "ligne validée changerait", "lignes validées changeraient")
        morceaux.append(
            f"{combien} d'heures retenues sous le dernier jugement ({_quand(retard.a_rouvrir)})\u00a0: rouvrez ces "
            "mois pour les corriger."
        )
    return " ".join(morceaux)


def demande_de_reprise(personne: Participant, retard: EnRetard, retour: str) -> Confirmation:
    return Confirmation(
        question=f"Faire suivre à ces mois validés le dernier jugement de {personne}\u202f?",
        verbe="Corriger ces mois",
        consequences=(
            en_retard_en_mots(retard) or "Aucun mois validé n'est à reprendre.",
            "L'âge, les publics et le quartier de ces heures changent dans les bilans passés\u00a0; les heures, non.",
        ),
        url_retour=retour,
        aide_motif="Cette raison reste sur chaque ligne et au journal.",
        lues=versions_de(retard.a_reprendre),
    )


def _quand(lignes: Sequence[LigneHeures]) -> str:
    premier, dernier = lignes[0].mois, lignes[-1].mois
    return mois_en_mots(premier) if premier == dernier else f"{mois_en_mots(premier)} à {mois_en_mots(dernier)}"
