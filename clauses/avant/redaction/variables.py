"""Les variables et les conditions offertes aux textes : leur nom, ce qu'elles disent, d'où elles viennent."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from clauses.avant.redaction.contexte import Contexte
from clauses.avant.redaction.faits import par_lots
from clauses.fond.socle.valeurs import en_heures, en_nombre
from clauses.suivi.marches.models import Clause
from regles.calibrage.volume import lectures_du_volume
from regles.ccag import Ccag
from regles.formules import FAMILLES
from regles.formules.contrat import Formule
from regles.parametres import HEURES_PAR_JOUR, ORIGINE
from regles.typographie import INSECABLE, accorder, apostrophes, enumerer

Instrument = Clause.Instrument
Lecteur = Callable[[Contexte], str]


@dataclass(frozen=True)
class Variable:
    """`libelle` : ce que la variable dit, et ce que le texte réclame quand le fait manque."""

    nom: str
    libelle: str
    lire: Lecteur


@dataclass(frozen=True)
class Condition:
    nom: str
    libelle: str
    lire: Callable[[Contexte], bool]


_BASES = {
    Instrument.CONDITION.value: ("L2112-2",),
    Instrument.CONDITION_CRITERE.value: ("L2112-2", "L2152-7"),
    Instrument.JEUNES_OUTRE_MER.value: ("L2691-1", "R2691-1"),
    Instrument.CRITERE.value: ("L2152-7",),
    Instrument.RESERVE_IAE.value: ("L2113-13",),
    Instrument.RESERVE_HANDICAP.value: ("L2113-12",),
    Instrument.RESERVE_MIXTE.value: ("L2113-14",),
    Instrument.RESERVE_PENITENTIAIRE.value: ("L2113-13-1",),
    Instrument.RESERVE_ESS.value: ("L2113-15", "L2113-16"),
    Instrument.MARCHE_INSERTION.value: ("L2123-1", "R2123-1, 3°,"),
}
_PERIODES = {
    1: ("chaque mois", "du mois suivant"),
    3: ("chaque trimestre civil", "du mois qui suit le trimestre"),
    6: ("chaque semestre civil", "du mois qui suit le semestre"),
}


def bases_legales(c: Contexte) -> str:
    """« article L2112-2 », « articles L2112-2 et L2152-7 », dans l'ordre des lots."""
    articles = list(dict.fromkeys(a for lot in c.lots for a in _BASES[lot.instrument]))
    return f"{'article' if len(articles) == 1 else 'articles'}{INSECABLE}{enumerer(articles)}" if articles else ""


def obligation(c: Contexte) -> str:
    """Celle du seul lot sous clause ; « » s'il y en a plusieurs : le tableau la dit."""
    if len(c.lots) != 1:
        return ""
    phrase = c.lots[0].obligation
    if phrase and c.lots[0].instrument == Instrument.CRITERE:
        return f"celui de l’offre retenue\u202f; à titre de repère, {phrase}"
    return phrase


def transmissions(c: Contexte) -> str:
    """« chaque trimestre civil, au plus tard le 15 du mois qui suit le trimestre »."""

    def dire(lot) -> str:
        quand, mois = _PERIODES[lot.clause.periodicite]
        return f"{quand}, au plus tard le{INSECABLE}{lot.clause.jour_echeance}{INSECABLE}{mois}"

    return par_lots(c.lots, dire)


def reperes(c: Contexte) -> str:
    """Le volume connu d'avance, en journées et en temps plein : un ordre de grandeur pour l'entreprise."""
    volumes = [lot.heures for lot in c.lots if lot.heures]
    if not volumes or len(volumes) != len(c.lots):
        return ""
    total = sum(volumes, Decimal(0))
    lues = lectures_du_volume(total, ORIGINE)
    longueur = accorder(HEURES_PAR_JOUR.au(ORIGINE), "heure")
    return (
        f"{en_heures(total)}, soit environ {accorder(lues.jours, 'journée')} de {longueur}, ou une personne à temps "
        f"plein pendant {en_nombre(lues.mois_personnes, decimales=1)}{INSECABLE}mois"
    )


def total_annuel(c: Contexte) -> str:
    """Pour un lot seul dont la clause ne dit pas le volume total : ce que cela fait sur la durée, selon la règle."""
    return c.lots[0].annonce if len(c.lots) == 1 else ""


def _ccag(c: Contexte, lire: Callable[[Ccag], str]) -> str:
    vise = c.ccag()
    return apostrophes(lire(vise)) if vise else ""


def _article_du_ccap(c: Contexte) -> str:
    numero = c.options["numero_article"]
    return (
        f"article{INSECABLE}{numero} du CCAP" if numero else "article du CCAP relatif à la clause sociale d’insertion"
    )


def _structure(c: Contexte) -> str:
    return c.faits.marche.porteuse.nom


def _telephone(c: Contexte) -> str:
    return c.options["telephone"] or c.faits.marche.porteuse.telephone


_LISTE = (
    Variable("marche_objet", "objet du marché", lambda c: c.faits.marche.objet),
    Variable("marche_reference", "référence du marché", lambda c: c.faits.marche.reference),
    Variable("acheteur", "acheteur", lambda c: c.faits.marche.operation.donneur_d_ordre.nom),
    Variable("operation", "opération", lambda c: c.faits.marche.operation.nom),
    Variable("ccag_nom", "CCAG du marché", lambda c: _ccag(c, lambda vise: vise.nom)),
    Variable("ccag_article", "article d’insertion du CCAG", lambda c: _ccag(c, lambda vise: vise.article)),
    Variable("article_ccap", "renvoi à l’article du CCAP", _article_du_ccap),
    Variable("bases_legales", "articles du code de la commande publique", bases_legales),
    Variable("lots_concernes", "le marché, ou les lots qui ont une clause", lambda c: c.ou(c.lots)),
    Variable("lots_condition", "les lots à condition d’exécution", lambda c: c.ou(c.condition)),
    Variable("lots_critere", "les lots à critère d’insertion", lambda c: c.ou(c.critere)),
    Variable("lots_reserves", "les lots réservés", lambda c: c.ou(c.reserves)),
    Variable("lots_iae", "les lots réservés à l’insertion", lambda c: c.ou(c.faits.de(Instrument.RESERVE_IAE))),
    Variable("lots_handicap", "les lots réservés au handicap", lambda c: c.ou(c.faits.de(Instrument.RESERVE_HANDICAP))),
    Variable("lots_mixtes", "les lots réservés aux deux", lambda c: c.ou(c.faits.de(Instrument.RESERVE_MIXTE))),
    Variable(
        "lots_penitentiaire",
        "les lots réservés au travail pénitentiaire",
        lambda c: c.ou(c.faits.de(Instrument.RESERVE_PENITENTIAIRE)),
    ),
    Variable("lots_ess", "les lots réservés à l’ESS", lambda c: c.ou(c.faits.de(Instrument.RESERVE_ESS))),
    Variable("lots_insertion", "les lots de services d’insertion", lambda c: c.ou(c.insertion)),
    Variable(
        "lots_sans_clause", "les lots sans clause", lambda c: c.ou([lot for lot in c.faits.lots if lot.clause is None])
    ),
    Variable("obligation", "obligation d’insertion (lot seul)", obligation),
    Variable("total_annuel", "total sur la durée d’un volume annuel", total_annuel),
    Variable("reperes", "ordre de grandeur en journées et en temps plein", reperes),
    Variable("ponderation", "poids du critère d’insertion", lambda c: c.ponderation()),
    Variable("transmissions", "périodicité et jour limite des transmissions", transmissions),
    Variable("duree_comptee", "durée comptée par personne", lambda c: c.mois("duree_max_mois")),
    Variable("duree_comptee_cdi", "durée comptée d’un CDI", lambda c: c.mois("duree_max_cdi_mois")),
    Variable("penalite_heure", "pénalité par heure non faite", lambda c: c.montant("penalite_heure")),
    Variable("penalite_absence", "pénalité par absence à une réunion", lambda c: c.montant("penalite_absence")),
    Variable(
        "penalite_transmission", "pénalité par transmission manquante", lambda c: c.montant("penalite_transmission")
    ),
    Variable(
        "facilitateur",
        "nom du facilitateur ou de la facilitatrice",
        lambda c: enumerer(contact.nom for contact in c.faits.contacts),
    ),
    Variable(
        "facilitateur_courriel",
        "courriel du facilitateur ou de la facilitatrice",
        lambda c: enumerer(contact.courriel for contact in c.faits.contacts),
    ),
    Variable("facilitateur_telephone", "téléphone du facilitateur ou de la facilitatrice", _telephone),
    Variable("structure_porteuse", "structure porteuse de la clause", _structure),
    Variable("delai_correspondant", "délai pour désigner le correspondant", lambda c: c.jours("correspondant_jours")),
    Variable("delai_lancement", "délai de la réunion de lancement", lambda c: c.jours("lancement_jours")),
    Variable(
        "suivi_mois",
        "intervalle des réunions de suivi",
        lambda c: (
            f"tous les {c.options['suivi_mois']}{INSECABLE}mois" if c.options["suivi_mois"] > 1 else "chaque mois"
        ),
    ),
    Variable("delai_difficulte", "délai pour signaler une difficulté", lambda c: c.jours("difficulte_jours")),
    Variable("delai_remplacement", "délai pour proposer un remplacement", lambda c: c.jours("remplacement_jours")),
    Variable("delai_observations", "délai pour présenter ses observations", lambda c: c.jours("observations_jours")),
)
VARIABLES = {variable.nom: variable for variable in _LISTE}


def _formule(famille: type[Formule]) -> Condition:
    return Condition(
        f"formule_{famille.cle()}", famille.en_bref, lambda c: any(lot.famille is famille for lot in c.lots)
    )


def _instrument(code: str) -> Callable[[Contexte], bool]:
    return lambda c: bool(c.faits.de(code))


_CONDITIONS = (
    Condition("alloti", "le marché a plusieurs lots", lambda c: c.faits.est_alloti),
    Condition("plusieurs_lots", "plusieurs lots ont une clause", lambda c: len(c.lots) > 1),
    Condition("lots_sans_clause", "un lot n’a pas de clause", lambda c: len(c.lots) < len(c.faits.lots)),
    Condition("condition", "un lot a une condition d’exécution", lambda c: bool(c.condition)),
    Condition("critere", "un lot a un critère d’insertion", lambda c: bool(c.critere)),
    Condition("critere_seul", "un lot a un critère sans condition", _instrument(Instrument.CRITERE)),
    Condition("reserve", "un lot est réservé", lambda c: bool(c.reserves)),
    Condition("reserve_iae", "un lot est réservé à l’insertion", _instrument(Instrument.RESERVE_IAE)),
    Condition("reserve_handicap", "un lot est réservé au handicap", _instrument(Instrument.RESERVE_HANDICAP)),
    Condition("reserve_mixte", "un lot est réservé aux deux", _instrument(Instrument.RESERVE_MIXTE)),
    Condition(
        "reserve_penitentiaire",
        "un lot est réservé au travail pénitentiaire",
        _instrument(Instrument.RESERVE_PENITENTIAIRE),
    ),
    Condition("reserve_ess", "un lot est réservé à l’ESS", _instrument(Instrument.RESERVE_ESS)),
    Condition("marche_insertion", "un lot est un service d’insertion", lambda c: bool(c.insertion)),
    Condition(
        "que_insertion",
        "tous les lots sous clause sont des services d’insertion",
        lambda c: bool(c.lots) and len(c.insertion) == len(c.lots),
    ),
    Condition("fiche_entreprise", "le marché appelle une fiche entreprise", lambda c: c.faits.appelle_une_fiche),
    Condition(
        "volume_ecrit",
        "un volume d’heures est écrit (fixe, par tranche ou par an)",
        lambda c: any(lot.famille.ecrit_un_volume for lot in c.lots),
    ),
    *(_formule(famille) for famille in FAMILLES.values()),
    Condition(
        "jalons",
        "un volume fixe a des jalons",
        lambda c: any(lot.formule and lot.formule.jalons_dits() for lot in c.lots),
    ),
    Condition(
        "seuil", "un seuil de déclenchement", lambda c: any(lot.formule and lot.formule.a_un_seuil for lot in c.lots)
    ),
    Condition("total_annuel", "le total d’un volume annuel se calcule", lambda c: bool(total_annuel(c))),
    Condition("reperes", "le volume est connu d’avance", lambda c: bool(reperes(c))),
    Condition("ccag", "le marché vise un CCAG connu", lambda c: c.ccag() is not None),
    Condition("publics", "des publics sont choisis", lambda c: any(lot.clause.publics for lot in c.lots)),
    Condition(
        "penalites",
        "une pénalité est prévue",
        lambda c: any(c.montant(nom) for nom in ("penalite_heure", "penalite_absence", "penalite_transmission")),
    ),
    Condition("penalite_heure", "une pénalité par heure est prévue", lambda c: bool(c.montant("penalite_heure"))),
    Condition("formation_comptee", "la formation compte", lambda c: any(lot.clause.compte_formation for lot in c.lots)),
    Condition(
        "accompagnement_compte",
        "l’accompagnement compte",
        lambda c: any(lot.clause.compte_accompagnement for lot in c.lots),
    ),
    Condition("globalisation", "la globalisation est permise", lambda c: bool(c.options["globalisation"])),
    Condition("volume_note", "le volume d’heures est noté", lambda c: int(c.options["points_volume"]) > 0),
    Condition("accord_cadre", "le marché est un accord-cadre", lambda c: c.faits.marche.forme == "accord_cadre"),
)
CONDITIONS = {condition.nom: condition for condition in _CONDITIONS}
