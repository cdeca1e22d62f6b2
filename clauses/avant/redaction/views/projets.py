"""L'onglet « Pièces » d'une fiche projet : celles de son marché, ou ce qu'il reste à faire avant."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.avant.redaction import chemin as presentation_du_chemin
from clauses.avant.redaction import presentation
from clauses.avant.redaction.dossier import dossier
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, Lien, Page, Vide
from clauses.fond.socle.requete import Requete


@ecran("projet.voir", objet=Projet)
def projet(requete: Requete, objet: Projet) -> HttpResponse:
    """Les pièces du marché qu'est devenu le projet, ou le premier acte qui y mène."""
    objet = Projet.objects.select_related("marche__operation").get(pk=objet.pk)
    fiches = dossier(objet.marche) if objet.marche is not None else []
    lignes = presentation.lignes(requete.acteur, objet.marche, fiches) if objet.marche is not None else []
    contexte = {
        "page": _page(requete, objet, presentation.phrase(fiches) if fiches else _reste(objet)),
        "lignes": [ligne for ligne in lignes if ligne.fiche.applicable.a_lieu],
        "sans_objet": [],
        "vide": _vide(requete, objet),
    }
    return render(requete, "redaction/marche.html", contexte)


def _page(requete: Requete, objet: Projet, phrase: str) -> Page:
    actions = []
    if objet.marche is not None and peut(requete.acteur, "piece.voir", objet.marche):
        url = reverse("redaction:marche", args=[objet.marche.pk])
        actions = [Action("Ouvrir les pièces du marché", url, style="principale")]
    return Page(
        titre=objet.nom,
        surtitre="Fiche projet",
        phrase=phrase,
        fil=fil_projet(requete.acteur, objet, Lien("Pièces")),
        onglets=onglets_projet(requete.acteur, objet, "pieces"),
        actions=actions,
    )


def _reste(objet: Projet) -> str:
    if objet.etat == Projet.Etat.SANS_CLAUSE:
        return "Ce projet est classé sans clause\u00a0: il n'a pas de pièce à écrire."
    if objet.etat == Projet.Etat.ABANDONNE:
        return "Ce projet est abandonné\u00a0: il n'a pas de pièce à écrire."
    return "Les pièces s'écriront quand le projet sera devenu une opération, avec la clause de ses lots."


def _vide(requete: Requete, objet: Projet) -> Vide:
    if objet.marche is not None:
        acte = Action("Voir les lots du marché", reverse("marches:marche", args=[objet.marche.pk]))
        return Vide("Aucune clause à écrire", "Saisissez la clause d'un lot : la pièce en prendra les chiffres.", acte)
    acte = Action("Revenir à la fiche", reverse("projets:fiche", args=[objet.pk]))
    texte = "Étudiez l'opportunité, calibrez les heures, puis ouvrez l'opération : tout passe sans ressaisie."
    return Vide("Pas encore de marché", texte, acte)


@ecran("projet.voir", objet=Projet)
def chemin(requete: Requete, objet: Projet) -> HttpResponse:
    """Où en est le dossier, étape par étape, et le prochain acte : une page, et le fragment que charge la fiche."""
    objet = Projet.objects.select_related("donneur_d_ordre", "marche__operation").get(pk=objet.pk)
    lu = presentation_du_chemin.avancement(objet)
    contexte = {
        "etapes": presentation_du_chemin.etapes(requete.acteur, lu),
        "acte": presentation_du_chemin.prochain_acte(requete.acteur, lu),
    }
    if requete.htmx:
        return render(requete, "redaction/_chemin.html", contexte)
    titre = "Où en est le dossier"
    contexte["page"] = Page(titre=titre, surtitre=objet.nom, fil=fil_projet(requete.acteur, objet, Lien(titre)))
    return render(requete, "redaction/chemin.html", contexte)
