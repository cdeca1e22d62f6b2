"""Les écrans du programme et de l'opération."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations import places
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Confirmation, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.feuilles import feuilleter
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.suivi.marches.forms.operations import FiltreOperations, OperationForm
from clauses.suivi.marches.models import Marche, Operation
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation import operations as presentation
from clauses.suivi.marches.services import operations
from regles.typographie import accorder

PAR_PAGE = 25
_FIL = [Lien("Opérations", "/operations/")]
_JOINTS = ("donneur_d_ordre", "facilitateur")
_LUS = ("nom", "commune", "etat", "donneur_d_ordre__nom", "facilitateur__prenom", "facilitateur__nom")


@ecran("operation.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les opérations que l'on peut voir, cherchées et filtrées, avec leurs heures dues."""
    filtre = FiltreOperations(requete.GET or None, acteur=requete.acteur)
    trouvees = _filtrees(requete, filtre)
    feuille = feuilleter(trouvees, PAR_PAGE, requete.GET.get("page"))
    lignes = presentation.lignes(list(feuille), timezone.localdate())
    total = feuille.paginator.count
    page = Page(titre="Opérations", phrase=f"{accorder(total, 'opération')}.", actions=_actes(requete))
    contexte = {
        "page": page,
        "feuille": feuille,
        "tableau": Tableau(presentation.COLONNES, lignes, legende="Opérations", url=lambda ligne: ligne.url),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("marches:operations")),
        "vide": _vide(requete),
    }
    return render(requete, "socle/liste.html", contexte)


def _filtrees(requete: Requete, filtre: FiltreOperations) -> Any:
    trouvees = Operation.objects.visibles_par(requete.acteur).actifs()
    valeurs = lire_filtres(filtre)
    if valeurs.get("q"):
        marches = Marche.objects.visibles_par(requete.acteur).actifs().cherches(valeurs["q"])
        cles = trouvees.cherchees(valeurs["q"]).order_by().values("pk")
        trouvees = trouvees.filter(Q(pk__in=cles) | Q(pk__in=marches.order_by().values("operation_id")))
    choix = {nom: valeurs[nom] for nom in ("etat", "facilitateur", "programme") if valeurs.get(nom)}
    return trouvees.filter(**choix).select_related(*_JOINTS).only(*_LUS).order_by("tri", "pk")


def _actes(requete: Requete) -> list[Action]:
    actes = []
    if peut(requete.acteur, "operation.creer"):
        actes.append(Action("Créer une opération", reverse("marches:operation_creer"), style="principale"))
    if peut(requete.acteur, "marche.importer"):
        actes.append(Action("Importer des marchés", reverse("marches:imports")))
    actes += places.actes(requete.acteur, "operations")
    if peut(requete.acteur, "programme.voir"):
        actes.append(Action("Programmes", reverse("marches:programmes")))
    return actes


def _vide(requete: Requete) -> Vide:
    if requete.GET:
        return Vide("Aucune opération ne répond à ces filtres", "Retirez-en un, ou cherchez un autre mot.")
    acte = next((a for a in _actes(requete) if a.style == "principale"), None)
    texte = "Une opération réunit les marchés d'un donneur d'ordre\u00a0: tout commence par elle."
    return Vide("Aucune opération", texte, action=acte)


@ecran("operation.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    formulaire = OperationForm(requete.POST or None, acteur=requete.acteur)
    return saisir(
        requete,
        formulaire,
        lambda: operations.creer(par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(_FIL, "Créer une opération"),
        bouton="Créer l'opération",
        retour=reverse("marches:operations"),
        vers=fiche_de,
        message="L'opération est créée. Ajoutez-lui ses marchés.",
    )


@ecran("operation.modifier", ecrit=True, objet=Operation)
def modifier(requete: Requete, operation: Operation) -> HttpResponse:
    initial = OperationForm.initiales(operation)
    formulaire = OperationForm(requete.POST or None, acteur=requete.acteur, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: operations.modifier(operation, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_operation(requete.acteur, operation), "Modifier l'opération"),
        retour=fiche_de(operation),
        message="L'opération est à jour.",
    )


@ecran("operation.modifier", ecrit=True, objet=Operation)
def annuler(requete: Requete, operation: Operation) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: operations.annuler(operation, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_operation(requete.acteur, operation), "Annuler l'opération"),
        demande=Confirmation(
            question=f"Annuler l'opération « {operation.nom} » ?",
            verbe="Annuler l'opération",
            consequences=[
                "Elle quitte les listes ; sa fiche et son journal restent.",
                "Une opération finie ne s'annule pas : dites-la terminée.",
            ],
            url_retour=fiche_de(operation),
            est_dangereuse=True,
        ),
        vers=reverse("marches:operations"),
        message=f"L'opération {operation.nom} est annulée.",
    )


@ecran("journal.voir")
def journal(requete: Requete, pk: Any) -> HttpResponse:
    """Qui a changé quoi dans l'opération, ses marchés, ses lots, ses clauses et ses attributions."""
    operation = get_object_or_404(Operation.objects.visibles_par(requete.acteur), pk=pk)
    objets: list[Any] = [operation]
    complets = ("evenements", "lots__clauses", "lots__tranches", "lots__attributions")
    for marche in operation.marches.order_by("pk").prefetch_related(*complets):
        objets += [marche, *marche.evenements.all()]
        for lot in marche.lots.all():
            objets += [lot, *lot.clauses.all(), *lot.tranches.all(), *lot.attributions.all()]
    page = presentation.rubrique(requete.acteur, operation, "journal")
    contexte = {"page": page, "etapes": historique(objets, 100)}
    return render(requete, "marches/operations/journal.html", contexte)
