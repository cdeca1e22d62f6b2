"""Ce que les écrans des utilisateurs montrent : lignes, états, phrases. Aucune décision ici."""

from dataclasses import dataclass

from django.urls import reverse

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Definition, Ton
from clauses.fond.socle.templatetags.clause import pastille
from regles.typographie import accorder

ACTIF, INVITE, RETIRE = "Actif", "Invitation à accepter", "Retiré"
TONS: dict[str, tuple[Ton, str]] = {
    ACTIF: ("accent", "check-circle-fill"),
    INVITE: ("attente", "hourglass-split"),
    RETIRE: ("neutre", "dash-circle"),
}


@dataclass(frozen=True)
class LigneUtilisateur:
    """Une personne dans la liste. `roles` : ceux qu'elle a dans cette structure porteuse."""

    cle: str
    nom: str
    courriel: str
    roles: str
    etat: str

    @property
    def url(self) -> str:
        return reverse("comptes:utilisateur", args=[self.cle])


COLONNES = (
    Colonne("nom", "Personne", largeur=28),
    Colonne("courriel", "Courriel", largeur=32, personnelle=True),
    Colonne("roles", "Rôles", largeur=50),
    Colonne("etat", "État", "etat", montrer=lambda ligne: pastille(ligne.etat, *TONS[ligne.etat])),
)


def etat_de(utilisateur: Utilisateur, actives: list[Appartenance]) -> str:
    if not actives or not utilisateur.is_active:
        return RETIRE
    return ACTIF if utilisateur.has_usable_password() else INVITE


def role_en_bref(appartenance: Appartenance) -> str:
    """« Facilitateur ou facilitatrice », « Entreprise attributaire (Bâtisseurs de l'Escaut) »."""
    structure = f" ({appartenance.structure})" if appartenance.structure else ""
    return f"{appartenance.get_role_display()}{structure}"


def ligne_de(utilisateur: Utilisateur) -> LigneUtilisateur:
    """`utilisateur.ici` : ses appartenances dans la structure porteuse, annulées comprises (préchargées)."""
    actives = [a for a in utilisateur.ici if not a.est_annule]  # type: ignore[attr-defined]
    nom = f"{utilisateur.nom} {utilisateur.prenom}".strip()
    roles = ", ".join(role_en_bref(a) for a in actives)
    return LigneUtilisateur(str(utilisateur.pk), nom, utilisateur.courriel, roles, etat_de(utilisateur, actives))


def phrase_de_la_liste(lignes: list[LigneUtilisateur]) -> str:
    actifs = sum(ligne.etat == ACTIF for ligne in lignes)
    invites = sum(ligne.etat == INVITE for ligne in lignes)
    phrase = f"{accorder(actifs, 'personne')} {'a' if actifs < 2 else 'ont'} accès à vos données"
    return (
        f"{phrase}\u202f; {accorder(invites, 'invitation attend', 'invitations attendent')} une réponse."
        if invites
        else f"{phrase}."
    )


def definitions_de(personne: Utilisateur) -> list[Definition]:
    return [
        Definition("Prénom", personne.prenom),
        Definition("Nom", personne.nom),
        Definition("Courriel", personne.courriel),
    ]
