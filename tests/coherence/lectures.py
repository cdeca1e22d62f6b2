"""Ce qui vient du dehors ne se lit que dans un processus à part (`clauses/fond/socle/a_part`).

Une bibliothèque qui ouvre un format étranger n'est connue que des modules qui lisent, dits ici ; et personne d'autre
n'appelle leurs fonctions : on passe par les portes, qui les font exécuter à part.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, python

ETRANGERS = {
    *("zipfile", "gzip", "tarfile", "csv", "ijson", "python_calamine", "pypdfium2", "defusedxml"),
    *("xml", "lxml", "docx", "openpyxl", "PIL", "pickle"),
}
SOCLE, MARCHES, AVANT = "clauses/fond/socle", "clauses/suivi/marches/decp", "clauses/avant"
# Module qui lit → ce que le reste du code peut en prendre : des noms en majuscule, et ceux-ci.
LISENT: dict[str, set[str]] = {
    f"{SOCLE}/lecture/brut.py": {"trop_de_lignes"},
    f"{SOCLE}/lecture/classeur.py": set(),
    f"{SOCLE}/lecture/erreurs_de_calcul.py": set(),
    f"{SOCLE}/lecture/nature.py": set(),
    f"{SOCLE}/lecture/texte.py": set(),
    f"{SOCLE}/documents_surs.py": {"examiner"},  # donnée à exécuter, jamais appelée : voir fichiers.py
    f"{MARCHES}/flux_json.py": set(),
    f"{MARCHES}/flux_xml.py": set(),
    f"{MARCHES}/sources.py": set(),
    f"{AVANT}/redaction/word/lecture.py": {"lire"},  # la porte elle-même
    f"{AVANT}/relecture/avis.py": set(),
    "clauses/fond/annuaire/imports/fiches_json.py": {"fiches_du_json"},  # donnée à exécuter : voir lire.py
    "lecteur/documents/__init__.py": set(),
    "lecteur/documents/archive.py": set(),
    "lecteur/documents/pdf.py": set(),
    "lecteur/documents/lire.py": set(),
}
# Ceux qui n'ouvrent que ce que nous écrivons.
ECRIVENT = {
    f"{AVANT}/relecture/exports.py": "écrit un DOCX",
    f"{AVANT}/redaction/word/styles.py": "écrit un DOCX",
    f"{AVANT}/redaction/word/ecriture.py": "écrit un DOCX",
    f"{AVANT}/redaction/views/versions.py": "écrit une archive",
    f"{SOCLE}/exports.py": "écrit un CSV",
    f"{SOCLE}/a_part/trames.py": "relit les trames de l'enfant, en n'en reconstruisant que des valeurs",
    f"{SOCLE}/a_part/parent.py": "écrit la demande",
    f"{SOCLE}/a_part/enfant.py": "lit la demande du parent",
}
# Les portes : elles prennent ces fonctions pour les faire exécuter à part.
PORTES = {f"{AVANT}/relecture/a_part.py", f"{MARCHES}/lecture.py", f"{SOCLE}/lecture/tableau.py"}


def etrangers(racine: Path) -> list[str]:
    """Un module qui ouvre un format étranger sans être dit."""
    return [
        f"{chemin} : « {nom} » n'ouvre que dans un module qui lit à part (tests/coherence/lectures.py)"
        for chemin, module in _sources(racine)
        if chemin not in LISENT and chemin not in ECRIVENT
        for nom in sorted(_importes(module) & ETRANGERS)
    ]


def appels(racine: Path) -> list[str]:
    """Une fonction d'un module qui lit, prise ailleurs que par une porte ou un autre lecteur."""
    lecteurs = {module_de(chemin): permis for chemin, permis in LISENT.items()}
    fautes = []
    for chemin, module in _sources(racine):
        if chemin in LISENT or chemin in PORTES or chemin.startswith("lecteur/documents/"):
            continue
        paquet = chemin.rsplit("/", 1)[0].replace("/", ".")
        for noeud in (n for n in ast.walk(module) if isinstance(n, ast.ImportFrom)):
            source = f"{paquet}.{noeud.module}" if noeud.level else noeud.module or ""
            for nom in {a.name for a in noeud.names} if source in lecteurs else ():
                if not nom[0].isupper() and nom not in lecteurs[source]:
                    fautes.append(
                        f"{chemin} : « {nom} » de {source} ne se prend que par une porte, qui l'exécute à part"
                    )
    return fautes


def module_de(chemin: str) -> str:
    return chemin.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _sources(racine: Path) -> Iterator[tuple[str, ast.Module]]:
    for fichier in python(racine, ("clauses", "lecteur")):
        relatif = str(fichier.relative_to(racine))
        if "/tests/" not in relatif:
            yield relatif, arbre(fichier)


def _importes(module: ast.Module) -> set[str]:
    noms: set[str] = set()
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Import):
            noms |= {a.name.split(".")[0] for a in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and not noeud.level:
            noms.add((noeud.module or "").split(".")[0])
    return noms
