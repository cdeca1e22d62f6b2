"""Les écrans de l'annuaire : la liste et sa carte, une structure, son entrée au répertoire."""

from collections.abc import Sequence
from typing import Any, Literal

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.fond.annuaire import presentation
from clauses.fond.annuaire.forms import RAYON_HABITUEL, FiltreAnnuaire
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.presentation import LigneAnnuaire
from clauses.fond.annuaire.recherche import proches
from clauses.fond.annuaire.services import ajouter_au_repertoire
from clauses.fond.annuaire.services.repertoire import dans_le_repertoire
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.carte import Carte, PointDeCarte
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import jouer
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.fond.structures.models import Structure

PAR_PAGE = 25
VOISINAGE_KM = 10


@ecran("fournisseur.voir")
def liste(requete: Requete) -> HttpResponse:
    """L'annuaire, cherché, filtré, sur une carte."""
    filtre = FiltreAnnuaire(requete.GET)
    lu = lire_filtres(filtre)
    centre, rayon = lu.get("centre"), lu.get("rayon", RAYON_HABITUEL)
    lignes = _autour(centre, rayon, lu) if centre else _partout(lu)
    feuille = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    actifs = _actifs(requete, filtre)
    autour = f"{lu['lieu']}" if centre else ""
    vues = _avec_repertoire(feuille.object_list, requete.acteur)
    page = _page(filtre, feuille.paginator.count, filtree=bool(actifs), autour=autour, rayon=rayon)
    contexte = {"page": page, "feuille": feuille, "filtres": _filtres(filtre, actifs), "vide": _vide(bool(actifs))}
    contexte |= {
        "tableau": _tableau(vues, avec_distance=bool(centre)),
        "carte": _carte(lignes, vues, centre, rayon, lu),
    }
    return render(requete, "annuaire/liste.html", contexte)


def _page(filtre: FiltreAnnuaire, total: int, *, filtree: bool, autour: str, rayon: int) -> Page:
    """La phrase compte ; si le lieu demandé est inconnu, elle le dit."""
    if "lieu" in filtre.errors:
        return Page("Annuaire", str(filtre.errors["lieu"][0]), ton="attente")
    return Page("Annuaire", presentation.phrase_de_la_liste(total, filtree=filtree, lieu=autour, rayon=rayon))


def _autour(centre: tuple[float, float], rayon: int, lu: dict[str, Any]) -> Sequence[Any]:
    secteurs, natures = [s for s in [lu["secteur"]] if s], [n for n in [lu["nature"]] if n]
    trouvees = proches(*centre, rayon, natures=natures, secteurs=secteurs, texte=lu["q"])
    return [LigneAnnuaire(p.fournisseur, p.distance_km, p.correspondance) for p in trouvees]


def _partout(lu: dict[str, Any]) -> Any:
    """Sans lieu : un QuerySet, par nom, que le Paginator coupe en SQL."""
    gardees = Fournisseur.objects.en_activite()
    if lu.get("q"):
        gardees = gardees.cherches(lu["q"])
    if lu.get("nature"):
        gardees = gardees.filter(nature=lu["nature"])
    if lu.get("secteur"):
        gardees = gardees.filter(secteurs__contains=[lu["secteur"]])
    return gardees.order_by("tri", "pk")


def _avec_repertoire(lignes: Any, acteur: Acteur) -> list[LigneAnnuaire]:
    """Les lignes de la page, marquées quand la porteuse les connaît déjà : une requête."""
    lues = [ligne if isinstance(ligne, LigneAnnuaire) else LigneAnnuaire(ligne) for ligne in lignes]
    sirets = [ligne.fournisseur.siret for ligne in lues if ligne.fournisseur.siret]
    connus = set(
        Structure.objects.visibles_par(acteur).actifs().filter(siret__in=sirets).values_list("siret", flat=True)
    )
    return [
        LigneAnnuaire(ligne.fournisseur, ligne.distance_km, ligne.correspondance, ligne.fournisseur.siret in connus)
        for ligne in lues
    ]


def _tableau(lignes: list[LigneAnnuaire], *, avec_distance: bool) -> Tableau:
    return Tableau(
        presentation.colonnes(avec_distance=avec_distance),
        lignes,
        legende="Structures de l'annuaire",
        url=lambda ligne: reverse("annuaire:fiche", args=[ligne.fournisseur.pk]),
    )


def _carte(toutes: Any, vues: list[LigneAnnuaire], centre: Any, rayon: int, lu: dict[str, Any]) -> Any:
    """Autour d'un lieu, tout ce qui est trouvé ; sinon, les structures de la page."""
    if centre:
        repere = PointDeCarte(centre[0], centre[1], lu["lieu"])
        return presentation.carte_de(f"Autour de {lu['lieu']}", toutes, repere, rayon)
    return presentation.carte_de("Les structures de cette page", vues)


def _filtres(filtre: FiltreAnnuaire, actifs: list[Lien]) -> GroupeDeFiltres:
    return GroupeDeFiltres(filtre, actifs=actifs, url_effacer=reverse("annuaire:liste"))


def _actifs(requete: Requete, filtre: FiltreAnnuaire) -> list[Lien]:
    """Ce qui filtre déjà, chaque lien en retirant un."""
    liens = []
    for champ in filtre:
        valeur = requete.GET.get(champ.name, "").strip()
        if valeur and champ.name not in filtre.errors:
            reste = requete.GET.copy()
            for nom in (champ.name, "page"):
                reste.pop(nom, None)
            mot = {str(cle): mot for cle, mot in getattr(champ.field, "choices", ())}.get(valeur, valeur)
            liens.append(Lien(f"{champ.label}\u00a0: {mot}", f"?{reste.urlencode()}"))
    return liens


def _vide(filtree: bool) -> Vide:
    if filtree:
        return Vide("Aucune structure ne répond à ces filtres", "Élargissez le rayon, ou retirez un filtre.")
    return Vide(
        "L'annuaire est vide",
        "La personne qui exploite le site le remplit d'après les listes publiques, par la commande charger_annuaire.",
        icone="building",
    )


@ecran("fournisseur.voir", objet=Fournisseur)
def fiche(requete: Requete, fournisseur: Fournisseur) -> HttpResponse:
    """Une structure : ce qu'elle est, ce qu'elle peut dans une clause, où la trouver."""
    structure, autres = dans_le_repertoire(fournisseur, requete.acteur)
    metiers, origine = presentation.metiers_expliques(fournisseur)
    contexte = {
        "page": Page(
            str(fournisseur),
            presentation.phrase_de_la_fiche(fournisseur, structure, autres),
            surtitre=fournisseur.get_nature_display(),
            ton="neutre" if fournisseur.actif else "attente",
            fil=[presentation.RACINE, Lien(str(fournisseur))],
            actions=_actions(requete.acteur, fournisseur, structure, autres),
        ),
        "definitions": presentation.definitions(fournisseur),
        "explication": presentation.explication(fournisseur),
        "metiers": metiers,
        "origine": origine,
        "source": presentation.source_en_mots(fournisseur),
        "carte": _voisinage(fournisseur) if fournisseur.est_situe else None,
    }
    return render(requete, "annuaire/fiche.html", contexte)


def _voisinage(fournisseur: Fournisseur) -> Carte:
    """Elle, au centre, et les autres structures à dix kilomètres ou moins."""
    latitude, longitude = fournisseur.latitude, fournisseur.longitude
    autres = [p for p in proches(latitude, longitude, VOISINAGE_KM) if p.fournisseur.pk != fournisseur.pk]
    titre = f"Autour d'elle, à {VOISINAGE_KM}\u202fkm ou moins"
    return presentation.carte_de(titre, autres, PointDeCarte(latitude, longitude, str(fournisseur)), VOISINAGE_KM)


def _actions(
    acteur: Acteur, fournisseur: Fournisseur, structure: Structure | None, autres: list[Structure]
) -> list[Action]:
    if autres and peut(acteur, "structure.voir"):
        return [
            *(Action(f"Voir «\u00a0{s.nom}\u00a0»", reverse("structures:fiche", args=[s.pk])) for s in autres),
            *_ajouter(acteur, fournisseur, "Ajouter cet établissement à part", "discrete"),
        ]
    if structure is not None and peut(acteur, "structure.voir"):
        return [Action("Voir dans mon répertoire", reverse("structures:fiche", args=[structure.pk]), icone="building")]
    return _ajouter(acteur, fournisseur, "Ajouter à mon répertoire") if structure is None else []


def _ajouter(
    acteur: Acteur, fournisseur: Fournisseur, libelle: str, style: Literal["principale", "discrete"] = "principale"
) -> list[Action]:
    if not peut(acteur, "structure.creer"):
        return []
    url = reverse("annuaire:ajouter", args=[fournisseur.pk])
    return [Action(libelle, url, style=style, methode="post", icone="plus-lg")]


@ecran("structure.creer", ecrit=True, objet=Fournisseur)
@require_POST
def ajouter(requete: Requete, fournisseur: Fournisseur) -> HttpResponse:
    """Prendre cette structure au répertoire de la porteuse ; deux fois, elle n'y est qu'une fois."""
    return jouer(
        requete,
        lambda: ajouter_au_repertoire(fournisseur, par=requete.acteur),
        retour=reverse("annuaire:fiche", args=[fournisseur.pk]),
        vers=lambda structure: reverse("structures:fiche", args=[structure.pk]),
        message=lambda structure: f"«\u00a0{structure.nom}\u00a0» est dans votre répertoire.",
    )
