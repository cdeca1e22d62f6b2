"""Là où deux textes ne disent pas la même chose : ce que dit chacun, ce qui est appliqué, pourquoi.

Une seule table : les notes, l'étude d'opportunité et `docs/regles.md` la lisent. Un chiffre qu'elle cite vient des
paramètres ; l'appliquer autrement se fait là-bas.
"""

from collections.abc import Collection
from dataclasses import dataclass

from regles.parametres import (
    AGE_JEUNE,
    AGE_JEUNE_OUTRE_MER,
    DUREE_MAX_MOIS,
    HEURES_JOUR_A_CONFIRMER,
    HEURES_PAR_ETP,
    HEURES_SEMAINE_A_CONFIRMER,
    HEURES_SEMAINE_IMPOSSIBLES,
    OBLIGATION_SOCIALE,
    OBLIGATION_SOCIALE_DECRET,
    PENALITE_HEURE,
)
from regles.references import (
    CALIBRAGE_COUPLE_ANRU,
    CALIBRAGE_PARTS_PUBLIEES,
    CCAG_20_1_1,
    CCP_L2112_2_1,
    CCP_L2112_2_1_DEROGATIONS,
    CCP_L2112_2_1_DIFFICULTE,
    CCP_L2112_2_ENVIRONNEMENT,
    CCP_L2691_1,
    CCP_R2152_7_ENVIRONNEMENT,
    CONVENTION_DINUM,
    DECRET_2022_767,
    DOCTRINE_AVE,
    DOCTRINE_PENALITES,
    PLEIN_EMPLOI,
    TRAVAIL_L3121_18,
    TRAVAIL_L3121_20,
    TRAVAIL_L3121_21,
    TRAVAIL_L3121_22,
    TRAVAIL_L3121_23,
    TRAVAIL_L3121_27,
)
from regles.socle import Reference, ValeurDatee
from regles.typographie import heures, jour_en_mots, nombre, soigner


@dataclass(frozen=True)
class Dire:
    """Ce qu'un texte dit, et lequel."""

    quoi: str
    reference: Reference


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """Deux textes, ou davantage. `notes` : les codes des notes réglementaires où la montrer."""

    code: str
    sujet: str
    textes: tuple[Dire, ...]
    applique: str
    pourquoi: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for nom in ("sujet", "applique", "pourquoi"):
            object.__setattr__(self, nom, soigner(getattr(self, nom)))
        object.__setattr__(self, "textes", tuple(Dire(soigner(un.quoi), un.reference) for un in self.textes))


def _dernier(valeur: ValeurDatee) -> str:
    return jour_en_mots(valeur.paliers[-1].depuis)


def _lu(valeur: ValeurDatee) -> str:
    return nombre(valeur.paliers[-1].valeur)


def _h(valeur: ValeurDatee) -> str:
    return heures(valeur.paliers[-1].valeur)


_LOI, _DECRET = _dernier(OBLIGATION_SOCIALE), _dernier(OBLIGATION_SOCIALE_DECRET)

CONTRADICTIONS = (
    Contradiction(
        code="date-de-l-obligation",
        sujet="Le jour où la condition sociale devient obligatoire",
        textes=(
            Dire(f"au plus tard cinq ans après la promulgation de la loi, soit le {_LOI}", CCP_L2112_2_1),
            Dire(f"consultations lancées dès le {_DECRET}", DECRET_2022_767),
        ),
        applique=f"Le {_LOI} ; une consultation lancée le {_DECRET} est « à confirmer ».",
        pourquoi="La loi l'emporte sur le décret ; prévoir la condition la veille met à l'abri de l'autre lecture.",
        notes=("obligation-sociale",),
    ),
    Contradiction(
        code="derogations",
        sujet="Les quatre cas où l'acheteur peut ne pas prévoir de condition sociale",
        textes=(
            Dire("solution immédiatement disponible, lien insuffisant avec l'objet, travaux de moins de six mois",
                 CCP_L2112_2_1_DEROGATIONS),
            Dire("concurrence restreinte, ou exécution techniquement ou économiquement difficile : rapport non "
                 "recoupé", CCP_L2112_2_1_DIFFICULTE),
        ),
        applique="Les quatre, chacun avec sa certitude ; un motif et un document sont exigés pour tous.",
        pourquoi="Trois sont confirmés par des sources sérieuses ; écarter le quatrième ôterait à l'acheteur un cas "
        "réel.",
        notes=("obligation-sociale",),
    ),
    Contradiction(
        code="motif-de-la-derogation",
        sujet="Où garder le motif d'une dérogation",
        textes=(
            Dire("avec les documents de la procédure, d'après certaines sources", CCP_L2112_2_1_DEROGATIONS),
            Dire("dans le rapport de présentation, d'après d'autres", CCP_L2112_2_1_DIFFICULTE),
        ),
        applique="Le registre le garde ; on conseille les deux endroits.",
        pourquoi="Rien ne tranche à ce jour, et deux exemplaires ne nuisent pas.",
        notes=("obligation-sociale",),
    ),
    Contradiction(
        code="critere-environnemental",
        sujet="Le critère environnemental, au-dessus d'un seuil ou partout",
        textes=(
            Dire("aucun seuil dans deux sources secondaires", CCP_R2152_7_ENVIRONNEMENT),
            Dire("au-dessus des seuils européens, d'après d'anciennes fiches", DECRET_2022_767),
            Dire("une condition d'exécution environnementale devient générale aussi", CCP_L2112_2_ENVIRONNEMENT),
        ),
        applique="La note le dit sans seuil, à vérifier.",
        pourquoi="Le dire limité aux gros marchés ferait oublier l'obligation aux autres.",
        notes=("critere",),
    ),
    Contradiction(
        code="duree-du-jour",
        sujet="Les heures possibles dans une journée",
        textes=(
            Dire("10 h, sauf dérogation (L3121-18)", TRAVAIL_L3121_18),
            Dire("12 h, par accord seulement (L3121-19)", TRAVAIL_L3121_18),
        ),
        applique=f"Au-delà de {_h(HEURES_JOUR_A_CONFIRMER)}, la ligne est « à confirmer ».",
        pourquoi="Une dérogation existe peut-être, et la facilitatrice ne la voit pas.",
    ),
    Contradiction(
        code="duree-de-la-semaine",
        sujet="Les heures possibles dans une semaine",
        textes=(
            Dire("48 h par semaine", TRAVAIL_L3121_20),
            Dire("60 h, circonstances exceptionnelles", TRAVAIL_L3121_21),
            Dire("44 h en moyenne sur douze semaines", TRAVAIL_L3121_22),
            Dire("46 h en moyenne, par accord", TRAVAIL_L3121_23),
        ),
        applique=f"Refus au-delà de {_h(HEURES_SEMAINE_IMPOSSIBLES)} par semaine ; à confirmer au-delà de "
        f"{_h(HEURES_SEMAINE_A_CONFIRMER)}.",
        pourquoi="Un refus doit être sans appel ; les semaines chevauchent les mois, 48 h refuserait des mois licites.",
    ),
    Contradiction(
        code="age-du-jeune",
        sujet="Jusqu'à quel âge on est « jeune »",
        textes=(
            Dire(f"moins de {_lu(AGE_JEUNE)} ans", CCAG_20_1_1),
            Dire(f"moins de {_lu(AGE_JEUNE_OUTRE_MER)} ans, outre-mer", CCP_L2691_1),
        ),
        applique="Chaque public a l'âge de son texte.",
        pourquoi="Ce sont deux instruments, et une clause peut viser l'un et l'autre.",
        notes=("jeunes-outre-mer", "ccag-2021"),
    ),
    Contradiction(
        code="longue-duree",
        sujet="Ce qui prouve une recherche d'emploi de longue durée",
        textes=(
            Dire("plus de douze mois d'inscription", CCAG_20_1_1),
            Dire("tous les foyers au RSA et les jeunes suivis sont inscrits, même sans recherche", PLEIN_EMPLOI),
        ),
        applique="Plus de douze mois suffisent, « à confirmer » par la catégorie ou le contrat d'engagement.",
        pourquoi="Le CCAG n'a pas changé, mais l'inscription n'a plus le sens qu'elle avait en 2021.",
        notes=("ccag-2021",),
    ),
    Contradiction(
        code="duree-comptee",
        sujet="Combien de temps comptent les heures d'une personne",
        textes=(
            Dire(f"{_lu(DUREE_MAX_MOIS)} mois", DOCTRINE_AVE),
            Dire("un CDI, la durée restante du marché, 48 mois au plus", CONVENTION_DINUM),
        ),
        applique="Les deux, proposés d'avance ; chaque marché écrit la sienne.",
        pourquoi="Aucun texte n'oblige : c'est le marché qui dit.",
        notes=("condition-execution",),
    ),
    Contradiction(
        code="heure-manquante",
        sujet="Le prix d'une heure manquante",
        textes=(Dire(f"{_lu(PENALITE_HEURE)} €", DOCTRINE_PENALITES), Dire("200 €", CONVENTION_DINUM)),
        applique=f"{_lu(PENALITE_HEURE)} € proposés d'avance ; le marché écrit le sien.",
        pourquoi="Le CCAG laisse le montant au marché, et le plus modéré s'applique plus volontiers.",
        notes=("condition-execution",),
    ),
    Contradiction(
        code="equivalent-temps-plein",
        sujet="Les heures d'un équivalent temps plein",
        textes=(
            Dire("1 607 h par an", TRAVAIL_L3121_27),
            Dire("1 600 à 1 833 h, dans les bilans publiés", DOCTRINE_AVE),
        ),
        applique=f"{_h(HEURES_PAR_ETP)} par an.",
        pourquoi="C'est la durée légale ; les autres se déduisent de bilans qui ne disent pas leur calcul.",
    ),
    Contradiction(
        code="lecture-du-seuil",
        sujet="Ce que devient la facturation d'avant le seuil de déclenchement",
        textes=(
            Dire("le tableau : 1 h par tranche facturée, « à partir » du seuil", CONVENTION_DINUM),
            Dire("le paragraphe : les tranches « au-delà » du seuil", CONVENTION_DINUM),
        ),
        applique="Aucune lecture d'office : rétroactive ou en franchise, chaque clause choisit et la pièce l'imprime.",
        pourquoi="Une même pièce dit les deux ; trancher pour le marché changerait ce qui est dû.",
        notes=("condition-execution",),
    ),
    Contradiction(
        code="part-de-main-d-oeuvre",
        sujet="La part de main-d'œuvre d'un marché de bâtiment",
        textes=(
            Dire("50 % en moyenne", CALIBRAGE_PARTS_PUBLIEES),
            Dire("30 %, déduits de tableaux NPNRU", CALIBRAGE_COUPLE_ANRU),
        ),
        applique="Celle du métier, que chaque structure corrige ; 30 % pour la seule méthode NPNRU.",
        pourquoi="Une moyenne ne dit rien d'un lot, et les tableaux NPNRU ont leur propre coût horaire.",
    ),
)  # fmt: skip  # un texte par ligne quand il y tient


def pour_les_notes(codes: Collection[str]) -> tuple[Contradiction, ...]:
    """Celles que montrent ces notes, chacune une fois."""
    return tuple(une for une in CONTRADICTIONS if not set(une.notes).isdisjoint(codes))
