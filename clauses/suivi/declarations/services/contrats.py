"""Les verbes du contrat d'insertion : créer, modifier, terminer, annuler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_motif, poser, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_mois
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, LigneHeures
from clauses.suivi.marches.models import Attribution, Lot
from regles.calendrier import dernier_du_mois
from regles.typographie import jour_en_mots

PLUS_ANCIEN = date(1990, 1, 1)
AU_PLUS_TARD = timedelta(days=10 * 366)
DECIDEES = (LigneHeures.Etat.VALIDEE,)


@dataclass(frozen=True)
class Rattachement:
    """Un lot, et l'attributaire au compte de qui les heures y sont faites."""

    lot: Lot
    attribution: Attribution | None = None


@service
def creer_contrat(*, par: Acteur, rattachements: Sequence[Rattachement], **champs: Any) -> ContratInsertion:
    """Ouvre un contrat sur un ou plusieurs lots. Lève `RefusMetier` : ce qui est d'ailleurs, une date
    invraisemblable, une valeur hors liste."""
    contrat = ContratInsertion(**champs)
    _verifier(contrat, rattachements, par)
    enregistrer(contrat)
    for rattachement in rattachements:
        enregistrer(AffectationLot(contrat=contrat, lot=rattachement.lot, attribution=rattachement.attribution))
    return contrat


@service
def modifier_contrat(
    contrat: ContratInsertion,
    *,
    par: Acteur,
    version_lue: int | None = None,
    motif: str = "",
    rattachements: Sequence[Rattachement] | None = None,
    **champs: Any,
) -> ContratInsertion:
    """Met le contrat à jour. Lève `ModifieEntreTemps` si quelqu'un l'a changé depuis `version_lue`."""
    actuel = poser(prendre_ligne(contrat, version_lue), champs)
    if rattachements is None:
        rattachements = [Rattachement(a.lot, a.attribution) for a in _affectations(actuel)]
    _verifier(actuel, rattachements, par)
    _garder_les_heures_validees(actuel)
    enregistrer(actuel)
    _rattacher(actuel, rattachements, motif)
    return actuel


@service
def terminer_contrat(
    contrat: ContratInsertion,
    *,
    par: Acteur,
    date_fin: date,
    motif_fin: str,
    contrat_apres: str = "",
    version_lue: int | None = None,
) -> ContratInsertion:
    """Note la fin du contrat, sa raison, et ce que la personne devient (« contrat après ? »)."""
    if motif_fin not in ContratInsertion.MotifFin.values:
        raise RefusMetier("Choisissez la raison de la fin du contrat.", champ="motif_fin")
    fin = {"date_fin": date_fin, "motif_fin": motif_fin, "contrat_apres": contrat_apres}
    actuel = poser(prendre_ligne(contrat, version_lue), fin)
    _verifier_les_dates(actuel)
    _garder_les_heures_validees(actuel)
    return enregistrer(actuel)


@service
def dire_distinct(
    contrat: ContratInsertion, *, par: Acteur, motif: str, version_lue: int | None = None
) -> ContratInsertion:
    """Répond que ce contrat en est bien un de plus, et pourquoi : la question ne se pose plus à son propos."""
    motif = exiger_motif(motif, "Dites en un mot ce qui les distingue.")
    return enregistrer(prendre_ligne(contrat, version_lue), {"distinct": motif})


@service
def annuler_contrat(contrat: ContratInsertion, *, par: Acteur, motif: str) -> ContratInsertion:
    """Annule un contrat saisi par erreur, ses rattachements et ses heures non validées. Rien ne s'efface."""

    def annuler_ce_qui_en_depend(actuel: ContratInsertion) -> None:
        lignes = LigneHeures.objects.actifs().filter(contrat=actuel).order_by("mois", "pk")
        validee = lignes.filter(etat__in=DECIDEES).first()
        if validee is not None:
            raise RefusMetier(
                f"Ses heures de {en_mois(validee.mois)} sont validées : rouvrez-les avant d'annuler le contrat.",
                champ="motif",
            )
        for ligne in [*lignes, *_affectations(actuel)]:
            annuler_ligne(ligne, motif)

    sans_motif = "Dites pourquoi ce contrat est annulé."
    return annuler_ligne(contrat, motif, sans_motif, rejouable=True, verifier=annuler_ce_qui_en_depend)


def _affectations(contrat: ContratInsertion) -> list[AffectationLot]:
    return list(contrat.affectations.actifs().select_related("lot__marche", "attribution"))


def _verifier(contrat: ContratInsertion, rattachements: Sequence[Rattachement], par: Acteur) -> None:
    if contrat.participant.porteuse_id != par.porteuse_id:
        raise RefusMetier("Cette personne n'est pas suivie par votre structure.", champ="participant")
    if contrat.employeur.porteuse_id != par.porteuse_id:
        raise RefusMetier("Cet employeur n'est pas dans votre répertoire.", champ="employeur")
    utilisatrice = contrat.entreprise_utilisatrice
    if utilisatrice is not None and utilisatrice.porteuse_id != par.porteuse_id:
        raise RefusMetier("Cette entreprise n'est pas dans votre répertoire.", champ="entreprise_utilisatrice")
    if contrat.modalite == ContratInsertion.Modalite.MISE_A_DISPOSITION and utilisatrice is None:
        raise RefusMetier(
            "Une mise à disposition se fait chez une entreprise utilisatrice : nommez-la.",
            champ="entreprise_utilisatrice",
        )
    _verifier_les_rattachements(rattachements, par)
    _verifier_les_dates(contrat)


def _verifier_les_rattachements(rattachements: Sequence[Rattachement], par: Acteur) -> None:
    if not rattachements:
        raise RefusMetier("Choisissez au moins un lot : les heures comptent au titre d'un lot.", champ="lots")
    if len({r.lot.pk for r in rattachements}) != len(rattachements):
        raise RefusMetier("Un lot n'est choisi qu'une fois, au compte d'un seul attributaire.", champ="lots")
    for rattachement in rattachements:
        if rattachement.lot.marche.porteuse_id != par.porteuse_id:
            raise RefusMetier("Ce lot n'est pas suivi par votre structure.", champ="lots")
        attribution = rattachement.attribution
        if attribution is not None and attribution.lot_id != rattachement.lot.pk:
            raise RefusMetier("Cet attributaire n'est pas celui du lot choisi.", champ="lots")


def _verifier_les_dates(contrat: ContratInsertion) -> None:
    limite = timezone.localdate() + AU_PLUS_TARD
    for champ, jour in (("date_debut", contrat.date_debut), ("date_fin", contrat.date_fin)):
        if jour is not None and not PLUS_ANCIEN <= jour <= limite:
            raise RefusMetier(
                f"Cette date ({jour_en_mots(jour)}) n'est pas vraisemblable : vérifiez l'année.", champ=champ
            )
    if contrat.motif_fin and contrat.date_fin is None:
        raise RefusMetier("Une raison de fin demande la date de fin du contrat.", champ="date_fin")


def _garder_les_heures_validees(contrat: ContratInsertion) -> None:
    """Les dates d'un contrat ne laissent pas dehors un mois déjà validé."""
    mois = list(
        LigneHeures.objects.actifs()
        .filter(contrat=contrat, etat__in=DECIDEES)
        .order_by("mois")
        .values_list("mois", flat=True)
    )
    if mois and dernier_du_mois(mois[0]) < contrat.date_debut:
        raise RefusMetier(f"Des heures sont validées en {en_mois(mois[0])} : rouvrez-les d'abord.", champ="date_debut")
    if mois and contrat.date_fin is not None and mois[-1] > contrat.date_fin:
        raise RefusMetier(f"Des heures sont validées en {en_mois(mois[-1])} : rouvrez-les d'abord.", champ="date_fin")


def _rattacher(contrat: ContratInsertion, rattachements: Sequence[Rattachement], motif: str) -> None:
    """Met les affectations en accord avec les rattachements voulus."""
    voulus = {r.lot.pk: r for r in rattachements}
    actuels = {a.lot_id: a for a in _affectations(contrat)}
    for lot_id, affectation in actuels.items():
        if lot_id not in voulus:
            if LigneHeures.objects.actifs().filter(contrat=contrat, lot_id=lot_id).exists():
                raise RefusMetier(
                    f"Des heures sont déclarées sur « {affectation.lot} » : il reste au contrat.", champ="lots"
                )
            annuler_ligne(affectation, motif or "Lot retiré du contrat.")
    for lot_id, rattachement in voulus.items():
        affectation = actuels.get(lot_id) or AffectationLot(contrat=contrat, lot=rattachement.lot)
        if affectation._state.adding or affectation.attribution_id != getattr(rattachement.attribution, "pk", None):
            enregistrer(affectation, {"attribution": rattachement.attribution})
