"""Le rythme d'un volume (par an, par mois, par commande) : dit à côté des heures, ou par une phrase qui les suit."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lecteur.extraction.constats import Volume
from lecteur.extraction.grandeurs import Duree, Grandeurs
from lecteur.extraction.zones import Bloc

_PAR = (
    # Une reconduction annuelle est une période : ses heures ne sont pas dues la première année.
    (
        "an",
        r"(?:par an\b|/ ?an\b|(?<!reconduction )(?<!reconductions )annuel|par annee|chaque annee"
        r"|chacune des (?:\w+ )?annees(?! suivantes)|pour une annee|l'an\b"
        r"|/ ?annee|pour chaque annee|d'une annee)",
    ),
    ("mois", r"(?:par mois|/ ?mois|mensuel|chaque mois)"),
    ("trimestre", r"(?:par trimestre|trimestriel|chaque trimestre)"),
    ("semestre", r"(?:par semestre|semestriel|chaque semestre)"),
    (
        "periode",
        r"(?:par periode|(?:(?:pour|a) chaque|chacune des(?: \d| deux| trois)?) (?:periodes?"
        r"|reconductions?)|(?:chaque|par) reconduction"
        r"|(?:chaque|tout) (?:marche subsequent|bon de commande)|par marche subsequent|par bon de commande)",
    ),
)
_DOUZE_MOIS = re.compile(
    r"\b(?:par|chaque|toute) periode (?:entiere )?(?:de (?:12|douze) ?(?:\(\w+\) )?mois|d'un an\b|annuelle|d'une annee)"
    r"[^.;\d]*"
)
_ANNEES_SUIVANTES = re.compile(
    r"^[^.;,\d]{0,30}\b(?:les|chacune des|chaque) (?:annees? suivantes?|autres annees|suivantes\b)"
)
CHAQUE_COMMANDE = re.compile(
    r"\b(?:chaque|tout|pour les|tous les) (?:marches? subsequents?|bons? de commande|commandes?)\b[^.;:]{0,110}$"
)
# « chaque reconduction (12 mois) : 350 heures »
_DUREE_ENTRE_PARENTHESES = re.compile(r"\((?:de |d')?(?:\d{1,2}|un|deux|trois|douze) ?(?:mois|ans?)\)")
_ETP_PAR_AN = re.compile(r"(?:\betp|temps pleins?) (?:par an|/ ?an|annuels?)[ ,(]*soit(?: environ)? ?$")
_CHAQUE_ANNEE = re.compile(r"(?:.*: ?)?\W*(?:chaque annee|par an|pour chaque annee|annuellement|tous les ans)\b")
_SUIVI_PERIODIQUE = re.compile(r"\b(?:bilan|rapport|comite|point|reunion|revision|compte rendu|etat|reconduction)s?\b")
_D_ENSEMBLE = re.compile(
    r"[^;\d]{0,40}?\b(?:total\w*|soit|(?:sur|pour|pendant) (?:toute )?la duree|ensemble du marche"
    r"|sur (?:les )?\w+ ans|dont)\b"
)
# « Ces volumes s'entendent par an », « les heures d'insertion ci-dessus sont dues chaque année ».
_S_ENTEND = re.compile(
    r"\W*(?P<sujet>ces?|cet(?:te)?|l[ea]s?|lesdites|ledit|tou(?:te)?s (?:ces|les))"
    r" (?:minim(?:um|a)|volumes?|nombres?|heures|engagements?|quotas?|objectifs?|quantites?|chiffres)"
    r"(?:,? (?:d'heures|d'insertion|horaires?|minim\w+|exigee?s?|prevue?s?|demandee?s?|indiquee?s?"
    r"|fixee?s?|mentionnee?s?"
    r"|ainsi|figurant|au|dans le|tableau|ci[- ]dessus|ci[- ]avant|precitee?s?|susvisee?s?|qui precedent)){0,5},?"
    r" (?:s'enten\w+|(?:est|sont|sera|seront|vaut|valent)(?: (?:due?s?|exige\w*|fixe\w*|apprecie\w*"
    r"|a realiser|a effectuer"
    r"|donnee?s?|exprimee?s?|calcule\w*|entendu\w*))?) (?:pour )?(?P<rythme>[^.;]*)"
)


def rythme(phrase: str) -> str:
    """Le rythme que dit une phrase sans donner d'heures : « chaque marché subséquent fixe le nombre d'heures »."""
    dit = re.search(r"\b(?:nombre|volume|quota|minimum|heures?)\b.*", phrase)
    if not dit:
        return ""
    if re.search(rf"{CHAQUE_COMMANDE.pattern[:-1]}", phrase[: dit.start()] + " "):
        return "periode"
    return next((nom for nom, motif in _PAR if re.match(rf"[^.;,\d]{{0,40}}?{motif}", dit[0])), "")


def du_voisinage(avant: str, apres: str) -> str:
    """Le rythme que disent les mots d'avant et d'après les heures ; vide s'ils n'en disent pas."""
    if _DUREE_ENTRE_PARENTHESES.search(avant):
        avant = _DUREE_ENTRE_PARENTHESES.sub(" ", avant)
    if _DOUZE_MOIS.search(avant) or re.match(rf"^[^.;]{{0,30}}?{_DOUZE_MOIS.pattern}", apres):
        return "an"
    if CHAQUE_COMMANDE.search(avant):
        return "periode"
    if _ETP_PAR_AN.search(avant):
        return "an"
    if _ANNEES_SUIVANTES.match(apres) or re.search(r"chacune des annees suivantes[^.;\d]{0,30}$", avant):
        return "an"
    for nom, motif in _PAR:
        if re.search(rf"^\)?[^.;,\d]{{0,45}}?{motif}", apres) or re.search(
            rf"{motif}\w*(?:(?!\bsoit\b|total)[^.;\d]){{0,45}}$", avant
        ):
            return nom
    return ""


def partager(lus: Sequence[tuple[Duree, list[Volume]]], texte: str) -> list[Volume]:
    """Les volumes d'une phrase, au rythme qu'elle dit pour tous : « heures par an : lot 1 : 300 ; lot 2 : 150 », « 300
    heures par an pour le lot 1, 150 pour le lot 2 »."""
    sortie: list[Volume] = []
    annonce = _annonce(texte[: lus[0][0].debut]) if len(lus) > 1 else ""
    dernier, fin = "", 0
    for duree, volumes in lus:
        sans_unite = not re.search(r"[a-z]", texte[duree.debut : duree.fin])
        commun = annonce or (dernier if sans_unite else "")
        d_ensemble = _D_ENSEMBLE.search(texte, fin, duree.debut) or _D_ENSEMBLE.match(texte[duree.fin : duree.fin + 40])
        repris = [replace(v, par=v.par or ("" if v.periode or d_ensemble else commun)) for v in volumes]
        sortie += repris
        dernier, fin = (repris[0].par if repris else ""), duree.fin
    return sortie


def _annonce(avant: str) -> str:
    if _SUIVI_PERIODIQUE.search(avant):
        return ""
    if _CHAQUE_ANNEE.match(avant):
        return "an"
    return rythme(avant)


class DitApres:
    """Les volumes que vise une phrase qui, plus bas, n'en dit que le rythme : le dernier, ou toute la liste."""

    def __init__(self) -> None:
        self._liste: list[Volume] = []
        self._derniers: list[Volume] = []
        self._finie = True  # une phrase sans heures ni lot a fini la liste

    def voir(self, certains: Sequence[Volume], mesures: Grandeurs) -> None:
        """Après chaque phrase : ses volumes, s'il en est."""
        if certains:
            self._derniers = list(certains)
            self._liste = [*([] if self._finie else self._liste), *certains]
        self._finie = not certains and (self._finie or not mesures.lots)

    def appliquer(self, bloc: Bloc, mesures: Grandeurs, volumes: list[Volume]) -> list[Volume]:
        """Les volumes, ceux que la phrase vise à son rythme."""
        lu = _S_ENTEND.match(bloc.texte)
        dit = _du_debut(lu["rythme"]) if lu and not mesures.durees else ""
        if not lu or not dit:
            return volumes
        vises = self._liste if lu["sujet"].endswith("s") else self._derniers
        return [replace(v, par=v.par or dit) if v in vises else v for v in volumes]


def _du_debut(texte: str) -> str:
    if _DOUZE_MOIS.match(texte):
        return "an"
    return next((nom for nom, motif in _PAR if re.match(motif, texte)), "")
