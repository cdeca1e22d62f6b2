"""Ce que les déclarations font attendre à un accueil : à valider, à juger, à transmettre, endormi."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Sum
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
from clauses.suivi.marches.models import Operation

# Usage du métier, pas une règle : au-delà d'une semaine, une déclaration reçue est en retard de validation.
DELAI_DE_VALIDATION = timedelta(days=7)
SOMMEIL = timedelta(days=92)
AU_PLUS = 50
_LOT_ET_STRUCTURE = ("lot__numero", "lot__intitule", "attribution__structure__nom")  # ce qu'en écrit une attente


def attentes(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Pour qui suit des opérations, ce qu'il en valide, juge ou relance ; pour une entreprise, ses mois."""
    if operations is None:
        return a_transmettre(acteur, jour)
    cles = [operation.pk for operation in operations]
    return [
        *a_valider(acteur, cles, jour),
        *a_juger(acteur, cles, jour),
        *a_transmettre(acteur, jour, cles),
        *endormies(acteur, operations, jour),
    ]


def a_valider(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois transmis, à valider ; en retard une semaine après leur réception."""
    declarations = list(
        DeclarationMensuelle.objects.visibles_par(acteur)
        .a_valider()
        .filter(lot__marche__operation__parmi=operations)
        .select_related("lot", "attribution__structure")
        .only("mois", "echeance", "soumise_le", *_LOT_ET_STRUCTURE)
        .order_by("soumise_le", "pk")[:AU_PLUS]
    )
    volumes = _volumes(declarations)
    attentes = []
    for d in declarations:
        recue = timezone.localdate(d.soumise_le) if d.soumise_le else d.echeance
        limite = recue + DELAI_DE_VALIDATION
        attentes.append(
            Attente(
                acte=f"Valider {en_mois(d.mois)}",
                objet=str(d.lot),
                detail=f"{d.attribution.structure} · {volumes.get(d.pk, 'néant')}",
                depuis=limite,
                url=adresse_de("declarations:fiche", d.pk),
                bouton="Valider…",
                est_en_retard=limite < jour,
            )
        )
    return attentes


def _volumes(declarations: Sequence[DeclarationMensuelle]) -> dict[UUID, str]:
    """{mois: « 3 personnes, 212 h »} de ce qui attend une décision ; rien d'un mois sans ligne."""
    lignes = LigneHeures.objects.actifs().filter(declaration__parmi=declarations, etat__in=EN_ATTENTE).order_by()
    sommes = lignes.values_list("declaration_id").annotate(Count("contrat__participant", distinct=True))
    return {
        cle: f"{personnes} personne{'s' if personnes > 1 else ''}, {en_heures(heures)}"
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
        .select_related("participant", "employeur")
        .only("date_debut", "type_contrat", "participant__nom", "participant__prenom", "employeur__nom")
        .order_by("date_debut", "pk")[:AU_PLUS]
    )
    uniques = {contrat.participant_id: contrat for contrat in reversed(contrats)}
    return [
        Attente(
            acte="Prononcer l'éligibilité",
            objet=str(contrat.participant),
            detail=f"{contrat.employeur} · {contrat.get_type_contrat_display()}",
            depuis=contrat.date_debut,
            url=fiche_de(contrat.participant),
            bouton="Ouvrir la fiche",
            est_en_retard=contrat.date_debut < jour,
        )
        for contrat in reversed(uniques.values())
    ]


def a_transmettre(
    acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None, lots: Iterable[UUID] | None = None
) -> list[Attente]:
    """Les mois attendus, chez qui les doit : ceux d'un titulaire, ou de toutes les opérations que l'on suit.

    Sans `operations`, ce sont les siens (de ces `lots`, s'ils sont dits) : tous, échus ou non. Avec, ceux des
    autres : échus seulement.
    """
    mois = DeclarationMensuelle.objects.visibles_par(acteur).a_transmettre()
    if lots is not None:
        mois = mois.filter(lot_id__in=lots)
    if operations is not None:
        mois = mois.en_retard(jour).filter(lot__marche__operation__parmi=operations)
    mois = (
        mois.select_related("lot__marche", "attribution__structure")
        .only("mois", "echeance", "etat", "motif", "lot__marche__objet", *_LOT_ET_STRUCTURE)
        .order_by("echeance", "mois", "pk")
    )
    siens = operations is None
    return [
        Attente(
            acte=f"{_verbe(d)} {en_mois(d.mois)}",
            objet=str(d.lot),
            detail=(d.motif or _precision(d)) if siens else str(d.attribution.structure),
            depuis=d.echeance,
            url=adresse_de("declarations:saisir" if siens else "declarations:fiche", d.pk),
            bouton=("Corriger" if d.etat == DeclarationMensuelle.Etat.A_CORRIGER else "Déclarer")
            if siens
            else "Ouvrir",
            est_en_retard=d.echeance < jour,
            chez="moi" if siens else "autres",
        )
        for d in mois[:AU_PLUS]
    ]


def _precision(declaration: DeclarationMensuelle) -> str:
    """L'objet du marché, sauf s'il répète le nom du lot (marché non alloti)."""
    lot = declaration.lot
    return "" if lot.intitule == lot.marche.objet else lot.marche.objet


def _verbe(declaration: DeclarationMensuelle) -> str:
    return "Corriger" if declaration.etat == DeclarationMensuelle.Etat.A_CORRIGER else "Déclarer"


def endormies(acteur: Acteur, operations: Iterable[Operation], jour: date) -> list[Attente]:
    """Les opérations en cours dont plus aucune heure n'arrive depuis trois mois."""
    suivies = {o.pk: o for o in operations if o.etat == Operation.Etat.EN_COURS}
    derniers = dict(
        LigneHeures.objects.visibles_par(acteur)
        .actifs()
        .filter(lot__marche__operation__parmi=suivies)
        .order_by()
        .values_list("lot__marche__operation_id")
        .annotate(dernier=Max("mois"))
    )
    return [
        Attente(
            acte="Relancer",
            objet=suivies[cle].nom,
            detail=f"dernières heures en {en_mois(dernier)}",
            depuis=dernier,
            url=fiche_de(Operation, cle),
            bouton="Ouvrir",
            est_en_retard=False,
            chez="endormies",
        )
        for cle, dernier in sorted(derniers.items(), key=lambda couple: (couple[1], str(couple[0])))
        if dernier < jour - SOMMEIL
    ]
