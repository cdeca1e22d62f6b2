"""La file : valider d'un coup ce qui est sans remarque, et la liste de qui doit des mois."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page, Vide
from clauses.fond.socle.forms import lire_filtres, lues_de
from clauses.fond.socle.gestes import confirmer
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.forms import FiltreMois
from clauses.suivi.declarations.forms.mois import cles_de_lignes
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.presentation import liste as liste_des_mois
from clauses.suivi.declarations.presentation import retards as presentation
from clauses.suivi.declarations.presentation.file import demande_de_la_file, lire_la_file
from clauses.suivi.declarations.retards import retards
from clauses.suivi.declarations.services import validation as verbes
from regles.typographie import accorder

SANS_REMARQUE = "Aucune ligne n'est sans remarque dans cette file\u00a0: regardez-les une à une."


@ecran("declarationmensuelle.valider", ecrit=True)
def valider(requete: Requete) -> HttpResponse:
    """Valide d'un coup les lignes sans remarque des mois filtrés, telles que la page les montre."""
    retour = f"{reverse('declarations:liste')}?{requete.GET.urlencode() or 'etat=a_valider'}"
    file = lire_la_file(_lignes(requete))
    if not file.sans_remarque and requete.method != "POST":
        messages.warning(requete, SANS_REMARQUE)
        return redirect(retour)
    return confirmer(
        requete,
        lambda motif: verbes.valider_la_file(cles_de_lignes(lues_de(requete).split()), par=requete.acteur),
        page=Page.au_bout(
            [Lien("Déclarations", reverse("declarations:liste")), Lien("À valider", retour)],
            "Valider ce qui est sans remarque",
        ),
        demande=demande_de_la_file(file, retour),
        message=lambda faites: f"{accorder(len(faites), 'ligne validée', 'lignes validées')}.",
        vers=f"{reverse('declarations:liste')}?etat=a_valider",
    )


def _lignes(requete: Requete) -> list[LigneHeures]:
    """Celles des mois que la liste montrait, filtrée comme elle l'était."""
    filtre = FiltreMois({**requete.GET.dict(), "etat": "a_valider"})
    visibles = DeclarationMensuelle.objects.visibles_par(requete.acteur).actifs()
    mois = liste_des_mois.filtrer(visibles, lire_filtres(filtre), timezone.localdate())
    return list(
        LigneHeures.objects.visibles_par(requete.acteur)
        .actifs()
        .filter(declaration__in=mois, etat=LigneHeures.Etat.SOUMISE)
        .select_related("contrat__participant", "lot__marche__operation")
        .order_by("lot__marche__operation__tri", "mois", "contrat__participant__tri", "pk")
    )


@ecran("declarationmensuelle.valider")
def entreprises(requete: Requete) -> HttpResponse:
    """Qui doit des mois, la plus ancienne échéance d'abord, et de quoi l'appeler."""
    jour = timezone.localdate()
    lus = retards(requete.acteur, jour)
    contexte = {
        "page": presentation.page(lus),
        "retards": presentation.en_lignes(lus, jour),
        "vide": Vide("Personne ne doit de mois", "Toutes les entreprises ont transmis leurs heures à temps."),
    }
    return render(requete, "declarations/retards.html", contexte)
