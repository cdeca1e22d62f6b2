"""Ce que les déclarations font attendre à un accueil : à valider, à juger, à transmettre."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.valeurs import en_mois
from clauses.suivi.declarations.attentes_a_valider import a_valider
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, DeclarationMensuelle
from clauses.suivi.declarations.retards import RetardDuLot, retards
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.participants.models import Participant

_VERBES = {DeclarationMensuelle.Etat.ATTENDUE: "Déclarer", DeclarationMensuelle.Etat.A_CORRIGER: "Corriger"}
AU_PLUS = 50


def attentes(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Pour qui suit des opérations, ce qu'il en valide, juge ou relance ; pour une entreprise, ses mois."""
    if operations is None:
        return a_transmettre(acteur, jour)
    cles = [operation.pk for operation in operations]
    return [
        *a_valider(acteur, cles, jour),
        *a_juger(acteur, cles, jour),
        *a_relancer(acteur, cles, jour),
    ]


def a_juger(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les personnes sous contrat dont l'éligibilité n'est pas prononcée, en un acte : leurs heures ne peuvent pas
    compter."""
    affectes = AffectationLot.objects.actifs().filter(lot__marche__operation__parmi=operations)
    contrats = (
        ContratInsertion.objects.visibles_par(acteur)
        .actifs()
        .filter(pk__in=affectes.order_by().values("contrat_id"))
        .a_juger()
        .order_by("date_debut", "pk")
        .values_list(
            "participant", "participant__prenom", "participant__nom", "employeur__nom", "type_contrat", "date_debut"
        )
    )
    uniques = {participant: contrat for participant, *contrat in reversed(contrats)}
    personnes = [
        Attente(
            acte="Prononcer l'éligibilité",
            objet=Participant.nommer(prenom, nom),
            detail=f"{employeur} · {ContratInsertion.TypeContrat(type_contrat).label}",
            depuis=debut,
            url=fiche_de(Participant, participant),
            bouton="Ouvrir la fiche",
            est_en_retard=debut < jour,
        )
        for participant, (prenom, nom, employeur, type_contrat, debut) in reversed(uniques.items())
    ]
    return [_tous_a_juger(personnes)] if len(personnes) > 1 else personnes


def _tous_a_juger(personnes: Sequence[Attente]) -> Attente:
    """Un seul acte, la personne la plus ancienne d'abord."""
    premiere = personnes[0]
    return replace(
        premiere,
        objet=f"{len(personnes)} personnes",
        detail="leurs heures ne peuvent pas compter",
        url=f"{adresse_de('participants:liste')}?eligibilite=a_juger",
        bouton="Voir les personnes",
        est_en_retard=any(p.est_en_retard for p in personnes),
        sous=personnes,
    )


def a_relancer(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois échus que les entreprises n'ont pas transmis : une ligne par entreprise, et de quoi l'appeler."""
    return [
        Attente(
            acte=r.en_mots,
            objet=r.nom,
            detail=f"{r.lots[0].operation} · {r.lots[0].lot}" if len(r.lots) == 1 else "",
            depuis=r.depuis,
            url=adresse_de("declarations:fiche", r.lots[0].premiere)
            if r.nombre == 1
            else f"{adresse_de('declarations:liste')}?{urlencode({'etat': 'en_retard', 'entreprise': r.structure_id})}",
            bouton="Ouvrir" if r.nombre == 1 else "Voir les mois",
            est_en_retard=True,
            chez="autres",
            sous=[_a_relancer_du_lot(lot) for lot in r.lots] if len(r.lots) > 1 else (),
            contacts=r.contacts[:1],
        )
        for r in retards(acteur, jour, operations)
    ]


def _a_relancer_du_lot(lot: RetardDuLot) -> Attente:
    url = adresse_de("declarations:fiche", lot.premiere)
    return Attente(lot.en_mots, lot.operation, lot.lot, lot.depuis, url, "Ouvrir", est_en_retard=True, chez="autres")


def a_transmettre(acteur: Acteur, jour: date, lots: Iterable[UUID] | None = None) -> list[Attente]:
    """Les mois attendus de qui lit, échus ou non ; de ces `lots`, s'ils sont dits."""
    mois = DeclarationMensuelle.objects.concernant(acteur).a_transmettre()
    if lots is not None:
        mois = mois.filter(lot_id__in=lots)
    lus = mois.order_by("echeance", "mois", "pk").values_list(
        "pk", "mois", "echeance", "etat", "motif", "lot__marche__objet", "lot__numero", "lot__intitule", named=True
    )
    return [
        Attente(
            acte=f"{_VERBES[d.etat]} {en_mois(d.mois)}",
            objet=Lot.nommer(d.lot__numero, d.lot__intitule),
            detail=d.motif or _precision(d),
            depuis=d.echeance,
            url=adresse_de("declarations:saisir", d.pk),
            bouton=_VERBES[d.etat],
            est_en_retard=d.echeance < jour,
        )
        for d in lus[:AU_PLUS]
    ]


def _precision(mois: Any) -> str:
    """L'objet du marché, sauf s'il répète le nom du lot (marché non alloti)."""
    return "" if mois.lot__intitule == mois.lot__marche__objet else mois.lot__marche__objet
