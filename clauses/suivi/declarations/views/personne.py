"""Le parcours d'une personne, chargé sur sa fiche."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.presentation.parcours import contexte_du_parcours, contrats_de
from clauses.suivi.participants.models import Participant


@ecran("participant.voir", objet=Participant)
def parcours(requete: Requete, personne: Participant) -> HttpResponse:
    """Les contrats de la personne que l'on peut voir et leurs heures retenues ; un fragment, ou sa page."""
    contrats = list(contrats_de(personne, requete.acteur))
    contexte = contexte_du_parcours(contrats, timezone.localdate())
    if requete.htmx:
        return render(requete, "declarations/_parcours.html", contexte)
    fiche = reverse("participants:fiche", args=[personne.pk])
    fil = [Lien("Personnes", reverse("participants:liste")), Lien(str(personne), fiche), Lien("Parcours")]
    page = Page(titre=f"Parcours de {personne}", phrase=contexte["phrase"], fil=fil)
    return render(requete, "declarations/parcours.html", {"page": page, **contexte})
