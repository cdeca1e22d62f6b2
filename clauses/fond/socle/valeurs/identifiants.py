"""SIRET, code postal, et la détection d'un numéro de sécurité sociale (jamais gardé)."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siren, siret

from .erreurs import CelluleInvalide, montrer, signaler
from .textes import est_vide

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
        return f"Le SIRET {montrer(chiffres)} a {len(chiffres)} chiffres au lieu de 14{detail}."
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
    texte = str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur).strip()
    trouve = _POSTAL.match(texte) or _POSTAL.match(re.sub(r"[\s\u00a0\u202f.]|,0$", "", texte))
    if trouve is None:
        raise CelluleInvalide(f"{montrer(texte)} n'est pas un code postal.", remede)
    code = trouve[1].zfill(5)
    if len(trouve[1]) == 4:
        signaler(remarques, f"Code postal {montrer(texte)} : zéro perdu en tête, rétabli ({code}).")
    if not ("01" <= code[:2] <= "98") or code[:2] == "96":
        raise CelluleInvalide(f"{montrer(texte)} n'est pas un code postal français.", remede)
    return code


# --- Numéro de sécurité sociale (NIR) ---------------------------------------------------------

REFUS_DU_NIR = (
    "Ce texte contient ce qui ressemble à un numéro de sécurité sociale\u00a0: il n'a jamais sa place ici "
    "(décret n° 2019-341). Retirez-le pour continuer."
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)  # la clé d'une adresse du site
_COURANTS = r"[\s.\-/]{0,2}"  # ce qui sépare les groupes d'un numéro écrit comme sur la carte
_TOUS = r"[\s._,;:·•‧∙|*+=~()\-‐-―−'’\"/\\]{0,3}"  # ce qu'une main peut y mettre d'autre


def _suite(entre: str) -> re.Pattern[str]:
    return re.compile(rf"\d(?:{entre}(?:\d|(?<=\d)[ABab](?={entre}\d)))+")


_SUITE, _SUITE_LACHE = _suite(_COURANTS), _suite(_TOUS)
_CHIFFRE = re.compile(r"\d")
_LONGUE_SUITE = re.compile(r"\d(?:[\W_]{0,3}[\dABab]){11,}")
_MORCEAUX = re.compile(r"[0-9ABab]+")
_STRUCTURE = re.compile(
    r"^[1-478]\d{2}(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)"  # sexe, année, mois (dont mois inconnus)
    r"(?:0[1-9]|[1-8]\d|9[0-57-9]|2[AB])"  # département, outre-mer, étranger
    r"(?!000)\d{3}(?!000)\d{3}(?:\d{2})?$"
)
_DECOUPE = ((1, 2, 2, 2, 3, 3, 2), (1, 2, 2, 2, 3, 3))


def contient_nir(texte: str) -> bool:
    """Vrai si le texte porte un numéro de sécurité sociale (13 chiffres, 15 avec la clé), écrit d'une façon ou d'une
    autre : espaces, points, soulignés, chiffres pleine chasse, caractères invisibles.

    Un SIRET (14 chiffres), un téléphone, un IBAN ou la clé d'une adresse du site n'en sont pas.
    """
    if len(texte) < 13 or sum(map(str.isdigit, texte)) < 12:
        return False
    if not texte.isascii():
        # Chiffres d'ailleurs ramenés aux nôtres ; trait d'union conditionnel et autres invisibles ôtés.
        replie = unicodedata.normalize("NFKC", texte)
        texte = "".join(_chiffre(c) for c in replie if unicodedata.category(c) not in {"Cf", "Mn"})
    texte = _UUID.sub(" ", _IBAN.sub(" ", texte))
    return any(_suite_est_nir(suite[0].upper()) for suite in _SUITE.finditer(texte)) or any(
        _suite_lache_est_nir(suite[0].upper()) for suite in _SUITE_LACHE.finditer(texte)
    )


def masquer_nir(texte: str) -> str:
    """Le texte, sans numéro de sécurité sociale : ses chiffres deviennent des points, à la même place."""
    if not contient_nir(texte):
        return texte
    masque = _LONGUE_SUITE.sub(lambda suite: _CHIFFRE.sub("•", suite[0]), texte)
    return _CHIFFRE.sub("•", masque) if contient_nir(masque) else masque


def _chiffre(caractere: str) -> str:
    return str(unicodedata.digit(caractere)) if caractere.isdecimal() else caractere


def _suite_est_nir(suite: str) -> bool:
    """Une suite de chiffres et de séparateurs courants : son tout, ou une coupe sur ses séparateurs."""
    morceaux = _MORCEAUX.findall(suite)
    tout = "".join(morceaux)
    return (len(tout) in (13, 15) and _est_nir(tout)) or _une_coupe_est_nir(morceaux)


def _suite_lache_est_nir(suite: str) -> bool:
    """Toute autre ponctuation : une liste de nombres n'est pas un numéro. Le tout ne compte que sans espace."""
    morceaux = _MORCEAUX.findall(suite)
    tout = "".join(morceaux)
    serre = not re.search(r"\s", suite)
    return (serre and len(tout) in (13, 15) and _est_nir(tout)) or _une_coupe_est_nir(morceaux)


def _une_coupe_est_nir(morceaux: list[str]) -> bool:
    """Des groupes qui se suivent forment un numéro découpé comme sur la carte, ou un numéro à la clé juste."""
    for debut in range(len(morceaux)):
        tailles = tuple(len(m) for m in morceaux[debut : debut + 7])
        for decoupe in _DECOUPE:
            numero = "".join(morceaux[debut : debut + len(decoupe)])
            if tailles[: len(decoupe)] == decoupe and _STRUCTURE.match(numero):
                return True
        for fin in range(debut + 1, min(debut + 8, len(morceaux)) + 1):
            morceau = "".join(morceaux[debut:fin])
            if len(morceau) == 15 and nir.is_valid(morceau) and _STRUCTURE.match(morceau):
                return True
    return False


def _est_nir(numero: str) -> bool:
    """Treize ou quinze caractères seuls : structure plausible, et clé juste pour les sexes provisoires."""
    if not _STRUCTURE.match(numero):
        return False
    return numero[0] in "12" or (len(numero) == 15 and nir.is_valid(numero))
