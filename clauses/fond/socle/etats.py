"""L'apparence des états : un mot, un ton, une icône. Jamais la couleur seule.

La table connaît les participes passés dont se servent les cycles de vie ; le libellé exact d'une tranche
(`get_etat_display`) l'emporte toujours sur le mot d'ici. Tons : `accent` acquis, `attente` à quelqu'un de
jouer, `alerte` en retard ou bloqué, `neutre` le reste.
"""

from dataclasses import dataclass

from clauses.fond.socle.composants import Ton


@dataclass(frozen=True)
class Apparence:
    mot: str
    ton: Ton
    icone: str


_ACQUIS = ("accent", "check-circle-fill")
_ATTENTE = ("attente", "hourglass-split")
_ALERTE = ("alerte", "exclamation-triangle-fill")
_NEUTRE = ("neutre", "circle")
_CLOS = ("neutre", "archive")

APPARENCES: dict[str, Apparence] = {
    code: Apparence(mot, ton, icone)  # type: ignore[arg-type]
    for code, mot, (ton, icone) in (
        ("brouillon", "Brouillon", ("neutre", "pencil")),
        ("a_preparer", "À préparer", _NEUTRE),
        ("preparation", "En préparation", ("neutre", "pencil")),
        ("a_venir", "À venir", ("neutre", "calendar-event")),
        ("attendue", "Attendue", ("attente", "clock")),
        ("commencee", "Commencée", ("neutre", "pencil")),
        ("en_cours", "En cours", ("accent", "circle")),
        ("actif", "Actif", ("accent", "circle")),
        ("soumise", "Soumise", _ATTENTE),
        ("declaree", "Déclarée", _ATTENTE),
        ("a_valider", "À valider", _ATTENTE),
        ("a_confirmer", "À confirmer", ("attente", "question-circle")),
        ("a_juger", "À juger", ("neutre", "question-circle")),
        ("non_eligible", "Non éligible", ("neutre", "dash-circle")),
        ("en_attente", "En attente", _ATTENTE),
        ("validee", "Validée", _ACQUIS),
        ("retenue", "Retenue", _ACQUIS),
        ("acceptee", "Acceptée", _ACQUIS),
        ("affermie", "Affermie", _ACQUIS),
        ("notifiee", "Notifiée", _ACQUIS),
        ("recue", "Reçue", _ACQUIS),
        ("receptionnee", "Réceptionnée", _ACQUIS),
        ("eligible", "Éligible", _ACQUIS),
        ("atteinte", "Atteint", _ACQUIS),
        ("dans_les_temps", "Dans les temps", _ACQUIS),
        ("a_surveiller", "À surveiller", ("attente", "eye")),
        ("a_corriger", "À corriger", ("alerte", "arrow-counterclockwise")),
        ("corriger", "À corriger", ("alerte", "arrow-counterclockwise")),
        ("refusee", "Refusée", ("alerte", "x-circle")),
        ("rejetee", "Rejetée", ("alerte", "x-circle")),
        ("en_retard", "En retard", _ALERTE),
        ("bloquee", "Bloquée", _ALERTE),
        ("contestee", "Contestée", ("alerte", "chat-left-text")),
        ("expiree", "Expirée", ("alerte", "clock-history")),
        ("rouverte", "Rouverte", ("attente", "arrow-counterclockwise")),
        ("preparee", "Préparée", ("neutre", "pencil")),
        ("envoyee", "Envoyée", _ATTENTE),
        ("repondue", "Répondue", _ACQUIS),
        ("sans_reponse", "Sans réponse", ("neutre", "dash-circle")),
        ("annulee", "Annulée", ("neutre", "dash-circle")),
        ("resiliee", "Résiliée", ("neutre", "dash-circle")),
        ("suspendue", "Suspendue", ("neutre", "pause-circle")),
        ("terminee", "Terminée", _CLOS),
        ("close", "Close", _CLOS),
        ("archivee", "Archivée", _CLOS),
        ("optionnelle", "Optionnelle", _NEUTRE),
        ("ferme", "Ferme", _ACQUIS),
        ("a_l_etude", "À l'étude", ("accent", "search")),
        ("ouverte", "Ouverte", _ACQUIS),
        ("sans_clause", "Classé sans clause", _CLOS),
        ("abandonnee", "Abandonnée", ("neutre", "dash-circle")),
        ("sans_objet", "Sans objet", ("neutre", "dash-circle")),
    )
}


def apparence(code: str) -> Apparence:
    """L'apparence d'un état, au féminin comme au masculin. Un code inconnu s'écrit tel quel, en neutre."""
    connue = APPARENCES.get(code) or APPARENCES.get(f"{code}e")
    if connue:
        return connue if code in APPARENCES else Apparence(_masculin(connue.mot), connue.ton, connue.icone)
    return Apparence(code.replace("_", " ").capitalize() or "Inconnu", "neutre", "question-circle")


def _masculin(mot: str) -> str:
    return mot.removesuffix("e")
