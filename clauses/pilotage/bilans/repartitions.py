"""Les répartitions d'un bilan. Une dimension dit comment lire une ligne ; la case et ses lignes s'en servent
toutes deux : la somme des lignes est donc le chiffre."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.valeurs import en_mois
from clauses.pilotage.bilans.faits import REPRIS, Fait
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.participants.models import Participant
from regles.parametres import SEUIL_DE_PUBLICATION
from regles.publication import cases_a_taire
from regles.publics import CRITERES

ZERO = Decimal(0)
INCONNU = "non_renseigne"


@dataclass(frozen=True)
class Dimension:
    """`lire` rend la ou les cases d'une ligne (plusieurs pour les publics). `est_personnelle` : décrit les
    personnes, donc fermée à qui n'a pas le droit de les voir.

    Un bilan publié masque, sous cinq personnes, les cases qui disent ce qu'est une personne ou son contrat
    (`se_masque`). Les autres disent ce que fait une entreprise : leurs heures restent, leurs nombres se taisent.
    """

    code: str
    titre: str
    lire: Callable[[Fait], tuple[str, ...]]
    nommer: Callable[[str], str]
    ordre: tuple[str, ...] = ()
    est_personnelle: bool = False
    est_du_contrat: bool = False
    note: str = ""

    @property
    def se_masque(self) -> bool:
        return self.est_personnelle or self.est_du_contrat

    @property
    def se_reunit(self) -> bool:
        """Ses cases sont celles des lignes réunies d'un bilan publié : qui ne voit personne peut les ouvrir."""
        return self.code in ("lot", "titulaire")


@dataclass(frozen=True)
class Case:
    """Une case : ses heures retenues, ses personnes, ses contrats. `None` partout : masquée ; aux seuls nombres : ils
    se taisent."""

    valeur: str
    libelle: str
    heures: Decimal | None
    personnes: int | None
    contrats: int | None
    part: Decimal | None

    @property
    def est_masquee(self) -> bool:
        return self.heures is None


@dataclass(frozen=True)
class Repartition:
    """Ses cases, et `total` : chaque heure, chaque personne et chaque contrat n'y comptent qu'une fois. `se_recoupe` :
    une personne ou un contrat est dans plusieurs cases, dont la somme dépasse donc le total."""

    dimension: Dimension
    cases: tuple[Case, ...]
    total: Case
    se_recoupe: bool

    @property
    def est_toute_masquee(self) -> bool:
        return all(case.est_masquee for case in self.cases)

    @property
    def a_du_masque(self) -> bool:
        return any(case.personnes is None for case in self.cases)


def _tranche_d_age(fait: Fait) -> tuple[str, ...]:
    age = fait.age
    if age is None:
        return (INCONNU,)
    return ("moins_de_26",) if age < 26 else ("26_40",) if age <= 40 else ("41_50",) if age <= 50 else ("51_et_plus",)


_AGES = {
    "moins_de_26": "Moins de 26 ans",
    "26_40": "26 à 40 ans",
    "41_50": "41 à 50 ans",
    "51_et_plus": "51 ans et plus",
}


_SORTIES = {
    "en_cours": "Contrat en cours",
    "oui": "Sortie avec un contrat",
    "non": "Sortie sans contrat",
    INCONNU: "Sortie, suite non connue",
}


def _sortie(fait: Fait, jour: date) -> str:
    """Le contrat court encore ce jour-là, ou ce qui l'a suivi."""
    if fait.fin_contrat is None or fait.fin_contrat > jour:
        return "en_cours"
    return fait.apres or INCONNU


def _parmi(choix: Iterable[tuple[str, object]], vide: str = "Non renseigné") -> Callable[[str], str]:
    libelles = {str(cle): str(mot) for cle, mot in choix if cle}
    return lambda valeur: vide if valeur == INCONNU else libelles.get(valeur, valeur)


def _nommer_public(code: str) -> str:
    if code == INCONNU:
        return "Éligibilité non prononcée"
    nu = code.removeprefix(REPRIS)
    libelle = CRITERES[nu].libelle if nu in CRITERES else nu or "Public non précisé"
    return f"{libelle} (repris, sans pièce revue)" if code.startswith(REPRIS) else libelle


def dimensions(faits: Sequence[Fait], jour: date) -> dict[str, Dimension]:
    """Les dimensions d'un bilan au `jour`, dans leur ordre ; lots et titulaires se nomment d'après les lignes."""
    lots = {str(f.lot_id): f"Lot {f.lot_numero} — {f.lot_intitule}" for f in faits}
    titulaires = {str(f.titulaire_id): f.titulaire for f in faits if f.titulaire_id}
    modalites, contrats = ContratInsertion.Modalite, ContratInsertion.TypeContrat
    liste = (
        Dimension("lot", "Par lot", lambda f: (str(f.lot_id),), lambda v: lots.get(v, v), tuple(lots)),
        Dimension(
            "titulaire",
            "Par attributaire",
            lambda f: (str(f.titulaire_id or INCONNU),),
            _parmi(titulaires.items()),
            note="Les heures d'un sous-traitant sont au compte de l'attributaire qui l'emploie.",
        ),
        Dimension("modalite", "Par modalité", lambda f: (f.modalite,), _parmi(modalites.choices)),
        Dimension(
            "contrat",
            "Par type de contrat",
            lambda f: (f.type_contrat,),
            _parmi(contrats.choices),
            est_du_contrat=True,
        ),
        *_PERSONNELLES,
        Dimension(
            "sortie",
            "Par situation à la sortie",
            lambda f: (_sortie(f, jour),),
            lambda v: _SORTIES[v],
            tuple(_SORTIES),
            est_personnelle=True,
            note="Ce que l'on sait à la fin de chaque contrat (« Contrat après ? »).",
        ),
        Dimension("mois", "Par mois", lambda f: (f.mois.isoformat(),), lambda v: en_mois(date.fromisoformat(v))),
    )
    return {dimension.code: dimension for dimension in liste}


# Ce qu'on sait des personnes : un acheteur n'en ouvre pas les lignes.
_PERSONNELLES = (
    Dimension(
        "sexe",
        "Par sexe",
        lambda f: (f.sexe or INCONNU,),
        _parmi((("F", "Femmes"), ("H", "Hommes"))),
        ("F", "H", INCONNU),
        est_personnelle=True,
    ),
    Dimension(
        "age", "Par âge à l'entrée", _tranche_d_age, _parmi(_AGES.items()), (*_AGES, INCONNU), est_personnelle=True
    ),
    Dimension(
        "public",
        "Par public",
        lambda f: f.publics or (INCONNU,),
        _nommer_public,
        est_personnelle=True,
        note="Une personne peut relever de plusieurs publics : la somme des heures dépasse alors le total.",
    ),
    Dimension(
        "qpv",
        "Par quartier prioritaire",
        lambda f: (f.qpv or INCONNU,),
        _parmi(Participant.Qpv.choices),
        ("oui", "non", INCONNU),
        est_personnelle=True,
    ),
    Dimension(
        "niveau",
        "Par niveau de formation",
        lambda f: (f.niveau or INCONNU,),
        _parmi(Participant.Niveau.choices),
        (*(str(v) for v in Participant.Niveau.values if v), INCONNU),
        est_personnelle=True,
    ),
)


def lignes_de(faits: Iterable[Fait], dimension: Dimension, valeur: str) -> list[Fait]:
    """Les lignes retenues d'une case : celles-là mêmes que `repartir` a additionnées."""
    return [fait for fait in faits if fait.est_retenu and valeur in dimension.lire(fait)]


def repartir(faits: Sequence[Fait], dimension: Dimension, *, publier: bool) -> Repartition:
    """La répartition des heures retenues. `publier` : aucune case n'y montre moins de cinq personnes."""
    groupes: dict[str, list[Fait]] = defaultdict(list)
    comptes = [fait for fait in faits if fait.est_retenu and fait.retenues]
    for fait in comptes:
        for valeur in dimension.lire(fait):
            groupes[valeur].append(fait)
    heures = sum((fait.retenues for fait in comptes), ZERO)
    total = _case("", "Total", comptes, heures)
    cases = [_case(valeur, dimension.nommer(valeur), siens, heures) for valeur, siens in groupes.items()]
    se_recoupe = any(sum(getattr(c, quoi) for c in cases) > getattr(total, quoi) for quoi in ("personnes", "contrats"))
    rang = {valeur: place for place, valeur in enumerate(dimension.ordre)}
    cases.sort(key=lambda c: (rang.get(c.valeur, len(rang)), -(c.heures or ZERO), cle_de_tri(c.libelle)))
    if publier:
        cases = masquer(cases, garder_les_heures=not dimension.se_masque)
        (total,) = masquer([total], garder_les_heures=True)
    return Repartition(dimension, tuple(cases), total, se_recoupe)


def _case(valeur: str, libelle: str, siens: list[Fait], total: Decimal) -> Case:
    heures = sum((f.retenues for f in siens), ZERO)
    return Case(
        valeur=valeur,
        libelle=libelle,
        heures=heures,
        personnes=len({f.personne_id for f in siens}),
        contrats=len({f.contrat_id for f in siens}),
        part=heures * 100 / total if total else None,
    )


def masquer(cases: list[Case], *, garder_les_heures: bool = False) -> list[Case]:
    """Masque les cases de moins de cinq personnes, ou leurs seuls nombres ; une seule masquée se déduirait du total :
    la plus petite des autres l'est alors aussi."""
    petites = cases_a_taire({c.valeur: Decimal(c.personnes or 0) for c in cases}).tues
    tues = {"personnes": None, "contrats": None} | ({} if garder_les_heures else {"heures": None, "part": None})
    return [replace(c, **tues) if c.valeur in petites else c for c in cases]


def taire_les_differences(tables: Sequence[Repartition], faits: Sequence[Fait]) -> list[Repartition]:
    """Les mêmes tables, où aucune case ôtée d'une autre, ou du total, ne laisse moins de cinq personnes.

    « 26 à 40 ans » moins « femmes », quand toutes y sont, désigne le seul homme ; deux contrats que deux personnes se
    partagent se déduisent du total, quels que soient leurs nombres. Se tait la plus petite des deux cases qui le peut.
    """
    comptes = [fait for fait in faits if fait.est_retenu and fait.retenues]
    tables = list(tables)
    while tue := _trahie(tables, comptes):
        rang, valeur = tue
        cases = tuple(replace(c, **_RIEN) if c.valeur == valeur else c for c in tables[rang].cases)
        tables[rang] = replace(tables[rang], cases=cases)
    return tables


_RIEN: dict[str, Any] = {"heures": None, "part": None, "personnes": None, "contrats": None}
Place = tuple[int, str]  # (rang de la table, valeur de la case)


def _trahie(tables: Sequence[Repartition], comptes: Sequence[Fait]) -> Place | None:
    """La case à taire d'abord : d'une différence de moins de cinq personnes, la plus petite."""
    lignes: dict[Place | None, set[int]] = defaultdict(set, {None: set(range(len(comptes)))})
    for rang, table in enumerate(tables):
        montrees = {case.valeur for case in table.cases if not case.est_masquee}
        for place, fait in enumerate(comptes):
            for valeur in montrees.intersection(table.dimension.lire(fait)):
                lignes[rang, valeur].add(place)
    se_taisent = {place for place in lignes if place and tables[place[0]].dimension.se_masque}
    ensembles = [(frozenset({place}), des) for place, des in lignes.items()]
    for rang, _ in enumerate(tables):
        siennes = frozenset(place for place in se_taisent if place[0] == rang)
        if siennes:  # toutes les cases montrées d'une table : leur somme, ôtée du total
            ensembles.append((siennes, set().union(*(lignes[place] for place in siennes))))
    candidates = set()
    for (noms, grand), (autres, petit) in permutations(ensembles, 2):
        peut_taire = (noms | autres) & se_taisent
        if not peut_taire or len(petit) >= len(grand) or not petit < grand:
            continue
        if len({comptes[place].personne_id for place in grand - petit}) < SEUIL_DE_PUBLICATION:
            candidates.add(min(peut_taire, key=lambda place: (len(lignes[place]), place)))
    return min(candidates, key=lambda place: (len(lignes[place]), place), default=None)
