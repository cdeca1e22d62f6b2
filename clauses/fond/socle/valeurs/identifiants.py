"""SIRET et code postal."""

import datetime as dt
import re
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

from .erreurs import CelluleInvalide, montrer, signaler
from .textes import est_vide, refuser_l_erreur

_REMEDE_SIRET = "Écrire les 14 chiffres du SIRET ; on les trouve sur annuaire-entreprises.data.gouv.fr."
_REMEDE_TABLEUR = "Mettre la colonne au format Texte dans le tableur, puis saisir de nouveau les 14 chiffres."
_SCIENTIFIQUE = re.compile(r"^\d+(?:[.,]\d+)?e\+?\d+$", re.IGNORECASE)
_SEPARATEURS = re.compile(r"[\s\u00a0\u202f\u2009\u200b\ufeff.\-_'’/]+")
_POSTAL_SIMPLE = re.compile(r"^(?!00|96|99)[0-9]{5}\Z")
_POSTAL = re.compile(r"^(?:f[\s-]*)?(\d{4,5})(\s+cedex(?:\s*\d+)?)?$", re.IGNORECASE)


def lire_siret(valeur: object, *, obligatoire: bool = False, remarques: list[str] | None = None) -> str | None:
    """Les quatorze chiffres d'un SIRET à la clé juste (exception de La Poste comprise).

    Un zéro perdu en tête est rétabli si la clé le confirme, et signalé. La notation scientifique
    (« 1,23E+13 ») a perdu des chiffres : refusée.
    """
    if type(valeur) is str and len(valeur) == 14 and _refus_siret(valeur) is None:
        return valeur  # le cas de loin le plus fréquent
    if est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("Le SIRET n'est pas renseigné.", _REMEDE_SIRET)
        return None
    refuser_l_erreur(valeur)
    chiffres = _chiffres(valeur)
    refus = _refus_siret(chiffres)
    if refus is None:
        return chiffres
    if len(chiffres) == 13 and _refus_siret("0" + chiffres) is None:
        signaler(remarques, f"SIRET {montrer(chiffres)} : zéro perdu en tête, rétabli.")
        return "0" + chiffres
    raise CelluleInvalide(refus, _REMEDE_SIRET)


def _chiffres(valeur: object) -> str:
    """Les chiffres d'un SIRET, quelle que soit la façon dont le tableur l'a gardé."""
    if isinstance(valeur, float) and valeur.is_integer() and 0 <= valeur < 1e15:
        # Un nombre de tableur garde quinze chiffres exacts ; huit zéros de suite trahissent une perte.
        texte = str(int(valeur))
        if texte.endswith("00000000"):
            raise CelluleInvalide(
                f"{montrer(texte)} : le tableur a remplacé les derniers chiffres par des zéros.",
                _REMEDE_TABLEUR,
            )
        return texte
    if isinstance(valeur, bool | float | dt.date | dt.time | dt.timedelta):
        raise CelluleInvalide(f"{montrer(valeur)} n'est pas un SIRET.", _REMEDE_TABLEUR)
    texte = str(valeur).strip()
    if _SCIENTIFIQUE.match(texte):
        raise CelluleInvalide(f"{montrer(texte)} : le tableur a perdu les derniers chiffres.", _REMEDE_TABLEUR)
    if re.fullmatch(r"\d{9,15}[.,]0", texte):
        texte = texte[:-2]
    texte = re.sub(r"^siret\s*:?\s*(?:n°)?", "", texte, flags=re.IGNORECASE)
    return _SEPARATEURS.sub("", texte)


@lru_cache(maxsize=16384)
def _refus_siret(chiffres: str) -> str | None:
    """Pourquoi ce n'est pas un SIRET, précisément ; None s'il est bon."""
    if not (chiffres.isascii() and chiffres.isdecimal()):
        intrus = next((c for c in chiffres if not ("0" <= c <= "9")), "")
        return f"Le SIRET {montrer(chiffres)} contient autre chose que des chiffres (« {intrus} »)."
    if len(chiffres) == 9:
        return f"{montrer(chiffres)} est un SIREN (9 chiffres) : il manque les 5 chiffres de l'établissement."
    if len(chiffres) != 14:
        detail = " et la clé ne confirme pas un zéro perdu en tête" if len(chiffres) == 13 else ""
        pluriel = "s" if len(chiffres) > 1 else ""
        return f"Le SIRET {montrer(chiffres)} a {len(chiffres)} chiffre{pluriel} au lieu de 14{detail}."
    if chiffres.startswith("000000000"):
        return f"{montrer(chiffres)} n'est pas un SIRET : il ne désigne aucune entreprise."
    try:
        siret.validate(chiffres)
    except ValidationError:
        return _expliquer_cle(chiffres)
    return None


def _expliquer_cle(chiffres: str) -> str:
    if siren.is_valid(chiffres[:9]):
        return (
            f"Le SIRET {montrer(chiffres)} n'est pas valide : le SIREN {chiffres[:9]} est bon, "
            "l'erreur est dans les 5 derniers chiffres."
        )
    return f"Le SIRET {montrer(chiffres)} n'est pas valide : un chiffre est faux ou interverti."


def lire_code_postal(valeur: object, *, obligatoire: bool = False, remarques: list[str] | None = None) -> str | None:
    """Cinq chiffres ; rétablit le zéro perdu (« 1000 » rend « 01000 ») et le signale."""
    if type(valeur) is str and _POSTAL_SIMPLE.match(valeur):
        return valeur  # le cas de loin le plus fréquent
    remede = "Écrire les 5 chiffres du code postal, par exemple 59000."
    if est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("Le code postal n'est pas renseigné.", remede)
        return None
    refuser_l_erreur(valeur)
    texte = str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur).strip()
    trouve = _POSTAL.match(texte) or _POSTAL.match(re.sub(r"[\s\u00a0\u202f.]|,0$", "", texte))
    if trouve is None:
        raise CelluleInvalide(f"{montrer(texte)} n'est pas un code postal.", remede)
    code = trouve[1].zfill(5)
    if len(trouve[1]) == 4:
        etranger = "à effacer s'il est de Belgique, de Suisse ou du Luxembourg"
        signaler(remarques, f"Code postal {montrer(texte)} : zéro perdu en tête, rétabli ({code}) ; {etranger}.")
    if not ("01" <= code[:2] <= "98") or code[:2] == "96":
        raise CelluleInvalide(f"{montrer(texte)} n'est pas un code postal français.", remede)
    return code
