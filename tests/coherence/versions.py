"""Rien ne s'écrase en silence : un verbe qui remplace ce qui existe dit ce qu'on avait lu, et son écran le lui donne.

Chaque contrôle prend une racine et rend les fautes, en phrases, comme ceux d'`actes.py`.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.coherence.actes import _sources
from tests.coherence.arbre import arbre

LU = {"version_lue", "rang_lu", "lues", "versions", "versions_vues"}
SOUS_VERROU = {"prendre_ligne", "verrouiller", "select_for_update"}
SANS_VALEUR = {"par", "motif"}
# Les verbes qui prennent des valeurs et un verrou sans rien comparer, et pourquoi rien ne s'y écrase.
SANS_VERSION = {
    "clauses/avant/circuit/services/dossiers.py::ouvrir": "ouvrir deux fois rend le même dossier",
    "clauses/avant/circuit/services/remarques.py::repondre": "une remarque répondue refuse une seconde réponse",
    "clauses/avant/opportunite/services/etude.py::clore": "une étude close refuse une seconde conclusion",
    "clauses/avant/opportunite/services/registre.py::inscrire": "un marché inscrit refuse de l'être encore",
    "clauses/avant/opportunite/services/registre.py::inscrire_projet": "un projet inscrit refuse de l'être encore",
    "clauses/avant/projets/services/ouverture.py::ouvrir": "ouvrir deux fois rend la même opération",
    "clauses/avant/redaction/services/pieces.py::preparer": "préparer deux fois rend la même pièce",
    "clauses/avant/redaction/services/pieces.py::deposer_version": "une version de plus ; les autres restent",
    "clauses/avant/sourcing/services/demandes.py::preparer": "une structure déjà sollicitée ne l'est pas deux fois",
    "clauses/avant/sourcing/services/envois.py::envoyer_courriel": "un travail différé : chaque rang part une fois",
    "clauses/avant/sourcing/services/reponses.py::repondre_par_le_lien": (
        "la structure est seule à répondre par son lien, et ne voit pas ce que le facilitateur a noté d'elle"
    ),
    "clauses/fond/comptes/services.py::choisir_mot_de_passe": "la personne choisit le sien, et seule",
    "clauses/suivi/marches/services/attributions.py::sous_traiter": "un sous-traitant de plus",
    "clauses/suivi/marches/services/clauses.py::poser": "un lot sous clause refuse qu'on en pose une autre",
    "clauses/suivi/marches/services/evenements.py::noter": "un événement de plus",
    "clauses/suivi/marches/services/import_depenses.py::importer_depenses": "une pièce déjà saisie n'est pas reprise",
    "clauses/suivi/marches/services/import_marches.py::appliquer": "un import appliqué ne se rejoue pas",
    "clauses/suivi/participants/services.py::prononcer_eligibilite": "rejuger annule le précédent, avec son motif",
}


def verbes_sans_version(racine: Path, exceptions: dict[str, str] = SANS_VERSION) -> list[str]:
    """Un service qui verrouille une ligne et reçoit des valeurs, sans recevoir la version lue."""
    trouves = {
        f"{fichier.relative_to(racine)}::{verbe.name}"
        for fichier, verbe in _verbes(racine)
        if _valeurs(verbe) and not _parametres(verbe) & LU and _appels(verbe) & SOUS_VERROU
    }
    fautes = [f"{cle} écrase sans comparer : version_lue, ou lues" for cle in sorted(trouves - exceptions.keys())]
    return fautes + [f"{cle} compare, ou n'est plus : ôtez l'exception" for cle in sorted(exceptions.keys() - trouves)]


def ecrans_sans_version(racine: Path) -> list[str]:
    """Une vue qui appelle un verbe sans lui donner la version qu'il demande."""
    verbes: dict[tuple[str, str], set[str]] = {}
    for fichier, verbe in _verbes(racine):
        verbes[_tranche(racine, fichier), verbe.name] = {cle.arg for cle in verbe.args.kwonlyargs} & LU
    fautes = []
    for fichier in _sources(racine, "views"):
        for appel in ast.walk(arbre(fichier)):
            if not isinstance(appel, ast.Call) or not isinstance(appel.func, ast.Attribute):
                continue
            demandes = verbes.get((_tranche(racine, fichier), appel.func.attr), set())
            donnes = {cle.arg for cle in appel.keywords}
            if demandes and None not in donnes and not demandes & donnes:
                nom = f"{fichier.relative_to(racine)}:{appel.lineno} : {appel.func.attr}"
                fautes.append(f"{nom} ne donne pas {' ni '.join(sorted(demandes))}")
    return fautes


def _tranche(racine: Path, fichier: Path) -> str:
    return "/".join(fichier.relative_to(racine).parts[:3])


def _verbes(racine: Path) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for fichier in _sources(racine, "services"):
        for noeud in arbre(fichier).body:
            if isinstance(noeud, ast.FunctionDef) and any("service" in ast.unparse(d) for d in noeud.decorator_list):
                yield fichier, noeud


def _parametres(verbe: ast.FunctionDef) -> set[str]:
    return {parametre.arg for parametre in (*verbe.args.args, *verbe.args.kwonlyargs)}


def _valeurs(verbe: ast.FunctionDef) -> set[str]:
    """Ce qu'il reçoit d'autre que sa première ligne, l'acteur et le motif."""
    premier = {verbe.args.args[0].arg} if verbe.args.args else set()
    libres = {verbe.args.kwarg.arg} if verbe.args.kwarg else set()
    return (_parametres(verbe) | libres) - premier - SANS_VALEUR


def _appels(verbe: ast.FunctionDef) -> set[str]:
    appels = [noeud.func for noeud in ast.walk(verbe) if isinstance(noeud, ast.Call)]
    return {a.id if isinstance(a, ast.Name) else a.attr for a in appels if isinstance(a, ast.Name | ast.Attribute)}


CONTROLES: tuple[Callable[[Path], list[str]], ...] = (verbes_sans_version, ecrans_sans_version)
