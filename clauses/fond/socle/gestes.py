"""Le geste d'un écran, écrit une fois : un formulaire, une confirmation ou un bouton ; un verbe ; ce qui s'est passé ;
la page suivante. Un refus du métier se montre là où il faut, et rien de ce qui était saisi ne se perd.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clauses.fond.socle.composants import Confirmation, Doublons, Page
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.envois import refuse
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.forms import MotifForm, mettre_a_jour
from clauses.fond.socle.requete import Requete
from regles.typographie import typographie

R = TypeVar("R")
MALGRE_LES_DOUBLONS = "malgre_les_doublons"  # la case qu'on coche pour ajouter ce qui ressemble à l'existant
Dit = str | Callable[[R], str]  # ce qu'on dit une fois l'acte fait, ou ce qui le tire du résultat ; vide, rien
Suite = str | Callable[[R], str | HttpResponse]  # la page où l'on va, ou ce qui la tire du résultat


def saisir(
    requete: Requete,
    formulaire: BaseForm,
    verbe: Callable[[], R],
    *,
    page: Page,
    retour: str,
    vers: Suite[R] = "",
    message: Dit[R] = "C'est enregistré.",
    bouton: str = "Enregistrer",
    doublons: Doublons | None = None,
    gabarit: str = "socle/saisie.html",
    **contexte: Any,
) -> HttpResponse:
    """Montre le formulaire ; rempli, joue `verbe` et va vers `vers`, sinon `retour` (le lien « Ne rien changer »).

    `doublons` : s'il y en a, ils se montrent, et rien n'est encore joué. `gabarit` : une page qui étend
    `socle/saisie.html` pour montrer autre chose à côté (`contexte`).
    """
    if formulaire.is_bound and formulaire.is_valid() and doublons is None:
        resultat = tenter(formulaire, verbe)
        if not formulaire.errors:
            return conclure(requete, resultat, message, vers or retour)
    contexte |= {"page": page, "formulaire": formulaire, "retour": retour, "bouton": bouton, "doublons": doublons}
    return render(requete, gabarit, contexte, status=422 if formulaire.errors else 200)


def confirmer(
    requete: Requete,
    verbe: Callable[[str], R],
    *,
    page: Page,
    demande: Confirmation,
    message: Dit[R],
    vers: Suite[R] = "",
) -> HttpResponse:
    """Dit ce qui va se passer, demande la raison s'il en faut une, puis joue `verbe(motif)` et revient."""
    formulaire = MotifForm(requete.POST if requete.method == "POST" else None, initial={"motif": demande.motif})
    if formulaire.is_bound and formulaire.is_valid():
        resultat = tenter(formulaire, lambda: verbe(formulaire.cleaned_data["motif"]))
        if not formulaire.errors:
            return conclure(requete, resultat, message, vers or demande.url_retour)
    demande = replace(demande, motif=formulaire["motif"].value() or "", erreur=reproches(formulaire))
    statut = 422 if demande.erreur else 200
    return render(requete, "socle/confirmation.html", {"page": page, "demande": demande}, status=statut)


def jouer(
    requete: Requete, verbe: Callable[[], R], *, retour: str, message: Dit[R], vers: Suite[R] = "", ecrit: str = ""
) -> HttpResponse:
    """Un bouton qui n'a pas de page à lui : joue `verbe`, ou dit pourquoi non sur la page d'où l'on vient, et redit
    ce qui était tapé avec lui (`ecrit`)."""
    formulaire = MotifForm({})
    resultat = tenter(formulaire, verbe)
    if formulaire.errors:
        garde = f" Vous aviez écrit : « {ecrit} »." if ecrit else ""
        messages.error(requete, typographie(reproches(formulaire) + garde))
        return refuse(redirect(retour))
    return conclure(requete, resultat, message, vers or retour)


def conclure(requete: Requete, resultat: R, message: Dit[R], vers: Suite[R]) -> HttpResponse:
    """Dit ce qui est fait, et passe à la page suivante."""
    if texte := message(resultat) if callable(message) else message:
        messages.success(requete, typographie(texte))
    page = vers(resultat) if callable(vers) else vers
    return redirect(page) if isinstance(page, str) else page


def tenter(formulaire: BaseForm, verbe: Callable[[], R]) -> R | None:
    """Joue `verbe` et rend son résultat, ou `None` en posant l'erreur sur le formulaire.

    - `RefusMetier` : chaque texte sur le champ qu'il nomme, sinon en tête ;
    - `ModifieEntreTemps` : en tête ; `formulaire.conflit` porte les changements à montrer, et la version cachée
      avance. Un formulaire qui ne la porte pas dit les changements en une phrase.
    """
    try:
        return verbe()
    except RefusMetier as refus:
        for champ, textes in refus.par_champ.items():
            formulaire.add_error(champ if champ in formulaire.fields else None, list(textes))
        mettre_a_jour(formulaire, refus.a_jour)
    except ModifieEntreTemps as conflit:
        if conflit.a_jour.keys() <= formulaire.fields.keys():
            formulaire.add_error(None, f"{conflit} Comparez ci-dessous, puis enregistrez de nouveau.")
            formulaire.conflit = conflit.changements  # type: ignore[attr-defined]
            mettre_a_jour(formulaire, conflit.a_jour)
        else:
            formulaire.add_error(None, typographie(conflit.en_phrase()))
    return None


def reproches(formulaire: BaseForm) -> str:
    """Tout ce que le formulaire reproche, d'une traite : là où ses champs ne se montrent pas."""
    return " ".join(str(texte) for textes in formulaire.errors.values() for texte in textes)
