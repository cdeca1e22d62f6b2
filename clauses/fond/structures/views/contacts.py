"""Les contacts d'une structure."""

from django.http import HttpResponse

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Page
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.requete import Requete
from clauses.fond.structures import services
from clauses.fond.structures.forms import ContactForm
from clauses.fond.structures.models import Contact, Structure
from clauses.fond.structures.presentation import fil_de


@ecran("contact.gerer", ecrit=True, objet=Structure)
def contact_creer(requete: Requete, structure: Structure) -> HttpResponse:
    """Ajouter un contact ; son rôle peut venir de l'adresse (« ajouter le contact hiérarchique »)."""
    initial = {"fonction": requete.GET.get("fonction", Contact.Fonction.REFERENT)}
    formulaire = ContactForm(requete.POST or None, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.ajouter_contact(structure, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_de(structure), "Ajouter un contact", surtitre=structure.nom),
        retour=fiche_de(structure),
        message=lambda contact: f"{contact} est au carnet de cette structure.",
    )


@ecran("contact.gerer", ecrit=True, objet=Contact)
def contact_modifier(requete: Requete, contact: Contact) -> HttpResponse:
    """Corriger un contact."""
    structure = contact.structure
    formulaire = ContactForm(requete.POST or None, initial=ContactForm.initiales(contact))
    return saisir(
        requete,
        formulaire,
        lambda: services.modifier_contact(contact, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_de(structure), "Modifier un contact", surtitre=structure.nom),
        retour=fiche_de(structure),
        message="Le contact est à jour.",
    )


@ecran("contact.gerer", ecrit=True, objet=Contact)
def contact_annuler(requete: Requete, contact: Contact) -> HttpResponse:
    """Retirer un contact, avec sa raison."""
    return confirmer(
        requete,
        lambda motif: services.annuler_contact(contact, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_de(contact.structure), "Retirer un contact"),
        demande=Confirmation(
            question=f"Retirer {contact} des contacts de «\u00a0{contact.structure.nom}\u00a0»\u202f?",
            verbe="Retirer ce contact",
            consequences=["Cette personne ne sera plus proposée\u202f; le journal garde sa trace."],
            url_retour=fiche_de(contact.structure),
            est_dangereuse=True,
        ),
        message=f"{contact} n'est plus un contact de cette structure.",
    )
