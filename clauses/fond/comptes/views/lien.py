"""Les liens reçus : choisir son mot de passe, répondre à une invitation.

Les messageries ouvrent les liens pour les vérifier : un GET ne consomme rien et ne montre qu'une page à
confirmer. La confirmation range le jeton en session, hors de l'adresse, puis mène au formulaire.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clauses.fond.comptes import freins, services
from clauses.fond.comptes.connexion import ACCUEIL, est_rattache, ouvrir_session
from clauses.fond.comptes.essais import Essai, retenir_l_appareil
from clauses.fond.comptes.forms import NouveauMotDePasseForm
from clauses.fond.comptes.liens import destinataire, est_remis, invitation_de
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.presentation import invite_par, qui_invite, role_en_bref
from clauses.fond.comptes.services.reponses import peut_s_ouvrir
from clauses.fond.comptes.views.invitations import INVITATION, preuve_de
from clauses.fond.comptes.views.porte import patienter
from clauses.fond.comptes.visiteur import endroit_de
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete

_EN_SESSION = "lien_mot_de_passe"
_CHOISIR = Page("Choisir mon mot de passe", "Il vous servira, avec votre courriel, à vous connecter.")
_PERIME = Page("Ce lien ne vaut plus", "Il a déjà servi, il a été remplacé, ou il a plus de trois jours.", ton="alerte")
FAUX_LIENS = freins.Allure("lien", 20, timedelta(seconds=5), timedelta(minutes=15))


@ecran_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lien(requete: Requete, code: str, jeton: str) -> HttpResponse:
    """Confirmer que c'est bien une personne qui ouvre ce lien."""
    utilisateur = destinataire(code, jeton)
    if utilisateur is None:
        return _perime(requete)
    if requete.method == "POST":
        requete.session.pop(INVITATION, None)
        requete.session[_EN_SESSION] = [code, jeton]
        return redirect("comptes:choisir_mot_de_passe")
    page = Page("Bienvenue", f"Ce lien est pour {utilisateur}.")
    return render(requete, "comptes/lien.html", {"page": page})


@ecran_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(requete: Requete, cle: str, jeton: str) -> HttpResponse:
    """Une structure propose un rôle : la même page, que la personne ait déjà un compte ou non."""
    appartenance = invitation_de(str(cle), jeton)
    if appartenance is None:
        return _perime(requete)
    if requete.method == "POST":
        requete.session.pop(_EN_SESSION, None)
        requete.session[INVITATION] = [str(cle), jeton]
        return _repondre(requete, appartenance.utilisateur)
    contexte = {
        "page": Page("Une invitation", f"Pour {appartenance.utilisateur.courriel}."),
        "qui": qui_invite(appartenance),
        "par": invite_par(appartenance),
        "role": role_en_bref(appartenance),
    }
    return render(requete, "comptes/invitation.html", contexte)


def _repondre(requete: Requete, invite: Utilisateur) -> HttpResponse:
    """Choisir le mot de passe d'un compte que personne n'a ouvert ; sinon se connecter d'abord."""
    reponses = reverse("comptes:invitations")
    if requete.user.is_authenticated:
        return redirect(reponses)
    if peut_s_ouvrir(invite):
        return redirect("comptes:choisir_mot_de_passe")
    messages.info(requete, f"Connectez-vous avec le compte {invite.courriel} pour répondre à l'invitation.")
    return redirect(f"{reverse('comptes:connexion')}?{urlencode({'next': reponses})}")


@ecran_public
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choisir(requete: Requete) -> HttpResponse:
    """Choisir son mot de passe, puis entrer."""
    utilisateur, poser = _a_qui(requete)
    if utilisateur is None:
        return _perime(requete)
    formulaire = NouveauMotDePasseForm(requete.POST or None, utilisateur=utilisateur)
    if formulaire.is_valid():
        # Refusé, le lien a servi, ou le rôle est parti, entre la page et son envoi.
        entrant = tenter(formulaire, lambda: poser(formulaire.cleaned_data["nouveau"]))
        return _entrer(requete, entrant) if entrant else _perime(requete)
    contexte = {"page": _CHOISIR, "form": formulaire, "courriel": utilisateur.courriel}
    return render(requete, "comptes/choisir.html", contexte)


def _a_qui(requete: Requete) -> tuple[Utilisateur | None, Callable[[str], Utilisateur]]:
    """À qui est le lien rangé en session, et ce qui pose son mot de passe."""
    preuve = preuve_de(requete)
    if (appartenance := invitation_de(*preuve)) and peut_s_ouvrir(appartenance.utilisateur):
        soi = _soi(appartenance.utilisateur)
        return appartenance.utilisateur, lambda choisi: services.ouvrir_par_l_invitation(preuve, choisi, par=soi)
    code, jeton = requete.session.get(_EN_SESSION, ("", ""))
    personne = destinataire(code, jeton)

    def poser(choisi: str) -> Utilisateur:
        if personne is None:
            raise RefusMetier(_PERIME.titre)
        remis = est_remis(personne, jeton)
        return services.choisir_par_le_lien(personne, choisi, par=_soi(personne), est_remis=remis)

    return personne, poser


def _soi(personne: Utilisateur) -> Acteur:
    return Acteur(identifiant=str(personne.pk), nom=str(personne))


def _entrer(requete: Requete, personne: Utilisateur) -> HttpResponse:
    for cle in (_EN_SESSION, INVITATION):
        requete.session.pop(cle, None)
    Essai.de(requete, personne.courriel).reussir()
    ouvrir_session(requete, personne)
    reponse = redirect(ACCUEIL if est_rattache(personne) else "comptes:invitations")
    retenir_l_appareil(reponse, requete, personne)
    return reponse


def _perime(requete: Requete) -> HttpResponse:
    """Un lien qui ne vaut rien ; qui en essaie beaucoup attend."""
    if reste := freins.essayer(FAUX_LIENS, endroit_de(requete)):
        return patienter(requete, reste)
    return render(requete, "comptes/lien_perime.html", {"page": _PERIME}, status=410)
