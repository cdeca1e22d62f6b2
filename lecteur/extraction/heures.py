"""Les volumes d'heures d'insertion : lesquels en sont, et à quoi ils se rapportent."""

import re
from dataclasses import replace
from decimal import Decimal

from lecteur.extraction.constats import Incomprehension, Volume
from lecteur.extraction.doutes import LignesPerdues, a_verifier, numero_incertain, trier
from lecteur.extraction.grandeurs import Duree, Grandeurs, grandeurs
from lecteur.extraction.portees import Rattachement, rattacher
from lecteur.extraction.vocabulaire import STRUCTURES
from lecteur.extraction.zones import Bloc, Zone

PORTEE_D_UN_DONT = 400  # caractères entre un total et la part qu'il contient
DUREE_D_UN_DELAI = 96  # heures : « pendant 72 heures » est un délai, « pendant 300 heures » un volume
MOINDRE_VOLUME = 2  # « une heure » se lit dans une formule ou un délai, jamais comme un volume
INSERTION_APRES = re.compile(
    r"^ ?(?:annuelles? |minimum |minimales? |maximum |hebdomadaires? |\w+ )?(?:de travail "
    r"|de production |de main d'o?e?uvre |travaillees? |reservees? |consacrees? |dediees? "
    r"|affectees? )*"
    r"(?:d' ?|en |a l'|pour l'|de l')insertion|^[^.;:]{0,70}(?:personnes?|publics?|beneficiaires?"
    r"|salaries?) [^.;]{0,30}(?:insertion|eloign|difficult|priorit|eligib)"
)
INSERTION_AVANT = re.compile(
    r"heures? (?:\w+ ){0,4}?(?:d' ?|en |a l')insertion\b[^.;]{0,90}$|insertion[^.;]{0,60}(?:volume"
    r"|nombre|quota|minim|engagement|hauteur)[^.;]{0,40}$"
)
EVOCATION = re.compile(
    r"heures? de (?:travail|production|main)|heures? travaillees?|volume|nombre|quota|minim|engag"
    r"|represent|fixe|soit|total|reserv|effectu|realis"
    r"|consacr|\blots?\b|tranches?|par an|a hauteur|\bh ?$"
)
_ETRANGER_AVANT = re.compile(
    r"(?:\bsous|\bdans les?|\bdans un delai\b[^.;]{0,25}|\bdelai\w*\b[^.;]{0,40}"
    r"|(?<!au )(?<!en )\bmoins de|au plus tard|preavis[^.;]{0,15}|toutes les"
    r"|\bapres|\bavant|jusqu'a|semaines? de|hebdomadaires?[^.;]{0,25}|depuis|\bplus de"
    r"|au[- ]dela d[eu]|superieur\w* (?:ou egal\w* )?a"
    r"|temps de (?:reponse|retablissement)[^.;]{0,20}|inferieur\w* (?:ou egal\w* )?a|base de"
    r"|horaires?(?<!volume horaire)(?<!volumes horaires)[^.;]{0,15} de"
    r"|% (?:des|de la|de|du|d')(?:(?!\bsoit\b)[^.;%\d]){0,40}"  # « 5 % des 24 000 heures » : la base, non le volume
    r"|heures? (?:totales? )?(?:travaill|de travail|de production|de prestation|du marche)"
    r"(?:(?!insertion|soit)[^.;\d]){0,40}(?:estim|evalu)\w*[^.;\d]{0,15}"
    r"|(?:contrat|mission|parcours)s?[^.;,\d]{0,30}d'(?:au moins|un minimum de|une duree[^.;,\d]{0,15} de)"
    r"|\b(?:chaque|toute) (?:personne|salarie|beneficiaire|participant|jeune|contrat)\b[^.;\d]{0,60}"
    r"|plafonn\w* a|dans la limite de|formations?[^.;]{0,25} de|(?:personne|salarie|beneficiaire"
    r"|contrat)s?[^.;,]{0,30} (?:de|a) (?:moins|plus) de) ?$"
)
_MINIMUM_NIE = re.compile(r"\b(?:ne|n'|sans)[^.;]{0,50}inferieur\w* a ?$")
_ETRANGER_APRES = re.compile(
    r"^\)? ?(?:ouvree?s?|ouvrable|calendaire|avant|apres|suivant|au plus|maximum (?:apres|suivant"
    r"|pour)|/ ?24|sur 24|par (?:semaine|jour|personne|salarie|beneficiaire"
    r"|stagiaire|agent|contrat|recrutement|embauche|participant|jeune)"
    r"|pour (?:chaque|une meme|un meme|une seule|un seul) (?:personne|salarie|beneficiaire|participant|contrat)"
    r"|hebdomadaire|/ ?(?:semaine|jour|j\b)|supplementaires?|complementaires?"
    r"|du matin|du soir|consecutives?|de preavis|de (?:formation|maintenance|cours"
    r"|garde|nuit|vol|repos|preavis|fonctionnement|location|telephon\w+|nettoyage|menage|conduite"
    r"|depannage|astreinte|reunion|tutorat|surveillance|delai|credit"
    r"|developpement|pause|trajet|marche\b|chauffe)|d'(?:intervention|astreinte|ouverture|utilisation"
    r"|enseignement|assistance|ecart|entretien|attente|etudes?"
    r"|ensoleillement|expertise|animation|eclairage|absence)|pour (?:intervenir|repondre|remedier"
    r"|se rendre)|non (?:realis|effectu|execut|faite)|manquant|\d{2}\b)"
)
# « pour 1 000 heures travaillées » : la base d'une proportion. « Le marché précédent a permis… » : du passé.
_PROPORTION = re.compile(r"\b(?:pour|par|sur|toutes les)(?: chaque| toute)?(?: tranche)?(?: (?:de|d'))? ?$")
_HEURES_DU_MARCHE = re.compile(
    r"^ ?(?:de travail |de prestations? |de production )?(?:travaill|factur|command|produit)\w*"
)
_EN_PROPORTION = re.compile(
    r"^[^.;\d]{0,40}\b(?:pour|par|sur|toutes les)(?: chaque| toute)?(?: tranche)?(?: (?:de|d'))?"
    r" ?\d[\d .]* ?(?:h\b|heures)"
)
_D_INSERTION_APRES = re.compile(r"^\)? ?(?:\w+ ){0,2}?(?:d' ?|en |a l'|pour l')insertion")
_D_INSERTION_AVANT = re.compile(r"insertion[^.;,:\d]{0,45}$")
_PASSE = re.compile(
    r"(?:\b(?:precedent|ancien|dernier)e?s? (?:marche|contrat|accord)|\bmarche (?:precedent|sortant|anterieur)"
    r"|\b(?:a|ont|avai(?:t|ent)) (?:deja )?(?:permis|genere|represente))[^.;]{0,90}$"
)
_FACULTE = re.compile(r"\bse reserv\w+ (?:le droit|la possibilite|la faculte)[^.;]{0,120}$")
_TEMPS_PARTIEL = re.compile(r"\d ?(?:h\b|heures?) ?(?:par semaine|/ ?semaine|hebdo)|temps partiel|mi-temps")
_EXEMPLE = re.compile(r"\b(?:par )?exemples?\b(?! de)|\bex\.? ?:|a titre d'illustration|\bsimulation\b")
_HORLOGE = re.compile(r"(?:\ba|avant|\bdes|vers|jusqu'a|entre|\bde|et|-) ?$")
_JOUR_NOMME = re.compile(
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|horaire|ouvert|limite|remise|reception|\bplis?\b"
    r"|visite|le \d|heure de (?:paris|reunion)|midi"
)
PENALITE = re.compile(
    r"penali[ts]|non[- ](?:realis|effectu|execut|faite|respect)|manquante?s?|defaut d'execution|sanction"
)
_EQUIVALENCE = re.compile(
    r"(?:\b(?:1|un) ?(?:etp|equivalent[- ]temps[- ]plein)\b[^.;]{0,40}(?:=|correspond|equivaut|valant|vaut|compte"
    r"|represente|soit|\(|:|base))|(?:=|pour|equivaut a|equivalent a) ?(?:1|un) (?:etp|equivalent)"
)
_FOURCHETTE = re.compile(r"(?:(?P<entre>entre)|de) (?P<bas>\d{1,3}(?:[ .]\d{3})*) ?(?:h|heures?)? ?(?(entre)et|a) ?$")
_NUMERO_DE_TITRE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+H(?:eures|EURES)\b")  # « 12.5 Heures prises en compte »
# « 3 500 heures dont 500 en alternance » : les 500 sont dans les 3 500, sauf si un lot ou une période les sépare.
_DONT = re.compile(
    r"\d ?(?:h|heures?)\b[^.;]*\b(?:dont|y compris|parmi lesquelles|comprenant|incluant)\b[^.;\d]{0,40}$"
)
# « Jalons : 1 000 heures au 31 mars 2027 » : une partie du volume et son échéance, non un volume de plus.
_JALON = re.compile(r"\bjalons?\b")
_SEPARE = re.compile(r"\blots?\b|tranches?\b|\bt[foc] ?\d?\b|\bannees?\b|periode|phase|reconduction")


def lire_volumes(blocs: list[Bloc], pris: set[tuple[int, int]]) -> tuple[list[Volume], list[Incomprehension]]:
    """Les volumes du texte, et ce qui reste à vérifier. `pris` : les durées qu'une formule a déjà lues (paragraphe,
    place)."""
    volumes: list[Volume] = []
    doutes: list[Incomprehension] = []
    rattachement, perdues = Rattachement(), LignesPerdues.de(blocs)
    for bloc in blocs:
        mesures = grandeurs(bloc.texte)
        rattachement.voir(bloc, mesures)
        if bloc.zone is Zone.DEHORS or bloc.niee:
            continue
        retenues = [d for d in mesures.durees if _est_un_volume(d, bloc, mesures) and _libre(d, bloc, pris)]
        retenues = _sans_equivalents(retenues)
        if any(numero_incertain(d, bloc) for d in retenues):
            doutes.append(a_verifier("lot_incertain", bloc))
            continue
        if any(_EN_PROPORTION.match(bloc.texte[d.fin :]) for d in retenues):
            doutes.append(a_verifier("proportion", bloc))
            continue
        lus = [v for duree in retenues for v in rattacher(duree, retenues, bloc, mesures, rattachement)]
        certains, codes = trier(lus, _explicites(retenues, bloc.texte), bloc, mesures, perdues)
        doutes += [a_verifier(code, bloc) for code in codes]
        volumes += _au_meme_rythme(certains)
        if certains:
            volumes += [v for duree in retenues for v in _bas_de_fourchette(duree, bloc, certains)]
    if not any(v.lot or v.tranche for v in volumes):  # un total qui n'additionne rien est le volume du marché
        volumes = [replace(v, portee="marche") if v.portee == "total" else v for v in volumes]
    return _uniques(volumes), doutes


def _au_meme_rythme(volumes: list[Volume]) -> list[Volume]:
    """« 210 heures minimum et 420 heures maximum par an » : les deux bornes sont par an."""
    rythmes = {v.par for v in volumes}
    if {v.nature for v in volumes} != {"minimum", "maximum"} or len(rythmes) != 2 or "" not in rythmes:
        return volumes
    return [replace(v, par="".join(rythmes)) for v in volumes]


def _explicites(durees: list[Duree], texte: str) -> set[Decimal]:
    """Les heures dites d'insertion au plus près de leur nombre : « 600 heures d'insertion », « insertion : 600 h »."""
    return {
        d.heures
        for d in durees
        if _D_INSERTION_APRES.match(texte[d.fin : d.fin + 60])
        or _D_INSERTION_AVANT.search(texte[max(0, d.debut - 90) : d.debut])
    }


def _libre(duree: Duree, bloc: Bloc, pris: set[tuple[int, int]]) -> bool:
    return (bloc.paragraphe.numero, bloc.debut + duree.debut) not in pris


def _est_un_volume(duree: Duree, bloc: Bloc, mesures: Grandeurs) -> bool:
    texte = bloc.texte
    avant, apres = texte[max(0, duree.debut - 120) : duree.debut], texte[duree.fin : duree.fin + 120]
    if (duree.quantite < MOINDRE_VOLUME and duree.unite != "etp") or _est_une_part(duree, texte):
        return False
    if bloc.debut + duree.debut == 0 and _NUMERO_DE_TITRE.match(bloc.paragraphe.texte):
        return False
    if (
        _est_une_penalite(texte, mesures)
        or _est_une_equivalence(duree, texte)
        or _est_l_horloge(duree, avant, apres, texte)
        or (_PROPORTION.search(avant) and _HEURES_DU_MARCHE.match(apres))
        or _PASSE.search(avant)
        or _FACULTE.search(avant)
        or _JALON.search(texte[: duree.debut])
        or _EXEMPLE.search(texte[: duree.debut])
    ):
        return False
    if duree.unite != "heure" and duree.heures_par_unite:
        return True  # « 12 semaines de 35 heures »
    if duree.unite in ("semaine", "mois") and _TEMPS_PARTIEL.search(texte):
        return False  # « 12 mois à 26 heures par semaine » : ce ne sont pas douze mois pleins
    return _est_de_l_insertion(duree, bloc, avant, apres)


def _est_de_l_insertion(duree: Duree, bloc: Bloc, avant: str, apres: str) -> bool:
    """Les mots qui l'entourent en font-ils des heures d'insertion, ou un délai, une formation, des horaires ?"""
    explicite = bool(INSERTION_APRES.search(apres) or INSERTION_AVANT.search(avant))
    if _ETRANGER_APRES.search(apres) and not re.match(r" ?\w* ?(?:d'|en )insertion", apres):
        return False
    if duree.quantite <= DUREE_D_UN_DELAI and re.search(r"\b(?:pendant|durant) $", avant):
        return False
    if _ETRANGER_AVANT.search(avant) and not _MINIMUM_NIE.search(avant):
        return explicite and bool(re.search(r"^[^.;,]{0,20}insertion", apres)) and "delai" not in avant[-30:]
    if duree.unite != "heure":
        return _jours_ou_etp(duree, bloc, avant, apres)
    return explicite or bloc.zone is Zone.DIRECTE or bloc.section or bool(EVOCATION.search(bloc.texte))


def _est_une_part(duree: Duree, texte: str) -> bool:
    dont = _DONT.search(texte, max(0, duree.debut - PORTEE_D_UN_DONT), duree.debut)
    return bool(dont and not _SEPARE.search(re.split(r"[.;)]", texte[duree.fin :])[0] + dont[0].rsplit("dont", 1)[-1]))


def _est_une_penalite(texte: str, mesures: Grandeurs) -> bool:
    if not PENALITE.search(texte):
        return False
    return bool(mesures.montants or re.search(r"non[- ](?:realis|effectu|execut)|manquant", texte))


def _jours_ou_etp(duree: Duree, bloc: Bloc, avant: str, apres: str) -> bool:
    """Des jours, semaines ou ETP ne sont un volume que si la phrase le dit de près."""
    if duree.unite == "etp":
        return bloc.zone is Zone.DIRECTE or bool(EVOCATION.search(bloc.texte))
    if re.match(rf"[^.;]{{0,30}}?\b(?:a|aupres d|par|aux?)\b[^.;]{{0,25}}{STRUCTURES}", apres):
        return True
    if re.match(
        r" ?(?:de travail |de stage |travaillees? |par (?:an|lot) )?(?:d' ?|en |a l'|pour l'|par l')insertion", apres
    ):
        return True
    return bloc.zone is Zone.DIRECTE and bool(
        re.match(r" ?(?:/ ?homme|homme|-homme|de travail|travaillee?s?|d'activite|de production)", apres)
        or re.search(r"insertion[^.;\d]{0,50}(?:equivalent|represent|hauteur|minimum|volume|:)[^.;\d]{0,30}$", avant)
    )


def _est_une_equivalence(duree: Duree, texte: str) -> bool:
    mensuel = re.search(r"\bmois\b|mensuel|temps plein|\betp\b", texte)
    if duree.unite == "heure" and mensuel and Decimal(151) <= duree.quantite <= Decimal(152):
        return True
    if not _EQUIVALENCE.search(texte):
        return False
    return duree.quantite == 1 if duree.unite == "etp" else Decimal(1400) <= duree.quantite <= Decimal(1900)


def _est_l_horloge(duree: Duree, avant: str, apres: str, texte: str) -> bool:
    """« de 9 h à 17 h », « le 12 mars à 12 heures »."""
    if duree.unite != "heure" or duree.quantite > 24:
        return False
    if re.match(r" ?(?:\d{2})? ?(?:a|-|/|et) ?\d{1,2} ?(?:h|heures)", apres) or re.search(
        r"\d ?(?:h|heures)? ?\d{0,2} ?(?:a|-|et) ?$", avant
    ):
        return not re.search(r"insertion", apres[:60])
    return bool(_HORLOGE.search(avant) and _JOUR_NOMME.search(texte))


def _sans_equivalents(durees: list[Duree]) -> list[Duree]:
    """« 1 200 heures, soit 0,75 ETP » : les heures écrites priment sur leur équivalent."""
    if not any(d.unite == "heure" for d in durees):
        return durees[:1] + [d for d in durees[1:] if d.unite == durees[0].unite] if durees else durees
    return [d for d in durees if d.unite == "heure" or d.heures_par_unite]


def _bas_de_fourchette(duree: Duree, bloc: Bloc, certains: list[Volume]) -> list[Volume]:
    """« de 100 à 150 heures » : 100 au moins, 150 au plus."""
    trouve = _FOURCHETTE.search(bloc.texte[: duree.debut])
    haut = [v for v in certains if v.heures == duree.heures]
    if not trouve or not haut:
        return []
    bas = Decimal(re.sub(r"[ .]", "", trouve["bas"]))
    h = haut[-1]
    return [replace(h, heures=bas, quantite=bas, nature="minimum")] if bas < duree.quantite else []


def _uniques(volumes: list[Volume]) -> list[Volume]:
    """Un même volume redit dans le même paragraphe ne compte qu'une fois."""
    vus, sortie = set(), []
    for v in volumes:
        cle = (v.heures, v.portee, v.lot, v.tranche, v.par, v.periode, v.passage.paragraphe)
        if cle not in vus:
            vus.add(cle)
            sortie.append(v)
    return sortie
