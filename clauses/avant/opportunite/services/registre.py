"""Le registre : inscrire un marché sans clause avec sa raison, retirer une inscription."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clauses.avant.opportunite.faits import dossier_de, faits_du_projet
from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.models.registre import NON_SOUMIS
from clauses.avant.projets.models import Projet
from clauses.avant.projets.services import classer_sans_clause
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import FichierJoint
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.models import Marche
from regles.opportunite.faits import DerogationDemandee, FaitsOpportunite
from regles.opportunite.obligation import (
    A_JUSTIFIER,
    FACULTATIVE,
    HORS_CHAMP,
    OBLIGATOIRE,
    RECEVABLE,
    DecisionObligation,
    obligation_sociale,
)


@dataclass(frozen=True, kw_only=True)
class Inscription:
    """Ce que l'on déclare d'un marché sans clause."""

    objet: str
    nature_achat: str
    raison: str
    motif: str
    date_decision: date
    decide_par: str
    categorie_acheteur: str = "collectivite"
    est_concession: bool = False
    est_defense: bool = False
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    date_lancement: date | None = None


@service
def inscrire(
    donneur_d_ordre: Structure,
    inscription: Inscription,
    *,
    par: Acteur,
    document: FichierJoint | None = None,
    marche: Marche | None = None,
) -> MarcheSansClause:
    """Inscrit un marché au registre, hors de toute fiche projet. La règle doit admettre la raison donnée."""
    if donneur_d_ordre.porteuse_id != par.porteuse_id:
        raise RefusMetier("Ce donneur d'ordre n'est pas dans votre répertoire.", champ="donneur_d_ordre")
    if marche is not None:
        verrouiller(marche)
        _libre(MarcheSansClause.objects.actifs().filter(marche=marche).exists(), "Ce marché")
    faits = FaitsOpportunite(
        nature_achat=inscription.nature_achat,
        categorie_acheteur=inscription.categorie_acheteur,
        est_concession=inscription.est_concession,
        est_defense=inscription.est_defense,
        montant_ht=inscription.montant_ht,
        duree_mois=inscription.duree_mois,
        date_lancement=inscription.date_lancement,
        derogation=_derogation(inscription, document is not None),
    )
    return _ecrire(donneur_d_ordre, inscription, obligation_sociale(faits), par, document, {"marche": marche})


@service
def inscrire_projet(
    projet: Projet,
    *,
    par: Acteur,
    raison: str,
    motif: str,
    date_decision: date,
    decide_par: str,
    document: FichierJoint | None = None,
) -> MarcheSansClause:
    """Inscrit l'achat d'une fiche projet, et classe la fiche sans clause quand l'acteur en a le droit.

    À défaut de `document`, celui de la dérogation dans l'étude est repris.
    """
    actuel = verrouiller(projet)
    ancienne = MarcheSansClause.objects.actifs().filter(projet=actuel).first()
    if ancienne is not None:
        _libre(actuel.etat == Projet.Etat.SANS_CLAUSE or not peut(par, "projet.classer"), "Cette fiche")
        annuler_ligne(ancienne, "La fiche a été reprise, puis inscrite de nouveau.")
    dossier = dossier_de(actuel)
    etude = dossier.etude
    if document is None and etude.a_un_document and raison == etude.derogation:
        document = FichierJoint(etude.nom_fichier, bytes(etude.contenu or b""))
    faits = faits_du_projet(dossier)
    inscription = Inscription(
        objet=actuel.nom,
        nature_achat=actuel.nature_achat,
        categorie_acheteur=actuel.categorie_acheteur,
        est_concession=faits.est_concession,
        est_defense=actuel.est_defense,
        duree_mois=faits.duree_mois,
        date_lancement=actuel.date_lancement,
        raison=raison,
        motif=motif,
        date_decision=date_decision,
        decide_par=decide_par,
    )
    devoir = obligation_sociale(replace(faits, derogation=_derogation(inscription, document is not None)))
    ligne = _ecrire(actuel.donneur_d_ordre, inscription, devoir, par, document, {"projet": actuel})
    if peut(par, "projet.classer"):
        classer_sans_clause(actuel, par=par, motif=motif)
    return ligne


@service
def retirer(ligne: MarcheSansClause, *, par: Acteur, motif: str) -> MarcheSansClause:
    """Retire une inscription faite à tort ; elle reste lisible parmi les retirées."""
    return annuler_ligne(ligne, motif, "Dites pourquoi cette inscription est retirée.", rejouable=True)


def _libre(est_pris: bool, qui: str) -> None:
    if est_pris:
        raise RefusMetier(f"{qui} est déjà au registre : retirez d'abord l'inscription si elle est fausse.")


def _derogation(inscription: Inscription, a_un_document: bool) -> DerogationDemandee | None:
    if inscription.raison == NON_SOUMIS:
        return None
    return DerogationDemandee(code=inscription.raison, motif=inscription.motif, a_un_document=a_un_document)


def _admettre(inscription: Inscription, devoir: DecisionObligation, document: FichierJoint | None) -> None:
    """La raison donnée est-elle celle que la règle permet ? Sinon, lève `RefusMetier` en disant quoi faire."""
    soumis = devoir.resultat not in (FACULTATIVE, HORS_CHAMP)
    if inscription.raison == NON_SOUMIS:
        if devoir.resultat == OBLIGATOIRE:
            raise RefusMetier(f"Ce marché est soumis à l'obligation. {devoir.motif}", champ="raison")
        if soumis:
            raise RefusMetier(f"On ne peut pas dire ce marché non soumis. {devoir.motif}", champ="raison")
        return
    if not soumis:
        raise RefusMetier(
            f"Aucune dérogation n'est nécessaire : choisissez « Marché non soumis ». {devoir.motif}", champ="raison"
        )
    if devoir.resultat == A_JUSTIFIER:
        champ = "document" if document is None and inscription.motif.strip() else "motif"
        raise RefusMetier(f"Cette dérogation reste à justifier. Il manque : {', '.join(devoir.manque)}.", champ=champ)
    if devoir.resultat != RECEVABLE:
        raise RefusMetier(devoir.motif, champ="raison")


def _ecrire(
    donneur_d_ordre: Structure,
    inscription: Inscription,
    devoir: DecisionObligation,
    par: Acteur,
    document: FichierJoint | None,
    source: dict[str, Any],
) -> MarcheSansClause:
    if inscription.date_decision > timezone.localdate():
        raise RefusMetier("La décision ne peut pas être à venir.", champ="date_decision")
    motif = exiger_motif(inscription.motif, "Dites pourquoi ce marché n'a pas de clause.")
    _admettre(inscription, devoir, document)
    champs = {**asdict(inscription), "montant_ht": devoir.valeur, "motif": motif}
    champs |= {"porteuse_id": donneur_d_ordre.porteuse_id, "donneur_d_ordre": donneur_d_ordre, **source}
    champs |= {"seuil_ht": devoir.seuil, "inscrit_par_id": par.utilisateur_id}
    return enregistrer(MarcheSansClause(), {**champs, **(document.champs if document else {})})
