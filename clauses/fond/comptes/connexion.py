"""La porte : tout chemin de connexion finit par `ouvrir_session`.

Un second facteur s'y placera (ranger l'intention, demander le code, puis ouvrir) et ProConnect l'appellera à
son retour, quand il aura retrouvé l'`Utilisateur` ; les écrans, eux, ne changeront pas.
"""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, login
from django.db.models import Max
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.requete import Requete

MOTEUR = "django.contrib.auth.backends.ModelBackend"
ACCUEIL = "/"


def reconnaitre(requete: Requete, courriel: str, mot_de_passe: str) -> Utilisateur | None:
    """La personne à qui sont ce courriel et ce mot de passe. Un échec compte pour le ralentissement.

    Le courriel est mis en minuscules : changer la casse ne redonne pas d'essais.
    """
    return authenticate(requete, courriel=courriel.lower(), password=mot_de_passe)


def ouvrir_session(requete: Requete, utilisateur: Utilisateur) -> None:
    """Ouvre la session de cette personne, déjà reconnue. Le seul appel de `login` du logiciel."""
    login(requete, utilisateur, backend=MOTEUR)


def est_rattache(utilisateur: Utilisateur) -> bool:
    """Sans appartenance active, un compte n'ouvre sur rien."""
    return Appartenance.objects.actives().filter(utilisateur=utilisateur).exists()


def attente(courriel: str, adresse: str | None) -> timedelta:
    """Ce qu'il reste à attendre après trop d'essais sur ce courriel depuis cette adresse ; zéro au moins."""
    essais = AccessAttempt.objects.filter(username=courriel, ip_address=adresse)
    dernier = essais.aggregate(le=Max("attempt_time"))["le"]
    delai = get_cool_off()
    if dernier is None or delai is None:
        return delai or timedelta(0)
    return max(dernier + delai - timezone.now(), timedelta(0))


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
