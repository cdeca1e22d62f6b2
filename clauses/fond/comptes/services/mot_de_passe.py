"""Le mot de passe et les sessions : remettre ou demander un lien, choisir, tout fermer ; dire son nom."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from clauses.fond.comptes import freins
from clauses.fond.comptes.liens import ENVOYES, REMIS, chemin_du_lien
from clauses.fond.comptes.models import Appartenance, Frein, Utilisateur
from clauses.fond.comptes.presentation import en_attendant
from clauses.fond.socle.acte import enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import differer
from clauses.fond.socle.signature import service

# Les courriels d'un compte : trois, puis de plus en plus espacés.
LIENS_ENVOYES = freins.Allure("lien envoyé", 3, timedelta(minutes=10), timedelta(hours=6), timedelta(days=1))
OUBLI = Acteur.systeme("mot de passe oublié")


def est_actif_ailleurs(utilisateur: Utilisateur, par: Acteur) -> bool:
    """Vrai si le compte a affaire à une autre structure porteuse, acceptée ou non : un lien de mot de passe remis à cet
    acteur ouvrirait, tôt ou tard, ce qu'il a ailleurs. Un acteur sans porteuse est l'exploitant."""
    donnees = Appartenance.objects.donnees().filter(utilisateur=utilisateur)
    return par.porteuse_id is not None and donnees.exclude(porteuse_id=par.porteuse_id).exists()


@service
def remettre_lien(
    utilisateur: Utilisateur, *, par: Acteur, motif: str = "Lien remis pour choisir un mot de passe"
) -> str:
    """Un lien de trois jours, écrit au journal : dans la boîte de la personne si le site envoie des courriels (rend
    alors « »), sinon à l'écran. L'ancien mot de passe vaut jusqu'à ce qu'il serve.

    À l'écran, refusé pour un compte qui a affaire à une autre structure : ce serait entrer chez elle.
    """
    actuel = prendre_ligne(utilisateur)
    if not actuel.is_active:
        raise RefusMetier("Ce compte est désactivé\u00a0: invitez de nouveau la personne.")
    if par.porteuse_id is None:
        return chemin_du_lien(enregistrer(actuel), ENVOYES)
    if not Appartenance.objects.actifs().filter(utilisateur=actuel, porteuse_id=par.porteuse_id).exists():
        raise RefusMetier("Cette personne n'a pas encore accepté votre invitation\u00a0: renvoyez-la.")
    if settings.COURRIEL_EST_REGLE:
        if reste := freins.essayer(LIENS_ENVOYES, str(actuel.pk)):
            raise RefusMetier(f"Plusieurs liens viennent de partir à cette adresse. {en_attendant(reste)}")
        _envoyer(str(enregistrer(actuel).pk), par)
        return ""
    if est_actif_ailleurs(actuel, par):
        raise RefusMetier(
            "Ce compte ne dépend pas de votre seule structure\u00a0: seul l'exploitant du site peut remettre un lien."
        )
    return chemin_du_lien(enregistrer(actuel), REMIS)


def demander_un_lien(courriel: str) -> None:
    """Mot de passe oublié : un courriel part si un compte a cette adresse. Sinon le travail s'inscrit pour personne :
    la page répond pareil, dans le même temps."""
    utilisateur = Utilisateur.objects.filter(courriel=courriel).first()
    if not freins.essayer(LIENS_ENVOYES, str(utilisateur.pk) if utilisateur else courriel):
        _envoyer(str(utilisateur.pk if utilisateur else uuid4()), OUBLI)


def _envoyer(utilisateur_id: str, par: Acteur) -> None:
    differer("clauses.fond.comptes.services.envoyer_lien", par=par, utilisateur_id=utilisateur_id)


@service
def choisir_mot_de_passe(
    utilisateur: Utilisateur, mot_de_passe: str, *, par: Acteur, motif: str = "Mot de passe changé"
) -> Utilisateur:
    """Pose le mot de passe, déjà validé par le formulaire ; les autres sessions de la personne se ferment."""
    actuel = prendre_ligne(utilisateur)
    actuel.set_password(mot_de_passe)
    return enregistrer(actuel)


@service
def choisir_par_le_lien(
    utilisateur: Utilisateur, mot_de_passe: str, *, par: Acteur, est_remis: bool, motif: str = "Invitation acceptée"
) -> Utilisateur:
    """Comme `choisir_mot_de_passe`. Un lien **remis** par la seule structure à qui le compte a affaire vaut aussi
    acceptation de ce qu'elle a donné : c'était l'invitation, avant que les rôles ne s'acceptent."""
    actuel = choisir_mot_de_passe(utilisateur, mot_de_passe, par=par, motif="Mot de passe choisi par le lien remis")
    for attendue in Appartenance.objects.en_attente().filter(utilisateur=actuel) if est_remis else ():
        enregistrer(attendue, {"acceptee_le": timezone.now()})
    return actuel


@service
def fermer_les_sessions(
    utilisateur: Utilisateur, *, par: Acteur, motif: str = "Déconnexion de tous les appareils"
) -> Utilisateur:
    """Toutes les sessions de la personne, celle-ci comprise ; ses appareils ne sont plus connus de la porte."""
    actuel = prendre_ligne(utilisateur)
    return enregistrer(actuel, {"sessions_fermees": actuel.sessions_fermees + 1})


@service
def modifier_identite(
    utilisateur: Utilisateur, *, par: Acteur, prenom: str, nom: str, version_lue: int | None = None
) -> Utilisateur:
    """La personne corrige son nom. Lève `ModifieEntreTemps` si la fiche a changé depuis `version_lue`."""
    return enregistrer(prendre_ligne(utilisateur, version_lue), {"prenom": prenom, "nom": nom})


@service
def purger_les_freins(*, par: Acteur) -> int:
    """Efface les compteurs d'essais périmés ; rend leur nombre."""
    return Frein.objects.filter(perime_le__lt=timezone.now()).delete()[0]
