"""La fiche d'une structure : la lire, l'ouvrir, la corriger, la sortir du répertoire, la rétablir."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.habilitations.places import fragments
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Doublons, Lien, Page
from clauses.fond.socle.gestes import MALGRE_LES_DOUBLONS, confirmer, jouer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.structures import presentation, services
from clauses.fond.structures.forms import EtablissementForm, StructureForm
from clauses.fond.structures.models import Structure

_ZERO = "Le SIRET avait perdu son zéro de tête\u00a0: il est rétabli."


@ecran("structure.voir", objet=Structure)
def fiche(requete: Requete, structure: Structure) -> HttpResponse:
    """Ce qu'elle est, qui y joindre, ce qu'elle fait pour nous, son journal."""
    acteur = requete.acteur
    tous = list(structure.contacts.order_by("tri", "pk"))
    contacts = [c for c in tous if not c.est_annule]
    quittes = list(structure.quittes.actifs().order_by("jusqu_au", "pk"))
    absentes = presentation.fonctions_absentes(contacts)
    permis = peut(acteur, "contact.gerer") and not structure.est_annule
    contexte = {
        "page": presentation.page_de_la_fiche(
            structure, absentes, peut_modifier=capacites(acteur, structure)["modifier"]
        ),
        "definitions": presentation.definitions(structure, quittes),
        "contacts": presentation.lignes_de_contacts(contacts, permis=permis),
        "absentes": absentes,
        "url_contact": reverse("structures:contact_creer", args=[structure.pk]) if permis else "",
        "fragments": fragments(acteur, "structure", structure),
        "frise": historique([structure, *tous, *quittes]) if peut(acteur, "journal.voir") else [],
    }
    return render(requete, "structures/fiche.html", contexte)


@ecran("structure.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """Ajouter une structure ; celles qui lui ressemblent se montrent avant d'enregistrer."""
    acteur = requete.acteur
    formulaire = StructureForm(requete.POST or None, acteur=acteur, initial=_depuis_l_adresse(requete))
    return saisir(
        requete,
        formulaire,
        lambda: _dire_le_zero(requete, formulaire, services.creer(par=acteur, **formulaire.valeurs())),
        page=Page.au_bout([presentation.RACINE], "Ajouter une structure"),
        retour=reverse("structures:liste"),
        vers=fiche_de,
        message=lambda lue: f"«\u00a0{lue.nom}\u00a0» est au répertoire. Ajoutez maintenant ses contacts.",
        doublons=_ressemblantes(requete, formulaire),
    )


def _depuis_l_adresse(requete: Requete) -> dict[str, str]:
    """Une autre page peut proposer le nom, le SIRET ou la famille."""
    return {nom: requete.GET[nom] for nom in ("nom", "siret", "famille", "nature") if nom in requete.GET}


def _ressemblantes(requete: Requete, formulaire: StructureForm) -> Doublons | None:
    """Les fiches au même nom, ou de la même entreprise (SIREN), sauf si la personne a dit que c'est une autre."""
    if MALGRE_LES_DOUBLONS in requete.POST or not formulaire.is_valid():
        return None
    lu = formulaire.cleaned_data
    visibles = Structure.objects.visibles_par(requete.acteur)
    return presentation.doublons(visibles.actifs().ressemblant_a(lu["nom"], lu["siret"]).order_by("tri", "pk")[:10])


def _dire_le_zero(requete: Requete, formulaire: StructureForm, lue: Structure) -> Structure:
    if formulaire.zero_retabli:
        messages.info(requete, _ZERO)
    return lue


@ecran("structure.modifier", ecrit=True, objet=Structure)
def modifier(requete: Requete, structure: Structure) -> HttpResponse:
    """Corriger la fiche."""
    acteur, retour = requete.acteur, fiche_de(structure)
    initial = StructureForm.initiales(structure)
    formulaire = StructureForm(requete.POST or None, acteur=acteur, fiche=structure, initial=initial)

    def enregistrer() -> Structure:
        actuelle = services.modifier(structure, par=acteur, **formulaire.avec_version())
        return _dire_le_zero(requete, formulaire, actuelle)

    page = Page.au_bout(presentation.fil_de(structure), "Modifier la fiche")
    return saisir(requete, formulaire, enregistrer, page=page, retour=retour, message="La fiche est à jour.")


@ecran("structure.modifier", ecrit=True, objet=Structure)
def changer_d_etablissement(requete: Requete, structure: Structure) -> HttpResponse:
    """Noter qu'elle a un autre SIRET depuis un jour."""
    formulaire = EtablissementForm(requete.POST or None, initial={"version": structure.version})

    def enregistrer() -> Structure:
        lu = formulaire.valeurs()
        return services.changer_d_etablissement(structure, par=requete.acteur, version_lue=formulaire.version_lue, **lu)

    return saisir(
        requete,
        formulaire,
        enregistrer,
        page=Page.au_bout(presentation.fil_de(structure), "Changer d'établissement", surtitre=structure.nom),
        retour=fiche_de(structure),
        message="Le changement d'établissement est noté\u00a0: les mois d'avant gardent l'ancien SIRET.",
    )


@ecran("structure.modifier", ecrit=True, objet=Structure)
def annuler(requete: Requete, structure: Structure) -> HttpResponse:
    """Sortir la structure du répertoire, avec sa raison."""
    return confirmer(
        requete,
        lambda motif: services.annuler(structure, par=requete.acteur, motif=motif),
        page=Page("Sortir du répertoire", fil=[*presentation.fil_de(structure), Lien("Sortir")]),
        demande=Confirmation(
            question=f"Sortir «\u00a0{structure.nom}\u00a0» du répertoire\u202f?",
            verbe="Sortir du répertoire",
            consequences=["Elle ne sera plus proposée dans les saisies.", "Sa fiche et son journal restent lisibles."],
            url_retour=fiche_de(structure),
            est_dangereuse=True,
        ),
        message=f"«\u00a0{structure.nom}\u00a0» est sortie du répertoire.",
    )


@ecran("structure.modifier", ecrit=True, objet=Structure)
@require_POST
def retablir(requete: Requete, structure: Structure) -> HttpResponse:
    """Remettre au répertoire une fiche annulée."""
    return jouer(
        requete,
        lambda: services.retablir(structure, par=requete.acteur),
        retour=fiche_de(structure),
        message="La fiche est de retour au répertoire.",
    )
