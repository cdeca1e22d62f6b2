"""Les verbes du calibrage : retenir un volume, tous ceux d'un projet, poser les clauses, tenir la table."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clauses.avant.calibrage.entrees import Entrees
from clauses.avant.calibrage.models import Calibrage, ValeurDeReference
from clauses.avant.opportunite.choix import est_sans_clause, instruments_des_lots
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.services.garde import prendre_la_fiche
from clauses.avant.projets.services.ouverture import ouvrir
from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues, parmi_lues
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.marches.models import Clause, Lot, Operation
from clauses.suivi.marches.services import clauses as clauses_des_lots
from clauses.suivi.marches.services import lots as lots_des_marches
from regles import calibrage as regles
from regles.exigences import FaitsIncoherents
from regles.formules import FAMILLES, PREMIERE
from regles.parametres import PENALITE_ABSENCE, PENALITE_HEURE, PENALITE_TRANSMISSION
from regles.publics import PUBLICS_DU_CCAG


@service
def retenir(
    lot: LotProjet,
    entrees: Entrees,
    *,
    par: Acteur,
    heures: Decimal | None = None,
    formule: str = PREMIERE.code,
    termes: Mapping[str, Any] | None = None,
    motif: str = "",
    lues: str | None = None,
) -> Calibrage:
    """Retient le volume d'un lot, dans une nouvelle version. Identique à la précédente, il n'en crée pas.

    `heures` : ce que le facilitateur retient s'il s'écarte du calcul, avec son `motif` ; 0 : pas de clause.
    `termes` : `montant_tranche_ht`, `heures_par_tranche`, `seuil_ht` ou `tranches`, selon la formule.
    `lues` : la version que l'on avait sous les yeux ; une autre retenue depuis lève `ModifieEntreTemps`.
    """
    actuel = prendre_ligne(lot)
    if actuel.lot_id is not None:
        raise RefusMetier("L'opération est créée\u00a0: la clause se modifie désormais sur le lot du marché.")
    prendre_la_fiche(actuel.projet)
    jour = timezone.localdate()
    calcul = _calculer(entrees, jour)
    calculees = calcul.valeur or Decimal(0)
    retenues = calculees if heures is None else heures
    if retenues != calculees:
        motif = exiger_motif(motif, "Dites pourquoi ce volume n'est pas celui du calcul.")
    contenu = {
        **entrees.a_garder(),
        **(termes or {}),
        "formule": formule,
        "heures_calculees": calculees,
        "heures_retenues": retenues,
        "motif": motif.strip() or (calcul.motif if calcul.sans_clause else ""),
    }
    precedent = Calibrage.objects.actifs().retenus().filter(lot_projet=actuel).first()
    if precedent is not None and all(getattr(precedent, champ) == valeur for champ, valeur in contenu.items()):
        return precedent
    exiger_lues([precedent] if precedent else [], lues, de=actuel, quoi="le volume retenu vient")
    rang = Calibrage.objects.filter(lot_projet=actuel).count() + 1
    if precedent is not None:
        enregistrer(precedent, {"est_retenu": False})
    nouveau = enregistrer(Calibrage(lot_projet=actuel, rang=rang, jour=jour), contenu)
    if not nouveau.est_sans_clause:
        termes_de(nouveau)
    return nouveau


def _calculer(entrees: Entrees, jour: date) -> regles.DecisionCalibrage:
    try:
        return regles.calibrer(entrees.faits(), jour)
    except regles.CalibrageImpossible as refus:
        raise RefusMetier(f"{entrees.lot}\u00a0: {refus.message}", champ=refus.champ) from refus


@service
def retenir_tout(lots: Iterable[Entrees], *, par: Acteur, motif: str = "", lues: str | None = None) -> list[Calibrage]:
    """Retient le volume calculé de chaque lot donné ; un lot qui ne se calcule pas arrête tout et se nomme. `lues` :
    les volumes que la page montrait ; un autre retenu depuis lève `ModifieEntreTemps`."""
    return [_retenir_calcule(entrees, par, lues) for entrees in lots]


def _retenir_calcule(entrees: Entrees, par: Acteur, lues: str | None) -> Calibrage:
    """Le calcul tel quel, sauf si le facilitateur avait retenu autre chose du même calcul : son choix, sa raison et
    la formule déjà choisie sont gardés."""
    dernier = Calibrage.objects.actifs().retenus().filter(lot_projet=entrees.lot).first()
    formule = dernier.formule if dernier else entrees.formule_proposee
    noms = ("montant_tranche_ht", "heures_par_tranche", "seuil_ht", "tranches")
    termes = {nom: getattr(dernier, nom) for nom in noms} if dernier else {}
    calcul = _calculer(entrees, timezone.localdate())
    choix: dict[str, Any] = {"formule": formule, "termes": termes}
    if dernier is not None and dernier.heures_calculees == calcul.valeur:
        choix |= {"heures": dernier.heures_retenues, "motif": dernier.motif}
    siennes = parmi_lues(lues, entrees.lot.calibrages.values_list("pk", flat=True)) if lues else None
    return retenir(entrees.lot, entrees, par=par, lues=siennes, **choix)


def termes_de(calibrage: Calibrage) -> regles.TermesDeClause:
    """Les termes de clause d'un calibrage retenu. Lève `RefusMetier` quand la formule ne s'y prête pas."""
    choix = regles.ChoixDeFormule(
        formule=calibrage.formule,
        volume=calibrage.heures_retenues,
        montant_ht=calibrage.montant_ht,
        duree_mois=calibrage.duree_mois,
        taux=calibrage.taux,
        montant_tranche_ht=calibrage.montant_tranche_ht,
        heures_par_tranche=calibrage.heures_par_tranche,
        seuil_ht=calibrage.seuil_ht,
        lectures={t.nom: t.d_avance for t in FAMILLES[calibrage.formule].termes() if t.choix},
        tranches=calibrage.tranches_visees,
        heures_travaillees=calibrage.heures_travaillees,
    )
    try:
        return regles.termes_de_la_clause(choix)
    except FaitsIncoherents as refus:
        champ = refus.champ if isinstance(refus, regles.CalibrageImpossible) else "formule"
        raise RefusMetier(str(refus), champ=champ) from refus


@service
def poser_les_clauses(projet: Projet, *, par: Acteur, motif: str = "") -> list[Clause]:
    """Pose la clause de chaque lot du marché ouvert, aux termes retenus ; rend celles qu'elle a posées.

    Un lot qui a déjà sa clause n'est pas touché : deux appels n'en posent qu'une. Un lot retenu sans heures, ou
    sans calibrage, n'en a pas.
    """
    envisages = list(projet.lots.actifs().filter(lot__isnull=False).select_related("lot__marche__operation"))
    if not envisages:
        raise RefusMetier("Ouvrez d'abord l'opération\u00a0: les clauses se posent sur les lots de son marché.")
    instruments = instruments_des_lots(envisages)
    retenus = {c.lot_projet_id: c for c in Calibrage.objects.actifs().retenus().filter(lot_projet__in=envisages)}
    deja = set(Clause.objects.actifs().filter(lot__in=[e.lot_id for e in envisages]).values_list("lot_id", flat=True))
    posees = []
    for envisage in envisages:
        calibrage = retenus.get(envisage.pk)
        if calibrage is None or calibrage.est_sans_clause or envisage.lot_id in deja:
            continue
        if envisage.pk not in instruments and est_sans_clause(envisage):
            continue
        instrument = instruments.get(envisage.pk) or Clause.Instrument.CONDITION
        posees.append(_poser(envisage.lot, calibrage, instrument, par))
    return posees


def _poser(lot: Lot, calibrage: Calibrage, instrument: str, par: Acteur) -> Clause:
    termes = termes_de(calibrage)
    jour = timezone.localdate()
    champs = {terme.nom: getattr(termes.clause, terme.nom) for terme in termes.clause.termes()}
    clause = clauses_des_lots.poser(
        lot,
        par=par,
        instrument=instrument,
        publics=list(PUBLICS_DU_CCAG),
        formule=calibrage.formule,
        penalite_heure=PENALITE_HEURE.au(jour),
        penalite_absence=PENALITE_ABSENCE.au(jour),
        penalite_transmission=PENALITE_TRANSMISSION.au(jour),
        **champs,
    )
    for tranche in termes.tranches:
        lots_des_marches.ajouter_tranche(lot, par=par, nature=str(tranche.nature), heures=tranche.heures)
    return clause


@service
def ouvrir_et_poser(projet: Projet, *, par: Acteur, motif: str = "") -> Operation:
    """Ouvre l'opération et pose la clause de chaque lot, ensemble ou pas du tout."""
    operation = ouvrir(projet, par=par)
    poser_les_clauses(Projet.objects.get(pk=projet.pk), par=par)
    return operation


@service
def saisir_reference(porteuse: StructurePorteuse, *, par: Acteur, **champs: Any) -> ValeurDeReference:
    """Ajoute une valeur datée à la table de la porteuse ; l'ancienne reste lisible."""
    return enregistrer(ValeurDeReference(porteuse=porteuse), champs)


@service
def annuler_reference(valeur: ValeurDeReference, *, par: Acteur, motif: str) -> ValeurDeReference:
    """Retire une valeur saisie à tort ; le métier reprend la précédente, ou celle que nous proposons."""
    return annuler_ligne(valeur, motif, "Dites pourquoi cette valeur est retirée.")
