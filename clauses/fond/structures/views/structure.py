"""La fiche d'une structure : la lire, l'ouvrir, la corriger, la sortir du répertoire, la rétablir."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.habilitations.places import fragments
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.saisie import tenter
from clauses.fond.structures import presentation, services
from clauses.fond.structures.forms import MotifForm, StructureForm
from clauses.fond.structures.models import Structure

_ZERO = "Le SIRET avait perdu son zéro de tête\u00a0: il est rétabli."


@ecran("structure.voir", objet=Structure)
def fiche(requete: Requete, structure: Structure) -> HttpResponse:
    """Ce qu'elle est, qui y joindre, ce qu'elle fait pour nous, son journal."""
    acteur = requete.acteur
    tous = list(structure.contacts.order_by("nom", "prenom", "pk"))
    contacts = [c for c in tous if not c.est_annule]
    absentes = presentation.fonctions_absentes(contacts)
    permis = peut(acteur, "contact.gerer") and not structure.est_annule
    contexte = {
        "page": presentation.page_de_la_fiche(
            structure, absentes, peut_modifier=capacites(acteur, structure)["modifier"]
        ),
        "definitions": presentation.definitions(structure),
        "contacts": presentation.lignes_de_contacts(contacts, permis=permis),
        "absentes": absentes,
        "url_contact": reverse("structures:contact_creer", args=[structure.pk]) if permis else "",
        "fragments": fragments(acteur, "structure", structure),
        "frise": historique([structure, *tous]) if peut(acteur, "journal.voir") else [],
    }
    return render(requete, "structures/fiche.html", contexte)


@ecran("structure.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """Ajouter une structure ; celles qui lui ressemblent se montrent avant d'enregistrer."""
    acteur = requete.acteur
    formulaire = StructureForm(requete.POST or None, acteur=acteur, initial=_depuis_l_adresse(requete))
    ressemblantes: list[Structure] = []
    if formulaire.is_valid():
        ressemblantes = _ressemblantes(requete, formulaire)
        lue = (
            None if ressemblantes else tenter(formulaire, lambda: services.creer(par=acteur, **formulaire.champs_lus()))
        )
        if lue is not None:
            _dire(requete, formulaire, f"«\u00a0{lue.nom}\u00a0» est au répertoire. Ajoutez maintenant ses contacts.")
            return redirect("structures:fiche", pk=lue.pk)
    return _saisie(requete, formulaire, "Ajouter une structure", reverse("structures:liste"), ressemblantes)


def _depuis_l_adresse(requete: Requete) -> dict[str, str]:
    """Une autre page peut proposer le nom, le SIRET ou la famille."""
    return {nom: requete.GET[nom] for nom in ("nom", "siret", "famille", "nature") if nom in requete.GET}


def _ressemblantes(requete: Requete, formulaire: StructureForm) -> list[Structure]:
    """Les fiches au même nom, ou de la même entreprise (SIREN), sauf si la personne a dit que c'est une autre."""
    if "malgre_les_doublons" in requete.POST:
        return []
    lu = formulaire.cleaned_data
    visibles = Structure.objects.visibles_par(requete.acteur)
    return list(visibles.actifs().ressemblant_a(lu["nom"], lu["siret"]).order_by("nom", "pk")[:10])


def _dire(requete: Requete, formulaire: StructureForm, fait: str) -> None:
    messages.success(requete, fait)
    if formulaire.zero_retabli:
        messages.info(requete, _ZERO)


def _saisie(
    requete: Requete, formulaire: Any, titre: str, retour: str, ressemblantes: list[Structure], *fil: Lien
) -> HttpResponse:
    contexte = {
        "page": Page(titre, fil=[presentation.RACINE, *fil, Lien(titre)]),
        "form": formulaire,
        "conflit": getattr(formulaire, "conflit", []),
        "ressemblantes": ressemblantes,
        "retour": retour,
    }
    return render(requete, "structures/saisie.html", contexte)


@ecran("structure.modifier", ecrit=True, objet=Structure)
def modifier(requete: Requete, structure: Structure) -> HttpResponse:
    """Corriger la fiche."""
    acteur = requete.acteur
    initial = {nom: getattr(structure, nom) for nom in StructureForm.base_fields}
    formulaire = StructureForm(requete.POST or None, acteur=acteur, fiche=structure, initial=initial)
    retour = reverse("structures:fiche", args=[structure.pk])
    if formulaire.is_valid():
        champs, lue = formulaire.champs_lus(), formulaire.cleaned_data["version"]
        if tenter(formulaire, lambda: services.modifier(structure, par=acteur, version_lue=lue, **champs)):
            _dire(requete, formulaire, "La fiche est à jour.")
            return redirect(retour)
    return _saisie(requete, formulaire, "Modifier la fiche", retour, [], Lien(structure.nom, retour))


@ecran("structure.modifier", ecrit=True, objet=Structure)
def annuler(requete: Requete, structure: Structure) -> HttpResponse:
    """Sortir la structure du répertoire, avec sa raison."""
    formulaire = MotifForm(requete.POST or None)
    retour = reverse("structures:fiche", args=[structure.pk])
    if formulaire.is_valid():
        motif = formulaire.cleaned_data["motif"]
        if tenter(formulaire, lambda: services.annuler(structure, par=requete.acteur, motif=motif)):
            messages.success(requete, f"«\u00a0{structure.nom}\u00a0» est sortie du répertoire.")
            return redirect(retour)
    demande = Confirmation(
        question=f"Sortir «\u00a0{structure.nom}\u00a0» du répertoire\u202f?",
        verbe="Sortir du répertoire",
        consequences=["Elle ne sera plus proposée dans les saisies.", "Sa fiche et son journal restent lisibles."],
        **saisie_du_motif(formulaire, retour),
    )
    page = Page("Sortir du répertoire", fil=[presentation.RACINE, Lien(structure.nom, retour), Lien("Sortir")])
    return render(requete, "structures/confirmation.html", {"page": page, "demande": demande})


def saisie_du_motif(formulaire: MotifForm, retour: str) -> dict[str, Any]:
    """Ce que la confirmation redit d'un motif refusé."""
    return {
        "url_retour": retour,
        "libelle_motif": "Pourquoi\u202f?",
        "motif": str(formulaire.data.get("motif", "")),
        "erreur": " ".join(str(e) for erreurs in formulaire.errors.values() for e in erreurs),
        "est_dangereuse": True,
    }


@ecran("structure.modifier", ecrit=True, objet=Structure)
@require_POST
def retablir(requete: Requete, structure: Structure) -> HttpResponse:
    """Remettre au répertoire une fiche annulée."""
    try:
        services.retablir(structure, par=requete.acteur)
        messages.success(requete, "La fiche est de retour au répertoire.")
    except RefusMetier as refus:
        messages.error(requete, refus.message)
    return redirect("structures:fiche", pk=structure.pk)
