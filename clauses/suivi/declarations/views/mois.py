"""Les mois : la liste, la fiche, la saisie, le mois sans heures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import capacites
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.concurrence import ModifieEntreTemps, versions_de
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.feuilles import feuilleter
from clauses.fond.socle.forms import lire_filtres, lu, lues_de
from clauses.fond.socle.gestes import confirmer
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.forms import FeuilleForm, FiltreMois
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.presentation import fiche as fiche_du_mois
from clauses.suivi.declarations.presentation import liste as liste_des_mois
from clauses.suivi.declarations.presentation import validation
from clauses.suivi.declarations.presentation.saisie import contexte_de_saisie
from clauses.suivi.declarations.services import saisie
from clauses.suivi.declarations.services.feuille import feuille_du_mois, pourquoi_pas_saisir
from regles.typographie import typographie

PAR_PAGE = 50
ENVOI = "soumettre"


@ecran("declarationmensuelle.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les mois que l'on doit transmettre ou valider, filtrés, les plus pressants d'abord."""
    jour, filtre = timezone.localdate(), FiltreMois(requete.GET or None)
    comptes = liste_des_mois.compter(requete.acteur, jour)
    valeurs = lire_filtres(filtre)
    mois = liste_des_mois.filtrer(liste_des_mois.mois_visibles(requete.acteur), valeurs, jour)
    feuille = feuilleter(liste_des_mois.ordonner(mois, requete.acteur), PAR_PAGE, requete.GET.get("page"))
    lus = liste_des_mois.avec_leurs_heures(feuille, requete.acteur)
    contexte = {
        "page": liste_des_mois.page(requete.acteur, comptes, requete.GET),
        "raccourcis": liste_des_mois.raccourcis(requete.acteur, comptes, valeurs.get("etat", "")),
        "filtres": liste_des_mois.filtres(filtre, requete.acteur, requete.GET),
        "feuille": feuille,
        "tableau": liste_des_mois.tableau(lus, jour),
        "cartes": [] if requete.acteur.role in liste_des_mois.EQUIPE else liste_des_mois.cartes(lus, jour),
        "vide": liste_des_mois.vide(requete.GET),
    }
    return render(requete, "declarations/liste.html", contexte)


@ecran("declarationmensuelle.voir", objet=DeclarationMensuelle)
def fiche(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Le mois : ses lignes, leurs contrôles, et pour l'équipe les autres mois qui attendent."""
    acteur, jour = requete.acteur, timezone.localdate()
    permis = capacites(acteur, declaration)
    equipe = acteur.role in fiche_du_mois.EQUIPE
    lignes = fiche_du_mois.lignes_du_mois(declaration, acteur, valide=equipe)
    en_attente = validation.mois_en_attente(acteur, declaration) if equipe else []
    suivant = validation.suivant(en_attente, declaration)
    contexte = {
        "page": fiche_du_mois.page_du_mois(declaration, lignes, acteur, permis, jour, suivant),
        "declaration": declaration,
        "lignes": lignes,
        "equipe": equipe,
        "barre": validation.barre_d_actes(lignes) if equipe else None,
        "en_attente": en_attente,
        "etat": liste_des_mois.etat_du_mois(declaration, jour),
        "journal": historique([declaration, *(a.ligne for a in lignes)]) if equipe else [],
        "vide": validation.mois_vide(declaration, acteur, jour),
    }
    return render(requete, "declarations/fiche.html", contexte)


@ecran("declarationmensuelle.saisir", ecrit=True, objet=DeclarationMensuelle)
def saisir(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """La page du mois au chantier : garder un brouillon, ou envoyer."""
    jour = timezone.localdate()
    raison = pourquoi_pas_saisir(declaration, requete.acteur, jour)
    if raison and requete.method == "GET":
        messages.warning(requete, typographie(raison))
        return redirect("declarations:fiche", pk=declaration.pk)
    feuille = feuille_du_mois(declaration, requete.acteur)
    formulaire = FeuilleForm(requete.POST or None, feuille=feuille)
    if formulaire.is_bound:  # un envoi vide ne dit rien, et n'efface rien
        if not formulaire.is_valid():
            formulaire.juger_le_lisible(complet=requete.POST.get("acte") == ENVOI)
        elif _ecrire(requete, declaration, formulaire):
            return redirect(_suite(requete), pk=declaration.pk)
    contexte = contexte_de_saisie(feuille, formulaire, requete.acteur, jour)
    return render(requete, "declarations/saisie.html", contexte, status=422 if formulaire.reproches else 200)


def _suite(requete: Requete) -> str:
    return "declarations:fiche" if requete.POST.get("acte") == ENVOI else "declarations:saisir"


def _ecrire(requete: Requete, declaration: DeclarationMensuelle, formulaire: FeuilleForm) -> bool:
    """Joue le verbe choisi ; un refus se pose sur le formulaire."""
    envoi = requete.POST.get("acte") == ENVOI
    verbe = saisie.soumettre if envoi else saisie.enregistrer
    observation = formulaire.cleaned_data["observation"]
    try:
        lue = lu(formulaire, "version")
        verbe(declaration, formulaire.saisies(), par=requete.acteur, version_lue=lue, observation=observation)
    except (RefusMetier, ModifieEntreTemps) as erreur:
        formulaire.reprocher(erreur)
        if isinstance(erreur, ModifieEntreTemps):
            actuelle = DeclarationMensuelle.objects.get(pk=declaration.pk)
            formulaire.avancer_les_versions(feuille_du_mois(actuelle, requete.acteur))
        return False
    messages.success(requete, "Merci, c'est envoyé." if envoi else "Brouillon gardé.")
    return True


@ecran("declarationmensuelle.saisir", ecrit=True, objet=DeclarationMensuelle)
def neant(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """« Aucune heure ce mois-ci » : une déclaration, confirmée avant d'être envoyée."""
    retour, titre = reverse("declarations:saisir", args=[declaration.pk]), fiche_du_mois.titre(declaration)
    return confirmer(
        requete,
        lambda motif: saisie.declarer_neant(declaration, par=requete.acteur, observation=motif, lues=lues_de(requete)),
        page=Page(titre="Aucune heure ce mois-ci", surtitre=titre, fil=[Lien(titre, retour), Lien("Aucune heure")]),
        demande=validation.demande_de_neant(
            retour, versions_de(saisie.a_vider(feuille_du_mois(declaration, requete.acteur)))
        ),
        vers=reverse("declarations:fiche", args=[declaration.pk]),
        message="Merci, le mois est déclaré sans heures.",
    )
