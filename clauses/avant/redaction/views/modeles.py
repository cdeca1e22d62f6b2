"""Les textes modèles : lire les nôtres, écrire une variante, comparer, revenir aux nôtres."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses.avant.redaction.comparaison import comparer
from clauses.avant.redaction.exemple import apercu
from clauses.avant.redaction.forms import TexteForm
from clauses.avant.redaction.insertions import INSERTIONS
from clauses.avant.redaction.modeles_de_textes import SectionModele, modeles, section
from clauses.avant.redaction.models import ModeleDeTexte
from clauses.avant.redaction.services import modeles as services
from clauses.avant.redaction.variables import CONDITIONS, VARIABLES
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.forms import lu
from clauses.fond.socle.gestes import conclure, confirmer, tenter
from clauses.fond.socle.requete import Requete
from clauses.fond.structures.models import StructurePorteuse
from regles.typographie import accorder


@ecran("modeledetexte.voir")
def liste(requete: Requete) -> HttpResponse:
    """Nos textes, pièce par pièce, et les sections que la structure écrit autrement."""
    variantes = {
        (v.nature, v.section): v
        for v in ModeleDeTexte.objects.visibles_par(requete.acteur).actifs().en_vigueur().order_by("pk")
    }
    pieces = [
        (modele, [(notre, variantes.get((notre.nature, notre.code))) for notre in modele.sections])
        for modele in modeles()
    ]
    texte = f"{accorder(len(variantes), 'section')} à votre façon" if variantes else "Tout suit nos textes"
    page = Page("Textes modèles", f"{texte}. Une pièce déjà engendrée garde le sien.", "Rédaction")
    return render(requete, "redaction/modeles.html", {"page": page, "pieces": pieces})


def _section_ou_404(code: str) -> SectionModele:
    notre = section(code)
    if notre is None:
        raise Http404
    return notre


@ecran("modeledetexte.voir", ecrit=True)
def fiche(requete: Requete, code: str) -> HttpResponse:
    """Une section : notre texte, la variante en cours, ses versions ; l'écrire et l'essayer."""
    notre = _section_ou_404(code)
    versions = list(_versions(requete, notre))
    actuelle = next((v for v in versions if v.est_en_vigueur), None)
    form = TexteForm(requete.POST or None, initial=_initial(notre, actuelle))
    peut_ecrire = peut(requete.acteur, "modeledetexte.modifier")
    essai = None
    if requete.method == "POST" and peut_ecrire and form.is_valid():
        if requete.POST.get("acte") == "essayer":
            essai = tenter(form, lambda: _essayer(requete, notre, form.cleaned_data["texte"]))
        elif tenter(form, lambda: _ecrire(requete, notre, form)):
            fait = "Votre texte est enregistré\u00a0: les prochaines versions le prendront."
            return conclure(requete, notre, fait, reverse("redaction:modele", args=[code]))
    contexte = _contexte(requete, notre, actuelle, versions)
    contexte |= {"form": form, "essai": essai, "peut_ecrire": peut_ecrire}
    return render(requete, "redaction/modele.html", contexte, status=422 if form.errors else 200)


def _versions(requete: Requete, notre: SectionModele) -> Any:
    visibles = ModeleDeTexte.objects.visibles_par(requete.acteur).actifs()
    return visibles.filter(nature=notre.nature, section=notre.code).order_by("-rang")


def _initial(notre: SectionModele, actuelle: ModeleDeTexte | None) -> dict[str, Any]:
    return {"texte": actuelle.texte if actuelle else notre.texte, "rang_lu": actuelle.rang if actuelle else 0}


def _essayer(requete: Requete, notre: SectionModele, texte: str) -> Any:
    services.exiger_texte_juste(texte)
    return apercu(notre, texte, _porteuse(requete))


def _porteuse(requete: Requete) -> StructurePorteuse:
    return StructurePorteuse.objects.get(pk=requete.acteur.porteuse_id)


def _ecrire(requete: Requete, notre: SectionModele, form: TexteForm) -> ModeleDeTexte:
    propres, rang = form.cleaned_data, lu(form, "rang_lu")
    return services.ecrire(notre, propres["texte"], par=requete.acteur, motif=propres["motif"], rang_lu=rang)


def _contexte(
    requete: Requete, notre: SectionModele, actuelle: ModeleDeTexte | None, versions: list[ModeleDeTexte]
) -> dict[str, Any]:
    phrase = "Cette section suit notre texte."
    if actuelle:
        phrase = f"Votre variante, version {actuelle.rang}, remplace notre texte\u00a0: {actuelle.motif}"
    nom = next(m.titre for m in modeles() if m.nature == notre.nature)
    return {
        "page": Page(notre.titre, phrase, nom, fil=_fil(notre)),
        "section": notre,
        "actuelle": actuelle,
        "versions": versions,
        "notre_a_change": bool(actuelle and actuelle.du_notre != notre.du),
        "differences": comparer(notre.texte, actuelle.texte) if actuelle else [],
        "apercu": apercu(notre, actuelle.texte if actuelle else notre.texte, _porteuse(requete)),
        "variables": VARIABLES.values(),
        "conditions": CONDITIONS.values(),
        "insertions": INSERTIONS.values(),
    }


def _fil(notre: SectionModele, *suite: Lien) -> list[Lien]:
    return [Lien("Textes modèles", reverse("redaction:modeles")), Lien(notre.titre), *suite]


@ecran("modeledetexte.modifier", ecrit=True)
def revenir(requete: Requete, code: str) -> HttpResponse:
    """Laisser la variante et revenir à notre texte, en disant pourquoi."""
    notre = _section_ou_404(code)
    return confirmer(
        requete,
        lambda motif: services.revenir_au_notre(notre, par=requete.acteur, motif=motif),
        page=Page("Revenir à notre texte", surtitre=notre.titre, fil=_fil(notre)),
        demande=Confirmation(
            question="Revenir à notre texte ?",
            verbe="Revenir à notre texte",
            consequences=[
                "Votre variante reste lisible dans ses versions.",
                "Les pièces déjà engendrées ne changent pas.",
            ],
            url_retour=reverse("redaction:modele", args=[code]),
        ),
        message="La section suit de nouveau notre texte.",
    )
