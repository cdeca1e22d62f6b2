"""« Heures et personnes » d'une opération : les jauges par lot, les personnes, les lignes.

L'équipe voit tout. Le donneur d'ordre voit des heures et des nombres, jamais une personne. Un attributaire et
un employeur ne voient que les leurs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.recherche import contenant
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, jauge
from clauses.fond.socle.valeurs import en_heures, en_nombre
from clauses.suivi.declarations.models import EN_ATTENTE, AffectationLot, ContratInsertion, LigneHeures
from clauses.suivi.declarations.models.ligne_heures import LigneHeuresQuerySet
from clauses.suivi.declarations.mois_reunis import (
    additionner_par_periode,
    mois_couverts,
    periode_en_mots,
    periodes_pour,
)
from clauses.suivi.declarations.presentation.liste import HEURES
from clauses.suivi.marches.models import Attribution, Lot, Operation
from clauses.suivi.marches.obligations import obligations
from regles.parametres import SEUIL_DE_PUBLICATION
from regles.publication import cases_a_taire
from regles.typographie import typographie

Etat = LigneHeures.Etat
ZERO = Decimal(0)
A_DECIDER = "Déclaré, en attente d'une décision : à valider, ou à corriger"
PERSONNES = Count("contrat__participant", distinct=True)


@dataclass(frozen=True)
class LotSuivi:
    """Les chiffres d'un lot, pour qui les lit. `engagement` et `attendu` : `None` s'ils ne lui sont pas dus.
    `personnes` : `None`, un nombre qui se tait."""

    lot: Lot
    engagement: Decimal | None
    attendu: Decimal | None
    a_decider: Decimal
    retenu: Decimal
    personnes: int | None


def lots_de(acteur: Acteur, operation_id: UUID) -> QuerySet[Lot]:
    return (
        Lot.objects.visibles_par(acteur)
        .actifs()
        .filter(marche__operation_id=operation_id, marche__annule_le__isnull=True)
        .select_related("marche__operation")
        .order_by("marche__tri", "tri", "pk")
    )


def lignes_de(acteur: Acteur, lots: Sequence[Lot]) -> LigneHeuresQuerySet:
    """Les lignes derrière les chiffres. Un donneur d'ordre n'en reçoit que des sommes (`voit_les_personnes`)."""
    # Ses lots viennent de `visibles_par` ; d'un donneur d'ordre, seules des sommes sortiront d'ici.
    acheteur = acteur.role == Role.DONNEUR_D_ORDRE
    lignes = LigneHeures.objects.all() if acheteur else LigneHeures.objects.visibles_par(acteur)
    return lignes.actifs().exclude(etat=Etat.BROUILLON).filter(lot__in=[lot.pk for lot in lots])


def suivi_des_lots(acteur: Acteur, lots: Sequence[Lot], jour: date) -> list[LotSuivi]:
    """Une ligne par lot : dix requêtes au plus, quel que soit leur nombre."""
    dus = obligations(lots, jour)
    siennes = _attributions_de(acteur, lots)
    sommes: dict[UUID, Any] = {
        somme["lot_id"]: somme for somme in lignes_de(acteur, lots).additionnees("lot_id").annotate(personnes=PERSONNES)
    }
    vide: dict[str, Any] = {"a_decider": ZERO, "retenu": ZERO, "personnes": 0}
    suivis = []
    for lot in lots:
        engagement, attendu = _du(acteur, dus.get(lot.pk), siennes.get(lot.pk))
        somme = sommes.get(lot.pk, vide)
        suivis.append(
            LotSuivi(lot, engagement, attendu, somme["a_decider"], somme["retenu"], somme["personnes"]),
        )
    return suivis if peut(acteur, "ligneheures.voir") else _sans_petits_nombres(suivis)


def _sans_petits_nombres(suivis: Sequence[LotSuivi]) -> list[LotSuivi]:
    """Pour qui ne voit personne : les nombres de moins de cinq se taisent, et celui qui les trahirait."""
    tus = cases_a_taire({str(s.lot.pk): Decimal(s.personnes) for s in suivis if s.personnes}).tues
    return [replace(s, personnes=None) if str(s.lot.pk) in tus else s for s in suivis]


def _du(acteur: Acteur, du: Any, attribution_id: UUID | None) -> tuple[Decimal | None, Decimal | None]:
    """L'engagement et l'attendu que cet acteur peut lire : ceux du lot, sa seule part, ou rien."""
    if du is None or acteur.role == Role.EMPLOYEUR:
        return None, None
    if acteur.role == Role.TITULAIRE:
        return du.parts_engagement.get(attribution_id) if attribution_id else None, None
    return du.engagement.valeur, du.attendu.valeur


def _attributions_de(acteur: Acteur, lots: Sequence[Lot]) -> dict[UUID, UUID]:
    if acteur.role != Role.TITULAIRE:
        return {}
    siennes = Attribution.objects.visibles_par(acteur).actifs().directes().filter(lot__in=[lot.pk for lot in lots])
    return dict(siennes.order_by("pk").values_list("lot_id", "pk"))


def phrase(suivis: Iterable[LotSuivi], acteur: Acteur) -> str:
    suivis = list(suivis)
    retenu = sum((s.retenu for s in suivis), ZERO)
    a_decider = sum((s.a_decider for s in suivis), ZERO)
    du = sum((s.engagement for s in suivis if s.engagement), ZERO)
    sur = f" sur {en_heures(du)} dues" if du else ""
    attente = f" ; {en_heures(a_decider)} attendent une décision" if a_decider else ""
    return typographie(f"{en_heures(retenu)} retenues{sur}{attente}.")


def _personnes(aide: str) -> Colonne:
    def dire(ligne: Any) -> str:
        combien = ligne["personnes"] if isinstance(ligne, Mapping) else ligne.personnes
        return "masqué" if combien is None else en_nombre(combien)

    return Colonne("personnes", "Personnes", "entier", aide=aide, montrer=dire)


def tableau_des_lots(suivis: Sequence[LotSuivi]) -> Tableau:
    dus = [
        Colonne("retenu", "Avancement", montrer=lambda s: jauge(s.retenu, s.engagement, s.attendu)),
        Colonne("engagement", "Engagement", "heures", aide="Heures dues à la fin"),
        Colonne("attendu", "Attendu", "heures", aide="Où l'on devrait en être aujourd'hui"),
    ]
    # Une colonne que ce lecteur n'a nulle part ne se montre pas vide.
    avec = (any(s.engagement is not None for s in suivis),) * 2 + (any(s.attendu is not None for s in suivis),)
    colonnes = [
        Colonne("lot", "Lot", largeur=36),
        *(colonne for colonne, montree in zip(dus, avec, strict=True) if montree),
        Colonne("a_decider", "À décider", "heures", aide=A_DECIDER),
        Colonne("retenu", "Retenu", "heures", aide="Validé, qui compte"),
        _personnes("Une personne de deux lots compte dans chacun"),
    ]
    return Tableau(colonnes, suivis, legende="Heures par lot", url=lambda s: fiche_de(s.lot))


def mois_par_mois(acteur: Acteur, operation: Operation, lots: Sequence[Lot]) -> Tableau:
    """Les heures retenues mois par mois, sans personne : ce que voit un donneur d'ordre. Les mois de moins de cinq
    personnes y sont réunis ; ce qui attend une décision ne se dit que par lot."""
    reunis = periodes_pour(acteur, operation)
    periodes = reunis.operation if reunis else ()
    retenues = lignes_de(acteur, lots).validees().filter(retenues__gt=0)
    lus = list(retenues.values_list("contrat__participant_id", "depuis", "mois", "retenues"))
    sommes = additionner_par_periode(((None, mois_couverts(d, m), heures) for _, d, m, heures in lus), periodes)
    lignes = [
        {
            "mois": periode_en_mots(periode),
            "retenu": sommes[rang, None],
            "personnes": _a_dire({qui for qui, d, m, _ in lus if {*mois_couverts(d, m)} & {*periode}}),
        }
        for rang, periode in reversed([*enumerate(periodes)])
    ]
    colonnes = (
        Colonne("mois", "Mois", "mots", aide="Réunis tant que moins de cinq personnes y ont des heures"),
        Colonne("retenu", "Retenu", "heures", aide="Validé, qui compte"),
        _personnes("Une personne de deux lignes compte dans chacune"),
    )
    return Tableau(colonnes, lignes, legende="Heures par mois")


def _a_dire(personnes: set[Any]) -> int | None:
    return len(personnes) if len(personnes) >= SEUIL_DE_PUBLICATION else None


def contrats_de(acteur: Acteur, lots: Sequence[Lot]) -> QuerySet[Any]:
    """Les contrats de l'opération et leurs heures, en une requête."""
    cles = [lot.pk for lot in lots]
    affectes = AffectationLot.objects.actifs().filter(lot__in=cles).values("contrat")
    lignes = LigneHeures.objects.actifs().filter(contrat=OuterRef("pk"), lot__in=cles).additionnees("contrat")
    return (
        ContratInsertion.objects.visibles_par(acteur)
        .actifs()
        .filter(pk__in=affectes)
        .select_related("participant", "employeur")
        .annotate(
            a_decider=Coalesce(Subquery(lignes.values("a_decider")), ZERO, output_field=HEURES),
            retenu=Coalesce(Subquery(lignes.values("retenu")), ZERO, output_field=HEURES),
        )
        .order_by("participant__tri", "date_debut", "pk")
    )


def filtrer_contrats(contrats: QuerySet[Any], valeurs: Mapping[str, Any]) -> QuerySet[Any]:
    if valeurs.get("q"):
        contrats = contrats.filter(contenant(valeurs["q"], "participant__recherche"))
    if valeurs.get("lot"):
        contrats = contrats.filter(pk__in=AffectationLot.objects.actifs().filter(lot=valeurs["lot"]).values("contrat"))
    return contrats


def filtrer_lignes(lignes: QuerySet[LigneHeures], valeurs: Mapping[str, Any]) -> QuerySet[LigneHeures]:
    if valeurs.get("q"):
        lignes = lignes.filter(contenant(valeurs["q"], "contrat__participant__recherche"))
    egalites = {nom: valeurs[nom] for nom in ("lot", "mois", "etat") if valeurs.get(nom)}
    if egalites.get("etat") == "a_decider":
        egalites["etat__in"] = EN_ATTENTE
        del egalites["etat"]
    return (
        lignes.filter(**egalites)
        .select_related("contrat__participant", "contrat__employeur", "lot")
        .order_by("-mois", "contrat__participant__tri", "pk")
    )


def tableau_des_contrats(contrats: Sequence[Any]) -> Tableau:
    colonnes = (
        Colonne("participant", "Personne", largeur=28, personnelle=True),
        Colonne("type_contrat", "Contrat", largeur=26, lire=lambda c: c.get_type_contrat_display()),
        Colonne("modalite", "Modalité", largeur=26, lire=lambda c: c.get_modalite_display()),
        Colonne("employeur.nom", "Employeur", largeur=28),
        Colonne("date_debut", "Début", "date"),
        Colonne("date_fin", "Fin", "date"),
        Colonne("a_decider", "À décider", "heures", aide=A_DECIDER),
        Colonne("retenu", "Retenu", "heures", aide="Validé, qui compte"),
    )
    return Tableau(
        colonnes,
        contrats,
        legende="Personnes et contrats",
        avec_personnelles=True,
        url=lambda c: reverse("declarations:contrat", args=[c.pk]),
    )


COLONNES_DES_LIGNES = (
    Colonne("contrat.participant", "Personne", largeur=28, personnelle=True),
    Colonne("mois", "Mois", "mois"),
    Colonne("lot", "Lot", largeur=32),
    Colonne("contrat.employeur.nom", "Employeur", largeur=28),
    Colonne("heures_travaillees", "Travail", "heures"),
    Colonne("heures_formation", "Formation", "heures"),
    Colonne("heures_accompagnement", "Accompagnement", "heures"),
    Colonne("declarees", "Déclaré", "heures", aide="Ce que dit la ligne, toutes catégories, quoi qu'on en ait décidé"),
    Colonne("retenues", "Retenu", "heures", aide="Validé, qui compte"),
    Colonne(
        "etat",
        "État",
        "etat",
        lire=lambda ligne: ligne.get_etat_display(),
        montrer=lambda ligne: etat(ligne.etat, ligne.get_etat_display()),
    ),
)


def tableau_des_lignes(lignes: Sequence[LigneHeures], *, valide: bool) -> Tableau:
    """Les lignes à l'écran : l'état en pastille, et des cases pour qui valide."""
    return Tableau(
        COLONNES_DES_LIGNES,
        lignes,
        legende="Lignes d'heures",
        avec_personnelles=True,
        url=lambda ligne: reverse("declarations:ligne", args=[ligne.pk]),
        case=(lambda ligne: f"{ligne.pk}:{ligne.version}") if valide else None,
        formulaire="lignes" if valide else "",
    )


def operation_vue(acteur: Acteur, cle: UUID) -> Operation | None:
    """L'opération que l'acteur peut ouvrir : par elle-même, ou par l'un de ses lots."""
    par_ses_lots = Lot.objects.visibles_par(acteur).actifs().filter(marche__operation_id=cle)
    return (
        Operation.objects.filter(pk=cle)
        .filter(
            Q(pk__in=Operation.objects.visibles_par(acteur).values("pk"))
            | Q(pk__in=par_ses_lots.values("marche__operation_id"))
        )
        .select_related("donneur_d_ordre")
        .first()
    )
