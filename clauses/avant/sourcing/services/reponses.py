"""La réponse d'une structure : par son lien, ou notée par le facilitateur."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.annuaire.natures import MODALITES
from clauses.fond.socle.acte import enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service


@dataclass(frozen=True)
class Offre:
    """Ce que la structure répond. `propose` : des codes de `MODALITES`. `fichier` : nom, octets."""

    reponse: str
    propose: list[str] = field(default_factory=list)
    heures_par_mois: Decimal | None = None
    observations: str = ""
    repondant: str = ""
    fichier: tuple[str, bytes] | None = None


@service
def noter_reponse(
    demande: Sollicitation, offre: Offre, *, par: Acteur, version_lue: int | None = None, motif: str = ""
) -> Sollicitation:
    """Note la réponse reçue par téléphone, par courriel ou sur place. Une réponse peut être corrigée."""
    actuelle = verrouiller(demande, version_lue)
    if not actuelle.est_ouverte:
        raise RefusMetier("Cette demande est annulée\u00a0: elle n'attend plus de réponse.")
    return _porter(actuelle, offre, par.nom)


@service
def repondre_par_le_lien(demande: Sollicitation, offre: Offre, *, par: Acteur) -> Sollicitation:
    """La structure répond elle-même, sans compte. Lève `RefusMetier` après l'échéance ou si la demande est annulée."""
    actuelle = verrouiller(demande)
    if not accepte_par_le_lien(actuelle):
        raise RefusMetier("Le délai de réponse est passé, ou la demande a été retirée.")
    return _porter(actuelle, offre, "")


def accepte_par_le_lien(demande: Sollicitation) -> bool:
    """Le lien vaut jusqu'au soir de l'échéance."""
    return demande.est_ouverte and timezone.localdate() <= demande.echeance


def acteur_du_lien(demande: Sollicitation) -> Acteur:
    """Qui signe une réponse venue du lien : la structure, sans compte."""
    nom = f"{demande.destinataire} (par son lien)"
    return Acteur(identifiant=f"sollicitation:{demande.pk}", nom=nom[:200], porteuse_id=demande.projet.porteuse_id)


def _porter(demande: Sollicitation, offre: Offre, saisie_par: str) -> Sollicitation:
    inconnues = set(offre.propose) - set(MODALITES)
    if inconnues or offre.reponse not in Sollicitation.Reponse.values:
        raise RefusMetier("Choisissez une réponse et des modalités de la liste.", champ="reponse")
    refuse = offre.reponse == Sollicitation.Reponse.NON
    demande.reponse, demande.observations, demande.repondant = offre.reponse, offre.observations, offre.repondant
    demande.propose = [] if refuse else [code for code in MODALITES if code in offre.propose]
    demande.heures_par_mois = None if refuse else offre.heures_par_mois
    if offre.fichier is not None:
        demande.nom_fichier, demande.contenu = offre.fichier
    demande.etat, demande.repondu_le = Sollicitation.Etat.REPONDUE, timezone.now()
    demande.saisie_par = saisie_par
    return enregistrer(demande)
