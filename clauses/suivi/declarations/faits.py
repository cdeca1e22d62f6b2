"""Des lignes de la base aux faits que juge `regles.execution` : en lot, en six requêtes au plus.

Les lignes peuvent n'être pas encore enregistrées (une saisie que l'on vérifie) : seuls leurs identifiants,
leur contrat, leur lot, leur mois et leurs heures sont lus.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.periodes import Periode, periodes_des_lots
from clauses.suivi.marches.models import Clause, Lot
from clauses.suivi.marches.versions import clause_du, versions_des_lots
from clauses.suivi.participants.jugements import au_mois, jugements_de
from clauses.suivi.participants.models import Eligibilite
from regles.calendrier import dernier_du_mois, jours_reunis, mois_de_la_periode
from regles.execution import FaitsDuMois

Type = ContratInsertion.TypeContrat
LES_CDI = frozenset({Type.CDI, Type.CDI_CHANTIER, Type.CDI_INCLUSION})
# Le CCAG 2021 (20.1.2) compte la formation comprise dans le contrat de travail : l'alternance, qu'il cite, et
# les contrats d'insertion, dont le parcours comprend la formation.
AVEC_FORMATION = frozenset(
    {Type.APPRENTISSAGE, Type.PROFESSIONNALISATION, Type.CDDI, Type.CTTI, Type.CDD_TREMPLIN, Type.CDI_INCLUSION}
)
COMPTEES_AILLEURS = (LigneHeures.Etat.SOUMISE, LigneHeures.Etat.VALIDEE)
ZERO = Decimal(0)


@dataclass(frozen=True)
class _Autre:
    """Une autre ligne de la même personne, réduite à ce qui sert."""

    pk: UUID
    contrat_id: UUID
    lot_id: UUID
    mois: date
    depuis: date | None
    heures: Decimal
    contrat_debut: date
    contrat_fin: date | None

    @property
    def premier(self) -> date:
        return self.depuis or self.mois

    @property
    def couverts(self) -> tuple[date, ...]:
        return mois_de_la_periode(self.depuis or self.mois, self.mois)


@dataclass(frozen=True)
class _Contexte:
    """Tout ce qu'il faut savoir autour d'un paquet de lignes, lu une fois."""

    contrats: dict[UUID, ContratInsertion]
    jugements: dict[UUID, list[Eligibilite]]
    clauses: dict[UUID, list[Clause]]
    periodes: dict[UUID, Periode]
    autres: dict[UUID, list[_Autre]] = field(default_factory=dict)


def faits_des_lignes(lignes: Iterable[LigneHeures]) -> dict[UUID, FaitsDuMois]:
    """Les faits de chaque ligne, par identifiant de ligne."""
    connues = list(lignes)
    contexte = _lire(connues)
    return {ligne.pk: _faits(ligne, contexte) for ligne in connues}


def jugements_des_lignes(lignes: Iterable[LigneHeures]) -> dict[UUID, Eligibilite | None]:
    """{ligne: le jugement qui vaut à son mois}, sans regarder celui qu'une validation a figé. Une requête, si les
    lignes viennent avec leur contrat."""
    connues = list(lignes)
    jugements = jugements_de(ligne.contrat.participant_id for ligne in connues)
    return {ligne.pk: au_mois(jugements.get(ligne.contrat.participant_id, ()), ligne.mois) for ligne in connues}


def _lire(lignes: list[LigneHeures]) -> _Contexte:
    contrats = ContratInsertion.objects.in_bulk({ligne.contrat_id for ligne in lignes})
    personnes = {contrat.participant_id for contrat in contrats.values()}
    lots = Lot.objects.filter(pk__in={ligne.lot_id for ligne in lignes}).select_related("marche")
    return _Contexte(
        contrats=contrats,
        jugements=jugements_de(personnes),
        clauses=versions_des_lots({ligne.lot_id for ligne in lignes}),
        periodes=periodes_des_lots(lots),
        autres=_autres_lignes(personnes),
    )


def _autres_lignes(personnes: set[UUID]) -> dict[UUID, list[_Autre]]:
    """Toutes les lignes déclarées de ces personnes, sur quelque lot que ce soit."""
    par_personne: dict[UUID, list[_Autre]] = {}
    lignes = LigneHeures.objects.actifs().filter(contrat__participant_id__in=personnes, etat__in=COMPTEES_AILLEURS)
    champs = ["contrat__participant_id", "pk", "contrat_id", "lot_id", "mois", "depuis", "declarees"]
    champs += ["contrat__date_debut", "contrat__date_fin"]
    for personne, *valeurs in lignes.order_by("pk").values_list(*champs):
        par_personne.setdefault(personne, []).append(_Autre(*valeurs))
    return par_personne


def _faits(ligne: LigneHeures, contexte: _Contexte) -> FaitsDuMois:
    contrat = contexte.contrats[ligne.contrat_id]
    jugements = contexte.jugements.get(contrat.participant_id, ())
    eligibilite = au_mois(jugements, ligne.mois)
    versions = contexte.clauses.get(ligne.lot_id)
    periode = contexte.periodes[ligne.lot_id]
    autres = [autre for autre in contexte.autres.get(contrat.participant_id, []) if autre.pk != ligne.pk]
    acquise = eligibilite.date_entree if eligibilite and eligibilite.est_eligible else None
    # Un mois se compte d'un bloc, sous la version qui valait à son premier jour : un avenant ne revient pas sur lui.
    reglages = _reglages(clause_du(ligne.mois, versions)) if versions else {}
    return FaitsDuMois(
        mois=ligne.mois,
        depuis=ligne.depuis,
        contrat_debut=contrat.date_debut,
        contrat_fin=contrat.date_fin,
        travaillees=ligne.heures_travaillees,
        formation=ligne.heures_formation,
        accompagnement=ligne.heures_accompagnement,
        eligible_depuis=acquise,
        entree_clause=acquise,
        premiere_entree=min((j.date_entree for j in jugements if j.est_eligible), default=None),
        est_cdi=contrat.type_contrat in LES_CDI,
        marche_debut=periode.debut,
        marche_fin=periode.fin,
        marche_resilie=periode.est_resiliee,
        formation_au_contrat=contrat.type_contrat in AVEC_FORMATION,
        mois_deja_declares=_mois_deja_declares(ligne, autres),
        **_ailleurs(ligne, contrat, autres),
        **reglages,
    )


def _reglages(clause: Clause) -> dict[str, Any]:
    return {
        "duree_max_mois": clause.duree_max_mois,
        "duree_max_cdi_mois": clause.duree_max_cdi_mois,
        "formation_comptee": clause.compte_formation,
        "accompagnement_compte": clause.compte_accompagnement,
    }


def _mois_deja_declares(ligne: LigneHeures, autres: list[_Autre]) -> tuple[date, ...]:
    """Les mois des autres lignes du même contrat sur le même lot (un cumul repris en couvre plusieurs)."""
    meme = [a for a in autres if (a.contrat_id, a.lot_id) == (ligne.contrat_id, ligne.lot_id)]
    return tuple(sorted({mois for autre in meme for mois in autre.couverts}))


def _ailleurs(ligne: LigneHeures, contrat: ContratInsertion, autres: list[_Autre]) -> dict[str, Any]:
    """Les heures de la même personne sur d'autres lots ou contrats, et les jours de tous ces contrats, réunis.

    Un cumul dont on ignore la répartition par mois élargit la période à la sienne : ce qui s'y est fait doit y tenir.
    """
    autres = [a for a in autres if (a.contrat_id, a.lot_id) != (ligne.contrat_id, ligne.lot_id)]
    debut, fin = ligne.depuis or ligne.mois, ligne.mois
    touchees = [a for a in autres if a.premier <= fin and a.mois >= debut]
    debut, fin = min([debut, *(a.premier for a in touchees)]), max([fin, *(a.mois for a in touchees)])
    dedans = [a for a in autres if debut <= a.premier and a.mois <= fin]
    periodes = [(contrat.date_debut, contrat.date_fin), *((a.contrat_debut, a.contrat_fin) for a in dedans)]
    return {
        "autres_heures": sum((a.heures for a in dedans), ZERO),
        "jours_reunis": jours_reunis(debut, dernier_du_mois(fin), periodes) if dedans else None,
    }
