"""La table des métiers : nos valeurs et celles de la porteuse, avec leur source, leur date et leur certitude."""

from django.http import HttpResponse
from django.shortcuts import render
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
from clauses.fond.socle.gestes import confirmer, saisir
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
        "siennes": [(v, presentation.valeurs_de(v)) for v in siennes if not v.est_annule],
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
    return saisir(
        requete,
        formulaire,
        lambda: services.saisir_reference(_porteuse(requete), par=requete.acteur, **formulaire.cleaned_data),
        page=Page(titre="Ajouter une valeur", fil=_fil("Ajouter une valeur")),
        bouton="Ajouter à la table",
        retour=reverse("calibrage:references"),
        message="La valeur est dans votre table : le calibrage s'en sert.",
    )


@ecran("valeurdereference.saisir", ecrit=True, objet=ValeurDeReference)
def reference_annuler(requete: Requete, objet: ValeurDeReference) -> HttpResponse:
    """Retire une valeur, avec sa raison ; la précédente, ou la nôtre, reprend."""
    nom = f"{objet.get_metier_display()}, depuis le {en_date(objet.depuis)}"
    return confirmer(
        requete,
        lambda motif: services.annuler_reference(objet, par=requete.acteur, motif=motif),
        page=Page(titre="Retirer une valeur", fil=_fil("Retirer")),
        demande=Confirmation(
            question=f"Retirer « {nom} » ?",
            verbe="Retirer la valeur",
            consequences=["Les calibrages déjà retenus gardent la leur.", "L'historique garde celle-ci."],
            url_retour=reverse("calibrage:references"),
            est_dangereuse=True,
        ),
        message="La valeur est retirée de votre table.",
    )
