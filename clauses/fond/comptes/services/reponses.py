"""Répondre à une invitation ; retirer un rôle ; ce que le compte devient quand un rôle s'en va."""

from django.utils import timezone

from clauses.fond.comptes.liens import invitation_de
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.services.invitations import est_deja_d_ici
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import annuler_ligne, enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import StructurePorteuse

PERIME = "Ce lien ne vaut plus\u00a0: demandez-en un nouveau à qui vous invite."
Preuve = tuple[str, str]  # (clé de l'appartenance, jeton) du lien que la personne a reçu


@service
def accepter(
    appartenance: Appartenance, *, par: Acteur, preuve: Preuve, motif: str = "Invitation acceptée"
) -> Appartenance:
    """La personne, connectée, prend le rôle. `preuve` : le lien que cette structure lui a fait parvenir.

    Être connecté ne suffit pas : le mot de passe du compte a pu être choisi par qui l'a ouvert le premier.
    """
    utilisateur, actuelle = _prendre(appartenance, par)
    if not actuelle.est_en_attente:
        return actuelle
    if not est_deja_d_ici(actuelle) and not _prouve(preuve, actuelle):
        raise RefusMetier(f"Pour accepter, ouvrez le lien envoyé à {utilisateur.courriel}.")
    return enregistrer(actuelle, {"acceptee_le": timezone.now()})


@service
def refuser(appartenance: Appartenance, *, par: Acteur) -> Appartenance:
    """La personne ne veut pas du rôle. Signé de son courriel, que qui l'invite connaît, et non de son nom."""
    utilisateur, actuelle = _prendre(appartenance, par)
    if not actuelle.est_en_attente:
        raise RefusMetier("Ce rôle est déjà accepté\u00a0: demandez à la structure de le retirer.")
    actuelle = annuler_ligne(actuelle, "Invitation refusée")
    _apres_le_depart(utilisateur, etait_accepte=False)
    return actuelle


@service
def ouvrir_par_l_invitation(
    preuve: Preuve, mot_de_passe: str, *, par: Acteur, motif: str = "Mot de passe choisi, invitation acceptée"
) -> Utilisateur:
    """Choisir le mot de passe d'un compte que personne n'a encore ouvert, et accepter le rôle que porte ce lien.

    Les rôles d'autres structures restent en attente : chacune a son lien.
    """
    appartenance = invitation_de(*preuve)
    if appartenance is None:
        raise RefusMetier(PERIME)
    utilisateur, actuelle = _prendre(appartenance, par)
    if not peut_s_ouvrir(utilisateur) or not _prouve(preuve, actuelle):
        raise RefusMetier(PERIME)
    utilisateur.set_password(mot_de_passe)
    enregistrer(actuelle, {"acceptee_le": timezone.now()})
    return enregistrer(utilisateur)


def peut_s_ouvrir(utilisateur: Utilisateur) -> bool:
    """Personne n'a encore choisi son mot de passe, et il n'ouvre encore rien."""
    neuf = utilisateur.is_active and not utilisateur.has_usable_password()
    return neuf and not Appartenance.objects.actifs().filter(utilisateur=utilisateur).exists()


def _prendre(appartenance: Appartenance, par: Acteur) -> tuple[Utilisateur, Appartenance]:
    """Le compte puis le rôle, relus sous verrou, toujours dans cet ordre."""
    utilisateur = prendre_ligne(appartenance.utilisateur)
    if par.identifiant != str(utilisateur.pk):
        raise RefusMetier("Cette invitation est pour une autre personne.")
    actuelle = prendre_ligne(appartenance)
    actuelle.utilisateur = utilisateur
    return utilisateur, actuelle


def _prouve(preuve: Preuve, appartenance: Appartenance) -> bool:
    prouvee = invitation_de(*preuve)
    return prouvee is not None and (prouvee.utilisateur_id, prouvee.porteuse_id) == (
        appartenance.utilisateur_id,
        appartenance.porteuse_id,
    )


@service
def retirer(appartenance: Appartenance, *, par: Acteur, motif: str) -> Appartenance:
    """Retire un rôle, ou une invitation sans réponse, avec son motif. Les sessions de la personne se ferment.

    Une structure porteuse garde toujours un responsable : retirer le dernier est refusé.
    """
    # Le verrou sur la porteuse empêche deux responsables de se retirer au même instant.
    StructurePorteuse.objects.select_for_update().filter(pk=appartenance.porteuse_id).first()
    utilisateur = prendre_ligne(appartenance.utilisateur)
    sans_motif, deja = "Dites pourquoi ce rôle est retiré.", "Ce rôle est déjà retiré."
    actuelle = annuler_ligne(appartenance, motif, sans_motif, deja=deja, verifier=_garder_un_responsable)
    _apres_le_depart(utilisateur, etait_accepte=actuelle.acceptee_le is not None)
    return actuelle


def _apres_le_depart(utilisateur: Utilisateur, *, etait_accepte: bool) -> None:
    """Sans rôle accepté, le mot de passe s'oublie : qui l'avait choisi n'a plus rien à faire là, et une invitation
    d'ailleurs pourra rouvrir le compte. Sans aucun rôle, le compte se désactive."""
    siens = Appartenance.objects.filter(utilisateur=utilisateur)
    if etait_accepte:
        utilisateur.sessions_fermees += 1
    elif siens.actifs().exists():
        return
    if not siens.actifs().exists():
        utilisateur.set_unusable_password()
    utilisateur.is_active = utilisateur.is_active and siens.donnees().exists()
    enregistrer(utilisateur)


def _garder_un_responsable(appartenance: Appartenance) -> None:
    if appartenance.role != Role.RESPONSABLE or appartenance.est_en_attente:
        return
    if not autres_responsables(appartenance):
        raise RefusMetier(
            "C'est le dernier compte responsable de la structure porteuse\u00a0: donnez d'abord ce rôle à "
            "quelqu'un d'autre."
        )


def autres_responsables(appartenance: Appartenance) -> bool:
    """Vrai s'il reste un responsable actif dans la structure porteuse, sans celui-ci."""
    responsables = Appartenance.objects.actives().filter(role=Role.RESPONSABLE, porteuse_id=appartenance.porteuse_id)
    return responsables.exclude(utilisateur_id=appartenance.utilisateur_id).exists()
