"""Les mois que l'on réunit pour qui n'a pas à voir les personnes : sinon la courbe d'une petite opération serait celle
d'une personne (règle `periodes_publiees`, docs/decisions/0048)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import en_mois
from clauses.suivi.declarations.models import AffectationLot, LigneHeures
from clauses.suivi.marches.attributaires import chaine, donneurs_de
from clauses.suivi.marches.models import Attribution, Lot, Operation
from regles.calendrier import mois_de_la_periode
from regles.publication import Periode, Presence, periodes_publiees

Case = tuple[UUID, UUID | None]  # (lot, attributaire direct)


@dataclass(frozen=True)
class Periodes:
    """`operation` : celles de sa courbe. `parts` : celles de ses lots et de ses attributaires, qui en réunissent."""

    operation: tuple[Periode, ...]
    parts: tuple[Periode, ...]

    @classmethod
    def des(cls, presences: Iterable[Presence]) -> "Periodes":
        """`presences` : (case, mois, personne), des heures retenues."""
        lues = list(presences)
        operation = periodes_publiees((None, mois, personne) for _, mois, personne in lues)
        return cls(operation, periodes_publiees(lues, operation))


def mois_couverts(depuis: date | None, mois: date) -> Periode:
    """Les mois d'une ligne : le sien, ou tous ceux d'un cumul repris d'un autre outil."""
    return mois_de_la_periode(depuis or mois, mois)


def periode_en_mots(periode: Periode) -> str:
    """« mars 2026 », « mars à juillet 2026 », « novembre 2025 à janvier 2026 »."""
    premier, dernier = periode[0], periode[-1]
    if premier == dernier:
        return en_mois(premier)
    debut = en_mois(premier)
    return f"{debut.rsplit(' ', 1)[0] if premier.year == dernier.year else debut} à {en_mois(dernier)}"


def additionner_par_periode(
    lignes: Iterable[tuple[Hashable, Periode, Decimal]], periodes: Sequence[Periode]
) -> Mapping[tuple[int, Hashable], Decimal]:
    """{(rang de la période, case): heures}, de lignes (case, ses mois, ses heures) ; un cumul repris se partage
    également entre ses mois, comme sur la courbe."""
    rangs = {mois: rang for rang, periode in enumerate(periodes) for mois in periode}
    sommes: dict[tuple[int, Hashable], Decimal] = defaultdict(Decimal)
    for case, couverts, heures in lignes:
        for mois in couverts:
            sommes[rangs[mois], case] += heures / len(couverts)
    return sommes


def periodes_pour(acteur: Acteur, operation: Operation, lot: Lot | None = None) -> Periodes | None:
    """Ce qu'il faut réunir de l'opération (ou du seul `lot`) pour `acteur` : les mois des personnes qu'il n'a pas à
    voir, qu'il retrouverait en ôtant les siennes. `None` : il les voit toutes. Trois requêtes au plus."""
    if peut(acteur, "ligneheures.valider"):
        return None
    caches = (
        LigneHeures.objects.actifs()
        .validees()
        .filter(lot__marche__operation=operation, lot__annule_le__isnull=True, retenues__gt=0)
        .exclude(pk__in=LigneHeures.objects.visibles_par(acteur).values("pk"))
        .order_by()
        .values_list("lot_id", "contrat_id", "contrat__participant_id", "depuis", "mois")
    )
    lignes = list(caches.filter(lot=lot) if lot else caches)
    if not lignes:
        return None
    attributaires = attributaires_des_contrats(operation)
    return Periodes.des(
        ((lot_id, attributaires.get((contrat, lot_id), (None, ""))[0]), mois, personne)
        for lot_id, contrat, personne, depuis, dernier in lignes
        for mois in mois_couverts(depuis, dernier)
    )


def attributaires_des_contrats(operation: Operation) -> dict[tuple[UUID, UUID], tuple[UUID | None, str]]:
    """{(contrat, lot): l'attributaire direct au compte duquel il travaille} ; un sous-traitant compte pour lui."""
    affectations = (
        AffectationLot.objects.actifs()
        .filter(lot__marche__operation=operation)
        .order_by()
        .values_list("contrat_id", "lot_id", "attribution_id")
    )
    attributions = Attribution.objects.filter(lot__marche__operation=operation).select_related("structure").order_by()
    noms = {a.pk: a.structure.nom for a in attributions}
    donneurs = donneurs_de(attributions)
    resultat: dict[tuple[UUID, UUID], tuple[UUID | None, str]] = {}
    for contrat, lot, cle in affectations:
        direct = [*chaine(cle, donneurs)][-1:]
        resultat[contrat, lot] = (direct[0], noms[direct[0]]) if direct else (None, "")
    return resultat
