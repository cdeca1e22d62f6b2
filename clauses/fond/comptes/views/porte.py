"""La porte du site : se connecter, se déconnecter, attendre après trop d'essais, dire son mot de passe oublié."""

import math
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clauses.fond.comptes import freins
from clauses.fond.comptes.connexion import (
    ACCUEIL,
    est_invite,
    est_rattache,
    ouvrir_session,
    reconnaitre,
    suite_sure,
)
from clauses.fond.comptes.essais import Essai, retenir_l_appareil
from clauses.fond.comptes.forms import ConnexionForm, OubliForm
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.presentation import en_attendant
from clauses.fond.comptes.services import demander_un_lien
from clauses.fond.comptes.visiteur import endroit_de
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.composants import Page
from clauses.fond.socle.requete import Requete

_INCONNU = "Courriel ou mot de passe inconnu. Vérifiez les majuscules, puis réessayez."
_DETACHE = (
    "Ce compte n'est plus rattaché à aucune structure. Demandez une invitation à la personne responsable "
    "de votre structure porteuse."
)
_PAGE = Page("Se connecter", "Avec le courriel et le mot de passe de votre compte.")
_OUBLI = Page("Mot de passe oublié", "Un lien pour en choisir un autre part à votre adresse, si elle a un compte ici.")
_PARTI = Page("Regardez votre messagerie", "Si cette adresse a un compte ici, un lien vient de lui être envoyé.")
OUBLIS = freins.Allure("mot de passe oublié", 5, timedelta(minutes=1), timedelta(hours=1))


@ecran_public
@sensitive_post_parameters("mot_de_passe")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connexion(requete: Requete) -> HttpResponse:
    """Se connecter. Un fragment htmx demandé sans session envoie toute la page ici."""
    if requete.htmx:
        depuis = requete.htmx.current_url_abs_path or ACCUEIL
        return HttpResponseClientRedirect(f"{reverse('comptes:connexion')}?{urlencode({'next': depuis})}")
    if requete.method == "POST":
        formulaire = ConnexionForm(requete.POST)
        return _entrer(requete, formulaire) if formulaire.is_valid() else _porte(requete, formulaire)
    suite = suite_sure(requete, requete.GET.get("next", ""))
    if requete.user.is_authenticated and (ouverte := _ou_va(requete.user, suite)):
        return HttpResponseRedirect(ouverte)
    return _porte(requete, ConnexionForm(initial={"next": suite}))


def _porte(requete: Requete, formulaire: ConnexionForm) -> HttpResponse:
    contexte = {"page": _PAGE, "form": formulaire, "envoie": settings.COURRIEL_EST_REGLE}
    return render(requete, "comptes/connexion.html", contexte)


def _ou_va(personne: Utilisateur, suite: str) -> str:
    """La page demandée ; les invitations, pour qui n'a encore rien accepté ; nulle part, sans rien."""
    if est_rattache(personne):
        return suite
    return reverse("comptes:invitations") if est_invite(personne) else ""


def _entrer(requete: Requete, formulaire: ConnexionForm) -> HttpResponse:
    lu = formulaire.cleaned_data
    essai = Essai.de(requete, lu["courriel"])
    if reste := essai.prendre():
        return patienter(requete, reste)
    if (personne := reconnaitre(requete, lu["courriel"], lu["mot_de_passe"])) is None:
        formulaire.add_error(None, _INCONNU)
        reste = essai.reste()
        return patienter(requete, reste) if reste else _porte(requete, formulaire)
    essai.reussir()
    if not (suite := _ou_va(personne, suite_sure(requete, lu["next"]))):
        formulaire.add_error(None, _DETACHE)
        return _porte(requete, formulaire)
    ouvrir_session(requete, personne)
    reponse = HttpResponseRedirect(suite)
    retenir_l_appareil(reponse, requete, personne)
    return reponse


@ecran_public
@require_POST
def deconnexion(requete: Requete) -> HttpResponse:
    logout(requete)
    return redirect("comptes:connexion")


def patienter(requete: Requete, reste: timedelta) -> HttpResponse:
    """Après trop d'essais : combien de temps attendre, et quoi faire sinon."""
    page = Page("Trop d'essais", en_attendant(reste), ton="alerte")
    contexte = {"page": page, "envoie": settings.COURRIEL_EST_REGLE}
    reponse = render(requete, "comptes/attente.html", contexte, status=429)
    reponse["Retry-After"] = str(math.ceil(reste.total_seconds()))
    return reponse


@ecran_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def oubli(requete: Requete) -> HttpResponse:
    """Demander un lien dans sa boîte. La réponse est la même, qu'un compte ait cette adresse ou non."""
    formulaire = OubliForm(requete.POST or None)
    if not settings.COURRIEL_EST_REGLE:
        return redirect("comptes:connexion")
    if not formulaire.is_valid():
        return render(requete, "comptes/oubli.html", {"page": _OUBLI, "form": formulaire})
    if reste := freins.essayer(OUBLIS, endroit_de(requete)):
        return patienter(requete, reste)
    demander_un_lien(formulaire.cleaned_data["courriel"])
    return render(requete, "comptes/oubli.html", {"page": _PARTI})
