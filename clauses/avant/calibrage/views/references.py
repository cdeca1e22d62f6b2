"""La table des métiers : nos valeurs et celles de la porteuse, avec leur source, leur date et leur certitude."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.calibrage import services
from clauses.avant.calibrage.forms import ReferenceForm
from clauses.avant.calibrage.models import ValeurDeReference
from clauses.avant.calibrage.presentation import metiers as presentation
from clauses.avant.calibrage.tables import LigneDeTable, table_de
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import en_date
from clauses.fond.structures.models import StructurePorteuse
from regles.typographie import typographie


def _porteuse(requete: Requete) -> StructurePorteuse:
    return StructurePorteuse.objects.get(pk=requete.acteur.porteuse_id)


@ecran("valeurdereference.voir")
def references(requete: Requete) -> HttpResponse:
    """Chaque métier, sa part et son coût du jour, d'où ils viennent et ce qu'ils valent."""
    table = list(table_de(_porteuse(requete), timezone.localdate()).values())
    siennes = list(ValeurDeReference.objects.visibles_par(requete.acteur).order_by("metier", "-depuis", "pk"))
    permis = peut(requete.acteur, "valeurdereference.saisir")
    contexte = {
        "page": _page(table, permis),
        "tableau": presentation.tableau_des_metiers(table),
        "siennes": [v for v in siennes if not v.est_annule],
        "permis_saisir": permis,
        "etapes": historique(siennes) if siennes and peut(requete.acteur, "journal.voir") else [],
    }
    return render(requete, "calibrage/references.html", contexte)


def _page(table: list[LigneDeTable], permis_saisir: bool) -> Page:
    a_valider = sum(1 for ligne in table if ligne.part.est_a_valider)
    actions = [Action("Ajouter une valeur", reverse("calibrage:reference_saisir"), style="principale")]
    return Page(
        titre="Table des métiers",
        phrase=typographie(
            f"{a_valider} parts de main-d'œuvre sur {len(table)} ne sont que des ordres de grandeur proposés : "
            "à valider par un facilitateur avant de s'en prévaloir."
        ),
        fil=[Lien("Projets", reverse("projets:liste")), Lien("Table des métiers")],
        actions=actions if permis_saisir else [],
    )


def _fil(ou: str) -> list[Lien]:
    return [Lien("Table des métiers", reverse("calibrage:references")), Lien(ou)]


@ecran("valeurdereference.saisir", ecrit=True)
def reference_saisir(requete: Requete) -> HttpResponse:
    """Une valeur de plus, datée et sourcée ; elle remplace la nôtre à partir de son jour."""
    formulaire = ReferenceForm(requete.POST or None, initial={"metier": requete.GET.get("metier", "")})
    if requete.method == "POST" and formulaire.is_valid():
        porteuse, lus = _porteuse(requete), formulaire.cleaned_data
        if tenter(formulaire, lambda: services.saisir_reference(porteuse, par=requete.acteur, **lus)):
            messages.success(requete, typographie("La valeur est dans votre table : le calibrage s'en sert."))
            return redirect("calibrage:references")
    contexte = {
        "page": Page(titre="Ajouter une valeur", fil=_fil("Ajouter une valeur")),
        "formulaire": formulaire,
        "retour": reverse("calibrage:references"),
    }
    return render(requete, "calibrage/reference_saisir.html", contexte, status=422 if formulaire.errors else 200)


@ecran("valeurdereference.saisir", ecrit=True, objet=ValeurDeReference)
def reference_annuler(requete: Requete, objet: ValeurDeReference) -> HttpResponse:
    """Retire une valeur, avec sa raison ; la précédente, ou la nôtre, reprend."""
    motif, erreur = requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            services.annuler_reference(objet, par=requete.acteur, motif=motif)
        except RefusMetier as refus:
            erreur = typographie(refus.message)
        else:
            messages.success(requete, "La valeur est retirée de votre table.")
            return redirect("calibrage:references")
    page = Page(titre="Retirer une valeur", fil=_fil("Retirer"))
    contexte = {"page": page, "demande": _demande(objet, motif, erreur), "erreur": ""}
    return render(requete, "calibrage/confirmation.html", contexte, status=422 if erreur else 200)


def _demande(valeur: ValeurDeReference, motif: str, erreur: str) -> Confirmation:
    nom = f"{valeur.get_metier_display()}, depuis le {en_date(valeur.depuis)}"
    return Confirmation(
        question=typographie(f"Retirer « {nom} » ?"),
        verbe="Retirer la valeur",
        consequences=["Les calibrages déjà retenus gardent la leur.", "L'historique garde celle-ci."],
        url_retour=reverse("calibrage:references"),
        motif=motif,
        erreur=erreur,
        est_dangereuse=True,
    )
