"""Les contacts d'une structure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.saisie import tenter
from clauses.fond.structures import presentation, services
from clauses.fond.structures.forms import ContactForm, MotifForm
from clauses.fond.structures.models import Contact, Structure
from clauses.fond.structures.views.structure import saisie_du_motif


def _fil(structure: Structure, dernier: str) -> list[Lien]:
    return [presentation.RACINE, Lien(structure.nom, _retour(structure)), Lien(dernier)]


def _retour(structure: Structure) -> str:
    return reverse("structures:fiche", args=[structure.pk])


def _saisie(requete: Requete, formulaire: ContactForm, structure: Structure, titre: str) -> HttpResponse:
    contexte = {
        "page": Page(titre, surtitre=structure.nom, fil=_fil(structure, titre)),
        "form": formulaire,
        "conflit": getattr(formulaire, "conflit", []),
        "ressemblantes": [],
        "retour": _retour(structure),
    }
    return render(requete, "structures/saisie.html", contexte)


@ecran("contact.gerer", ecrit=True, objet=Structure)
def contact_creer(requete: Requete, structure: Structure) -> HttpResponse:
    """Ajouter un contact ; son rôle peut venir de l'adresse (« ajouter le contact hiérarchique »)."""
    initial = {"fonction": requete.GET.get("fonction", Contact.Fonction.REFERENT)}
    formulaire = ContactForm(requete.POST or None, initial=initial)
    if formulaire.is_valid():
        champs = formulaire.champs_lus()
        contact = tenter(formulaire, lambda: services.ajouter_contact(structure, par=requete.acteur, **champs))
        if contact is not None:
            messages.success(requete, f"{contact} est au carnet de cette structure.")
            return redirect(_retour(structure))
    return _saisie(requete, formulaire, structure, "Ajouter un contact")


@ecran("contact.gerer", ecrit=True, objet=Contact)
def contact_modifier(requete: Requete, contact: Contact) -> HttpResponse:
    """Corriger un contact."""
    initial = {nom: getattr(contact, nom) for nom in ContactForm.base_fields}
    formulaire = ContactForm(requete.POST or None, initial=initial)
    if formulaire.is_valid():
        champs, lue, acteur = formulaire.champs_lus(), formulaire.cleaned_data["version"], requete.acteur
        if tenter(formulaire, lambda: services.modifier_contact(contact, par=acteur, version_lue=lue, **champs)):
            messages.success(requete, "Le contact est à jour.")
            return redirect(_retour(contact.structure))
    return _saisie(requete, formulaire, contact.structure, "Modifier un contact")


@ecran("contact.gerer", ecrit=True, objet=Contact)
def contact_annuler(requete: Requete, contact: Contact) -> HttpResponse:
    """Retirer un contact, avec sa raison."""
    formulaire = MotifForm(requete.POST or None)
    if formulaire.is_valid():
        motif = formulaire.cleaned_data["motif"]
        if tenter(formulaire, lambda: services.annuler_contact(contact, par=requete.acteur, motif=motif)):
            messages.success(requete, f"{contact} n'est plus un contact de cette structure.")
            return redirect(_retour(contact.structure))
    demande = Confirmation(
        question=f"Retirer {contact} des contacts de «\u00a0{contact.structure.nom}\u00a0»\u202f?",
        verbe="Retirer ce contact",
        consequences=["Cette personne ne sera plus proposée\u202f; le journal garde sa trace."],
        **saisie_du_motif(formulaire, _retour(contact.structure)),
    )
    page = Page("Retirer un contact", fil=_fil(contact.structure, "Retirer un contact"))
    return render(requete, "structures/confirmation.html", {"page": page, "demande": demande})
