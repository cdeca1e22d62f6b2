"""Les tableaux dont l'unité n'est dite qu'en tête (« Lot | Intitulé | Heures d'insertion », « 1 | … | 120 »)."""

import re
from dataclasses import replace

from lecteur.extraction.constats import Paragraphe, Passage, Texte, Volume
from lecteur.extraction.mentions import lots, tranches
from lecteur.extraction.nombres import EN_CHIFFRES, valeur
from lecteur.extraction.normalisation import replier
from lecteur.extraction.zones import Bloc, Zone, declencheur

_SEPARATEUR = re.compile(r" ?\| ?|\t| {3,}")
_COLONNE_HEURES = re.compile(r"heures?\b|volume horaire|nombre d'h\b")
_COLONNE_AUTRE = re.compile(
    r"cout|montant|tarif|taux|%|€|penalite|formation|main[- ]d'o|travaillee|prestation|ouverture|intervention"
)
_DES_TERMES = re.compile(r"\bseuil|par tranche\b|tranche[^|]{0,15}(?:€|\bht\b|euros?|factur)")
_PAR_AN = re.compile(r"par an\b|/ ?an\b|annuel|par annee")
_NOMBRE_NU = re.compile(rf"(?P<n>{EN_CHIFFRES}) ?(?:h|heures?|hrs?)?\.?")


def lire_tableaux(texte: Texte, blocs: list[Bloc]) -> list[Volume]:
    """Les volumes des rangées, rapportés au lot ou à la tranche de leur première cellule parlante."""
    zones = {b.paragraphe.numero: b for b in blocs if b.zone is not Zone.DEHORS}
    volumes, colonne, nombre_de_colonnes, avec_lot, par = [], None, 0, False, ""
    for paragraphe in texte.paragraphes:
        cellules = _cellules(paragraphe)
        if len(cellules) < 2:
            colonne = None
            continue
        replies = [c for c, _ in cellules]
        entete = _colonne_heures(replies, paragraphe, zones)
        if entete is not None:
            colonne, nombre_de_colonnes, avec_lot = (
                entete,
                len(cellules),
                bool(re.search(r"\blots?\b", " ".join(replies))),
            )
            par = "an" if _PAR_AN.search(replies[entete]) else ""
        elif colonne is not None:
            lus = _rangee(paragraphe, cellules, colonne if len(cellules) == nombre_de_colonnes else -1, avec_lot)
            volumes += [replace(v, par=par) for v in lus]
    return volumes


def _cellules(paragraphe: Paragraphe) -> list[tuple[str, int]]:
    """Chaque cellule repliée, avec sa place dans le paragraphe."""
    replie = replier(paragraphe.texte)
    sortie, debut = [], 0
    for m in _SEPARATEUR.finditer(replie):
        sortie.append((replie[debut : m.start()], debut))
        debut = m.end()
    sortie.append((replie[debut:], debut))
    return [(c, d) for c, d in sortie if c.strip()] if len(sortie) > 1 else []


def _colonne_heures(cellules: list[str], paragraphe: Paragraphe, zones: dict[int, Bloc]) -> int | None:
    """Le rang de la colonne des heures, si cette rangée est un en-tête qui parle d'insertion."""
    if any(re.search(r"\d{2,}", c) and not re.search(r"\(|n°", c) for c in cellules):
        return None
    toutes = " ".join(cellules)
    if _DES_TERMES.search(toutes):
        return None  # « Heures par tranche | Tranche (€ HT) | Seuil » : les termes d'une formule, non des volumes
    rangs = sorted(range(len(cellules)), key=lambda r: "insertion" not in cellules[r])  # celle qui le dit, d'abord
    for rang, cellule in ((r, cellules[r]) for r in rangs):
        heures = _COLONNE_HEURES.search(cellule) and not _COLONNE_AUTRE.search(cellule)
        if heures and (paragraphe.numero in zones or declencheur(toutes) or "insertion" in toutes):
            return rang
    return None


def _rangee(paragraphe: Paragraphe, cellules: list[tuple[str, int]], colonne: int, avec_lot: bool) -> list[Volume]:
    texte, place = cellules[colonne]
    lu = _NOMBRE_NU.fullmatch(texte.strip())
    if not lu or valeur(lu["n"]) == 0:
        return []
    debut = place + len(texte) - len(texte.lstrip())
    reste = " ".join(c for i, (c, _) in enumerate(cellules) if i != colonne % len(cellules))
    premiere = cellules[0][0].strip()
    noms = [n for m in lots(reste) for n in m.noms]
    if not noms and avec_lot and (m := re.fullmatch(r"(?:n ?°? ?)?(\d{1,2}|[a-h])(?: ?[-:.].*)?", premiere)):
        noms = [m[1].lstrip("0").upper()]
    tranche = next((m.noms[0] for m in tranches(reste)), "")
    total = bool(re.search(r"\btotal|ensemble", reste))
    if not (noms or tranche or total) and avec_lot and not re.search(r"[a-z]{4}", premiere):
        return []
    portee = "total" if total else "tranche" if tranche else "lot" if noms or avec_lot else "marche"
    nom = noms[0] if noms and not total else premiere if avec_lot and not total and not noms else ""
    heures = valeur(lu["n"])
    passage = Passage(paragraphe.texte, 0, len(paragraphe.texte), paragraphe.page, paragraphe.numero)
    if len(paragraphe.texte) > 300:
        passage = Passage(
            paragraphe.texte[debut : debut + len(lu[0])], debut, debut + len(lu[0]), paragraphe.page, paragraphe.numero
        )
    return [Volume(heures, heures, "heure", portee, passage, nom, tranche)]
