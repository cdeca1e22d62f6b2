"""Ce qui attend quelqu'un : à moi, chez les autres, endormi. Chaque attente dit l'acte, depuis quand, et où aller."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.valeurs import en_date, en_heures, en_mois
from clauses.suivi.declarations.models import ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Clause, Lot, Operation
from clauses.suivi.participants.models import Eligibilite

# Usage du métier, pas une règle : au-delà d'une semaine, une déclaration reçue est en retard de validation.
DELAI_DE_VALIDATION = timedelta(days=7)
SOMMEIL = timedelta(days=92)
AU_PLUS = 50


@dataclass(frozen=True)
class Attente:
    """Une chose à faire. `depuis` : le jour où elle est devenue due ; `est_en_retard` : ce jour est passé.
    `mots` : son délai, quand il se dit autrement."""

    acte: str
    objet: str
    detail: str
    depuis: date
    url: str
    bouton: str
    est_en_retard: bool
    mots: str = ""

    def delai(self, jour: date) -> str:
        """Le retard en jours, l'échéance à venir, ou le jour depuis lequel rien ne bouge."""
        if self.est_en_retard:
            return f"{(jour - self.depuis).days}\u202fj"
        if self.mots:
            return self.mots
        return f"→ {en_date(self.depuis)}" if self.depuis >= jour else f"depuis {en_mois(self.depuis)}"


def a_valider(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois transmis, à valider ; en retard une semaine après leur réception."""
    declarations = (
        DeclarationMensuelle.objects.visibles_par(acteur)
        .a_valider()
        .filter(lot__marche__operation_id__in=operations)
        .select_related("lot", "attribution__structure")
        .annotate(
            personnes=Count("lignes__contrat__participant", filter=Q(lignes__annule_le__isnull=True), distinct=True),
            heures=Sum("lignes__declarees", filter=Q(lignes__annule_le__isnull=True)),
        )
        .order_by("soumise_le", "pk")[:AU_PLUS]
    )
    attentes = []
    for d in declarations:
        recue = timezone.localdate(d.soumise_le) if d.soumise_le else d.echeance
        limite = recue + DELAI_DE_VALIDATION
        if d.personnes:
            volume = f"{d.personnes} personne{'s' if d.personnes > 1 else ''}, {en_heures(d.heures)}"
        else:
            volume = "néant"
        attentes.append(
            Attente(
                acte=f"Valider {en_mois(d.mois)}",
                objet=str(d.lot),
                detail=f"{d.attribution.structure} · {volume}",
                depuis=limite,
                url=reverse("declarations:fiche", args=[d.pk]),
                bouton="Valider…",
                est_en_retard=limite < jour,
            )
        )
    return attentes


def a_juger(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les personnes sous contrat dont l'éligibilité n'est pas prononcée : leurs heures ne peuvent pas compter."""
    juge = Eligibilite.objects.actifs().filter(participant=OuterRef("participant"))
    contrats = (
        ContratInsertion.objects.visibles_par(acteur)
        .actifs()
        .filter(affectations__lot__marche__operation_id__in=operations, affectations__annule_le__isnull=True)
        .filter(~Exists(juge))
        .select_related("participant", "employeur")
        .order_by("date_debut", "pk")
        .distinct()[:AU_PLUS]
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


def sans_clause(acteur: Acteur, operations: Iterable[UUID]) -> list[Attente]:
    """Les lots notifiés dont la clause n'est pas écrite : rien ne peut s'y compter."""
    lots = (
        Lot.objects.visibles_par(acteur)
        .actifs()
        .filter(marche__operation_id__in=operations, marche__date_notification__isnull=False)
        .filter(~Exists(Clause.objects.en_vigueur().filter(lot=OuterRef("pk"))))
        .select_related("marche")
        .order_by("marche__date_notification", "pk")[:AU_PLUS]
    )
    return [
        Attente(
            acte="Écrire la clause",
            objet=str(lot),
            detail=lot.marche.objet,
            depuis=lot.marche.date_notification or lot.cree_le.date(),
            url=fiche_de(lot),
            bouton="Écrire la clause",
            est_en_retard=False,
        )
        for lot in lots
    ]


def a_transmettre(acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None) -> list[Attente]:
    """Les mois attendus, chez qui les doit : ceux d'un titulaire, ou de toutes les opérations que l'on suit.

    Sans `operations`, ce sont les siens : tous, échus ou non. Avec, ceux des autres : échus seulement.
    """
    mois = DeclarationMensuelle.objects.visibles_par(acteur).a_transmettre()
    if operations is not None:
        mois = mois.en_retard(jour).filter(lot__marche__operation_id__in=operations)
    mois = mois.select_related("lot__marche", "attribution__structure").order_by("echeance", "mois", "pk")
    siens = operations is None
    return [
        Attente(
            acte=f"{_verbe(d)} {en_mois(d.mois)}",
            objet=str(d.lot),
            detail=(d.motif or _precision(d)) if siens else str(d.attribution.structure),
            depuis=d.echeance,
            url=reverse("declarations:saisir" if siens else "declarations:fiche", args=[d.pk]),
            bouton=("Corriger" if d.etat == DeclarationMensuelle.Etat.A_CORRIGER else "Déclarer")
            if siens
            else "Ouvrir",
            est_en_retard=d.echeance < jour,
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
        .filter(lot__marche__operation_id__in=suivies)
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
        )
        for cle, dernier in sorted(derniers.items(), key=lambda couple: (couple[1], str(couple[0])))
        if dernier < jour - SOMMEIL
    ]
