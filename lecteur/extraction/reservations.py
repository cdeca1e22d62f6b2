"""Réservations, marchés d'insertion, critère d'attribution et articles cités (anciens codes rapportés à l'actuel)."""

import re
from decimal import Decimal

from lecteur.extraction.constats import ArticleCite, CritereLu, Reservation
from lecteur.extraction.grandeurs import grandeurs
from lecteur.extraction.mentions import lots
from lecteur.extraction.nombres import valeur
from lecteur.extraction.portees import citer
from lecteur.extraction.zones import Bloc, declencheur

_RESERVE = re.compile(
    r"\breserv(?:ee?s?|er|ant)\b(?! (?:le droit|la possibilite|la faculte|au (?:moins|minimum)"
    r"|a minima|un nombre|un minimum|une part|\d|un quota|des heures|une partie))"
    r"|programmes? d'emplois? proteges?|(?:attribue)\w* a (?:une?|des?) (?:entreprises? adaptee"
    r"|esat|etablissement\w*[^.;]{0,30}aide par le travail|structures? d'insertion|siae)"
)
_PAS_RESERVE = re.compile(
    r"(?:heures?|temps|volume|effectifs?|%|\bpart|postes?|emplois?|h)\b[^.;]{0,70}\breserv|\b(?:des|de"
    r"|aucune|les|leurs?|ses|vos|toutes?) reserves?\b(?! (?:a|aux?)\b)|\bse reserv"
    r"|sous reserve|sans reserve|reserves? (?:du|de la|des|de l'|a lever|sur|emise|eventuelle|formul)"
    r"|(?:levee|leve) d|(?:n'est|ne sont) pas reserv|non reserv"
    r"|reserv\w*[^.;]{0,15}: ?(?:non|sans objet|neant)|reserves? (?:a la|aux|a une) profession"
    r"|reserve\w* aux? (?:pme|architect|avocat|titulaire|candidat|acheteur|pouvoir|maitre)"
    r"|(?:stationnement|emplacement|place|acces|usage|espace|zone|(?<!accord-)cadre|partie"
    r"|case)\w*[^.;]{0,20} reserve|droits? reserv|(?:titulaire|entreprise"
    r"|attributaire)[^.;]{0,60}reserv\w* [^.;]{0,60}heures"
)
_HANDICAP = re.compile(
    r"entreprises? adaptee|\bea\b|\besat\b|aide par le travail|aide par le travail|ateliers? proteges?"
    r"|travailleurs? handicapes?|personnes? handicapees?|l\.? ?\*?2113-12|secteur (?:protege|adapte)"
    r"|emplois? proteges?|\bstpa\b|handicap"
)
_IAE = re.compile(
    r"structures? d'insertion|\bsiae\b|\biae\b|insertion par l'(?:activite )?econom"
    r"|entreprises?(?: ou associations?)? d'insertion|associations? d'insertion|chantiers? d'insertion"
    r"|(?:travailleurs|personnes)[^.;]{0,30}defavorise|l\.? ?\*?2113-13\b(?!-1)"
    r"|reserve\w* (?:a l')?insertion(?! des personnes handicap)|structures? de l'insertion"
)
_ESS = re.compile(r"economie sociale et solidaire|l\.? ?\*?2113-1[56]\b|\bess\b")
_PENITENTIAIRE = re.compile(r"penitentiaire|l\.? ?\*?2113-13-1|detenues?\b|sous main de justice")
_MARCHE_D_INSERTION = re.compile(
    r"\b(?:marche|accord-cadre|contrat)s?(?: public\w*)?(?: de (?:services?"
    r"|prestations?))?(?: de qualification et)? d'insertion\b"
    r"|qualification et (?:d')?insertion (?:sociale|professionnelle)"
    r"|insertion (?:sociale )?et de qualification professionnelle|insertion[^.;]{0,80}ayant (?:comme"
    r"|pour) (?:activites? )?support|insertion[^.;]{0,80}(?:comme|pour) support (?:d'activite|diverses|les|des|l')"
    r"|supports? (?:de la |des? |d'une )?demarches? d'insertion"
)
_LISTE_DE_STRUCTURES = re.compile(
    r"structures? equivalentes?|proportion|plus de 50|2113-1[2-6]|l\.? ?(?:5213-13|5132-4|344-2)|mentionnees? a"
)
_ACTUEL = {
    "cmp14": "L2112-2",
    "cmp15": "L2113-12",
    "cmp30": "R2123-1",
    "cmp53": "R2152-7",
    "ord38": "L2112-2",
    "ord36": "L2113-12, L2113-13",
    "ord36-1": "L2113-12",
    "ord36-2": "L2113-13",
    "ord37": "L2113-15",
    "dec13": "R2113-7",
    "dec28": "R2123-1",
    "dec52": "R2152-7",
    "dec62": "R2152-7",
}
_ARTICLE_CCP = re.compile(
    r"\b(?P<lettre>[lr])?\.? ?\*?(?P<numero>2112-[234](?:-1)?|2113-1[2-6](?:-1)?|2113-7|2123-[17]"
    r"|2152-7|2111-[13]|2112(?=[^-\d])|3114-2(?:-1)?|3113-1)\b"
)
_ARTICLE_ANCIEN = (
    (
        "cmp",
        re.compile(
            r"\barticles?[^.;]{0,25}?\b(?P<n>14|15|30|53)\b(?:[^.;\d]|-[iv]){0,40}?(?:du|de l'ancien"
            r"|de) (?:nouveau )?(?:c(?:ode des|\.)? ?m(?:arches publics|\.?p\b))"
        ),
    ),
    (
        "ord",
        re.compile(
            r"\bart(?:icles?|\.)[^.;]{0,15}?\b(?P<n>36|37|38)(?P<rang>[ -]{1,3}(?:i{1,3}|1|2)\b)?[^.;]{0,30}ordonnance"
        ),
    ),
    (
        "dec",
        re.compile(r"\bart(?:icles?|\.)[^.;]{0,15}?\b(?P<n>13|28|52|62)\b[^.;]{0,20}decret (?:n ?°? ?|no )?2016-360"),
    ),
)
_CONTEXTE_CRITERE = re.compile(
    r"criteres?\b|ponderat|\bnotee?s?\b|notation|jugement|classement des offres|sous-critere"
    r"|selection des offres|valeur technique"
)
_OBJET_DU_CRITERE = re.compile(
    r"\binsertion\b|performances? sociales?|valeur sociale"
    r"|criteres? (?:d'attribution )?(?:a caractere )?socia(?:l|ux)|volet social|qualite sociale"
    r"|demarche sociale|aspect social|eloigne"
)
_POIDS = re.compile(
    r"(?P<n>\d{1,3}(?:[,.]\d{1,2})?) ?(?:%|pour ?cent|points?\b|pts\b|/ ?100)|(?:ponderation"
    r"|coefficient|poids)[^.;\d]{0,15}(?P<m>\d{1,3}(?:[,.]\d{1,2})?)\b(?! ?(?:h\b|heures))"
)


def lire_reservations(blocs: list[Bloc]) -> list[Reservation]:
    """Les réservations écrites. Une case de formulaire (« handicapées ou défavorisées ») cède au texte précis."""
    trouvees: list[Reservation] = []
    for rang, bloc in enumerate(blocs):
        if (m := _MARCHE_D_INSERTION.search(bloc.texte)) and not bloc.niee:
            passage = citer(bloc, m.start(), m.end())
            trouvees.append(Reservation("marche_insertion", passage, _article(bloc.texte), _lots(bloc.texte)))
        m = _RESERVE.search(bloc.texte)
        if m and not _PAS_RESERVE.search(bloc.texte):
            instruments = _instruments(bloc.texte) or _instruments(_suite(blocs[rang + 1 : rang + 6]))
            passage = citer(bloc, m.start(), m.end())
            trouvees += [Reservation(i, passage, _article(bloc.texte), _lots(bloc.texte)) for i in instruments]
        elif trouvees and _LISTE_DE_STRUCTURES.search(bloc.texte) and (noms := _lots(bloc.texte)):
            passage = bloc.passage()
            trouvees += [Reservation(i, passage, _article(bloc.texte), noms) for i in _instruments(bloc.texte)]
    return _fusionner(trouvees)


def _suite(blocs: list[Bloc]) -> str:
    """Les tirets qui suivent « réservé : », tant qu'ils nomment des structures."""
    suite = []
    for bloc in blocs:
        if not (_LISTE_DE_STRUCTURES.search(bloc.texte) or bloc.texte.lstrip()[:1] in "-1234567890"):
            break
        suite.append(bloc.texte)
    return " ".join(suite)


def _instruments(texte: str) -> list[str]:
    sans_code = texte.replace("code de l'action sociale", "_" * 24)
    sortie = []
    handicap, iae = bool(_HANDICAP.search(sans_code)), bool(_IAE.search(sans_code))
    if handicap or iae:
        sortie.append("reserve_mixte" if handicap and iae else "reserve_handicap" if handicap else "reserve_iae")
    if _ESS.search(sans_code):
        sortie.append("reserve_ess")
    if _PENITENTIAIRE.search(sans_code):
        sortie.append("reserve_penitentiaire")
    return sortie


def _fusionner(trouvees: list[Reservation]) -> list[Reservation]:
    """Une par instrument et par liste de lots, la première citation ; le général cède au particulier."""
    precises = [r for r in trouvees if r.instrument in {"reserve_iae", "reserve_handicap"}]
    sortie: dict[tuple[str, tuple[str, ...]], Reservation] = {}
    for r in trouvees:
        if r.instrument == "reserve_mixte" and not r.article and precises:
            continue
        if not r.lots and any(c[0] == r.instrument for c in sortie):
            continue
        sortie.setdefault((r.instrument, r.lots), r)
    return list(sortie.values())


def _lots(texte: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nom for m in lots(texte) for nom in m.noms))


def _article(texte: str) -> str:
    m = re.search(r"l\.? ?\*?(2113-1[2-6](?:-1)?|2123-1)\b", texte)
    if m:
        return f"L{m[1]}"
    for famille, motif in _ARTICLE_ANCIEN:
        ancien = motif.search(texte)
        if ancien:
            return _ACTUEL[_cle_ancienne(famille, ancien)]
    return ""


def _cle_ancienne(famille: str, lu: re.Match[str]) -> str:
    """« 36-II » de l'ordonnance → ord36-2 ; sans alinéa connu, l'article seul."""
    rang = (lu.groupdict().get("rang") or "").strip(" -").replace("iii", "3").replace("ii", "2").replace("i", "1")
    cle = f"{famille}{lu['n']}-{rang}"
    return cle if cle in _ACTUEL else f"{famille}{lu['n']}"


def lire_articles(blocs: list[Bloc]) -> list[ArticleCite]:
    """Les articles de la commande publique cités là où le texte parle d'insertion ou réserve ; un par numéro."""
    trouves: dict[str, ArticleCite] = {}
    for bloc in blocs:
        if not (bloc.zone or _RESERVE.search(bloc.texte)):
            continue
        for m in _ARTICLE_CCP.finditer(bloc.texte):
            numero = f"{(m['lettre'] or 'l').upper()}{m['numero']}"
            trouves.setdefault(numero, ArticleCite(numero, numero, citer(bloc, m.start(), m.end())))
        for famille, motif in _ARTICLE_ANCIEN:
            for m in motif.finditer(bloc.texte):
                cle = _cle_ancienne(famille, m)
                cite = bloc.passage(m.start(), m.end()).texte
                passage = citer(bloc, m.start(), m.end())
                trouves.setdefault(cle, ArticleCite(cite, _ACTUEL[cle], passage, True))
    return list(trouves.values())


def lire_criteres(blocs: list[Bloc]) -> list[CritereLu]:
    """L'insertion notée : la phrase (ou les six qui précèdent) parle de critères, et donne un poids à l'insertion."""
    sortie: list[CritereLu] = []
    depuis = 99
    for bloc in blocs:
        depuis = 0 if _CONTEXTE_CRITERE.search(bloc.texte) else depuis + 1
        objet = _OBJET_DU_CRITERE.search(bloc.texte)
        if depuis > 6 or not objet or bloc.niee:
            continue
        social = bool(
            re.search(
                r"criteres? (?:d'attribution )?(?:a caractere )?socia|performances? sociales?|valeur sociale",
                bloc.texte,
            )
        )
        if not social and not (
            declencheur(bloc.texte)
            and re.search(r"social|professionnel|emploi|public|personne|econom|en matiere d'insertion", bloc.texte)
        ):
            continue
        poids = _poids(bloc.texte, objet.start())
        if poids is None and (
            depuis or not re.search(r"criteres?\b[^.;]{0,90}(?:social|insertion)|(?:notee?s|note)\b", bloc.texte)
        ):
            continue
        if poids is not None and (grandeurs(bloc.texte).durees or re.search(r"heures", bloc.texte)):
            continue
        sortie.append(CritereLu(poids, citer(bloc, objet.start(), objet.end())))
    poids_dits = {c.ponderation: c for c in reversed(sortie) if c.ponderation is not None}
    return list(poids_dits.values())[::-1] or sortie[:1]


def _poids(texte: str, depuis: int) -> Decimal | None:
    """Le poids écrit juste après l'objet du critère ; à défaut, juste avant."""
    suite = _POIDS.search(texte, depuis, min(len(texte), depuis + 140))
    if suite:
        return valeur(suite["n"] or suite["m"])
    avant = list(_POIDS.finditer(texte, max(0, depuis - 40), depuis))
    return valeur(avant[-1]["n"] or avant[-1]["m"]) if avant else None
