"""Mon compte : qui je suis, ce que je peux faire et où, mon mot de passe."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from clauses.fond.comptes.connexion import suite_permise
from clauses.fond.comptes.contexte import libelle_de
from clauses.fond.comptes.forms import ChangementMotDePasseForm, IdentiteForm
from clauses.fond.comptes.middleware import CLE_DE_SESSION, acteur_de
from clauses.fond.comptes.services import choisir_mot_de_passe, modifier_identite
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete

_PAGE = Page("Mon compte", "Votre nom signe tout ce que vous enregistrez.")


@ecran("compte.voir", ecrit=True)
def profil(requete: Requete) -> HttpResponse:
    """Mon identité, mes rôles, le journal de mon compte."""
    moi = requete.appartenance.utilisateur
    formulaire = IdentiteForm(requete.POST or None, initial=IdentiteForm.initiales(moi))
    return saisir(
        requete,
        formulaire,
        lambda: modifier_identite(moi, par=requete.acteur, **formulaire.avec_version()),
        page=_PAGE,
        retour=reverse("comptes:profil"),
        message="Votre nom est enregistré.",
        gabarit="comptes/profil.html",
        courriel=moi.courriel,
        invitations=len(requete.invitations),
        roles=[(libelle_de(a), a.pk == requete.appartenance.pk) for a in requete.appartenances],
        frise=historique([moi]),
    )


@ecran("compte.voir", ecrit=True)
@sensitive_post_parameters()
def mot_de_passe(requete: Requete) -> HttpResponse:
    """Changer mon mot de passe ; mes autres sessions se ferment, celle-ci reste."""
    moi, retour = requete.appartenance.utilisateur, reverse("comptes:profil")
    formulaire = ChangementMotDePasseForm(requete.POST or None, utilisateur=moi)

    def changer() -> None:
        nouveau = formulaire.cleaned_data["nouveau"]
        update_session_auth_hash(requete, choisir_mot_de_passe(moi, nouveau, par=requete.acteur))

    return saisir(
        requete,
        formulaire,
        changer,
        page=Page("Changer mon mot de passe", fil=[Lien("Mon compte", retour), Lien("Mot de passe")]),
        retour=retour,
        bouton="Changer mon mot de passe",
        message="Votre mot de passe est changé. Vos autres appareils sont déconnectés.",
        gabarit="comptes/mot_de_passe.html",
        courriel=moi.courriel,
    )


@ecran("compte.voir", ecrit=True)
@require_POST
def agir_comme(requete: Requete) -> HttpResponse:
    """Changer de rôle : gardé en session, jusqu'au prochain changement."""
    choisie = requete.POST.get("appartenance", "")
    appartenance = next((a for a in requete.appartenances if str(a.pk) == choisie), None)
    acteur = acteur_de(appartenance)
    if acteur is None:
        messages.error(requete, "Ce rôle n'est pas, ou n'est plus, le vôtre.")
        return redirect("comptes:profil")
    requete.session[CLE_DE_SESSION] = choisie
    return HttpResponseRedirect(suite_permise(requete, requete.POST.get("suite", ""), acteur))
