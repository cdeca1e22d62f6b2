"""Le lien remis à une personne pour choisir son mot de passe.

Les messageries ouvrent les liens pour les vérifier : un GET ne consomme rien et ne montre qu'une page à
confirmer. La confirmation range le jeton en session, hors de l'adresse, puis mène au formulaire.
"""

from axes.utils import reset
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clauses.fond.comptes.connexion import ACCUEIL, ouvrir_session
from clauses.fond.comptes.forms import NouveauMotDePasseForm
from clauses.fond.comptes.liens import destinataire
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.services import choisir_mot_de_passe
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Page
from clauses.fond.socle.requete import Requete

_EN_SESSION = "lien_mot_de_passe"
_CHOISIR = Page("Choisir mon mot de passe", "Il vous servira, avec votre courriel, à vous connecter.")
_PERIME = Page("Ce lien ne vaut plus", "Il a déjà servi, ou il a plus de trois jours.", ton="alerte")


@ecran_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lien(requete: Requete, code: str, jeton: str) -> HttpResponse:
    """Confirmer que c'est bien une personne qui ouvre ce lien."""
    utilisateur = destinataire(code, jeton)
    if utilisateur is None:
        return _perime(requete)
    if requete.method == "POST":
        requete.session[_EN_SESSION] = [code, jeton]
        return redirect("comptes:choisir_mot_de_passe")
    page = Page("Bienvenue", f"Ce lien est pour {utilisateur}.")
    return render(requete, "comptes/lien.html", {"page": page})


@ecran_public
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choisir(requete: Requete) -> HttpResponse:
    """Choisir son mot de passe, puis entrer."""
    utilisateur = destinataire(*requete.session.get(_EN_SESSION, ("", "")))
    if utilisateur is None:
        return _perime(requete)
    formulaire = NouveauMotDePasseForm(requete.POST or None, utilisateur=utilisateur)
    if formulaire.is_valid():
        _choisir_et_entrer(requete, utilisateur, formulaire.cleaned_data["nouveau"])
        return redirect(ACCUEIL)
    contexte = {"page": _CHOISIR, "form": formulaire, "courriel": utilisateur.courriel}
    return render(requete, "comptes/choisir.html", contexte)


def _choisir_et_entrer(requete: Requete, utilisateur: Utilisateur, mot_de_passe: str) -> None:
    soi = Acteur(identifiant=str(utilisateur.pk), nom=str(utilisateur))
    actuel = choisir_mot_de_passe(utilisateur, mot_de_passe, par=soi, motif="Mot de passe choisi par le lien remis")
    del requete.session[_EN_SESSION]
    reset(username=actuel.courriel)
    ouvrir_session(requete, actuel)


def _perime(requete: Requete) -> HttpResponse:
    return render(requete, "comptes/lien_perime.html", {"page": _PERIME}, status=410)
