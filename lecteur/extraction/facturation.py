"""Les heures par tranche de facturation : tant d'heures par tant d'euros, à partir d'un seuil."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from lecteur.extraction.constats import FormuleLue, Incomprehension, PartMainOeuvre
from lecteur.extraction.doutes import a_verifier
from lecteur.extraction.grandeurs import Duree, Grandeurs, Montant, grandeurs
from lecteur.extraction.portees import choisir, citer
from lecteur.extraction.zones import Bloc, Zone

_LIEN_TRANCHE = re.compile(
    r"^\)?[^;€]{0,140}?(?:par|pour|chaque|toutes?|tou(?:te)?s les|a chaque|/)[^;€]{0,60}?(?:tranches?"
    r"|palier|fraction)[^;€]{0,60}$"
)
_LIEN_DIRECT = re.compile(
    r"^\)?[^.;,€]{0,60}?(?:\bpar|\bpour|/|\btou(?:te)?s les|\bchaque)(?: (?:chaque|tous les))? ?(?:de "
    r"|les |des )?(?:montant (?:de |facture de )?)?$"
)
_TRANCHE_AVANT = re.compile(
    r"(?:par|pour|chaque|toutes?(?: les)?|la|une)(?: \w+){0,2} (?:tranches?|palier|fraction)[^.;€]{0,50}$"
    r"|\b(?:pour chaque|tous les|toutes les) ?$"
)
_POUR, _DEUX_POINTS = re.compile(r"\bpour ?$"), re.compile(r" ?(?:h\.?t\.?|hors taxes?)?[^.;:€\d]{0,40}[:=] ?")
_MOTS_DE_SEUIL = (
    r"(?:seuil|a partir d|a compter d|au[- ]dela d|au[- ]dessus d|des (?:que|lors)|lorsque|superieur\w*"
    r"|depass\w*|attein\w+|exced\w+|franchi\w*|inferieur\w*|plus d[e'] ?|passes? les?|hors les?|premiers?"
    r"|declench\w*|en dessous|en deca|montants? minim\w*)"
)
_SEUIL = re.compile(_MOTS_DE_SEUIL + r"[^.;€]{0,90}$")
_SEUIL_APRES = re.compile(
    r"^ ?(?:h\.?t\.?)?[^.;€\d]{0,30}(?:\bet plus\b|\bet au[- ]dela"
    r"|(?:ne (?:donn|compt|genere|ouvr)|n'ouvr|(?:est|sont) exoner)"
    r"|(?:est|sont|constitue\w*|fixe\w*|valent|vaut) (?:le |un |de |comme )?"
    r"seuil|\(?seuil de (?:declench|depart))"
)
# Entre les heures et leur tranche : « 1 h d'insertion, à partir de 2 700 000 € HT, par tranche de 2 000 € ».
_SEUIL_ENTIER = re.compile(rf"{_MOTS_DE_SEUIL}[^.;€]{{0,90}}€+(?: ?h\.?t\.?)?")
_MOT_DE_TRANCHE = re.compile(r"tranche|palier|fraction|chaque|tou(?:te)?s les")
_SOIT = re.compile(r"\b(?:soit|donc|ainsi|c'est-a-dire|represent\w*|correspond\w*|equiva\w*)[^.;]{0,60}$")
_PAR_EXEMPLE = re.compile(r"\bexemples?\b|\bex\.? ?:|a titre d'illustration|\bsimulation\b")
_ASSIETTE = re.compile(
    r" ?(?:h\.?t\.?|hors taxes?)?[^.;,]{0,60}?(?P<base>factur\w*|command\w*|depens\w*|travaux|engag\w*|prestations?)"
)
_SEUIL_EGAL = re.compile(
    r"(?:seuil|a partir d|a compter d|des (?:que|lors)|superieur)[^.;€]{0,90}$"
)  # du montant d'une tranche
_DIT_LE_SEUIL = re.compile(
    r"\bseuil|declench|(?:s'appliqu|applicable)\w*[^.;]{0,60}(?:a partir|a compter|au[- ]dela|superieur|excede)"
)
_AUTRE_ARGENT = re.compile(r"penali|\bavances?\b|retenue|garantie|delai de paiement|sous-trait|assurance")
# « À partir de ce montant, 3 heures par tranche… » : le seul montant de la phrase d'avant.
_CE_MONTANT = re.compile(
    r"\b(?:a partir|a compter|au[- ]dela|au[- ]dessus|passee?|franchie?|atteinte?|des)\b[^.;€\d]{0,20}"
    r"\b(?:ce|cette|dudit|de ladite) (?:montant|seuil|somme|limite|palier)"
)
_VOISINES, _SECTION = (3, 5), 14  # phrases avant et après celle de la tranche
_MOT_DE_SEUIL = re.compile(
    r"seuil|declench|a partir d|a compter d|au[- ]dela|des (?:que|lors)|superieur|attein|depass|exced|franchi"
    r"|en deca|en dessous"
    r"|montants? minim|plus d[e']"
)


# « Heures d'insertion par tranche : 6 », « Montant de la tranche : 10 000 € HT » : une ligne chacun.
_HEURES_PAR_TRANCHE = re.compile(
    r"[^.;:\d]{0,40}\bheures?\b[^.;:\d]{0,40}\b(?:par|pour chaque|pour une) tranche\b(?![^:]*(?:ferme"
    r"|optionnelle|condition))"
    r"[^.;:\d]{0,40}[:=] ?\d"
)
_MONTANT_DE_LA_TRANCHE = re.compile(r"[^.;:\d]{0,40}\btranche\b[^.;:€\d]{0,60}(?:[:=]|\bde) ?€")


@dataclass
class Formules:
    formules: list[FormuleLue] = field(default_factory=list)
    parts: list[PartMainOeuvre] = field(default_factory=list)
    incomprehensions: list[Incomprehension] = field(default_factory=list)
    pris: set[tuple[int, int]] = field(default_factory=set)  # durées lues ici, qui ne sont donc pas des volumes


def lire_facturation(rang: int, blocs: list[Bloc], mesures: Grandeurs, lot: str, sortie: Formules) -> None:
    """« 5 heures par tranche de 10 000 €, à partir de 200 000 € » : les heures, la tranche, le seuil."""
    bloc = blocs[rang]
    texte = _montants_masques(bloc.texte, mesures.montants)
    libres = mesures.montants  # une tranche n'a qu'un nombre d'heures
    for duree in [d for d in mesures.durees if d.unite in ("heure", "jour", "etp")]:
        montant = _tranche_de(duree, libres, texte)
        if montant is None or any(duree.fin <= d.debut < montant.debut for d in mesures.durees):
            continue  # « 1 350 heures, plus 1 h par tranche de 2 000 € » : la tranche est celle des dernières
        libres = tuple(m for m in libres if m is not montant)
        sortie.pris.add((bloc.paragraphe.numero, bloc.debut + duree.debut))
        memes = [f for f in sortie.formules if f.lot == lot and not mesures.lots]
        if _est_un_exemple(duree, montant, bloc.texte, [f.montant_tranche_ht for f in memes if f.montant_tranche_ht]):
            continue
        cite = citer(bloc, min(duree.debut, montant.debut), max(duree.fin, montant.fin))
        choisi = choisir(duree, list(mesures.durees), mesures.lots, bloc.texte)
        base = _ASSIETTE.match(bloc.texte[montant.fin :])
        formule = FormuleLue(
            "facturation",
            cite,
            heures_par_tranche=duree.heures,
            montant_tranche_ht=montant.valeur,
            seuil_ht=_seuil(montant, rang, blocs),
            base=dans_ses_mots(bloc, montant.fin, base["base"]) if base else "",
        )
        sortie.formules += [replace(formule, lot=nom) for nom in (choisi.noms if choisi else ()) or (lot,)]


def lire_termes(rang: int, blocs: list[Bloc], mesures: Grandeurs, lot: str, sortie: Formules) -> None:
    """Les termes d'une même formule, chacun sur sa ligne ; sans le montant de la tranche, ils sont à vérifier."""
    bloc = blocs[rang]
    if len(mesures.durees) != 1 or mesures.montants or not _HEURES_PAR_TRANCHE.match(bloc.texte):
        return
    duree = mesures.durees[0]
    sortie.pris.add((bloc.paragraphe.numero, bloc.debut + duree.debut))
    for voisin in range(max(0, rang - 2), min(len(blocs), rang + 4)):
        lue = blocs[voisin].texte
        montants = () if _AUTRE_ARGENT.search(lue) else grandeurs(lue).montants
        if montants and _MONTANT_DE_LA_TRANCHE.match(_montants_masques(lue, montants)):
            cite, seuil = citer(bloc, duree.debut, duree.fin), _seuil(montants[0], voisin, blocs)
            formule = FormuleLue("facturation", cite, lot, heures_par_tranche=duree.heures, seuil_ht=seuil)
            sortie.formules.append(replace(formule, montant_tranche_ht=montants[0].valeur))
            return
    sortie.incomprehensions.append(a_verifier("proportion", bloc))


def _montants_masques(texte: str, montants: tuple[Montant, ...]) -> str:
    """Chaque montant devient des « € » : « 10 000 euros » borne une tournure comme « 10 000 € »."""
    for montant in montants:
        texte = texte[: montant.debut] + "€" * (montant.fin - montant.debut) + texte[montant.fin :]
    return texte


def _est_un_exemple(duree: Duree, montant: Montant, texte: str, tranches: list[Decimal]) -> bool:
    """« 5 h par tranche de 20 000 €, soit 250 h pour 1 000 000 € » : le second ne dit que ce que donne le premier.
    `tranches` : celles déjà lues pour le même lot."""
    if _PAR_EXEMPLE.search(texte[: max(duree.debut, montant.debut)]):
        return True
    se_dit_tranche = _MOT_DE_TRANCHE.search(texte[min(duree.fin, montant.fin) : max(duree.debut, montant.debut)])
    deja = any(m < montant.valeur for m in tranches)
    return deja and bool(_SOIT.search(texte[: duree.debut]) or not se_dit_tranche)


def _tranche_de(duree: Duree, montants: tuple[Montant, ...], texte: str) -> Montant | None:
    """Le montant dont la durée est le prix en heures, avant ou après elle ; un seuil n'en est jamais un. `texte` : la
    phrase, ses montants masqués."""
    tranches = [m for m in montants if not _est_un_seuil(m, texte)]
    for montant in tranches:
        if montant.debut >= duree.fin:
            lien = _SEUIL_ENTIER.sub(lambda lu: " " * len(lu[0]), texte[duree.fin : montant.debut])
            if "€" in lien:
                return None
            if _LIEN_TRANCHE.match(lien) or _LIEN_DIRECT.match(lien):
                return montant
    avant = [m for m in tranches if m.fin <= duree.debut and _annonce_la_tranche(texte, m, duree)]
    return avant[-1] if avant else None


def _annonce_la_tranche(texte: str, montant: Montant, duree: Duree) -> bool:
    """« Par tranche de 10 000 €, 5 heures », « pour 10 000 € HT : 5 heures »."""
    direct = _POUR.search(texte[: montant.debut]) and _DEUX_POINTS.fullmatch(texte[montant.fin : duree.debut])
    return bool(direct or _TRANCHE_AVANT.search(texte[: montant.debut]))


def _est_un_seuil(montant: Montant, texte: str) -> bool:
    """« à partir de 2 700 000 € », « 2 700 000 € constituent le seuil » ; « par tranche supérieure à… » non."""
    lu = _SEUIL.search(texte[: montant.debut])
    dit_avant = lu and not re.search(r"tranche|palier|fraction", lu[0])
    return bool(dit_avant or _SEUIL_APRES.match(texte[montant.fin :]))


def _seuil(tranche: Montant, rang: int, blocs: list[Bloc]) -> Decimal | None:
    """Le seuil de déclenchement dit dans la phrase, dans celles d'à côté, ou plus loin s'il s'y dit seuil."""
    phrase = blocs[rang].texte
    if rang and _CE_MONTANT.search(phrase) and len(dits := grandeurs(blocs[rang - 1].texte).montants) == 1:
        return dits[0].valeur
    voisins = _de_la_clause(blocs[max(0, rang - _VOISINES[0]) : rang + _VOISINES[1]])
    section = _de_la_clause(blocs[max(0, rang - _SECTION) : rang + _SECTION])
    proches = [b.texte for b in voisins if b is not blocs[rang]]
    loin = [b.texte for b in section if b is not blocs[rang] and _DIT_LE_SEUIL.search(b.texte)]
    for lue in [phrase, *proches, *_reprises(voisins), *loin]:
        seuil = _seuil_dans(lue, tranche, lue == phrase)
        if seuil is not None:
            return seuil
    return None


def _de_la_clause(blocs: list[Bloc]) -> list[Bloc]:
    """Les phrases de la clause, celles qui l'écartent (« en deçà de… ne s'applique pas ») comprises ; ni avance, ni
    pénalité."""
    return [b for b in blocs if (b.zone is not Zone.DEHORS or b.niee) and not _AUTRE_ARGENT.search(b.texte)]


def _seuil_dans(lue: str, tranche: Montant, est_la_phrase: bool) -> Decimal | None:
    if not est_la_phrase and not _MOT_DE_SEUIL.search(lue):
        return None
    montants = grandeurs(lue).montants
    texte = _montants_masques(lue, montants)
    for montant in montants:
        avant = texte[: montant.debut]
        if montant.valeur != tranche.valeur:
            if _SEUIL.search(avant) or _SEUIL_APRES.match(texte[montant.fin :]):
                return montant.valeur
        elif (not est_la_phrase or montant.debut != tranche.debut) and _SEUIL_EGAL.search(avant):
            return montant.valeur
    return None


def _reprises(blocs: list[Bloc]) -> Iterator[str]:
    """Une phrase que la mise en page coupe entre deux paragraphes : « à partir de », puis « 2 700 000 € »."""
    for avant, apres in pairwise(blocs):
        if avant.texte.rstrip()[-1:].isalnum() and Zone.DEHORS not in (avant.zone, apres.zone):
            yield f"{avant.texte.rstrip()} {apres.texte}"


def dans_ses_mots(bloc: Bloc, depuis: int, replie: str) -> str:
    """Les mêmes mots tels que la pièce les écrit, accents compris."""
    debut = bloc.texte.find(replie, depuis) if replie else -1
    return bloc.passage(debut, debut + len(replie)).texte if debut >= 0 else ""
