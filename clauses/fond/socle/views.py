"""Les écrans du socle : le catalogue des composants."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from clauses.fond.socle.catalogue import contexte
from clauses.fond.socle.requete import Requete


def catalogue(requete: Requete) -> HttpResponse:
    """Tous les composants dans tous leurs états, sur des données inventées. Rien n'y est enregistré."""
    messages.success(requete, "Octobre est validé\u00a0: 6 lignes, 512\u202fh retenues.")
    messages.error(requete, "Le fichier n'a pas pu être lu\u00a0: il est protégé par un mot de passe.")
    messages.info(requete, "Le bilan sera prêt dans une minute.")
    return render(requete, "socle/catalogue.html", contexte())


# Le droit est dit ici et non par @ecran_public : la tranche des habilitations est au-dessus du socle.
catalogue.ecran_droit = "public"  # type: ignore[attr-defined]
catalogue.ecran_ecrit = False  # type: ignore[attr-defined]
catalogue.ecran_objet = None  # type: ignore[attr-defined]
