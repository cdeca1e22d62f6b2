"""Les attributaires d'un lot, en arbre : chacun, ce qu'il doit et a fait, et ceux à qui il confie des travaux."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from clauses.fond.socle.noms import cle_de_tri
from clauses.suivi.chiffres.attributaires import ChiffresDeLAttribution
from clauses.suivi.chiffres.cinq_chiffres import ChiffresDuLot, Heures
from clauses.suivi.chiffres.phrases import heures_dues, heures_faites
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.presentation.commun import part, periode

Parts = Mapping[UUID, ChiffresDeLAttribution]
Role = Attribution.Role
_RANGS = {Role.MANDATAIRE: 0, Role.TITULAIRE: 1, Role.COTRAITANT: 2, Role.SOUS_TRAITANT: 3}


LUES = ("lot_id", "role", "part", "date_debut", "date_fin", "donneur_id", "annule_le", "structure__nom")


def attributions_des_lots(lots: Iterable[UUID]) -> list[Attribution]:
    """Les attributions de ces lots, sous-traitants et annulées comprises, avec ce qu'on en montre. Une requête."""
    siennes = Attribution.objects.filter(lot__in=list(lots)).select_related("structure").only(*LUES)
    return list(siennes.order_by("lot_id", "cree_le", "pk"))


@dataclass(frozen=True)
class Noeud:
    """Un attributaire et ses sous-traitants."""

    attribution: Attribution
    precision: str
    chiffres: ChiffresDeLAttribution
    heures_en_mots: str
    enfants: Sequence["Noeud"] = ()


def arbre(attributions: Sequence[Attribution], parts: Parts, *, voit_les_heures: bool) -> list[Noeud]:
    """Les attributaires directs, mandataire d'abord, et leurs sous-traitants de tous rangs. Aucune requête."""
    par_donneur: dict[UUID | None, list[Attribution]] = {}
    for a in sorted(attributions, key=lambda a: (_RANGS[Role(a.role)], cle_de_tri(a.structure.nom), a.pk)):
        par_donneur.setdefault(a.donneur_id if a.role == Role.SOUS_TRAITANT else None, []).append(a)

    def noeud(a: Attribution) -> Noeud:
        precision = " · ".join(filter(None, (a.get_role_display(), part(a), periode(a))))
        heures = _en_mots(parts[a.pk], voit_les_heures=voit_les_heures)
        return Noeud(a, precision, parts[a.pk], heures, [noeud(enfant) for enfant in par_donneur.get(a.pk, ())])

    return [noeud(a) for a in par_donneur.get(None, ())]


def _en_mots(chiffres: ChiffresDeLAttribution, *, voit_les_heures: bool) -> str:
    """« 1 540 h dues à la fin, dont 800 h à ce jour ; 602 h retenues, 36 h à décider. »"""
    dites = [heures_dues(chiffres) if chiffres.du else "", heures_faites(chiffres) if voit_les_heures else ""]
    phrase = "\u202f; ".join(filter(None, dites))
    return phrase and f"{phrase}."


def sans_attributaire(du_lot: ChiffresDuLot, attributions: Sequence[Attribution], parts: Parts) -> Heures:
    """Les heures du lot qui ne sont au compte d'aucun attributaire actuel."""
    directes = [a for a in attributions if a.role != Role.SOUS_TRAITANT]
    au_compte = sum((parts[a.pk].heures for a in directes), Heures())
    return Heures(du_lot.a_decider - au_compte.a_decider, du_lot.retenu - au_compte.retenu)
