"""Ce qui attend ma réponse : les rôles que l'on me propose. Sans rôle accepté, c'est la seule page ouverte."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clauses.fond.comptes import services
from clauses.fond.comptes.liens import invitation_de
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.presentation import LigneInvitation, qui_invite
from clauses.fond.comptes.services.invitations import est_deja_d_ici
from clauses.fond.comptes.services.reponses import Preuve
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Page
from clauses.fond.socle.gestes import jouer
from clauses.fond.socle.requete import Requete

INVITATION = "invitation"  # en session : le lien que la personne a ouvert, sa preuve


def preuve_de(requete: Requete) -> Preuve:
    cle, jeton = requete.session.get(INVITATION, ("", ""))
    return cle, jeton


@ecran_public
@never_cache
def invitations(requete: Requete) -> HttpResponse:
    """Qui m'invite, pour quel rôle ; accepter, refuser, ou demander le lien qui prouve que c'est moi."""
    if not requete.user.is_authenticated:
        return redirect_to_login(requete.get_full_path())
    prouvee = invitation_de(*preuve_de(requete))
    attendues = requete.invitations
    contexte = {
        "page": Page("Ce qui attend votre réponse", "" if attendues else "Aucune invitation n'attend votre réponse."),
        "lignes": [LigneInvitation(a, _est_prouvee(a, prouvee)) for a in attendues],
        "d_un_autre": prouvee.utilisateur.courriel if prouvee and prouvee.utilisateur_id != requete.user.pk else "",
        "courriel": requete.user.courriel,
        "envoie": settings.COURRIEL_EST_REGLE,
        "accueil": "/" if requete.acteur else "",
    }
    return render(requete, "comptes/invitations.html", contexte)


def _est_prouvee(attendue: Appartenance, prouvee: Appartenance | None) -> bool:
    lien = prouvee is not None and prouvee.utilisateur_id == attendue.utilisateur_id
    return est_deja_d_ici(attendue) or (lien and prouvee.porteuse_id == attendue.porteuse_id)


def _attendue(requete: Requete, pk: str) -> Appartenance:
    """La mienne, ou 404."""
    if (trouvee := next((a for a in requete.invitations if a.pk == pk), None)) is None:
        raise Http404
    return trouvee


def _moi(requete: Requete, nom: str = "") -> Acteur:
    return Acteur(identifiant=str(requete.user.pk), nom=nom or str(requete.user))


@ecran_public
@require_POST
def accepter(requete: Requete, pk: str) -> HttpResponse:
    attendue = _attendue(requete, pk)
    return jouer(
        requete,
        lambda: services.accepter(attendue, par=_moi(requete), preuve=preuve_de(requete)),
        retour=reverse("comptes:invitations"),
        vers="/",
        message=f"Vous avez ce rôle, proposé par {qui_invite(attendue)} ; on en change en haut de la page.",
    )


@ecran_public
@require_POST
def refuser(requete: Requete, pk: str) -> HttpResponse:
    attendue = _attendue(requete, pk)
    return jouer(
        requete,
        # Signé du courriel, que la structure a tapé : elle n'apprend pas le nom de qui lui dit non.
        lambda: services.refuser(attendue, par=_moi(requete, attendue.utilisateur.courriel)),
        retour=reverse("comptes:invitations"),
        message=f"Vous avez refusé le rôle proposé par {qui_invite(attendue)}.",
    )


@ecran_public
@require_POST
def recevoir(requete: Requete, pk: str) -> HttpResponse:
    """Le lien de cette invitation, de nouveau, dans ma boîte."""
    attendue = _attendue(requete, pk)
    par = Acteur(identifiant=str(requete.user.pk), nom=attendue.utilisateur.courriel, utilisateur_id=requete.user.pk)
    return jouer(
        requete,
        lambda: services.renvoyer(attendue, par=par, motif="Lien demandé par la personne"),
        retour=reverse("comptes:invitations"),
        message=f"Un lien part à {attendue.utilisateur.courriel}.",
    )


@ecran_public
@require_POST
def tout_fermer(requete: Requete) -> HttpResponse:
    """Me déconnecter partout, ici compris."""
    if requete.user.is_authenticated:
        services.fermer_les_sessions(Utilisateur.objects.get(pk=requete.user.pk), par=_moi(requete))
    return redirect("comptes:connexion")
