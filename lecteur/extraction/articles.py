"""Le critère d'attribution et les articles cités (anciens codes rapportés à l'actuel)."""

import re
from decimal import Decimal

from lecteur.extraction.constats import ArticleCite, CritereLu
from lecteur.extraction.grandeurs import grandeurs
from lecteur.extraction.nombres import valeur
from lecteur.extraction.portees import citer
from lecteur.extraction.zones import Bloc, declencheur

_RESERVE = re.compile(r"\breserv(?:ee?s?|er|ant)\b(?! (?:le droit|la possibilite|la faculte))|emplois? proteges?")
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


def article(texte: str) -> str:
    """L'article de la réservation que la phrase cite, dans sa numérotation d'aujourd'hui ; « » sinon."""
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
