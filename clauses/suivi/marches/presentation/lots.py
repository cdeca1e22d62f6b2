"""Ce que montre la fiche d'un lot, selon qui la lit.

L'équipe et l'acheteur voient tout ; une entreprise du lot voit la clause et sa part, jamais celle des autres ni
l'argent ; un employeur ne voit que de quel lot il s'agit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.places import actes
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Chiffre, Definition, Lien, Page
from clauses.fond.socle.valeurs import en_date, en_euros, en_heures, en_nombre
from clauses.suivi.marches.models import Attribution, Clause, Lot, Tranche
from clauses.suivi.marches.obligations import Obligation
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation.commun import part, periode
from clauses.suivi.marches.situation import Situation
from regles.socle import Decision, LigneDeCalcul
from regles.typographie import apostrophes, espaces


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


@dataclass(frozen=True)
class Chiffres:
    """Les heures dues à montrer : celles du lot, ou la seule part de l'entreprise qui lit."""

    engagement: Decision
    exigible: Decision
    attendu: Decision | None


def chiffres_a_montrer(du: Obligation | None, vu: Regard, attributions: Sequence[Attribution]) -> Chiffres | None:
    """`None` sans clause, sans droit, ou pour un sous-traitant (il ne doit rien par lui-même)."""
    if du is None or not vu.voit_la_clause:
        return None
    if vu.sienne is None or (est_seul(attributions) and vu.sienne.role != Attribution.Role.SOUS_TRAITANT):
        return Chiffres(du.engagement, du.exigible, du.attendu)
    if vu.sienne.role == Attribution.Role.SOUS_TRAITANT:
        return None
    cle = vu.sienne.pk
    return Chiffres(
        _part_seule(du.engagement, du.parts_engagement.get(cle)),
        _part_seule(du.exigible, du.parts_exigible.get(cle)),
        None,
    )


def sans_la_clause(chiffres: Chiffres, clause: str) -> Chiffres:
    """Les mêmes chiffres, leurs motifs sans la phrase de la clause : la page la dit déjà, une fois."""
    phrase = espaces(apostrophes(clause))

    def elaguer(decision: Decision) -> Decision:
        return replace(decision, motif=decision.motif.replace(phrase, "").strip())

    attendu = elaguer(chiffres.attendu) if chiffres.attendu else None
    return Chiffres(elaguer(chiffres.engagement), elaguer(chiffres.exigible), attendu)


def _part_seule(decision: Decision, heures: Decimal | None) -> Decision:
    """La part d'un membre, sans rien dire des autres : ni leurs noms, ni leurs montants, ni le total."""
    motif = (
        "Votre part des heures du lot. Elle suit votre facturation quand la clause est en tranches de facturation, "
        "sinon votre part du marché."
    )
    detail = () if heures is None else (LigneDeCalcul("Votre part", "", heures),)
    return Decision(valeur=heures, motif=motif, references=decision.references, detail=detail)


def phrase(lot: Lot, chiffres: Chiffres | None, clause: Clause | None, vu: Regard) -> str:
    """LA phrase du lot."""
    if lot.est_annule:
        return f"Lot annulé\u00a0: {lot.motif_annulation}"
    if not vu.voit_la_clause:
        return ""
    if clause is None:
        return "Ce lot n'a pas encore sa clause." + (
            " Saisissez-la pour connaître ses heures." if vu.peut_modifier else ""
        )
    if chiffres is None:
        return "Vous êtes sous-traitant\u00a0: vos heures comptent pour l'entreprise qui vous confie les travaux."
    if chiffres.engagement.valeur is None:
        return chiffres.engagement.motif
    a_vous = "Vous devez " if vu.sienne else ""
    dues = "" if vu.sienne else " dues"
    return (
        f"{a_vous}{en_heures(chiffres.engagement.valeur)}{dues} à la fin, "
        f"dont {en_heures(chiffres.exigible.valeur)} à ce jour."
    )


def cartes(lot: Lot, chiffres: Chiffres | None) -> list[Chiffre]:
    if chiffres is None:
        return []
    pourquoi = reverse("marches:lot_pourquoi", args=[lot.pk])
    tous = (
        ("Engagement", chiffres.engagement, "dû à la fin"),
        ("Exigible", chiffres.exigible, "dû à ce jour"),
        ("Attendu", chiffres.attendu, "où la courbe prévue en est"),
    )
    return [
        Chiffre(nom, en_nombre(d.valeur), "h" if d.valeur is not None else "", precision, url_pourquoi=pourquoi)
        for nom, d, precision in tous
        if d is not None
    ]


def page(acteur: Acteur, lot: Lot, texte: str, vu: Regard, a_une_clause: bool) -> Page:
    marche = lot.marche
    actions = []
    if vu.peut_modifier:
        clause = reverse("marches:clause_saisir", args=[lot.pk])
        actions = [
            Action("Modifier la clause" if a_une_clause else "Saisir la clause", clause,
                   style="secondaire" if a_une_clause else "principale"),
            Action("Attributaires", reverse("marches:attribuer", args=[lot.pk])),
            Action("Modifier le lot", reverse("marches:lot_modifier", args=[lot.pk])),
        ]  # fmt: skip
    if peut(acteur, "facture.voir", lot):
        actions.append(Action("Commandes et factures", reverse("marches:depenses", args=[lot.pk])))
    if a_une_clause and not lot.est_annule:
        actions += actes(acteur, "lot sous clause", lot)
    suite = [Lien(marche.reference or marche.objet, reverse("marches:marche", args=[marche.pk]))]
    if not peut(acteur, "marche.voir"):
        suite = []
    return Page(
        titre=str(lot),
        surtitre=" · ".join(filter(None, (marche.operation.nom, marche.reference))),
        phrase=texte,
        fil=fil_operation(acteur, marche.operation, *suite, Lien(f"Lot {lot.numero}")),
        actions=actions,
    )


def definitions(lot: Lot, vue: Situation, vu: Regard) -> list[Definition]:
    montant = en_euros(vue.montant_ht) if vue.montant_ht is not None else ""
    return [
        Definition("Marché", lot.marche.objet),
        Definition("Donneur d'ordre", lot.marche.operation.donneur_d_ordre.nom),
        *([Definition("Montant HT", montant, aide="Avenants du lot compris")] if vu.voit_l_argent else []),
        Definition("Début", en_date(vue.debut) if vue.debut else ""),
        Definition("Fin", en_date(vue.fin) if vue.fin else "", aide="Reconductions faites comprises"),
        Definition("Lieu", lot.marche.lieu_nom),
    ]


@dataclass(frozen=True)
class Noeud:
    """Un attributaire dans l'arbre, avec ce qu'il doit et ceux à qui il confie des travaux."""

    attribution: Attribution
    precision: str
    engagement: Decimal | None
    exigible: Decimal | None
    enfants: tuple["Noeud", ...] = ()


def arbre(attributions: Sequence[Attribution], du: Obligation | None) -> list[Noeud]:
    """Les attributaires directs, mandataire d'abord, et leurs sous-traitants de tous rangs. Aucune requête."""
    rangs = {"mandataire": 0, "titulaire": 1, "cotraitant": 2, "sous_traitant": 3}
    tries = sorted(attributions, key=lambda a: (rangs[a.role], a.structure.nom, a.pk))
    par_donneur: dict[Any, list[Attribution]] = {}
    for a in tries:
        par_donneur.setdefault(a.donneur_id if a.role == "sous_traitant" else None, []).append(a)

    def noeud(a: Attribution) -> Noeud:
        return Noeud(
            attribution=a,
            precision=" · ".join(filter(None, (a.get_role_display(), part(a), periode(a)))),
            engagement=du.parts_engagement.get(a.pk) if du else None,
            exigible=du.parts_exigible.get(a.pk) if du else None,
            enfants=tuple(noeud(enfant) for enfant in par_donneur.get(a.pk, ())),
        )

    return [noeud(a) for a in par_donneur.get(None, ())]


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
