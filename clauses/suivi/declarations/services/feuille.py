"""La feuille d'un mois : les personnes attendues, ce qui est déjà saisi, ce qu'il en était le mois d'avant."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.models.contrat_insertion import periodes_a_dire
from clauses.suivi.marches.models import Attribution
from regles.calendrier import ajouter_mois, dernier_du_mois, premier_du_mois
from regles.typographie import jour_en_mots

EQUIPE = (Role.FACILITATEUR, Role.RESPONSABLE)
PRINCIPAUX = (Attribution.Role.TITULAIRE, Attribution.Role.MANDATAIRE)


@dataclass(frozen=True)
class Place:
    """La place d'une personne dans le mois : son contrat, sa ligne s'il y en a une, celle du mois d'avant. `periode` :
    les dates du contrat, si la personne en a plusieurs ce mois-ci."""

    contrat: ContratInsertion
    ligne: LigneHeures | None = None
    precedente: LigneHeures | None = None
    periode: str = ""

    @property
    def est_modifiable(self) -> bool:
        return self.ligne is None or self.ligne.verbes_du_cycle()["saisir"]


@dataclass(frozen=True)
class Feuille:
    """Le mois tel que cet acteur le voit. `est_entiere` : il voit tous ceux que le mois attend."""

    declaration: DeclarationMensuelle
    places: tuple[Place, ...]
    est_entiere: bool = True
    par_contrat: dict[UUID, Place] = field(default_factory=dict)

    @property
    def enregistree_le(self) -> datetime | None:
        """L'instant du dernier enregistrement d'une ligne ; `None` si rien n'est saisi."""
        return max((place.ligne.modifie_le for place in self.places if place.ligne), default=None)


def feuille_du_mois(declaration: DeclarationMensuelle, acteur: Acteur) -> Feuille:
    """La feuille du mois pour cet acteur : cinq requêtes, quel que soit le nombre de personnes."""
    attendus = list(_contrats_du_mois(declaration))
    visibles = set(
        ContratInsertion.objects.visibles_par(acteur)
        .filter(pk__in=[contrat.pk for contrat in attendus])
        .values_list("pk", flat=True)
    )
    contrats = [contrat for contrat in attendus if contrat.pk in visibles]
    lignes, periodes = _lignes(declaration, contrats), periodes_a_dire(contrats)
    places = tuple(
        Place(
            contrat,
            ligne=lignes.get((contrat.pk, declaration.mois)),
            precedente=lignes.get((contrat.pk, ajouter_mois(declaration.mois, -1))),
            periode=periodes.get(contrat.pk, ""),
        )
        for contrat in contrats
    )
    return Feuille(
        declaration, places, est_entiere=len(contrats) == len(attendus), par_contrat={p.contrat.pk: p for p in places}
    )


def _contrats_du_mois(declaration: DeclarationMensuelle) -> list[ContratInsertion]:
    """Les contrats en cours ce mois-là sur le lot, au compte de l'attributaire ou de ses sous-traitants."""
    affectations = AffectationLot.objects.actifs().filter(
        _au_compte_de(declaration.attribution), lot_id=declaration.lot_id
    )
    avec_ligne = LigneHeures.objects.actifs().filter(declaration=declaration).values("contrat_id")
    en_cours = Q(date_debut__lte=dernier_du_mois(declaration.mois)) & (
        Q(date_fin__isnull=True) | Q(date_fin__gte=declaration.mois)
    )
    return list(
        ContratInsertion.objects.actifs()
        .filter(Q(pk__in=affectations.values("contrat_id")) & en_cours | Q(pk__in=avec_ligne))
        .select_related("participant", "employeur")
        .order_by("participant__tri", "pk")
    )


def _au_compte_de(attribution: Attribution) -> Q:
    """Ses propres affectations, celles de ses sous-traitants (de tout rang), et, pour le titulaire ou le
    mandataire, celles que personne ne revendique (une reprise d'un autre outil)."""
    cles, rang = {attribution.pk}, [attribution.pk]
    liens = list(
        Attribution.objects.filter(lot_id=attribution.lot_id, donneur__isnull=False).values_list("pk", "donneur_id")
    )
    while rang:
        rang = [cle for cle, donneur in liens if donneur in rang and cle not in cles]
        cles.update(rang)
    compte = Q(attribution_id__in=cles)
    return compte | Q(attribution__isnull=True) if attribution.role in PRINCIPAUX else compte


def _lignes(
    declaration: DeclarationMensuelle, contrats: list[ContratInsertion]
) -> dict[tuple[UUID, date], LigneHeures]:
    mois = (declaration.mois, ajouter_mois(declaration.mois, -1))
    lignes = LigneHeures.objects.actifs().filter(contrat__in=contrats, lot_id=declaration.lot_id, mois__in=mois)
    return {(ligne.contrat_id, ligne.mois): ligne for ligne in lignes}


def pourquoi_pas_saisir(declaration: DeclarationMensuelle, acteur: Acteur, jour: date) -> str:
    """La raison pour laquelle cet acteur ne peut plus (ou pas encore) écrire dans ce mois ; vide s'il le peut."""
    if declaration.est_annule:
        return "Ce mois n'est plus attendu."
    if declaration.mois > premier_du_mois(jour):
        return "Ce mois n'a pas commencé : rien n'est à déclarer."
    if not declaration.verbes_du_cycle()["saisir"]:
        return "Ce mois est validé. Pour le corriger, demandez au facilitateur de le rouvrir."
    est_transmis = declaration.etat in (DeclarationMensuelle.Etat.SOUMISE, DeclarationMensuelle.Etat.VALIDEE)
    if est_transmis and acteur.role not in EQUIPE and jour > declaration.echeance:
        limite = jour_en_mots(declaration.echeance)
        return (
            f"Ce mois est transmis, et le délai de correction s'est achevé le {limite}. "
            "Pour le corriger, demandez au facilitateur de vous le rendre."
        )
    return ""
