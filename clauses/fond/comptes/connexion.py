"""La porte : tout chemin de connexion finit par `ouvrir_session`.

Un second facteur s'y placera (ranger l'intention, demander le code, puis ouvrir) et ProConnect l'appellera à
son retour, quand il aura retrouvé l'`Utilisateur` ; les écrans, eux, ne changeront pas.
"""

import time

from django.contrib.auth import authenticate, login
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.sessions import OUVERTE, VUE
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.requete import Requete

MOTEUR = "django.contrib.auth.backends.ModelBackend"
ACCUEIL = "/"


def reconnaitre(requete: Requete, courriel: str, mot_de_passe: str) -> Utilisateur | None:
    """La personne à qui sont ce courriel et ce mot de passe. Sans compte, Django hache quand même : le même temps."""
    return authenticate(requete, courriel=courriel, password=mot_de_passe)


def ouvrir_session(requete: Requete, utilisateur: Utilisateur) -> None:
    """Ouvre la session de cette personne, déjà reconnue. Le seul appel de `login` du logiciel."""
    login(requete, utilisateur, backend=MOTEUR)
    requete.session[OUVERTE] = requete.session[VUE] = time.time()


def est_rattache(utilisateur: Utilisateur) -> bool:
    """Sans rôle accepté, un compte n'ouvre sur rien."""
    return Appartenance.objects.actives().filter(utilisateur=utilisateur).exists()


def est_invite(utilisateur: Utilisateur) -> bool:
    """Un rôle attend sa réponse."""
    return Appartenance.objects.en_attente().filter(utilisateur=utilisateur).exists()


def suite_sure(requete: Requete, demandee: str) -> str:
    """L'adresse où aller ensuite si elle est bien de ce site, sinon l'accueil."""
    est_d_ici = url_has_allowed_host_and_scheme(demandee, {requete.get_host()}, require_https=requete.is_secure())
    return demandee if demandee and est_d_ici else ACCUEIL


def suite_permise(requete: Requete, demandee: str, acteur: Acteur) -> str:
    """La page où rester en changeant d'appartenance : une liste que le nouveau rôle ouvre ; sinon l'accueil.

    Une fiche n'est pas gardée : elle est presque toujours d'un autre périmètre.
    """
    adresse = suite_sure(requete, demandee)
    try:
        ecran = resolve(adresse.partition("?")[0])
    except Resolver404:
        return ACCUEIL
    droit = getattr(ecran.func, "ecran_droit", "public")
    return adresse if not ecran.kwargs and droit != "public" and peut(acteur, droit) else ACCUEIL
