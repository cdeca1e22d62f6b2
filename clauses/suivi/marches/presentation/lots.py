"""Ce que l'on montre d'un lot, selon qui le lit.

L'équipe et l'acheteur voient tout ; une entreprise du lot voit la clause et sa part, jamais celle des autres ni
l'argent ; un employeur ne voit que de quel lot il s'agit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Definition
from clauses.fond.socle.valeurs import en_date, en_euros
from clauses.suivi.marches.lecture_de_clause import libelles_des_publics, phrase
from clauses.suivi.marches.models import Attribution, Clause, Lot, Tranche
from clauses.suivi.marches.obligations import Obligation, PartDue
from regles.socle import Decision
from regles.typographie import soigner, typographie


@dataclass(frozen=True)
class Regard:
    """Ce que l'acteur peut voir de ce lot, décidé une fois. `sienne` : son attribution, s'il est une entreprise."""

    voit_la_clause: bool
    voit_l_argent: bool
    voit_les_autres: bool
    peut_modifier: bool
    sienne: Attribution | None = None


def regard(acteur: Acteur, lot: Lot, attributions: Sequence[Attribution]) -> Regard:
    est_une_entreprise = acteur.role in (Role.TITULAIRE, Role.EMPLOYEUR)
    sienne = next((a for a in attributions if a.structure_id == acteur.structure_id), None)
    return Regard(
        voit_la_clause=peut(acteur, "clause.voir", lot),
        voit_l_argent=not est_une_entreprise,
        voit_les_autres=not est_une_entreprise,
        peut_modifier=peut(acteur, "lot.modifier", lot) and not lot.est_annule,
        sienne=sienne if est_une_entreprise else None,
    )


def est_seul(attributions: Sequence[Attribution]) -> bool:
    """Un seul attributaire direct : l'obligation du lot est la sienne, il peut tout en lire."""
    return len([a for a in attributions if a.role != Attribution.Role.SOUS_TRAITANT]) == 1


def dues_a_montrer(
    du: Obligation | None, vu: Regard, attributions: Sequence[Attribution]
) -> Obligation | PartDue | None:
    """Ce que doit le lot, ou la seule part de l'entreprise qui lit. `None` sans clause, sans droit, ou pour un
    sous-traitant (il ne doit rien par lui-même)."""
    if du is None or not vu.voit_la_clause:
        return None
    if vu.sienne is None:
        return du
    if vu.sienne.role == Attribution.Role.SOUS_TRAITANT:
        return None
    return du if est_seul(attributions) else PartDue(du, vu.sienne.pk)


def explications(dues: Obligation | PartDue, clause: str) -> list[tuple[str, Decision]]:
    """Chaque chiffre dû, son titre et son calcul, sans la phrase de la clause : la page la dit déjà, une fois."""
    phrase = soigner(clause)
    titres = (
        ("Engagement : ce qui sera dû à la fin", dues.engagement),
        ("Exigible : ce qui est dû à ce jour", dues.exigible),
        ("Attendu : où la courbe prévue en est", dues.attendu),
    )
    return [
        (typographie(titre), replace(decision, motif=decision.motif.replace(phrase, "").strip()))
        for titre, decision in titres
    ]


SOUS_TRAITANT = "Vous êtes sous-traitant\u00a0: vos heures comptent pour l'entreprise qui vous confie les travaux."


def la_clause(lot: Lot, clause: Clause | None, versions: Sequence[Clause]) -> dict[str, Any]:
    """Ce que l'on dit de la clause, pour `marches/lots/_clause.html` ; tout est vide sans elle. `versions` : toutes,
    dans l'ordre ; la dernière s'annonce quand elle ne vaut pas encore."""
    if clause is None:
        return {"clause": None, "tranches": []}
    a_ses_tranches = "tranches" in clause.famille.lit
    tranches = lot.tranches.actifs().order_by("numero", "pk") if a_ses_tranches else []
    return {
        "clause": clause,
        "phrase_de_la_clause": phrase(clause),
        "a_venir": None if versions[-1] == clause else (versions[-1], phrase(versions[-1])),
        "publics": libelles_des_publics(clause.publics),
        "transmissions": transmissions(clause),
        "penalites": penalites(clause),
        "a_ses_tranches": a_ses_tranches,
        "tranches": [(t, *etat_de_la_tranche(t)) for t in tranches],
    }


def etat_de_la_tranche(tranche: Tranche) -> tuple[str, str]:
    """(code, mots) : ferme, affermie, ou en attente."""
    if tranche.nature == Tranche.Nature.FERME:
        return "ferme", "Ferme"
    if tranche.date_affermissement:
        return "affermie", f"Affermie le {en_date(tranche.date_affermissement)}"
    return "optionnelle", "Optionnelle, non affermie"


def penalites(clause: Clause) -> list[Definition]:
    tarif = (
        ("Par heure non faite", clause.penalite_heure),
        ("Par absence à une réunion", clause.penalite_absence),
        ("Par transmission manquante", clause.penalite_transmission),
    )
    return [Definition(nom, en_euros(montant) if montant else "aucune") for nom, montant in tarif]


def transmissions(clause: Clause) -> list[Definition]:
    return [
        Definition("Facilitateur ou facilitatrice", str(clause.facilitateur or "")),
        Definition("Transmission des heures", clause.get_periodicite_display()),
        Definition("Au plus tard", f"le {clause.jour_echeance} du mois suivant"),
        Definition("Durée comptée par personne", f"{clause.duree_max_mois}\u00a0mois au plus"),
        Definition("Durée comptée d'un CDI", f"celle du marché, {clause.duree_max_cdi_mois}\u00a0mois au plus"),
        Definition("Formation comprise dans le contrat", "elle compte" if clause.compte_formation else "ne compte pas"),
        Definition("Accompagnement", "il compte" if clause.compte_accompagnement else "ne compte pas"),
    ]
