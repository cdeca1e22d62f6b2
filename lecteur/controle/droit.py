"""Ce que la pièce cite et réserve : articles d'aujourd'hui, CCAG du marché, réservation, critère."""

import re
from collections.abc import Iterator

from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import CritereLu, Passage
from regles.ccag import PAR_CODE, Ccag, ccag_cite
from regles.typographie import INSECABLE, nombre

_CCAG = re.compile(
    r"(?:article|art\.?)\s*(?P<numero>\d{1,2}(?:\.\d{1,2})+)[^.;\n]{0,40}?\b(?:du|de "
    r"la|des|au)\s+(?:CCAG|cahier des clauses "
    r"administratives générales)(?P<suite>[^.;\n]{0,40})",
    re.IGNORECASE,
)
RESERVATIONS = {
    "reserve_iae": ("l'insertion par l'activité économique", "L2113-13"),
    "reserve_handicap": ("le secteur adapté et protégé", "L2113-12"),
    "reserve_mixte": ("l'insertion et le handicap ensemble", "L2113-14"),
    "reserve_penitentiaire": ("le travail pénitentiaire", "L2113-13-1"),
    "reserve_ess": ("l'économie sociale et solidaire", "L2113-15"),
    "marche_insertion": ("un marché de services d'insertion", "L2123-1"),
}
_EVOQUEE = re.compile(r"\b(?:réservée?s?|réservations?)\b", re.IGNORECASE)
_ANCIENS_NOMS = (
    (re.compile(r"\bP[ôo]le[- ]emploi\b", re.IGNORECASE), "France Travail"),
    (re.compile(r"\bDIREC+TE\b"), "la DREETS ou la DDETS"),
    (re.compile(r"\bANPE\b"), "France Travail"),
)


def anciens_articles(examen: Examen) -> Iterator[Remarque]:
    """Un article abrogé se remplace par celui d'aujourd'hui."""
    for article in examen.lecture.articles:
        if article.est_ancien:
            suite = f" Écrivez {article.actuel}." if article.actuel else ""
            yield remarque(
                "anciens_articles",
                Gravite.CORRIGER,
                "Un article qui n'existe plus",
                f"« {article.cite} » est abrogé depuis le code de la commande publique (1er avril 2019).{suite}",
                article.passage,
                attendu=article.actuel,
                lu=article.cite,
                a_ecrire=article.actuel,
            )


def anciens_noms(examen: Examen) -> Iterator[Remarque]:
    """Des organismes qui ont changé de nom."""
    for motif, actuel in _ANCIENS_NOMS:
        trouve = next(examen.chercher(motif), None)
        if trouve is not None:
            yield remarque(
                "anciens_noms",
                Gravite.VERIFIER,
                "Un organisme qui a changé de nom",
                f"« {trouve[1].texte} » s'appelle aujourd'hui {actuel}.",
                trouve[1],
                lu=trouve[1].texte,
                a_ecrire=actuel,
            )


def article_du_ccag(examen: Examen) -> Iterator[Remarque]:
    """L'article d'insertion cité est celui du CCAG cité, ou du marché."""
    attendue = examen.attendue
    du_marche = PAR_CODE.get(attendue.ccag) if attendue else None
    for trouve, passage in examen.chercher(_CCAG):
        ccag, numero = ccag_cite(trouve["suite"]) or du_marche, trouve["numero"]
        if ccag is None or not ccag.article or not _parle_de_la_clause(numero):
            continue
        if not (numero == ccag.article or numero.startswith(f"{ccag.article}.")):
            yield remarque(
                "article_du_ccag",
                Gravite.CORRIGER,
                "L'article du CCAG n'est pas le bon",
                f"L'insertion est à l'article {ccag.article} du CCAG {ccag.sigle}, la pièce cite l'article {numero}.",
                passage,
                attendu=f"article {ccag.article}",
                lu=f"article {numero}",
                a_ecrire=f"article {ccag.article} du CCAG {ccag.sigle}",
            )
    if du_marche is not None:
        yield from _autre_ccag(examen, du_marche)


def _parle_de_la_clause(numero: str) -> bool:
    """Les deux numéros que l'on confond ; un autre article du CCAG (pénalités, prix) n'est pas notre affaire."""
    return numero.startswith(("16.1", "20.1", "15.1"))


def _autre_ccag(examen: Examen, du_marche: Ccag) -> Iterator[Remarque]:
    for trouve, passage in examen.chercher(_CCAG):
        cite = ccag_cite(trouve["suite"])
        if cite and cite != du_marche:
            yield remarque(
                "article_du_ccag",
                Gravite.VERIFIER,
                "Un autre CCAG que celui du marché",
                f"Le marché se réfère au CCAG {du_marche.sigle} ; la pièce cite le CCAG {cite.sigle}.",
                passage,
                attendu=du_marche.sigle,
                lu=cite.sigle,
            )
            return


def reservation(examen: Examen) -> Iterator[Remarque]:
    """La réservation de la pièce est celle du lot."""
    attendue = examen.attendue
    lues = [r for r in examen.lecture.reservations if attendue is None or _vise(r.lots, attendue.lot)]
    if attendue is None:
        for lue in lues:
            yield from _article_de_reservation(lue.instrument, lue.article, lue.passage)
        return
    a_ecrire = attendue.phrase("reservation")
    if attendue.est_reserve and not lues:
        yield from _reservation_tue(examen)
    elif lues and not attendue.est_reserve:
        yield remarque(
            "reservation",
            Gravite.BLOQUANTE,
            "Une réservation que le lot n'a pas",
            f"La pièce réserve le marché ({RESERVATIONS[lues[0].instrument][0]}) ; le lot a une clause, sans "
            "réservation.",
            lues[0].passage,
            lu=RESERVATIONS[lues[0].instrument][1],
            a_ecrire=attendue.phrase("clause"),
        )
    elif lues and all(r.instrument != attendue.instrument for r in lues):
        la, du = RESERVATIONS[lues[0].instrument], RESERVATIONS[attendue.instrument]
        yield remarque(
            "reservation",
            Gravite.BLOQUANTE,
            "Une autre réservation que celle du lot",
            f"La pièce réserve à {la[0]} ; le lot, à {du[0]}.",
            lues[0].passage,
            attendu=du[1],
            lu=la[1],
            a_ecrire=a_ecrire,
        )
    elif lues:
        bonne = next(r for r in lues if r.instrument == attendue.instrument)
        yield remarque(
            "reservation", Gravite.CONFORME, "La réservation est celle du lot", "La pièce la dit.", bonne.passage
        )
        yield from _article_de_reservation(bonne.instrument, bonne.article, bonne.passage)


def _reservation_tue(examen: Examen) -> Iterator[Remarque]:
    """L'avis et le règlement annoncent la réservation ; le CCAP peut s'y référer, l'acte d'engagement s'en passer."""
    attendue, nature = examen.attendue, examen.nature
    assert attendue is not None
    if nature == "ae" or not (examen.lecture.parle_d_insertion or nature in ("rc", "aapc")):
        return
    evoquee = any(_EVOQUEE.search(p.texte) for p in examen.texte.paragraphes)
    gravite = Gravite.BLOQUANTE if nature in ("rc", "aapc") and not evoquee else Gravite.VERIFIER
    nom, article = RESERVATIONS[attendue.instrument]
    yield remarque(
        "reservation",
        gravite,
        "La réservation n'est pas dite" if not evoquee else "La réservation ne dit pas à qui elle s'adresse",
        f"Le lot est réservé ({nom}) : la pièce ne le dit pas. Une réservation s'annonce dès l'avis.",
        premier_passage(examen.lecture),
        attendu=article,
        a_ecrire=attendue.phrase("reservation"),
    )


def _vise(lots: tuple[str, ...], lot: str) -> bool:
    chiffres = {re.sub(r"\D", "", n).lstrip("0") for n in lots}
    return not lots or re.sub(r"\D", "", lot).lstrip("0") in chiffres


def _article_de_reservation(instrument: str, article: str, passage: Passage) -> Iterator[Remarque]:
    nom, attendu = RESERVATIONS[instrument]
    if not article and instrument != "marche_insertion":  # un marché d'insertion n'est pas une réservation
        yield remarque(
            "reservation",
            Gravite.CORRIGER,
            "La réservation ne cite pas son article",
            f"Une réservation pour {nom} cite l'article {attendu} du code de la commande publique.",
            passage,
            attendu=attendu,
            a_ecrire=f"en application de l'article {attendu} du code de la commande publique",
        )


def _critere_tu(examen: Examen) -> Iterator[Remarque]:
    """Le règlement dit les critères et leur poids ; l'avis peut y renvoyer ; les autres pièces n'ont pas à le dire."""
    if examen.attendue is None or examen.nature not in ("rc", "aapc", "autre"):
        return
    yield remarque(
        "critere",
        Gravite.BLOQUANTE if examen.nature == "rc" else Gravite.VERIFIER,
        "Le critère d'insertion n'est pas dans la pièce",
        "Le lot note l'insertion comme critère d'attribution : un critère qui n'est pas annoncé avec son "
        "poids ne peut pas "
        "servir.",
        premier_passage(examen.lecture),
        a_ecrire=examen.phrase("critere"),
    )


def critere(examen: Examen) -> Iterator[Remarque]:
    """Le critère d'insertion et son poids, là où les critères se disent."""
    attendue, lus = examen.attendue, examen.lecture.criteres
    if attendue is None:
        return
    if not attendue.a_un_critere:
        if lus and not any(autre.a_un_critere for autre in examen.toutes):
            yield remarque(
                "critere",
                Gravite.VERIFIER,
                "Un critère que le lot n'a pas",
                "La pièce note l'insertion comme critère d'attribution ; la clause du lot n'en prévoit pas.",
                lus[0].passage,
            )
        return
    if not lus:
        yield from _critere_tu(examen)
    else:
        yield from _poids(attendue, lus)


def _poids(attendue: ClauseAttendue, lus: tuple[CritereLu, ...]) -> Iterator[Remarque]:
    poids = [c for c in lus if c.ponderation is not None]
    if attendue.ponderation is None or not poids:
        yield remarque(
            "critere",
            Gravite.CORRIGER,
            "Le critère n'a pas de poids",
            "Un critère d'attribution est pondéré.",
            lus[0].passage,
            a_ecrire=attendue.phrase("critere"),
        )
    elif all(c.ponderation != attendue.ponderation for c in poids):
        lu, du = (f"{nombre(p)}{INSECABLE}%" for p in (poids[0].ponderation or 0, attendue.ponderation))
        yield remarque(
            "critere",
            Gravite.BLOQUANTE,
            "Le poids du critère n'est pas celui du lot",
            f"La pièce dit {lu} ; la clause du lot, {du}.",
            poids[0].passage,
            attendu=du,
            lu=lu,
            a_ecrire=attendue.phrase("critere"),
        )
    else:
        yield remarque(
            "critere",
            Gravite.CONFORME,
            "Le critère a le poids du lot",
            f"{nombre(attendue.ponderation)}{INSECABLE}%.",
            poids[0].passage,
        )
