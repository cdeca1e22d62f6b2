"""Les listes fermées de la commande publique : CPV, nature, procédure, techniques."""

import re
from decimal import Decimal

from clauses.fond.socle.valeurs import cle_de_texte
from regles.opportunite.ouvertures import est_intellectuelle

from .colonnes import est_rien, textes
from .faits import Carnet

# Divisions et groupes du vocabulaire commun (règlement (CE) n° 213/2008) ; deux divisions commencent par zéro.
_DIVISIONS = (
    "03 09 14 15 16 18 19 22 24 30 31 32 33 34 35 37 38 39 41 42 43 44 45 48 50 51 55 60 63 64 65 66 70 71 "
    "72 73 75 76 77 79 80 85 90 92 98"
)
DIVISIONS = frozenset(_DIVISIONS.split())
# Le règlement ne publie pas le calcul de la clé. Ces poids la donnent dans ces divisions, celles des travaux, de la
# maîtrise d'œuvre, des espaces verts et de la propreté ; ailleurs, des codes déplacés en 2008 gardent une clé ancienne.
_POIDS = (3, 7, 1, 3, 7, 1, 3, 7)
_CLES_CALCULABLES = frozenset({"45", "71", "77", "90"})
_GROUPES_ZERO = frozenset({"031", "032", "033", "034", "091", "092", "093"})
_CPV = re.compile(r"^(\d{2,9})(?:[-–—./ ](\d))?(?:\D.*)?$")


def cpv(valeur: object, carnet: Carnet) -> str | None:
    """Le code CPV en huit chiffres, sans sa clé ; None (et un avertissement) s'il est irréparable."""
    if est_rien(valeur):
        carnet.noter("codeCPV", "", "aucun code CPV n'est publié.")
        return None
    if isinstance(valeur, float | Decimal) and valeur == int(valeur):
        valeur = int(valeur)
    codes = textes(valeur) if not isinstance(valeur, int) else [str(valeur)]
    if len(codes) > 1:
        carnet.noter("codeCPV", valeur, "plusieurs codes sont publiés ; le premier est retenu.")
    brut = re.sub(r"(?<=\d)\s+(?=\d{2,})", "", codes[0] if codes else "").removesuffix(".0")
    trouve = _CPV.match(brut)
    lu = _redresser(trouve[1]) if trouve else None
    if lu is None:
        carnet.noter("codeCPV", valeur, "ce n'est pas un code CPV ; ignoré.")
    elif trouve and lu != trouve[1]:
        carnet.noter("codeCPV", valeur, f"code complété ou corrigé en {lu}.")
    if lu is not None and trouve and _cle_fausse(lu, trouve[2] or trouve[1].removeprefix(lu)):
        carnet.noter("codeCPV", valeur, f"la clé n'est pas celle de {lu} ; un chiffre est faux, code à vérifier.")
    return lu


def _cle_fausse(code: str, publiee: str) -> bool:
    """Vrai si un chiffre suit le code et n'est pas le sien, là où l'on sait le calculer."""
    attendue = sum(int(chiffre) * poids for chiffre, poids in zip(code, _POIDS, strict=True)) % 10
    return len(publiee) == 1 and code[:2] in _CLES_CALCULABLES and publiee != str(attendue)


def _redresser(chiffres: str) -> str | None:
    """Huit chiffres d'une division existante, par la réparation la plus probable."""
    candidats = [chiffres]
    if len(chiffres) == 9:  # clé collée, ou zéro en trop devant
        candidats = [chiffres[:8], chiffres[1:] if chiffres[0] == "0" else ""]
    elif len(chiffres) == 8 and chiffres[0] in "39" and chiffres[:2] not in DIVISIONS:
        candidats = ["0" + chiffres[:7]]  # zéro perdu devant, clé collée
    elif len(chiffres) == 7:
        candidats = ["0" + chiffres if ("0" + chiffres)[:3] in _GROUPES_ZERO else "", chiffres + "0"]
    elif len(chiffres) < 7:
        candidats = [chiffres.ljust(8, "0")]
    for candidat in candidats:
        if len(candidat) == 8 and candidat[:2] in DIVISIONS:
            return candidat
    return None


def est_un_ccag_intellectuel(ccag: str) -> bool:
    return cle_de_texte(ccag) in ("prestations intellectuelles", "maitrise d oeuvre")


def nature_achat(type_publie: object, code_cpv: str | None, ccag: str) -> tuple[str | None, str]:
    """travaux, services, fournitures ou pi (prestations intellectuelles), et d'où on le tient."""
    cle_ccag = cle_de_texte(ccag)
    if est_un_ccag_intellectuel(ccag):
        return "pi", f"d'après le CCAG publié (« {ccag} »)"
    publie = cle_de_texte(str(type_publie or "")).rstrip("s")
    if publie in ("", "service") and code_cpv and est_intellectuelle(code_cpv):
        return "pi", f"d'après la division {code_cpv[:2]} du CPV (études, maîtrise d'œuvre, recherche)"
    if publie in ("travaux", "service", "fourniture"):
        return {"travaux": "travaux", "service": "services", "fourniture": "fournitures"}[publie], (
            f"publié (« {type_publie} »)"
        )
    if code_cpv:
        division = code_cpv[:2]
        code = "travaux" if division == "45" else "fournitures" if int(division) < 49 else "services"
        return code, f"d'après la division {division} du CPV"
    if cle_ccag == "travaux":
        return "travaux", "d'après le CCAG publié (« Travaux »)"
    return None, "ni type d'achat ni code CPV exploitable"


_NATURES = (
    ("subsequent", "marche_subsequent"),
    ("accord", "accord_cadre"),
    ("partenariat", "marche_de_partenariat"),
    ("defense", "marche_de_defense"),
    ("concession", "concession"),
    ("delegation", "concession"),
    ("marche", "marche"),
)


def nature(publiee: str) -> str | None:
    """Le code de la nature publiée ; None si elle manque ou n'est pas de la liste."""
    cle = cle_de_texte(publiee)
    return next((code for mot, code in _NATURES if mot in cle), None)


_PROCEDURES = (
    ("adaptee", "mapa"),
    ("sans publicite", "sans_publicite"),
    ("restreint", "ao_restreint"),
    ("appel d offres", "ao_ouvert"),
    ("dialogue", "dialogue"),
    ("negoci", "negociation"),
)


def procedure(publiee: str, *, concession: bool) -> str | None:
    """Le code de la procédure (mêmes codes que le marché de l'application) ; None si rien n'est publié."""
    cle = cle_de_texte(publiee)
    if not cle:
        return None
    if concession:
        return "autre"
    return next((code for mot, code in _PROCEDURES if mot in cle), "autre")


def codes(valeur: object) -> tuple[str, ...]:
    """Techniques ou modalités sous forme de codes : « Bons de commande » → bons_de_commande."""
    trouves = (cle_de_texte(t).replace(" ", "_") for t in textes(valeur) if not est_rien(t))
    return tuple(dict.fromkeys(c for c in trouves if c and c != "sans_objet"))
