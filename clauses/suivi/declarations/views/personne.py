"""Le parcours d'une personne, chargé sur sa fiche."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.forms import lues_de
from clauses.fond.socle.gestes import confirmer
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.presentation.jugements import (
    demande_de_reprise,
    en_retard_en_mots,
    page_de_reprise,
)
from clauses.suivi.declarations.presentation.parcours import contexte_du_parcours, contrats_de
from clauses.suivi.declarations.services.jugements import en_retard, reprendre_le_jugement
from clauses.suivi.participants.models import Participant
from regles.typographie import accorder


@ecran("participant.voir", objet=Participant)
def parcours(requete: Requete, personne: Participant) -> HttpResponse:
    """Les contrats de la personne que l'on peut voir et leurs heures retenues ; un fragment, ou sa page."""
    contrats = list(contrats_de(personne, requete.acteur))
    contexte = contexte_du_parcours(contrats, timezone.localdate())
    if peut(requete.acteur, "ligneheures.valider"):
        contexte["url_reprendre"] = reverse("declarations:reprendre", args=[personne.pk])
        contexte["en_retard"] = en_retard_en_mots(en_retard(personne, requete.acteur))
    if requete.htmx:
        return render(requete, "declarations/_parcours.html", contexte)
    fiche = reverse("participants:fiche", args=[personne.pk])
    fil = [Lien("Personnes", reverse("participants:liste")), Lien(str(personne), fiche), Lien("Parcours")]
    page = Page(titre=f"Parcours de {personne}", fil=fil)
    return render(requete, "declarations/parcours.html", {"page": page, **contexte})


@ecran("ligneheures.valider", ecrit=True, objet=Participant)
def reprendre(requete: Requete, personne: Participant) -> HttpResponse:
    """Faire suivre aux mois déjà validés ce que l'on sait aujourd'hui de la personne."""
    fiche = reverse("participants:fiche", args=[personne.pk])
    retard = en_retard(personne, requete.acteur)
    page = page_de_reprise(personne, retard, fiche)
    if requete.method == "GET" and not retard.a_reprendre:
        return render(requete, "socle/confirmation.html", {"page": page})
    return confirmer(
        requete,
        lambda motif: reprendre_le_jugement(personne, par=requete.acteur, motif=motif, lues=lues_de(requete)),
        page=page,
        demande=demande_de_reprise(personne, retard, fiche),
        message=lambda lignes: f"{accorder(len(lignes), 'ligne validée corrigée', 'lignes validées corrigées')}.",
    )
