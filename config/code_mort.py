"""Le code mort : vulture, averti de ce que les gabarits, les textes modèles et les chemins écrits emploient.

python -m config.code_mort — Les tests ne comptent pas : ce qu'eux seuls appellent est mort aussi.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from vulture import Vulture

from config import env

DOSSIERS = ("regles", "lecteur", "clauses", "config", "bench")
TEXTES = ("*.html", "*.txt", "*.typ", "*.yaml")
# Ce qu'un cadre appelle par son nom : formulaires, modèles, commandes, moteur de base de Django ; choix de Django.
APPELES_PAR_LE_CADRE = [
    "*Config",
    "Meta",
    "Media",
    "clean_*",
    "get_*_display",
    "label_from_instance",
    "prepare_value",
    "widget_attrs",
    "value_from_datadict",
    "get_bound_field",
    "has_changed",
    "get_func",
    "from_db",
    "get_prep_lookup",
    "as_sql",
    "get_by_natural_key",
    "_get_session_auth_hash",
    "get_help_text",
    "get_retry_decision",
    "process_view",
    "get_server_side_validation_classes",
    "_destroy_test_db",
    "check_database_version_supported",
    "PROCRASTINATE_*",
    "requires_*",
    "au_demarrage",
]
DECORATEURS = ["@register.*", "@*.simple_tag", "@ecran*", "@regle", "@forme", "@_CONVERTISSEUR.*"]
APPELES_PAR_LE_NOM = {"__init__", "apps", "urls", "identite", "base", "tests"}  # « base » : le moteur de Django
SORTES = {"function", "class", "method", "property", "import", "unreachable_code"}


def sources(racine: Path) -> Iterator[Path]:
    for dossier in DOSSIERS:
        for fichier in sorted((racine / dossier).rglob("*.py")):
            if not {"tests", "migrations"} & set(fichier.parts):
                yield fichier


def noms_ecrits(racine: Path) -> set[str]:
    """Les noms qu'un gabarit, un texte modèle ou un chemin (« clauses.….services.ouvrir ») emploie."""
    noms: set[str] = set()
    for dossier in DOSSIERS:
        for motif in TEXTES:
            for fichier in (racine / dossier).rglob(motif):
                if "tests" not in fichier.parts:
                    noms |= set(re.findall(r"[A-Za-z_]\w*", fichier.read_text(encoding="utf-8")))
    for fichier in sources(racine):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if (
                isinstance(noeud, ast.Constant)
                and isinstance(noeud.value, str)
                and re.fullmatch(r"[\w.]+", noeud.value)
            ):
                noms.add(noeud.value.rpartition(".")[2])
            elif isinstance(noeud, ast.FunctionDef) and noeud.returns and "Dit(" in ast.unparse(noeud.returns):
                noms.add(noeud.name)  # un résultat qu'un cas peut attendre
    return noms


def modules_orphelins(racine: Path) -> list[str]:
    """Un module que rien n'importe ni ne nomme : ni adresses, ni commande, ni balise, ni mesure ; les règles et les
    familles de formules, elles, se trouvent d'elles-mêmes."""
    nommes: set[str] = set()
    modules = {}
    for fichier in sources(racine):
        module = ".".join(fichier.relative_to(racine).with_suffix("").parts)
        texte = fichier.read_text(encoding="utf-8")
        a_part = {"management", "templatetags", "bench", "formules"} & set(fichier.parts)
        seul = any(marque in texte for marque in ("__main__", "@regle(", "REGISTRE.formes["))
        if fichier.stem not in APPELES_PAR_LE_NOM and not seul and not a_part:
            modules[module] = fichier
        for noeud in ast.walk(ast.parse(texte)):
            if isinstance(noeud, ast.ImportFrom):
                paquet = module.rsplit(".", noeud.level)[0] + "." if noeud.level else ""
                base = f"{paquet}{noeud.module or ''}".strip(".")
                nommes |= {base, *(f"{base}.{alias.name}" for alias in noeud.names)}
            elif isinstance(noeud, ast.Import):
                nommes |= {alias.name for alias in noeud.names}
            elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
                nommes |= {noeud.value, noeud.value.rpartition(".")[0]}
    return [f"{f.relative_to(racine)} : module que rien n'importe" for m, f in modules.items() if m not in nommes]


def code_mort(racine: Path) -> list[str]:
    """« fichier:ligne : fonction nom », une phrase par définition que rien n'emploie."""
    examen = Vulture(ignore_names=APPELES_PAR_LE_CADRE, ignore_decorators=DECORATEURS)
    examen.scavenge([str(fichier) for fichier in sources(racine)])
    employes = noms_ecrits(racine)
    return [
        f"{Path(mort.filename).relative_to(racine)}:{mort.first_lineno} : {mort.typ} {mort.name}"
        for mort in examen.get_unused_code(min_confidence=60)
        if mort.typ in SORTES and mort.name not in employes and "/regles/formules/" not in str(mort.filename)
    ]


if __name__ == "__main__":
    fautes = [*code_mort(env.RACINE), *modules_orphelins(env.RACINE)]
    print("\n".join(fautes))
    sys.exit(bool(fautes))
