"""Les demandes d'offre de la démonstration : quatre structures proches sollicitées, deux réponses, un silence."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clauses.avant.projets.models import Projet
from clauses.avant.sourcing import lettre, services
from clauses.avant.sourcing.lieu import centre_du_projet, secteurs_du_projet
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.services.reponses import Offre, acteur_du_lien
from clauses.fond.annuaire.recherche import proches
from clauses.fond.socle.acteur import Acteur

RAYON_KM, VOULUES = 30, 4


def demander_des_offres(projet: Projet, *, par: Acteur) -> list[Sollicitation]:
    """Sollicite les structures les plus proches du projet, dans son métier. Sans lieu ni voisine : aucune."""
    lots, centre = list(projet.lots.actifs().order_by("tri", "pk")), centre_du_projet(projet)
    if centre is None:
        return []
    trouvees = proches(*centre, RAYON_KM, secteurs=secteurs_du_projet(projet, lots), avec_inconnus=True)
    choisies = {p.fournisseur: p.fournisseur.courriel for p in trouvees[:VOULUES]}
    if not choisies:
        return []
    echeance = timezone.localdate() + timedelta(days=14)
    signature = f"{par.nom}\n{projet.porteuse.nom}"
    message = lettre.message_de(projet, lots, echeance=echeance, signature=signature)
    demandes = services.preparer(
        projet, choisies, par=par, objet=lettre.objet_de(projet), message=message, echeance=echeance
    )
    for demande in demandes[:3]:
        services.noter_envoyee(demande, par=par)
    for demande, offre in zip(demandes, OFFRES, strict=False):
        services.repondre_par_le_lien(demande, offre, par=acteur_du_lien(demande))
    return demandes


OFFRES = (
    Offre("oui", ["sous_traitance"], Decimal(240), "Une équipe de trois, dès le mois prochain.", "Accueil"),
    Offre("conditions", ["mise_a_disposition"], Decimal(120), "Avec des horaires de journée.", "Accueil"),
)
