"""Les collectivités d'outre-mer de l'article L2691-1 et des quartiers prioritaires, et laquelle désigne un lieu."""

from collections.abc import Mapping
from dataclasses import dataclass

from regles.typographie import sans_accent


@dataclass(frozen=True)
class Territoire:
    """`dans` : « en Guadeloupe ». `debuts` : ceux de ses codes postaux et de ses codes de commune."""

    nom: str
    dans: str
    debuts: tuple[str, ...]


# Les codes postaux de Saint-Barthélemy et de Saint-Martin commencent comme ceux de la Guadeloupe : lus d'abord.
TERRITOIRES = {
    "saint_barthelemy": Territoire("Saint-Barthélemy", "à Saint-Barthélemy", ("977", "97133")),
    "saint_martin": Territoire("Saint-Martin", "à Saint-Martin", ("978", "97150")),
    "guadeloupe": Territoire("Guadeloupe", "en Guadeloupe", ("971",)),
    "martinique": Territoire("Martinique", "en Martinique", ("972",)),
    "guyane": Territoire("Guyane", "en Guyane", ("973",)),
    "la_reunion": Territoire("La Réunion", "à La Réunion", ("974",)),
    "saint_pierre_et_miquelon": Territoire("Saint-Pierre-et-Miquelon", "à Saint-Pierre-et-Miquelon", ("975",)),
    "mayotte": Territoire("Mayotte", "à Mayotte", ("976",)),
}

# La liste des quartiers prioritaires d'outre-mer compte aussi la Polynésie française, que L2691-1 ne vise pas.
DES_QUARTIERS = {**TERRITOIRES, "polynesie": Territoire("Polynésie française", "en Polynésie française", ("987",))}


def territoire_de(lieu: str, parmi: Mapping[str, Territoire] = TERRITOIRES) -> Territoire | None:
    """Le territoire d'un code postal, d'un code de commune, d'un numéro de département ou d'un nom ; sinon `None`."""
    mots = " ".join(sans_accent(lieu).replace("-", " ").split())
    chiffres = mots.replace(" ", "")
    if chiffres.isdigit():
        return next((t for t in parmi.values() if chiffres.startswith(t.debuts)), None)
    noms = {sans_accent(t.nom).replace("-", " ").removeprefix("la "): t for t in parmi.values()}
    sans_article = mots.removeprefix("la ").removeprefix("ile de la ").removeprefix("ile de ")
    return noms.get(sans_article.removesuffix(" (la)").removesuffix(" (ile de la)"))
