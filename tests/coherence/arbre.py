"""Les contrôles que le dépôt se fait à lui-même : chacun prend une racine et rend les fautes, en phrases.

Une racine, et pas « le dépôt », pour qu'un test puisse aussi les montrer en échec sur un petit arbre fautif.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

SOURCES = ("regles", "lecteur", "clauses", "config", "tests", "bench")
FICHIER, MODELES, TESTS, FONCTION, VUE, GABARIT, DEPENDANCES = 300, 400, 400, 40, 20, 150, 30
CARACTERES = 160  # d'une ligne de gabarit : djlint en vise 120, mais ne coupe ni une phrase ni une condition
GARDEES = 30  # tables qui gardent leurs rangées
NOMS_INTERDITS = {"utils", "util", "helpers", "helper", "misc", "common", "divers", "outils_divers", "signals"}
ATTENDUS_AILLEURS = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def python(racine: Path, dossiers: Iterable[str] = SOURCES) -> Iterator[Path]:
    """Les fichiers Python du dépôt, migrations exceptées, dans un ordre stable."""
    for dossier in dossiers:
        for fichier in sorted((racine / dossier).rglob("*.py")):
            if "migrations" not in fichier.parts and "__pycache__" not in fichier.parts:
                yield fichier


@cache
def _arbre(fichier: Path, _date: float) -> ast.Module:
    return ast.parse(fichier.read_text(encoding="utf-8"))


def arbre(fichier: Path) -> ast.Module:
    return _arbre(fichier, fichier.stat().st_mtime)


def gabarits(racine: Path) -> list[Path]:
    return sorted((racine / "clauses").glob("*/*/templates/**/*.html"))


def tranches(racine: Path) -> list[Path]:
    return sorted(p for p in (racine / "clauses").glob("*/*") if p.is_dir() and p.name != "__pycache__")


def lignes(fichier: Path) -> int:
    return len(fichier.read_text(encoding="utf-8").splitlines())


def exceptions_de_budget(racine: Path) -> set[str]:
    """Chemins (ou `chemin::fonction`) qu'une décision excepte : « Exception de budget : `chemin` »."""
    trouvees: set[str] = set()
    for decision in sorted((racine / "docs" / "decisions").glob("*.md")):
        for ligne in decision.read_text(encoding="utf-8").splitlines():
            if ligne.lstrip("-* ").startswith("Exception de budget"):
                trouvees |= set(re.findall(r"`([^`]+)`", ligne))
    return trouvees


def budget_d_un_fichier(relatif: Path) -> int:
    if "tests" in relatif.parts:
        return TESTS
    return MODELES if "models" in relatif.parts or relatif.name == "models.py" else FICHIER


def est_une_vue(relatif: Path, fonction: ast.FunctionDef) -> bool:
    ici = relatif.name == "views.py" or "views" in relatif.parts
    return ici and any("ecran" in ast.unparse(decorateur) for decorateur in fonction.decorator_list)


def corps(fonction: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lignes de `def` à la fin, docstring exceptée : expliquer ne coûte rien."""
    total = (fonction.end_lineno or fonction.lineno) - fonction.lineno + 1
    premiere = fonction.body[0]
    if ast.get_docstring(fonction) is not None:
        total -= (premiere.end_lineno or premiere.lineno) - premiere.lineno + 1
    return total


def budgets(racine: Path) -> list[str]:
    fautes = {}
    for fichier in python(racine):
        relatif = fichier.relative_to(racine)
        maximum = budget_d_un_fichier(relatif)
        if (mesure := lignes(fichier)) > maximum:
            fautes[str(relatif)] = f"{relatif} : {mesure} lignes, {maximum} au plus"
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
                vue = isinstance(noeud, ast.FunctionDef) and est_une_vue(relatif, noeud)
                limite = VUE if vue else FONCTION
                if (mesure := corps(noeud)) > limite:
                    cle = f"{relatif}::{noeud.name}"
                    fautes[cle] = f"{cle} : {mesure} lignes, {limite} au plus"
    for fichier in gabarits(racine):
        relatif = fichier.relative_to(racine)
        if (mesure := lignes(fichier)) > GABARIT:
            fautes[str(relatif)] = f"{relatif} : {mesure} lignes, {GABARIT} au plus"
        for rang, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), start=1):
            if len(ligne) > CARACTERES:
                cle = f"{relatif}:{rang}"
                fautes[cle] = f"{cle} : {len(ligne)} caractères, {CARACTERES} au plus"
    permises = exceptions_de_budget(racine)
    return [phrase for cle, phrase in fautes.items() if cle not in permises]


def mises_en_forme_gardees(racine: Path) -> list[str]:
    """Une table peut garder ses rangées (`fmt: skip`), avec sa raison sur la même ligne ; jamais tout un passage."""
    fautes, gardees = [], []
    for fichier in python(racine):
        texte = fichier.read_text(encoding="utf-8")
        if "# fmt:" not in texte:
            continue
        for jeton in tokenize.generate_tokens(io.StringIO(texte).readline):
            if jeton.type == tokenize.COMMENT and (dit := re.search(r"# fmt: ?(\w+)(.*)", jeton.string)):
                place = f"{fichier.relative_to(racine)}:{jeton.start[0]}"
                gardees.append(place)
                if dit[1] != "skip" or not re.match(r"  # \w", dit[2]):
                    fautes.append(f"{place} : « {dit[0].strip()} » sans raison")
    if len(gardees) > GARDEES:
        fautes.append(f"{len(gardees)} tables gardent leur mise en forme, {GARDEES} au plus : {', '.join(gardees)}")
    return fautes


def dependances(racine: Path) -> list[str]:
    """Trente dépendances directes au plus, chacune avec sa raison sur sa ligne."""
    texte = (racine / "pyproject.toml").read_text(encoding="utf-8")
    bloc = re.search(r"^dependencies = \[\n(.*?)^\]", texte, re.S | re.M)
    if bloc is None:
        return ["pyproject.toml : pas de dependencies"]
    declarees = [ligne.strip() for ligne in bloc[1].splitlines() if ligne.strip().startswith('"')]
    fautes = [f"{ligne} : sans raison" for ligne in declarees if not re.search(r"#\s*\S+", ligne)]
    if len(declarees) > DEPENDANCES:
        fautes.append(f"{len(declarees)} dépendances directes, {DEPENDANCES} au plus")
    return fautes


def forme_des_tranches(racine: Path) -> list[str]:
    fautes = []
    for tranche in tranches(racine):
        nom, ou = tranche.name, tranche.relative_to(racine)
        identite = tranche / "__init__.py"
        if not identite.exists() or not ast.get_docstring(arbre(identite)):
            fautes.append(f"{ou} : pas d'explication (docstring de __init__.py)")
        if not assigne(tranche / "identite.py", "CARTE"):
            fautes.append(f"{ou} : pas de carte (CARTE, dans identite.py)")
        if not (tranche / "apps.py").exists():
            fautes.append(f"{ou} : pas d'apps.py")
        if not list((tranche / "tests").glob("test_*.py")):
            fautes.append(f"{ou} : pas de tests")
        if (tranche / "views.py").exists() | (tranche / "views").exists() and not (tranche / "urls.py").exists():
            fautes.append(f"{ou} : des vues sans urls.py")
        ranges = {nom, *ATTENDUS_AILLEURS} | ({"base.html", "base_publique.html"} if nom == "socle" else set())
        for gabarit in (tranche / "templates").glob("*"):
            if gabarit.name not in ranges:
                fautes.append(f"{ou} : {gabarit.name} hors de templates/{nom}/")
    return fautes


def assigne(fichier: Path, nom: str) -> bool:
    """Le module donne-t-il ce nom à quelque chose ?"""
    corps = arbre(fichier).body if fichier.exists() else []
    return any(isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == nom for n in corps)


def noms_interdits(racine: Path) -> list[str]:
    fichiers = (f.relative_to(racine) for f in python(racine))
    return [str(f) for f in fichiers if NOMS_INTERDITS & {f.stem, *f.parts[:-1]}]


def imports_caches(racine: Path) -> list[str]:
    """Un import dans une fonction cache un cycle, ou un coût."""
    fautes = []
    for fichier in python(racine):
        for fonction in ast.walk(arbre(fichier)):
            if isinstance(fonction, ast.FunctionDef | ast.AsyncFunctionDef):
                caches = [n for n in ast.walk(fonction) if isinstance(n, ast.Import | ast.ImportFrom)]
                fautes += [f"{fichier.relative_to(racine)}:{n.lineno}" for n in caches]
    return sorted(set(fautes))


def loi_pure(racine: Path) -> list[str]:
    """`regles/` ne connaît que la bibliothèque standard ; YAML et cattrs n'entrent que par le lecteur des cas."""
    fautes = []
    for fichier in python(racine, ("regles",)):
        relatif = fichier.relative_to(racine)
        permis = sys.stdlib_module_names | {"regles"}
        permis |= {"yaml", "cattrs"} if relatif.parts[1] == "cas" else set()
        permis |= {"pytest", "hypothesis", "yaml"} if "tests" in relatif.parts else set()
        for noeud in ast.walk(arbre(fichier)):
            noms = [a.name for a in noeud.names] if isinstance(noeud, ast.Import) else []
            noms += [noeud.module or ""] if isinstance(noeud, ast.ImportFrom) else []
            fautes += [f"{relatif} : {nom}" for nom in noms if nom.split(".", 1)[0] not in permis]
    return fautes


def signaux(racine: Path) -> list[str]:
    """Un signal appelle du code que rien ne montre."""
    fautes = []
    for fichier in python(racine, ("clauses", "config")):
        for noeud in ast.walk(arbre(fichier)) if "tests" not in fichier.parts else ():
            if isinstance(noeud, ast.ImportFrom) and re.search(r"\bsignals\b|^django\.dispatch", noeud.module or ""):
                fautes.append(f"{fichier.relative_to(racine)}:{noeud.lineno}")
    return fautes


def lectures_de_l_environnement(racine: Path) -> list[str]:
    """Seul config/env.py lit une variable d'environnement."""
    fautes = []
    for fichier in python(racine, ("regles", "lecteur", "clauses", "config", "bench")):
        relatif = fichier.relative_to(racine)
        if str(relatif) == "config/env.py" or "tests" in relatif.parts:
            continue
        for noeud in ast.walk(arbre(fichier)):
            texte = ast.unparse(noeud) if isinstance(noeud, ast.Call | ast.Subscript) else ""
            lecture = isinstance(getattr(noeud, "ctx", ast.Load()), ast.Load)
            if lecture and re.match(r"os\.(getenv|environ\.get)\(|os\.environ\[", texte):
                fautes.append(f"{relatif}:{noeud.lineno}")  # type: ignore[attr-defined]
    return fautes


def gabarits_sans_usage(racine: Path) -> list[str]:
    """Un gabarit que ni le Python ni un autre gabarit ne nomme, ni n'appelle par sa balise (`{% frise … %}`)."""
    textes = {f: f.read_text(encoding="utf-8") for f in [*python(racine, ("clauses", "config")), *gabarits(racine)]}
    fautes = []
    for gabarit in gabarits(racine):
        nom = re.split(r"/templates/", gabarit.as_posix(), maxsplit=1)[1]
        ailleurs = [texte for fichier, texte in textes.items() if fichier != gabarit]
        balise = re.compile(rf"{{%\s*{re.escape(gabarit.stem)}\s") if "/composants/" in nom else None
        employe = any(nom in texte or (balise and balise.search(texte)) for texte in ailleurs)
        if nom not in ATTENDUS_AILLEURS and not employe:
            fautes.append(nom)
    return fautes


def en_ligne(racine: Path) -> list[str]:
    """Style, script ou gestionnaire écrits dans la page : la politique de sécurité les refuserait."""
    motif = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:""")
    fautes = []
    for gabarit in gabarits(racine):
        texte = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", gabarit.read_text(encoding="utf-8"), flags=re.S)
        fautes += [f"{gabarit.relative_to(racine)} : {m[0].strip()}" for m in motif.finditer(texte)]
    return fautes


def chemins_et_hotes(racine: Path, fichiers: Iterable[str]) -> list[str]:
    """Un hôte de registre de paquets, ou un chemin de la machine de quelqu'un, dans un fichier suivi par git."""
    # Écrits en morceaux : ce fichier est suivi, lui aussi.
    hotes = ("py" + r"pi\.org", "pythonhosted" + r"\.org", r"registry\." + r"(npmjs|yarnpkg)", "deb" + r"\.debian\.org")
    dossiers = "|".join(("wo" + "rk", "ro" + "ot", r"ho" + r"me/\w+", r"Us" + r"ers/\w+"))
    motif = re.compile("|".join(hotes) + rf"|(?<![\w./$}}>-])/(?:{dossiers})/\w", re.I)
    fautes = []
    for nom in fichiers:
        fichier = racine / nom
        if not fichier.is_file():
            continue
        try:
            texte = fichier.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        fautes += [f"{nom} : {m[0]}" for m in motif.finditer(texte)]
    return fautes


def verrous_sans_adresse(racine: Path) -> list[str]:
    """Aucune adresse dans un verrou. Celui de npm nomme des mécènes (`funding`), mais aucune provenance."""
    motifs = {
        "requirements.lock": r"://|--(extra-)?index-url|file:",
        "requirements-dev.lock": r"://|--(extra-)?index-url|file:",
        "package-lock.json": r'"resolved"|file:',
    }
    return [nom for nom, motif in motifs.items() if re.search(motif, (racine / nom).read_text(encoding="utf-8"))]


CONTROLES: tuple[Callable[[Path], list[str]], ...] = (
    budgets,
    mises_en_forme_gardees,
    dependances,
    forme_des_tranches,
    noms_interdits,
    imports_caches,
    loi_pure,
    signaux,
    lectures_de_l_environnement,
    gabarits_sans_usage,
    en_ligne,
    verrous_sans_adresse,
)
