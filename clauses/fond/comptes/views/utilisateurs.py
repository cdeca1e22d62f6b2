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
    COLONNES,
    TONS,
    definitions_de,
    etat_de,
    ligne_de,
    phrase_de_la_liste,
    role_en_bref,
)
from clauses.fond.habilitations.capacites import capacites
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page
from clauses.fond.socle.gestes import confirmer, jouer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.fond.structures.models import Structure

_REMETTRE = "Un lien pour choisir son mot de passe paraîtra à l'écran : c'est vous qui le lui remettez."


def _adresse(personne: Utilisateur) -> str:
    return reverse("comptes:utilisateur", args=[personne.pk])


def _ici(acteur: Acteur) -> Prefetch:
    """Les appartenances dans la structure porteuse de l'acteur : celles d'ailleurs ne se montrent pas."""
    visibles = Appartenance.objects.visibles_par(acteur).select_related("structure").order_by("role", "cree_le", "pk")
    return Prefetch("appartenances", visibles, to_attr="ici")


def _fil(*suite: Lien) -> list[Lien]:
    return [Lien("Utilisateurs", reverse("comptes:utilisateurs")), *suite]


@ecran("utilisateur.voir")
def utilisateurs(requete: Requete) -> HttpResponse:
    """Tous ceux qui ont, ou ont eu, accès aux données de la structure porteuse."""
    acteur = requete.acteur
    personnes = Utilisateur.objects.visibles_par(acteur).prefetch_related(_ici(acteur)).order_by("tri", "pk")
    lignes = sorted((ligne_de(p) for p in personnes), key=lambda ligne: list(TONS).index(ligne.etat))
    inviter = Action("Inviter quelqu'un", reverse("comptes:inviter"), style="principale", icone="plus-lg")
    page = Page("Utilisateurs", phrase_de_la_liste(lignes), actions=[inviter])
    tableau = Tableau(COLONNES, lignes, legende="Utilisateurs", url=lambda ligne: ligne.url, avec_personnelles=True)
    return render(requete, "socle/liste.html", {"page": page, "tableau": tableau})


@ecran("utilisateur.voir", objet=Utilisateur)
@never_cache
def utilisateur(requete: Requete, personne: Utilisateur) -> HttpResponse:
    """La fiche d'un compte : ce qu'il ouvre ici, depuis quand, et son journal."""
    acteur = requete.acteur
    roles = list(Appartenance.objects.visibles_par(acteur).filter(utilisateur=personne).select_related("structure"))
    actives = [a for a in roles if not a.est_annule]
    permis = capacites(acteur, personne)["gerer"]
    etat = etat_de(personne, actives)
    contexte = {
        "page": Page(
            str(personne),
            surtitre="Utilisateur",
            fil=_fil(Lien(str(personne))),
            actions=_actes(personne) if permis and actives else (),
        ),
        "etat": (etat, *TONS[etat]),
        "definitions": definitions_de(personne),
        "roles": [(role_en_bref(a), a, _url_retirer(a) if permis else "") for a in roles],
        "frise": historique(_a_montrer(personne, roles)),
        "lien": lien_a_remettre(requete, personne),
    }
    return render(requete, "comptes/fiche.html", contexte)


def _a_montrer(personne: Utilisateur, roles: list[Appartenance]) -> list[Model]:
    """Le journal du compte lui-même nommerait ceux qui l'ont géré ailleurs : il se tait dès qu'il y a un ailleurs."""
    est_d_ici_seulement = personne.appartenances.count() == len(roles)
    return [personne, *roles] if est_d_ici_seulement else list(roles)


def _url_retirer(appartenance: Appartenance) -> str:
    return "" if appartenance.est_annule else reverse("comptes:retirer", args=[appartenance.pk])


def _actes(personne: Utilisateur) -> list[Action]:
    url = reverse("comptes:remettre_lien", args=[personne.pk])
    return [Action("Remettre un lien de mot de passe", url, icone="link-45deg", methode="post")]


@ecran("utilisateur.gerer", ecrit=True)
@never_cache
def inviter(requete: Requete) -> HttpResponse:
    """Donner un rôle à quelqu'un ; le lien à lui remettre paraît sur sa fiche."""
    acteur = requete.acteur
    structures = Structure.objects.visibles_par(acteur).actifs().order_by("tri", "pk")
    initial = {"structure": requete.GET.get("structure", ""), "role": requete.GET.get("role", "")}
    formulaire = InvitationForm(requete.POST or None, structures=structures, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.inviter(par=acteur, **formulaire.cleaned_data),
        page=Page("Inviter quelqu'un", _REMETTRE, fil=_fil(Lien("Inviter"))),
        bouton="Inviter",
        retour=reverse("comptes:utilisateurs"),
        vers=lambda invitation: _montrer(requete, invitation.appartenance.utilisateur, invitation.lien),
        message=_role_donne,
    )


def _role_donne(invitation: services.Invitation) -> str:
    """Rien, quand c'est le lien à remettre qui se montre."""
    if invitation.lien:
        return ""
    personne = invitation.appartenance.utilisateur
    return f"{personne} a maintenant ce rôle, et se connecte avec le mot de passe qu'elle ou il a déjà."


def _montrer(requete: Requete, personne: Utilisateur, chemin: str) -> str:
    """La fiche, qui montrera le lien à remettre s'il y en a un."""
    if chemin:
        garder_le_lien(requete, personne, chemin)
    return _adresse(personne)


@ecran("utilisateur.gerer", ecrit=True, objet=Utilisateur)
@never_cache
def remettre_lien(requete: Requete, personne: Utilisateur) -> HttpResponse:
    """Un nouveau lien, quand l'invitation a expiré ou que le mot de passe est oublié."""
    if requete.method != "POST":
        return redirect(_adresse(personne))
    return jouer(
        requete,
        lambda: services.remettre_lien(personne, par=requete.acteur),
        retour=_adresse(personne),
        vers=lambda chemin: _montrer(requete, personne, chemin),
        message="",
    )


@ecran("appartenance.retirer", ecrit=True, objet=Appartenance)
def retirer(requete: Requete, appartenance: Appartenance) -> HttpResponse:
    """Retirer un rôle, avec sa raison."""
    personne, role = appartenance.utilisateur, role_en_bref(appartenance)
    return confirmer(
        requete,
        lambda motif: services.retirer(appartenance, par=requete.acteur, motif=motif),
        page=Page.au_bout(_fil(Lien(str(personne), _adresse(personne))), "Retirer un rôle"),
        demande=Confirmation(
            question=f"Retirer à {personne} le rôle «\u00a0{role}\u00a0»\u202f?",
            verbe="Retirer ce rôle",
            consequences=[
                "Elle ou il n'ouvrira plus, sous ce rôle, les données de votre structure, dès sa prochaine page.",
                "Ce qui a été enregistré sous son nom reste, avec son nom.",
            ],
            url_retour=_adresse(personne),
            est_dangereuse=True,
        ),
        message=f"{personne} n'a plus ce rôle.",
        # Qui vient de se retirer lui-même n'a plus ces écrans.
        vers="/" if appartenance.pk == requete.acteur.appartenance_id else "",
    )
