"""Un formulaire n'est enregistré qu'une fois, même envoyé deux fois au même instant (décision 0049).

Chaque `{% csrf_token %}` porte aussi un jeton à usage unique. `@ecran(ecrit=True)` passe tout envoi par `une_fois` :
le jeton se consomme dans la transaction de l'acte, et ne se consomme que si l'acte s'est fait. Un second envoi attend
le premier, puis mène où il a mené.
"""

import hashlib
import json
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from clauses.fond.socle.composants import Page
from clauses.fond.socle.models import Envoi
from clauses.fond.socle.models.envoi import JOURS_GARDES
from clauses.fond.socle.requete import Requete

CHAMP = "envoi"
LUES = ("version", "lues", "versions", "rang_lu")  # ce que redit une page qui modifie : voir `concurrence`
_A_NOUS = {CHAMP, "csrfmiddlewaretoken"}
DEJA = "C'est déjà enregistré\u00a0: l'envoi, reçu deux fois, n'a compté qu'une fois."


def une_fois(requete: Requete, faire: Callable[[], HttpResponse]) -> HttpResponse:
    """Ce que rend `faire`, joué dans une transaction ; ou, s'il l'a déjà été pour cet envoi, la page où il a mené."""
    jeton, empreinte = requete.POST.get(CHAMP, ""), empreinte_de(requete)
    with transaction.atomic():
        duree = JOURS_GARDES * 86_400 if jeton else settings.ENVOI_SANS_JETON
        envoi = Envoi.objects.prendre(_cle(requete, jeton, empreinte), empreinte, duree)
        if envoi.vers:
            return deja_fait(requete, envoi, est_le_meme=envoi.empreinte == empreinte)
        reponse = faire()
        siens = Envoi.objects.filter(cle=envoi.cle)
        if isinstance(reponse, HttpResponseRedirect) and not getattr(reponse, "est_un_refus", False):
            siens.update(vers=reponse.url, le=Now())
        else:
            siens.delete()
    return reponse


def refuse(reponse: HttpResponse) -> HttpResponse:
    """La même réponse : elle mène ailleurs sans que l'acte soit fait, et l'envoi peut être refait tel quel."""
    reponse.est_un_refus = True  # type: ignore[attr-defined]
    return reponse


def empreinte_de(requete: Requete) -> str:
    """De tout ce qui est envoyé, fichiers compris, sauf les jetons."""
    somme = hashlib.sha256(json.dumps(_champs(requete)).encode())
    for nom, fichiers in sorted(requete.FILES.lists()):
        for fichier in fichiers:
            somme.update(f"{nom}:{fichier.name}:{fichier.size}:".encode())
            for morceau in fichier.chunks():
                somme.update(morceau)
            fichier.seek(0)
    return somme.hexdigest()


def deja_fait(requete: Requete, envoi: Envoi, *, est_le_meme: bool) -> HttpResponse:
    """La page où menait le premier envoi. Si la page a changé depuis (retour en arrière, puis une autre saisie), on
    demande : ce qui est tapé se renvoie tel quel, avec un jeton neuf."""
    if est_le_meme:
        messages.info(requete, DEJA)
        return redirect(envoi.vers)
    contexte = {
        "page": Page("C'est déjà enregistré"),
        "vers": envoi.vers,
        "adresse": requete.get_full_path(),
        "champs": _champs(requete),
        "avec_fichier": bool(requete.FILES),
    }
    return render(requete, "socle/deja_enregistre.html", contexte)


def _champs(requete: Requete) -> list[tuple[str, str]]:
    return [(nom, str(v)) for nom, valeurs in requete.POST.lists() if nom not in _A_NOUS for v in valeurs]


def _cle(requete: Requete, jeton: str, empreinte: str) -> str:
    """Le compte, l'adresse, et le jeton ; sans jeton, ce qui est envoyé en tient lieu. Une page qui modifie redit ce
    qu'elle montrait : renvoyée avec une autre saisie, c'est un autre acte, que sa version lue départage."""
    morceaux = [str(requete.user.pk), requete.get_full_path(), jeton]
    if not jeton or any(requete.POST.get(nom) for nom in LUES):
        morceaux.append(empreinte)
    return hashlib.sha256("\n".join(morceaux).encode()).hexdigest()
