"""Les utilisateurs de la structure porteuse : qui a accès, inviter, remettre un lien, retirer un rôle."""

from django.db.models import Model, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from clauses.fond.comptes import services
from clauses.fond.comptes.forms import InvitationForm
from clauses.fond.comptes.liens import garder_le_lien, lien_a_remettre
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.presentation import (
    ACTIF,
    COLONNES,
    INVITE,
    TONS,
    definitions_de,
    etat_de,
    ligne_de,
    nom_de,
    phrase_de_la_liste,
    role_en_bref,
)
from clauses.fond.comptes.services.courriels import objet_d_invitation, texte_d_invitation
from clauses.fond.habilitations.capacites import capacites
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page
from clauses.fond.socle.gestes import confirmer, jouer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.fond.structures.models import Structure

_INVITER = "Elle ou il accepte, ou non : d'ici là, ce rôle n'ouvre rien."


def _adresse(personne: Utilisateur) -> str:
    return reverse("comptes:utilisateur", args=[personne.pk])


def _ici(acteur: Acteur) -> Prefetch:
    """Les appartenances dans la structure porteuse de l'acteur : celles d'ailleurs ne se montrent pas."""
    visibles = Appartenance.objects.visibles_par(acteur).select_related("structure").order_by("role", "cree_le", "pk")
    return Prefetch("appartenances", visibles, to_attr="ici")


def _roles_ici(acteur: Acteur, personne: Utilisateur) -> list[Appartenance]:
    siens = Appartenance.objects.visibles_par(acteur).filter(utilisateur=personne)
    return list(siens.select_related("structure").order_by("role", "cree_le", "pk"))


def _fil(*suite: Lien) -> list[Lien]:
    return [Lien("Utilisateurs", reverse("comptes:utilisateurs")), *suite]


@ecran("utilisateur.voir")
def utilisateurs(requete: Requete) -> HttpResponse:
    """Tous ceux qui ont, ou ont eu, accès aux données de la structure porteuse."""
    acteur = requete.acteur
    personnes = Utilisateur.objects.visibles_par(acteur).prefetch_related(_ici(acteur)).order_by("tri", "pk")
    lignes = sorted((ligne_de(p) for p in personnes), key=lambda ligne: ligne.rang)
    inviter = Action("Inviter quelqu'un", reverse("comptes:inviter"), style="principale", icone="plus-lg")
    page = Page("Utilisateurs", phrase_de_la_liste(lignes), actions=[inviter])
    tableau = Tableau(COLONNES, lignes, legende="Utilisateurs", url=lambda ligne: ligne.url, avec_personnelles=True)
    return render(requete, "socle/liste.html", {"page": page, "tableau": tableau})


@ecran("utilisateur.voir", objet=Utilisateur)
@never_cache
def utilisateur(requete: Requete, personne: Utilisateur) -> HttpResponse:
    """La fiche d'un compte : ce qu'il ouvre ici, depuis quand, et son journal."""
    acteur = requete.acteur
    roles = _roles_ici(acteur, personne)
    permis = capacites(acteur, personne)["gerer"]
    etat, nom = etat_de(personne, roles), nom_de(personne, roles)
    lien = lien_a_remettre(requete, personne)
    contexte = {
        "page": Page(
            nom, surtitre="Utilisateur", fil=_fil(Lien(nom)), actions=_actes(personne, roles) if permis else ()
        ),
        "etat": (etat, *TONS[etat]),
        "definitions": definitions_de(personne, roles),
        "roles": [(role_en_bref(a), a, _url_retirer(a) if permis else "") for a in roles],
        "frise": historique(_a_montrer(personne, roles)),
        "lien": lien,
        "courriel": personne.courriel,
        "messages_a_copier": _messages(personne, roles, lien),
    }
    return render(requete, "comptes/fiche.html", contexte)


def _messages(personne: Utilisateur, roles: list[Appartenance], lien: str) -> tuple[str, str] | None:
    """L'objet et le texte à envoyer, quand le lien est celui d'une invitation ; le même, compte ou non."""
    for attendue in (a for a in roles if a.est_en_attente and lien and str(a.pk) in lien):
        return objet_d_invitation(attendue), texte_d_invitation(attendue, lien)
    return None


def _a_montrer(personne: Utilisateur, roles: list[Appartenance]) -> list[Model]:
    """Le journal du compte lui-même nommerait ceux qui l'ont géré ailleurs : il se tait dès qu'il y a un ailleurs,
    ou que rien n'est accepté : créé à l'instant, il dirait que la personne n'avait pas de compte."""
    est_d_ici_seulement = personne.appartenances.count() == len(roles) and any(a.acceptee_le for a in roles)
    return [personne, *roles] if est_d_ici_seulement else list(roles)


def _url_retirer(appartenance: Appartenance) -> str:
    return "" if appartenance.est_annule else reverse("comptes:retirer", args=[appartenance.pk])


def _actes(personne: Utilisateur, roles: list[Appartenance]) -> list[Action]:
    url = reverse("comptes:remettre_lien", args=[personne.pk])
    quoi = {
        ACTIF: "Remettre un lien de mot de passe",
        INVITE: "Renvoyer l'invitation",
    }.get(etat_de(personne, roles))
    return [Action(quoi, url, icone="link-45deg", methode="post")] if quoi else []


@ecran("utilisateur.gerer", ecrit=True)
@never_cache
def inviter(requete: Requete) -> HttpResponse:
    """Donner un rôle à quelqu'un. Ce qu'on montre ensuite est le même, que la personne ait déjà un compte ou non."""
    acteur = requete.acteur
    structures = Structure.objects.visibles_par(acteur).actifs().order_by("tri", "pk")
    initial = {"structure": requete.GET.get("structure", ""), "role": requete.GET.get("role", "")}
    formulaire = InvitationForm(requete.POST or None, structures=structures, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.inviter(par=acteur, **formulaire.cleaned_data),
        page=Page("Inviter quelqu'un", _INVITER, fil=_fil(Lien("Inviter"))),
        bouton="Inviter",
        retour=reverse("comptes:utilisateurs"),
        vers=lambda invitation: _montrer(requete, invitation.appartenance.utilisateur, invitation.lien),
        message=_role_donne,
    )


def _role_donne(invitation: services.Invitation) -> str:
    """Rien, quand c'est le message à remettre qui se montre."""
    appartenance = invitation.appartenance
    if invitation.lien:
        return ""
    if appartenance.est_en_attente:
        return f"Une invitation part à {appartenance.utilisateur.courriel}\u00a0; elle vaut trois jours."
    return f"{appartenance.utilisateur} a maintenant ce rôle aussi."


def _montrer(requete: Requete, personne: Utilisateur, chemin: str) -> str:
    """La fiche, qui montrera le lien à remettre s'il y en a un."""
    if chemin:
        garder_le_lien(requete, personne, chemin)
    return _adresse(personne)


@ecran("utilisateur.gerer", ecrit=True, objet=Utilisateur)
@never_cache
def remettre_lien(requete: Requete, personne: Utilisateur) -> HttpResponse:
    """Un nouveau lien : de mot de passe s'il est oublié, d'invitation si elle attend toujours sa réponse."""
    if requete.method != "POST":
        return redirect(_adresse(personne))
    acteur = requete.acteur
    roles = Appartenance.objects.visibles_par(acteur).filter(utilisateur=personne).order_by("cree_le", "pk")
    attendue = None if roles.actifs().exists() else roles.en_attente().first()

    def refaire() -> str:
        if attendue is not None:
            return services.renvoyer(attendue, par=acteur).lien
        return services.remettre_lien(personne, par=acteur)

    return jouer(
        requete,
        refaire,
        retour=_adresse(personne),
        vers=lambda chemin: _montrer(requete, personne, chemin),
        message=lambda chemin: "" if chemin else f"Un lien part à {personne.courriel}.",
    )


@ecran("appartenance.retirer", ecrit=True, objet=Appartenance)
def retirer(requete: Requete, appartenance: Appartenance) -> HttpResponse:
    """Retirer un rôle, avec sa raison. Qui se retire lui-même n'a plus ces écrans : il va à l'accueil."""
    personne = appartenance.utilisateur
    nom, fiche = nom_de(personne, _roles_ici(requete.acteur, personne)), _adresse(personne)
    return confirmer(
        requete,
        lambda motif: services.retirer(appartenance, par=requete.acteur, motif=motif),
        page=Page.au_bout(_fil(Lien(nom, fiche)), "Retirer un rôle"),
        demande=Confirmation(
            question=f"Retirer à {nom} le rôle «\u00a0{role_en_bref(appartenance)}\u00a0»\u202f?",
            verbe="Retirer ce rôle",
            consequences=[
                "Elle ou il n'ouvrira plus, sous ce rôle, les données de votre structure, dès sa prochaine page.",
                "Ce qui a été enregistré sous son nom reste, avec son nom.",
            ],
            url_retour=fiche,
            est_dangereuse=True,
        ),
        message=f"{nom} n'a plus ce rôle.",
        vers="/" if appartenance.pk == requete.acteur.appartenance_id else "",
    )
