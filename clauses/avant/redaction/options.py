"""Les choix de rédaction qui ne sont pas dans la clause : délais, réunions, numéro d'article, points du critère.

Ceux de l'article du CCAP valent pour toutes les pièces du marché ; ceux du critère, pour sa grille. Les valeurs
d'office sont un usage, pas une règle : l'acheteur les change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regles.typographie import en_clair


@dataclass(frozen=True)
class Option:
    """Un choix. `genre` : « entier » (avec bornes), « texte » ou « case »."""

    nom: str
    libelle: str
    defaut: int | str | bool
    genre: str = "entier"
    minimum: int = 0
    maximum: int = 365
    aide: str = ""


_COMMUNES = (
    Option("numero_article", "Numéro de l'article dans le CCAP", "", "texte", aide="Par exemple 12 ou 4.3."),
    Option(
        "telephone",
        "Téléphone du facilitateur ou de la facilitatrice",
        "",
        "texte",
        aide="Vide\u00a0: celui de la structure porteuse.",
    ),
    Option("correspondant_jours", "Désigner le correspondant insertion sous (jours)", 15, minimum=1),
    Option("lancement_jours", "Réunion de lancement sous (jours)", 30, minimum=1),
    Option("suivi_mois", "Une réunion de suivi tous les (mois)", 3, minimum=1, maximum=12),
    Option("difficulte_jours", "Signaler une difficulté sous (jours)", 8, minimum=1),
    Option("remplacement_jours", "Proposer un remplacement sous (jours)", 15, minimum=1),
    Option("observations_jours", "Présenter ses observations sous (jours)", 15, minimum=1),
    Option("globalisation", "Permettre de globaliser les heures de plusieurs marchés", False, "case"),
)
_CRITERE = (
    Option(
        "points_volume",
        "Volume d'heures proposé (points sur 100)",
        0,
        maximum=100,
        aide="Zéro quand les heures sont déjà une condition\u00a0: on note alors la qualité, non la quantité.",
    ),
    Option("points_moyens", "Organisation et moyens (points sur 100)", 35, maximum=100),
    Option("points_accompagnement", "Accueil, tutorat et accompagnement (points sur 100)", 30, maximum=100),
    Option("points_formation", "Formation (points sur 100)", 20, maximum=100),
    Option("points_suites", "Suites données aux parcours (points sur 100)", 15, maximum=100),
)
OPTIONS: dict[str, tuple[Option, ...]] = {"ccap": _COMMUNES, "critere": _CRITERE}  # par nature de pièce
PAR_NOM = {option.nom: option for options in OPTIONS.values() for option in options}
POINTS = tuple(option.nom for option in _CRITERE)


# Sans condition d'exécution, le volume ne vient que de l'offre : il se note.
_CRITERE_SEUL = {
    "points_volume": 40,
    "points_moyens": 20,
    "points_accompagnement": 20,
    "points_formation": 10,
    "points_suites": 10,
}


def en_mots(choisies: Mapping[str, Any]) -> str:
    """« Téléphone du facilitateur ou de la facilitatrice : 03 … ; … » : ce que le journal et un conflit en disent."""
    return " ; ".join(
        f"{PAR_NOM[nom].libelle} : {en_clair(v)}" for nom, v in choisies.items() if nom in PAR_NOM and v != ""
    )


def completes(*choisies: Mapping[str, Any], critere_seul: bool = False) -> dict[str, Any]:
    """Toutes les options, d'office puis choisies ; un nom inconnu (option retirée depuis) est ignoré."""
    valeurs = {option.nom: option.defaut for option in PAR_NOM.values()}
    valeurs |= _CRITERE_SEUL if critere_seul else {}
    for choix in choisies:
        valeurs |= {nom: valeur for nom, valeur in choix.items() if nom in PAR_NOM}
    return valeurs
