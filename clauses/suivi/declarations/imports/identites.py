"""La clé de reprise d'un contrat : de quoi le retrouver au second import, même si ses heures ou sa fin ont changé.

La clé se lit `empreinte:âge:rang`. L'empreinte vient de ce qui ne bouge pas : la personne (dossier, ou nom, prénom
et naissance, ou à défaut sexe et commune), le début, l'employeur, le marché, l'opération et le métier. L'export ne
nomme souvent personne : l'âge distingue alors deux contrats par ailleurs pareils, et le rang deux vrais jumeaux, qu'une
autre colonne distingue ou que quelqu'un a dits distincts.
L'âge grandit d'un export à l'autre : un contrat déjà repris se retrouve quand l'âge lu est un peu plus grand.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from clauses.fond.socle.lecture import Tableau
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, lire_date, lire_decimal, lire_texte
from clauses.suivi.declarations.imports import formats
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.models import ContratInsertion

AGE_GAGNE_AU_PLUS = 10
_PERSONNE_NOMMEE = (formats.NOM, formats.PRENOM)
_CONTRAT = (formats.EMPLOYEUR, formats.MARCHE, formats.OPERATION)
_ANONYME = (formats.SEXE, formats.COMMUNE, formats.CODE_POSTAL, formats.METIER, formats.APPELLATION)
# Le reste de ce qui est repris : deux lignes pareilles jusque-là ne se distinguent plus.
_CONTENU = tuple(c for c in (*formats.CONTRATS.exigees, *formats.CONTRATS.facultatives) if c not in _CONTRAT)


@dataclass(frozen=True)
class Identite:
    """La clé d'une ligne, et le contrat qui la porte déjà (`None` : à créer). `jumelle` : la première ligne du fichier
    qui dit la même chose dans toutes les colonnes reprises."""

    cle: str
    contrat: UUID | None
    jumelle: int | None = None


def identifier(tableau: Tableau, contexte: Contexte) -> dict[int, Identite]:
    """L'identité de chaque ligne, par son numéro : un parcours du fichier, une requête."""
    connues = _connues(contexte.porteuse_id)
    groupes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    premieres: dict[tuple[str, ...], int] = {}
    jumelles: dict[int, int] = {}
    for ligne in tableau:
        empreinte, age = _empreinte(ligne.cellules)
        groupes[empreinte].append((ligne.numero, age))
        contenu = (empreinte, age, *(_cle_de(ligne.cellules, champ) for champ in _CONTENU))
        if (premiere := premieres.setdefault(contenu, ligne.numero)) != ligne.numero:
            jumelles[ligne.numero] = premiere
    identites: dict[int, Identite] = {}
    for empreinte, lignes in groupes.items():
        for numero, identite in _apparier(empreinte, lignes, connues.get(empreinte, {})).items():
            identites[numero] = replace(identite, jumelle=jumelles.get(numero))
    return identites


def _connues(porteuse_id: UUID) -> dict[str, dict[tuple[str, int], UUID]]:
    """{empreinte: {(âge, rang): contrat}}, contrats annulés compris : on ne recrée pas ce qui a été écarté."""
    connues: dict[str, dict[tuple[str, int], UUID]] = defaultdict(dict)
    contrats = ContratInsertion.objects.filter(participant__porteuse_id=porteuse_id).exclude(cle_import="")
    for pk, cle in contrats.order_by("cree_le", "pk").values_list("pk", "cle_import"):
        empreinte, age, rang = (*cle.split(":"), "", "1")[:3]
        connues[empreinte][age, int(rang or 1)] = pk
    return connues


def _apparier(
    empreinte: str, lignes: list[tuple[int, str]], connus: dict[tuple[str, int], UUID]
) -> dict[int, Identite]:
    rangs: dict[str, int] = defaultdict(int)
    restantes: list[tuple[int, str]] = []
    trouvees: dict[int, Identite] = {}
    libres = dict(connus)
    for numero, age in lignes:
        rangs[age] += 1
        contrat = libres.pop((age, rangs[age]), None)
        if contrat is None:
            restantes.append((numero, age))
        else:
            trouvees[numero] = Identite(_cle(empreinte, age, rangs[age]), contrat)
    pris = set(connus)
    for numero, age in restantes:
        vieilli = _le_plus_proche(age, libres)
        if vieilli is not None:
            trouvees[numero] = Identite(_cle(empreinte, *vieilli), libres.pop(vieilli))
            continue
        rang = 1
        while (age, rang) in pris:
            rang += 1
        pris.add((age, rang))
        trouvees[numero] = Identite(_cle(empreinte, age, rang), None)
    return trouvees


def _le_plus_proche(age: str, libres: dict[tuple[str, int], UUID]) -> tuple[str, int] | None:
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


def _age(valeur: object) -> str:
    try:
        lu = lire_decimal(valeur, minimum=0, maximum=120, point_decimal=True)
    except CelluleInvalide:
        return ""
    return "" if lu is None else str(int(lu))
