"""À quoi se rapporte un volume : lot, tranche, année, période, total ; et ce qu'il est (minimum, indicatif…)."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from lecteur.extraction.constats import Passage, Volume
from lecteur.extraction.grandeurs import Duree, Grandeurs
from lecteur.extraction.mentions import Mention
from lecteur.extraction.rythmes import du_voisinage
from lecteur.extraction.voisinage import EN_DESSOUS
from lecteur.extraction.zones import Bloc

AVANT_CITE, APRES_CITE = 140, 90
_LIEN_QUI_SUIT = re.compile(
    r"^\)?[^.;:]{0,60}?(?:pour|sur|au titre d|concern|relati|affect|dans le cadre d|du|\(|-|,)? ?(?:le"
    r"|les|la|l'|du|des|chacun des|execution d\w+)? ?\(?$"
)
_PERIODE = re.compile(
    r"(?P<nom>(?:premiere|1ere|1re|deuxieme|seconde|2eme|2e|troisieme|3eme|3e|quatrieme|4eme|4e) (?:annee"
    r"|periode|phase|reconduction)|(?:annee|phase|periode) (?:n ?° ?)?[1-9]\b|annee 20\d\d\b"
    r"|annees? suivantes?|autres annees|periode initiale|periode ferme"
    r"|(?:deuxieme|seconde|troisieme|quatrieme|[2-4]e(?:me)?)(?= ?(?:[,;.)]|et\b|puis\b|$))"
    r"|en cas de reconduction|periodes? de reconduction)"
)
_PERIODE_QUI_SUIT = re.compile(rf"^[^.;,\d]{{0,30}}?(?:pour|la|en|au titre de) [^.;,\d]{{0,12}}{_PERIODE.pattern}")
_SUITE_DE_DUREES = re.compile(r" ?(?:,|et|/) ?(?:de |et )?")
_CONCERNES = re.compile(r"concern|soumis|assorti|comport|vise|releve|porte")  # « Les lots 2 et 5 sont concernés. »
_CHAQUE_TITULAIRE = re.compile(
    r"\b(?:chaque|chacun des?|chacun de ces) (?:titulaires?|attributaires?|entreprises?|adjudicataires?)\b|\bchacune?\b"
)
_LE_PREMIER_LE_SECOND = re.compile(r"\b(?:le|au|du) premier\b.*\b(?:le|au|du) (?:second|deuxieme)\b")
_ANNONCE_LES_LOTS = re.compile(r" ?\)? ?:")
_TOTAL_AVANT = re.compile(r"(?:\btotal\w*|ensemble|global\w*|cumule?\w*)(?:(?!\bdont\b)[^.;\d]){0,40}$")
_PART_DU_TOTAL = re.compile(r"% (?:d[eu]s?|de l)[^.;\d]*$")  # « 5 % du volume total d'heures, soit 120 heures »
_TOTAL_APRES = re.compile(
    r"^[^.;]{0,50}\bcumule|^[^.;\d]{0,50}(?:au total|confondu|pour l'ensemble|a repartir|repartie?s? (?:entre|sur))"
)
_EN_POURCENT = re.compile(r"% [^)]*$")
_POUR_CHACUN = re.compile(r"chaque|chacun|par lot|/ ?lot|tous les|tout lot")
_DE_CE_QUI_PRECEDE = re.compile(  # « 12.2 Ce temps est estimé à… » : du lot de la phrase d'avant
    r"\W*(?:\d{1,2}(?:\.\d{1,2})*[.)]? )?\W*(?:ces?|cet(?:te)?|ledit|lesdites) "
    r"(?:temps|volumes?|heures|nombre|engagements?)\b"
)
# « Clause d'insertion du lot 5 », puis « Au lieu de : 450 heures », « Lire : 390 heures » : du même lot.
_CORRIGE = re.compile(r"\W*(?:au lieu d|lire\b|lisez\b|il (?:faut|convient|y a lieu)[^.;]{0,12}\blire\b)")
_NUMEROTE = re.compile(r"\W*(?:article|chapitre|section|\d)")
_REPARTI = re.compile(
    r"^\)? ?(?:d'insertion)? ?,? ?(?:a |qui |se |(?:sont|seront) )*"
    r"(?:(?:repart|ventil|decompos|distribu|detaill)\w+|a savoir|comme suit|comme ci-apres"
    r"|selon le detail|dans le detail)"
)
_PLANCHER = re.compile(
    r"\b(?:plancher|mini(?:mum)?)(?: de| fixe a| :)? ?$"
)  # « un plancher de 200 et un plafond de 400 »
_NATURES = (
    (
        "maximum",
        r"maxim\w*|maxi\b|au plus\b|jusqu'a(?!u\b| la fin| l')|\b(?:exceder|depasser)\b|plafonn\w+"
        r"|\bplafond (?:de|fixe|a)\b",
    ),
    (
        "minimum",
        r"minim\w*|mini\b|plancher|a minima|au moins|au minimum|inferieur|superieur\w* (?:ou egal\w* )?a\b|"
        + EN_DESSOUS,
    ),
    ("indicatif", r"environ|estim\w+|indicati\w+|approximati\w+|previsionnel\w*|de l'ordre de|objectif"),
)


class Rattachement:
    """Le lot dont parlent les phrases qui n'en nomment pas : celui du dernier titre ou début de paragraphe. `lots` :
    plusieurs, quand la phrase d'avant dit que la clause les concerne."""

    def __init__(self) -> None:
        self.lot = ""
        self.lots: tuple[str, ...] = ()
        self.nommes: tuple[str, ...] = ()  # ceux qu'elle nomme, quoi qu'elle en dise : « 150 heures par lot »
        self.tranche = ""
        self._paragraphe: int | None = None
        self._de_titre = False
        self._inacheve = False  # le paragraphe précédent s'arrête au milieu d'une phrase

    def voir(self, bloc: Bloc, mesures: Grandeurs) -> None:
        nouveau = bloc.ligne or (bloc.paragraphe.numero != self._paragraphe and not self._inacheve)
        self._paragraphe = bloc.paragraphe.numero
        fin = bloc.texte.rstrip()
        entiere = bloc.titre or bloc.paragraphe.dans_tableau or bool(mesures.lots and mesures.durees)
        self._inacheve = len(fin) > 40 and fin[-1].isalpha() and not entiere
        seul = len(mesures.lots) == 1 and len(mesures.lots[0].noms) == 1
        if (_DE_CE_QUI_PRECEDE.match(bloc.texte) or _CORRIGE.match(bloc.texte)) and not mesures.lots:
            return
        if mesures.lots or (bloc.titre and _NUMEROTE.match(bloc.texte)):
            self.lots = ()
            self.nommes = self.nommes if mesures.lots else ()
        if any(m.noms for m in mesures.lots):
            dits = tuple(dict.fromkeys(nom for m in mesures.lots for nom in m.noms))
            self.lots = dits if _CONCERNES.search(bloc.texte) and bloc.zone and not mesures.durees else ()
            tous = any(not m.noms for m in mesures.lots)
            self.nommes = dits if bloc.zone and len(dits) > 1 and not mesures.durees and not tous else ()
            court = len(bloc.texte.strip()) < 90 and mesures.lots[0].debut <= 4 and not mesures.durees
            self.lot = mesures.lots[0].noms[0] if seul else ""
            self._de_titre = seul and (court or bloc.titre)
        elif (bloc.titre and _NUMEROTE.match(bloc.texte)) or (nouveau and not self._de_titre):
            self.lot, self._de_titre = "", False
        if nouveau or mesures.tranches:
            self.tranche = mesures.tranches[0].noms[0] if len(mesures.tranches) == 1 and not mesures.durees else ""


def choisir(duree: Duree, durees: list[Duree], mentions: tuple[Mention, ...], texte: str) -> Mention | None:
    """La mention (lot ou tranche) à laquelle la durée se rapporte, selon l'ordre où la phrase les donne."""
    if len(mentions) > 1 and not mentions[0].noms and _ANNONCE_LES_LOTS.match(texte, mentions[0].fin):
        mentions = mentions[1:]  # « Heures par lot : 600 (lot 1), 210 (lot 2) »
    if not mentions:
        return None
    choisie = _choisir(duree, durees, mentions, texte)
    if choisie and not choisie.noms and not choisie.sauf and "autre" not in texte[choisie.debut : choisie.fin]:
        # « lots 1 à 3 : 245 heures par lot » : chacun de ceux que la phrase nomme
        nommes = [m for m in mentions if len(m.noms) > 1]
        return next((m for m in reversed(nommes) if m.fin <= duree.debut), nommes[0] if nommes else choisie)
    return choisie


def _choisir(duree: Duree, durees: list[Duree], mentions: tuple[Mention, ...], texte: str) -> Mention | None:
    respectif = _respectif(duree, durees, mentions, texte)
    if respectif:
        return respectif
    rang = durees.index(duree)
    fin_libre = durees[rang + 1].debut if rang + 1 < len(durees) else len(texte)
    apres = next((m for m in mentions if duree.fin <= m.debut < fin_libre), None)
    if apres and _EN_POURCENT.search(texte[duree.fin : apres.debut]):
        apres = None  # « 2 000 heures : 60 % pour le lot 1, 40 % pour le lot 2 »
    avant = next((m for m in reversed(mentions) if m.fin <= duree.debut), None)
    premier_suit = durees[0].fin <= mentions[0].debut
    if apres and not apres.noms and _LIEN_QUI_SUIT.match(texte[duree.fin : apres.debut]):
        return apres  # « Lot 9 Peinture 265 heures pour chacun des lots »
    if apres and avant and len(avant.noms) > 1 and set(apres.noms) < set(avant.noms):
        premier_suit = True  # « (lots 2, 3 et 5) : 245 heures lot 2 » : la liste annonce, le lot qui suit décide
    if apres and (premier_suit or avant is None) and _LIEN_QUI_SUIT.match(texte[duree.fin : apres.debut]):
        return apres
    if apres and avant is None and apres.debut - duree.fin < 90:
        return apres
    return avant


def _est_la_somme(duree: Duree, durees: list[Duree], mesures: Grandeurs) -> bool:
    """« 1 050 h (ferme : 700 h ; optionnelle : 350 h) » : la première ou la dernière additionne les autres."""
    noms = sum(len(m.noms) or 1 for m in (*mesures.lots, *mesures.tranches))
    if not 0 < noms < len(durees) or len(durees) < 3 or duree not in (durees[0], durees[-1]):
        return False
    return sum((d.heures for d in durees if d is not duree), Decimal(0)) == duree.heures


def _se_partage(duree: Duree, durees: list[Duree], mesures: Grandeurs) -> bool:
    """D'autres heures, ou plusieurs lots, suivent : « 420 heures, réparties sur 12 mois » ne se partage pas."""
    noms = [nom for m in mesures.lots if m.debut >= duree.fin for nom in m.noms or ("tous",)]
    return bool(noms) and (durees[-1] is not duree or len(noms) > 1)


def _respectif(duree: Duree, durees: list[Duree], mentions: tuple[Mention, ...], texte: str) -> Mention | None:
    """« lots 1 et 2 : respectivement 100 et 50 h » ; « Lot 1 Lot 2 Lot 3 120 h 130 h 50 h » (tableau mis à plat)."""
    noms = [nom for m in mentions for nom in m.noms]
    if len(durees) < 2 or len(noms) != len(durees):
        return None
    separes = mentions[-1].fin <= durees[0].debut or durees[-1].fin <= mentions[0].debut
    liens = (texte[a.fin : b.debut] for a, b in pairwise(durees))
    suivies = "respectivement" in texte or all(_SUITE_DE_DUREES.fullmatch(lien) for lien in liens)
    if not separes or (len(mentions) == 1 and not suivies):
        return None
    rang = durees.index(duree)
    return Mention((noms[rang],), duree.debut, duree.fin)


def _respectif_d_avant(
    duree: Duree, durees: list[Duree], mesures: Grandeurs, suivi: Rattachement, texte: str
) -> Mention | None:
    """« Elle porte sur les lots 2 et 4. Elle représente respectivement 180 et 75 heures. »"""
    if mesures.lots or not len(suivi.nommes) == len(durees) > 1:
        return None
    if "respectivement" not in texte and not _LE_PREMIER_LE_SECOND.search(texte):
        return None
    return Mention((suivi.nommes[durees.index(duree)],), duree.debut, duree.fin)


def _lot_de(
    duree: Duree, propres: list[Duree], durees: list[Duree], mesures: Grandeurs, suivi: Rattachement, texte: str
) -> Mention | None:
    """Le lot que la phrase donne à la durée, ou chacun de ceux de la phrase d'avant (« 150 heures par lot »)."""
    lot = choisir(duree, propres, mesures.lots, texte) or _respectif_d_avant(duree, durees, mesures, suivi, texte)
    chacun = bool(lot and not lot.noms and not lot.sauf and len(mesures.lots) == 1) or _CHAQUE_TITULAIRE.search(texte)
    return Mention(suivi.nommes, duree.debut, duree.fin) if suivi.nommes and chacun else lot


def rattacher(duree: Duree, durees: list[Duree], bloc: Bloc, mesures: Grandeurs, suivi: Rattachement) -> list[Volume]:
    """Le ou les volumes qu'une durée écrite représente : un par lot nommé (« lots 1 et 2 : 50 h chacun »)."""
    texte = bloc.texte
    rang = durees.index(duree)
    borne_avant = durees[rang - 1].fin if rang else 0
    borne_apres = durees[rang + 1].debut if rang + 1 < len(durees) else len(texte)
    avant, apres = (
        texte[max(borne_avant, duree.debut - 90) : duree.debut],
        texte[duree.fin : min(borne_apres, duree.fin + 60)],
    )
    # « 2 450 h (lot 1 : 1 400 h, lot 2 : 1 050 h) » : l'ordre se lit sans le total qui précède.
    propres = durees[1:] if duree is not durees[0] and _est_la_somme(durees[0], durees, mesures) else durees
    lot = _lot_de(duree, propres, durees, mesures, suivi, texte)
    tranche = choisir(duree, propres, mesures.tranches, texte)
    nom_tranche = tranche.noms[0] if tranche else suivi.tranche
    somme = _est_la_somme(duree, durees, mesures)
    annonce = _TOTAL_AVANT.search(avant[-60:]) and not _PART_DU_TOTAL.search(avant)
    total = somme or bool(annonce or _TOTAL_APRES.search(apres))
    contient = re.match(r"^[^.;]{0,60}\bdont\b", apres) and (mesures.tranches or mesures.lots)
    herite = "" if contient and mesures.lots else suivi.lot  # « 245 heures, dont 45 pour le lot 3 »
    noms = list(lot.noms) if lot else [herite] if herite else ([] if total else list(suivi.lots)) or [""]
    if somme or (_REPARTI.match(apres) and _se_partage(duree, durees, mesures)):
        noms, nom_tranche, portee = [""], "", "total"
    elif total and (len(mesures.lots) > 1 or (lot and len(lot.noms) > 1) or (tranche and len(mesures.tranches) > 1)):
        noms, nom_tranche = [""] if len(mesures.lots) != 1 or len(noms) > 1 else noms, ""
        portee = "total"
    elif total and lot and not lot.noms and not _POUR_CHACUN.match(texte, lot.debut):
        noms, portee = [""], "total"  # « Total pour l'ensemble des lots : 4 500 h »
    else:
        portee = "tranche" if nom_tranche else "lot" if lot or noms != [""] else "total" if total else "marche"
    if portee == "marche" and contient:
        portee = "total"
    periode = _periode(avant, apres, bool(rang))
    if periode and portee in {"marche", "lot"}:
        portee = "periode"
    commun = (nom_tranche, periode, du_voisinage(avant, apres), _nature(avant, apres))
    passage = citer(bloc, duree.debut, duree.fin)
    sauf = lot.sauf if lot and not lot.noms else ()
    quantite = (duree.heures, duree.quantite, duree.unite)
    lus = [Volume(*quantite, portee, passage, nom, *commun, sauf) for nom in noms or [""]]
    return [replace(v, tranche=t) for v in lus for t in (tranche.noms if tranche and v.tranche else (v.tranche,))]


def citer(bloc: Bloc, debut: int, fin: int) -> Passage:
    """Le fait et les mots qui l'entourent, dans la phrase, coupés entre deux mots."""
    texte = bloc.texte
    a, b = max(0, debut - AVANT_CITE), min(len(texte), fin + APRES_CITE)
    while 0 < a < debut and texte[a - 1].isalnum():
        a += 1
    while fin < b < len(texte) and texte[b].isalnum():
        b -= 1
    return bloc.passage(a, b)


def _periode(avant: str, apres: str, precedee: bool) -> str:
    suit = _PERIODE_QUI_SUIT.match(apres)
    # « 280 h pour la première période et 140 h… » : la période est celle des heures d'avant, qu'elle suit.
    de_la_precedente = precedee and _PERIODE_QUI_SUIT.match(avant)
    lus = list(_PERIODE.finditer(avant, de_la_precedente.end() if de_la_precedente else 0))
    trouve = suit or (lus[-1] if lus else None)
    return trouve["nom"] if trouve else ""


def _nature(avant: str, apres: str) -> str:
    if _PLANCHER.search(avant):
        return "minimum"
    for nom, motif in _NATURES:
        if re.search(rf"(?:{motif})[^.;,]{{0,50}}$", avant[-75:]) or re.match(
            rf"^[^.;,]{{0,30}}?\b(?:{motif})(?! ?\d)", apres
        ):
            return nom
    return "exige"
