"""Les lignes d'une opération, prêtes à être réparties : une ligne, sa personne, son contrat, son attributaire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from clauses.suivi.declarations.imports.transmission import REGLE_REPRISE
from clauses.suivi.declarations.models import EN_ATTENTE, TRANSMISES, LigneHeures
from clauses.suivi.declarations.mois_reunis import attributaires_des_contrats, mois_couverts
from clauses.suivi.marches.models import Operation
from clauses.suivi.participants.jugements import age_a_l_entree, jugements_de, qui_vaut
from regles.publication import Presence

REPRIS = "repris_"  # devant le public d'une personne que l'ancien outil disait, sans pièce revue ici
_CHAMPS = {
    "cle": "pk",
    "mois": "mois",
    "depuis": "depuis",
    "etat": "etat",
    "lot_id": "lot_id",
    "contrat_id": "contrat_id",
    "travail": "retenu_travail",
    "formation": "retenu_formation",
    "accompagnement": "retenu_accompagnement",
    "retenues": "retenues",
    "declarees": "declarees",
    "lot_numero": "lot__numero",
    "lot_intitule": "lot__intitule",
    "modalite": "contrat__modalite",
    "type_contrat": "contrat__type_contrat",
    "metier": "contrat__metier",
    "debut_contrat": "contrat__date_debut",
    "fin_contrat": "contrat__date_fin",
    "apres": "contrat__contrat_apres",
    "employeur": "contrat__employeur__nom",
    "personne_id": "contrat__participant_id",
    "nom": "contrat__participant__nom",
    "prenom": "contrat__participant__prenom",
    "sexe": "contrat__participant__sexe",
    "naissance": "contrat__participant__date_naissance",
    "qpv": "contrat__participant__qpv",
    "niveau": "contrat__participant__niveau",
    "prescripteur": "contrat__participant__prescripteur__nom",
    "jugement": "jugement_id",
    "fige": "decision__personne",
}


@dataclass(frozen=True, kw_only=True)
class Fait:
    """Une ligne d'heures et ce qui sert à la compter. `entree` : la date d'entrée dans la clause (celle du jugement qui
    vaut à ce mois, à défaut le premier contrat de l'opération). Les publics sont ceux de ce jugement ; l'âge à cette
    date, le sexe, le niveau et le quartier, ce que la validation du mois en a figé : rien d'appris ensuite ne change un
    bilan passé (docs/decisions/0042)."""

    cle: UUID
    mois: date
    depuis: date | None
    etat: str
    lot_id: UUID
    contrat_id: UUID
    travail: Decimal
    formation: Decimal
    accompagnement: Decimal
    retenues: Decimal
    declarees: Decimal
    lot_numero: str
    lot_intitule: str
    modalite: str
    type_contrat: str
    metier: str
    debut_contrat: date
    fin_contrat: date | None
    apres: str
    employeur: str
    personne_id: UUID
    nom: str
    prenom: str
    sexe: str
    age: int | None
    qpv: str
    niveau: str
    prescripteur: str | None
    titulaire: str
    titulaire_id: UUID | None
    publics: tuple[str, ...]
    entree: date

    @property
    def est_retenu(self) -> bool:
        return self.etat == LigneHeures.Etat.VALIDEE

    @property
    def en_attente(self) -> bool:
        return self.etat in EN_ATTENTE


def faits_de_l_operation(operation: Operation) -> list[Fait]:
    """Toutes les lignes déclarées de l'opération, en quatre requêtes, par mois puis par personne."""
    lignes = list(
        LigneHeures.objects.actifs()
        .filter(
            lot__marche__operation=operation,
            lot__annule_le__isnull=True,
            lot__marche__annule_le__isnull=True,
            etat__in=TRANSMISES,
        )
        .order_by("mois", "contrat__participant__tri", "pk")
        .values_list(*_CHAMPS.values())
    )
    bruts = [dict(zip(_CHAMPS, ligne, strict=True)) for ligne in lignes]
    attributaires = attributaires_des_contrats(operation)
    jugements = jugements_de(brut["personne_id"] for brut in bruts)
    premiers: dict[UUID, date] = {}
    for brut in bruts:
        debut = premiers.setdefault(brut["personne_id"], brut["debut_contrat"])
        premiers[brut["personne_id"]] = min(debut, brut["debut_contrat"])
    faits = []
    for brut in bruts:
        jugement = qui_vaut(jugements.get(brut["personne_id"], ()), brut["mois"], brut.pop("jugement"))
        entree, publics = premiers[brut["personne_id"]], _publics([], "")
        if jugement is not None and jugement.est_eligible:
            entree, publics = jugement.date_entree, _publics(jugement.criteres, jugement.version_regle)
            brut["qpv"] = jugement.decision.get("qpv", brut["qpv"])
        brut["age"] = age_a_l_entree(brut.pop("naissance"), entree)
        brut.update(brut.pop("fige") or {})
        cle, nom = attributaires.get((brut["contrat_id"], brut["lot_id"]), (None, ""))
        faits.append(Fait(**brut, titulaire=nom, titulaire_id=cle, publics=publics, entree=entree))
    return faits


def _publics(criteres: list[str], regle: str) -> tuple[str, ...]:
    """Les publics d'une personne ; ceux qu'un autre outil disait, dont aucune pièce n'est revue, restent à part."""
    if regle != REGLE_REPRISE:
        return tuple(criteres)
    return tuple(f"{REPRIS}{code}" for code in criteres) or (REPRIS,)


def presences(faits: Iterable[Fait]) -> list[Presence]:
    """Qui a des heures retenues, chaque mois, dans chaque case : de quoi réunir les mois d'un bilan publié."""
    return [
        ((fait.lot_id, fait.titulaire_id), mois, fait.personne_id)
        for fait in faits
        if fait.est_retenu and fait.retenues
        for mois in mois_couverts(fait.depuis, fait.mois)
    ]
