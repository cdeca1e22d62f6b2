"""Rien ne s'écrase en silence : un verbe qui remplace ce qui existe dit ce qu'on avait lu, et son écran le lui donne.

Chaque contrôle prend une racine et rend les fautes, en phrases, comme ceux d'`actes.py`.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.coherence.actes import _sources
from tests.coherence.arbre import arbre

LU = {"version_lue", "rang_lu", "lues", "versions", "versions_vues"}
SOUS_VERROU = {"prendre_ligne", "prendre_la_fiche", "verrouiller", "select_for_update"}
PAR_SON_ETAT = "un changement d'état, que le cycle refuse s'il est déjà fait ; rien d'écrit n'est remplacé"
DE_PLUS = "une ligne de plus ; rien n'est remplacé"
AVEC_MOTIF = "annulé avec son motif : la ligne reste, et une seconde fois est refusée"
REDIT = "refait, il rend ce qui est déjà fait"
# Les verbes qui prennent un verrou sans rien comparer, et pourquoi rien ne s'y écrase. Annuler par `annuler_ligne`,
# sans verrou de plus, va de soi.
SANS_VERSION = {
    "clauses/avant/circuit/services/accords.py::retirer_accord": AVEC_MOTIF,
    "clauses/avant/circuit/services/dossiers.py::clore": PAR_SON_ETAT,
    "clauses/avant/circuit/services/dossiers.py::ouvrir": REDIT,
    "clauses/avant/circuit/services/dossiers.py::ouvrir_et_transmettre": "passe à `transmettre` ce que la page dit",
    "clauses/avant/circuit/services/dossiers.py::refuser": PAR_SON_ETAT,
    "clauses/avant/circuit/services/dossiers.py::reprendre": PAR_SON_ETAT,
    "clauses/avant/circuit/services/remarques.py::repondre": "une remarque répondue refuse une seconde réponse",
    "clauses/avant/circuit/services/remarques.py::retirer": AVEC_MOTIF,
    "clauses/avant/opportunite/services/choix.py::suivre_le_conseil": "ne touche que les lots sans choix",
    "clauses/avant/opportunite/services/etude.py::rouvrir": PAR_SON_ETAT,
    "clauses/avant/opportunite/services/registre.py::inscrire": "un marché inscrit refuse de l'être encore",
    "clauses/avant/opportunite/services/registre.py::inscrire_projet": "un projet inscrit refuse de l'être encore",
    "clauses/avant/projets/services/etats.py::abandonner": PAR_SON_ETAT,
    "clauses/avant/projets/services/etats.py::classer_sans_clause": PAR_SON_ETAT,
    "clauses/avant/projets/services/etats.py::prendre": PAR_SON_ETAT,
    "clauses/avant/projets/services/etats.py::rouvrir": PAR_SON_ETAT,
    "clauses/avant/projets/services/etats.py::soumettre": PAR_SON_ETAT,
    "clauses/avant/projets/services/fiche.py::creer": DE_PLUS,
    "clauses/avant/projets/services/lots.py::ajouter_lot": DE_PLUS,
    "clauses/avant/projets/services/lots.py::annuler_lot": AVEC_MOTIF,
    "clauses/avant/projets/services/lots.py::poser_lots": "chaque ligne dit la sienne (`LotSaisi`)",
    "clauses/avant/projets/services/ouverture.py::ouvrir": REDIT,
    "clauses/avant/redaction/services/modeles.py::revenir_au_notre": "la variante reste parmi ses versions",
    "clauses/avant/redaction/services/pieces.py::deposer_version": DE_PLUS,
    "clauses/avant/redaction/services/pieces.py::engendrer": DE_PLUS,
    "clauses/avant/redaction/services/pieces.py::preparer": REDIT,
    "clauses/avant/redaction/services/pieces.py::tout_engendrer": DE_PLUS,
    "clauses/avant/relecture/services/lecture.py::lire_piece": "un travail différé : le résultat se refait",
    "clauses/avant/relecture/services/lecture.py::relire": "le résultat se refait ; les suites données restent",
    "clauses/avant/sourcing/services/demandes.py::clore_sans_reponse": PAR_SON_ETAT,
    "clauses/avant/sourcing/services/demandes.py::preparer": "une structure déjà sollicitée ne l'est pas deux fois",
    "clauses/avant/sourcing/services/envois.py::envoyer": PAR_SON_ETAT,
    "clauses/avant/sourcing/services/envois.py::envoyer_courriel": "un travail différé : chaque rang part une fois",
    "clauses/avant/sourcing/services/envois.py::noter_envoyee": PAR_SON_ETAT,
    "clauses/avant/sourcing/services/reponses.py::repondre_par_le_lien": (
        "la structure est seule à répondre par son lien, et ne voit pas ce que le facilitateur a noté d'elle"
    ),
    "clauses/fond/comptes/services/invitations.py::inviter": DE_PLUS,
    "clauses/fond/comptes/services/invitations.py::ouvrir_pilote": DE_PLUS,
    "clauses/fond/comptes/services/invitations.py::ouvrir_porteuse": DE_PLUS,
    "clauses/fond/comptes/services/invitations.py::renvoyer": "le nouveau lien éteint l'ancien, et le dit",
    "clauses/fond/comptes/services/mot_de_passe.py::choisir_mot_de_passe": "la personne choisit le sien, et seule",
    "clauses/fond/comptes/services/mot_de_passe.py::choisir_par_le_lien": "la personne choisit le sien, et seule",
    "clauses/fond/comptes/services/mot_de_passe.py::fermer_les_sessions": DE_PLUS,
    "clauses/fond/comptes/services/mot_de_passe.py::remettre_lien": "le nouveau lien éteint l'ancien, et le dit",
    "clauses/fond/comptes/services/reponses.py::accepter": REDIT,
    "clauses/fond/comptes/services/reponses.py::ouvrir_par_l_invitation": "le compte que personne n'a ouvert",
    "clauses/fond/comptes/services/reponses.py::refuser": PAR_SON_ETAT,
    "clauses/fond/comptes/services/reponses.py::retirer": AVEC_MOTIF,
    "clauses/fond/structures/services.py::retablir": PAR_SON_ETAT,
    "clauses/suivi/declarations/services/contrats.py::creer_contrat": DE_PLUS,
    "clauses/suivi/declarations/services/ouverture.py::ouvrir_les_mois": REDIT,
    "clauses/suivi/declarations/services/ouverture.py::ouvrir_les_mois_de_l_operation": REDIT,
    "clauses/suivi/declarations/services/ouverture.py::ouvrir_les_mois_du_lot": REDIT,
    "clauses/suivi/declarations/services/validation.py::demander_correction_du_mois": PAR_SON_ETAT,
    "clauses/suivi/declarations/services/validation.py::rouvrir_mois": PAR_SON_ETAT,
    "clauses/suivi/marches/services/attributions.py::sous_traiter": DE_PLUS,
    "clauses/suivi/marches/services/clauses.py::poser": "un lot sous clause refuse qu'on en pose une autre",
    "clauses/suivi/marches/services/evenements.py::annuler": AVEC_MOTIF,
    "clauses/suivi/marches/services/evenements.py::noter": DE_PLUS,
    "clauses/suivi/marches/services/import_depenses.py::apercevoir_depenses": "un aperçu : rien n'est écrit",
    "clauses/suivi/marches/services/import_depenses.py::importer_depenses": "une pièce déjà saisie n'est pas reprise",
    "clauses/suivi/marches/services/import_marches.py::repondre": "une réponse s'ajoute aux autres, sous son SIRET",
    "clauses/suivi/marches/services/import_marches.py::appliquer": "un import appliqué ne se rejoue pas",
    "clauses/suivi/marches/services/import_marches.py::deposer": DE_PLUS,
    "clauses/suivi/marches/services/marches.py::annuler": AVEC_MOTIF,
}


def verbes_sans_version(racine: Path, exceptions: dict[str, str] = SANS_VERSION) -> list[str]:
    """Un service qui verrouille une ligne, lui-même ou par un autre de sa tranche, sans recevoir la version lue."""
    trouves = {
        f"{fichier.relative_to(racine)}::{verbe.name}"
        for fichier, verbe in _verbes(racine)
        if not _parametres(verbe) & LU and _appels_de_proche_en_proche(racine, fichier, verbe) & SOUS_VERROU
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


def _appels_de_proche_en_proche(racine: Path, fichier: Path, verbe: ast.FunctionDef) -> set[str]:
    """Ce qu'il appelle, et ce qu'appellent les fonctions de sa tranche qu'il appelle."""
    fonctions: dict[str, set[str]] = {}
    for source in _sources(racine, "services"):
        for noeud in arbre(source).body if _tranche(racine, source) == _tranche(racine, fichier) else ():
            if isinstance(noeud, ast.FunctionDef):
                fonctions.setdefault(noeud.name, set()).update(_appels(noeud))
    vus, reste = set(), _appels(verbe)
    while reste:
        vus |= reste
        reste = set().union(*(fonctions.get(nom, set()) for nom in reste)) - vus
    return vus


def _appels(verbe: ast.FunctionDef) -> set[str]:
    appels = [noeud.func for noeud in ast.walk(verbe) if isinstance(noeud, ast.Call)]
    return {a.id if isinstance(a, ast.Name) else a.attr for a in appels if isinstance(a, ast.Name | ast.Attribute)}


CONTROLES: tuple[Callable[[Path], list[str]], ...] = (verbes_sans_version, ecrans_sans_version)
