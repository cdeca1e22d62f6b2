"""Textes, oui/non, sexe, et les caractères déformés que l'on sait rétablir à coup sûr."""

import datetime as dt
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from ..noms import cle_de_texte
from .erreurs import CelluleInvalide, montrer, signaler

_INVISIBLES = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_INECRIVABLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML n'en garde aucun
_BLANCS = re.compile(r"[^\S\n]+")

# Les octets d'un texte UTF-8 relus en cp1252 : « Ã© » pour « é », « â€™ » pour « ’ ».
_CP1252 = {bytes([o]).decode("cp1252", "replace"): o for o in range(0x80, 0x100)}
_OCTETS = {chr(o): o for o in range(0x80, 0x100)} | {c: o for c, o in _CP1252.items() if c != "\ufffd"}
_SUITE = "[" + "".join(re.escape(c) for c, o in _OCTETS.items() if o < 0xC0) + "]"
_DEFORME = re.compile(f"[\u00c2-\u00df]{_SUITE}|[\u00e0-\u00ef]{_SUITE}{{2}}|[\u00f0-\u00f4]{_SUITE}{{3}}")
_ATTENDUS = set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u00a0\u202f\u2009−≥≤→‑ﬁﬂ") | {chr(o) for o in range(0xA0, 0x100)}

_FORMULE = re.compile(r"^(?:=\s*\S|[+\-@]\S.*?(?:[A-Za-z]\w*\(|\||![A-Z$])|[\t\r][=+\-@])")


# « #REF! », « #DIV/0! », « #VALEUR! », « Err:502 » ; et une formule dont le fichier n'a pas gardé le résultat.
FORMULE_SANS_RESULTAT = "#FORMULE SANS RÉSULTAT!"
_ERREUR = re.compile(r"#(?:N/A|N/D|GETTING_DATA|[A-ZÀ-Ü][A-ZÀ-Ü0-9/_ ]*[!?])|Err\s?:\s?\d{3}")


def est_erreur_de_tableur(valeur: object) -> bool:
    """Vrai pour ce qu'un tableur écrit dans une case qu'il n'a pas su calculer."""
    return isinstance(valeur, str) and bool(_ERREUR.fullmatch(valeur.strip()))


def refuser_l_erreur(valeur: object, ou: str = "La case") -> None:
    """Lève `CelluleInvalide` : une erreur de calcul n'est ni une valeur, ni une case vide."""
    if isinstance(valeur, str) and valeur.strip() == FORMULE_SANS_RESULTAT:
        raise CelluleInvalide(f"{ou} contient une formule dont le résultat n'est pas gardé.", REMEDE_SANS_RESULTAT)
    if est_erreur_de_tableur(valeur):
        raise CelluleInvalide(f"{ou} contient une erreur du tableur, {montrer(valeur)}.", REMEDE_D_ERREUR)


REMEDE_D_ERREUR = "Corriger la formule dans le tableur, ou écrire la valeur."
REMEDE_SANS_RESULTAT = "Ouvrir le classeur dans un tableur et l'enregistrer, ou écrire la valeur."


def est_vide(valeur: object) -> bool:
    """Vrai pour une case vide : rien, ou seulement des espaces."""
    return valeur is None or (isinstance(valeur, str) and not valeur.strip("\ufeff\u200b \t\r\n\u00a0\u202f"))


def est_formule(texte: str) -> bool:
    """Vrai si un tableur exécuterait ce texte : `=…`, ou `+ - @` suivis d'un appel ou d'une commande.

    Un nombre négatif, un téléphone « +33 6… » ou un tiret de liste n'en sont pas.
    """
    return bool(_FORMULE.match(texte))


T = TypeVar("T")


def porte_un_inecrivable(texte: str) -> bool:
    """Vrai si le texte porte un caractère que ni Word, ni un tableur, ni (pour U+0000) la base ne savent garder."""
    return not texte.isprintable() and bool(_INECRIVABLES.search(texte))


def sans_inecrivables(valeur: T) -> T:
    """La même valeur (texte, suite, objet de données), où chacun de ces caractères est devenu une espace."""
    if isinstance(valeur, str):
        return _INECRIVABLES.sub(" ", valeur)  # type: ignore[return-value]
    if isinstance(valeur, list | tuple) and type(valeur) in (list, tuple):
        return type(valeur)(sans_inecrivables(contenu) for contenu in valeur)
    if is_dataclass(valeur) and not isinstance(valeur, type):
        return replace(valeur, **{c.name: sans_inecrivables(getattr(valeur, c.name)) for c in fields(valeur) if c.init})
    return valeur


def lire_texte(
    valeur: object,
    *,
    longueur_max: int = 10_000,
    obligatoire: bool = False,
    remarques: list[str] | None = None,
) -> str:
    """Le texte nettoyé (espaces, caractères invisibles) ; « » vide si la case est vide.

    Un texte qu'un tableur exécuterait est gardé tel quel et signalé dans `remarques`.
    Lève `CelluleInvalide` si le texte est trop long, ou vide alors qu'il est obligatoire.
    """
    if type(valeur) is str and _est_propre(valeur) and len(valeur) <= longueur_max:
        return valeur
    refuser_l_erreur(valeur)
    texte = _nettoyer(_en_texte(valeur))
    if not texte and obligatoire:
        raise CelluleInvalide("La case est vide.", "Remplir cette case.")
    if len(texte) > longueur_max:
        raise CelluleInvalide(
            f"Le texte a {len(texte)} caractères, pour {longueur_max} au plus.", "Raccourcir le texte."
        )
    if est_formule(texte):
        signaler(remarques, f"{montrer(texte)} ressemble à une formule de tableur ; gardé comme simple texte.")
    return texte


def _est_propre(texte: str) -> bool:
    """Le cas de loin le plus fréquent : rien à nettoyer (garde la lecture rapide)."""
    return (
        texte != ""
        and texte.isprintable()  # ni contrôle, ni caractère invisible, ni espace insécable
        and texte[0] not in " =+-@#"
        and texte[:3] != "Err"
        and texte[-1] != " "
        and "  " not in texte
        and (texte.isascii() or unicodedata.is_normalized("NFC", texte))
    )


def _en_texte(valeur: object) -> str:
    """Une cellule typée, écrite comme on la lit à l'écran : 59000 et non 59000.0."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    return str(valeur)


def _nettoyer(texte: str) -> str:
    texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    texte = _INVISIBLES.sub("", texte)
    texte = _CONTROLES.sub(" ", texte)
    texte = _BLANCS.sub(" ", unicodedata.normalize("NFC", texte))
    return "\n".join(ligne.strip() for ligne in texte.split("\n")).strip()


def reparer_mojibake(texte: str) -> tuple[str, bool]:
    """Rétablit « MarchÃ© » en « Marché » ; rend le texte et s'il a changé.

    Seules les suites qui redonnent exactement un caractère du français sont touchées. Un caractère
    perdu (« � ») ne peut pas être retrouvé : il est laissé.
    """
    repare = texte
    for _ in range(2):  # deux tours : certains producteurs déforment deux fois
        suivant = _DEFORME.sub(_retablir, repare)
        if suivant == repare:
            break
        repare = suivant
    return repare, repare != texte


def _retablir(trouve: re.Match[str]) -> str:
    try:
        caractere = bytes(_OCTETS[c] for c in trouve[0]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return trouve[0]
    return caractere if caractere in _ATTENDUS else trouve[0]


_OUI = {"oui", "o", "vrai", "true", "yes", "y", "1", "x", "v", "ok"}
_NON = {"non", "n", "faux", "false", "no", "0"}


def lire_oui_non(valeur: object, *, obligatoire: bool = False) -> bool | None:
    """Oui, non, ou None si la case est vide. Accepte vrai/faux, 1/0, x, ✓."""
    if isinstance(valeur, bool):
        return valeur
    if est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("La case est vide.", "Écrire « oui » ou « non ».")
        return None
    texte = _en_texte(valeur).strip()
    cle = cle_de_texte(texte)
    if cle in _OUI or texte in {"✓", "✔", "☑"}:
        return True
    if cle in _NON or texte in {"✗", "✘", "☐"}:
        return False
    raise CelluleInvalide(f"{montrer(valeur)} n'est ni oui ni non.", "Écrire « oui » ou « non ».")


_SEXES = {
    "F": {"f", "femme", "feminin", "feminine", "mme", "madame", "mlle", "mademoiselle", "fem"},
    "H": {"h", "m", "homme", "masculin", "mr", "monsieur", "masc", "hom"},
}
_SEXE_PAR_CLE = {cle: sexe for sexe, cles in _SEXES.items() for cle in cles}


def lire_sexe(valeur: object, *, obligatoire: bool = False) -> str | None:
    """« F » ou « H », ou None si la case est vide. Accepte femme, masculin, Mme, M., etc."""
    if est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("Le sexe n'est pas renseigné.", "Écrire « F » ou « H ».")
        return None
    sexe = _SEXE_PAR_CLE.get(cle_de_texte(_en_texte(valeur)))
    if sexe is None:
        raise CelluleInvalide(f"{montrer(valeur)} n'est pas un sexe connu.", "Écrire « F » ou « H ».")
    return sexe
