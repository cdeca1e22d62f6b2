"""La liste du répertoire, cherchée, filtrée, exportée."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.exports import Export, reponse_csv, reponse_xlsx
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.fond.structures.exports import exporter_repertoire
from clauses.fond.structures.forms import FiltreStructures
from clauses.fond.structures.models import Structure
from clauses.fond.structures.presentation import COLONNES, phrase_de_la_liste

PAR_PAGE = 50


def _filtrees(requete: Requete, filtre: FiltreStructures) -> Any:
    """Les structures que l'acteur voit et que les filtres gardent, rangées par nom."""
    lu = lire_filtres(filtre)
    toutes = Structure.objects.visibles_par(requete.acteur)
    gardees = toutes.annules() if lu.get("fiche") == "annulees" else toutes.actifs()
    if lu.get("fiche") == "sans_siret":
        gardees = gardees.filter(siret__isnull=True)
    if lu.get("q"):
        gardees = gardees.cherchees(lu["q"])
    gardees = gardees.filter(**{champ: lu[champ] for champ in ("famille", "nature") if lu.get(champ)})
    return gardees.order_by("tri", "pk")


def _actifs(requete: Requete, filtre: FiltreStructures) -> list[Lien]:
    """Ce qui filtre déjà, chaque lien en retirant un."""
    liens = []
    for champ in filtre:
        if valeur := lire_filtres(filtre).get(champ.name):
            reste = requete.GET.copy()
            reste.pop(champ.name)
            reste.pop("page", None)
            mot = dict(getattr(champ.field, "choices", ())).get(valeur, valeur)
            liens.append(Lien(f"{champ.label}\u00a0: {mot}", f"?{reste.urlencode()}"))
    return liens


@ecran("structure.voir")
def liste(requete: Requete) -> HttpResponse:
    """Le répertoire."""
    filtre = FiltreStructures(requete.GET)
    structures = _filtrees(requete, filtre)
    feuille = Paginator(structures, PAR_PAGE).get_page(requete.GET.get("page"))
    actifs = _actifs(requete, filtre)
    sans_siret = 0 if actifs else structures.filter(siret__isnull=True).count()
    page = Page(
        "Structures",
        phrase_de_la_liste(feuille.paginator.count, sans_siret, filtree=bool(actifs)),
        actions=_actions(requete),
    )
    contexte = {"page": page, "feuille": feuille, **_corps(requete, feuille, filtre, actifs)}
    return render(requete, "socle/liste.html", contexte)


def _actions(requete: Requete) -> list[Action]:
    """Créer, et emporter ce que les filtres gardent."""
    suite = f"?{requete.GET.urlencode()}" if requete.GET else ""
    actions = [
        Action("XLSX", reverse("structures:export_xlsx") + suite, style="discrete", icone="file-earmark-spreadsheet"),
        Action("CSV", reverse("structures:export_csv") + suite, style="discrete", icone="filetype-csv"),
    ]
    return [*actions, *_creer(requete)]


def _creer(requete: Requete) -> list[Action]:
    if not peut(requete.acteur, "structure.creer"):
        return []
    return [Action("Ajouter une structure", reverse("structures:creer"), style="principale", icone="plus-lg")]


def _corps(requete: Requete, feuille: Any, filtre: FiltreStructures, actifs: list[Lien]) -> dict[str, Any]:
    vide = (
        Vide("Aucune structure ne répond à ces filtres", "Retirez un filtre, ou cherchez une partie du nom.")
        if actifs
        else Vide(
            "Le répertoire est vide",
            "Il rassemble les donneurs d'ordre, les entreprises, les SIAE et les prescripteurs que vous suivez. "
            "Les imports de marchés et d'heures le remplissent aussi.",
            action=next(iter(_creer(requete)), None),
            icone="building",
        )
    )
    return {
        "tableau": Tableau(
            COLONNES, list(feuille), legende="Structures", url=lambda s: reverse("structures:fiche", args=[s.pk])
        ),
        "filtres": GroupeDeFiltres(filtre, actifs=actifs, url_effacer=reverse("structures:liste")),
        "vide": vide,
    }


def _exporter(requete: Requete) -> Export:
    filtre = FiltreStructures(requete.GET)
    return exporter_repertoire(
        _filtrees(requete, filtre),
        extrait_le=timezone.localdate(),
        filtres=[lien.libelle for lien in _actifs(requete, filtre)],
        avec_contacts=peut(requete.acteur, "contact.voir"),
    )


@ecran("structure.voir")
def export_xlsx(requete: Requete) -> HttpResponse:
    return reponse_xlsx(_exporter(requete))


@ecran("structure.voir")
def export_csv(requete: Requete) -> HttpResponse:
    return reponse_csv(_exporter(requete))
