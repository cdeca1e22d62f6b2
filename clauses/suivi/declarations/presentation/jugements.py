"""Les mois validés que ce que l'on apprend ensuite ne touche pas : ce qu'on en dit, ce que les corriger fera."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from clauses.fond.socle.composants import Action, Confirmation, Lien, Page
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.jugements import EnRetard
from clauses.suivi.participants.jugements import profil
from clauses.suivi.participants.models import Eligibilite, Participant
from regles.publics import PUBLICS
from regles.typographie import accorder, mois_en_mots, typographie

# Ce qu'un bilan compte d'une personne (`profil`, et les publics de son jugement) : son nom, et sa valeur en mots.
_COMPTES: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "age": ("âge à l'entrée", lambda age: "inconnu" if age is None else accorder(age, "an")),
    "sexe": ("sexe", lambda code: Participant.Sexe(code).label),
    "niveau": ("niveau", lambda code: Participant.Niveau(code).label),
    "qpv": ("quartier prioritaire", lambda code: Participant.Qpv(code).label),
    "publics": ("publics", lambda codes: " ; ".join(PUBLICS[code] for code in codes) or "aucun"),
}


def en_retard_en_mots(retard: EnRetard) -> str:
    """« 3 lignes validées gardent ce que l'on savait… (juin à août 2026, 420 h). » ; vide s'il n'y en a pas."""
    morceaux = []
    if retard.a_reprendre:
        combien = accorder(len(retard.a_reprendre), "ligne validée garde", "lignes validées gardent")
        morceaux.append(
            f"{combien} l'éligibilité et la fiche d'alors, changées depuis ({_quand(retard.a_reprendre)}, "
            f"{en_heures(retard.heures)})."
        )
    if retard.a_rouvrir:
        combien = accorder(len(retard.a_rouvrir), "ligne validée changerait", "lignes validées changeraient")
        morceaux.append(
            f"{combien} d'heures retenues sous le dernier jugement ({_quand(retard.a_rouvrir)})\u00a0: rouvrez ces "
            "mois pour les corriger."
        )
    return " ".join(morceaux)


def page_de_reprise(personne: Participant, retard: EnRetard, fiche: str) -> Page:
    """La page de l'acte ; quand rien n'est à reprendre, elle le dit au lieu de demander pourquoi."""
    rien = "" if retard.a_reprendre else f"Aucun mois validé n'est à reprendre. {en_retard_en_mots(retard)}".strip()
    return Page(
        "Corriger les mois validés",
        typographie(rien),
        fil=[Lien("Personnes", reverse("participants:liste")), Lien(str(personne), fiche), Lien("Mois validés")],
        actions=[Action("Revenir à la fiche", fiche)] if rien else [],
    )


def demande_de_reprise(personne: Participant, retard: EnRetard, retour: str) -> Confirmation:
    changements = list(dict.fromkeys(_changements(retard)))
    return Confirmation(
        question=f"Compter ces mois validés d'après ce que l'on sait aujourd'hui de {personne}\u202f?",
        verbe="Corriger ces mois",
        consequences=(
            en_retard_en_mots(retard),
            *changements,
            "Les bilans passés changent d'autant ; les heures, non."
            if changements
            else "Les bilans passés n'en changent pas : seul le jugement gardé est plus récent.",
        ),
        url_retour=retour,
        aide_motif="Cette raison reste sur chaque ligne et au journal.",
        lues=versions_de(retard.a_reprendre),
    )


def _changements(retard: EnRetard) -> Iterator[str]:
    """« Sexe : Homme → Femme », de chaque ligne à reprendre."""
    for ligne in retard.a_reprendre:
        jugement = retard.vaudraient[ligne.pk]
        fige = ligne.decision.get("personne") or {}
        avant = fige | _publics(ligne.jugement)
        apres = (profil(ligne.contrat.participant, jugement) or {}) | _publics(jugement)
        for cle, (nom, en_clair) in _COMPTES.items():
            if cle in avant and cle in apres and avant[cle] != apres[cle]:
                yield f"{nom.capitalize()} : {en_clair(avant[cle])} → {en_clair(apres[cle])}."


def _publics(jugement: Eligibilite | None) -> dict[str, Any]:
    return {} if jugement is None else {"publics": jugement.criteres if jugement.est_eligible else []}


def _quand(lignes: Sequence[LigneHeures]) -> str:
    premier, dernier = lignes[0].mois, lignes[-1].mois
    return mois_en_mots(premier) if premier == dernier else f"{mois_en_mots(premier)} à {mois_en_mots(dernier)}"
