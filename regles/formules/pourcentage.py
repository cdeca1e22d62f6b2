"""Pourcentage : une part de toutes les heures travaillées sur le marché, insertion ou non."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from regles.exigences import CENT, exiger
from regles.formules.contrat import ZERO, ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, Propres
from regles.formules.faits import HeuresTravaillees
from regles.formules.termes import Nature, pour_cent, terme
from regles.socle import LigneDeCalcul
from regles.typographie import arrondir, heures, nombre


def _du_marche(faits: FaitsEngagement) -> list[HeuresTravaillees]:
    """Les heures travaillées qui ne précèdent pas la notification : celles d'avant ne sont pas de l'exécution."""
    debut = faits.notifie_le
    return [h for h in faits.heures_travaillees if not (h.jour and debut and h.jour < debut)]


def _sans_celles_d_avant(faits: FaitsEngagement, decision: DecisionHeuresDues) -> DecisionHeuresDues:
    """La décision, qui dit ce qu'elle n'a pas compté : saisies, ces heures ne disparaissent pas sans un mot."""
    toutes = sum((h.heures for h in faits.heures_travaillees), ZERO)
    ecartees = toutes - sum((h.heures for h in _du_marche(faits)), ZERO)
    if not ecartees:
        return decision
    avis = f"{heures(ecartees)} travaillées avant la notification ne comptent pas."
    return replace(decision, avertissements=(*decision.avertissements, avis))


@dataclass(frozen=True, kw_only=True)
class Pourcentage(Formule):
    code = "pourcentage_heures"
    rang = 40
    nom = "Part des heures travaillées"
    en_bref = "une part des heures travaillées"
    synonymes: ClassVar[tuple[str, ...]] = (
        "% des heures",
        "pourcentage des heures travaillées",
        "% des heures travaillées",
        "taux",
        "% de toutes les heures travaillées",
        "pourcentage des heures",
    )
    lit = frozenset({"heures_travaillees"})
    se_lit = True
    au_calibrage: ClassVar[tuple[str, ...] | None] = ()
    precisions = (
        "Pour l'appliquer, le titulaire déclare à chaque transmission toutes les heures travaillées pour l'exécution, "
        "par son personnel et par celui de ses sous-traitants.",
    )
    conseils = (
        "Une part des heures travaillées se vérifie sur toutes les heures du marché : le titulaire les déclare aussi.",
    )

    taux: Decimal = terme(
        "part des heures travaillées",
        Nature.POURCENTAGE,
        exemple="5",
        maximum=CENT,
        sens="Part des heures travaillées, avec « % ».",
        synonymes=("pourcentage", "% des heures"),
    )
    heures_travaillees_prevues: Decimal | None = terme(
        "heures travaillées prévues",
        Nature.HEURES,
        obligatoire=False,
        exemple="24\u202f000",
        aide="Par tout le personnel, sur toute la durée\u00a0: l'engagement s'estime d'après elles.",
        sens="Total prévu à la fin, réel compris.",
        synonymes=("heures prévues",),
    )

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [f"{pour_cent(self.taux)} de toutes les heures travaillées sur le marché, en heures d'insertion."]

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        travaillees, reel, lignes = self._reel(faits, jour)
        prevues, prevu = self.heures_travaillees_prevues, ZERO
        if prevues is not None and prevues > travaillees:
            total = arrondir(self.taux * prevues / CENT)
            calcul = f"{nombre(self.taux)} % × {heures(prevues)}"
            lignes.append(LigneDeCalcul("Heures travaillées prévues", calcul, total))
            prevu = total - reel
        return _sans_celles_d_avant(faits, self.decider(reel, lignes, prevu=prevu))

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        _, reel, lignes = self._reel(faits, jour)
        return _sans_celles_d_avant(faits, self.decider(reel, lignes))

    def _reel(self, faits: FaitsEngagement, jour: date | None) -> tuple[Decimal, Decimal, list[LigneDeCalcul]]:
        """(heures travaillées connues, heures dues, calcul)."""
        connues = [h.heures for h in _du_marche(faits) if not (h.jour and jour and h.jour > jour)]
        travaillees = sum(connues, ZERO)
        reel = arrondir(self.taux * travaillees / CENT)
        calcul = f"{nombre(self.taux)} % × {heures(travaillees)}"
        return travaillees, reel, [LigneDeCalcul("Heures travaillées connues", calcul, reel)]

    def propres(self, faits: FaitsEngagement, *, a_la_fin: bool) -> Propres:
        """Les heures de chacun ; à la fin, ce qui est prévu sans nom en plus."""
        sommes: dict[str | None, Decimal] = defaultdict(Decimal)
        for mois in _du_marche(faits):
            if not (faits.resilie_le and mois.jour and mois.jour > faits.resilie_le):
                sommes[mois.attributaire] += mois.heures
        if a_la_fin and faits.resilie_le is None:
            reste = (self.heures_travaillees_prevues or ZERO) - sum(sommes.values(), ZERO)
            sommes[None] += max(ZERO, reste)
        return Propres(sommes, "heures")

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        taux = exiger("taux", choix.taux)
        return FaitsEngagement(clause=cls(taux=taux, heures_travaillees_prevues=choix.heures_travaillees))

    def inconnu(self, faits: FaitsEngagement) -> str:
        if self.heures_travaillees_prevues is not None:
            return ""
        return "Les heures travaillées ne sont pas estimées : le volume dû ne se saura qu'à l'exécution."

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        return methode == "pourcentage"
