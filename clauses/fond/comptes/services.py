"""Les verbes des comptes : inviter, remettre un lien, retirer, choisir son mot de passe, dire son nom."""

from dataclasses import dataclass, replace

from clauses.fond.comptes.liens import chemin_du_lien
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE, ROLES_DE_STRUCTURE
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import annuler_ligne, enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.territoires.models import Departement

# Un pilote lit au-delà d'une structure porteuse : son compte se crée par l'exploitant, pas par un responsable.
ROLES_INVITABLES = (*ROLES_D_EQUIPE, *ROLES_DE_STRUCTURE)


@dataclass(frozen=True)
class Invitation:
    """`lien` : le chemin à remettre à la personne ; vide si elle a déjà un mot de passe, qui reste le sien."""

    appartenance: Appartenance
    lien: str


@service
def inviter(
    *, par: Acteur, courriel: str, nom: str, role: str, prenom: str = "", structure: Structure | None = None
) -> Invitation:
    """Ouvre un compte (ou retrouve celui qui existe) et lui donne un rôle dans la structure porteuse de l'acteur.

    Le compte d'une personne active ailleurs garde son nom et son mot de passe : un responsable ne prend pas la
    main sur lui. Lève `RefusMetier` sur le champ visé.
    """
    _verifier_role(role, structure, par)
    utilisateur = _compte_de(courriel, nom, prenom, par)
    appartenance = Appartenance(utilisateur=utilisateur, role=role, porteuse_id=par.porteuse_id, structure=structure)
    _donner(appartenance)
    sans_lien = utilisateur.has_usable_password() or est_actif_ailleurs(utilisateur, par)
    return Invitation(appartenance, "" if sans_lien else chemin_du_lien(utilisateur))


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
    utilisateur = _compte_de(courriel, nom, prenom, par)
    appartenance = Appartenance(utilisateur=utilisateur, role=Role.PILOTE, departement=territoire)
    _donner(appartenance)
    return Invitation(appartenance, "" if utilisateur.has_usable_password() else chemin_du_lien(utilisateur))


def _compte_de(courriel: str, nom: str, prenom: str, par: Acteur) -> Utilisateur:
    """Le compte de ce courriel : retrouvé tel quel, rouvert sans mot de passe s'il était désactivé, ou créé."""
    utilisateur = Utilisateur.objects.filter(courriel__iexact=courriel.strip()).first()
    if utilisateur is None:
        utilisateur = Utilisateur(courriel=courriel.strip().lower(), nom=nom, prenom=prenom)
    elif utilisateur.is_active:
        return utilisateur
    elif Appartenance.objects.actifs().filter(utilisateur=utilisateur).exists():
        raise RefusMetier("Ce compte a été suspendu par l'exploitant du site\u00a0: voyez avec lui.", champ="courriel")
    utilisateur.is_active = True
    utilisateur.set_unusable_password()
    return enregistrer(utilisateur)


def est_actif_ailleurs(utilisateur: Utilisateur, par: Acteur) -> bool:
    """Vrai si la personne agit aussi hors de la structure porteuse de l'acteur : lui remettre un lien de mot
    de passe ouvrirait à cet acteur ce qu'elle voit ailleurs. Un acteur sans porteuse est l'exploitant."""
    if par.porteuse_id is None:
        return False
    actives = Appartenance.objects.actives().filter(utilisateur=utilisateur)
    return actives.exclude(porteuse_id=par.porteuse_id).exists()


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


def _donner(appartenance: Appartenance) -> None:
    """Enregistre le rôle ; donné deux fois, c'est le choix du rôle qui est à reprendre."""
    try:
        enregistrer(appartenance)
    except RefusMetier as refus:
        raise RefusMetier(refus.message, champ=refus.champ or "role") from refus


@service
def remettre_lien(
    utilisateur: Utilisateur, *, par: Acteur, motif: str = "Lien remis pour choisir un mot de passe"
) -> str:
    """Un nouveau lien de trois jours, écrit au journal. L'ancien mot de passe vaut jusqu'à ce qu'il serve.

    Refusé pour un compte actif dans une autre structure porteuse : ce serait entrer chez elle.
    """
    actuel = prendre_ligne(utilisateur)
    if not actuel.is_active:
        raise RefusMetier("Ce compte est désactivé\u00a0: invitez de nouveau la personne.")
    if est_actif_ailleurs(actuel, par):
        raise RefusMetier(
            "Ce compte ne dépend pas de votre seule structure\u00a0: seul l'exploitant du site peut remettre un lien."
        )
    if not actuel.has_usable_password():
        actuel.set_unusable_password()  # le lien précédent, jamais utilisé, cesse de valoir
    return chemin_du_lien(enregistrer(actuel))


@service
def retirer(appartenance: Appartenance, *, par: Acteur, motif: str) -> Appartenance:
    """Retire un rôle, avec son motif ; le compte est désactivé quand c'était le dernier.

    Une structure porteuse garde toujours un responsable : retirer le dernier est refusé.
    """
    # Le verrou sur la porteuse empêche deux responsables de se retirer au même instant.
    StructurePorteuse.objects.select_for_update().filter(pk=appartenance.porteuse_id).first()
    sans_motif, deja = "Dites pourquoi ce rôle est retiré.", "Ce rôle est déjà retiré."
    actuelle = annuler_ligne(appartenance, motif, sans_motif, deja=deja, verifier=_garder_un_responsable)
    if not Appartenance.objects.actifs().filter(utilisateur=actuelle.utilisateur).exists():
        enregistrer(actuelle.utilisateur, {"is_active": False})
    return actuelle


def _garder_un_responsable(appartenance: Appartenance) -> None:
    if appartenance.role == Role.RESPONSABLE and not autres_responsables(appartenance):
        raise RefusMetier(
            "C'est le dernier compte responsable de la structure porteuse\u00a0: donnez d'abord ce rôle à "
            "quelqu'un d'autre."
        )


def autres_responsables(appartenance: Appartenance) -> bool:
    """Vrai s'il reste un responsable actif dans la structure porteuse, sans celui-ci."""
    responsables = Appartenance.objects.actives().filter(role=Role.RESPONSABLE, porteuse_id=appartenance.porteuse_id)
    return responsables.exclude(utilisateur_id=appartenance.utilisateur_id).exists()


@service
def choisir_mot_de_passe(
    utilisateur: Utilisateur, mot_de_passe: str, *, par: Acteur, motif: str = "Mot de passe changé"
) -> Utilisateur:
    """Pose le mot de passe, déjà validé par le formulaire ; les autres sessions de la personne se ferment."""
    actuel = prendre_ligne(utilisateur)
    actuel.set_password(mot_de_passe)
    return enregistrer(actuel)


@service
def modifier_identite(
    utilisateur: Utilisateur, *, par: Acteur, prenom: str, nom: str, version_lue: int | None = None
) -> Utilisateur:
    """La personne corrige son nom. Lève `ModifieEntreTemps` si la fiche a changé depuis `version_lue`."""
    return enregistrer(prendre_ligne(utilisateur, version_lue), {"prenom": prenom, "nom": nom})
