"""La langue des textes modèles : des variables et des conditions, rien d'autre.

    Le titulaire réserve {{ heures }} à des personnes éloignées de l'emploi.
    [si plusieurs_lots] Le tableau ci-dessous dit l'obligation de chaque lot.
    - une puce
    [tableau heures]

Pourquoi une substitution et non un moteur de gabarits, même bridé (`jinja2.sandbox`) : un texte est écrit par une
personne et relu par d'autres. Une substitution n'a ni boucle, ni appel, ni attribut : elle finit toujours, ne lit que
les faits qu'on lui donne, et une valeur n'est jamais relue comme du texte modèle (un nom d'entreprise qui contient
« {{ » s'écrit tel quel). À l'enregistrement, une faute est refusée en la nommant ; à l'engendrement, rien n'échoue :
un nom devenu inconnu s'écrit « [à compléter : nom] », surligné.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches

from clauses.avant.redaction.document import Bloc, Morceau, Paragraphe, Tableau
from regles.typographie import INSECABLE, apostrophes

VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_CONDITION = re.compile(r"^\[(si|sauf)\s+([^\]]*?)\s*\]\s*")
_INSERTION = re.compile(r"^\[(tableau|liste)\s+([^\]]*?)\s*\]$")
_FIN_D_INSERTION = re.compile(r"\[(?:tableau|liste)\s[^\]]*\]$")
_PARAGRAPHES = re.compile(r"\n[ \t]*\n")
_UNITE = re.compile(r"(?<=\d) (?=(?:jours?|mois|heures?|h|ans?|années?|points?|€|%)(?:\W|$))")
_ARTICLE = re.compile(r"(?<=\barticle) (?=[LRD\d«])|(?<=\bn°) (?=\d)")
_FINE = re.compile(r" (?=[;!?](?:\s|$))")
_INSECABLES = re.compile(r" (?=:(?:\s|$))|(?<=«) | (?=»)")


class TexteRefuse(ValueError):
    """Un texte modèle qui ne se comprend pas ; le message nomme la faute et la correction."""


@dataclass(frozen=True)
class Vocabulaire:
    """Les noms qu'un texte peut employer."""

    variables: Collection[str]
    conditions: Collection[str]
    insertions: Collection[str]


@dataclass(frozen=True)
class Lexique:
    """De quoi rendre un texte : chaque nom rend sa valeur ; une variable vide est un fait qui manque."""

    variable: Callable[[str], str]
    intitule: Callable[[str], str]
    condition: Callable[[str], bool]
    insertion: Callable[[str], list[Bloc]]


def polir(texte: str) -> str:
    """Espaces insécables et apostrophes du français ; les unités restent avec leur nombre."""
    texte = _INSECABLES.sub(INSECABLE, _FINE.sub("\u202f", texte))
    return apostrophes(_ARTICLE.sub(INSECABLE, _UNITE.sub(INSECABLE, texte)))


def verifier(texte: str, vocabulaire: Vocabulaire) -> None:
    """Lève `TexteRefuse` à la première faute : nom inconnu, accolade non fermée, programmation."""
    if not texte.strip():
        raise TexteRefuse("Le texte est vide\u00a0: pour ne pas écrire cette section, revenez à notre texte.")
    if "{%" in texte or "{#" in texte:
        raise TexteRefuse(
            "Un texte modèle ne contient que des variables «\u00a0{{ nom }}\u00a0», pas de «\u00a0{%\u00a0»."
        )
    reste = VARIABLE.sub("", texte)
    if "{{" in reste or "}}" in reste:
        raise TexteRefuse("Une variable s'écrit «\u00a0{{ nom }}\u00a0»\u00a0: il manque une accolade quelque part.")
    for nom in VARIABLE.findall(texte):
        _connu("variable", nom, vocabulaire.variables)
    for ligne in (ligne.strip() for ligne in texte.splitlines()):
        _verifier_la_ligne(ligne.removeprefix("- "), vocabulaire)


def _verifier_la_ligne(ligne: str, vocabulaire: Vocabulaire) -> None:
    while trouve := _CONDITION.match(ligne):
        for nom in _noms(trouve[2]):
            _connu("condition", nom, vocabulaire.conditions)
        ligne = ligne[trouve.end() :]
    if trouve := _INSERTION.match(ligne):
        _connu("tableau", trouve[2], vocabulaire.insertions)
    elif re.match(r"^\[(si|sauf|tableau|liste)\b", ligne):
        raise TexteRefuse(
            f"«\u00a0{ligne[:60]}\u00a0» ne se comprend pas\u00a0: écrivez «\u00a0[si condition]\u00a0» en tête de "
            "paragraphe, ou «\u00a0[tableau nom]\u00a0» seul sur sa ligne."
        )


def _noms(condition: str) -> list[str]:
    return [nom.strip() for nom in condition.split(" et ")]


def _connu(quoi: str, nom: str, connus: Collection[str]) -> None:
    if nom in connus:
        return
    proches = get_close_matches(nom, list(connus), n=1, cutoff=0.4)
    conseil = f" La plus proche est «\u00a0{proches[0]}\u00a0»." if proches else ""
    article = {"variable": "Cette variable", "condition": "Cette condition", "tableau": "Ce tableau"}[quoi]
    raise TexteRefuse(f"{article} n'existe pas\u00a0: «\u00a0{nom}\u00a0».{conseil}")


def rendre(texte: str, lexique: Lexique) -> tuple[Bloc, ...]:
    """Les blocs du texte, conditions jugées et variables remplacées. N'échoue jamais."""
    blocs: list[Bloc] = []
    for paragraphe in _PARAGRAPHES.split(texte.strip()):
        for ligne in _lignes(paragraphe):
            blocs += _rendre_la_ligne(ligne, lexique)
    return tuple(blocs)


def delier(texte: str) -> str:
    """Le même texte, une ligne par paragraphe, puce ou insertion : les retours d'un fichier ne sont pas du texte."""
    return "\n\n".join("\n".join(_lignes(paragraphe)) for paragraphe in _PARAGRAPHES.split(texte.strip()))


def _lignes(paragraphe: str) -> list[str]:
    """Les lignes logiques : une puce ou une insertion commence la sienne, le reste se joint."""
    lignes: list[str] = []
    for ligne in (ligne.strip() for ligne in paragraphe.splitlines() if ligne.strip()):
        if not lignes or ligne.startswith(("- ", "[")) or _FIN_D_INSERTION.search(lignes[-1]):
            lignes.append(ligne)
        else:
            lignes[-1] += f" {ligne}"
    return lignes


def _rendre_la_ligne(ligne: str, lexique: Lexique) -> list[Bloc]:
    est_puce, ligne = ligne.startswith("- "), ligne.removeprefix("- ")
    while trouve := _CONDITION.match(ligne):
        vraie = all(lexique.condition(nom) for nom in _noms(trouve[2]))
        if vraie != (trouve[1] == "si"):
            return []
        ligne = ligne[trouve.end() :]
    if trouve := _INSERTION.match(ligne):
        return lexique.insertion(trouve[2])
    morceaux = _morceaux(ligne, lexique)
    return [Paragraphe(morceaux, est_puce)] if "".join(m.texte for m in morceaux).strip() else []


def _morceaux(ligne: str, lexique: Lexique) -> tuple[Morceau, ...]:
    """Le texte et ses variables. Un seul passage : ce qu'une variable rend n'est jamais relu."""
    morceaux: list[Morceau] = []
    fin, clair = 0, ""
    ligne = polir(ligne)
    for trouve in VARIABLE.finditer(ligne):
        clair += ligne[fin : trouve.start()]
        fin = trouve.end()
        valeur = lexique.variable(trouve[1])
        if valeur:
            clair += valeur
            continue
        if clair:
            morceaux.append(Morceau(clair))
        clair = ""
        morceaux.append(Morceau(f"[à compléter{INSECABLE}: {lexique.intitule(trouve[1])}]", a_completer=True))
    clair += ligne[fin:]
    if clair:
        morceaux.append(Morceau(clair))
    return tuple(morceaux)


def conditionnees(textes: Collection[str], lexique: Lexique) -> tuple[str, ...]:
    """Des phrases courtes (points d'attention) dont la condition est vraie, variables remplacées."""
    rendues = [bloc for texte in textes for bloc in _rendre_la_ligne(" ".join(texte.split()), lexique)]
    return tuple(bloc.texte for bloc in rendues if isinstance(bloc, Paragraphe))


__all__ = ["Lexique", "Tableau", "TexteRefuse", "Vocabulaire", "conditionnees", "polir", "rendre", "verifier"]
