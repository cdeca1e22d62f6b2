"""La clé de reprise d'un contrat : de quoi le retrouver au second import, même si ses heures ou sa fin ont changé.

La clé se lit `empreinte:âge:rang`. L'empreinte vient de ce qui ne bouge pas : la personne (dossier, ou nom, prénom
et naissance, ou à défaut sexe et commune), le début, l'employeur, le marché, l'opération et le métier. L'export ne
nomme souvent personne : l'âge distingue alors deux contrats par ailleurs pareils, et le rang deux vrais jumeaux, qu'une
autre colonne distingue ou que quelqu'un a dits distincts.
L'âge grandit d'un export à l'autre : un contrat déjà repris se retrouve quand l'âge lu est un peu plus grand.
Entre jumeaux, l'ordre du fichier ne décide pas : chaque ligne va au contrat dont elle redit le plus (fin, entreprise
utilisatrice, heures), et jamais à celui d'un autre lot ; d'un seul jumeau, si rien ne dit duquel, quelqu'un le dit.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from clauses.fond.socle.lecture import Tableau
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_date, lire_decimal, lire_heures, lire_texte
from clauses.suivi.declarations.doubles import numero_de_lot
from clauses.suivi.declarations.imports import formats
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, LigneHeures

AGE_GAGNE_AU_PLUS = 10
TOUT_EN_COMMUN = 3
_PERSONNE_NOMMEE = (formats.NOM, formats.PRENOM)
_CONTRAT = (formats.EMPLOYEUR, formats.MARCHE, formats.OPERATION)
_ANONYME = (formats.SEXE, formats.COMMUNE, formats.CODE_POSTAL, formats.METIER, formats.APPELLATION)
# Le reste de ce qui est repris : deux lignes pareilles jusque-là ne se distinguent plus.
_CONTENU = tuple(c for c in (*formats.CONTRATS.exigees, *formats.CONTRATS.facultatives) if c not in _CONTRAT)


@dataclass(frozen=True)
class Identite:
    """La clé d'une ligne, et le contrat qui la porte déjà (`None` : à créer). `jumelle` : la première ligne du fichier
    qui dit la même chose dans toutes les colonnes reprises. `est_ambigue` : plusieurs contrats repris
    peuvent être elle."""

    cle: str
    contrat: UUID | None
    jumelle: int | None = None
    heures: Decimal | None = None
    est_ambigue: bool = False


class Contenu(NamedTuple):
    """Ce qui distingue deux jumeaux ; `lots` : ceux du contrat, ou celui que dit la ligne."""

    fin: str = ""
    utilisatrice: str = ""
    heures: Decimal | None = None
    lots: frozenset[str] = frozenset()

    def est_un_autre_lot(self, autre: "Contenu") -> bool:
        return bool(self.lots and autre.lots) and not self.lots & autre.lots

    def communs(self, autre: "Contenu") -> int:
        return sum(a == b for a, b in zip(self[:3], autre[:3], strict=True))

    def ecart(self, autre: "Contenu") -> Decimal:
        return abs((self.heures or Decimal(0)) - (autre.heures or Decimal(0)))


Connus = dict[tuple[str, int], UUID]


class Lue(NamedTuple):
    """Une ligne du fichier, parmi celles de la même empreinte."""

    numero: int
    age: str
    dit: Contenu


def identifier(tableau: Tableau, contexte: Contexte) -> dict[int, Identite]:
    """L'identité de chaque ligne, par son numéro : un parcours du fichier, une requête."""
    connues = _connues(contexte.porteuse_id)
    groupes: dict[str, list[Lue]] = defaultdict(list)
    premieres: dict[tuple[str, ...], int] = {}
    jumelles: dict[int, int] = {}
    for ligne in tableau:
        empreinte, age = _empreinte(ligne.cellules)
        groupes[empreinte].append(Lue(ligne.numero, age, _contenu(ligne.cellules)))
        contenu = (empreinte, age, *(_cle_de(ligne.cellules, champ) for champ in _CONTENU))
        if (premiere := premieres.setdefault(contenu, ligne.numero)) != ligne.numero:
            jumelles[ligne.numero] = premiere
    identites: dict[int, Identite] = {}
    reprises = [connues[empreinte] for empreinte in groupes if empreinte in connues]
    en_base = _contenus(contexte.porteuse_id, {pk for connus in reprises for pk in connus.values()})
    for empreinte, lignes in groupes.items():
        trouvees = _apparier(empreinte, lignes, connues.get(empreinte, {}), en_base)
        for lue in lignes:
            identite = trouvees[lue.numero]
            identites[lue.numero] = replace(identite, jumelle=jumelles.get(lue.numero), heures=lue.dit.heures)
    return identites


def _contenus(porteuse_id: UUID, contrats: set[UUID]) -> dict[UUID, Contenu]:
    """Ce que la base sait de ces contrats : trois requêtes, ou aucune."""
    if not contrats:
        return {}
    lots: dict[UUID, set[str]] = defaultdict(set)
    affectations = AffectationLot.objects.actifs().filter(contrat__participant__porteuse_id=porteuse_id).order_by()
    for contrat, numero in affectations.values_list("contrat_id", "lot__numero"):
        lots[contrat].add(numero_de_lot(numero))
    reprises = LigneHeures.objects.actifs().filter(contrat__participant__porteuse_id=porteuse_id, depuis__isnull=False)
    heures = dict(reprises.order_by().values_list("contrat_id", "heures_travaillees"))
    connus = ContratInsertion.objects.filter(participant__porteuse_id=porteuse_id).exclude(cle_import="").order_by()
    lus = connus.values_list("pk", "date_fin", "entreprise_utilisatrice__nom")
    return {
        pk: Contenu(fin.isoformat() if fin else "", cle_de_texte(nom or ""), heures.get(pk), frozenset(lots[pk]))
        for pk, fin, nom in lus
        if pk in contrats
    }


def _connues(porteuse_id: UUID) -> dict[str, Connus]:
    """{empreinte: {(âge, rang): contrat}}, contrats annulés compris : on ne recrée pas ce qui a été écarté."""
    connues: dict[str, Connus] = defaultdict(dict)
    contrats = ContratInsertion.objects.filter(participant__porteuse_id=porteuse_id).exclude(cle_import="")
    for pk, cle in contrats.order_by("cree_le", "pk").values_list("pk", "cle_import"):
        empreinte, age, rang = (*cle.split(":"), "", "1")[:3]
        connues[empreinte][age, int(rang or 1)] = pk
    return connues


def _apparier(empreinte: str, lignes: list[Lue], connus: Connus, en_base: dict[UUID, Contenu]) -> dict[int, Identite]:
    libres, trouvees = dict(connus), dict[int, Identite]()
    ambigues = _retrouver(empreinte, lignes, libres, en_base, trouvees)
    pris = set(connus)
    for numero, age, dit in lignes:
        if numero in trouvees:
            continue
        possibles = {cle: pk for cle, pk in libres.items() if not dit.est_un_autre_lot(en_base[pk])}
        vieilli = None if numero in ambigues else _le_plus_proche(age, possibles)
        if vieilli is not None:
            trouvees[numero] = Identite(_cle(empreinte, *vieilli), libres.pop(vieilli))
            continue
        rang = 1
        while (age, rang) in pris:
            rang += 1
        pris.add((age, rang))
        trouvees[numero] = Identite(_cle(empreinte, age, rang), None, est_ambigue=numero in ambigues)
    return trouvees


def _retrouver(
    empreinte: str,
    lignes: list[Lue],
    libres: Connus,
    en_base: dict[UUID, Contenu],
    trouvees: dict[int, Identite],
) -> set[int]:
    """Donne à chaque ligne le contrat du même âge dont elle redit le plus. Rend les lignes dont rien ne dit laquelle,
    quand le fichier ne les dit pas toutes."""
    paires = []
    for lue in lignes:
        for (age, rang), pk in libres.items():
            if age == lue.age and not lue.dit.est_un_autre_lot(connu := en_base[pk]):
                paires.append((-lue.dit.communs(connu), lue.dit.ecart(connu), rang, lue.numero, age))
    ambigues = _ambigues(lignes, libres, paires)
    for _, _, rang, numero, age in sorted(paires):
        if numero not in trouvees and numero not in ambigues and (age, rang) in libres:
            trouvees[numero] = Identite(_cle(empreinte, age, rang), libres.pop((age, rang)))
    return ambigues


def _ambigues(lignes: list[Lue], libres: Connus, paires: list[tuple[int, Decimal, int, int, str]]) -> set[int]:
    if len(lignes) >= len(libres):
        return set()
    communs: dict[int, list[int]] = defaultdict(list)
    for moins_communs, _, _, numero, _ in paires:
        communs[numero].append(-moins_communs)
    return {n for n, siens in communs.items() if siens.count(max(siens)) > 1 and max(siens) < TOUT_EN_COMMUN}


def _le_plus_proche(age: str, libres: Connus) -> tuple[str, int] | None:
    """Un contrat repris quand la personne était plus jeune de quelques années."""
    if not age:
        return None
    ecarts = [(int(age) - int(ancien), rang, (ancien, rang)) for ancien, rang in libres if ancien]
    return min((e for e in ecarts if 0 < e[0] <= AGE_GAGNE_AU_PLUS), default=(0, 0, None))[2]


def _cle(empreinte: str, age: str, rang: int) -> str:
    return f"{empreinte}:{age}:{rang}"


def _empreinte(cellules: dict[str, object]) -> tuple[str, str]:
    """(empreinte, âge) ; l'âge est vide quand la personne est nommée."""
    dossier, nom = _cle_de(cellules, formats.DOSSIER), [_cle_de(cellules, champ) for champ in _PERSONNE_NOMMEE]
    age = ""
    if dossier:
        personne = ["dossier", dossier]
    elif all(nom):
        personne = ["nom", *nom, _jour(cellules.get(formats.NAISSANCE))]
    else:
        personne, age = [_cle_de(cellules, champ) for champ in _ANONYME], _age(cellules.get(formats.AGE))
    morceaux = [*personne, _jour(cellules.get(formats.DEBUT_CONTRAT)), *(_cle_de(cellules, c) for c in _CONTRAT)]
    return hashlib.sha256("|".join(morceaux).encode()).hexdigest()[:24], age


def _cle_de(cellules: dict[str, object], champ: str) -> str:
    try:
        return cle_de_texte(lire_texte(cellules.get(champ, "")))
    except CelluleInvalide:
        return ""


def _jour(valeur: object) -> str:
    try:
        lu = lire_date(valeur)
    except CelluleInvalide:
        return str(valeur)
    return lu.isoformat() if lu else ""


def _contenu(cellules: dict[str, object]) -> Contenu:
    lot = numero_de_lot(_cle_de(cellules, formats.LOT))
    return Contenu(
        _jour(cellules.get(formats.FIN_CONTRAT)),
        _cle_de(cellules, formats.UTILISATRICE),
        _heures(cellules.get(formats.HEURES)),
        frozenset([lot] if lot else []),
    )


def _heures(valeur: object) -> Decimal | None:
    try:
        return lire_heures(valeur)
    except CelluleInvalide:
        return None


def _age(valeur: object) -> str:
    try:
        lu = lire_decimal(valeur, minimum=0, maximum=120, point_decimal=True)
    except CelluleInvalide:
        return ""
    return "" if lu is None else str(int(lu))
