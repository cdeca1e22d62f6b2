"""Les versions d'une pièce : télécharger, déposer celle qui revient de Word, comparer."""

import zipfile
from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from clauses.avant.redaction import presentation
from clauses.avant.redaction.comparaison import comparer as comparer_les_textes
from clauses.avant.redaction.dossier import dernieres
from clauses.avant.redaction.forms import ComparerForm, DepotForm
from clauses.avant.redaction.interdits import part_de_main_d_oeuvre
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.avant.redaction.services import pieces as services
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import GroupeDeFiltres, Lien, Page
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Marche

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@ecran("versiondepiece.voir", objet=VersionDePiece)
def telecharger(requete: Requete, version: VersionDePiece) -> HttpResponse:
    return a_enregistrer(bytes(version.contenu), version.nom_fichier, DOCX)


@ecran("piece.voir", objet=Marche)
def archive(requete: Requete, marche: Marche) -> HttpResponse:
    """La dernière version de chaque pièce, dans une archive."""
    versions = VersionDePiece.objects.filter(pk__in=dernieres(marche)).order_by("piece__nature", "rang")
    flux, noms = BytesIO(), set[str]()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_STORED) as zip_:
        for version in versions:
            nom = version.nom_fichier if version.nom_fichier not in noms else f"{version.pk}.docx"
            noms.add(nom)
            zip_.writestr(nom, bytes(version.contenu))
    if not noms:
        raise Http404
    nom = f"pieces_{slugify(marche.reference or marche.objet)[:60]}.zip"
    return a_enregistrer(flux.getvalue(), nom, "application/zip")


@ecran("piece.rediger", ecrit=True, objet=Piece)
def deposer(requete: Requete, piece: Piece) -> HttpResponse:
    """Le DOCX repris dans Word devient la dernière version."""
    form = DepotForm(requete.POST, requete.FILES) if requete.method == "POST" else DepotForm()
    phrase = "Elle s'ajoute aux précédentes, sans les remplacer\u00a0; son texte se compare à l'écran."
    return saisir(
        requete,
        form,
        lambda: _deposer(requete, piece, form),
        page=presentation.page_d_un_geste(requete.acteur, piece, "Déposer une version de Word", phrase),
        bouton="Déposer cette version",
        retour=fiche_de(piece),
        message=lambda version: f"La version {version.rang} est déposée.",
        gabarit="redaction/depot.html",
    )


def _deposer(requete: Requete, piece: Piece, form: DepotForm) -> VersionDePiece:
    fichier, commentaire = form.cleaned_data["fichier"], form.cleaned_data["commentaire"]
    version = services.deposer_version(
        piece, fichier.read(), par=requete.acteur, commentaire=commentaire, nom=fichier.name
    )
    if extrait := part_de_main_d_oeuvre(version.texte):
        messages.warning(
            requete, f"Ce fichier parle de part de main-d'œuvre («\u00a0{extrait}\u00a0»)\u00a0: à retirer."
        )
    return version


@ecran("piece.voir", objet=Piece)
def comparer(requete: Requete, piece: Piece) -> HttpResponse:
    """Deux versions, paragraphe par paragraphe ; d'office, les deux dernières."""
    rangs = list(piece.versions.actifs().order_by("-rang").values_list("rang", flat=True))
    initiales = {"avant": rangs[1] if len(rangs) > 1 else rangs[0], "apres": rangs[0]} if rangs else {}
    form = ComparerForm(requete.GET if "avant" in requete.GET else initiales, piece=piece)
    choisies = form.cleaned_data if rangs and form.is_valid() else {}
    retour = fiche_de(piece)
    fil = presentation.fil_des_pieces(requete.acteur, piece.marche, Lien(str(piece.get_nature_display()), retour))
    lignes = _differences(piece, choisies) if choisies else []
    page = Page("Comparer deux versions", _phrase(choisies, len(lignes)), str(piece), fil=[*fil, Lien("Comparer")])
    filtres = GroupeDeFiltres(form, url_effacer=reverse("redaction:comparer", args=[piece.pk]))
    contexte = {"page": page, "filtres": filtres, "lignes": lignes, "a_comparer": len(rangs) > 1, "retour": retour}
    return render(requete, "redaction/comparer.html", contexte)


def _differences(piece: Piece, choisies: dict[str, int]) -> list[object]:
    versions = piece.versions.actifs().filter(rang__in=choisies.values()).order_by("rang")
    textes = dict(versions.values_list("rang", "texte"))
    return [*comparer_les_textes(textes[choisies["avant"]], textes[choisies["apres"]])]


def _phrase(choisies: dict[str, int], nombre: int) -> str:
    if not choisies:
        return "Choisissez deux versions."
    if choisies["avant"] == choisies["apres"]:
        return f"La version {choisies['avant']}, comparée à elle-même."
    if not nombre:
        return f"Les versions {choisies['avant']} et {choisies['apres']} disent la même chose."
    return f"De la version {choisies['avant']} à la {choisies['apres']}\u00a0: ce qui est retiré, ce qui est ajouté."
