"""La réponse notée par le facilitateur, et la pièce jointe."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from clauses.avant.projets.onglets import fil_projet
from clauses.avant.sourcing import services
from clauses.avant.sourcing.forms import ReponseForm
from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.fichiers import nature
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete

REPRIS = ("reponse", "propose", "heures_par_mois", "observations", "repondant")


@ecran("sollicitation.repondre", ecrit=True, objet=Sollicitation)
def reponse(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Noter ce que la structure a répondu au téléphone, par courriel, sur place."""
    initial = {nom: getattr(demande, nom) for nom in (*REPRIS, "version")}
    formulaire = ReponseForm(requete.POST or None, requete.FILES or None, initial=initial)
    formulaire.fields["reponse"].label = "Ce projet l'intéresse-t-il\u202f?"
    retour = reverse("sourcing:fiche", args=[demande.pk])
    if formulaire.is_valid():
        lue, offre = formulaire.cleaned_data["version"], formulaire.offre
        if tenter(formulaire, lambda: services.noter_reponse(demande, offre, par=requete.acteur, version_lue=lue)):
            messages.success(requete, "La réponse est notée.")
            return redirect(retour)
    fil = fil_projet(requete.acteur, demande.projet, Lien(demande.destinataire, retour), Lien("Réponse"))
    contexte = {"page": Page("Noter la réponse", surtitre=demande.destinataire, fil=fil), "form": formulaire}
    contexte |= {"retour": retour, "conflit": getattr(formulaire, "conflit", [])}
    return render(requete, "sourcing/reponse.html", contexte)


@ecran("sollicitation.voir", objet=Sollicitation)
def piece(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """La pièce jointe, à enregistrer : jamais ouverte dans la page."""
    if not demande.contenu:
        raise Http404
    contenu = bytes(demande.contenu)
    type_de_contenu = nature(demande.nom_fichier, contenu[:16]) or "application/octet-stream"
    suite = HttpResponse(contenu, content_type=type_de_contenu)
    suite["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=demande.nom_fichier)
    return suite
