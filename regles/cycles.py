"""États et transitions, en tables : quel verbe mène de quel état à quel autre.

Les droits (qui peut) ne sont pas ici mais dans la matrice des habilitations.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from regles.references import CCAG_20_1, CONVENTION_MARCHE, DOCTRINE_CYCLES
from regles.saisie import cle_simple
from regles.socle import forme, regle
from regles.typographie import INSECABLE
from regles.vocabulaire import Dit, Parmi


class TransitionImpossible(ValueError):
    """Le verbe n'est pas permis dans cet état ; le message le dit en français."""


class CycleInconnu(ValueError):
    """Ce cycle, cet état ou ce verbe n'existe pas."""


VERBES = {
    "soumettre": "soumettre",
    "declarer_neant": "déclarer un mois sans heures",
    "valider": "valider",
    "demander_correction": "demander une correction",
    "refuser": "refuser",
    "rouvrir": "rouvrir",
    "annuler": "annuler",
    "notifier": "notifier",
    "demarrer": "démarrer",
    "suspendre": "suspendre",
    "reprendre": "reprendre",
    "receptionner": "réceptionner",
    "resilier": "résilier",
    "clore": "clore",
    "prendre": "passer à l'étude",
    "ouvrir": "ouvrir l'opération",
    "classer": "classer sans clause",
    "abandonner": "abandonner",
    "transmettre": "transmettre",
    "rendre": "rendre au facilitateur",
    "accorder": "constater l'accord complet",
}


@dataclass(frozen=True)
class Cycle:
    """Un cycle de vie : ses états et leurs libellés, l'état de départ, ses transitions."""

    nom: str
    libelle: str
    initial: str
    etats: dict[str, str]
    transitions: dict[str, dict[str, str]] = field(default_factory=dict)

    def verbes_depuis(self, etat: str) -> tuple[str, ...]:
        """Les verbes permis dans cet état, dans l'ordre de la table."""
        return tuple(verbe for verbe, chemins in self.transitions.items() if etat in chemins)


def _de(*etats: str, vers: str) -> dict[str, str]:
    return dict.fromkeys(etats, vers)


DECLARATION = Cycle(
    "declaration",
    "la déclaration mensuelle",
    "attendue",
    {
        "attendue": "attendue",
        "soumise": "soumise",
        "a_corriger": "à corriger",
        "validee": "validée",
        "refusee": "refusée",
        "neant": "sans heures (néant)",
        "annulee": "annulée",
    },
    {
        "soumettre": _de("attendue", "a_corriger", vers="soumise"),
        "declarer_neant": _de("attendue", "a_corriger", vers="neant"),
        "valider": _de("soumise", vers="validee"),
        "demander_correction": _de("soumise", vers="a_corriger"),
        "refuser": _de("soumise", vers="refusee"),
        "rouvrir": {"validee": "a_corriger", "refusee": "a_corriger", "neant": "attendue"},
        "annuler": _de("attendue", "soumise", "a_corriger", "validee", "refusee", "neant", vers="annulee"),
    },
)

LIGNE = Cycle(
    "ligne",
    "la ligne d'heures",
    "saisie",
    {
        "saisie": "saisie",
        "soumise": "soumise",
        "a_corriger": "à corriger",
        "validee": "validée",
        "refusee": "refusée",
        "annulee": "annulée",
    },
    {
        "soumettre": _de("saisie", "a_corriger", vers="soumise"),
        "valider": _de("soumise", vers="validee"),
        "demander_correction": _de("soumise", vers="a_corriger"),
        "refuser": _de("soumise", vers="refusee"),
        "rouvrir": _de("validee", "refusee", vers="a_corriger"),
        "annuler": _de("saisie", "soumise", "a_corriger", "validee", "refusee", vers="annulee"),
    },
)

MARCHE = Cycle(
    "marche",
    "le marché",
    "prepare",
    {
        "prepare": "en préparation",
        "notifie": "notifié",
        "en_cours": "en cours",
        "suspendu": "suspendu",
        "receptionne": "réceptionné",
        "resilie": "résilié",
        "clos": "clos",
        "annule": "annulé",
    },
    {
        "notifier": _de("prepare", vers="notifie"),
        "demarrer": _de("notifie", vers="en_cours"),
        "suspendre": _de("en_cours", vers="suspendu"),
        "reprendre": _de("suspendu", vers="en_cours"),
        "receptionner": _de("en_cours", vers="receptionne"),
        "resilier": _de("notifie", "en_cours", "suspendu", vers="resilie"),
        "clore": _de("receptionne", "resilie", vers="clos"),
        "rouvrir": _de("clos", "receptionne", vers="en_cours"),
        "annuler": _de("prepare", "notifie", vers="annule"),
    },
)

ELIGIBILITE = Cycle(
    "eligibilite",
    "l'éligibilité d'une personne",
    "a_examiner",
    {
        "a_examiner": "à examiner",
        "a_corriger": "pièce demandée",
        "validee": "validée",
        "refusee": "refusée",
        "annulee": "annulée",
    },
    {
        "soumettre": _de("a_corriger", vers="a_examiner"),
        "valider": _de("a_examiner", vers="validee"),
        "demander_correction": _de("a_examiner", vers="a_corriger"),
        "refuser": _de("a_examiner", "a_corriger", vers="refusee"),
        "rouvrir": _de("validee", "refusee", vers="a_examiner"),
        "annuler": _de("a_examiner", "a_corriger", "validee", "refusee", vers="annulee"),
    },
)

PROJET = Cycle(
    "projet",
    "la fiche projet",
    "brouillon",
    {
        "brouillon": "brouillon",
        "soumis": "soumis au facilitateur",
        "a_l_etude": "à l'étude",
        "ouvert": "devenu une opération",
        "sans_clause": "classé sans clause",
        "abandonne": "abandonné",
    },
    {
        "soumettre": _de("brouillon", vers="soumis"),
        "prendre": _de("brouillon", "soumis", vers="a_l_etude"),
        "ouvrir": _de("a_l_etude", vers="ouvert"),
        "classer": _de("soumis", "a_l_etude", vers="sans_clause"),
        "abandonner": _de("brouillon", "soumis", "a_l_etude", vers="abandonne"),
        "rouvrir": {"sans_clause": "a_l_etude", "abandonne": "brouillon"},
    },
)

# Qui joue chaque verbe, et quand, est dans regles/circuit.py.
DOSSIER = Cycle(
    "dossier",
    "le dossier de consultation",
    "en_redaction",
    {"en_redaction": "en rédaction", "en_relecture": "en relecture", "accorde": "accordé", "clos": "clos"},
    {
        "transmettre": _de("en_redaction", "en_relecture", vers="en_relecture"),
        "rendre": _de("en_relecture", vers="en_redaction"),
        "refuser": _de("en_relecture", vers="en_redaction"),
        "reprendre": _de("en_relecture", "accorde", "clos", vers="en_redaction"),
        "accorder": _de("en_redaction", "en_relecture", vers="accorde"),
        "clore": _de("accorde", vers="clos"),
    },
)

CYCLES = {cycle.nom: cycle for cycle in (DECLARATION, LIGNE, MARCHE, ELIGIBILITE, PROJET, DOSSIER)}
_CYCLES = {
    "declaration": ("déclaration mensuelle",),
    "ligne": ("ligne d'heures",),
    "marche": ("marché",),
    "eligibilite": ("éligibilité",),
    "projet": ("fiche projet",),
    "dossier": (),
}
_ETATS = {
    etat: tuple({c.etats[etat] for c in CYCLES.values() if etat in c.etats})
    for c in CYCLES.values()
    for etat in c.etats
}


def _verifier(nom: str, etat: str, verbe: str) -> Cycle:
    if nom not in CYCLES:
        raise CycleInconnu(f"Le cycle « {nom} » n'existe pas. Cycles{INSECABLE}: {', '.join(CYCLES)}.")
    cycle = CYCLES[nom]
    if etat not in cycle.etats:
        etats = ", ".join(cycle.etats)
        raise CycleInconnu(f"L'état « {etat} » n'existe pas pour {cycle.libelle}. États{INSECABLE}: {etats}.")
    if verbe not in cycle.transitions:
        verbes = ", ".join(cycle.transitions)
        raise CycleInconnu(f"Le verbe « {verbe} » n'existe pas pour {cycle.libelle}. Verbes{INSECABLE}: {verbes}.")
    return cycle


def transition_possible(cycle: str, etat: str, verbe: str) -> bool:
    """Vrai si le verbe est permis dans cet état. Lève `CycleInconnu` pour un nom qui n'existe pas."""
    return etat in _verifier(cycle, etat, verbe).transitions[verbe]


@regle(
    DOCTRINE_CYCLES,
    CCAG_20_1,
    CONVENTION_MARCHE,
    depuis=date(2021, 4, 1),
    rend="etat",
    aussi=("cycle", "transition", "etat", "cycles"),
)
def etat_suivant(cycle: str, etat: str, verbe: str) -> str:
    """L'état où mène un verbe : déclaration, ligne d'heures, marché, éligibilité, fiche projet ou dossier."""
    table = _verifier(cycle, etat, verbe)
    if etat in table.transitions[verbe]:
        return table.transitions[verbe][etat]
    permis = [VERBES[v] for v in table.verbes_depuis(etat)]
    suite = f"On peut{INSECABLE}: {', '.join(permis)}." if permis else "Cet état est définitif."
    de = "d'" if VERBES[verbe][0] in "aeiouéèêh" else "de "
    raise TransitionImpossible(
        f"Impossible {de}{VERBES[verbe]} : {table.libelle} est à l'état « {table.etats[etat]} ». {suite}".replace(
            " :", f"{INSECABLE}:"
        ).replace("'", "’")
    )


@dataclass(frozen=True, kw_only=True)
class Pas:
    """Où mène un verbe ; `etat` est `None`, et `erreur` dit pourquoi, quand il n'est pas permis."""

    etat: Annotated[str | None, Parmi(_ETATS), Dit("L'état d'arrivée.", "vers", "état suivant")]
    erreur: str | None = None

    @property
    def possible(self) -> Annotated[bool, Dit("Le verbe est permis.")]:
        return self.erreur is None


@forme("etat_suivant")
def pas(
    cycle: Annotated[str, Parmi(_CYCLES), Dit("Le cycle de vie.")],
    etat: Annotated[str, Dit("L'état de départ, par son code ou en mots (voir la table plus bas).", "depuis")],
    verbe: Annotated[str, Parmi({verbe: (dit,) for verbe, dit in VERBES.items()}), Dit("Le verbe.", "action")],
) -> Pas:
    """L'état suivant, l'état de départ dit par son code ou en toutes lettres. Lève `CycleInconnu`."""
    codes = {cle_simple(dit): code for code, dit in CYCLES[cycle].etats.items()}
    depart = codes.get(cle_simple(etat), cle_simple(etat))
    try:
        return Pas(etat=etat_suivant(cycle, depart, verbe))
    except TransitionImpossible as refus:
        return Pas(etat=None, erreur=str(refus))
