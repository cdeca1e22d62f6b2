"""L'adresse d'un compte a une seule forme : deux façons de l'écrire ne font pas deux comptes, ni deux compteurs."""

from unicodedata import category, normalize

# Ce que NFKC et casefold laissent de côté : le « i » turc, sans point ou à point, et le point des domaines chinois.
_AUTREMENT = str.maketrans({"ı": "i", "İ": "i", "。": "."})


def adresse_pliee(brute: str) -> str:
    """NFKC, puis casefold, sans caractère invisible : « Ｌéa@Ville.FR » et « léa@ville.fr » sont la même adresse.

    Un domaine donné en punycode (« xn--… ») est rendu à ses lettres. C'est à cette forme que le courriel part.
    """
    lisible = normalize("NFKC", brute).translate(_AUTREMENT)
    visible = "".join(c for c in lisible if category(c) != "Cf")
    pliee = normalize("NFKC", visible.casefold()).strip()
    nom, arobase, domaine = pliee.rpartition("@")
    return f"{nom}{arobase}{_en_lettres(domaine)}"


def _en_lettres(domaine: str) -> str:
    if "xn--" not in domaine:
        return domaine
    try:
        return normalize("NFKC", domaine.encode("ascii").decode("idna").casefold())
    except UnicodeError:
        return domaine
