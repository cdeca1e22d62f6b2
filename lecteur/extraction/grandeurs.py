"""Les grandeurs d'une phrase repliée : heures, jours, ETP, euros, pour cent, lots, tranches, périodes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from lecteur.extraction import enumerations
from lecteur.extraction.mentions import Mention, lots, tranches
from lecteur.extraction.nombres import EN_CHIFFRES, EN_LETTRES, Nombre, nombres, valeur
from regles.parametres import HEURES_PAR_ETP, HEURES_PAR_JOUR, HEURES_PAR_MOIS, HEURES_PAR_SEMAINE, ORIGINE

# Ce qui contient des chiffres sans être une grandeur : masqué avant de lire les nombres.
_MASQUES = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b(?:[lrd]\.? ?\*?)\d{3,4}(?:-\d+)*(?: ?°)?|\b\d{4}[ -](?=\d{1,3}-\d)"
    r"|\b\d{1,2} ?(?:h|heures?) ?(?:[0-5]\d)\b(?! ?(?:€|eur))|\b24 ?h(?:eures?)? ?(?:/|sur) ?24\b"
    r"|\b7 ?j(?:ours?)? ?(?:/|sur) ?7\b"
    r"|(?:\+33 ?|\b0)[1-9](?:[ .-]?\d\d){4}\b|\b(?:art\.?|articles?) (?:[lrd]\.? ?)?[\d.-]*\d"
    r"|https?://\S+|\b[\w.-]+@[\w.-]+"
    r"|\b(?:19|20)\d\d[-/]\d{2,4}\b|\b(?:en|annee|decembre|janvier|fevrier|mars|avril|mai|juin|juillet"
    r"|aout|septembre|octobre|novembre) (?:19|20)\d\d\b"
)
_HEURES = r"(?:heures?|heurs?\b|heurres?|h(?:eu)?res?\b|hrs?\b|h(?:00)?\b(?!\.?t\b))"  # fautes de frappe comprises
_UNITES_DUREE = (
    ("heure", _HEURES),
    ("etp", r"(?:etp\b|equivalents?[- ]temps[- ]plein|equivalents? temps plein|temps pleins?)"),
    ("jour", r"(?:journees?|jours?)\b"),
    ("semaine", r"semaines?\b"),
    ("mois", r"mois\b"),
)
_APRES_NOMBRE = r" ?(?:\([^()]{1,60}\) ?)?"
_EUROS = r"(?:premiers? )?(?P<facteur>k|m|mil\w*|millions? d')? ?(?:€|eur(?:os?)?\b)"
HEURES_PAR = {
    "heure": Decimal(1),
    "jour": HEURES_PAR_JOUR.au(ORIGINE),
    "semaine": HEURES_PAR_SEMAINE.au(ORIGINE),
    "mois": HEURES_PAR_MOIS.au(ORIGINE),
    "etp": HEURES_PAR_ETP.au(ORIGINE),
}


@dataclass(frozen=True)
class Duree:
    quantite: Decimal
    unite: str
    debut: int
    fin: int
    heures_par_unite: Decimal | None = None  # « 10 semaines de 35 heures » : le texte le dit

    @property
    def heures(self) -> Decimal:
        return self.quantite * (self.heures_par_unite or HEURES_PAR[self.unite])


@dataclass(frozen=True)
class Montant:
    valeur: Decimal
    debut: int
    fin: int


@dataclass(frozen=True)
class Taux:
    valeur: Decimal
    debut: int
    fin: int


@dataclass(frozen=True)
class Grandeurs:
    durees: tuple[Duree, ...]
    montants: tuple[Montant, ...]
    taux: tuple[Taux, ...]
    lots: tuple[Mention, ...]
    tranches: tuple[Mention, ...]


def _masquer(phrase: str, mentions: tuple[Mention, ...]) -> str:
    sans = _MASQUES.sub(lambda m: "_" * len(m[0]), phrase)
    for mention in mentions:
        sans = sans[: mention.debut] + "~" * (mention.fin - mention.debut) + sans[mention.fin :]
    return sans


def _duree(nombre: Nombre, texte: str) -> Duree | None:
    for unite, motif in _UNITES_DUREE:
        suite = re.compile(_APRES_NOMBRE + motif).match(texte, nombre.fin)
        if suite:
            return Duree(nombre.valeur, unite, nombre.debut, suite.end())
    return None


def _montant(nombre: Nombre, texte: str) -> Montant | None:
    suite = re.compile(_APRES_NOMBRE + _EUROS).match(texte, nombre.fin)
    if not suite:
        return None
    facteur = (suite["facteur"] or "").strip()
    multiple = 1000 if facteur == "k" or facteur.startswith("mille") else 10**6 if facteur else 1
    return Montant(nombre.valeur * multiple, nombre.debut, suite.end())


def _sans_chiffre(lu: re.Match[str]) -> Montant:
    return Montant(Decimal(1000 if lu["ordre"] == "millier" else 10**6), *lu.span("montant"))


_NOMBRE_SANS_UNITE = re.compile(
    rf"(?:nombre|volume|total|quota|minimum|heures?)(?: \w+){{0,3}}? ?(?:d'|de l'|horaire|heures?)"
    rf"(?:[^.:;=\d€%]|\d(?:re|ere|e|eme)\b|\(\d{{1,2}} ?(?:ans?|mois)\)){{0,150}}?"
    rf"(?::|=|est de|est fixe a|fixee? a|s'eleve a|(?:inferieur|superieur)\w* (?:ou egal\w* )?a|(?:minimum"
    rf"|minimal\w*)[: ]*(?:de)?) *(?P<nombre>(?:{EN_CHIFFRES})|{EN_LETTRES})\b(?! ?\d{{3}}\b)"
    rf"(?! ?(?:{_HEURES}|%|€|eur|pour ?cent|jours?|mois|ans?\b|semaines?|°|/(?! ?an\b)|lots?|etp|equiv|pts|points"
    rf"|k€|k ?euro|tranche|\(|[.-]\d))"
)
_ENTRE_PARENTHESES = re.compile(rf"heures?(?: de travail)? d'insertion ?\((?P<nombre>{EN_CHIFFRES}) ?\)")
# « par millier d'euros » : le montant d'une tranche, sans chiffre.
_SANS_CHIFFRE = re.compile(
    r"\b(?:par|pour|chaque|tous les)(?: chaque)? (?P<montant>(?P<ordre>mill(?:ier|ion))s? d'euros)"
)
# « Nombre d'heures : au lieu de 1 000, lire 600 » (ce qui est remplacé est déjà effacé).
_LIRE_SANS_UNITE = re.compile(
    rf"heures?[^.;\d]{{0,120}}\blire ?:? *\"? ?(?P<nombre>{EN_CHIFFRES})(?![\d,]| \d{{3}}\b)"
    rf"(?! ?(?:{_HEURES}|%|€|eur|pour ?cent|jours?|mois|ans?\b|semaines?|/))"
)


# « Heures d'insertion : lot 1 : 140, lot 2 : 70 » (les lots sont masqués par des tildes).
_LOT_SANS_UNITE = re.compile(
    rf"~ ?[^~\d:=]{{0,60}}[:=] *(?P<nombre>{EN_CHIFFRES})(?=[ ,;.)/-]|$)(?! ?\d{{3}}\b)"
    rf"(?! ?(?:{_HEURES}|%|€|eur|pour ?cent|jours?|mois|ans?\b|semaines?|°|lots?|etp|equiv|pts|points|k€|tranche))"
)


_AVANT_SON_LOT = re.compile(
    rf"(?<![\w,.])(?P<nombre>{EN_CHIFFRES}) ?\( ?~+ ?\)"
)  # « Heures : 630 (lot 1), 210 (lot 2) »


def _sans_unite(texte: str, annoncee: bool) -> list[Duree]:
    """« Nombre d'heures d'insertion : 250 » : l'unité est dite avant."""
    lus = [lu for lu in _NOMBRE_SANS_UNITE.finditer(texte) if "heure" in lu[0] or "horaire" in lu[0]]
    lus += _LIRE_SANS_UNITE.finditer(texte)
    lus += [lu for lu in _ENTRE_PARENTHESES.finditer(texte) if len(lu["nombre"]) > 1]
    if re.search(r"heures?[^.;~]{0,60}~", texte):
        lus += _LOT_SANS_UNITE.finditer(texte)
    if re.search(r"heures?[^.;~]{0,60}[:=]", texte):
        lus += _AVANT_SON_LOT.finditer(texte)
    lus += enumerations.sans_unite(texte, annoncee)
    places = {lu.span("nombre"): lu["nombre"] for lu in lus if lu["nombre"][0].isdigit()}
    return [Duree(valeur(mot), "heure", debut, fin) for (debut, fin), mot in places.items()]


def _enumerees(suite: list[Nombre], durees: list[Duree], texte: str, nommes: int) -> list[Duree]:
    """« respectivement 100, 50 et 35 heures », « 120 + 130 h », « 4 X et 5 h » : les nombres qui partagent l'unité."""
    ajouts = []
    for duree in [d for d in durees if d.unite == "heure"]:
        fin, candidats = duree.debut, []
        for nombre in reversed([n for n in suite if n.fin <= duree.debut and not n.en_lettres]):
            lien = texte[nombre.fin : fin]
            if not re.fullmatch(r" ?(?:,|et|\+|/) ?", lien):
                break
            candidats.append(Duree(nombre.valeur, "heure", nombre.debut, nombre.fin))
            fin = nombre.debut
        somme = bool(candidats) and "+" in texte[candidats[-1].fin : duree.debut]
        if "respectivement" in texte or somme or len(candidats) + 1 == nommes > 1:
            ajouts += candidats
    return ajouts


def _sans_doublon(taux: Iterable[Taux]) -> tuple[Taux, ...]:
    """« cinq pour cent (5 %) » ne fait qu'un taux."""
    sortie: list[Taux] = []
    for lu in taux:
        if sortie and sortie[-1].valeur == lu.valeur and lu.debut - sortie[-1].fin <= 3:
            sortie[-1] = Taux(lu.valeur, sortie[-1].debut, lu.fin)
        else:
            sortie.append(lu)
    return tuple(sortie)


_DE = re.compile(r" ?(?:d'insertion |de travail |de presence )?(?:de|a|x|×|d') ?")
# « 12 mois à 26 heures par semaine » ne fait pas 12 × 26 heures.
_PAR_AUTRE_UNITE = {
    "jour": re.compile(r" ?(?:par (?:semaine|mois)|/ ?(?:semaine|mois)|hebdo|mensuel)"),
    "semaine": re.compile(r" ?(?:par (?:jour|mois)|/ ?(?:jour|mois)|quotidien|mensuel)"),
    "mois": re.compile(r" ?(?:par (?:jour|semaine)|/ ?(?:jour|semaine)|hebdo|quotidien)"),
}
_PENDANT = re.compile(r" (?:sur|pendant|pour|durant) ")
_FOIS = re.compile(r"(?P<n>\d{1,3}) ?(?:[a-z]+ ){0,2}?(?:x|×|\*|fois) ?$")

_FOIS_AU_PLUS = 80  # caractères avant la durée : sans borne, une longue énumération se relit à chaque nombre


def _composees(durees: list[Duree], texte: str) -> list[Duree]:
    """« 4 × 350 h » : 1 400 heures ; « 20 journées de 7 h » : 140 ; « 2 ETP sur 6 mois » : la moitié de 2 ETP."""
    sortie: list[Duree] = []
    for duree in sorted(durees, key=lambda d: d.debut):
        fois = _FOIS.search(texte, max(0, duree.debut - _FOIS_AU_PLUS), duree.debut) if duree.unite == "heure" else None
        avant = sortie[-1] if sortie else None
        lien = texte[avant.fin : duree.debut] if avant else ""
        par_unite = avant and avant.unite in {"jour", "semaine", "mois"} and duree.unite == "heure"
        if avant and par_unite and _DE.fullmatch(lien) and not _PAR_AUTRE_UNITE[avant.unite].match(texte, duree.fin):
            sortie[-1] = replace(avant, fin=duree.fin, heures_par_unite=duree.quantite)
        elif avant and avant.unite == "etp" and duree.unite == "mois" and _PENDANT.fullmatch(lien):
            part = HEURES_PAR["etp"] * duree.quantite / 12
            sortie[-1] = replace(avant, fin=duree.fin, heures_par_unite=part)
        elif fois and (not avant or avant.fin <= fois.start()):
            sortie.append(replace(duree, quantite=duree.quantite * Decimal(fois["n"]), debut=fois.start()))
        else:
            sortie.append(duree)
    return sortie


@lru_cache(maxsize=4_096)  # formules, volumes et manques relisent chacun les mêmes phrases
def grandeurs(phrase: str, annoncee: bool = False) -> Grandeurs:
    """Toutes les grandeurs de la phrase, chacune à sa place. `annoncee` : celle d'avant dit l'unité (des heures)."""
    lots_lus, tranches_lues = lots(phrase), tranches(phrase)
    texte = _masquer(phrase, (*lots_lus, *tranches_lues))
    lus = nombres(texte)
    durees = [d for d in (_duree(n, texte) for n in lus) if d]
    durees += _enumerees(lus, durees, texte, sum(len(m.noms) for m in lots_lus))
    debuts = {d.debut for d in durees}
    durees += [d for d in _sans_unite(texte, annoncee) if d.debut not in debuts]
    sans_chiffre = [_sans_chiffre(lu) for lu in _SANS_CHIFFRE.finditer(texte)]
    montants = tuple(m for m in (*(_montant(n, texte) for n in lus), *sans_chiffre) if m)
    taux = _sans_doublon(
        Taux(n.valeur, n.debut, s.end())
        for n in lus
        if (s := re.compile(_APRES_NOMBRE + r"(?:%|pour ?cents?\b|p\. ?100)").match(texte, n.fin))
    )
    return Grandeurs(tuple(_composees(durees, texte)), montants, taux, lots_lus, tranches_lues)
