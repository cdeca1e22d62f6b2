"""Inviter : proposer un rôle, accepté ou non (`reponses`). Qui invite n'apprend pas si la personne a un compte."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clauses.fond.comptes import freins
from clauses.fond.comptes.liens import chemin_de_l_invitation
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE, ROLES_DE_STRUCTURE
from clauses.fond.comptes.presentation import en_attendant
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import differer
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.territoires.models import Departement

# Un pilote lit au-delà d'une structure porteuse : son compte se crée par l'exploitant, pas par un responsable.
ROLES_INVITABLES = (*ROLES_D_EQUIPE, *ROLES_DE_STRUCTURE)
# Une structure n'écrit pas sans fin à quelqu'un qui ne lui a rien demandé.
MESSAGES = freins.Allure("invitation", 3, timedelta(minutes=10), timedelta(days=1), timedelta(days=1))


@dataclass(frozen=True)
class Invitation:
    """`lien` : le chemin à remettre à la personne. Vide s'il part par courriel, ou s'il n'y a rien à accepter."""

    appartenance: Appartenance
    lien: str


@service
def inviter(
    *, par: Acteur, courriel: str, nom: str, role: str, prenom: str = "", structure: Structure | None = None
) -> Invitation:
    """Donne un rôle dans la structure porteuse de l'acteur au compte de ce courriel, ouvert s'il n'y en a pas.

    Le rôle attend que la personne l'accepte, sauf si elle en a déjà accepté un de cette structure. Un compte qui existe
    garde son nom et son mot de passe. Lève `RefusMetier` sur le champ visé.
    """
    _verifier_role(role, structure, par)
    compte = _compte_de(courriel, nom, prenom)
    return _donner(Appartenance(utilisateur=compte, role=role, porteuse_id=par.porteuse_id, structure=structure), par)


@service
def ouvrir_porteuse(*, par: Acteur, structure: str, courriel: str, nom: str, prenom: str = "") -> Invitation:
    """L'exploitant ouvre une structure porteuse (ou la retrouve par son nom exact) et en invite un responsable."""
    porteuse = StructurePorteuse.objects.actifs().filter(nom=structure).order_by("pk").first()
    if porteuse is None:
        porteuse = enregistrer(StructurePorteuse(nom=structure))
    ici = replace(par, porteuse_id=porteuse.pk)
    return inviter(par=ici, courriel=courriel, nom=nom, prenom=prenom, role=Role.RESPONSABLE)


@service
def ouvrir_pilote(*, par: Acteur, departement: str, courriel: str, nom: str, prenom: str = "") -> Invitation:
    """L'exploitant donne à une personne le rôle de pilote d'un département : les agrégats des opérations ANRU."""
    territoire = Departement.objects.filter(pk=departement.upper()).first()
    if territoire is None:
        raise RefusMetier(f"Le département « {departement} » n'existe pas\u00a0: donnez son code, 59 ou 2A.")
    compte = _compte_de(courriel, nom, prenom)
    return _donner(Appartenance(utilisateur=compte, role=Role.PILOTE, departement=territoire), par)


@service
def renvoyer(appartenance: Appartenance, *, par: Acteur, motif: str = "Invitation renvoyée") -> Invitation:
    """Un nouveau lien d'invitation ; l'ancien ne vaut plus. La personne elle-même ne le reçoit que dans sa boîte."""
    actuelle = prendre_ligne(appartenance)
    if not actuelle.est_en_attente:
        raise RefusMetier("Cette invitation a reçu sa réponse.")
    if par.identifiant == str(actuelle.utilisateur_id) and not settings.COURRIEL_EST_REGLE:
        raise RefusMetier("Ce site n'envoie pas de courriel\u00a0: demandez un nouveau lien à qui vous invite.")
    return _faire_partir(enregistrer(actuelle), par)


def _compte_de(courriel: str, nom: str, prenom: str) -> Utilisateur:
    """Le compte de ce courriel, tel quel ; créé s'il n'y en a pas ; rouvert, sans mot de passe, s'il n'avait plus rien.

    Un compte suspendu par l'exploitant (désactivé, avec des rôles) le reste, et ne le dit pas à qui invite.
    """
    if utilisateur := _trouver(courriel):
        _autant_de_travail(nom, prenom)
    else:
        utilisateur = _creer(courriel, nom, prenom)
    if utilisateur.is_active or Appartenance.objects.donnees().filter(utilisateur=utilisateur).exists():
        return utilisateur
    utilisateur.is_active = True
    utilisateur.set_unusable_password()
    return enregistrer(utilisateur)


def _autant_de_travail(nom: str, prenom: str) -> None:
    """Crée un compte et l'oublie : ni la durée de la page, ni un nom refusé, ne disent que le compte existait."""
    with transaction.atomic():
        _creer(f"{uuid4().hex}@exemple.invalid", nom, prenom)
        transaction.set_rollback(True)


def _creer(courriel: str, nom: str, prenom: str) -> Utilisateur:
    neuf = Utilisateur(courriel=courriel, nom=nom, prenom=prenom)
    neuf.set_unusable_password()
    try:
        return enregistrer(neuf)
    except RefusMetier:
        # Deux structures l'invitent au même instant : la seconde trouve le compte de la première, sans en rien dire.
        if (existant := _trouver(courriel)) is None:
            raise
        return existant


def _trouver(courriel: str) -> Utilisateur | None:
    """Sous verrou : le compte ne se désactive pas pendant qu'on lui donne un rôle."""
    return Utilisateur.objects.select_for_update().filter(courriel=courriel).first()


def _verifier_role(role: str, structure: Structure | None, par: Acteur) -> None:
    if role not in ROLES_INVITABLES:
        raise RefusMetier("Ce rôle ne se donne pas ici\u00a0: demandez-le à l'exploitant du site.", champ="role")
    if role in ROLES_D_EQUIPE and structure is not None:
        raise RefusMetier(
            "Un membre de l'équipe n'est rattaché à aucune structure du répertoire\u00a0: videz ce champ.",
            champ="structure",
        )
    if role in ROLES_DE_STRUCTURE and structure is None:
        raise RefusMetier("Choisissez la structure que cette personne représente.", champ="structure")
    if structure is not None and (structure.porteuse_id != par.porteuse_id or structure.est_annule):
        raise RefusMetier("Cette structure n'est pas dans votre répertoire.", champ="structure")


def _donner(appartenance: Appartenance, par: Acteur) -> Invitation:
    """Enregistre le rôle, et fait partir l'invitation ; donné deux fois, c'est le choix du rôle qui est à reprendre."""
    if est_deja_d_ici(appartenance):
        appartenance.acceptee_le = timezone.now()
    try:
        enregistrer(appartenance)
    except RefusMetier as refus:
        raise RefusMetier(refus.message, champ=refus.champ or "role") from refus
    return _faire_partir(appartenance, par)


def est_deja_d_ici(appartenance: Appartenance) -> bool:
    """La personne a déjà accepté un rôle de cette structure porteuse : elle y a prouvé qui elle est."""
    d_ici = Appartenance.objects.actives().filter(utilisateur_id=appartenance.utilisateur_id)
    return appartenance.porteuse_id is not None and d_ici.filter(porteuse_id=appartenance.porteuse_id).exists()


def _faire_partir(appartenance: Appartenance, par: Acteur) -> Invitation:
    """Par courriel si le site en envoie, dans la boîte de la personne et nulle part ailleurs ; sinon, un lien à
    remettre. L'exploitant, qui n'a pas de compte, le remet toujours lui-même."""
    if not appartenance.est_en_attente:
        return Invitation(appartenance, "")
    if par.utilisateur_id is None or not settings.COURRIEL_EST_REGLE:
        return Invitation(appartenance, chemin_de_l_invitation(appartenance))
    if reste := freins.essayer(MESSAGES, str(appartenance.porteuse_id), str(appartenance.utilisateur_id)):
        raise RefusMetier(f"Plusieurs messages viennent de partir à cette adresse. {en_attendant(reste)}")
    differer(
        "clauses.fond.comptes.services.envoyer_invitation",
        par=par,
        appartenance_id=appartenance.pk,
        version=appartenance.version,
    )
    return Invitation(appartenance, "")
