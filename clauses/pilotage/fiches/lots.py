"""Les lots d'une opération, marché par marché : chacun sa jauge, ses chiffres, ses attributaires et leur part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.noms import cle_de_tri
from clauses.suivi.chiffres.attributaires import ChiffresDeLAttribution
from clauses.suivi.chiffres.cinq_chiffres import ChiffresDuLot
from clauses.suivi.marches.models import Attribution, Marche, Operation
from clauses.suivi.marches.presentation.commun import (
    dans_l_ordre,
    noms_des_attributaires,
    part,
    periode,
    premiere_phrase,
)
from clauses.suivi.marches.presentation.operations import resume_du_marche
from clauses.suivi.marches.situation import situation


@dataclass(frozen=True)
class Part:
    """Un membre d'un groupement, sous son lot."""

    nom: str
    precision: str
    chiffres: ChiffresDeLAttribution


@dataclass(frozen=True)
class LigneDeLot:
    """Un lot et ses chiffres. `url` et `attributaires` sont vides pour qui ne lit que des agrégats."""

    nom: str
    chiffres: ChiffresDuLot
    url: str = ""
    url_pourquoi: str = ""
    clause: str = ""
    attributaires: str = ""
    fin: date | None = None
    parts: Sequence[Part] = ()

    @property
    def est_sous_clause(self) -> bool:
        return self.chiffres.obligation is not None


@dataclass(frozen=True)
class Bloc:
    """Un marché et ses lots ; sans marché, tous les lots de l'opération."""

    titre: str
    lots: Sequence[LigneDeLot]
    url: str = ""
    resume: str = ""


class Lots:
    """Les lots d'une opération, prêts à montrer : `lots` ont déjà leurs chiffres."""

    def __init__(
        self,
        lots: Sequence[ChiffresDuLot],
        attributions: Sequence[Attribution],
        parts: Mapping[UUID, ChiffresDeLAttribution],
    ) -> None:
        self._fiches = {fiche.lot.pk: fiche for fiche in lots}
        self._parts = parts
        self._par_lot: dict[UUID, list[Attribution]] = defaultdict(list)
        for attribution in attributions:
            self._par_lot[attribution.lot_id].append(attribution)

    def en_agregats(self) -> list[Bloc]:
        """Les lots et leurs heures, sans marché, sans attributaire, sans lien."""
        lots = [LigneDeLot(str(f.lot), f, fin=_fin(f)) for f in self._ranges()]
        return [Bloc("Lots", lots)] if lots else []

    def par_marche(self, acteur: Acteur, operation: Operation) -> list[Bloc]:
        """Les marchés que l'acteur peut ouvrir, et leurs lots. Deux requêtes."""
        marches = (
            Marche.objects.visibles_par(acteur)
            .actifs()
            .filter(operation=operation)
            .defer("donnees_decp", "considerations_sociales", "recherche")
            .order_by("date_notification", "tri", "pk")
            .prefetch_related("evenements")
        )
        return [self._bloc(marche) for marche in marches]

    def _ranges(self) -> list[ChiffresDuLot]:
        return [self._fiches[lot.pk] for lot in dans_l_ordre(f.lot for f in self._fiches.values())]

    def _bloc(self, marche: Marche) -> Bloc:
        evenements = marche.evenements.all()
        siens = [fiche for fiche in self._ranges() if fiche.lot.marche_id == marche.pk]
        return Bloc(
            titre=str(marche),
            url=fiche_de(marche),
            resume=resume_du_marche(marche, situation(marche, evenements)),
            lots=[self._ligne(fiche, situation(marche, evenements, fiche.lot).fin) for fiche in siens],
        )

    def _ligne(self, fiche: ChiffresDuLot, fin: date | None) -> LigneDeLot:
        directes = [a for a in self._par_lot[fiche.lot.pk] if a.role != Attribution.Role.SOUS_TRAITANT]
        du = fiche.obligation
        return LigneDeLot(
            nom=str(fiche.lot),
            chiffres=fiche,
            url=fiche_de(fiche.lot),
            url_pourquoi=adresse_de("marches:lot_pourquoi", fiche.lot.pk) if du else "",
            clause=premiere_phrase(du.phrase) if du else "",
            attributaires=_qui(directes),
            fin=fin,
            parts=[self._part(a) for a in _mandataire_d_abord(directes)] if len(directes) > 1 else (),
        )

    def _part(self, attribution: Attribution) -> Part:
        morceaux = (attribution.get_role_display(), part(attribution), periode(attribution))
        return Part(attribution.structure.nom, ", ".join(filter(None, morceaux)), self._parts[attribution.pk])


def _qui(directes: Sequence[Attribution]) -> str:
    """Le titulaire par son nom ; un groupement se nomme membre par membre, dessous."""
    return f"Groupement de {len(directes)} entreprises" if len(directes) > 1 else noms_des_attributaires(directes)


def _mandataire_d_abord(attributions: Sequence[Attribution]) -> list[Attribution]:
    return sorted(attributions, key=lambda a: (a.role != Attribution.Role.MANDATAIRE, cle_de_tri(a.structure.nom)))


def _fin(fiche: ChiffresDuLot) -> date | None:
    return fiche.obligation.fin if fiche.obligation else None
