"""La porte du site : se connecter, se déconnecter, attendre après trop d'essais."""

import math
from datetime import timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clauses.fond.comptes.connexion import ACCUEIL, attente, est_rattache, ouvrir_session, reconnaitre, suite_sure
from clauses.fond.comptes.forms import ConnexionForm
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.composants import Page
from clauses.fond.socle.requete import Requete
from regles.typographie import accorder

_INCONNU = "Courriel ou mot de passe inconnu. Vérifiez les majuscules, puis réessayez."
_DETACHE = (
    "Ce compte n'est plus rattaché à aucune structure. Demandez une invitation à la personne responsable "
    "de votre structure porteuse."
)
_PAGE = Page("Se connecter", "Avec le courriel et le mot de passe de votre compte.")


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
        if formulaire.is_valid() and _entrer(requete, formulaire):
            return HttpResponseRedirect(suite_sure(requete, formulaire.cleaned_data["next"]))
        return render(requete, "comptes/connexion.html", {"page": _PAGE, "form": formulaire})
    suite = suite_sure(requete, requete.GET.get("next", ""))
    if requete.user.is_authenticated and est_rattache(requete.user):
        return HttpResponseRedirect(suite)
    return render(requete, "comptes/connexion.html", {"page": _PAGE, "form": ConnexionForm(initial={"next": suite})})


def _entrer(requete: Requete, formulaire: ConnexionForm) -> bool:
    lu = formulaire.cleaned_data
    utilisateur = reconnaitre(requete, lu["courriel"], lu["mot_de_passe"])
    if utilisateur is None or not est_rattache(utilisateur):
        formulaire.add_error(None, _INCONNU if utilisateur is None else _DETACHE)
        return False
    ouvrir_session(requete, utilisateur)
    return True


@ecran_public
@require_POST
def deconnexion(requete: Requete) -> HttpResponse:
    logout(requete)
    return redirect("comptes:connexion")


def blocage(requete: Requete, reponse: Any = None, identifiants: Any = None) -> HttpResponse:
    """Après trop d'essais (AXES_LOCKOUT_CALLABLE) : combien de temps attendre, et quoi faire sinon."""
    reste = attente((identifiants or {}).get("courriel", ""), requete.axes_ip_address)  # type: ignore[attr-defined]
    minutes = max(math.ceil(reste / timedelta(minutes=1)), 1)
    page = Page(
        "Trop d'essais",
        f"Réessayez dans {accorder(minutes, 'minute')}.",
        ton="alerte",
    )
    reponse = render(requete, "comptes/attente.html", {"page": page}, status=429)
    reponse["Retry-After"] = str(math.ceil(reste.total_seconds()))
    return reponse
