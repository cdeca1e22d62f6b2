"""Les lots et les tranches qu'une phrase repliée nomme : par leur numéro, leur lettre ou leur nom."""

import re
from dataclasses import dataclass

_NUMERO = r"(?:n ?°s?|nos?\.?(?=[ \d])|numeros?|n(?=\d))"
_ITEM = (
    r"\d{1,2}(?:\.\d{1,2})?(?: ?(?:bis|ter|quater)|[a-z])?\b(?!(?:[.,]\d+| ?\d{3})* ?(?:h\b|h\.|heures?|hrs?\b|%|€|euro"
    r"|jours?|mois|ans?\b|etp|k€|m€|semaine|tranche|personnes?|salarie|poste|contrat|offre|candidat|variante"
    r"|(?:pour|au|sur|dans) (?:l[ea]s? |celui du )?(?:lot|tranche)|\( ?lot))"
)
_UNITE_SUIT = r" ?(?:h\b|h\.|heures?|hrs?\b|%|€|euro|k€|m€)"
# « Lot 2Menuiserie » : l'intitulé collé au numéro.
_PREMIER = (
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}})?(?: ?(?:bis|ter|quater)|[a-z])?\b(?!{_UNITE_SUIT})(?![.,]\d+{_UNITE_SUIT})"
    rf"|\d{{1,2}}(?=(?!heure|jour|semaine|tranche|euro)[a-z]{{4}}))"
)
_LOTS = re.compile(
    rf"\blots?(?:\(s\))? ?(?:(?:concerne|soumi|vise|assorti)e?s?\b[^.;:\d]{{0,60}}: ?)?"
    rf"(?:{_NUMERO} ?)?(?P<liste>{_PREMIER}(?:(?: ?\([^()\d]{{2,40}}\))? ?(?:,|;|et|ou|/|&|-|a"
    rf"|au) ?(?:et )?(?:lots? )?(?:{_NUMERO} ?)?{_ITEM})*)"
)
_LOIN = re.compile(r" ?(?:,|;) ?(?:[3-9]\d)\b.*")
_DERNIER, _CHACUN = re.compile(r" ?, ?\d{1,2}$"), re.compile(r" (?:pour )?chacune?\b")
# « lots 1 (120 heures), 2 (70 heures) et 3 (35 heures) »
_LOT_ET_HEURES = re.compile(
    r"(?<=\)) ?(?:,|;|et|/) ?(?:n ?° ?)?(?P<liste>\d{1,2}(?: ?(?:a|-) ?\d{1,2})?)(?= ?\(\d[\d ]* ?(?:h\b|heures?))"
)
# « le lot a 140 heures » : la lettre A ne nomme un lot que suivie d'un signe, ou si d'autres lettres en nomment.
_LOT_LETTRE = re.compile(r"\blot (?:n ?° ?)?(?P<liste>[b-h]\b(?!')|a\b(?= ?[:(-]))")
_LOT_A = re.compile(r"\blot (?P<liste>a)\b")
_LOTS_LETTRES = re.compile(r"\blots (?P<liste>[a-h](?: ?(?:,|et|ou|/) ?(?:lot )?[a-h]\b)+)")
METIER = (
    r"(?:gros[ -]oe?uvre|second oe?uvre|demolition|desamiantage|terrassement|vrd|voirie|reseaux|assainissement"
    r"|maconnerie|charpente|couverture|toiture|etancheite|zinguerie|bardage|facade|ravalement|isolation|menuiserie"
    r"|serrurerie|metallerie|cloison|doublage|platrerie|plafond|faux[- ]plafond|peinture|sols?\b|revetement|carrelage"
    r"|faience|plomberie|sanitaire|chauffage|ventilation|climatisation|cvc|electricite|courants|eclairage|ascenseur"
    r"|espaces? verts?|paysage|plantation|amenagements? (?:exterieur|paysager)|cloture|mobilier|signalisation|nettoyage"
    r"|proprete|vitrerie|gardiennage|restauration|collecte|manutention|demenagement|curage|entretien)\w*"
)
_PRECISION = r"(?:interieure?s?|exterieure?s?|bois|alu\w*|pvc|souples?|durs?|forts?|faibles?|metallique)\b"
NOM_DE_METIER = rf"{METIER}(?: {_PRECISION}| ?(?:et|/|-|,) ?(?:des? )?{METIER})*"
_LOT_NOMME = re.compile(rf"\blots? (?:d[ue]s? |de la |d'|\" ?|: ?)?(?P<nom>{NOM_DE_METIER})")
_RANGS = {
    mot: str(rang)
    for rang, mots in enumerate(
        ("premier un", "deuxieme second deux", "troisieme trois", "quatrieme quatre", "cinquieme cinq", "sixieme six"),
        1,
    )
    for mot in mots.split()
}
_LOT_EN_LETTRES = re.compile(  # « le deuxième lot », « le lot deux »
    r"\b(?:(?P<rang>premier|deuxieme|second|troisieme|quatrieme|cinquieme|sixieme) lot\b(?! ?(?:n ?°|\d))"
    r"|lot (?P<mot>un|deux|trois|quatre|cinq|six)\b(?! (?:h\b|heures?|jours?|mois|ans?\b|personnes?"
    r"|pour cent|cents?\b)))"
)
_PUIS_TRANCHES = re.compile(
    r"(?: ?(?:,|et|a|au) ?\d{1,2}\b(?! ?(?:h\b|heures|\d|%|€)))+"
)  # « tranches optionnelles 1 à 3 »
_SAUF = re.compile(
    rf"[^.;:\d]{{0,25}}\b(?:sauf|hormis|hors|excepte\w*|a l'exception|a l'exclusion)\b(?: (?:d[ue]s?|pour|l[ea]s?|celui"
    rf"|ceux|lots?))* ?(?:{_NUMERO} ?)?(?P<liste>{_PREMIER}(?: ?(?:,|et|ou|/|a|au) ?{_ITEM})*)"
)
_ECARTE = re.compile(
    r"\b(?:sauf|hormis|hors|excepte\w*|a l'exception|a l'exclusion)(?: d[ue]s?)?"
    r"(?: (?:l[ea]s?|titulaires? d[eu]s?))? ?$"
)
_TOUS = re.compile(
    r"\b(?:chaque|chacun des|chacun de ces|tous les|l'ensemble des|tout) (?:\w+ )?lots?\b"
    r"(?! ?(?:n ?°|nos?\b|\d))|\bpar lot\b"
    r"|/ ?lot\b(?! ?(?:n ?°|no|\d|[a-h]\b))"
    r"|\bautres lots\b(?! ?(?:n ?°|nos?\b|\d))"
    r"|\blot par lot\b|\btoutes? lots confondus\b"
)
_TRANCHE = re.compile(
    rf"\btranches? (?P<genre>fermes?|optionnelles?"
    rf"|conditionnelles?)(?: ?{_NUMERO} ?(?P<rangno>\d)(?= \d{{3}} ?h)"
    rf"| ?(?:{_NUMERO} ?)?(?P<rang>\d{{1,2}}(?! ?(?:h\b|heures?|\d|%|€))|[a-d]\b))?"
    rf"|\b(?P<sigle>tf|to|tc) ?(?P<rangsigle>(?<=t[foc])\d{{1,2}}|\d{{1,2}}(?! ?(?:h\b|heures?|\d|%|€)))?\b"
    rf"|\btranches? (?:{_NUMERO} ?)?(?P<seule>\d{{1,2}})\b(?! ?(?:\d|€|eur|k|%|h\b|heures))"
)


@dataclass(frozen=True)
class Mention:
    """Un lot, une liste de lots ou une tranche nommés. `noms` vide : tous, `sauf` ceux-là."""

    noms: tuple[str, ...]
    debut: int
    fin: int
    sauf: tuple[str, ...] = ()


def lots(phrase: str) -> tuple[Mention, ...]:
    """« lots n° 1, 2 et 4 » → 1, 2, 4 ; « lots 3 à 5 » → 3, 4, 5 ; « chaque lot » → ()."""
    trouves = [_d_un_numero(m) for m in _LOTS.finditer(phrase)]
    lettres = [*_LOT_LETTRE.finditer(phrase), *_LOTS_LETTRES.finditer(phrase)]
    if any(m["liste"] != "a" for m in lettres):
        lettres += _LOT_A.finditer(phrase)
    trouves += [Mention(tuple(re.findall(r"\b[A-H]\b", m["liste"].upper())), m.start(), m.end()) for m in lettres]
    if re.search(r"\blots\b", phrase):
        trouves += [Mention(_numeros(m["liste"]), m.start(), m.end()) for m in _LOT_ET_HEURES.finditer(phrase)]
    trouves += [Mention((_RANGS[m["rang"] or m["mot"]],), m.start(), m.end()) for m in _LOT_EN_LETTRES.finditer(phrase)]
    trouves += [Mention(_noms(m), m.start(), m.end()) for m in _LOT_NOMME.finditer(phrase)]
    trouves = [_ecarte(m) if _ECARTE.search(phrase[: m.debut]) else m for m in trouves]
    tous = [_avec_ses_exceptions(m, phrase) for m in _TOUS.finditer(phrase)]
    trouves = [m for m in trouves if not any(t.debut <= m.debut < t.fin for t in tous)]
    return tuple(sorted(set(trouves + tous), key=lambda m: m.debut))


def _d_un_numero(lu: re.Match[str]) -> Mention:
    """« lot 3, 80 » : un lot, suivi d'autre chose ; au singulier, une virgule n'annonce pas un lot si loin."""
    chacun = _CHACUN.match(lu.string, lu.end())  # « lots 3 et 4, 70 chacun »
    if (chacun or not lu[0].startswith("lots")) and (suite := (_DERNIER if chacun else _LOIN).search(lu["liste"])):
        fin = lu.start("liste") + suite.start()
        return Mention(_numeros(lu["liste"][: suite.start()]), lu.start(), fin)
    return Mention(_numeros(lu["liste"]), lu.start(), lu.end())


def _ecarte(mention: Mention) -> Mention:
    """« 455 heures, hors lot 3 » : tous les lots, sauf celui que la phrase nomme."""
    return Mention((), mention.debut, mention.fin, mention.noms)


def _avec_ses_exceptions(lu: re.Match[str], phrase: str) -> Mention:
    """« tous les lots sauf le 3 » : tous, et le 3 n'en est pas."""
    sauf = _SAUF.match(phrase, lu.end())
    return Mention((), lu.start(), sauf.end() if sauf else lu.end(), _numeros(sauf["liste"]) if sauf else ())


def _noms(lu: re.Match[str]) -> tuple[str, ...]:
    """Le nom du lot, ou des lots au pluriel, « œ » rendu (le texte replié le réduit à « o »)."""
    nom = re.sub(r"\bouvre\b", "oeuvre", lu["nom"].strip(" -,"))
    if not lu[0].startswith("lots"):
        return (nom,)
    return tuple(re.sub(r"^des? ", "", n.strip()) for n in re.split(r",| et ", nom))


def _numeros(liste: str) -> tuple[str, ...]:
    sortie: list[str] = []
    precedent, plage = None, False
    tirets_separent = liste.count("-") > 1 and not re.search(r",|;|/|\b(?:et|ou|a|au)\b", liste)  # « 1 - 2 - 4 »
    for lu in re.finditer(
        r"(?P<nombre>\d{1,2}(?:\.\d{1,2})?(?: ?(?:bis|ter|quater)|[a-z])?)\b|(?P<lien>\ba\b|\bau\b|-)", liste
    ):
        if lu["lien"]:
            plage = lu["lien"] != "-" or (precedent is not None and not tirets_separent)
            continue
        nom = (lu["nombre"].lstrip("0") or "0").upper().replace(" ", "")
        if (
            plage
            and precedent
            and nom.isdigit()
            and precedent.isdigit()
            and int(precedent) < int(nom) <= int(precedent) + 40
        ):
            sortie += [str(n) for n in range(int(precedent) + 1, int(nom))]
        sortie.append(nom)
        precedent, plage = nom, False
    return tuple(dict.fromkeys(sortie))


def tranches(phrase: str) -> tuple[Mention, ...]:
    """« tranche ferme », « tranche optionnelle n° 2 », « TO1 » (une tranche conditionnelle est dite optionnelle)."""
    sortie = []
    for m in _TRANCHE.finditer(phrase):
        genre = m["genre"] or {"tf": "ferme", "to": "optionnelle", "tc": "optionnelle"}.get(m["sigle"] or "", "")
        rang = (m["rang"] or m["rangno"] or m["rangsigle"] or m["seule"] or "").lstrip("0").upper()
        nom = (
            "ferme"
            if genre.startswith("ferme")
            else " ".join(x for x in ("optionnelle" if genre else "tranche", rang) if x)
        )
        suite = _PUIS_TRANCHES.match(phrase, m.end()) if m[0].startswith("tranches") and m["rang"] else None
        rangs = _numeros(m["rang"] + suite[0]) if suite else ()
        noms = tuple(f"optionnelle {r}" for r in rangs) or (nom,)
        sortie.append(Mention(noms, m.start(), suite.end() if suite else m.end()))
    return tuple(sortie)
