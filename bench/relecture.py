"""La relecture contre des étiquettes posées à la main : précision, rappel, textes par seconde.

Les avis sont lus dans le dossier de données publiques (CLAUSE_OUVERTE_DONNEES), qui n'est pas dans le dépôt ; sans
lui, seuls les textes écrits pour l'essai (lecteur/tests/textes_ecrits*.yaml) sont mesurés.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

from clauses.avant.relecture.avis import lire_avis
from config import env
from lecteur.extraction import Texte, extraire
from lecteur.mesure import SORTES, SUITES, Faits, attendus, trouves

ECRITS = {"écrits": "textes_ecrits.yaml", "écrits 3": "textes_ecrits_3.yaml"}
TESTS = Path(env.RACINE) / "lecteur" / "tests"


def mesurer(options: argparse.Namespace) -> None:
    """Imprime un tableau par groupe d'étiquettes ; avec `--erreurs`, ce qui manque ou dépasse, texte par texte."""
    textes = dict(textes_publics())
    groupes = {
        **{nom: textes_ecrits(fichier) for nom, fichier in ECRITS.items()},
        **{nom: dict(groupe) for nom, groupe in groupes_publics(textes)},
    }
    for nom, groupe in groupes.items():
        if groupe:
            _tableau(nom, groupe, options.erreurs)
    if textes:
        depart = time.perf_counter()
        parlants = sum(extraire(texte).parle_d_insertion for texte in textes.values())
        duree = time.perf_counter() - depart
        vitesse = f"{len(textes) / duree:.0f} par seconde"
        print(f"\n{len(textes)} textes relus en {duree:.1f} s ({vitesse}) ; {parlants} parlent d'insertion.")
    else:
        print("\nDonnées publiques absentes (CLAUSE_OUVERTE_DONNEES) : les avis étiquetés n'ont pas été mesurés.")


def textes_publics() -> Iterator[tuple[str, Texte]]:
    """Les avis du dossier de données : « boamp:21-344 », « ted:057651-2021 »."""
    racine = env.DONNEES.lire()
    dossier = racine / "boamp_ted" if racine else None
    if not dossier or not dossier.exists():
        return
    for fichier in sorted(dossier.glob("boamp_2021_T1/*_D_12_*.csv.gz")):
        for avis in lire_avis(fichier.read_bytes(), fichier.name):
            yield f"boamp:{avis.identifiant}", avis.texte
    for avis in lire_avis((dossier / "ted_fr_xml.zip").read_bytes(), "ted_fr_xml.zip"):
        yield f"ted:{avis.identifiant}", avis.texte


def groupes_publics(textes: dict[str, Texte]) -> Iterator[tuple[str, dict[str, tuple[Texte, Faits]]]]:
    etiquettes = yaml.safe_load((TESTS / "etiquettes.yaml").read_text(encoding="utf-8"))
    for nom, groupe in etiquettes.items():
        yield nom, {cle: (textes[cle], attendus(e)) for cle, e in groupe.items() if cle in textes}


def textes_ecrits(fichier: str) -> dict[str, tuple[Texte, Faits]]:
    cas = yaml.safe_load((TESTS / fichier).read_text(encoding="utf-8"))
    return {c["cas"]: (Texte.depuis(c["texte"]), attendus(c)) for c in cas}


def _tableau(nom: str, groupe: dict[str, tuple[Texte, Faits]], erreurs: str) -> None:
    sortes = SORTES + SUITES if nom == "écrits 3" else SORTES
    justes: dict[str, int] = defaultdict(int)
    lus: dict[str, int] = defaultdict(int)
    etiquetes: dict[str, int] = defaultdict(int)
    for cle, (texte, attendu) in groupe.items():
        trouve = trouves(extraire(texte))
        for sorte in sortes:
            justes[sorte] += len(trouve[sorte] & attendu[sorte])
            lus[sorte] += len(trouve[sorte])
            etiquetes[sorte] += len(attendu[sorte])
            if erreurs in (nom, "tout") and trouve[sorte] != attendu[sorte]:
                manque, trop = sorted(attendu[sorte] - trouve[sorte]), sorted(trouve[sorte] - attendu[sorte])
                print(f"  {cle} {sorte} : manque {manque}, en trop {trop}")
    parlants = sum(bool(attendu["detection"]) for _, attendu in groupe.values())
    print(f"\n{nom} : {len(groupe)} textes, dont {parlants} parlent d'insertion")
    print(f"{'':14}{'étiquetés':>10}{'trouvés':>10}{'précision':>11}{'rappel':>9}")
    for sorte in sortes:
        precision = f"{justes[sorte] / lus[sorte]:.1%}" if lus[sorte] else "—"
        rappel = f"{justes[sorte] / etiquetes[sorte]:.1%}" if etiquetes[sorte] else "—"
        print(f"{sorte:14}{etiquetes[sorte]:>10}{lus[sorte]:>10}{precision:>11}{rappel:>9}")
