"""Le rapprochement de notre classeur avec la base : contrats, lignes et mois connus, lus par paquets.

Du SQL, et des clés gardées en texte : par l'ORM, préparer cinq mille clés et en comparer cent mille (`UUID`
calcule son empreinte en Python) coûtait plus que lire le classeur.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.functional import cached_property

from clauses.fond.socle.noms import serrer
from clauses.fond.structures.etablissements import sirets_quittes
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Attribution
from clauses.suivi.participants.models import Participant
from regles.calendrier import mois_de_la_periode

PRINCIPAUX = (Attribution.Role.TITULAIRE, Attribution.Role.MANDATAIRE)
Cle = str  # une clé de la base, en texte
_CLE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Place(NamedTuple):
    """Un contrat sur un lot, tel que le classeur le nomme."""

    affectation: Cle
    contrat: Cle
    lot: Cle
    attribution: Cle | None
    nom: str
    prenom: str
    siret: str | None
    employeur: str
    debut: date
    fin: date | None


class Connue(NamedTuple):
    """La ligne d'heures que la base a déjà pour ce contrat, ce lot et ce mois."""

    pk: Cle
    version: int
    etat: str
    travaillees: Decimal
    formation: Decimal
    accompagnement: Decimal
    observation: str
    declaration: Cle | None


class Mois(NamedTuple):
    """Le mois ouvert d'un attributaire."""

    pk: Cle
    etat: str
    est_neant: bool


def _tables(requete: str) -> str:
    """Les tables de la requête, nommées par leur modèle."""
    noms = {
        m.__name__: f'"{m._meta.db_table}"'
        for m in (
            AffectationLot,
            Attribution,
            ContratInsertion,
            DeclarationMensuelle,
            LigneHeures,
            Participant,
            Structure,
        )
    }
    return re.sub(r"{(\w+)}", lambda trouve: noms[trouve[1]], requete)


# Le cloisonnement tient à la personne : un contrat et ses lots sont toujours de sa structure porteuse.
_PLACES = _tables("""
    SELECT a.id::text, a.contrat_id::text, a.lot_id::text, a.attribution_id::text,
           p.nom, p.prenom, e.siret, e.nom, c.date_debut, c.date_fin
    FROM {AffectationLot} a
    JOIN {ContratInsertion} c ON c.id = a.contrat_id AND c.annule_le IS NULL
    JOIN {Participant} p ON p.id = c.participant_id AND p.porteuse_id = %(porteuse)s
    JOIN {Structure} e ON e.id = c.employeur_id
    WHERE a.annule_le IS NULL AND a.id = ANY(%(cles)s::uuid[])
""")
_LIGNES = _tables("""
    SELECT contrat_id::text, lot_id::text, mois, depuis, id::text, version, etat, heures_travaillees,
           heures_formation, heures_accompagnement, observation, declaration_id::text
    FROM {LigneHeures}
    WHERE annule_le IS NULL AND contrat_id = ANY(%(contrats)s::uuid[])
      AND (mois = ANY(%(mois)s) OR depuis IS NOT NULL)
""")
_ATTRIBUTIONS = _tables("""
    SELECT id::text, lot_id::text, role, donneur_id::text FROM {Attribution}
    WHERE annule_le IS NULL AND lot_id = ANY(%(lots)s::uuid[]) ORDER BY lot_id, role, id
""")
_MOIS = _tables("""
    SELECT attribution_id::text, mois, id::text, etat, est_neant FROM {DeclarationMensuelle}
    WHERE annule_le IS NULL AND lot_id = ANY(%(lots)s::uuid[]) AND mois = ANY(%(mois)s)
""")


def _tableau(cles: Iterable[Cle]) -> str:
    """Un tableau de clés en un seul texte : le pilote n'a pas à en préparer cinq mille."""
    return "{" + ",".join(cles) + "}"


def _lire(requete: str, **parametres: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return list(curseur.fetchall())


class Places:
    """Ce que la base sait des lignes d'un paquet. Quatre requêtes par paquet, aucune par ligne."""

    def __init__(self, porteuse_id: UUID) -> None:
        self.porteuse_id = porteuse_id
        self.par_cle: dict[Cle, Place] = {}
        self.lignes: dict[tuple[Cle, Cle, date], Connue] = {}
        self.repris: dict[tuple[Cle, Cle], set[date]] = {}
        self.mois: dict[tuple[Cle, date], Mois] = {}
        self._comptes: dict[Cle, Cle] = {}  # attribution → l'attributaire direct qui déclare pour elle
        self._principaux: dict[Cle, Cle] = {}  # lot → titulaire ou mandataire
        self._lots_lus: set[Cle] = set()

    def lire(self, cles: Iterable[str], mois: Sequence[date]) -> None:
        """Oublie les lignes du paquet d'avant et lit celles-ci ; un contrat revient chaque mois, et n'est lu qu'une
        fois."""
        self.lignes, self.repris, self.mois = {}, {}, {}
        valables = {cle for cle in cles if _CLE.fullmatch(cle)}
        if neuves := valables - self.par_cle.keys():
            lues = _lire(_PLACES, porteuse=self.porteuse_id, cles=_tableau(neuves))
            self.par_cle |= {v[0]: Place(*v) for v in lues}
        places = [self.par_cle[cle] for cle in valables & self.par_cle.keys()]
        if not places or not mois:
            return
        lots = {place.lot for place in places}
        self._lire_les_lignes({place.contrat for place in places}, mois)
        self.lire_les_attributions(lots)
        for attribution, le_mois, *valeurs in _lire(_MOIS, lots=_tableau(lots), mois=list(mois)):
            self.mois[attribution, le_mois] = Mois(*valeurs)

    @cached_property
    def quittes(self) -> frozenset[str]:
        """Les SIRET que les structures de la porteuse ont quittés : une requête, si l'on en a besoin."""
        quittes = sirets_quittes(self.porteuse_id)
        return frozenset(siret for dits in quittes.values() for _, siret in dits)

    def mois_de(self, place: Place, mois: date) -> Mois | None:
        """Le mois où cette ligne se déclare, s'il est ouvert."""
        compte = self.compte_de(place.lot, place.attribution)
        return self.mois.get((compte, mois)) if compte else None

    def compte_de(self, lot: Cle, attribution: Cle | None) -> Cle | None:
        """L'attributaire direct au compte de qui l'on déclare : soi, son donneur d'ordre, ou le titulaire."""
        return self._principaux.get(lot) if attribution is None else self._comptes.get(attribution)

    def _lire_les_lignes(self, contrats: set[Cle], mois: Sequence[date]) -> None:
        lues = _lire(_LIGNES, contrats=_tableau(contrats), mois=list(mois))
        for contrat, lot, le_mois, depuis, *valeurs in lues:
            if depuis is None:
                self.lignes[contrat, lot, le_mois] = Connue(*valeurs)
            else:
                self.repris.setdefault((contrat, lot), set()).update(mois_de_la_periode(depuis, le_mois))

    def lire_les_attributions(self, lots: set[Cle]) -> None:
        """Qui déclare pour qui, sur ces lots ; retenu d'un paquet à l'autre."""
        neufs = lots - self._lots_lus
        self._lots_lus |= neufs
        donneurs: dict[Cle, Cle | None] = {}
        for pk, lot, role, donneur in _lire(_ATTRIBUTIONS, lots=_tableau(neufs)):
            donneurs[pk] = donneur if role == Attribution.Role.SOUS_TRAITANT else None
            if role in PRINCIPAUX:
                self._principaux.setdefault(lot, pk)
        for pk in donneurs:
            self._comptes[pk] = _remonter(pk, donneurs)


def _remonter(pk: Cle, donneurs: dict[Cle, Cle | None]) -> Cle:
    """Du sous-traitant à l'attributaire direct ; une boucle s'arrête où elle recommence."""
    vus = {pk}
    while (donneur := donneurs.get(pk)) is not None and donneur not in vus:
        vus.add(donneur)
        pk = donneur
    return pk


def meme_nom(ecrit: str, connu: str) -> bool:
    return ecrit == connu or serrer(ecrit) == serrer(connu)
