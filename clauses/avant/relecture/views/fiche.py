"""La fiche d'une relecture : ses points, ce qu'on en fait, son texte, son avancement."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.avant.relecture import services
from clauses.avant.relecture.models import PieceRelue, Relecture
from clauses.avant.relecture.presentation import fiche as presentation
from clauses.avant.relecture.presentation.remarques import PARAGRAPHES_PAR_PAGE
from clauses.avant.relecture.presentation.texte import montrer_texte
from clauses.avant.relecture.views.commun import entiere, lire_tout
from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete


@ecran("relecture.voir", objet=Relecture)
def fiche(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Les points par gravité, les faits lus à côté de ceux du lot, ce qui n'a pas été lu."""
    relecture, pieces, points, suites = lire_tout(relecture)
    contexte = {
        "page": presentation.page_de_fiche(requete.acteur, relecture, pieces, points),
        "relecture": relecture,
        "cartes": presentation.cartes(points),
        "groupes": presentation.groupes(points),
        "suivis": [p for p in points if not p.est_ouverte],
        "conformes": [p for p in points if p.est_conforme],
        "pieces": [presentation.montrer_piece(p) for p in pieces],
        "travail": presentation.progression(relecture, pieces),
        "capacites": capacites(requete.acteur, relecture),
        "etapes": historique([relecture, *suites]) if peut(requete.acteur, "journal.voir") else [],
    }
    return render(requete, "relecture/fiche.html", contexte)


@ecran("relecture.voir", objet=Relecture)
def suivi(requete: Requete, relecture: Relecture) -> HttpResponse:
    """L'avancement seul ; la lecture finie, le navigateur revient à la fiche."""
    travail = presentation.progression(relecture, list(relecture.pieces.order_by("rang")))
    reponse = render(requete, "relecture/_suivi.html", {"travail": travail, "relecture": relecture})
    if travail is None:
        reponse["HX-Refresh"] = "true"
    return reponse


@require_POST
@ecran("relecture.traiter", ecrit=True, objet=Relecture)
def traiter(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Traiter, écarter ou reprendre une remarque."""
    cle, etat = requete.POST.get("cle", ""), requete.POST.get("etat", "")
    try:
        services.donner_suite(relecture, cle, etat, par=requete.acteur, motif=requete.POST.get("motif", "")[:2000])
    except RefusMetier as refus:
        messages.error(requete, refus.message)
    return redirect(reverse("relecture:fiche", args=[relecture.pk]) + (f"#r-{cle}" if cle.isalnum() else ""))


@require_POST
@ecran("relecture.relire", ecrit=True, objet=Relecture)
def relire(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Comparer de nouveau à la clause d'aujourd'hui."""
    services.relire(relecture, par=requete.acteur)
    messages.success(requete, "Pièces relues et comparées à la clause d'aujourd'hui.")
    return redirect("relecture:fiche", pk=relecture.pk)


@ecran("relecture.annuler", ecrit=True, objet=Relecture)
def annuler(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Retirer une relecture déposée à tort."""
    erreur, motif = "", requete.POST.get("motif", "")
    if requete.method == "POST":
        try:
            services.annuler(relecture, par=requete.acteur, motif=motif)
            return redirect("relecture:liste")
        except RefusMetier as refus:
            erreur = refus.message
    page = Page("Annuler une relecture", fil=presentation.fil(requete.acteur))
    contexte = {"page": page, "confirmation": presentation.confirmation(relecture, motif, erreur)}
    return render(requete, "relecture/confirmation.html", contexte, status=422 if erreur else 200)


@ecran("piecerelue.voir", objet=PieceRelue)
def texte(requete: Requete, piece: PieceRelue) -> HttpResponse:
    """Le texte tel qu'il a été lu, les passages de la clause surlignés."""
    piece = PieceRelue.objects.defer(None).defer("contenu").get(pk=piece.pk)
    relecture = entiere(piece.relecture)
    feuille = Paginator(piece.paragraphes, PARAGRAPHES_PAR_PAGE).get_page(requete.GET.get("page"))
    fil = presentation.fil(
        requete.acteur, relecture, Lien(relecture.titre, reverse("relecture:fiche", args=[relecture.pk]))
    )
    phrase = piece.message or "Ce qui a été lu, page après page\u202f; les passages de la clause sont surlignés."
    contexte = {
        "page": Page(piece.nom_fichier, phrase, surtitre="Le texte lu", fil=fil),
        "paragraphes": montrer_texte(piece, list(feuille)),
        "feuille": feuille,
    }
    return render(requete, "relecture/texte.html", contexte)
