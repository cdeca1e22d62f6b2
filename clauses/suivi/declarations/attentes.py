"""Ce que les déclarations font attendre à un accueil : à valider, à juger, à transmettre."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.valeurs import en_heures, en_mois
from clauses.suivi.declarations.models import (
    EN_ATTENTE,
    AffectationLot,
    ContratInsertion,
    DeclarationMensuelle,
    LigneHeures,
)
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.participants.models import Participant
from regles.typographie import accorder

# Usage du métier, pas une règle : au-delà d'une semaine, une déclaration reçue est en retard de validation.
DELAI_DE_VALIDATION = timedelta(days=7)
_VERBES = {DeclarationMensuelle.Etat.ATTENDUE: "Déclarer", DeclarationMensuelle.Etat.A_CORRIGER: "Corriger"}
AU_PLUS = 50
# Ce qu'en écrit une attente : des colonnes, et aucun objet ; un accueil en montre cent cinquante.
_LOT_ET_STRUCTURE = ("lot__numero", "lot__intitule", "attribution__structure__nom")


def attentes(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Pour qui suit des opérations, ce qu'il en valide, juge ou relance ; pour une entreprise, ses mois."""
    if operations is None:
        return a_transmettre(acteur, jour)
    cles = [operation.pk for operation in operations]
    return [
        *a_valider(acteur, cles, jour),
        *a_juger(acteur, cles, jour),
        *a_transmettre(acteur, jour, cles),
    ]


def a_valider(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois transmis, à valider ; en retard une semaine après leur réception."""
    declarations = list(
        DeclarationMensuelle.objects.visibles_par(acteur)
        .a_valider()
        .filter(lot__marche__operation__parmi=operations)
        .order_by("soumise_le", "pk")
        .values_list("pk", "mois", "echeance", "soumise_le", *_LOT_ET_STRUCTURE, named=True)[:AU_PLUS]
    )
    volumes = _volumes([d.pk for d in declarations])
    attentes = []
    for d in declarations:
        recue = timezone.localdate(d.soumise_le) if d.soumise_le else d.echeance
        limite = recue + DELAI_DE_VALIDATION
        attentes.append(
            Attente(
                acte=f"Valider {en_mois(d.mois)}",
                objet=Lot.nommer(d.lot__numero, d.lot__intitule),
                detail=f"{d.attribution__structure__nom} · {volumes.get(d.pk, 'néant')}",
                depuis=limite,
                url=adresse_de("declarations:fiche", d.pk),
                bouton="Valider…",
                est_en_retard=limite < jour,
            )
        )
    return attentes


def _volumes(declarations: Sequence[UUID]) -> dict[UUID, str]:
    """{mois: « 3 personnes, 212 h »} de ce qui attend une décision ; rien d'un mois sans ligne."""
    lignes = LigneHeures.objects.actifs().filter(declaration__parmi=declarations, etat__in=EN_ATTENTE).order_by()
    sommes = lignes.values_list("declaration_id").annotate(Count("contrat__participant", distinct=True))
    return {
        cle: f"{accorder(personnes, 'personne')}, {en_heures(heures)}"
        for cle, personnes, heures in sommes.annotate(Sum("declarees"))
    }


def a_juger(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les personnes sous contrat dont l'éligibilité n'est pas prononcée : leurs heures ne peuvent pas compter."""
    affectes = AffectationLot.objects.actifs().filter(lot__marche__operation__parmi=operations)
    contrats = (
        ContratInsertion.objects.visibles_par(acteur)
        .actifs()
        .filter(pk__in=affectes.order_by().values("contrat_id"))
        .a_juger()
        .order_by("date_debut", "pk")
        .values_list(
            "participant", "participant__prenom", "participant__nom", "employeur__nom", "type_contrat", "date_debut"
        )[:AU_PLUS]
    )
    uniques = {participant: contrat for participant, *contrat in reversed(contrats)}
    return [
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


def a_transmettre(
    acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None, lots: Iterable[UUID] | None = None
) -> list[Attente]:
    """Les mois attendus, chez qui les doit : ceux d'un titulaire, ou de toutes les opérations que l'on suit.

    Sans `operations`, ce sont les siens (de ces `lots`, s'ils sont dits) : tous, échus ou non. Avec, ceux des
    autres : échus seulement.
    """
    mois = DeclarationMensuelle.objects.concernant(acteur).a_transmettre()
    if lots is not None:
        mois = mois.filter(lot_id__in=lots)
    if operations is not None:
        mois = mois.en_retard(jour).filter(lot__marche__operation__parmi=operations)
    lus = mois.order_by("echeance", "mois", "pk").values_list(
        "pk", "mois", "echeance", "etat", "motif", "lot__marche__objet", *_LOT_ET_STRUCTURE, named=True
    )
    siens = operations is None
    return [
        Attente(
            acte=f"{_VERBES[d.etat]} {en_mois(d.mois)}",
            objet=Lot.nommer(d.lot__numero, d.lot__intitule),
            detail=(d.motif or _precision(d)) if siens else d.attribution__structure__nom,
            depuis=d.echeance,
            url=adresse_de("declarations:saisir" if siens else "declarations:fiche", d.pk),
            bouton=_VERBES[d.etat] if siens else "Ouvrir",
            est_en_retard=d.echeance < jour,
            chez="moi" if siens else "autres",
        )
        for d in lus[:AU_PLUS]
    ]


def _precision(mois: Any) -> str:
    """L'objet du marché, sauf s'il répète le nom du lot (marché non alloti)."""
    return "" if mois.lot__intitule == mois.lot__marche__objet else mois.lot__marche__objet
