"""Les cinq réservations : à qui, à quelle part, sur quels achats, avec quelle offre autour."""

from regles.opportunite.avis import CONSEILLE, DECONSEILLE, IMPOSSIBLE, POSSIBLE, AvisInstrument
from regles.opportunite.ess import service_reservable
from regles.opportunite.faits import PRODUCTEURS_HANDICAP, PRODUCTEURS_IAE, FaitsOpportunite
from regles.parametres import (
    CHIFFRE_D_AFFAIRES_EXIGIBLE,
    DUREE_ESS_MOIS,
    OFFRE_LOT_RESERVE,
    OFFRE_RESERVATION,
    PART_RESERVEE,
)
from regles.references import (
    CCP_L2113_12,
    CCP_L2113_13,
    CCP_L2113_13_1,
    CCP_L2113_14,
    CCP_L2113_15,
    CCP_L3113_1,
    CCP_R2113_7,
    DECRET_2022_1683,
    DECRET_2025_1383,
    DIRECTIVE_77,
    DOCTRINE_CREDITS_IAE,
    DOCTRINE_OFFRE,
)
from regles.socle import Reference
from regles.structures import remarque_de_terme
from regles.typographie import accorder, nombre

MARCHE = int(OFFRE_RESERVATION.paliers[-1].valeur)
LOT = int(OFFRE_LOT_RESERVE.paliers[-1].valeur)
PART = nombre(PART_RESERVEE.paliers[-1].valeur)
_CONDITION_A_ECRIRE = (
    "réserver choisit le titulaire : au-dessus du seuil européen, écrire aussi la part de personnes comme condition "
    "d'exécution"
)
# R2113-7 : l'avis l'annonce ; sans avis, les documents de la consultation.
ANNONCER = "annoncer la réservation dans l'avis, ou dans les documents de la consultation s'il n'y en a pas"
# Un repère d'offre plus vieux que cela se dit tel.
AGE_A_DIRE_ANS = 2


def age_des_reperes(faits: FaitsOpportunite) -> list[str]:
    """Les repères d'offre sont d'une année que l'achat a peut-être dépassée de loin : le dire."""
    releves = OFFRE_RESERVATION.paliers[-1].depuis.year
    if faits.date_lancement and faits.date_lancement.year - releves < AGE_A_DIRE_ANS:
        return []
    return [
        f"ces repères d'offre ({MARCHE}, {LOT}, une structure) ont été relevés en {releves}, et les crédits de "
        "l'insertion par l'activité économique ont baissé en 2025 et en 2026 : interroger les structures avant de s'y "
        "fier"
    ]


def eiti_apres_son_terme(faits: FaitsOpportunite) -> list[str]:
    """Des EITI comptées autour d'un achat lancé après leur expérimentation : le dire."""
    if not faits.date_lancement or not (faits.fournisseurs or {}).get("eiti"):
        return []
    remarque = remarque_de_terme("eiti", faits.date_lancement)
    return [remarque] if remarque else []


def _capacites(faits: FaitsOpportunite) -> list[str]:
    """Ce qui écarte les petites structures : le chiffre d'affaires exigé, plafonné."""
    if faits.date_lancement is None or faits.date_lancement < CHIFFRE_D_AFFAIRES_EXIGIBLE.paliers[0].depuis:
        return []
    plafond = nombre(CHIFFRE_D_AFFAIRES_EXIGIBLE.au(faits.date_lancement))
    return [f"ne pas exiger un chiffre d'affaires de plus de {plafond} fois le montant estimé, et moins si l'on peut"]


def _selon_l_offre(faits: FaitsOpportunite, proches: int | None, qui: str) -> tuple[str, tuple[str, ...], list[str]]:
    """(verdict, motifs, besoins) d'après le nombre de structures proches : de la doctrine, jamais du droit."""
    if proches is None:
        return POSSIBLE, ("le droit le permet ; l'offre autour n'est pas comptée",), [f"compter les {qui} proches"]
    rayon = f" à {faits.rayon_km} km" if faits.rayon_km else ""
    combien = f"{accorder(proches, 'structure')}{rayon}"
    if proches == 0:
        motif = f"aucune structure connue{rayon} ne produit dans ce métier : la réservation risque l'infructueux"
        return DECONSEILLE, (motif,), ["élargir le rayon ou chercher plus loin avant d'y renoncer"]
    if proches >= MARCHE:
        return CONSEILLE, (f"{combien}, {MARCHE} suffisent à réserver le marché",), []
    if proches >= LOT and faits.est_alloti:
        return CONSEILLE, (f"{combien}, {LOT} suffisent à réserver un lot",), []
    if proches >= LOT:
        motif = f"{combien} : {LOT} suffisent à réserver un lot, il en faut {MARCHE} pour tout le marché"
        return POSSIBLE, (motif,), ["isoler un lot à réserver"]
    return POSSIBLE, (f"{combien} : moins de {LOT}, la concurrence y sera étroite",), ["interroger ces structures"]


def _reservation(
    code: str, faits: FaitsOpportunite, sortes: tuple[str, ...], qui: str, public: str, textes: tuple[Reference, ...]
) -> AvisInstrument:
    verdict, motifs, besoins = _selon_l_offre(faits, faits.compter(sortes), qui)
    besoins = [f"au moins {PART} % de {public} chez le titulaire", ANNONCER, *besoins]
    attentions, capacites, age = [_CONDITION_A_ECRIRE], _capacites(faits), age_des_reperes(faits)
    if capacites:
        attentions, textes = [*attentions, *capacites], (*textes, DECRET_2025_1383)
    if age and faits.compter(sortes) is not None:
        attentions, textes = [*attentions, *age], (*textes, DOCTRINE_CREDITS_IAE)
    if faits.est_concession:
        textes = (*textes, CCP_L3113_1)
    if faits.est_defense:
        attentions.append("défense ou sécurité : vérifier que la réservation y est ouverte")
    return AvisInstrument(
        code, verdict, motifs, tuple(besoins), tuple(attentions), (*textes, CCP_R2113_7, DOCTRINE_OFFRE)
    )


def reserve_iae(faits: FaitsOpportunite) -> AvisInstrument:
    """Entreprises et chantiers d'insertion, régies : ceux qui produisent eux-mêmes."""
    qui = "entreprises, chantiers d'insertion et régies"
    return _reservation("reserve_iae", faits, PRODUCTEURS_IAE, qui, "travailleurs défavorisés", (CCP_L2113_13,))


def reserve_handicap(faits: FaitsOpportunite) -> AvisInstrument:
    """Entreprises adaptées et ESAT."""
    qui, public = "entreprises adaptées et ESAT", "travailleurs handicapés"
    return _reservation("reserve_handicap", faits, PRODUCTEURS_HANDICAP, qui, public, (CCP_L2113_12,))


def reserve_mixte(faits: FaitsOpportunite, iae: AvisInstrument, handicap: AvisInstrument) -> AvisInstrument:
    """Les deux à la fois : utile quand ni l'un ni l'autre ne suffit seul."""
    avis = _reservation(
        "reserve_mixte",
        faits,
        (*PRODUCTEURS_IAE, *PRODUCTEURS_HANDICAP),
        "structures des deux secteurs",
        "travailleurs défavorisés ou handicapés",
        (CCP_L2113_14, CCP_L2113_12, CCP_L2113_13),
    )
    if avis.verdict == CONSEILLE and CONSEILLE in (iae.verdict, handicap.verdict):
        motif = "l'un des deux secteurs suffit à la concurrence : ouvrir aux deux reste permis"
        return AvisInstrument(avis.code, POSSIBLE, (motif,), avis.besoins, avis.attentions, avis.references)
    return avis


def reserve_penitentiaire(faits: FaitsOpportunite) -> AvisInstrument:
    """Ce qui se produit dans un établissement pénitentiaire."""
    textes = (CCP_L2113_13_1, CCP_L2113_14, DECRET_2022_1683)
    if faits.nature_achat == "travaux":
        motif = "la réservation vise des biens ou des services produits en établissement pénitentiaire"
        return AvisInstrument("reserve_penitentiaire", IMPOSSIBLE, (motif,), references=textes)
    if faits.lien_detention is False:
        motif = "l'étude dit que cet achat ne peut pas se produire en établissement pénitentiaire"
        return AvisInstrument("reserve_penitentiaire", IMPOSSIBLE, (motif,), references=textes)
    besoins = [f"au moins {PART} % de personnes détenues chez le titulaire", ANNONCER]
    if faits.lien_detention is None:
        besoins.append("dire si l'achat peut se produire en établissement pénitentiaire")
    ateliers = (
        faits.compter(("penitentiaire",)) if faits.fournisseurs and "penitentiaire" in faits.fournisseurs else None
    )
    if ateliers == 0:
        motif = "aucun atelier pénitentiaire connu dans ce métier"
        return AvisInstrument(
            "reserve_penitentiaire", DECONSEILLE, (motif,), tuple(besoins), (_CONDITION_A_ECRIRE,), textes
        )
    motif = "des biens ou des services qui se produisent en établissement pénitentiaire"
    if ateliers is None:
        besoins.append("interroger l'agence du travail d'intérêt général et de l'insertion professionnelle")
    else:
        motif += f" : {accorder(ateliers, 'atelier connu', 'ateliers connus')}"
    seule = "elle ne se cumule avec aucune autre réservation, ni sur le marché ni sur le lot"
    return AvisInstrument(
        "reserve_penitentiaire", POSSIBLE, (motif,), tuple(besoins), (_CONDITION_A_ECRIRE, seule), textes
    )


def _refus_ess(faits: FaitsOpportunite) -> str:
    """Ce qui ferme la réservation ESS, ou « »."""
    if faits.nature_achat not in ("services", "pi"):
        return "elle ne vaut que pour des services de santé, sociaux ou culturels"
    if faits.cpv and service_reservable(faits.cpv) is None:
        return f"le code CPV {faits.cpv} n'est pas un des services de santé, sociaux ou culturels de la liste"
    limite = int(DUREE_ESS_MOIS.paliers[-1].valeur)
    if faits.duree_mois is not None and faits.duree_mois > limite:
        duree = accorder(faits.duree_mois, "mois", "mois")
        return f"le marché dure {duree}, reconductions comprises, et trois ans au plus sont permis : le raccourcir"
    return ""


def reserve_ess(faits: FaitsOpportunite) -> AvisInstrument:
    """Services de santé, sociaux ou culturels de la liste, trois ans au plus, sans reconduire le même titulaire."""
    textes = (CCP_L2113_15, DIRECTIVE_77)
    refus = _refus_ess(faits)
    if refus:
        return AvisInstrument("reserve_ess", IMPOSSIBLE, (refus,), references=textes)
    service = service_reservable(faits.cpv)
    besoins, attentions = [], ["l'économie sociale et solidaire n'est pas l'insertion : dire quelles heures, pour qui"]
    motif = (
        f"le code CPV {faits.cpv} est dans la liste ({service.libelle})" if service else "le service reste à vérifier"
    )
    if service is None:
        besoins.append("le code CPV : seuls les services de santé, sociaux ou culturels de la liste")
    elif not service.est_exact:
        motif = f"le code CPV {faits.cpv} précise un code de la liste ({service.libelle})"
        besoins.append("vérifier que ce code plus précis est bien couvert par la liste")
    if faits.duree_mois is None:
        besoins.append("la durée : trois ans au plus")
    besoins.append("chez le titulaire, une mission de service public pour objectif, liée aux services de la liste")
    if faits.sortant_reserve_ess is None:
        besoins.append("dire qui tient le marché : pas le titulaire d'un marché réservé ESS des trois dernières années")
    elif faits.sortant_reserve_ess:
        attentions.append("le titulaire sortant d'un marché réservé ESS de moins de trois ans ne peut pas être retenu")
    if faits.categorie_acheteur == "reseaux":
        attentions.append(
            "l'article vise le pouvoir adjudicateur, y compris lorsqu'il agit en tant qu'entité adjudicatrice : une "
            "entité qui n'est pas un pouvoir adjudicateur ne peut pas s'en servir"
        )
    attentions.append(_CONDITION_A_ECRIRE)
    return AvisInstrument("reserve_ess", POSSIBLE, (motif,), tuple(besoins), tuple(attentions), textes)
