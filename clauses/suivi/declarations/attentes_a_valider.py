"""Les mois à valider, pour un accueil : un acte par mois civil, et dedans une ligne par opération."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.composants import Lien
from clauses.fond.socle.valeurs import en_heures, en_mois
from clauses.suivi.declarations.models import EN_ATTENTE, DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Lot
from regles.typographie import accorder

# Usage du métier, pas une règle : au-delà d'une semaine, une déclaration reçue est en retard de validation.
DELAI_DE_VALIDATION = timedelta(days=7)


@dataclass
class Volume:
    """Ce qui attend une décision : qui, et combien d'heures."""

    personnes: set[UUID] = field(default_factory=set)
    heures: Decimal = Decimal(0)

    def __str__(self) -> str:
        return f"{accorder(len(self.personnes), 'personne')}, {en_heures(self.heures)}" if self.personnes else "néant"

    def plus(self, autres: Iterable["Volume"]) -> "Volume":
        tous = [self, *autres]
        return Volume(set().union(*(v.personnes for v in tous)), sum((v.heures for v in tous), Decimal(0)))


def a_valider(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois transmis, du plus ancien au plus récent ; en retard une semaine après la plus ancienne réception. Deux
    requêtes, quel qu'en soit le nombre."""
    lus = list(
        DeclarationMensuelle.objects.visibles_par(acteur)
        .actifs()
        .a_valider()
        .filter(lot__marche__operation__parmi=operations)
        .order_by("mois", "lot__marche__operation__tri", "lot__marche__operation_id", "lot__tri", "pk")
        .values_list(
            "pk",
            "mois",
            "echeance",
            "soumise_le",
            "lot__numero",
            "lot__intitule",
            "lot__marche__operation_id",
            "lot__marche__operation__nom",
            "attribution__structure__nom",
            named=True,
        )
    )
    volumes = _volumes([d.pk for d in lus])
    par_mois: dict[date, list[Any]] = defaultdict(list)
    for d in lus:
        par_mois[d.mois].append(d)
    return [_du_mois(siennes, volumes, jour) for siennes in par_mois.values()]


def _volumes(declarations: Sequence[UUID]) -> dict[UUID, Volume]:
    lignes = LigneHeures.objects.actifs().filter(declaration__parmi=declarations, etat__in=EN_ATTENTE).order_by()
    volumes: dict[UUID, Volume] = defaultdict(Volume)
    for cle, personne, heures in lignes.values_list("declaration_id", "contrat__participant_id", "declarees"):
        volumes[cle].personnes.add(personne)
        volumes[cle].heures += heures
    return volumes


def _du_mois(lus: Sequence[Any], volumes: Mapping[UUID, Volume], jour: date) -> Attente:
    """L'acte du mois. D'une seule opération, il la nomme ; de plusieurs, il les réunit."""
    par_operation: dict[UUID, list[Any]] = defaultdict(list)
    for d in lus:
        par_operation[d.lot__marche__operation_id].append(d)
    sous = [_de_l_operation(siennes, volumes, jour) for siennes in par_operation.values()]
    acte = f"Valider {en_mois(lus[0].mois)}"
    second = Lien("Sans remarque…", _adresse("declarations:valider_file", lus)) if len(lus) > 1 else None
    if len(sous) == 1:
        return _attente(acte, sous[0].objet, sous[0].detail, lus, sous[0].url, jour, second=second)
    volume = Volume().plus(volumes[d.pk] for d in lus)
    objet = f"{accorder(len(lus), 'déclaration')}, {en_heures(volume.heures)}"
    detail = f"{accorder(len(sous), 'opération')} · {accorder(len(volume.personnes), 'personne')}"
    return _attente(acte, objet, detail, lus, _adresse("declarations:liste", lus), jour, sous, second)


def _de_l_operation(lus: Sequence[Any], volumes: Mapping[UUID, Volume], jour: date) -> Attente:
    lots = [Lot.nommer(d.lot__numero, d.lot__intitule) for d in lus]
    entreprises = dict.fromkeys(d.attribution__structure__nom for d in lus)
    quoi = lots[0] if len(set(lots)) == 1 else accorder(len(set(lots)), "lot")
    detail = " · ".join([quoi, ", ".join(entreprises), str(Volume().plus(volumes[d.pk] for d in lus))])
    seul = len(lus) == 1
    operation = str(lus[0].lot__marche__operation_id)
    url = (
        adresse_de("declarations:fiche", lus[0].pk)
        if seul
        else _adresse("declarations:liste", lus, operation=operation)
    )
    return _attente("Valider", lus[0].lot__marche__operation__nom, detail, lus, url, jour)


def _adresse(nom: str, lus: Sequence[Any], **filtres: str) -> str:
    """La file de ce mois : ce qui y reste à valider."""
    return f"{adresse_de(nom)}?{urlencode({'etat': 'a_valider', 'mois': f'{lus[0].mois:%m/%Y}', **filtres})}"


def _attente(
    acte: str,
    objet: str,
    detail: str,
    lus: Sequence[Any],
    url: str,
    jour: date,
    sous: Sequence[Attente] = (),
    second: Lien | None = None,
) -> Attente:
    recues = [timezone.localdate(d.soumise_le) if d.soumise_le else d.echeance for d in lus]
    limite = min(recues) + DELAI_DE_VALIDATION
    return Attente(
        acte=acte,
        objet=objet,
        detail=detail,
        depuis=limite,
        url=url,
        bouton="Voir la file" if sous else "Valider…",
        est_en_retard=limite < jour,
        sous=sous,
        second=second,
    )
