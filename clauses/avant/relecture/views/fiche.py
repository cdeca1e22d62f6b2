"""La fiche d'une relecture : ses points, ce qu'on en fait, son texte, son avancement."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
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
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.forms import lues_de
from clauses.fond.socle.gestes import confirmer, jouer
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import lire_texte


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
    motif = lire_texte(requete.POST.get("motif", "")[:2000])
    return jouer(
        requete,
        lambda: services.donner_suite(relecture, cle, etat, par=requete.acteur, motif=motif, lues=lues_de(requete)),
        retour=fiche_de(relecture) + (f"#r-{cle}" if cle.isalnum() else ""),
        message="",
        ecrit=motif,
    )


@require_POST
@ecran("relecture.relire", ecrit=True, objet=Relecture)
def relire(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Comparer de nouveau à la clause d'aujourd'hui."""
    return jouer(
        requete,
        lambda: services.relire(relecture, par=requete.acteur),
        retour=fiche_de(relecture),
        message="Pièces relues et comparées à la clause d'aujourd'hui.",
    )


@ecran("relecture.annuler", ecrit=True, objet=Relecture)
def annuler(requete: Requete, relecture: Relecture) -> HttpResponse:
    """Retirer une relecture déposée à tort."""
    return confirmer(
        requete,
        lambda motif: services.annuler(relecture, par=requete.acteur, motif=motif),
        page=Page("Annuler une relecture", fil=presentation.fil(requete.acteur)),
        demande=Confirmation(
            question=f"Annuler la relecture de {relecture}\u202f?",
            verbe="Annuler la relecture",
            consequences=["Elle quitte la liste\u202f; ses fichiers et son journal sont gardés."],
            url_retour=fiche_de(relecture),
            est_dangereuse=True,
        ),
        vers=reverse("relecture:liste"),
        message="",
    )


@ecran("piecerelue.voir", objet=PieceRelue)
def texte(requete: Requete, piece: PieceRelue) -> HttpResponse:
    """Le texte tel qu'il a été lu, les passages de la clause surlignés."""
    piece = PieceRelue.objects.defer(None).defer("contenu").get(pk=piece.pk)
    relecture = entiere(piece.relecture)
    feuille = Paginator(piece.paragraphes, PARAGRAPHES_PAR_PAGE).get_page(requete.GET.get("page"))
    fil = presentation.fil(requete.acteur, relecture, Lien(relecture.titre, fiche_de(relecture)))
    phrase = piece.message or "Ce qui a été lu, page après page\u202f; les passages de la clause sont surlignés."
    contexte = {
        "page": Page(piece.nom_fichier, phrase, surtitre="Le texte lu", fil=fil),
        "paragraphes": montrer_texte(piece, list(feuille)),
        "feuille": feuille,
    }
    return render(requete, "relecture/texte.html", contexte)
