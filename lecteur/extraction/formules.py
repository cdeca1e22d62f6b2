"""Les formules : heures par tranche de facturation, part des heures travaillées, barème ; et l'incalculable."""

import re

from lecteur.extraction.constats import FormuleLue, Incomprehension, PartMainOeuvre
from lecteur.extraction.doutes import a_verifier
from lecteur.extraction.facturation import Formules, dans_ses_mots, lire_facturation, lire_termes
from lecteur.extraction.grandeurs import Duree, Grandeurs, Taux, grandeurs
from lecteur.extraction.heures import PENALITE
from lecteur.extraction.normalisation import replier
from lecteur.extraction.portees import Rattachement, choisir, citer
from lecteur.extraction.vocabulaire import JEUNES_OUTRE_MER
from lecteur.extraction.zones import Bloc, Zone

_BASE = re.compile(
    r"^\)? ?(?:\([^)]{0,40}\) ?)?(?:au (?:minimum|moins) |minimum |a minima )?(?:d[eu]s? |de l[a'] ?"
    r"|d'|sur |par rapport )[^.;%]{0,110}"
)
_BASE_HEURES = re.compile(
    r"heures?\b|temps (?:de travail|total|travaille)|volume horaire|main[- ]d'o?e?uvre|effectif"
    r"|masse horaire|\betp\b|equivalents? temps"
)
_BASE_EUROS = re.compile(r"montants?\b|prix|chiffre d'affaires|masse salariale|budget")
_TAUX_AVANT = re.compile(
    r"(?:taux|part|pourcentage|objectif|quota|clause)s?[^.;%]{0,60}(?:insertion|heures)[^.;%\d]{0,50}$"
    r"|(?:heures|temps de travail)[^.;%\d]{0,70}(?:hauteur d|fixe\w* a|:|est de|moins|minimum"
    r"|represent\w+|correspond\w*)[^.;%\d]{0,25}$"
)
_HORS_TAUX = re.compile(
    r"(?:avance|garantie|retenue|penalite|tva|ponder\w*|criteres?\b|note\b|proportion minimale"
    r"|sous-traitance|acompte|rabais)[^.;]{0,70}$"
)
_TRAVAILLEURS = re.compile(
    r"^\)? ?de (?:l'|son |leur )effectifs?\b|^\)? ?(?:au moins )?de (?:travailleurs|salaries|personnes|personnels)"
)
_PART_AVANT = re.compile(
    r"(?:part|taux|pourcentage|proportion|quote-part)s?[^.;%\d]{0,30}main[- ]d'o?e?uvre[^.;%\d]{0,40}$"
)
_PART_APRES = re.compile(r"^\)? ?(?:de (?:la )?(?:part )?(?:de )?|d[ue] ?)?main[- ]d'o?e?uvre")
_COUT_AVANT = re.compile(r"(?:cout|taux|tarif) (?:horaire|de l'heure|moyen)[^.;€\d]{0,60}$")
_PALIER = re.compile(
    r"(?:\bde\b[^.;€]{0,25}(?:€|euros?)?[^.;€]{0,12}\ba\b|superieur|inferieur|entre|jusqu'a|au[- ]dela"
    r"|a partir|plus d|moins d"
    r"|[<>≥≤])[^.;:|]{0,80}"
)


# « 30 % de ces heures seront réalisées par des femmes » : une part des heures d'insertion, pas une formule.
_DE_CES_HEURES = re.compile(
    r"^\)? ?(?:au (?:moins|minimum) |minimum )?(?:de (?:ces|ses|cet|ce)|desdit\w+|dudit) (?:\w+ )?"
    r"(?:heures|volume|effort|quota)"
    r"(?! (?:total\w* )?(?:de travail|travaille|d'heures (?:de travail|travaille)))"
)
_DES_HEURES_D_INSERTION = re.compile(
    r"^\)? ?(?:au (?:moins|minimum) )?d(?:es|e l'ensemble des|u volume d'|u nombre d'|u total des) ?heures d'insertion"
    r"[^.;]{0,40}\b(?:ser(?:a|ont)|doi(?:t|vent)|devr(?:a|ont)|peu(?:t|vent)|pourr(?:a|ont)|sont|est|reserve|effectu|realis)"
)
# « montant HT × part de main-d'œuvre × 7 % / 38 € » : le calcul du volume, ses facteurs en toutes lettres.
_CALCUL = re.compile(
    r"(?:montant|prix|cout)[^.;=]{0,60}(?:(?<![a-z])[x×*](?![a-z])|multipli\w+ par)"
    r"[^;=]{0,140}?(?:/|÷|:|divise\w* par)[^.;]{0,40}"
    r"(?:€|euros?|cout|taux horaire)"
)
TOUT = 100  # pour cent
_CE_TAUX = re.compile(r"\bc(?:e|ette) (?:taux|pourcentage|part)\b[^.;%\d]{0,40}$")
_FOURCHETTE = re.compile(r" ?(?:a|et|-) ?")  # « 5 % à 10 % »
_ENTRE_LOTS = re.compile(
    r"[^.%]{0,30}\b(?:lots?|annees?|periode|tranche|reconduction)\b[^.%]{0,40}"
)  # « 5 % pour le lot 1, 10 % pour le lot 2 »


def lire_formules(blocs: list[Bloc]) -> Formules:
    """Les formules écrites, la part de main-d'œuvre imprimée, et ce qui ne se calcule pas."""
    sortie, suivi = Formules(), Rattachement()
    _baremes(blocs, sortie)
    for rang, bloc in enumerate(blocs):
        mesures = grandeurs(bloc.texte)
        suivi.voir(bloc, mesures)
        if any(b.zone is not Zone.DEHORS for b in blocs[max(0, rang - 3) : rang + 4]):
            _parts(bloc, mesures, sortie)
        if bloc.zone is Zone.DEHORS or bloc.niee:
            continue
        if not PENALITE.search(bloc.texte):
            calcul = _CALCUL.search(bloc.texte)
            if calcul:
                _calcul(bloc, mesures, calcul, suivi.lot, sortie)
            else:
                lire_facturation(rang, blocs, mesures, suivi.lot, sortie)
                lire_termes(rang, blocs, mesures, suivi.lot, sortie)
                _pourcentages(bloc, mesures, suivi.lot, sortie)
    return sortie


def _calcul(bloc: Bloc, mesures: Grandeurs, lu: re.Match[str], lot: str, sortie: Formules) -> None:
    """Le calcul écrit : son taux d'insertion (le dernier qui n'est pas la part de main-d'œuvre) et ses mots."""
    taux = [
        t.valeur
        for t in mesures.taux
        if lu.start() <= t.debut < lu.end()
        and not _PART_AVANT.search(bloc.texte[: t.debut])
        and not _PART_APRES.match(bloc.texte[t.fin :])
    ]
    mots = bloc.passage(lu.start(), lu.end()).texte
    cite = citer(bloc, lu.start(), lu.end())
    sortie.formules.append(FormuleLue("calcul", cite, lot, taux=taux[-1] if taux else None, base=mots))
    couts = [
        m for m in mesures.montants if lu.start() < m.debut < lu.end() and "/" in bloc.texte[m.debut - 4 : m.debut]
    ]
    for montant in couts[-1:]:
        sortie.parts.append(PartMainOeuvre(montant.valeur, citer(bloc, montant.debut, montant.fin), "cout_horaire"))


def _baremes(blocs: list[Bloc], sortie: Formules) -> None:
    """« de 1 à 99 000 € : 150 h ; de 100 000 à 199 000 € : 300 h » : deux paliers au moins, qui se suivent."""
    suite: list[tuple[Bloc, list[Duree]]] = []
    for bloc in [*blocs, None]:
        paliers = _paliers(bloc) if bloc else []
        if paliers:
            suite.append((bloc, paliers))
            continue
        nombre = sum(len(p) for _, p in suite)
        if nombre >= 2:
            sortie.pris.update((b.paragraphe.numero, b.debut + d.debut) for b, p in suite for d in p)
            sortie.formules.append(FormuleLue("bareme", suite[0][0].passage(), base=f"{nombre} paliers"))
        suite = []


def _paliers(bloc: Bloc) -> list[Duree]:
    """Les heures d'une phrase dont chacune suit de près une fourchette de montants."""
    if bloc.zone is Zone.DEHORS or re.search(r"tranches? d|seuil|penalite", bloc.texte):
        return []
    mesures = grandeurs(bloc.texte)
    sortie = []
    for duree in [d for d in mesures.durees if d.unite == "heure"]:
        proche = [m for m in mesures.montants if 0 <= duree.debut - m.fin <= 40]
        if proche and _PALIER.search(bloc.texte[max(0, proche[-1].debut - 60) : proche[-1].fin]):
            sortie.append(duree)
    return sortie


def _pourcentages(bloc: Bloc, mesures: Grandeurs, lot: str, sortie: Formules) -> None:
    precedent: Taux | None = None
    if mesures.lots and len(mesures.taux) > 1 and sum(t.valeur for t in mesures.taux) == TOUT:
        return  # « 60 % pour le lot 1, 40 % pour le lot 2 » : le partage d'un volume
    for taux in mesures.taux:
        avant, apres = bloc.texte[: taux.debut], bloc.texte[taux.fin :]
        if (
            _HORS_TAUX.search(avant)
            or _TRAVAILLEURS.match(apres)
            or _PART_AVANT.search(avant)
            or _PART_APRES.match(apres)
            or _est_une_part_de_la_clause(apres)
        ):
            continue
        base = dans_ses_mots(bloc, taux.fin, _base(apres, bloc.texte))
        suit = precedent and _ENTRE_LOTS.fullmatch(bloc.texte[precedent.fin : taux.debut])
        if not base and sortie.formules and _CE_TAUX.search(avant):
            base = sortie.formules[-1].base
        if not base and not suit and (not _TAUX_AVANT.search(avant) or re.search(r"critere|ponder", bloc.texte)):
            continue
        cite = citer(bloc, taux.debut, taux.fin)
        if any(_FOURCHETTE.fullmatch(bloc.texte[t.fin : taux.debut]) for t in mesures.taux if t.fin <= taux.debut):
            sortie.incomprehensions.append(a_verifier("taux_incertain", bloc))
            continue
        if _BASE_EUROS.search(replier(base)[:50]) and not re.search(r"heures|temps", base[:40]):
            raison = "Le taux s'applique à un montant : il ne donne des heures qu'avec un coût horaire."
            sortie.incomprehensions.append(Incomprehension("base_en_euros", raison, cite))
            continue
        precedent = taux
        choisi = _lot_du_taux(taux, mesures, bloc.texte)
        kind = "jeunes_outre_mer" if JEUNES_OUTRE_MER.search(bloc.texte) else "pourcentage_heures"
        for nom in choisi or (lot,):
            sortie.formules.append(FormuleLue(kind, cite, nom, taux=taux.valeur, base=base))
        if not base:
            raison = "Un taux est donné sans dire de quelles heures il est la part."
            sortie.incomprehensions.append(Incomprehension("base_absente", raison, cite))


def _est_une_part_de_la_clause(apres: str) -> bool:
    suite = apres.split(".", maxsplit=1)[0]
    if _DES_HEURES_D_INSERTION.match(apres):
        return True
    return bool(
        _DE_CES_HEURES.match(apres)
        and not re.search(r"insertion|eloign|difficult|publics?\b|priorit|beneficiaires", suite)
    )


def _base(apres: str, phrase: str) -> str:
    """Les mots de la base, quand ce sont des heures (ou un montant consacré à l'insertion)."""
    trouve = _BASE.match(apres)
    if not trouve:
        return ""
    mots = re.split(r"[,(:]", trouve[0].strip())[0].strip()
    mots = re.sub(r"^(?:au )?(?:minimum|moins) |^a minima ", "", mots)
    if _BASE_HEURES.search(mots[:80]) or (_BASE_EUROS.search(mots[:50]) and "insertion" in phrase):
        return mots
    return ""


def _lot_du_taux(taux: Taux, mesures: Grandeurs, texte: str) -> tuple[str, ...]:
    durees = [Duree(t.valeur, "heure", t.debut, t.fin) for t in mesures.taux]
    moi = next(d for d in durees if d.debut == taux.debut)
    choisi = choisir(moi, durees, mesures.lots, texte)
    return choisi.noms if choisi else ()


def _parts(bloc: Bloc, mesures: Grandeurs, sortie: Formules) -> None:
    for taux in mesures.taux:
        if _PART_AVANT.search(bloc.texte[: taux.debut]) or _PART_APRES.match(bloc.texte[taux.fin :]):
            sortie.parts.append(PartMainOeuvre(taux.valeur, citer(bloc, taux.debut, taux.fin)))
    for montant in mesures.montants:
        cout = bloc.zone is not Zone.DEHORS and _COUT_AVANT.search(bloc.texte[: montant.debut])
        if cout and not PENALITE.search(bloc.texte) and "regie" not in bloc.texte:
            sortie.parts.append(PartMainOeuvre(montant.valeur, citer(bloc, montant.debut, montant.fin), "cout_horaire"))
