"""L'achat doit-il porter une condition sociale (L2112-2-1) ? Montant, seuil, date de lancement, dérogations."""

from datetime import date
from decimal import Decimal

from regles.opportunite import prive
from regles.opportunite.faits import (
    DEROGATIONS,
    DIFFICULTE,
    IMMEDIATE,
    LIEN,
    TRAVAUX_COURTS,
    ZERO,
    FaitsOpportunite,
)
from regles.opportunite.resultats import (
    A_JUSTIFIER,
    FACULTATIVE,
    HORS_CHAMP,
    INDETERMINEE,
    OBLIGATOIRE,
    RECEVABLE,
    DecisionObligation,
    DecisionSeuil,
)
from regles.opportunite.seuil import reserve_des_services_sociaux, seuil_applicable
from regles.parametres import (
    DEROGATION_TRAVAUX_MOIS,
    OBLIGATION_SOCIALE,
    OBLIGATION_SOCIALE_DECRET,
)
from regles.references import (
    AVENANT_ACCORD,
    CCP_L2112_2_1,
    CCP_L2112_2_1_DEROGATIONS,
    CCP_L2112_2_1_DIFFICULTE,
    CCP_L2312_1_1,
    CCP_L3114_2_1,
    DECRET_2022_767,
    SEUILS_UE,
)
from regles.socle import LigneDeCalcul, Reference, regle
from regles.typographie import INSECABLE, accorder, espaces, euros, jour_en_mots

# Les sources se contredisent sur l'endroit (`regles/contradictions.py`).
OU_GARDER_LE_MOTIF = "gardez-le avec les documents de la procédure et au rapport de présentation, faute de texte sûr"


def montant_estime(faits: FaitsOpportunite) -> tuple[Decimal | None, list[LigneDeCalcul], list[str]]:
    """La valeur estimée du besoin : tous les lots, les reconductions et les options. Le calcul, les réserves."""
    somme = sum(faits.montants_des_lots, ZERO)
    base, reserves = faits.montant_ht, []
    nom = "Montant estimé, tous lots"
    if faits.montants_des_lots and (base is None or somme > base):
        if base is not None:
            ecart = f"la somme des lots ({euros(somme)}) dépasse le montant de l'achat ({euros(base)})"
            reserves.append(f"{ecart}{INSECABLE}: c'est elle qui est retenue.")
        base, nom = somme, f"Somme de {accorder(len(faits.montants_des_lots), 'lot')}"
    if base is None:
        return None, [], reserves
    lignes = [LigneDeCalcul(nom, "", base, "€")]
    complements = (("Reconductions", faits.montant_reconductions_ht), ("Options", faits.montant_options_ht))
    lignes += [LigneDeCalcul(nom, "", montant, "€") for nom, montant in complements if montant]
    return sum((ligne.valeur for ligne in lignes), ZERO), lignes, reserves


def _reserve_de_date(jour: date) -> tuple[str, ...]:
    """Entre le jour du décret et celui de la loi, les deux textes se contredisent."""
    debut = max(OBLIGATION_SOCIALE.paliers[0].depuis, OBLIGATION_SOCIALE_DECRET.paliers[0].depuis)
    if jour < debut or OBLIGATION_SOCIALE.au(jour) == OBLIGATION_SOCIALE_DECRET.au(jour):
        return ()
    loi, decret = OBLIGATION_SOCIALE.paliers[-1].depuis, OBLIGATION_SOCIALE_DECRET.paliers[-1].depuis
    return (
        f"les textes se contredisent sur ce jour{INSECABLE}: le décret n° 2022-767 applique ses dispositions aux "
        f"consultations lancées dès le {jour_en_mots(decret)}, le code imprime le {jour_en_mots(loi)}. La date de la "
        f"loi est retenue{INSECABLE}; prévoir la condition ce jour-là met à l'abri.",
    )


def _est_en_vigueur(jour: date) -> bool:
    return jour >= OBLIGATION_SOCIALE.paliers[0].depuis and OBLIGATION_SOCIALE.au(jour) == 1


def _hors_champ(faits: FaitsOpportunite) -> DecisionObligation | None:
    if faits.est_prive:
        return _conclure(faits, HORS_CHAMP, prive.MOTIF, (*prive.TEXTES, CCP_L2112_2_1))
    if faits.est_avenant:
        motif = "Un avenant n'est pas une consultation : l'obligation ne naît pas en cours de marché. Une clause ne "
        motif += "s'y ajoute qu'avec l'accord du titulaire."
        return _conclure(faits, HORS_CHAMP, motif, (AVENANT_ACCORD, CCP_L2112_2_1))
    if faits.est_defense:
        motif = "Marché de défense ou de sécurité : l'acheteur peut prévoir une condition sociale, il n'y est pas tenu."
        return _conclure(faits, HORS_CHAMP, motif, (CCP_L2312_1_1, CCP_L2112_2_1))
    return None


def _conclure(
    faits: FaitsOpportunite,
    resultat: str,
    motif: str,
    references: tuple[Reference, ...],
    *,
    seuil: DecisionSeuil | None = None,
    manque: tuple[str, ...] = (),
    reserves: tuple[str, ...] = (),
) -> DecisionObligation:
    montant, lignes, ecarts = montant_estime(faits)
    if seuil is not None and seuil.valeur is not None:
        lignes.append(LigneDeCalcul("Seuil européen", seuil.nom, seuil.valeur, "€"))
        if montant is not None:
            lignes.append(LigneDeCalcul("Écart au seuil", "montant − seuil", montant - seuil.valeur, "€"))
    de_plus = [] if faits.est_avenant or not faits.est_concession else [CCP_L3114_2_1]
    textes = [*references, *de_plus, *(seuil.references if seuil else ())]
    return DecisionObligation(
        valeur=montant,
        motif=espaces(motif),
        references=tuple(dict.fromkeys(textes)),
        detail=tuple(lignes),
        avertissements=(*reserves, *ecarts, *(seuil.avertissements if seuil else ())),
        resultat=resultat,
        seuil=seuil.valeur if seuil else None,
        manque=manque,
    )


def _juger_la_derogation(faits: FaitsOpportunite) -> tuple[str, list[str], list[str]]:
    """(résultat, ce que la règle en dit, ce qui manque) pour la dérogation avancée."""
    demande = faits.derogation
    assert demande is not None
    manque = [] if demande.motif.strip() else ["le motif, en toutes lettres"]
    manque += [] if demande.a_un_document else ["le document qui le prouve"]
    dits: list[str] = []
    if demande.code == TRAVAUX_COURTS:
        limite = int(DEROGATION_TRAVAUX_MOIS.paliers[-1].valeur)
        if faits.nature_achat != "travaux":
            return OBLIGATOIRE, ["cette dérogation ne vaut que pour des travaux"], []
        if faits.duree_mois is None:
            manque.append("la durée des travaux")
        elif faits.duree_mois >= limite:
            duree = accorder(faits.duree_mois, "mois", "mois")
            return OBLIGATOIRE, [f"le marché dure {duree}, et la dérogation veut moins de {limite} mois"], []
        else:
            dits.append(f"les travaux durent {accorder(faits.duree_mois, 'mois', 'mois')}")
    if demande.code == LIEN and any((faits.lien_insertion, faits.lien_handicap, faits.lien_detention)):
        manque.append("l'accord de l'étude avec elle-même : elle dit par ailleurs que l'objet a un lien avec un public")
    if demande.code == IMMEDIATE and faits.nature_achat == "travaux":
        manque.append("en quoi des travaux seraient une solution immédiatement disponible")
    return (A_JUSTIFIER if manque else RECEVABLE), dits, manque


def _avec_derogation(faits: FaitsOpportunite, debut: str, seuil: DecisionSeuil) -> DecisionObligation:
    """L'obligation s'applique, et une dérogation est avancée."""
    resultat, dits, manque = _juger_la_derogation(faits)
    assert faits.derogation is not None
    nom = f"«{INSECABLE}{DEROGATIONS[faits.derogation.code]}{INSECABLE}»"
    if resultat == OBLIGATOIRE:
        motif = f"{debut} La dérogation {nom} ne tient pas : {dits[0]}. La condition sociale reste obligatoire."
    elif resultat == A_JUSTIFIER:
        motif = f"{debut} La dérogation {nom} reste à justifier. Il manque : {', '.join(manque)}."
    else:
        precision = f" ({dits[0]})" if dits else ""
        motif = f"{debut} La dérogation {nom} est motivée et documentée{precision} : l'acheteur peut ne pas prévoir "
        motif += f"de condition sociale. Le motif s'inscrit au registre ; {OU_GARDER_LE_MOTIF}."
    texte = CCP_L2112_2_1_DIFFICULTE if faits.derogation.code == DIFFICULTE else CCP_L2112_2_1_DEROGATIONS
    lecture = f"cette dérogation est citée ici avec la certitude {texte.certitude}{INSECABLE}: relisez l'article."
    if faits.est_concession:
        lecture += " Pour une concession, la liste de l'article L3114-2-1 peut différer."
    return _conclure(
        faits,
        resultat,
        motif,
        (CCP_L2112_2_1, texte),
        seuil=seuil,
        manque=tuple(manque),
        reserves=(lecture,),
    )


@regle(
    CCP_L2112_2_1,
    CCP_L3114_2_1,
    CCP_L2312_1_1,
    DECRET_2022_767,
    SEUILS_UE,
    depuis=date(2021, 8, 24),
    rend="resultat",
    aussi=("obligation",),
)
def obligation_sociale(faits: FaitsOpportunite) -> DecisionObligation:
    """Devoir de prévoir une condition sociale : montant estimé, seuil du jour, lancement, dérogations."""
    exclu = _hors_champ(faits)
    if exclu is not None:
        return exclu
    jour, montant = faits.date_lancement, montant_estime(faits)[0]
    if jour is None:
        return _sans_date(faits, montant)
    reserves, seuil = _reserve_de_date(jour), seuil_applicable(faits, jour)
    if not _est_en_vigueur(jour):
        des = jour_en_mots(OBLIGATION_SOCIALE.paliers[-1].depuis)
        motif = f"Consultation lancée le {jour_en_mots(jour)} : l'obligation vaut pour celles lancées dès le {des}. "
        motif += "Une condition sociale reste possible."
        textes = (CCP_L2112_2_1, DECRET_2022_767) if reserves else (CCP_L2112_2_1,)
        return _conclure(faits, FACULTATIVE, motif, textes, seuil=seuil, reserves=reserves)
    if montant is None:
        motif = "Le montant estimé manque : tous les lots, reconductions et options. Seuil ce jour-là : "
        motif += f"{euros(seuil.valeur or ZERO)} HT."
        return _conclure(faits, INDETERMINEE, motif, (CCP_L2112_2_1,), seuil=seuil, manque=("le montant estimé",))
    return _selon_le_montant(faits, montant, seuil, jour)


def _sans_date(faits: FaitsOpportunite, montant: Decimal | None) -> DecisionObligation:
    manque = ("la date de lancement", *(() if montant is not None else ("le montant estimé",)))
    motif = "La date de lancement de la consultation manque : elle dit si l'obligation vaut, et quel seuil lire."
    if montant is None:
        motif += " Le montant estimé manque aussi."
    return _conclure(faits, INDETERMINEE, motif, (CCP_L2112_2_1,), manque=manque)


def _lots_sans_montant(faits: FaitsOpportunite) -> int:
    """Les lots dont le montant manque, quand seule leur somme pourrait dire le montant de l'achat."""
    if faits.montant_ht is not None:
        return 0
    return max(0, faits.nombre_de_lots - len(faits.montants_des_lots))


def _selon_le_montant(
    faits: FaitsOpportunite, montant: Decimal, seuil: DecisionSeuil, jour: date
) -> DecisionObligation:
    assert seuil.valeur is not None
    estime = f"{euros(montant)} HT estimés, lancement le {jour_en_mots(jour)}"
    if montant < seuil.valeur and (absents := _lots_sans_montant(faits)):
        manque = f"le montant de {accorder(absents, 'lot')}"
        motif = f"{estime} : sous le seuil de {euros(seuil.valeur)} HT, mais il manque {manque}."
        return _conclure(faits, INDETERMINEE, motif, (CCP_L2112_2_1,), seuil=seuil, manque=(manque,))
    if montant < seuil.valeur:
        motif = f"{estime} : sous le seuil de {euros(seuil.valeur)} HT ({seuil.nom}). Une condition sociale est "
        motif += "possible, pas obligatoire."
        return _conclure(faits, FACULTATIVE, motif, (CCP_L2112_2_1,), seuil=seuil)
    debut = f"{estime} : le seuil de {euros(seuil.valeur)} HT ({seuil.nom}) est atteint."
    if faits.derogation is not None:
        return _avec_derogation(faits, debut, seuil)
    reserves = reserve_des_services_sociaux(faits, montant, jour)
    motif = f"{debut} Le marché doit prévoir des conditions d'exécution relatives au domaine social ou à l'emploi, "
    motif += "notamment en faveur de personnes défavorisées ; la clause d'insertion en est une."
    return _conclure(faits, OBLIGATOIRE, motif, (CCP_L2112_2_1,), seuil=seuil, reserves=reserves)
