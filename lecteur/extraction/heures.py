"""Les volumes d'heures d'insertion : lesquels en sont, et à quoi ils se rapportent."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from lecteur.extraction import voisinage as autour
from lecteur.extraction.annonces import UniteAnnoncee
from lecteur.extraction.communs import en_commun
from lecteur.extraction.constats import Incomprehension, Volume
from lecteur.extraction.corps_d_etat import CorpsDEtat
from lecteur.extraction.doutes import LignesPerdues, a_verifier, numero_incertain, trier
from lecteur.extraction.ecartes import LotsEcartes
from lecteur.extraction.etp import a_la_valeur_dite, est_de_tout_l_effectif, est_une_equivalence, valeur_dite
from lecteur.extraction.grandeurs import Duree, Grandeurs, grandeurs
from lecteur.extraction.parts import D_INSERTION_APRES, PUIS_UNE_PART, est_une_part
from lecteur.extraction.portees import Rattachement, rattacher
from lecteur.extraction.rythmes import CHAQUE_COMMANDE, DitApres, partager, rythme
from lecteur.extraction.totaux import du_marche, sans_les_sous_totaux
from lecteur.extraction.vocabulaire import STRUCTURES
from lecteur.extraction.zones import Bloc, Zone

DUREE_D_UN_DELAI = 96  # heures : « pendant 72 heures » est un délai, « pendant 300 heures » un volume
PEU_D_HEURES = 24  # avec un montant dans la phrase, si peu d'heures sont une proportion plutôt qu'un volume
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
    r"|represent|respectivement[^.;]{0,60}\bdue?s?\b|\b(?:doivent|demande\w*)\b[^.;]{0,60}respectivement|fixe|soit|total|reserv|effectu|realis"
    r"|\b(?:objectif|cible)(?: (?:horaire|minim\w+|global|social))* ?(?::|=|(?:est )?(?:fixe\w* )?(?:de|a)\b) ?\d"
    r"|\bheures? (?:d'insertion )?(?:sont|seront) (?:exig|du|impos|attendu|requis|demand)"
    r"|(?:\b(?:lire|lisez)\b|remplac\w* par)[ :\"]*(?:[3-9]\d|\d{3}"
    r"|\d{1,2}[ .]\d{3})"  # « lire 14 heures » est une heure du jour
    r"|^\W*(?:elles?|ils?|cel(?:le|ui)-ci) (?:s'elev|port|comport|correspond|sont|est|n\w* (?:pourr|ser|peu|saur))"
    r"|^\W*(?:la )?(?:\w{2,10} )?annee\b[^.;]{0,12}[:,] ?\d"
    r"|consacr|\blots?\b|tranches?|\bt[foc]\b|reconduction|periode|par an|a hauteur|\bh ?$"
)
_D_INSERTION_AVANT = re.compile(r"insertion[^.;,:\d]{0,45}$")
PENALITE = re.compile(
    r"penali[ts]|non[- ](?:realis|effectu|execut|faite|respect)|manquante?s?|defaut d'execution|sanction"
)
_FOURCHETTE = re.compile(r"(?:(?P<entre>entre)|de) (?P<bas>\d{1,3}(?:[ .]\d{3})*) ?(?:h|heures?)? ?(?(entre)et|a) ?$")
_NUMERO_DE_TITRE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+H(?:eures|EURES)\b")  # « 12.5 Heures prises en compte »
_CONFIEES = re.compile(  # « 280 heures de nettoyage à une entreprise d'insertion »
    rf" ?\w* ?(?:d'|en )insertion|[^.;]{{0,60}}\b(?:a|aux?|aupres d)\b[^.;]{{0,25}}{STRUCTURES}"
)
_ENTRE_PARENTHESES = re.compile(r"\([^()]*\)")  # « (délai d'affermissement 12 mois) : 350 heures »
_REDIT = re.compile(
    r" ?(?:d'insertion|de travail)? ?(?:\(|,? ?soit|=)[^.;\d]{0,15}"
)  # « 206 heures (7 mois à 29,5 heures) »
_IL = re.compile(r"\W*(?:elles?|ils?|cel(?:le|ui)-ci|ce (?:nombre|volume|minimum))\b")
_HEURES_SEULES = re.compile(r"\W*\d[\d .]*(?:,\d+)? ?(?:h|heures?)\W*")


def lire_volumes(blocs: list[Bloc], pris: set[tuple[int, int]]) -> tuple[list[Volume], list[Incomprehension]]:
    """Les volumes du texte, et ce qui reste à vérifier. `pris` : les durées qu'une formule a déjà lues (paragraphe,
    place)."""
    volumes: list[Volume] = []
    derniers: list[Volume] = []  # ceux de la dernière phrase qui en dit
    doutes: list[Incomprehension] = []
    rattachement, perdues, annonce = Rattachement(), LignesPerdues.de(blocs), UniteAnnoncee()
    corps, un_etp, dit_apres, ecartes = CorpsDEtat.de(blocs), valeur_dite(blocs), DitApres(), LotsEcartes()
    for avant, bloc in pairwise((None, *blocs)):
        annonce.voir(bloc, bool(derniers))
        mesures = corps.completer(bloc.texte, grandeurs(bloc.texte, annonce.vaut))
        rattachement.voir(bloc, mesures)
        volumes = dit_apres.appliquer(bloc, mesures, volumes)
        if ecartes.est_ecarte(bloc, mesures) or bloc.zone is Zone.DEHORS or bloc.niee:
            dit_apres.voir([], mesures)
            continue
        seules = bool(rattachement.lot and _HEURES_SEULES.fullmatch(bloc.texte))
        retenues = [d for d in mesures.durees if _est_un_volume(d, bloc, mesures, seules) and _libre(d, bloc, pris)]
        retenues = a_la_valeur_dite(_sans_equivalents(retenues, bloc.texte), un_etp)
        inconnu = bool(retenues) and corps.est_d_un_inconnu(bloc.texte, mesures)
        if doute := "lot_incertain" if inconnu else _doute(retenues, bloc, mesures):
            doutes.append(a_verifier(doute, bloc))
            continue
        lus = partager([(d, rattacher(d, retenues, bloc, mesures, rattachement)) for d in retenues], bloc.texte)
        if avant and lus and not derniers and _IL.match(bloc.texte):
            lus = [replace(v, par=v.par or rythme(avant.texte)) for v in lus]
        elif annonce.rythme and mesures.lots:
            lus = [replace(v, par=v.par or annonce.rythme) for v in lus]
        lus, communs = en_commun(lus, retenues, bloc.texte)
        doutes += [a_verifier("lot_incertain", bloc)] if communs else []
        certains, codes = trier(lus, _explicites(retenues, bloc.texte), bloc, mesures, perdues)
        doutes += [a_verifier(code, bloc) for code in codes]
        derniers = _au_meme_rythme(certains)
        volumes += derniers
        dit_apres.voir(derniers, mesures)
        if certains:
            volumes += [v for duree in retenues for v in _bas_de_fourchette(duree, bloc, certains)]
    volumes = sans_les_sous_totaux(volumes)
    return _uniques(du_marche(volumes)), doutes


def _doute(retenues: list[Duree], bloc: Bloc, mesures: Grandeurs) -> str:
    """Le code de ce qui empêche de rattacher les heures de la phrase ; vide si rien ne l'empêche."""
    texte = bloc.texte
    if any(numero_incertain(d, bloc) for d in retenues):
        return "lot_incertain"
    if any(_en_proportion(d, texte, mesures) for d in retenues):
        return "proportion"
    if retenues and _sous_condition(texte, mesures):
        return "conditionnel"
    en_plus = any(autour.EN_PLUS.match(texte[d.fin :]) for d in retenues) and not _d_une_periode(texte, mesures)
    hausse = not retenues and any(autour.HAUSSE.search(texte[: d.debut]) for d in mesures.durees if d.unite == "heure")
    return "en_plus" if en_plus or hausse else ""


def _en_proportion(duree: Duree, texte: str, mesures: Grandeurs) -> bool:
    """« 70 heures pour 1 000 heures », « 35 heures par logement », « 6 heures à chaque… € »."""
    apres, avant = texte[duree.fin :], texte[: duree.debut]
    un_etp = duree.unite == "etp" and autour.EQUIVALENCE.search(apres)  # « 2 ETP, un ETP étant compté pour 1 600 h »
    if (autour.EN_PROPORTION.match(apres) and not un_etp) or autour.PAR_UNITE.match(apres):
        return True
    if autour.POUR_CHAQUE_UNITE.search(avant) or autour.CHACUN_DES_GENS.search(avant + "~" + apres):
        return True
    if duree.unite != "heure" or duree.quantite > PEU_D_HEURES or CHAQUE_COMMANDE.search(avant):
        return False
    return any(autour.RAPPORT.search(texte[: m.debut]) for m in mesures.montants)


def _sous_condition(texte: str, mesures: Grandeurs) -> bool:
    """« 500 heures si le montant dépasse 1 000 000 € » : ni ce volume, ni un autre, n'est certain."""
    if autour.PLUSIEURS_LOTS.search(texte) or autour.QUESTION.search(texte) or autour.AU_CHOIX.search(texte):
        return True
    return bool(mesures.montants and autour.CONDITION.search(texte)) and not any(
        CHAQUE_COMMANDE.search(texte[: d.debut]) for d in mesures.durees
    )


def _d_une_periode(texte: str, mesures: Grandeurs) -> bool:
    return bool(mesures.tranches or re.search(r"reconduction|periode|annee", texte))


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
        if D_INSERTION_APRES.match(texte[d.fin : d.fin + 60])
        or _D_INSERTION_AVANT.search(texte[max(0, d.debut - 90) : d.debut])
    }


def _libre(duree: Duree, bloc: Bloc, pris: set[tuple[int, int]]) -> bool:
    return (bloc.paragraphe.numero, bloc.debut + duree.debut) not in pris


def _est_un_volume(duree: Duree, bloc: Bloc, mesures: Grandeurs, seules: bool) -> bool:
    """`seules` : rien d'autre sur la ligne, et un lot est nommé plus haut (un tableau mis à plat)."""
    texte = bloc.texte
    avant, apres = texte[max(0, duree.debut - 120) : duree.debut], texte[duree.fin : duree.fin + 120]
    if (duree.quantite < MOINDRE_VOLUME and duree.unite != "etp") or est_une_part(duree, texte):
        return False
    if bloc.debut + duree.debut == 0 and _NUMERO_DE_TITRE.match(bloc.paragraphe.texte):
        return False
    if (
        _est_une_penalite(texte, mesures)
        or est_une_equivalence(duree, texte, mesures)
        or _est_l_horloge(duree, avant, apres, texte)
        or (autour.PROPORTION.search(avant) and autour.HEURES_DU_MARCHE.match(apres))
        or autour.PASSE.search(avant)
        or autour.PASSE_APRES.match(apres)
        or autour.SOUS_TOTAL.search(avant)
        or autour.BAREME_APRES.match(apres)
        or est_de_tout_l_effectif(duree, avant, apres)
        or autour.HAUSSE.search(avant)
        or autour.FACULTE.search(avant)
        or autour.BAREME.search(avant)
        or autour.JALON.search(texte[: duree.debut])
        or autour.EXEMPLE.search(texte[: duree.debut])
    ):
        return False
    if (duree.unite != "heure" and duree.heures_par_unite) or seules:
        return True  # « 12 semaines de 35 heures »
    if duree.unite in ("semaine", "mois", "etp") and autour.TEMPS_PARTIEL.search(texte):
        return False  # « 12 mois à 26 heures par semaine » : ce ne sont pas douze mois pleins
    return _est_de_l_insertion(duree, bloc, avant, apres, bool(mesures.lots))


def _est_de_l_insertion(duree: Duree, bloc: Bloc, avant: str, apres: str, d_un_lot: bool) -> bool:
    """Les mots qui l'entourent en font-ils des heures d'insertion, ou un délai, une formation, des horaires ?"""
    propre = PUIS_UNE_PART.split(apres)[0]  # « 12 000 heures de travail, dont 600 affectées à des publics… »
    explicite = bool(INSERTION_APRES.search(propre) or INSERTION_AVANT.search(avant))
    if autour.ETRANGER_APRES.search(apres) and not _CONFIEES.match(apres):
        return bool(autour.EN_PLUS.match(apres) and _d_une_periode(bloc.texte, grandeurs(bloc.texte)))
    etrangere = (
        autour.HEURES_DU_MARCHE_ENTIER.search(avant + "~" + apres)
        or autour.DUREE_D_AUTRE_CHOSE.search(avant)
        or autour.PRESENCE.search(avant)
        or autour.PAR_PERSONNE.search(avant + "~" + apres)
        or autour.EN_MOYENNE.match(apres)
    )
    if not explicite and etrangere:
        return False
    if duree.quantite <= DUREE_D_UN_DELAI and re.search(r"\b(?:pendant|durant) $", avant):
        return False
    borne = autour.MINIMUM_NIE.search(avant) or autour.BORNE.search(avant)
    if autour.ETRANGER_AVANT.search(_ENTRE_PARENTHESES.sub(_blanc, avant)) and not borne:
        return explicite and bool(re.search(r"^[^.;,]{0,20}insertion", apres)) and "delai" not in avant[-30:]
    if duree.unite != "heure":
        return _jours_ou_etp(duree, bloc, avant, apres)
    return explicite or d_un_lot or bloc.zone is Zone.DIRECTE or bloc.section or bool(EVOCATION.search(bloc.texte))


def _est_une_penalite(texte: str, mesures: Grandeurs) -> bool:
    if not PENALITE.search(texte):
        return False
    return bool(
        mesures.montants
        or re.search(r"non[- ](?:realis|effectu|execut)|manquant|en deca|dessous|moins d|inferieur", texte)
    )


def _blanc(lu: re.Match[str]) -> str:
    return " " * len(lu[0])


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


def _est_l_horloge(duree: Duree, avant: str, apres: str, texte: str) -> bool:
    """« de 9 h à 17 h », « le 12 mars à 12 heures »."""
    if duree.unite != "heure" or duree.quantite > 24:
        return False
    if re.match(r" ?(?:\d{2})? ?(?:a|-|/|et) ?\d{1,2} ?(?:h|heures)", apres) or re.search(
        r"\d ?(?:h|heures)? ?\d{0,2} ?(?:a|-|et) ?$", avant
    ):
        return not re.search(r"insertion", apres[:60])
    return bool(autour.HORLOGE.search(avant) and autour.JOUR_NOMME.search(texte))


def _sans_equivalents(durees: list[Duree], texte: str) -> list[Duree]:
    """« 1 200 heures, soit 0,75 ETP » : les heures écrites priment sur leur équivalent."""
    if not any(d.unite == "heure" for d in durees):
        return durees[:1] + [d for d in durees[1:] if d.unite == durees[0].unite] if durees else durees
    gardees = [d for d in durees if d.unite == "heure" or d.heures_par_unite]
    redites = {d for a, d in pairwise(gardees) if d.heures_par_unite and _REDIT.fullmatch(texte[a.fin : d.debut])}
    return [d for d in gardees if d not in redites]


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
