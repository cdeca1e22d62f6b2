"""Réservations et marchés d'insertion : ce que le texte réserve, et à qui.

« Réserver des heures » n'est pas réserver un marché, une négation ne réserve rien, et la loi récitée (« les acheteurs
peuvent réserver ») est rendue à vérifier.
"""

import re
from dataclasses import replace

from lecteur.extraction.articles import article
from lecteur.extraction.constats import Incomprehension, Reservation
from lecteur.extraction.doutes import a_verifier
from lecteur.extraction.mentions import lots
from lecteur.extraction.portees import citer
from lecteur.extraction.vocabulaire import RESERVE_NIEE
from lecteur.extraction.zones import Bloc

_ARTICLES = r"l?\.? ?\*?2113-1[2-6]"
_ENTREPRISES_RESERVEES = (
    r"(?:entreprises? adaptee|\besat\b|\bea\b|aide par le travail|ateliers? proteges?|\bsiae\b"
    r"|structures? d[e'] ?l?'?insertion"
    r"|entreprises? d'insertion|chantiers? d'insertion|associations? intermediaires?|economie sociale et solidaire|"
    + _ARTICLES
    + ")"
)
_REPONDRE = r"(?:soumissionn|(?:se porter )?candidat|repond|particip|concour|remettre|presenter|deposer)\w*"
_LES = rf"\b(?:aux|l[ea]s|des) (?:ateliers (?:et|ou) )?{_ENTREPRISES_RESERVEES}"
_RESERVE = re.compile(
    r"\breserv(?:ee?s?|er|ant)\b(?! (?:le droit|la possibilite|la faculte|au (?:moins|minimum)"
    r"|a minima|un nombre|un minimum|une part|\d|un quota|des heures|une partie))"
    rf"|\breservations?\b[^.;]{{0,80}}{_ENTREPRISES_RESERVEES}"
    r"|programmes? d'emplois? proteges?|(?:attribue)\w* a (?:une?|des?) (?:entreprises? adaptee"
    r"|esat|etablissement\w*[^.;]{0,30}aide par le travail|structures? d'insertion|siae)"
    rf"|\bseule?s?\b[^.;]{{0,120}}{_ENTREPRISES_RESERVEES}[^.;]{{0,160}}\b(?:soumissionn|candidat|repond|particip|concour"
    rf"|remettre une offre|admis|presenter une (?:offre|candidature))"
    rf"|\bseule?s?\b[^.;]{{0,20}}\b(?:peuvent|pourront|sont|seront)\b[^.;]{{0,120}}{_ENTREPRISES_RESERVEES}"
    rf"|\b(?:passee?|conclue?|lancee?|attribuee?)s?\b[^.;]{{0,30}}\b(?:application|fondement|titre)\b[^.;]{{0,40}}{_ARTICLES}"
    rf"|(?:ouvert|accessible|limite|destine)\w* (?:exclusivement|uniquement|aux? seul\w*)"
    rf"[^.;]{{0,80}}{_ENTREPRISES_RESERVEES}"
    rf"|\bpeuvent seule?s? {_REPONDRE}[^.;]{{0,90}}{_LES}"
    rf"|\bne peuvent {_REPONDRE}[^.;]{{0,60}} que {_LES}"
    rf"|\bseule?s? (?:admis(?:es)?|autorisee?s|habilitee?s) a {_REPONDRE}[^.;]{{0,60}}{_LES}"
    rf"|(?:exclusivement|uniquement) (?:ouvert|accessible|destine)\w*[^.;]{{0,80}}{_ENTREPRISES_RESERVEES}"
)
_PAS_RESERVE = re.compile(
    r"(?:heures?|temps|volume|effectifs?|%|\bpart|postes?|emplois?|h)\b[^.;]{0,70}\breserv|\b(?:des|de"
    r"|aucune|les|leurs?|ses|vos|toutes?) reserves?\b(?! (?:a|aux?)\b)|\bse reserv"
    r"|sans reserve|reserves? (?:du|de la|des|de l'|a lever|sur|emise|eventuelle|formul)"
    r"|(?:levee|leve) d|reserves? (?:a la|aux|a une) (?:profession|reception)"
    r"|reserve\w* aux? (?:pme|petites|architect|avocat|titulaire|acheteur|pouvoir|maitre|artisan)"
    r"|\b(?:partie|part|fraction|quote-part)s? (?:d[eu]s?|de l)\b[^.;]{0,60}\breserv"
    r"|droits? reserv|(?:titulaire|entreprise"
    r"|attributaire)[^.;]{0,60}reserv\w* [^.;]{0,60}heures"
)
# « Places réservées aux personnes handicapées » ; mais « l'accès est réservé aux entreprises adaptées ».
_LIEU_RESERVE = re.compile(
    r"(?:stationnement|emplacement|place|acces|usage|espace|zone|(?<!accord-)cadre|partie|case)\w*[^.;]{0,20} reserve"
    rf"(?![^.;]*{_ENTREPRISES_RESERVEES})"
)
_REPOND_NON = re.compile(r"\W*(?:non|sans objet|neant|aucune?|n/?a)\W*")
# « … programmes d'emplois protégés : Non » : la réponse du formulaire, sur la même ligne.
_REPONSE_NON = re.compile(r"[^.;:?]{0,60}(?:[:?]|-) ?(?:non|sans objet|neant|aucune?|faux|false|n/a)\b")
_PEUT = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|pourrai\w+)\b[^.;]{0,30}(?:etre |se voir )?reserv"
    r"|\b(?:faculte|possibilite|envisag\w*|etudi\w*|susceptible\w*|projet\w*)\b[^.;,]{0,25}"
    r"\b(?:de |d'etre |a )?reserve[rs]?\b"
    r"|\breserv\w+ que (?:lors|dans)\b|\bn'(?:use|a pas use|entend)\b[^.;]{0,60}(?:faculte|reserv)"
)
# La loi récitée, qui ne nomme aucun lot : « l'article L. 2113-13 permet à l'acheteur de réserver… ».
_LOI_RECITEE = re.compile(
    r"^(?!.*\b(?:lots? (?:n ?°s? ?)?\d|(?:ce|present) (?:lot|marche)))"
    r".*(?<!comme le )(?<!comme l')\b(?:permet(?:tent)?|autoris(?:e|ent))\b[^.;,]{0,45} (?:de|a) reserver\b"
)
# « Est réservé, comme la loi le permet », « usant de la faculté de réserver… » : la réservation est faite.
_EST_RESERVE = re.compile(
    r"\b(?:est|sont|sera|seront) (?:\w+ )?reserve"
    r"|\b(?:decid\w*|choisi\w*|choix|souhait\w*|resolu|convenu|(?<!n')entend)\b[^.;]{0,25}\breserver\b"
    r"|(?<!n')\b(?:use|usant|fait usage|faisant usage)\b[^.;]{0,60}\breserv"
)
_SOUS_RESERVE = re.compile(r"\bsous (?:la |les )?reserves?\b")
# Ce que l'on réserve est du travail, non un marché : « réserver à l'insertion un minimum de 1 400 heures ».
_DU_TRAVAIL = re.compile(
    r"^[^.;]{0,140}?(?:\d ?(?:h\b|heures?)|\bheures\b|\d ?%|pour ?cent|temps de travail"
    r"|\b(?:une?|la) (?:part|partie|quota"
    r"|volume|nombre|minimum)\b|\bpostes?\b|\bemplois? (?:a|aux|pour)\b)"
)
_MARCHE_RESERVE = re.compile(
    r"\b(?:marches?|lots?|accords?(?:-cadres?)?|consultation|procedure|contrats?|concession|prestations?|avis)\b"
    r"[^.;]{0,60}\breserv|\breserv\w* (?:l'execution|le (?:marche|lot)|ce (?:marche|lot)|les lots|la consultation)"
)
_HANDICAP = re.compile(
    r"entreprises? adaptee|\bea\b|\besat\b|aide par le travail|ateliers? proteges?"
    r"|secteur (?:protege|adapte|traditionnel)"
    r"|emplois? proteges?|\bstpa\b"
)
_PERSONNES_HANDICAPEES = re.compile(r"handicap")
_IAE = re.compile(
    r"structures? d'insertion|\bsiae\b|\biae\b|insertion par l'(?:activite )?econom"
    r"|entreprises?(?: ou associations?)? d'insertion|associations? d'insertion|chantiers? d'insertion"
    r"|reserve\w* (?:a l')?insertion(?! des personnes handicap)|structures? de l'insertion"
)
_PERSONNES_DEFAVORISEES = re.compile(r"(?:travailleurs|personnes)[^.;]{0,30}defavorise")
_ARTICLE_HANDICAP = re.compile(r"2113-1(?:2|4)\b")
_ARTICLE_IAE = re.compile(r"2113-13\b(?!-1)|2113-14\b")
_LES_DEUX_ARTICLES = re.compile(r"2113-12\b[^.;]{0,30}2113-1[34]\b")
_ESS = re.compile(r"economie sociale et solidaire|l\.? ?\*?2113-1[56]\b|\bess\b")
_PENITENTIAIRE = re.compile(r"penitentiaire|l\.? ?\*?2113-13-1|detenues?\b|sous main de justice")
_CLAUSE_VOISINE = re.compile(r"\bclauses? (?:sociales? )?d'insertion[^.;]*")
_HANDICAPEES_OU_DEFAVORISEES = re.compile(
    r"(?:operateurs economiques|programmes d'emplois proteges)[^.;]{0,110}"
    r"(?:handicap\w*(?: ou| et|/)+ (?:\w+ )?defavoris|defavoris\w*(?: ou| et|/)+ (?:\w+ )?handicap)"
)
_CASE_DE_FORMULAIRE = re.compile(r"ateliers protégés et à des opérateurs|programmes d'emplois protégés", re.I)
_MARCHE_D_INSERTION = re.compile(
    r"\b(?:marche|accord-cadre|contrat)s?(?: public\w*)?(?: de (?:services?"
    r"|prestations?))?(?: de qualification et)? d'insertion\b"
    r"(?! professionnelle[^.;]{0,30}(?:aupres|au profit|a destination))"
    r"|qualification et (?:d')?insertion (?:sociale|professionnelle)"
    r"|insertion (?:sociale )?et de qualification professionnelle|insertion[^.;]{0,80}ayant (?:comme"
    r"|pour) (?:activites? )?support|insertion[^.;]{0,80}(?:comme|pour) support (?:d'activite|diverses|les|des|l')"
    r"|supports? (?:de la |des? |d'une )?demarches? d'insertion"
)
_LISTE_DE_STRUCTURES = re.compile(
    r"structures? equivalentes?|proportion|plus de 50|2113-1[2-6]|l\.? ?(?:5213-13|5132-4|344-2)|mentionnees? a"
)


def lire_reservations(blocs: list[Bloc]) -> tuple[list[Reservation], list[Incomprehension]]:
    """Les réservations écrites, et celles qui ne sont qu'évoquées. Une case de formulaire (« handicapées ou
    défavorisées ») cède au texte précis."""
    trouvees: list[Reservation] = []
    doutes: list[Incomprehension] = []
    for rang, bloc in enumerate(blocs):
        texte = _sans_les_conditions(bloc.texte)
        if (m := _MARCHE_D_INSERTION.search(texte)) and not bloc.niee:
            trouvees.append(
                Reservation("marche_insertion", citer(bloc, m.start(), m.end()), article(texte), _lots(texte))
            )
        m = _RESERVE.search(texte)
        repond_non = rang + 1 < len(blocs) and _REPOND_NON.fullmatch(blocs[rang + 1].texte)
        if m and not repond_non and _reserve_un_marche(bloc, m):
            if par_lot := _lot_par_lot(bloc, texte):
                trouvees += par_lot
                continue
            instruments = _instruments(texte) or _instruments(_suite(blocs[rang + 1 : rang + 6]))
            if instruments and (_PEUT.search(texte) or _LOI_RECITEE.search(texte)) and not _EST_RESERVE.search(texte):
                doutes.append(a_verifier("reservation_incertaine", bloc))
                continue
            passage = citer(bloc, m.start(), m.end())
            trouvees += [Reservation(i, passage, article(texte), _lots(texte)) for i in instruments]
        elif trouvees and not m and _LISTE_DE_STRUCTURES.search(texte) and (noms := _lots(texte)):
            trouvees += [Reservation(i, bloc.passage(), article(texte), noms) for i in _instruments(texte)]
    return _fusionner(trouvees), doutes


def _sans_les_conditions(texte: str) -> str:
    """« … sous réserve de l'avis du comité » ne réserve rien et n'empêche pas de réserver."""
    return _SOUS_RESERVE.sub(lambda lu: "_" * len(lu[0]), texte)


def _lot_par_lot(bloc: Bloc, texte: str) -> list[Reservation]:
    """« Le lot 2 est réservé aux SIAE et le lot 5 aux entreprises adaptées » : à chaque lot les siennes."""
    nommes = [m for m in lots(texte) if m.noms]
    if len(nommes) < 2 or _PEUT.search(texte):
        return []
    bornes = [m.debut for m in nommes[1:]] + [len(texte)]
    morceaux = [(m, texte[m.debut : fin]) for m, fin in zip(nommes, bornes, strict=True)]
    lus = [(m, morceau, _instruments(morceau)) for m, morceau in morceaux]
    if not all(instruments for _, _, instruments in lus) or len({tuple(i) for _, _, i in lus}) < 2:
        return []
    return [
        Reservation(i, citer(bloc, m.debut, m.debut + len(morceau)), article(morceau), m.noms)
        for m, morceau, instruments in lus
        for i in instruments
    ]


def _reserve_un_marche(bloc: Bloc, lu: re.Match[str]) -> bool:
    """C'est un marché ou un lot qui est réservé : ni des heures, ni des réserves, ni une négation."""
    texte, mot = _sans_les_conditions(bloc.texte), bloc.passage(lu.start(), lu.end()).texte
    if _PAS_RESERVE.search(texte) or _LIEU_RESERVE.search(texte) or RESERVE_NIEE.search(texte):
        return False
    if _REPONSE_NON.match(texte[lu.end() :]):
        return False
    verbe = lu[0] in ("reserver", "reservant") or mot in ("réserve", "réserves")
    if _MARCHE_RESERVE.search(texte) and not (verbe and _DU_TRAVAIL.match(texte[lu.end() :])):
        return True
    return not verbe or not _DU_TRAVAIL.match(texte[lu.end() :])


def _suite(blocs: list[Bloc]) -> str:
    """Les tirets qui suivent « réservé : », tant qu'ils nomment des structures."""
    suite = []
    for bloc in blocs:
        if not (_LISTE_DE_STRUCTURES.search(bloc.texte) or bloc.texte.lstrip()[:1] in "-1234567890"):
            break
        suite.append(bloc.texte)
    return " ".join(suite)


def _instruments(texte: str) -> list[str]:
    """À qui l'on réserve. Les structures nommées décident ; à défaut l'article ; à défaut les personnes employées."""
    net = _CLAUSE_VOISINE.sub(" ", texte.replace("code de l'action sociale", "_" * 24))
    handicap, iae = bool(_HANDICAP.search(net)), bool(_IAE.search(net))
    if not (_LES_DEUX_ARTICLES.search(net) and handicap != iae):
        handicap = handicap or bool(_ARTICLE_HANDICAP.search(net))
        iae = iae or bool(_ARTICLE_IAE.search(net))
    if not (handicap or iae) or _HANDICAPEES_OU_DEFAVORISEES.search(net):
        handicap, iae = bool(_PERSONNES_HANDICAPEES.search(net)), bool(_PERSONNES_DEFAVORISEES.search(net))
    sortie = []
    if handicap or iae:
        sortie.append("reserve_mixte" if handicap and iae else "reserve_handicap" if handicap else "reserve_iae")
    if _ESS.search(net):
        sortie.append("reserve_ess")
    if _PENITENTIAIRE.search(net):
        sortie.append("reserve_penitentiaire")
    return sortie


def _fusionner(trouvees: list[Reservation]) -> list[Reservation]:
    """Une par instrument et par liste de lots, la première citation. La case d'un formulaire cède au texte, le général
    au particulier, et une réservation aux deux secteurs contient celle de chacun."""
    precises = [r for r in trouvees if not _CASE_DE_FORMULAIRE.search(r.passage.texte)]
    du_texte = any(r.instrument in {"reserve_iae", "reserve_handicap", "reserve_mixte"} for r in precises)
    retenues = precises if du_texte else trouvees
    mixtes = [r.lots for r in retenues if r.instrument == "reserve_mixte"]
    sortie: dict[tuple[str, tuple[str, ...]], Reservation] = {}
    for r in retenues:
        if r.instrument in {"reserve_iae", "reserve_handicap"} and (r.lots in mixtes or (mixtes and not r.lots)):
            continue
        if not r.lots and any(c[0] == r.instrument for c in sortie):
            continue
        generale = sortie.pop((r.instrument, ()), None) if r.lots else None
        sortie.setdefault((r.instrument, r.lots), replace(generale, lots=r.lots) if generale else r)
    return list(sortie.values())


def _lots(texte: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nom for m in lots(texte) for nom in m.noms))
