"""« Où est la règle de…, l'écran de…, le droit de…, le test de…, le texte de… ? » : un index des sources, en mots.

Lu dans les sources et sur les cartes, sans rien exécuter : les docstrings, les phrases des tests, les titres des
gabarits et des textes modèles, les droits, les travaux, le glossaire. Les mots d'une question s'y cherchent par racine.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import log
from pathlib import Path

from django.apps import apps

from clauses.fond.socle.noms import cle_de_texte
from clauses.fond.socle.registre import cartes
from config import env
from config.ou.memoire import Lecture, Lieu, relire
from config.planification import TECHNIQUES

DOSSIERS = ("regles", "lecteur", "clauses", "config")
PREFERENCE = 1.5  # ce que pèse, à mots égaux, la carte, écrite pour cela, quand on ne demande aucune sorte
ASSEZ = 0.4  # la part de la question, au poids de ses mots, sous laquelle on ne répond pas
# Ce que la question nomme de la chose cherchée, et la sorte qu'elle préfère alors.
SORTES = {
    "regle": "règle", "loi": "règle", "ecran": "écran", "page": "écran", "bouton": "écran", "onglet": "écran",
    "menu": "écran", "droit": "droit", "habilitation": "droit", "test": "test", "essai": "test", "texte": "texte",
    "gabarit": "texte", "lettre": "texte", "message": "texte", "courriel": "texte",
    "travail": "travail", "travaux": "travail", "periodique": "travail", "differe": "travail", "modele": "modèle",
    "table": "modèle", "mot": "mot", "glossaire": "mot", "veut": "mot", "signifie": "mot", "variable": "réglage",
    "reglage": "réglage",
    "commande": "commande", "decision": "décision",
}  # fmt: skip  # les mots d'une même sorte se suivent sur leur rangée
_VIDES = """
    a au aux avec ce ces cette chez comment dans de des du elle en est et fait il ils la le les leur leurs mais ne on ou
    par pas pour qu quand que quel quelle qui quoi sa sans se ses si son sont sur une un vers y trouve ecrit ecrite dit
    dire veut veulent quelque part
"""
VIDES = set(_VIDES.split())


def mots(texte: str) -> list[str]:
    return cle_de_texte(texte).split()


def tiges(texte: str) -> set[str]:
    """« Les heures dues » → « heure », « due » : sans accents, sans pluriel, sans les mots vides."""
    return {mot.rstrip("sx") for mot in mots(texte) if mot not in VIDES and len(mot) > 2}


def racines(quelles: Iterable[str]) -> set[str]:
    """Cinq lettres : « déclare » et « déclaration » se répondent, moins bien qu'un même mot."""
    return {tige[:5] for tige in quelles}


def repondre(question: str, combien: int = 8) -> list[Lieu]:
    """Les lieux qui répondent le mieux, le meilleur d'abord. Aucun si rien ne couvre assez de la question : la sorte
    qu'elle nomme (un travail, une lettre) et le poids de ses mots, un mot inconnu pesant le plus."""
    dits_de_la_sorte = {mot: SORTES[mot.rstrip("sx")] for mot in mots(question) if mot.rstrip("sx") in SORTES}
    sortes = set(dits_de_la_sorte.values())
    # « lettre » et « message » disent la sorte, et le nom d'un fichier ; « règle » ou « écran » ne disent qu'elle.
    cherchees = tiges(" ".join(m for m in mots(question) if dits_de_la_sorte.get(m, "texte") == "texte"))
    lus, rarete = _index()
    poids = {tige: rarete(tige) for tige in cherchees}
    notes = []
    for lieu, dits, chemin in lus:
        if sortes and not _est_de_la_sorte(lieu, sortes):
            continue
        couverte = _couverte(poids, dits, chemin)
        if couverte >= ASSEZ:
            preferee = not sortes and lieu.sorte == "carte"
            notes.append((-couverte * (PREFERENCE if preferee else 1), len(dits), lieu.ou, lieu))
    return [lieu for *_, lieu in sorted(notes, key=lambda n: n[:3])[:combien]]


def _est_de_la_sorte(lieu: Lieu, sortes: set[str]) -> bool:
    """La carte répond à tout ; la loi est tout ce qu'il y a dans `regles/`, hors ses tests."""
    la_loi = "règle" in sortes and lieu.ou.startswith("regles/") and lieu.sorte != "test"
    return la_loi or lieu.sorte == "carte" or lieu.sorte in sortes


def _couverte(poids: dict[str, float], dits: set[str], chemin: set[str]) -> float:
    """La part de la question, au poids de ses mots, que disent une phrase ou, moins bien, son chemin."""
    racines_dites, racines_du_chemin = racines(dits), racines(chemin)
    note = 0.0
    for tige, pese in poids.items():
        fois = next(
            (
                fois
                for fois, trouvee in (
                    (1, tige in dits),
                    (0.8, len(tige) >= 5 and tige[:5] in racines_dites),
                    (0.9, tige in chemin),
                    (0.6, len(tige) >= 5 and tige[:5] in racines_du_chemin),
                )
                if trouvee
            ),
            0,
        )
        note += fois * pese
    return note / sum(poids.values()) if note else 0.0


@cache
def _index() -> tuple[list[tuple[Lieu, set[str], set[str]]], Callable[[str], float]]:
    """Chaque lieu, les mots de sa phrase et ceux de son chemin ; et ce que pèse un mot, rare ou banal."""
    lus = [(lieu, tiges(lieu.quoi), tiges(lieu.ou)) for lieu in lieux(env.RACINE)]
    frequences = Counter(racine for _, dits, chemin in lus for racine in racines(dits | chemin))
    return lus, lambda tige: log(1 + len(lus) / max(1, frequences[tige[:5]]))


def lieux(racine: Path) -> Iterator[Lieu]:
    """Tout ce qu'on sait situer : ce qui se lit fichier par fichier, puis les cartes et les variables."""
    yield from relire([(fichier, lecture) for fichier, lecture in _fichiers(racine)], racine)
    yield from _des_cartes(racine)
    for variable in env.VARIABLES:
        yield Lieu("réglage", f"{variable.nom} : {variable.aide}", "config/env.py:1")


def _fichiers(racine: Path) -> Iterator[tuple[Path, Lecture]]:
    for dossier in (*DOSSIERS, "tests"):
        for fichier in sorted((racine / dossier).rglob("*.py")):
            if not {"migrations", "__pycache__"} & set(fichier.parts):
                yield fichier, _du_python
    motifs: tuple[tuple[str, Lecture], ...] = (
        ("clauses/*/*/templates/**/*.html", _du_gabarit),
        ("clauses/*/*/modeles/*.yaml", _du_texte),
        ("docs/carte.md", _de_la_carte),
        ("docs/glossaire.md", _du_glossaire),
        ("docs/decisions/*.md", _de_la_decision),
    )
    for motif, lecture in motifs:
        yield from ((fichier, lecture) for fichier in sorted(racine.glob(motif)))


def _du_python(fichier: Path, ou: str) -> Iterator[Lieu]:
    """Le module, ses classes et ses fonctions, par leurs noms et la première phrase de leurs docstrings."""
    module = ast.parse(fichier.read_text(encoding="utf-8"))
    if explication := ast.get_docstring(module):
        yield Lieu(_sorte_du_module(ou), _phrase(explication), f"{ou}:1")
    for noeud in module.body:
        if isinstance(noeud, ast.FunctionDef | ast.ClassDef) and not noeud.name.startswith("_"):
            nom = noeud.name.replace("_", " ")
            explication = _phrase(ast.get_docstring(noeud) or "")
            sorte = _sorte(noeud, ou)
            if explication or sorte in {"test", "écran"}:
                yield Lieu(sorte, f"{nom} : {explication}".removesuffix(" : "), f"{ou}:{noeud.lineno}")


def _sorte_du_module(ou: str) -> str:
    if "/tests/" in f"/{ou}":
        return "test"
    return "commande" if "/management/" in ou else SORTES.get(Path(ou).stem, "module")


def _sorte(noeud: ast.FunctionDef | ast.ClassDef, ou: str) -> str:
    decorateurs = " ".join(ast.unparse(d) for d in noeud.decorator_list)
    if noeud.name.startswith("test_") or "/tests/" in f"/{ou}":
        return "test"
    for debut, sorte in (("regle", "règle"), ("ecran", "écran"), ("service", "service")):
        if decorateurs.startswith(debut):
            return sorte
    return "modèle" if isinstance(noeud, ast.ClassDef) and "/models" in ou else "code"


def _phrase(docstring: str) -> str:
    """La première phrase, d'une ligne ou de plusieurs."""
    return " ".join(docstring.split("\n\n", maxsplit=1)[0].split())


def _du_gabarit(fichier: Path, ou: str) -> Iterator[Lieu]:
    nom = re.split(r"/templates/", fichier.as_posix(), maxsplit=1)[1]
    titres = re.findall(r"But : (.+)|<h[12][^>]*>([^<{]+)<", fichier.read_text(encoding="utf-8"))
    dits = " ; ".join(_propre(a or b) for a, b in titres)
    yield Lieu("texte", f"{nom.removesuffix('.html')} : {dits}", f"{ou}:1")


def _propre(texte: str) -> str:
    return " ".join(texte.replace("&nbsp;", " ").split())


def _du_texte(fichier: Path, ou: str) -> Iterator[Lieu]:
    """Le texte modèle d'une pièce, par ses titres."""
    piece = fichier.stem.replace("_", " ")
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), start=1):
        if titre := re.match(r"\s*titre: (.+)", ligne):
            yield Lieu("texte", f"{piece} : {titre[1]}", f"{ou}:{numero}")


def _des_cartes(racine: Path) -> Iterator[Lieu]:
    """Les droits, les écrans montrés ailleurs, les travaux : à leur ligne sur la carte qui les dit."""
    for technique in TECHNIQUES:
        yield Lieu("travail", f"{technique.nom} ({technique.cron}) : {technique.raison}", "config/planification.py:1")
    for fichier in sorted(racine.glob("clauses/*/*/identite.py")):
        ou, lignes = str(fichier.relative_to(racine)), fichier.read_text(encoding="utf-8").splitlines()
        carte = cartes()[fichier.parent.name]
        for droit, roles in carte.droits.items():
            qui = ", ".join(roles)
            yield Lieu("droit", f"{droit} [{qui}] : {en_clair(droit)}", f"{ou}:{_ligne(lignes, droit)}")
        for ecran in (*carte.menu, *carte.onglets, *carte.fragments, *carte.actes):
            yield Lieu("écran", f"{ecran.libelle}, {ecran.adresse}", f"{ou}:{_ligne(lignes, ecran.adresse)}")
        for travail in carte.periodiques:
            dit = f"{travail.nom} ({travail.cron}) : {travail.raison} {travail.tache}"
            yield Lieu("travail", dit, f"{ou}:{_ligne(lignes, travail.nom)}")
        for suite in carte.differes:
            dit = f"après « {suite.apres} » : {suite.raison} {suite.tache}"
            yield Lieu("travail", dit, f"{ou}:{_ligne(lignes, suite.apres)}")


def en_clair(droit: str) -> str:
    """« ligneheures.valider » → « valider ligne d'heures », et ce que dit le modèle."""
    objet, verbe = droit.split(".")
    modele = next((m for m in apps.get_models() if m._meta.model_name == objet), None)
    return f"{verbe} {modele._meta.verbose_name}, {_phrase(modele.__doc__ or '')}" if modele else f"{verbe} {objet}"


def _ligne(lignes: Iterable[str], mot: str) -> int:
    return next((n for n, ligne in enumerate(lignes, start=1) if f'"{mot}"' in ligne), 1)


def _de_la_carte(fichier: Path, ou: str) -> Iterator[Lieu]:
    """La carte, ligne par ligne."""
    lignes = fichier.read_text(encoding="utf-8").splitlines()
    for numero, ligne in enumerate(lignes, start=1):
        if numero > lignes.index("## Où est…") and ligne.startswith("| ") and "`" in ligne:
            yield Lieu("carte", ligne.strip("| ").replace(" | ", " → "), f"{ou}:{numero}")


def _du_glossaire(fichier: Path, ou: str) -> Iterator[Lieu]:
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), start=1):
        if ligne.startswith("- **"):
            yield Lieu("mot", ligne.removeprefix("- "), f"{ou}:{numero}")


def _de_la_decision(fichier: Path, ou: str) -> Iterator[Lieu]:
    titre = fichier.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
    yield Lieu("décision", titre, f"{ou}:1")
