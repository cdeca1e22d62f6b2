"""La liste des relectures, et le dépôt des pièces, d'un lot ou d'ici."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses.avant.relecture import services
from clauses.avant.relecture.forms import DepotForm, FiltreRelectures, PiecesForm
from clauses.avant.relecture.models import Relecture
from clauses.avant.relecture.presentation import fiche as presentation
from clauses.avant.relecture.presentation import liste as montrer
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import GroupeDeFiltres, Lien, Page
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.onglets import fil_operation

PAR_PAGE = 25
INVITE = (
    "La clause est cherchée dans le texte, puis comparée à celle du lot\u00a0: heures, formule, pénalités, publics, "
    "transmissions."
)


@ecran("relecture.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les relectures que l'on peut voir, la plus récente d'abord."""
    filtre = FiltreRelectures(requete.GET or None)
    valeurs = lire_filtres(filtre)
    trouvees = Relecture.objects.visibles_par(requete.acteur).actifs()
    if valeurs.get("q"):
        trouvees = trouvees.cherches(valeurs["q"])
    if valeurs.get("gravite"):
        trouvees = trouvees.filter(**{f"resultat__comptes__{valeurs['gravite']}__gt": 0})
    trouvees = trouvees.select_related("lot", "marche", "projet").order_by("-cree_le", "pk")
    feuille = Paginator(trouvees, PAR_PAGE).get_page(requete.GET.get("page"))
    contexte = {
        "page": montrer.page_de_liste(requete.acteur, feuille.paginator.count),
        "feuille": feuille,
        "tableau": montrer.tableau(list(feuille)),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("relecture:liste")),
        "vide": montrer.vide(requete.acteur, valeurs),
    }
    return render(requete, "socle/liste.html", contexte)


@ecran("relecture.deposer", ecrit=True)
def deposer(requete: Requete) -> HttpResponse:
    """Déposer des pièces et choisir le lot."""
    form = DepotForm(*_envoi(requete), acteur=requete.acteur)
    page = Page("Relire une pièce", INVITE, fil=presentation.fil(requete.acteur))
    return _saisir(requete, form, page, reverse("relecture:liste"))


@ecran("relecture.deposer", ecrit=True, objet=Lot)
def relire_lot(requete: Requete, lot: Lot) -> HttpResponse:
    """Déposer des pièces à comparer à ce lot."""
    lot = Lot.objects.select_related("marche__operation").get(pk=lot.pk)
    form = PiecesForm(*_envoi(requete))
    retour = fiche_de(lot)
    fil = fil_operation(requete.acteur, lot.marche.operation, Lien(f"Lot {lot.numero}", retour))
    page = Page.au_bout(fil, "Relire une pièce", phrase=INVITE, surtitre=str(lot))
    return _saisir(requete, form, page, retour, lot)


def _saisir(requete: Requete, form: PiecesForm, page: Page, retour: str, lot: Lot | None = None) -> HttpResponse:
    return saisir(
        requete,
        form,
        lambda: _deposer(requete, form, lot),
        page=page,
        bouton="Relire",
        retour=retour,
        vers=fiche_de,
        message="",
        gabarit="relecture/depot.html",
    )


def _envoi(requete: Requete) -> tuple[Any, Any]:
    """Ce qui a été envoyé, même vide ; rien pour une page qu'on ouvre."""
    return (requete.POST, requete.FILES) if requete.method == "POST" else (None, None)


def _deposer(requete: Requete, form: PiecesForm, lot: Lot | None) -> Relecture:
    valeurs: dict[str, Any] = form.cleaned_data
    lot = lot or valeurs.get("lot")
    fichiers = [(fichier.name, fichier.read()) for fichier in valeurs["fichiers"]]
    cible: dict[str, Any] = {"lot": lot}
    if lot is not None and valeurs["tout_le_marche"]:
        cible = {"marche": lot.marche}
    return services.deposer(fichiers, par=requete.acteur, **cible)
