"""Suivre les demandes d'offre : la liste, une demande, ses actes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.avant.sourcing import presentation, services
from clauses.avant.sourcing.jetons import lien_de
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.resume import offres_de
from clauses.avant.sourcing.services.envois import objet_pour, texte_pour
from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page, Vide
from clauses.fond.socle.gestes import confirmer, jouer
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete

RANG_NON_DIT = -2  # un bouton qui ne dit pas le rang lu ne relance rien


@ecran("sollicitation.voir", objet=Projet)
def sollicitations(requete: Requete, projet: Projet) -> HttpResponse:
    """Toutes les demandes d'un projet, et où elles en sont."""
    jour, toutes = timezone.localdate(), Sollicitation.objects.visibles_par(requete.acteur).filter(projet=projet)
    demandes = list(toutes.select_related("fournisseur", "structure").defer("contenu", "message"))
    resume = offres_de(projet)
    en_retard = sum(d.etat == Sollicitation.Etat.ENVOYEE and d.echeance < jour for d in demandes)
    url = reverse("sourcing:recherche", args=[projet.pk])
    page = Page(
        "Demandes d'offre",
        presentation.phrase_des_demandes(resume, en_retard),
        surtitre=projet.nom,
        ton="alerte" if en_retard else "neutre",
        fil=fil_projet(requete.acteur, projet, Lien("Sourcing", url), Lien("Demandes d'offre")),
        onglets=onglets_projet(requete.acteur, projet, "sourcing"),
        actions=[Action("Chercher des structures", url, icone="search")],
    )
    contexte = {"page": page, "tableau": presentation.tableau_des_demandes(demandes, jour), "vide": _vide(url)}
    contexte["cartes"] = presentation.chiffres_des_offres(resume, projet)
    return render(requete, "sourcing/sollicitations.html", contexte)


def _vide(url: str) -> Vide:
    explication = "Cherchez les structures proches du projet, cochez-les, et demandez-leur ce qu'elles peuvent y faire."
    return Vide("Aucune demande d'offre", explication, Action("Chercher des structures", url, "principale"))


@ecran("sollicitation.voir", objet=Sollicitation)
def fiche(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Une demande : le message, la réponse, ce qu'on peut en faire."""
    rang = demande.relances
    texte, objet = texte_pour(demande, rang), objet_pour(demande, rang)
    contexte = {
        "page": _page(requete, demande),
        "demande": demande,
        "definitions": presentation.definitions_de_la_demande(demande),
        "reponse": presentation.definitions_de_la_reponse(demande),
        "objet": objet,
        "texte": texte,
        "lien": lien_de(demande.pk),
        "messagerie": presentation.lien_de_messagerie(demande.courriel, objet, texte),
        "courriel_regle": settings.COURRIEL_EST_REGLE,
        "frise": historique([demande]) if peut(requete.acteur, "journal.voir") else [],
    }
    return render(requete, "sourcing/fiche.html", contexte)


def _page(requete: Requete, demande: Sollicitation) -> Page:
    jour, projet = timezone.localdate(), demande.projet
    tardive = demande.etat == Sollicitation.Etat.ENVOYEE and demande.echeance < jour
    toutes = Lien("Demandes d'offre", reverse("sourcing:sollicitations", args=[projet.pk]))
    return Page(
        demande.destinataire,
        presentation.phrase_de_la_demande(demande, jour),
        surtitre=f"Demande d'offre · {projet.nom}",
        ton="alerte" if tardive else "neutre",
        fil=fil_projet(requete.acteur, projet, toutes, Lien(demande.destinataire)),
        actions=_actions(requete, demande, tardive=tardive),
    )


def _actions(requete: Requete, demande: Sollicitation, *, tardive: bool) -> list[Action]:
    """Le premier acte est celui que l'état attend."""
    permis = capacites(requete.acteur, demande)
    par_courriel = bool(settings.COURRIEL_EST_REGLE and demande.courriel)
    candidats = [
        ("envoyer", par_courriel, "Envoyer par courriel", "sourcing:envoyer", "post"),
        ("envoyer", True, "Noter comme envoyée", "sourcing:noter_envoyee", "post"),
        ("relancer", tardive, "Relancer", "sourcing:relancer", "post"),
        ("repondre", True, "Corriger la réponse" if demande.reponse else "Noter la réponse", "sourcing:reponse", "get"),
        ("relancer", not tardive, "Relancer", "sourcing:relancer", "post"),
        ("relancer", tardive, "Clore sans réponse", "sourcing:sans_reponse", "post"),
        ("annuler", True, "Annuler la demande", "sourcing:annuler", "get"),
    ]
    retenus = [c for c in candidats if permis.get(c[0]) and c[1]]
    return [
        Action(libelle, _adresse(nom, demande), style=_style(rang, nom), methode=methode)  # type: ignore[arg-type]
        for rang, (_, _, libelle, nom, methode) in enumerate(retenus)
    ]


def _adresse(nom: str, demande: Sollicitation) -> str:
    """Relancer dit le rang que la page montre : un second clic redit le même acte."""
    rang = f"?rang={demande.relances}" if nom == "sourcing:relancer" else ""
    return reverse(nom, args=[demande.pk]) + rang


def _style(rang: int, nom: str) -> str:
    return "discrete" if nom == "sourcing:annuler" else "principale" if rang == 0 else "secondaire"


def _jouer(requete: Requete, demande: Sollicitation, verbe: Callable[..., Any], fait: str) -> HttpResponse:
    retour = fiche_de(demande)
    return jouer(requete, lambda: verbe(demande, par=requete.acteur), retour=retour, message=fait)


@ecran("sollicitation.envoyer", ecrit=True, objet=Sollicitation)
@require_POST
def envoyer(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Envoyer par courriel, tout à l'heure."""
    return _jouer(requete, demande, services.envoyer, "Le courriel part dans un instant.")


@ecran("sollicitation.envoyer", ecrit=True, objet=Sollicitation)
@require_POST
def noter_envoyee(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """La demande est partie autrement."""
    return _jouer(requete, demande, services.noter_envoyee, "La demande est notée comme envoyée.")


@ecran("sollicitation.relancer", ecrit=True, objet=Sollicitation)
@require_POST
def relancer(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Relancer, et laisser dix jours de plus."""
    parti = demande.moyen == Sollicitation.Moyen.COURRIEL and settings.COURRIEL_EST_REGLE
    suite = "le courriel part dans un instant" if parti else "copiez le message ci-dessous"
    lu = requete.GET.get("rang", "")
    verbe = partial(services.relancer, rang_lu=int(lu) if lu.isdecimal() and len(lu) < 3 else RANG_NON_DIT)
    return _jouer(requete, demande, verbe, f"Relance notée, dix jours de plus\u00a0: {suite}.")


@ecran("sollicitation.relancer", ecrit=True, objet=Sollicitation)
@require_POST
def sans_reponse(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """La structure n'a pas répondu."""
    return _jouer(requete, demande, services.clore_sans_reponse, "La demande est close, sans réponse.")


@ecran("sollicitation.annuler", ecrit=True, objet=Sollicitation)
def annuler(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Annuler, avec sa raison : le lien de la structure ne répond plus."""
    return confirmer(
        requete,
        lambda motif: services.annuler(demande, par=requete.acteur, motif=motif),
        page=Page("Annuler une demande d'offre", fil=fil_projet(requete.acteur, demande.projet, Lien("Annuler"))),
        demande=Confirmation(
            question=f"Annuler la demande d'offre à «\u00a0{demande.destinataire}\u00a0»\u202f?",
            verbe="Annuler la demande",
            consequences=["Son lien de réponse ne répondra plus.", "Une autre demande pourra lui être faite."],
            url_retour=fiche_de(demande),
        ),
        message="La demande est annulée.",
    )
