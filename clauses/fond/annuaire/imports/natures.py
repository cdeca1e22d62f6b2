"""La nature d'une structure, dite par le fichier ou déduite."""

import re

from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.structures.models import Nature

_LONGUES = {
    "entreprise d insertion": Nature.EI,
    "atelier et chantier d insertion": Nature.ACI,
    "ateliers et chantiers d insertion": Nature.ACI,
    "atelier chantier d insertion": Nature.ACI,
    "association intermediaire": Nature.AI,
    "entreprise de travail temporaire d insertion": Nature.ETTI,
    "entreprise d insertion par le travail independant": Nature.EITI,
    "groupement d employeurs pour l insertion et la qualification": Nature.GEIQ,
    "entreprise adaptee": Nature.EA,
    "entreprise adaptee de travail temporaire": Nature.EATT,
    "etablissement et service d aide par le travail": Nature.ESAT,
    "etablissement et service d accompagnement par le travail": Nature.ESAT,
    "regie": Nature.REGIE,
    "regie de quartier": Nature.REGIE,
    "regies de quartier": Nature.REGIE,
    "regie de quartier ou de territoire": Nature.REGIE,
    "regie de territoire": Nature.REGIE,
    "rq": Nature.REGIE,
}
_SIGLES = {
    nature.value: nature
    for nature in (
        Nature.EI,
        Nature.ACI,
        Nature.AI,
        Nature.ETTI,
        Nature.EITI,
        Nature.GEIQ,
        Nature.EA,
        Nature.EATT,
        Nature.ESAT,
    )
}
_DANS_UN_NOM = re.compile(r"\b(esat|geiq|etti|eatt|eiti|regies? de quartiers?|regie de territoire)\b")
_DANS_UN_FICHIER = re.compile(r"\b(esat|geiq|etti|eatt|eiti|aci|ei|ai|ea|regies?)\b")
_EN_LETTRES = (
    (re.compile(r"\bentreprises? adaptees?\b"), "ea"),
    (re.compile(r"\bentreprises? d ?insertion\b"), "ei"),
    (re.compile(r"\bassociations? intermediaires?\b"), "ai"),
    (re.compile(r"\bateliers? (et )?chantiers?( d ?insertion)?\b"), "aci"),
)
_TETE_DE_RESEAU = re.compile(r"\b(federation|union nationale|reseau national|comite national)\b")


def natures_dites(texte: str) -> list[Nature]:
    """Toutes les natures que dit la case, dans son ordre : « ACI, EI » en dit deux ; une case étrangère, aucune."""
    trouvees: list[Nature] = []
    for morceau in re.split(r"[,;|/\n]+", texte):
        nature = _nature(cle_de_texte(re.sub(r"\(.*?\)", " ", morceau)))
        if nature is None and (entre := re.search(r"\(([^()]+)\)", morceau)):
            nature = _nature(cle_de_texte(entre[1]))
        if nature is not None and nature not in trouvees:
            trouvees.append(nature)
    return trouvees


def _nature(cle: str) -> Nature | None:
    # La mesure de l'ASP porte un suffixe : « ACI_DC » (droit commun), « EI_MP » (milieu pénitentiaire).
    court = re.sub(r" (dc|mp|hs)$", "", cle)
    return _SIGLES.get(court) or _LONGUES.get(cle)


def nature_du_nom(nom: str) -> Nature | None:
    """La nature qu'un nom porte en toutes lettres : « ESAT La Frêta », « GEIQ BTP ». Une tête de réseau n'en a pas."""
    cle = cle_de_texte(nom)
    return None if _TETE_DE_RESEAU.search(cle) else _de(_DANS_UN_NOM, cle)


def nature_du_fichier(nom: str) -> Nature | None:
    """La nature qu'un nom de fichier dit seule : « esat_finess_2026.csv » ; deux natures n'en disent aucune."""
    cle = cle_de_texte(nom)
    for motif, sigle in _EN_LETTRES:
        cle = motif.sub(sigle, cle)
    return _de(_DANS_UN_FICHIER, cle) if len(set(_DANS_UN_FICHIER.findall(cle))) == 1 else None


def est_une_tete_de_reseau(nom: str) -> bool:
    return _TETE_DE_RESEAU.search(cle_de_texte(nom)) is not None


def _de(motif: re.Pattern[str], cle: str) -> Nature | None:
    trouve = motif.search(cle)
    if trouve is None:
        return None
    return Nature.REGIE if trouve[1].startswith("regie") else _SIGLES[trouve[1]]
