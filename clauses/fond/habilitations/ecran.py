"""`@ecran` : chaque écran dit son droit, et s'il écrit. Le reste en découle."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.matrice import matrice
from clauses.fond.socle.envois import une_fois
from clauses.fond.socle.requete import Requete

LECTURES = {"GET", "HEAD", "OPTIONS"}
METHODES = sorted({*LECTURES, "POST"})
Vue = Callable[..., HttpResponse]


def ecran(
    droit: str, *, ecrit: bool = False, objet: type[models.Model] | None = None, avec: Sequence[str] = ()
) -> Callable[[Vue], Vue]:
    """Garde un écran.

    - sans connexion, ou quand aucun rôle n'est encore accepté : vers la connexion, qui mène aux invitations ; une
      méthode hors de METHODES : 405 ;
    - `objet` donné : la ligne `pk` est cherchée par `visibles_par` (404 pour un étranger), le droit est
      ensuite vérifié sur elle (403 pour un collègue), et la vue reçoit la ligne au lieu de `pk` ; `avec` : les
      relations lues avec elle (`select_related`) ;
    - un écran qui n'écrit pas, et toute lecture (GET), s'exécute en transaction READ ONLY : une
      écriture y est refusée par PostgreSQL ; ce qui écrit le fait une fois par envoi, dans une transaction.
    """
    if droit not in matrice():
        raise KeyError(f"@ecran : le droit « {droit} » n'est pas dans la matrice.")

    def decorer(vue: Vue) -> Vue:
        @require_http_methods(METHODES)
        @wraps(vue)
        def gardee(requete: Requete, *args: Any, **kwargs: Any) -> HttpResponse:
            if not requete.user.is_authenticated or (requete.acteur is None and requete.invitations):
                return redirect_to_login(requete.get_full_path())
            if ecrit and requete.method not in LECTURES:
                return une_fois(requete, lambda: executer(requete, *args, **kwargs))
            with transaction.atomic():
                with connection.cursor() as curseur:
                    curseur.execute("SET TRANSACTION READ ONLY")
                return executer(requete, *args, **kwargs)

        def executer(requete: Requete, *args: Any, **kwargs: Any) -> HttpResponse:
            if (acteur := requete.acteur) is None:
                raise PermissionDenied("Votre compte n'est rattaché à aucune structure.")
            if objet is not None:
                lues = objet._default_manager.visibles_par(acteur).filter(pk=kwargs.pop("pk"))  # type: ignore[attr-defined]
                ligne = (lues.select_related(*avec) if avec else lues).first()
                if ligne is None:
                    raise Http404
                if not peut(acteur, droit, ligne):
                    raise PermissionDenied
                return vue(requete, ligne, *args, **kwargs)
            if not peut(acteur, droit):
                raise PermissionDenied
            return vue(requete, *args, **kwargs)

        gardee.ecran_droit = droit  # type: ignore[attr-defined]
        gardee.ecran_ecrit = ecrit  # type: ignore[attr-defined]
        gardee.ecran_objet = objet  # type: ignore[attr-defined]
        return gardee

    return decorer


def ecran_public(vue: Vue) -> Vue:
    """Un écran sans droit (connexion, mentions légales) : dit explicitement, donc comptable."""
    vue = require_http_methods(METHODES)(vue)
    vue.ecran_droit = "public"  # type: ignore[attr-defined]
    vue.ecran_ecrit = True  # type: ignore[attr-defined]
    vue.ecran_objet = None  # type: ignore[attr-defined]
    return vue
