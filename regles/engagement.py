"""Combien d'heures sont dues : l'engagement (à la fin), l'exigible (à une date), l'attendu (la courbe).

- engagement : ce qui sera dû à la fin, tel qu'on le sait aujourd'hui ; le réel et le prévu distingués ;
- exigible : ce que la clause rend dû à une date (jalon, fin de l'exécution, d'une tranche ou d'une année, heures
  travaillées, facturation) ;
- attendu : où la courbe prévue se trouve à une date.

Chaque formule a les siens (`regles/formules/`) ; ici, ce qui leur est commun : la résiliation, le début, les sommes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from regles.calendrier import UN_JOUR
from regles.exigences import FaitsIncoherents
from regles.formules import FAMILLES, MODELES
from regles.formules.contrat import DecisionHeuresDues, FaitsEngagement, Formule, LectureResiliation
from regles.formules.echeance import avec_sa_fin
from regles.formules.faits import HeuresTravaillees, Mouvement, NatureTranche, Reconduction, Tranche
from regles.formules.resultats import Echeance
from regles.references import (
    CCP_L2112_2,
    CONVENTION_MARCHE,
    CONVENTION_RESILIATION,
    DOCTRINE_SUIVI,
)
from regles.repartition import Membre, Part, Repartition, repartir
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, arrondir, jour_en_mots
from regles.versions import annonce, au_jour

__all__ = [
    "FAMILLES",
    "MODELES",
    "DecisionHeuresDues",
    "Echeance",
    "FaitsEngagement",
    "FaitsIncoherents",
    "Formule",
    "HeuresTravaillees",
    "LectureResiliation",
    "Membre",
    "Mouvement",
    "NatureTranche",
    "Part",
    "Reconduction",
    "Repartition",
    "Tranche",
    "additionner",
    "attendu",
    "au_jour",
    "courbe",
    "cumuler",
    "echeances",
    "engagement",
    "exigible",
    "repartir",
]

ZERO = Decimal(0)


def _resilie(faits: FaitsEngagement, jour: date | None) -> bool:
    return faits.resilie_le is not None and (jour is None or faits.resilie_le <= jour)


def _vivant(faits: FaitsEngagement) -> FaitsEngagement:
    """Le marché comme s'il n'avait pas été résilié ; presque toujours, le même."""
    return faits if faits.resilie_le is None else replace(faits, resilie_le=None)


def _a_la_resiliation(faits: FaitsEngagement) -> DecisionHeuresDues:
    """Les heures dues s'arrêtent à la résiliation, qui finit l'exécution : tout ce qui y était acquis, ou la part du
    temps écoulé, selon le choix du marché. Ce qui est facturé, commandé ou travaillé ensuite ne compte pas."""
    jour = faits.resilie_le
    assert jour is not None
    vivant = avec_sa_fin(au_jour(_vivant(faits), jour), jour)
    retenu = _des_le_debut(vivant, jour, vivant.clause.acquis(vivant, jour))
    lecture = LectureResiliation.EXIGIBLE
    avis: tuple[str, ...] = ()
    if vivant.clause.lecture_resiliation == LectureResiliation.PRORATA:
        entier = vivant.clause.engagement(vivant, jour)
        point = courbe(vivant, entier.valeur or ZERO, jour)
        if point.valeur is None:
            avis = (
                f"Sans le début et la fin, la part du temps écoulé ne se compte pas{INSECABLE}: l'acquis la remplace.",
            )
        else:
            # Ce qui en est une estimation le reste : l'engagement le disait la veille.
            retenu = replace(
                retenu,
                valeur=point.valeur,
                detail=point.detail,
                avertissements=entier.avertissements,
                est_estimee=entier.est_estimee,
            )
            lecture = LectureResiliation.PRORATA
    motif = (
        f"Résilié le {jour_en_mots(jour)}{INSECABLE}: les heures dues sont arrêtées à {lecture.arrete_a}. "
        "Ce choix relève de la doctrine ou du contrat, non de la loi. "
    )
    references = (*retenu.references, CONVENTION_RESILIATION)
    return replace(
        retenu,
        motif=motif + retenu.motif,
        references=references,
        avertissements=retenu.avertissements + avis,
        resilie=True,
        dont_reel=retenu.valeur,
        dont_prevu=ZERO,
        possible=ZERO,
    )


def _des_le_debut(faits: FaitsEngagement, jour: date | None, resultat: DecisionHeuresDues) -> DecisionHeuresDues:
    """Avant la notification, à défaut le début, rien ; une famille qui lit des faits datés n'attend que la première."""
    debut = faits.notifie_le or (faits.debut if faits.clause.attend_le_debut else None)
    if debut is None or jour is None or jour >= debut:
        return resultat
    motif = f"Le marché ne commence que le {jour_en_mots(debut)}{INSECABLE}: rien n'est encore dû."
    return replace(resultat, valeur=ZERO, motif=motif, detail=(), dont_reel=ZERO)


@regle(CONVENTION_MARCHE, CCP_L2112_2, depuis=date(2019, 4, 1), rend="engagement", aussi=("heures dues", "clause"))
def engagement(faits: FaitsEngagement, jour: date | None = None) -> DecisionHeuresDues:
    """Heures dues à la fin du marché, telles qu'on les connaît (au `jour`, ou avec tous les faits)."""
    if _resilie(faits, jour):
        return _a_la_resiliation(faits)
    decision = faits.clause.engagement(avec_sa_fin(faits, jour), jour)
    a_venir = annonce(faits, jour)
    return replace(decision, motif=decision.motif + a_venir) if a_venir else decision


@regle(CONVENTION_MARCHE, CCP_L2112_2, depuis=date(2019, 4, 1), rend="exigible", aussi=("heures exigibles",))
def exigible(faits: FaitsEngagement, jour: date | None = None) -> DecisionHeuresDues:
    """Heures que la clause rend dues à une date : jalon, fin de l'exécution, de tranche ou d'année ; facturation."""
    if _resilie(faits, jour):
        return _a_la_resiliation(faits)
    alors = faits if jour is None else au_jour(faits, jour)
    return _des_le_debut(alors, jour, alors.clause.exigible(alors, jour))


@regle(DOCTRINE_SUIVI, depuis=date(2014, 1, 1), rend="attendu", aussi=("trajectoire", "courbe"))
def attendu(faits: FaitsEngagement, jour: date) -> Decision:
    """Où la courbe prévue se trouve à une date : au fil des jours, par jalon, par tranche ou par année s'il y en a."""
    if _resilie(faits, jour):
        return _a_la_resiliation(faits)
    alors = avec_sa_fin(au_jour(faits, jour), jour)
    finie = alors.fin is not None and jour > alors.fin  # plus rien ne s'y estime : ce qui est dû ce jour-là
    total = engagement(_vivant(alors), jour if finie else None).valeur
    return courbe(alors, total or ZERO, jour)


def echeances(faits: FaitsEngagement) -> tuple[Echeance, ...]:
    """Les heures dues en tout à chaque échéance de la clause, sous la version qui vaut ce jour-là : de quoi dire, plus
    tard, ce qui manquait à chacune. La résiliation est la dernière. Vide si la formule n'en sait pas d'avance."""
    dues: list[Echeance] = []
    depuis = date.min
    for dernier_jour, clause in (*faits.remplacees, (date.max, faits.clause)):
        alors = replace(faits, clause=clause, remplacees=())
        dues += [e for e in clause.echeances(alors) if depuis <= (e.le or date.max) <= dernier_jour]
        depuis = min(dernier_jour, date.max - UN_JOUR) + UN_JOUR
    if faits.resilie_le is None:
        return tuple(dues)
    avant = [e for e in dues if e.le is not None and e.le < faits.resilie_le]
    return (*avant, Echeance(faits.resilie_le, _a_la_resiliation(faits).valeur or ZERO)) if dues else ()


def courbe(faits: FaitsEngagement, total: Decimal, jour: date) -> Decision:
    """Le point de la courbe ce jour-là ; sans dates, pas de chiffre, et le motif dit ce qui manque."""
    lue = faits.clause.attendu(avec_sa_fin(faits, jour), total, jour)
    if lue.lignes is None:
        motif = "La date de début ou de fin manque, ou la fin précède le début : pas de courbe prévue."
        return Decision(valeur=None, motif=motif, references=(DOCTRINE_SUIVI,))
    valeur = arrondir(sum((ligne.valeur for ligne in lue.lignes), ZERO))
    detail = tuple(replace(ligne, valeur=arrondir(ligne.valeur)) for ligne in lue.lignes)
    return Decision(valeur=valeur, motif=lue.motif, references=(DOCTRINE_SUIVI,), detail=detail)


def additionner(decisions: Iterable[Decision]) -> Decimal:
    """La somme exacte, en heures ; une décision sans chiffre n'y ajoute rien."""
    return sum((d.valeur for d in decisions if d.valeur is not None), ZERO)


@regle(DOCTRINE_SUIVI, depuis=date(2014, 1, 1), rend="engagement", aussi=("cumul", "total", "lots", "operation"))
def cumuler(decisions: tuple[tuple[str, Decision], ...]) -> Decision:
    """Total d'une opération : la somme exacte des décisions de ses lots, nommées une à une."""
    lignes = tuple(LigneDeCalcul(nom, "", d.valeur, d.unite) for nom, d in decisions if d.valeur is not None)
    sans_chiffre = tuple(f"« {nom} » n'a pas de chiffre." for nom, d in decisions if d.valeur is None)
    total = additionner(d for _, d in decisions)
    references = tuple(dict.fromkeys(r for _, d in decisions for r in d.references)) or (DOCTRINE_SUIVI,)
    motif = f"Somme de {len(lignes)} lots." if len(lignes) > 1 else "Un seul lot."
    return Decision(valeur=total, motif=motif, references=references, detail=lignes, avertissements=sans_chiffre)
