"""Les réglages de la structure porteuse, et son logo."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, Lien, Page
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.structures import presentation, services
from clauses.fond.structures.forms import PorteuseForm
from clauses.fond.structures.images import nature_de_l_image
from clauses.fond.structures.models import StructurePorteuse


def _la_mienne(requete: Requete) -> StructurePorteuse:
    acteur = requete.acteur
    return get_object_or_404(StructurePorteuse.objects.visibles_par(acteur))


@ecran("structureporteuse.voir")
def porteuse(requete: Requete) -> HttpResponse:
    """Ce qui paraît de nous sur les écrans et les bilans."""
    maison, acteur = _la_mienne(requete), requete.acteur
    modifier = Action("Modifier", reverse("structures:porteuse_modifier"), style="principale", icone="pencil")
    page = Page(
        maison.nom, surtitre="Structure porteuse", actions=[modifier] if capacites(acteur, maison)["modifier"] else ()
    )
    contexte = {
        "page": page,
        "definitions": presentation.definitions_de_la_porteuse(maison),
        "frise": historique([maison]) if peut(acteur, "journal.voir") else [],
    }
    return render(requete, "structures/porteuse.html", contexte)


@ecran("structureporteuse.modifier", ecrit=True)
def porteuse_modifier(requete: Requete) -> HttpResponse:
    """Changer le nom, le logo, les coordonnées, les heures par ETP."""
    maison = _la_mienne(requete)
    initial = {**PorteuseForm.initiales(maison), "logo": None}
    formulaire = PorteuseForm(requete.POST or None, requete.FILES or None, initial=initial)
    retour = reverse("structures:porteuse")
    return saisir(
        requete,
        formulaire,
        lambda: services.regler_porteuse(maison, par=requete.acteur, **formulaire.avec_version()),
        page=Page("Réglages de la structure porteuse", fil=[Lien(maison.nom, retour), Lien("Modifier")]),
        retour=retour,
        message="Les réglages sont enregistrés.",
    )


@ecran("compte.voir")
def logo(requete: Requete) -> HttpResponse:
    """Le logo de la structure porteuse sous laquelle on agit. L'adresse change (?v=) quand il change."""
    maison = StructurePorteuse.objects.filter(pk=requete.acteur.porteuse_id).first()
    if maison is None or not maison.logo or not maison.logo.storage.exists(maison.logo.name):
        raise Http404
    with maison.logo.open("rb") as image:
        contenu = image.read()
    reponse = HttpResponse(contenu, content_type=nature_de_l_image(contenu[:16]) or "application/octet-stream")
    reponse["Cache-Control"] = "private, max-age=86400"
    return reponse
