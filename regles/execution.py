"""Quelles heures déclarées comptent, et pourquoi les autres ne comptent pas.

Invariant : heures retenues + heures refusées = heures déclarées, dans chaque catégorie.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from regles.calendrier import (
    UN_JOUR,
    jours_communs,
    lendemain_de,
    mois_de_la_periode,
    premier_du_mois,
)
from regles.ligne_du_mois import CATEGORIES, NOMS, ZERO, DecisionHeures, FaitsDuMois, Refus
from regles.parametres import (
    HEURES_JOUR_A_CONFIRMER,
    HEURES_JOUR_IMPOSSIBLES,
    HEURES_SEMAINE_A_CONFIRMER,
    HEURES_SEMAINE_IMPOSSIBLES,
)
from regles.references import (
    CCAG_20_1_2,
    CONVENTION_DINUM,
    DOCTRINE_AVE,
    DOCTRINE_SUIVI,
    TRAVAIL_L3121_18,
    TRAVAIL_L3121_21,
    TRAVAIL_L3121_22,
    TRAVAIL_L3131_1,
)
from regles.socle import LigneDeCalcul, Reference, ValeurDatee, regle
from regles.typographie import INSECABLE, accorder, arrondir, heures, jour_en_mots, mois_en_mots


class Plafond(NamedTuple):
    """Un nombre d'heures, ce qui le borne en mots, et son texte."""

    heures: Decimal
    en_mots: str
    reference: Reference


def impossible_au_dela(jours: int, au: date) -> Plafond:
    """Les heures que rien n'explique au-delà, sur `jours` de contrat."""
    par_jour = f"{heures(24)} moins {heures(11)} de repos par jour"
    return _plafond(HEURES_SEMAINE_IMPOSSIBLES, HEURES_JOUR_IMPOSSIBLES, jours, au, par_jour)


def a_confirmer_au_dela(jours: int, au: date) -> Plafond:
    """Les heures à vérifier au-delà, sur `jours` de contrat."""
    par_jour = f"{heures(10)} par jour, L3121-18\u202f; {heures(12)} par accord, L3121-19"
    return _plafond(HEURES_SEMAINE_A_CONFIRMER, HEURES_JOUR_A_CONFIRMER, jours, au, par_jour)


def _plafond(par_semaine: ValeurDatee, par_jour: ValeurDatee, jours: int, au: date, journalier: str) -> Plafond:
    """Au prorata des semaines, sans descendre, pour un contrat très court, sous la durée journalière maximale dans la
    limite d'une semaine."""
    semaine, journee = par_semaine.au(au), par_jour.au(au)
    if journee * jours <= semaine:
        return Plafond(journee * jours, journalier, par_jour.palier_au(au).reference)
    heures_par_semaine = f"{heures(semaine)} par semaine"
    return Plafond(max(arrondir(semaine * jours / 7), semaine), heures_par_semaine, par_semaine.palier_au(au).reference)


def fin_de_prise_en_compte(faits: FaitsDuMois) -> date | None:
    """Dernier jour où les heures comptent ; `None`, sans limite."""
    if faits.est_cdi:
        fins = [faits.marche_fin] if faits.marche_fin else []
        if faits.duree_max_cdi_mois is not None:
            fins.append(lendemain_de(faits.contrat_debut, faits.duree_max_cdi_mois) - UN_JOUR)
        return min(fins) if fins else None
    if faits.duree_max_mois is None:
        return None
    return lendemain_de(faits.entree_clause or faits.contrat_debut, faits.duree_max_mois) - UN_JOUR


def _tout_refuser(faits: FaitsDuMois, jours: int) -> tuple[str, str, Reference] | None:
    """Le refus qui emporte toute la ligne, s'il y en a un : (code, motif, référence)."""
    couverts = set(mois_de_la_periode(faits.premier_jour, faits.dernier_jour))
    doubles = sorted(couverts & {premier_du_mois(m) for m in faits.mois_deja_declares})
    if doubles:
        noms = ", ".join(mois_en_mots(m) for m in doubles)
        return "mois_en_double", f"{noms}{INSECABLE}: déjà déclaré pour ce contrat et ce lot", DOCTRINE_SUIVI
    if jours == 0:
        fin = f" au {jour_en_mots(faits.contrat_fin)}" if faits.contrat_fin else ""
        motif = f"hors du contrat (du {jour_en_mots(faits.contrat_debut)}{fin})"
        return "hors_contrat", motif, DOCTRINE_AVE
    impossible = _impossible(faits, jours)
    if impossible:
        return "heures_impossibles", *impossible
    if faits.eligible_depuis is None:
        return "eligibilite_non_validee", "éligibilité de la personne non validée", DOCTRINE_AVE
    return None


def _impossible(faits: FaitsDuMois, jours: int) -> tuple[str, Reference] | None:
    """Le motif et le texte, si ses heures ne tiennent pas dans son contrat, ou si celles de tous ses contrats du mois
    ne tiennent pas dans leurs jours réunis."""
    seules = faits.total, jours, ""
    ailleurs = f", dont {heures(faits.autres_heures)} ailleurs" if faits.autres_heures else ""
    toutes = faits.total + faits.autres_heures, faits.jours_reunis or jours, ailleurs
    for total, duree, dont in (seules, toutes):
        borne = impossible_au_dela(duree, faits.mois)
        if total > borne.heures:
            contrats = "de contrats, réunis" if dont and faits.jours_reunis else "de contrat"
            motif = (
                f"nombre d'heures impossible{INSECABLE}: {heures(total)}{dont}, pour {heures(borne.heures)} au plus "
                f"en {accorder(duree, 'jour')} {contrats} ({borne.en_mots})"
            )
            return motif, borne.reference
    return None


def _jours_refuses(faits: FaitsDuMois, debut: date, fin: date) -> list[tuple[str, str, int, Reference]]:
    """(code, motif, jours, référence) des jours de contrat qui ne comptent pas, sans recouvrement."""
    limite = fin_de_prise_en_compte(faits)
    dernier = min((d for d in (limite, faits.eligible_jusqu_au) if d), default=date.max)
    avant = jours_communs(debut, fin, None, faits.eligible_depuis - UN_JOUR)
    lendemain = dernier + UN_JOUR if dernier < date.max else date.max
    apres = jours_communs(max(debut, faits.eligible_depuis), fin, lendemain, None)
    refus = []
    if avant:
        motif = f"avant l'éligibilité (acquise le {jour_en_mots(faits.eligible_depuis)})"
        refus.append(("avant_eligibilite", motif, avant, DOCTRINE_AVE))
    if apres and faits.eligible_jusqu_au and dernier == faits.eligible_jusqu_au:
        motif = f"après la fin de l'éligibilité ({jour_en_mots(dernier)})"
        refus.append(("apres_eligibilite", motif, apres, DOCTRINE_AVE))
    elif apres and limite:
        reference = CONVENTION_DINUM if faits.est_cdi else DOCTRINE_AVE
        regle_ = "CDI : durée restante du marché" if faits.est_cdi else f"{faits.duree_max_mois} mois"
        motif = f"au-delà de la durée de prise en compte ({regle_}, jusqu'au {jour_en_mots(limite)})"
        refus.append(("duree_maximale", motif.replace(" :", f"{INSECABLE}:"), apres, reference))
    return refus


def _categories_exclues(faits: FaitsDuMois) -> dict[str, tuple[str, str, Reference]]:
    exclues = {}
    if not faits.formation_comptee:
        exclues["formation"] = ("formation_exclue", "la clause ne compte pas la formation", CCAG_20_1_2)
    elif not faits.formation_au_contrat:
        motif = "la formation ne fait pas partie du contrat de travail"
        exclues["formation"] = ("formation_hors_contrat", motif, CCAG_20_1_2)
    if not faits.accompagnement_compte:
        motif = "la clause ne compte pas l'accompagnement"
        exclues["accompagnement"] = ("accompagnement_exclu", motif, DOCTRINE_AVE)
    return exclues


def _compter(
    faits: FaitsDuMois, categorie: str, jours: int, partiels: list[tuple[str, str, int, Reference]]
) -> tuple[Decimal, list[Refus]]:
    """Heures retenues d'une catégorie et ses refus ; les jours écartés valent leur prorata d'heures."""
    declarees, refus = getattr(faits, categorie), []
    if declarees == 0:
        return ZERO, []
    exclue = _categories_exclues(faits).get(categorie)
    if exclue:
        code, motif, reference = exclue
        return ZERO, [Refus(code, motif, categorie, declarees, reference)]
    restantes, jours_restants = declarees, jours
    for code, motif, jours_refuses, reference in partiels:
        jours_restants -= jours_refuses
        # C'est le retenu qui s'arrondit : deux refus arrondis chacun de leur côté en déplaceraient un centième.
        gardees = arrondir(declarees * jours_restants / jours)
        part, restantes = restantes - gardees, gardees
        if part:
            refus.append(Refus(code, motif, categorie, part, reference))
    return restantes, refus


def _avertissements(faits: FaitsDuMois, jours: int, partiels: list) -> tuple[str, ...]:
    avis = []
    if any(jours_refuses < jours for *_, jours_refuses, _reference in partiels):
        avis.append("La période n'est comptée qu'en partie : heures partagées au prorata des jours de contrat.")
    if seuil := _beaucoup(faits, jours):
        avis.append(seuil.en_mots)
    avis += _duree_repartie(faits)
    avis += _apres_le_marche(faits)
    if faits.marche_debut and faits.dernier_jour < faits.marche_debut:
        avis.append(f"La période précède le début du marché ({jour_en_mots(faits.marche_debut)}).")
    if faits.est_cdi and faits.marche_fin is None:
        avis.append("La fin du marché est inconnue : la durée restante ne limite pas ce CDI.")
    return tuple(a.replace(" :", f"{INSECABLE}:") for a in avis)


def _beaucoup(faits: FaitsDuMois, jours: int) -> Plafond | None:
    """Le seuil que passent des heures possibles, et assez nombreuses pour être vérifiées : les siennes, ou celles de
    tous ses contrats. `en_mots` est l'avertissement."""
    for total, duree in ((faits.total, jours), (faits.total + faits.autres_heures, faits.jours_reunis or jours)):
        seuil = a_confirmer_au_dela(duree, faits.mois)
        if total > seuil.heures:
            trop = f"plus que {heures(seuil.heures)} ({seuil.en_mots}), à vérifier."
            return seuil._replace(en_mots=f"{heures(total)} en {accorder(duree, 'jour')} de contrat : {trop}")
    return None


def _duree_repartie(faits: FaitsDuMois) -> list[str]:
    """Une nouvelle entrée fait repartir la durée de prise en compte : rien ne l'interdit, quelqu'un le confirme."""
    ancienne, entree, duree = faits.premiere_entree, faits.entree_clause, faits.duree_max_mois
    if faits.est_cdi or duree is None or ancienne is None or entree is None or ancienne >= entree:
        return []
    fin = lendemain_de(ancienne, duree) - UN_JOUR
    if faits.dernier_jour <= fin:
        return []
    return [
        f"Les {duree} mois de l'entrée du {jour_en_mots(ancienne)} ont fini le {jour_en_mots(fin)} : ces heures "
        f"comptent depuis la nouvelle entrée du {jour_en_mots(entree)}."
    ]


def _apres_le_marche(faits: FaitsDuMois) -> list[str]:
    """Les heures d'après la fin sont à confirmer ; après une résiliation, dès le premier jour. Celles d'un CDI ne
    comptent que jusqu'à elle : leur refus le dit déjà."""
    fin, dernier = faits.marche_fin, min(faits.dernier_jour, faits.contrat_fin or date.max)
    if fin is None or dernier <= fin:
        return []
    if faits.marche_resilie:
        quoi = "suit" if faits.premier_jour > fin else "va au-delà de"
        return [f"La période {quoi} la résiliation du marché ({jour_en_mots(fin)})."]
    if faits.premier_jour > fin and not faits.est_cdi:
        return [f"La période suit la fin du marché ({jour_en_mots(fin)})."]
    return []


def _motif(refus: list[Refus], retenu: Decimal, declare: Decimal) -> str:
    if not refus:
        return "Toutes les heures déclarées comptent." if declare else "Aucune heure déclarée."
    motifs = " ; ".join(dict.fromkeys(r.motif for r in refus)).replace(" ;", "\u202f;")
    tete = "Aucune heure ne compte" if retenu == 0 else "Une partie des heures ne compte pas"
    return f"{tete}{INSECABLE}: {motifs}."


def _detail(faits: FaitsDuMois, retenu: Decimal, refus: list[Refus]) -> tuple[LigneDeCalcul, ...]:
    """Une addition qui tombe juste : le déclaré de chaque catégorie, moins chaque refus, font le retenu."""
    declarees = [LigneDeCalcul(f"{NOMS[c]} déclarées", "", getattr(faits, c)) for c in CATEGORIES if getattr(faits, c)]
    refusees = [LigneDeCalcul(f"{NOMS[r.categorie]} refusées", r.motif, -r.heures) for r in refus]
    return (*declarees, *refusees, LigneDeCalcul("Retenu", "", retenu)) if declarees else ()


@regle(
    DOCTRINE_AVE,
    CCAG_20_1_2,
    CONVENTION_DINUM,
    TRAVAIL_L3121_18,
    TRAVAIL_L3121_21,
    TRAVAIL_L3121_22,
    TRAVAIL_L3131_1,
    depuis=date(2016, 11, 1),
    rend="retenues",
    aussi=("execution", "heures du mois", "retenues"),
)
def heures_retenues(faits: FaitsDuMois) -> DecisionHeures:
    """Heures d'une ligne mensuelle qui comptent, par catégorie, et le motif de chaque refus."""
    for categorie in CATEGORIES:
        if getattr(faits, categorie) < 0:
            raise ValueError(f"{NOMS[categorie]}{INSECABLE}: un nombre négatif ne peut pas être déclaré.")
    if faits.premier_jour > faits.dernier_jour:
        raise ValueError("Le premier mois du cumul suit le dernier.")
    if faits.contrat_fin and faits.contrat_fin < faits.contrat_debut:
        raise ValueError("La fin du contrat précède son début.")
    debut = max(faits.premier_jour, faits.contrat_debut)
    fin = min(faits.dernier_jour, faits.contrat_fin or date.max)
    jours = max(0, (fin - debut).days + 1)
    total_refuse = _tout_refuser(faits, jours) if faits.total else None
    partiels = [] if total_refuse or not faits.total else _jours_refuses(faits, debut, fin)
    retenues, refus = {}, []
    for categorie in CATEGORIES:
        if total_refuse:
            code, motif, reference = total_refuse
            declarees = getattr(faits, categorie)
            retenues[categorie] = ZERO
            refus += [Refus(code, motif, categorie, declarees, reference)] if declarees else []
        else:
            retenues[categorie], nouveaux = _compter(faits, categorie, jours, partiels)
            refus += nouveaux
    retenu = sum(retenues.values(), ZERO)
    textes = [r.reference for r in refus]
    if not total_refuse and (seuil := _beaucoup(faits, jours)):
        textes.append(seuil.reference)
    return DecisionHeures(
        valeur=retenu,
        motif=_motif(refus, retenu, faits.total),
        references=tuple(dict.fromkeys(textes)) or (DOCTRINE_AVE,),
        detail=_detail(faits, retenu, refus),
        avertissements=() if total_refuse else _avertissements(faits, jours, partiels),
        declarees=faits.total,
        refus=tuple(refus),
        compte_jusqu_au=fin_de_prise_en_compte(faits),
        **retenues,  # type: ignore[arg-type]
    )
