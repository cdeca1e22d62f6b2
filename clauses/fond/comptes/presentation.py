"""Ce que les écrans et les messages des comptes montrent : lignes, états, phrases. Aucune décision ici."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Definition, Ton
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.templatetags.clause import pastille
from regles.typographie import accorder

ACTIF, INVITE, RETIRE = "Actif", "En attente d'acceptation", "Retiré"
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

    @property
    def rang(self) -> tuple[int, str]:
        """Par état ; qui n'a rien accepté ici se range à son courriel : l'ordre ne trahit pas son nom."""
        return list(TONS).index(self.etat), self.courriel if self.nom == self.courriel else ""


COLONNES = (
    Colonne("nom", "Personne", largeur=28),
    Colonne("courriel", "Courriel", largeur=32, personnelle=True),
    Colonne("roles", "Rôles", largeur=50),
    Colonne("etat", "État", "etat", montrer=lambda ligne: pastille(ligne.etat, *TONS[ligne.etat])),
)


def etat_de(utilisateur: Utilisateur, ici: list[Appartenance]) -> str:
    """`ici` : ses appartenances dans la structure porteuse. D'un compte dont le rôle attend, rien d'autre ne se dit."""
    acceptees = [a for a in ici if not a.est_annule and not a.est_en_attente]
    if acceptees and utilisateur.is_active:
        return ACTIF
    return INVITE if any(a.est_en_attente for a in ici) else RETIRE


def nom_de(utilisateur: Utilisateur, ici: list[Appartenance], *, a_trier: bool = False) -> str:
    """Son nom, à la structure dont il a accepté un rôle ; aux autres, le courriel qu'elles ont tapé."""
    if not any(a.acceptee_le for a in ici):
        return utilisateur.courriel
    return f"{utilisateur.nom} {utilisateur.prenom}".strip() if a_trier else str(utilisateur)


@dataclass(frozen=True)
class LigneInvitation:
    """Une invitation sans réponse, à son destinataire. `est_prouvee` : il est venu par le lien de cette structure."""

    appartenance: Appartenance
    est_prouvee: bool

    @property
    def qui(self) -> str:
        return qui_invite(self.appartenance)

    @property
    def role(self) -> str:
        return role_en_bref(self.appartenance)

    @property
    def par(self) -> str:
        return invite_par(self.appartenance)


def qui_invite(appartenance: Appartenance) -> str:
    """La structure porteuse ; pour un pilote, l'exploitant du site."""
    return str(appartenance.porteuse or "L'exploitant du site")


def invite_par(appartenance: Appartenance) -> str:
    """La personne qui a donné ce rôle, d'après le journal ; vide si c'est une commande de l'exploitant."""
    creation = EntreeJournal.objects.de(appartenance).filter(action=EntreeJournal.Action.CREATION).first()
    return creation.auteur_nom if creation and not creation.auteur.startswith("systeme:") else ""


def duree_en_mots(reste: timedelta) -> str:
    """« 40 secondes », « 3 minutes », « 2 heures » : arrondi au-dessus."""
    secondes = max(math.ceil(reste.total_seconds()), 1)
    for taille, mot in ((3600, "heure"), (60, "minute")):
        if secondes >= 2 * taille:
            return accorder(math.ceil(secondes / taille), mot)
    return accorder(secondes, "seconde")


def en_attendant(reste: timedelta) -> str:
    return f"Réessayez dans {duree_en_mots(reste)}."


def role_en_bref(appartenance: Appartenance) -> str:
    """« Facilitateur ou facilitatrice », « Entreprise attributaire (Bâtisseurs de l'Escaut) »."""
    structure = f" ({appartenance.structure})" if appartenance.structure else ""
    return f"{appartenance.get_role_display()}{structure}"


def ligne_de(utilisateur: Utilisateur) -> LigneUtilisateur:
    """`utilisateur.ici` : ses appartenances dans la structure porteuse, annulées comprises (préchargées)."""
    ici: list[Appartenance] = utilisateur.ici  # type: ignore[attr-defined]
    nom, roles = nom_de(utilisateur, ici, a_trier=True), ", ".join(role_en_bref(a) for a in ici if not a.est_annule)
    return LigneUtilisateur(str(utilisateur.pk), nom, utilisateur.courriel, roles, etat_de(utilisateur, ici))


def phrase_de_la_liste(lignes: list[LigneUtilisateur]) -> str:
    actifs = sum(ligne.etat == ACTIF for ligne in lignes)
    invites = sum(ligne.etat == INVITE for ligne in lignes)
    phrase = f"{accorder(actifs, 'personne')} {'a' if actifs < 2 else 'ont'} accès à vos données"
    return (
        f"{phrase}\u202f; {accorder(invites, 'invitation attend', 'invitations attendent')} une réponse."
        if invites
        else f"{phrase}."
    )


def definitions_de(personne: Utilisateur, ici: list[Appartenance]) -> list[Definition]:
    courriel = Definition("Courriel", personne.courriel)
    if not any(a.acceptee_le for a in ici):
        return [courriel]
    return [Definition("Prénom", personne.prenom), Definition("Nom", personne.nom), courriel]
