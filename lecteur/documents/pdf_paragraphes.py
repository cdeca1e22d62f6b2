"""Des lignes d'un PDF aux paragraphes : titres courants retirés, lignes jointes, césures recollées."""

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from lecteur.documents.morceaux import Brut, Lieu, Morceau
from lecteur.documents.pdf_lignes import CESURE, Ligne

_MARQUE = re.compile(
    r"(?:[-–—•●▪■◦○*\u2022\uf0b7\uf02d➢➤✓►→]\s|o\s|\d{1,2}(?:\.\d{1,2})*[.)°]?\s+[A-ZÀ-Ý]|[a-z]\)\s"
    r"|[ivx]{1,4}[.)]\s|article\s+[\dIVXL]|lot\s+n?°?\s*\d|annexe\s)",
    re.IGNORECASE,
)
# Un bloc étroit dans une page large : « par tranche de », puis « 10 000 euros », puis « HT de prestations ».
_SUSPENDU = re.compile(
    r"(?:^|\W)(?:d[eu]s?|d['’]|l[ea]s?|l['’]|à|aux?|par|pour|sur|et|ou|en|une?|dont|que|avec|soit|n°)$", re.IGNORECASE
)
_SUITE_D_UN_NOMBRE = re.compile(r"(?:HT|TTC|H\.T\.?|h|heures?|€|euros?|%)(?![\w:])")
_FIN = tuple(".;:!?…»")
_CHIFFRES = re.compile(r"\d+")
_FOLIO = re.compile(r"\W*(?:page|p\.?)?\s*\d*\s*(?:/|sur|de|-|\W)*\s*\d*\W*", re.IGNORECASE)
_LIGNES_DE_MARGE = 4
# Un trait d'union en fin de ligne reste dans ces mots-là ; ailleurs c'est une césure.
_AVANT_UN_TRAIT = re.compile(
    r"(?:^|\W)(?:sous|non|co|peut|vis|vis-à|c'est|c’est|c'est-à|c’est-à|rendez|demi|quasi|main|ci|celui|celle|ceux|celles|"
    r"elle|elles|lui|eux|soi|savoir|mi|plus|moins|mieux|hors|auto|socio|centre|accord|accords|inter|après|avant|"
    r"médico|là|porte|procès|quatre|vingt|soixante|dix|trente|quarante|cinquante|sans|grand|maîtrise|bon|chef|[A-Z0-9]+)-$",
    re.IGNORECASE,
)


def en_paragraphes(pages: list[list[Ligne]]) -> Brut:
    """Les paragraphes de toutes les pages, puis une fois chaque en-tête ou pied de page répété."""
    courants = _titres_courants(pages)
    brut = Brut()
    for lignes in pages:
        corps = [ligne for ligne in lignes if _cle(ligne) not in courants]
        _joindre_la_page(corps, brut)
    vus = set[str]()
    for ligne in (ligne for lignes in pages for ligne in lignes):
        cle, texte = _cle(ligne)[0], _propre(ligne.texte)
        if _cle(ligne) in courants and cle not in vus and not _FOLIO.fullmatch(texte):
            vus.add(cle)
            brut.ajouter(texte, ligne.page, Lieu.ENTETE)
    return brut


def _cle(ligne: Ligne) -> tuple[str, int]:
    """Ce qui se répète d'une page à l'autre : le texte, chiffres effacés, à la même hauteur (à 4 points près)."""
    return _CHIFFRES.sub("#", ligne.texte), round(ligne.base / 4)


def _titres_courants(pages: list[list[Ligne]]) -> frozenset[tuple[str, int]]:
    """Les lignes du haut et du bas qui reviennent sur la moitié des pages au moins (et sur deux au moins)."""
    comptes: Counter[tuple[str, int]] = Counter()
    for lignes in pages:
        de_haut_en_bas = sorted(lignes, key=lambda ligne: -ligne.base)
        comptes.update({_cle(li) for li in [*de_haut_en_bas[:_LIGNES_DE_MARGE], *de_haut_en_bas[-_LIGNES_DE_MARGE:]]})
    ecrites = sum(1 for lignes in pages if lignes)
    return frozenset(cle for cle, compte in comptes.items() if compte >= 2 and compte * 2 >= ecrites)


def _joindre_la_page(lignes: list[Ligne], brut: Brut) -> None:
    if not lignes:
        return
    droite = sorted(ligne.droite for ligne in lignes)[int(len(lignes) * 0.9)]
    pas = _interligne(lignes)
    grande = 1.12 * median(ligne.hauteur for ligne in lignes)
    groupe: list[Ligne] = []
    for ligne in lignes:
        if groupe and not _est_la_suite(groupe[-1], ligne, droite, pas):
            _deposer(groupe, brut, grande)
            groupe = []
        groupe.append(ligne)
    _deposer(groupe, brut, grande)


def _interligne(lignes: list[Ligne]) -> float:
    sauts = [a.base - b.base for a, b in pairwise(lignes) if 0 < a.base - b.base < 3 * a.hauteur]
    return median(sauts) if sauts else 1.3 * lignes[0].hauteur


def _est_la_suite(avant: Ligne, ligne: Ligne, droite: float, pas: float) -> bool:
    """`ligne` continue le paragraphe de `avant`."""
    if avant.est_tabulee or ligne.est_tabulee or _MARQUE.match(ligne.texte):
        return False
    if avant.texte.endswith(CESURE):
        return True
    if not 0.8 < ligne.hauteur / avant.hauteur < 1.25 and not ligne.texte[:1].islower():
        return False
    saut = avant.base - ligne.base
    suit = ligne.texte[:1].islower() and not avant.texte.endswith((".", ";", ":"))
    if saut <= 0:  # la colonne suivante, ou un exposant
        return suit
    if saut > 1.35 * max(pas, avant.hauteur):
        return suit and saut < 2.2 * max(pas, avant.hauteur)
    # Le premier mot de cette ligne tenait sur la précédente : on y est allé à la ligne exprès.
    mot = ligne.texte.split(" ", 1)[0]
    largeur = (ligne.droite - ligne.gauche) / max(len(ligne.texte), 1)
    expres = avant.droite + (len(mot) + 2) * largeur < droite
    return _est_coupee(avant.texte, ligne.texte) or not (
        expres and (avant.texte.endswith(_FIN) or not ligne.texte[:1].islower())
    )


def _est_coupee(avant: str, apres: str) -> bool:
    """La phrase ne peut finir là : « par tranche de », « 2 » puis « 000 € », « 10 000 » puis « euros HT »."""
    if _MARQUE.match(apres):
        return False
    coupe_un_nombre = avant[-1:].isdigit() and re.match(r"\d{3}(?!\d)", apres)
    return bool(coupe_un_nombre or _SUSPENDU.search(avant) or _SUITE_D_UN_NOMBRE.match(apres))


def _deposer(groupe: list[Ligne], brut: Brut, grande: float) -> None:
    """Écrit un paragraphe ; s'il continue celui de la page d'avant, il le complète."""
    premiere = groupe[0]
    if premiere.est_tabulee:
        brut.ajouter(_propre(premiere.texte), premiere.page, Lieu.TABLEAU)
        return
    texte = ""
    for ligne in groupe:
        texte = coller(texte, ligne.texte)
    dernier = brut.morceaux[-1] if brut.morceaux else None
    if dernier and _enjambe(dernier, texte, premiere.page):
        brut.morceaux[-1] = Morceau(_propre(coller(dernier.texte, texte)), dernier.page, dernier.lieu)
        return
    lieu = Lieu.TITRE if premiere.hauteur >= grande and len(texte) < 150 else Lieu.CORPS
    # Une césure en bas de page attend sa suite : on la garde jusqu'à la page suivante.
    brut.ajouter(texte if texte.endswith(CESURE) else _propre(texte), premiere.page, lieu)


def _enjambe(dernier: Morceau, texte: str, page: int) -> bool:
    if dernier.page is None or page <= dernier.page or dernier.lieu != Lieu.CORPS:
        return False
    if _est_coupee(dernier.texte, texte):
        return True
    return dernier.texte.endswith(CESURE) or (texte[:1].islower() and not dernier.texte.endswith(_FIN))


def coller(avant: str, apres: str) -> str:
    """Deux lignes d'un même paragraphe mises bout à bout ; le mot coupé est recollé.

    « inser- » puis « tion » donne « insertion » ; « sous- » puis « traitant », « sous-traitant ».
    """
    if not avant:
        return apres
    if avant.endswith(CESURE):
        return avant[:-1] + apres
    if avant.endswith(("-", "\u2010")) and len(avant) > 2 and avant[-2].isalpha() and apres[:1].islower():
        if _AVANT_UN_TRAIT.search(avant.replace("\u2010", "-")) or apres.startswith(("d'", "d’", "ci", "là", "même")):
            return avant + apres
        return avant[:-1] + apres
    return f"{avant} {apres}"


def _propre(texte: str) -> str:
    """Sans les marques de césure ni les fins de ligne des cellules ; ligatures défaites."""
    lignes = texte.split("\n")
    joint = lignes[0]
    for ligne in lignes[1:]:
        joint = coller(joint, ligne)
    joint = joint.replace(CESURE, "").replace("\x00", "")
    for ligature, lettres in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        joint = joint.replace(ligature, lettres)
    return joint
