"""Où le texte parle d'insertion : phrase par phrase, avec l'héritage des titres et des phrases qui précèdent."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from lecteur.extraction import vocabulaire as v
from lecteur.extraction.constats import Paragraphe, Passage, Texte
from lecteur.extraction.normalisation import PUCES, phrases, replier
from lecteur.extraction.publics_motifs import nomme_un_public

LONGUEUR_TITRE = 110
_SANS_NUMERO = 9  # le niveau d'un titre qui n'en a pas
PORTEE_LOCALE = 6  # paragraphes qui peuvent continuer une phrase d'insertion sans la redire


_CES_HEURES = re.compile(r"\W*(?:ces|cet|ce|lesdites) (?:heures|volumes?|engagements?|quotas?)\b")  # dites avant
# « Les heures d'insertion ci-dessus », « le tableau qui précède fixe les heures d'insertion »
_CI_DESSUS = re.compile(
    r"\b(?:heures?|volumes?|nombres?|quantites?|tableau|liste)\b[^.;]{0,60}"
    r"\b(?:ci[- ]dessus|ci[- ]avant|qui preced\w+|precitee?s?|susvisee?s?|susmentionnee?s?)"
    r"|^\W*total\b[^.;]{0,40}\binsertion\b"
)
_HEURES = re.compile(r"\d ?(?:h|heures?)\b")
_LIGNE_DE_LOT = re.compile(r"\W*(?:o )?(?:lots?|tranches?|t[foc])\b|[^.;]{0,70}[:=|] ?\d[\d ]* ?(?:h|heures?)\W*$")
_D_UN_LOT = re.compile(r"\blot\b")
_PLURIELS = re.compile(r"\((?:e?s|e|x|nes?)\)")  # « personne(s) éloignée(s) »
_SANS_OBJET = re.compile(r"(?:sans objet|neant|non|aucune?|s/o|so|non concerne\w*|non applicable)")


class Zone(IntEnum):
    DEHORS = 0
    HERITEE = 1  # la phrase continue une phrase ou une section qui parle d'insertion
    DIRECTE = 2  # la phrase en parle elle-même


@dataclass(frozen=True)
class Bloc:
    """Une phrase située. `texte` : la phrase repliée ; `debut` : sa place dans le paragraphe ; `ligne` : elle commence
    une ligne, que le texte a collée à la précédente."""

    paragraphe: Paragraphe
    texte: str
    debut: int
    zone: Zone
    niee: bool = False
    section: bool = False  # une section dont le titre parle d'insertion est ouverte
    titre: bool = False
    ligne: bool = False

    def passage(self, debut: int | None = None, fin: int | None = None) -> Passage:
        """La citation exacte d'une partie de la phrase (toute la phrase sans argument), sans blancs autour."""
        origine = self.paragraphe.texte
        a = self.debut + (debut or 0)
        b = self.debut + (len(self.texte) if fin is None else fin)
        while a < b and origine[a].isspace():
            a += 1
        while b > a and origine[b - 1].isspace():
            b -= 1
        return Passage(origine[a:b], a, b, self.paragraphe.page, self.paragraphe.numero)


_DE_LA_CLAUSE = re.compile(r"clause|heures?\b|condition|\d ?h\b")


def declencheur(phrase: str) -> bool:
    """La phrase parle-t-elle d'insertion, faux amis ôtés ?"""
    if not v.AMORCE.search(phrase) or (v.RESERVE_NIEE.search(phrase) and not _DE_LA_CLAUSE.search(phrase)):
        return False
    nette = v.FAUX_AMIS.sub(lambda m: "_" * len(m[0]), _PLURIELS.sub("", phrase))
    if v.DECLENCHEURS_FORTS.search(nette):
        return True
    return bool(v.DECLENCHEURS_FAIBLES.search(nette) and v.OBLIGATION.search(nette) and not _obligation_d_emploi(nette))


def _obligation_d_emploi(phrase: str) -> bool:
    """L'attestation d'emploi des travailleurs handicapés n'est pas une clause."""
    return bool(
        re.search(r"travailleurs? handicapes?", phrase)
        and re.search(
            r"l\.? ?5212|obligation d'emploi|declaration|attest|regularite|en regle|respect de l'|\beffectifs?\b",
            phrase,
        )
        and not re.search(r"clause|insertion|reserve a|reserves? aux", phrase)
    )


_ARTICLE_DE_CONDITION = re.compile(r"l\.? ?\*?2112-2\b")
_AUTRE_CONDITION = re.compile(
    r"environnement|ecolog|dechet|carbone|vehicul|recycl|energie|emission|biodivers|egalite|formation|securite"
)
_HEURES_PAR_LOT = re.compile(r"(?:tranche|\blot|\bt[foc]\b)[^.;]{0,30}\d ?h(?:eures?)?\b")
_MOTS_DE_VOLUME = re.compile(
    r"\W|\d|\b(?:tranches?|fermes?|optionnelles?|conditionnelles?|lots?|numeros?|heures?|h|n|t[foc]|minim\w+|au|moins"
    r"|soit|total|volume|nombre|pour|l[ea]s?|d[eu]s?|d|conditions?|execution|ccp|et|une?|est|article|l|en|application|code|commande|publique)\b"
)


def _heures_de_la_condition(blocs: list[Bloc]) -> list[Bloc]:
    """« En application de l'article L. 2112-2. Tranche ferme 1 260 heures » : rien d'autre n'explique les heures."""
    sortie = list(blocs)
    for rang, bloc in enumerate(blocs):
        if bloc.zone is not Zone.DEHORS or not _ARTICLE_DE_CONDITION.search(bloc.texte):
            continue
        suite = blocs[rang : rang + 2]
        heures = next((b.texte for b in suite if _HEURES_PAR_LOT.search(b.texte)), "")
        if heures and not _MOTS_DE_VOLUME.sub("", heures) and not any(_AUTRE_CONDITION.search(b.texte) for b in suite):
            sortie[rang : rang + 2] = [replace(b, zone=Zone.DIRECTE) for b in suite]
    return sortie


def nie(phrase: str) -> bool:
    nette = v.NEGATION_HORS_SUJET.sub(lambda m: "_" * len(m[0]), phrase)
    return bool(v.NEGATION.search(nette))


def _niveau_de_titre(replie: str, paragraphe: Paragraphe) -> int | None:
    """1 pour « Article 9 », 2 pour « 9.1 », 9 pour un titre sans numéro ; `None` si ce n'est pas un titre."""
    ligne = replie.strip()
    if not ligne or len(ligne) > LONGUEUR_TITRE or paragraphe.dans_tableau or ligne[-1] in ";,":
        return None
    if (
        re.search(r"\d ?(?:h|heures?|€|euros?|%)(?:\W|$)|@", ligne)
        or ligne[0] in "-*"
        or _RANGEE_DE_NOMBRES.search(ligne)
    ):
        return None
    trouve = v.TITRE_DE_SECTION.match(ligne)
    if trouve and (ligne[-1] != "." or len(ligne) < 70):
        if trouve["numero"]:
            return len(re.split(r"[.-]", trouve["numero"].strip(".-")))
        return 1
    origine = paragraphe.texte.strip()
    if ligne[-1] in ".:" or len(ligne.split()) > 12 or re.match(r"lots?\b|tranche", ligne):
        return None
    return _SANS_NUMERO if origine[0].isupper() and (origine.isupper() or len(ligne.split()) <= 8) else None


_ITEM = re.compile(
    rf"\s*(?:[A-Za-z] ?[.)–-] |[-–—•·▪●*o{PUCES}>] ?|\(?\d{{1,2}} ?[.)°] ?|[a-z] ?[.)] )\S|.*[;,]\s*$", re.S
)
_ENTRE_LETTRES = re.compile(r"\s*[a-z] ?[.)]")  # « f) sans hébergement. » : le dernier de la liste, non un titre
_NUMERO_D_ITEM = re.compile(r"\s*\(?(?P<n>\d{1,2}) ?(?P<signe>[.)°-])[ .)-]*(?P<mot>\S)")
_NUMERO_DE_SECTION = re.compile(r"(?:article |art\. ?|chapitre )?(?P<n>\d{1,2})\b")
_ANNONCE_DES_ELEMENTS = re.compile(
    r"publics?\b|beneficiaires?|eligib|recrut|embauch|personnes|salaries|insertion|clause|heures|engag|modalites"
)
_TITRE_DE_PUBLICS = re.compile(r"publics?\b|beneficiaires?\b|personnes\b|eligib")
_RANGEE_DE_NOMBRES = re.compile(r"(?: ?[;/|] ?\d{1,3}\b){2}")


def est_en_liste(ligne: str) -> bool:
    """Une puce, un numéro, ou une ligne que finit un point-virgule."""
    return bool(_ITEM.match(ligne))


class _Suivi:
    """L'état de la lecture, paragraphe après paragraphe."""

    def __init__(self) -> None:
        self.section: int | None = None  # niveau du titre d'insertion ouvert
        self.reste = 0  # paragraphes qui peuvent encore hériter
        self.numero = 0  # du dernier titre
        self.numerotee = False  # la liste est de publics ou d'heures : ses numéros ne sont pas des titres
        self.publics = False  # la ligne d'avant annonce ou nomme des publics
        self.rang = 1  # du prochain élément d'une liste numérotée
        self.en_liste = False  # une liste que la clause annonce (« … les suivants : ») va jusqu'à son dernier élément

    def est_un_element(self, ligne: str, replie: str) -> bool:
        """« 6° les personnes… », « 2. Les demandeurs d'emploi » : l'élément d'une liste, non le titre d'une section."""
        lu = _NUMERO_D_ITEM.match(ligne)
        if not lu:
            return self.en_liste and bool(_ENTRE_LETTRES.match(replie))
        de_la_liste = self.en_liste and self.numerotee
        suit = de_la_liste and int(lu["n"]) == self.rang != self.numero + 1
        self.rang += suit
        return suit or (lu["mot"].islower() and (lu["signe"] == "°" or (de_la_liste and lu["signe"] == ")")))

    def titre(self, replie: str, niveau: int) -> None:
        numero = _NUMERO_DE_SECTION.match(replie.strip())
        self.numero = int(numero["n"]) if numero else self.numero
        parle = declencheur(replie) or bool(re.search(r"(?:^|\W)insertion", v.FAUX_AMIS.sub("", replie)))
        if parle and not nie(replie):
            if self.section is None or niveau <= self.section:
                self.section = niveau
        elif self.section is not None and niveau <= self.section:
            if niveau == _SANS_NUMERO and v.TITRES_DE_LA_CLAUSE.search(replie):
                return
            self.section, self.reste = None, 0

    def avancer(self, ligne: str) -> None:
        """Un paragraphe de plus, qui n'est pas un titre."""
        self.en_liste = self.en_liste and est_en_liste(ligne)
        if self.reste and not self.en_liste:
            self.reste -= 1

    def zone(self, phrase: str, directe: bool) -> Zone:
        if directe:
            self.reste = PORTEE_LOCALE
            return Zone.DIRECTE
        if self.section is not None:
            return Zone.HERITEE
        sujet = v.AUTRES_SUJETS.search(phrase) if self.reste else None
        if sujet and not (sujet[0].startswith("variante") and _HEURES.search(phrase)):
            self.reste = 0  # mais « il est ramené à 260 heures si la variante est retenue » parle encore des heures
        return Zone.HERITEE if self.reste else Zone.DEHORS


def _est_un_article_entier(texte: Texte) -> bool:
    """La pièce s'intitule de la clause et ses articles numérotés en sont les rubriques (publics, modalités…)."""
    if len(texte.paragraphes) < 5:
        return False
    premier, *suite = texte.paragraphes
    replie = replier(premier.texte)
    if _niveau_de_titre(replie, premier) != _SANS_NUMERO or not declencheur(replie):
        return False
    titres = [t for p in suite if _niveau_de_titre(t := replier(p.texte), p) == 1]
    return sum(bool(v.TITRES_DE_LA_CLAUSE.search(t)) for t in titres) >= max(3, len(titres) // 2)


def situer(texte: Texte) -> list[Bloc]:
    """Chaque phrase du texte avec sa zone, dans l'ordre."""
    suivi = _Suivi()
    blocs: list[Bloc] = []
    entiere = _est_un_article_entier(texte)
    for rang, paragraphe in enumerate(texte.paragraphes):
        replie = replier(paragraphe.texte)
        niveau = None if suivi.est_un_element(paragraphe.texte, replie) else _niveau_de_titre(replie, paragraphe)
        suivi.publics = suivi.publics and nomme_un_public(replie)
        niveau = None if niveau == _SANS_NUMERO and suivi.publics else niveau
        if niveau is not None:
            suivi.titre(replie, 0 if entiere and rang == 0 else niveau)
        else:
            suivi.avancer(paragraphe.texte)
        for phrase in phrases(paragraphe.texte, replie):
            parle = declencheur(phrase.texte)
            niee = parle and nie(phrase.texte)
            if _SANS_OBJET.fullmatch(phrase.texte.strip(" -:*|.")) and blocs and blocs[-1].zone is not Zone.DEHORS:
                # « Marché réservé ? Non » ne dit pas qu'il n'y a pas de clause.
                niee = "reserv" not in blocs[-1].texte or bool(_DE_LA_CLAUSE.search(blocs[-1].texte))
                blocs[-1] = replace(blocs[-1], zone=Zone.DEHORS, niee=niee, section=False)
                suivi.section = None
            if niee and not _D_UN_LOT.search(phrase.texte):
                suivi.reste = 0  # « Lot 2 : sans clause » ne finit pas la liste des lots
            zone = suivi.zone(phrase.texte, parle and not niee)
            if zone is Zone.DIRECTE and blocs and _CES_HEURES.match(phrase.texte):
                blocs[-1] = replace(blocs[-1], zone=max(blocs[-1].zone, Zone.HERITEE))
            situee = (suivi.section is not None, niveau is not None, phrase.ligne)
            blocs.append(Bloc(paragraphe, phrase.texte, phrase.debut, zone, niee, *situee))
        if replie.rstrip().endswith(":") or (niveau is not None and _TITRE_DE_PUBLICS.search(replie)):
            suivi.en_liste, suivi.rang = bool(suivi.reste) or suivi.section is not None, 1
            suivi.numerotee = bool(_ANNONCE_DES_ELEMENTS.search(replie))
        suivi.publics = suivi.publics or bool(_TITRE_DE_PUBLICS.search(replie))
    return _heures_dites_apres(_heures_de_la_condition(blocs))


def _heures_dites_apres(blocs: list[Bloc]) -> list[Bloc]:
    """« Lot 1 : 350 h », « Lot 2 : 280 h », puis « les heures d'insertion ci-dessus sont dues… » : elles en sont."""
    sortie = list(blocs)
    for rang, bloc in enumerate(blocs):
        if bloc.zone is not Zone.DIRECTE or not _CI_DESSUS.search(bloc.texte):
            continue
        for precedent in range(rang - 1, -1, -1):
            if not _LIGNE_DE_LOT.match(sortie[precedent].texte):
                break
            sortie[precedent] = replace(sortie[precedent], zone=max(sortie[precedent].zone, Zone.HERITEE))
    return sortie
