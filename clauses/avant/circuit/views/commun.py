"""Ce que les écrans du circuit qui écrivent ont en commun : le dossier, le geste impossible, l'en-tête."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clauses.avant.circuit.models import Dossier, partie_de
from clauses.avant.circuit.situation import situation
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.envois import refuse
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.onglets import fil_operation
from regles.circuit import refus
from regles.typographie import typographie


def adresse_du_circuit(marche: Marche) -> str:
    return reverse("circuit:dossier", args=[marche.pk])


def dossier_de(requete: Requete, marche: Marche) -> Dossier | None:
    """Le dossier actif de ce marché, s'il est ouvert."""
    visibles = Dossier.objects.visibles_par(requete.acteur).actifs()
    return visibles.filter(marche=marche).select_related("marche__operation__donneur_d_ordre").first()


def renvoi(requete: Requete, marche: Marche, dossier: Dossier | None, verbe: str) -> HttpResponse | None:
    """Un geste qui n'est pas possible se dit avant d'être rempli : retour au circuit, avec la raison."""
    pourquoi = "Le circuit de ce marché n'est pas encore ouvert."
    if dossier is not None:
        vue = situation(dossier)
        pourquoi = refus(verbe, etat=vue.etat, chez=vue.chez, partie=str(partie_de(requete.acteur)))
    if not pourquoi or (requete.method == "POST" and dossier is not None):
        return None
    messages.warning(requete, typographie(pourquoi))
    return refuse(redirect(adresse_du_circuit(marche)))


def page_d_un_geste(requete: Requete, marche: Marche, titre: str, phrase: str = "") -> Page:
    liens = (
        Lien(marche.nom_court, reverse("marches:marche", args=[marche.pk])),
        Lien("Circuit", adresse_du_circuit(marche)),
        Lien(titre),
    )
    fil = fil_operation(requete.acteur, marche.operation, *liens)
    return Page(titre=titre, surtitre=marche.objet, phrase=typographie(phrase), fil=fil)
