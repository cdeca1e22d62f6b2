"""Les notes réglementaires à l'écran."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, Lien, Page
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import en_date_longue
from regles.contradictions import CONTRADICTIONS, pour_les_notes
from regles.notes.catalogue import NOTES, PAR_CODE
from regles.opportunite.faits import NATURES_ACHAT
from regles.opportunite.ouvertures import OUVERTURES
from regles.socle import CERTITUDES
from regles.typographie import majuscule, typographie

TITRE = "Notes réglementaires"


@ecran("accueil.voir")
def notes(requete: Requete) -> HttpResponse:
    """Une note par instrument et par sujet du conseil."""
    registre = Action("Registre des marchés sans clause", reverse("opportunite:registre"))
    actions = [registre] if peut(requete.acteur, "marchesansclause.voir") else []
    phrase = f"{len(NOTES)} notes, relues le {en_date_longue(max(une.verifiee_le for une in NOTES))}."
    lignes = [{"note": une, "url": reverse("opportunite:note", args=[une.code])} for une in NOTES]
    page = Page(TITRE, typographie(phrase), actions=actions)
    contexte = {"page": page, "lignes": lignes, "contradictions": CONTRADICTIONS}
    return render(requete, "opportunite/notes.html", contexte)


@ecran("accueil.voir")
def note(requete: Requete, code: str) -> HttpResponse:
    """Une note : ce que c'est, quand, ce qu'il faut, ce à quoi veiller, ses textes."""
    lue = PAR_CODE.get(code)
    if lue is None:
        raise Http404
    phrase = typographie(f"{lue.resume} Relue le {en_date_longue(lue.verifiee_le)}.")
    contexte = {
        "page": Page(lue.titre, phrase, fil=[Lien(TITRE, reverse("opportunite:notes")), Lien(lue.titre)]),
        "note": lue,
        "references": [(texte, typographie(CERTITUDES[texte.certitude])) for texte in lue.references],
        "ouvertures": _ouvertures() if code == "ouvertures" else [],
        "contradictions": pour_les_notes((code,)),
    }
    return render(requete, "opportunite/note.html", contexte)


def _ouvertures() -> list[dict[str, str]]:
    """La table des tâches ouvertes, prête à lire."""
    return [
        {
            "nature": majuscule(NATURES_ACHAT[une.nature]),
            "titre": une.titre,
            "divisions": ", ".join(une.divisions) or "toutes",
            "taches": ", ".join(une.taches),
            "precaution": une.precaution,
        }
        for une in OUVERTURES
    ]
