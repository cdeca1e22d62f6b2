"""Les publics que dit un texte libre : « Longue durée, RSA » en dit deux, « RSA refusé » n'en dit aucun.

Un état nié, refusé, terminé ou pas encore accordé n'est pas un public : il est remarqué, jamais noté. Dans le doute, on
remarque : un critère qui manque se rajoute, un critère faux est une donnée fausse sur une personne.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.fin_d_etat import finis, rattacher
from regles.mots_des_publics import MOTIFS
from regles.publics import CRITERES, NOMS_DES_CRITERES
from regles.references import CCAG_20_1_1
from regles.socle import Decision, regle
from regles.typographie import INSECABLE, jour_en_mots, sans_accent
from regles.vocabulaire import Dit, Parmi

# « DE depuis 14 mois », « inscrit plus d'un an » : un an de recherche, en d'autres mots.
_DEPUIS_UN_AN = re.compile(
    r"(?:^de|\b(?:demandeuse?s?|demandeurs?|inscrite?s?|chom\w*))(?: (?!moins\b)[a-z]+){0,4}? "
    r"(?:(?:1[2-9]|[2-9]\d|1\d\d|douze|quinze|dix huit|vingt quatre) mois|(?:un|1|deux|trois|[2-9]) ans?)\b"
)
# Des tournures négatives qui ne nient aucun public : ôtées avant de chercher un non.
_ANODINES = re.compile(
    r"\b(?:sans (?:emploi|ressources?|activite|permis|logement|travail|experience)|peu ou pas|plus ou moins"
    r"|non (?:indemnise\w*|scolarise\w*|qualifie\w*|diplome\w*|majore\w*|salarie\w*|francophone\w*)"
    r"|hors (?:emploi|ecole|du systeme scolaire|systeme scolaire)|sorti\w* (?:du systeme scolaire|de l ecole)"
    r"|plus d un an|plus d 1 an|plus de (?:\d{1,2}|un|deux|trois|six|douze|vingt quatre) mois"
    r"|plus de (?:\d|un|deux|trois) ans?"
    r"|au plus)\b"
)
# Un âge hors de la tranche du public.
_HORS_D_AGE = {
    "jeune": re.compile(r"\bplus de (?:2[5-9]|[3-9]\d) ans|\b2[56] ans (?:et|ou) plus|\b(?:2[7-9]|[3-9]\d) ans\b"),
    "senior": re.compile(r"\bmoins de 50 ans|\b50 ans (?:et|ou) moins|\b[234]\d ans\b"),
    "deld": re.compile(
        r"\bmoins d un an\b|\bmoins de (?:12|douze) mois\b|(?<!ans )(?<!an )(?<!et )\b(?:\d|1[01]) mois\b"
    ),
}
_NON = (
    r"\b(?:non|pas|plus|sans|hors|ex|ancien\w*|jamais|aucune?|ni|n est|n a|exclue?|exclusion|absence|fin|perte"
    r"|sort(?:i|ant)\w*|refus\w*|rejet\w*|radi\w*|deboute\w*|attente|en cours d\w*|ineligible\w*|bientot"
    r"|sauf|etait|avait|a eu|a beneficie"
    r"|autrefois|precedemment|auparavant|si|va|souhait\w*|voudrait|envisag\w*|beneficiera\w*|limitrophes?|proximite|demenag\w*"
    r"|renonc\w*|passee? d[ue]|suspicions?|soupcon\w*|dossiers?|a cote|pres d\w*|voisin\w*|bordure|lisiere"
    r"|prochainement|futur\w*|peut etre|eventuel\w*|possible\w*|probable\w*|suppose\w*"
    r"|presume\w*|potentiel\w*|a verifier|a confirmer)\b"
    r"|\bdemandes? (?:(?:de|d|du|la|le|l|reconnaissance|statut|attribution|en cours) ?)*$"
)
_AVANT = re.compile(_NON)
_APRES = re.compile(
    r"\b(?:refus\w*|rejet\w*|expir\w*|perim\w*|radi\w*|termin\w*|clos\w*|clotur\w*|echue?s?|suspendu\w*|supprim\w*|perdu\w*"
    r"|arret\w*|stopp\w*|coupee?s?|interrompu\w*|annul\w*|retir\w*|sort(?:i|ant)\w*|fin\b|fini\w*|caduc|caduque|invalid(?!ite)\w*"
    r"|attente|demandee?s?\b|deposee?s?\b|en cours d\w*|a demander|a renouveler|non (?!renouvelable)|pas |jamais|n$|0$"
    r"|deboute\w*|renonc\w*|devenue?s?\b|ancien\w* (?:zonage|perimetre|contour|geographie|decoupage)\w*"
    r"|epuise\w*|faux\b|f$|nok\b|ko\b|aucune?\b|abandonn\w*|contest\w*|recours|envisag\w*|auparavant|avant$|si\b"
    r"|plus depuis|a (?:faire|prevoir|l etude)|en (?:projet|renouvellement)|renouvellement en cours"
    r"|ferme\w*|a verifier|a confirmer|a voir|probable\w*|possible\w*|eventuel\w*|peut etre|suppose\w*|presume\w*"
    r"|bientot|prochainement|incertain\w*|instruction)"
    r"|\b(?:non|pas|plus|jamais|ex|ancien\w*)$"
)
# L'état d'un proche n'est pas le sien : « enfant handicapé », « conjoint au RSA », « RSA (conjoint) ».
_PROCHE = (
    r"(?:conjointe?s?|enfants?|fils|filles?|freres?|soeurs?|epou(?:x|se)|maris?|compagn(?:e|on)|peres?|meres?|parents?"
    r"|aidante?s?|accompagnante?s?|accompagnat\w*|auxiliaires?|educat\w*|referente?s?|conseill\w*|surveillante?s?|proches?"
    r"|assistante?s?|eleves?|tuteurs?|tutrices?|curateurs?|curatrices?|ascendante?s?|descendante?s?|conjt|cjt)"
)
_PROCHE_AVANT = re.compile(
    rf"\b{_PROCHE}(?: (?:est|a|au|en|sont|beneficiaires?|titulaires?|allocataires?|touche|percoit|du|de|d|la|l|le|en"
    r"|une?|personnes?|adultes?|majeure?s?|situation|porteu(?:r|se)s?|vie|familia(?:l|le|ux)|specialisee?s?))* $"
)
_PROCHE_APRES = re.compile(rf"^(?:oui )?(?:(?:au nom|du|de|d|le|la|son|sa) )*{_PROCHE}\b")
# La sortie fait partie de ces publics : « sortant de l'ASE », « sorti de détention ».
_SORTIE_ADMISE = frozenset({"sortant_ase", "ppsmj", "epide_e2c"})
_SORTIE = re.compile(r"\bsort\w*\b")
_SILENCE = frozenset(
    ("neant", "nc", "na", "n a", "so", "s o", "inconnu", "inconnue", "non connu", "non connue", "non renseigne", "rien",
     "non renseignee", "non communique", "aucun", "aucune", "aucun statut", "sans statut", "sans objet", "non", "0",
     "x", "oui", "ok", "o", "n")
)  # fmt: skip  # ce qui ne dit rien
# « / » entre deux chiffres est une date, « +50 ans » un âge : ils ne séparent pas.
_SEPARE = re.compile(
    r"[,;|\n•]|(?<!\d)/|/(?!\d)|(?<!\d)\+(?!\s*(?:de\s*)?\d)|\b(?:mais|avec|puis)\b|(?<=\s)[-–—](?=\s)(?!\s*(?:de\s*)?\d)"
)
# « RSA/non », « RSA - non » : la réponse est celle de l'état qui la précède.
_REPONSE = re.compile(r"\s*[,;|/–—-]\s*(non|aucune?|faux)\b(?=\s*(?:[,;|/)–—-]|$))", re.I)
_SUITE_DE_REPONSES = re.compile(r"\s*(?!oui\b|non\b)\w.*?\b(?:oui|non)\b.+\b(?:oui|non)\W*", re.I)
# Une case à cocher : on ne sait pas si « ☒ » dit oui ou non, ni de quel côté est son état.
_DOUTE = re.compile(r"[?☐☒□■]|\[\s*x?\s*\]", re.I)
_QUARTIER = re.compile(r"\bqpv\b|\bquartiers? prioritaires?\b")
_HORS_QUARTIER = re.compile(r"(?:non|pas|hors|aucune?|neant|n habite|plus (?:en|au|dans)|ne )\b")


@dataclass
class PublicsLus:
    """`codes` : {public: précision} ; `remarques` : ce qui n'a pas été noté, et pourquoi."""

    codes: dict[str, str] = field(default_factory=dict)
    remarques: list[str] = field(default_factory=list)


def _simple(texte: str) -> str:
    """Sans accents, sans ponctuation ; « +50 », « < 26 », « -> 2019 », « ✓ » et « ✗ » en mots."""
    texte = re.sub("[✓✔☑✅]", " oui ", re.sub("[✗✘❌❎]", " non ", texte))
    mots = re.sub(
        r"\b(?:[^\W\d]\.){2,}(?:[^\W\d]\b)?", lambda sigle: sigle[0].replace(".", "") + " ", sans_accent(texte)
    )
    mots = re.sub(r"(?:[-–—=]>|[→⇒➔➜])\s*(?=\d)", " jusqu au ", mots)
    mots = re.sub(r"(?:[-–—=]>|[→⇒➔➜])", " devenu ", mots)
    mots = re.sub(r"\b(et|ou)\s*\+", r"\1 plus", mots)
    mots = re.sub(r"(?:\+|>)\s*(?:de\s*)?(?=\d)", " plus de ", mots)
    mots = re.sub(r"(?:<|(?<!\d )(?<![\w)])[-–—])\s*(?:de\s*)?(?=\d)", " moins de ", mots)
    mots = re.sub(r"(?<=\d)\s*(?:ans?)?\s*\+", " ans et plus ", mots)
    mots = re.sub(r"plus de cinquante ans", "plus de 50 ans", mots)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", mots).split())


# Ce que nos listes écrivent : l'intitulé de chaque public, à toute date, et ses autres noms.
_INTITULES = {
    _simple(nom): critere.code
    for critere in CRITERES.values()
    for nom in (critere.libelle, *(critere.renomme or ())[1:], critere.code, *critere.aussi)
}


def _reperer(cle: str) -> list[tuple[int, int, str]]:
    """(début, fin, public) de chaque mention, dans l'ordre du texte ; un mot n'est lu qu'une fois."""
    trouves, reste = [], cle
    for motif, code in MOTIFS:
        for mention in re.finditer(motif, reste):
            trouves.append((*mention.span(), code))
        reste = re.sub(motif, lambda lu: "#" * len(lu[0]), reste)
    return sorted(trouves)


def _est_nie(cle: str, mentions: list[tuple[int, int, str]], rang: int) -> bool:
    """Cette mention est niée, finie, ou pas encore acquise."""
    debut, fin, code = mentions[rang]
    if code in _HORS_D_AGE and _HORS_D_AGE[code].search(cle):
        return True
    # Devant : depuis le début, car « non RSA ni RQTH » nie les deux ; derrière : jusqu'à la mention suivante.
    devant = _masquer(cle, mentions[:rang])[:debut]
    if _PROCHE_AVANT.search(devant) or _PROCHE_APRES.search(cle[fin:].strip()):
        return True
    if code in _SORTIE_ADMISE:
        devant = _SORTIE.sub(" ", devant)
    if rang:
        # Ce qui suit la mention d'avant la finit, elle : « RSA refusé RQTH ».
        devant = re.sub(r"#\s*(?:a ete |est )?(?:refus|rejet|radi|sorti|expir|termin)\w*", "#", devant)
    suivante = mentions[rang + 1][0] if rang + 1 < len(mentions) else len(cle)
    derriere = cle[fin:suivante].strip()
    if rang + 1 < len(mentions):
        derriere = re.sub(
            r"\b(?:non|pas|ni|ex|sans|hors|ancien\w*|plus|fin de|sorti\w* d\w*)(?: \w{1,12}){0,3}$", "", derriere
        )
    if code in _SORTIE_ADMISE:
        derriere = _SORTIE.sub(" ", derriere)
    if code == "boeth" and derriere.strip().startswith("en cours"):
        return True  # une demande, ou une reconnaissance qui vaut encore : on ne tranche pas une donnée de santé
    premier = not rang and _APRES.search(devant)  # « Expirée : RQTH »
    return bool(premier or _AVANT.search(devant) or _APRES.search(derriere.strip()))


def _masquer(cle: str, mentions: list[tuple[int, int, str]]) -> str:
    for debut, fin, _ in mentions:
        cle = cle[:debut] + "#" * (fin - debut) + cle[fin:]
    return cle


def _morceaux(texte: str) -> Iterator[tuple[str, str]]:
    """(tel qu'écrit, simplifié) de chaque état ; rien pour ce qui ne dit rien."""
    if _simple(texte) in _SILENCE:
        return
    propre = re.sub(r"\b[Ee]t\s*/\s*[Oo]u\b", "et", texte)
    propre = _REPONSE.sub(r" : \1", propre)
    for morceau in (m for etat in _SEPARE.split(propre) for m in _en_reponses(etat).split("\n")):
        cle = _simple(morceau)
        if cle and cle not in ("et", "ou", *_SILENCE):
            yield morceau.strip(" .()\t"), cle


def _en_reponses(etat: str) -> str:
    """« RQTH non RSA oui » : chaque réponse est celle de l'état d'avant ; la coupe vient après elle."""
    if not _SUITE_DE_REPONSES.fullmatch(etat):
        return etat
    return re.sub(r"\b(oui|non)\b", "\\1\n", etat, flags=re.I)


def _les_codes(codes: list[str]) -> list[str]:
    """Le plus précis des publics d'un même état."""
    if not {"jeune_sans_qualification", "jeune_suivi"} & {*codes}:
        return codes
    if "jeune" in codes:
        return [code for code in codes if code != "jeune"]
    # « Sans diplôme » ne dit pas l'âge.
    return ["niveau_3" if code == "jeune_sans_qualification" else code for code in codes]


def _lire_un_etat(ecrit: str, brute: str, jour: date | None) -> tuple[list[str], str]:
    """(publics, pourquoi un état n'en est pas un ; vide, ils en sont tous)."""
    cle = _ANODINES.sub(lambda lu: "·" * len(lu[0]), _DEPUIS_UN_AN.sub("longue duree", brute))
    mentions, passes, finit = _reperer(cle), set[int](), ""
    if jour is not None:
        passes, cle, le = finis(cle, mentions, jour)
        finit = f"état terminé le {jour_en_mots(le)}, avant le {jour_en_mots(jour)}" if le else ""
    doute = bool(_DOUTE.search(ecrit))
    nies = {code for rang, (_, _, code) in enumerate(mentions) if doute or _est_nie(cle, mentions, rang)}
    if nies or (not mentions and (_AVANT.search(cle) or _APRES.search(cle))) or (passes and not finit):
        finit = "état nié, terminé ou incertain"
    nies |= {mentions[rang][2] for rang in passes}
    return _les_codes([code for _, _, code in mentions if code not in nies]), finit


def lire_publics(texte: str, jour: date | None = None) -> PublicsLus:
    """Ce que dit ce texte : les publics, et ce qui est nié, fini ou inconnu. Un état inconnu est un « autre » qui le
    cite. Un intitulé de nos publics, écrit tel quel, est ce public. `jour` : celui où l'état doit valoir ; sans lui,
    une fin datée n'est pas comparée."""
    connu = _INTITULES.get(_simple(texte))
    if connu is not None and "?" not in texte:
        return PublicsLus({connu: ""})
    lus, inconnus = PublicsLus(), []
    for ecrit, cle in _morceaux(texte if jour is None else rattacher(texte)):
        codes, ecarte = _lire_un_etat(ecrit, cle, jour)
        if ecarte:
            cite = f"«{INSECABLE}{ecrit}{INSECABLE}»"
            lus.remarques.append(f"{cite}, {ecarte}{INSECABLE}: aucun public noté, à vérifier.")
        elif not codes:
            inconnus.append(ecrit)
        lus.codes |= dict.fromkeys([code for code in codes if code not in lus.codes], "")
    if inconnus:
        lus.codes["autre"] = ", ".join(inconnus)
    return lus


def nie_le_quartier(texte: str) -> bool:
    """La case « QPV » dit non autrement qu'en le disant : « Hors QPV », « pas en quartier prioritaire », « aucun »."""
    cle = _simple(texte)
    return bool(_HORS_QUARTIER.match(cle)) or ("qpv" not in lire_publics(texte).codes and bool(_QUARTIER.search(cle)))


_Codes = tuple[Annotated[str, Parmi(NOMS_DES_CRITERES)], ...]


@dataclass(frozen=True, kw_only=True)
class DecisionPublics(Decision):
    """`publics` : ceux que dit le texte ; les remarques sont ses avertissements."""

    publics: Annotated[_Codes, Dit("Les publics, tous.", "criteres", "statuts")] = ()
    unite: str = ""


@regle(CCAG_20_1_1, depuis=date(2021, 4, 1), rend="publics", aussi=("statut", "statuts"))
def publics_dits(
    texte: Annotated[str, Dit("Le statut, tel qu'un fichier l'écrit.", "statut")],
    jour: Annotated[date | None, Dit("Le jour où il doit valoir : l'entrée.", "entrée", "le", "au", "date")] = None,
) -> DecisionPublics:
    """Publics que dit un statut écrit librement ; un état nié, refusé, terminé ou à venir n'en est pas un. Une fin
    datée se compare au jour donné ; sans lui, elle ne l'est pas."""
    lus = lire_publics(texte, jour)
    return DecisionPublics(
        valeur=Decimal(len(lus.codes)),
        motif=", ".join(lus.codes.values()).strip(", ") or "Chaque état est rapproché d'un public de la clause.",
        references=(CCAG_20_1_1,),
        avertissements=tuple(lus.remarques),
        publics=tuple(lus.codes),
    )
