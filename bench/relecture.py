"""La relecture contre des étiquettes posées à la main : précision, rappel, textes par seconde.

Les avis sont lus dans le dossier de données publiques (CLAUSE_OUVERTE_DONNEES), qui n'est pas dans le dépôt ; sans
lui, seuls les textes écrits pour l'essai (lecteur/tests/textes_ecrits*.yaml) sont mesurés. Chaque groupe est compté en
deux parts : les textes mis à part, sur lesquels rien ne se corrige, et le reste (docs/relecture.md).
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from clauses.avant.relecture.avis import lire_avis
from config import env
from lecteur.extraction import Texte, extraire
from lecteur.mesure import SORTES, SUITES, Faits, attendus, est_a_part, trouves

ECRITS = {"écrits": "textes_ecrits.yaml"} | {f"écrits {n}": f"textes_ecrits_{n}.yaml" for n in range(3, 15)}
REJOUES = ("écrits", "écrits 3")  # les essais les rejouent tous : aucun n'y est mis à part
TOUS = "ce qui peut l'être, en tout"
TESTS = Path(env.RACINE) / "lecteur" / "tests"
Groupe = dict[str, tuple[Texte, Faits]]


@dataclass
class Compte:
    """Les faits d'une sorte : étiquetés, trouvés, et trouvés justes."""

    etiquetes: int = 0
    lus: int = 0
    justes: int = 0

    def __str__(self) -> str:
        return f"{_part(self.justes, self.lus):>22}{_part(self.justes, self.etiquetes):>22}"


def _part(justes: int, total: int) -> str:
    return f"{justes / total:.1%} ({justes} sur {total})" if total else "— (0)"


def mesurer(options: argparse.Namespace) -> None:
    """Imprime un tableau par groupe ; avec `--erreurs`, les écarts du reste, jamais ceux des textes mis à part."""
    textes = dict(textes_publics())
    groupes = {nom: textes_ecrits(fichier) for nom, fichier in ECRITS.items()} | dict(groupes_publics(textes))
    for nom, groupe in groupes.items():
        if groupe:
            _tableau(nom, groupe, options.erreurs)
    _tableau(TOUS, {c: t for nom, g in groupes.items() if nom not in REJOUES for c, t in g.items()})
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


def groupes_publics(textes: dict[str, Texte]) -> Iterator[tuple[str, Groupe]]:
    etiquettes = yaml.safe_load((TESTS / "etiquettes.yaml").read_text(encoding="utf-8"))
    for nom, groupe in etiquettes.items():
        yield nom, {cle: (textes[cle], attendus(e)) for cle, e in groupe.items() if cle in textes}


def textes_ecrits(fichier: str) -> Groupe:
    cas = yaml.safe_load((TESTS / fichier).read_text(encoding="utf-8"))
    return {c["cas"]: (Texte.depuis(c["texte"]), attendus(c)) for c in cas}


def _tableau(nom: str, groupe: Groupe, erreurs: str = "") -> None:
    sortes = SORTES + SUITES if nom == "écrits 3" else SORTES
    a_part = {cle: faits for cle, faits in groupe.items() if nom not in REJOUES and est_a_part(cle)}
    reste = {cle: faits for cle, faits in groupe.items() if cle not in a_part}
    parlants = sum(bool(attendu["detection"]) for _, attendu in groupe.values())
    print(f"\n{nom} : {len(groupe)} textes, dont {parlants} parlent d'insertion ; {len(a_part)} mis à part")
    entete = f"{'précision':>22}{'rappel':>22}"
    print(f"{'':14}{f'mis à part ({len(a_part)})':>44} |{f'le reste ({len(reste)})':>44}")
    print(f"{'':14}{entete} |{entete}")
    comptes_a_part, comptes = _compter(a_part, sortes), _compter(reste, sortes)
    for sorte in sortes:
        print(f"{sorte:14}{comptes_a_part[sorte]} |{comptes[sorte]}")
    if erreurs in (nom, "tout"):
        _ecarts(reste, sortes)


def _compter(groupe: Groupe, sortes: Sequence[str]) -> dict[str, Compte]:
    comptes = {sorte: Compte() for sorte in sortes}
    for texte, attendu in groupe.values():
        trouve = trouves(extraire(texte))
        for sorte, compte in comptes.items():
            compte.etiquetes += len(attendu[sorte])
            compte.lus += len(trouve[sorte])
            compte.justes += len(trouve[sorte] & attendu[sorte])
    return comptes


def _ecarts(groupe: Groupe, sortes: Sequence[str]) -> None:
    for cle, (texte, attendu) in groupe.items():
        trouve = trouves(extraire(texte))
        for sorte in sortes:
            if trouve[sorte] != attendu[sorte]:
                manque, trop = sorted(attendu[sorte] - trouve[sorte]), sorted(trouve[sorte] - attendu[sorte])
                print(f"  {cle} {sorte} : manque {manque}, en trop {trop}")
