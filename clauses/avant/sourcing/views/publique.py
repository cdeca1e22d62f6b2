"""La page où une structure répond, sans compte, par le lien qu'elle a reçu.

Les messageries ouvrent les liens pour les vérifier : un GET ne change rien et ne consomme rien. La page ne montre
que le projet, qui demande, et ce que cette structure a elle-même répondu.
"""

import math
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clauses.avant.projets.models import Projet
from clauses.avant.sourcing import services
from clauses.avant.sourcing.forms import ReponseForm
from clauses.avant.sourcing.jetons import empreinte_de
from clauses.avant.sourcing.lieu import lieu_en_mots
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.services.reponses import accepte_par_le_lien, acteur_du_lien
from clauses.avant.sourcing.views.reponses import REPRIS
from clauses.fond.comptes import freins
from clauses.fond.comptes.presentation import en_attendant
from clauses.fond.comptes.visiteur import endroit_de
from clauses.fond.habilitations.ecran import ecran_public
from clauses.fond.socle.composants import Definition, Page
from clauses.fond.socle.fichiers import TAILLE_MAX
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import en_date_longue, en_mois
from clauses.fond.structures.models import StructurePorteuse

OFFRES = freins.Allure("offre", 20, timedelta(seconds=30), timedelta(minutes=10))
JETONS = freins.Allure("jeton d'offre", 60, timedelta(seconds=10), timedelta(minutes=10))


@ecran_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(requete: Requete, jeton: str) -> HttpResponse:
    """Dire ce que l'on propose ; corriger jusqu'à l'échéance."""
    demande = _demande(jeton)
    if demande is None:
        return _inconnue(requete)
    if not accepte_par_le_lien(demande):
        return _trop_tard(requete, demande)
    if requete.method == "POST" and (reste := freins.essayer(OFFRES, str(demande.pk))):
        return _patienter(requete, reste)
    return _montrer(requete, demande, jeton)


repondre.corps_max = TAILLE_MAX + 100_000  # type: ignore[attr-defined]  # sans compte, mais une pièce s'y joint


def _montrer(requete: Requete, demande: Sollicitation, jeton: str) -> HttpResponse:
    formulaire = ReponseForm(requete.POST or None, requete.FILES or None, initial=_deja_dit(demande))
    del formulaire.fields["version"]
    repondu = bool(_deja_dit(demande))
    return saisir(
        requete,
        formulaire,
        lambda: services.repondre_par_le_lien(demande, formulaire.offre, par=acteur_du_lien(demande)),
        page=Page("Votre offre d'insertion", _phrase(demande, repondu)),
        bouton="Corriger ma réponse" if repondu else "Envoyer ma réponse",
        retour=reverse("sourcing:repondre", args=[jeton]),
        message="Merci\u00a0: votre réponse est enregistrée.",
        gabarit="sourcing/repondre.html",
        demande=demande,
        projet=_projet(demande.projet, demande),
        piece=demande.nom_fichier if repondu else "",
    )


def _demande(jeton: str) -> Sollicitation | None:
    liees = Sollicitation.objects.select_related(
        "projet__donneur_d_ordre", "projet__porteuse", "fournisseur", "structure", "lot_projet"
    )
    return liees.filter(jeton_empreinte=empreinte_de(jeton)).first()


def _deja_dit(demande: Sollicitation) -> dict[str, object]:
    """Ce que la structure a répondu par ce lien ; jamais ce qu'un facilitateur a noté d'elle."""
    if not demande.reponse or demande.saisie_par:
        return {}
    return {nom: getattr(demande, nom) for nom in REPRIS}


def _phrase(demande: Sollicitation, repondu: bool) -> str:
    jusque = f"jusqu'au {en_date_longue(demande.echeance)}"
    if repondu:
        return f"Votre réponse est enregistrée ; vous pouvez la corriger {jusque}."
    return f"Dites ce que vous pourriez faire, {jusque}. Vous n'engagez personne."


def _projet(projet: Projet, demande: Sollicitation) -> list[Definition]:
    """Ce que le message disait déjà : ni montant, ni part de main-d'œuvre."""
    lignes = [
        Definition("Projet", projet.nom),
        Definition("Lot", str(demande.lot_projet) if demande.lot_projet else ""),
        Definition("Acheteur", projet.donneur_d_ordre.nom),
        Definition("Lieu", lieu_en_mots(projet)),
        Definition("Durée", f"{projet.duree_mois} mois" if projet.duree_mois else ""),
        Definition("Consultation", en_mois(projet.date_lancement) if projet.date_lancement else ""),
    ]
    return [ligne for ligne in lignes if ligne.valeur]


def _inconnue(requete: Requete) -> HttpResponse:
    """Un lien faux : 404 ; qui insiste attend."""
    if reste := freins.essayer(JETONS, endroit_de(requete)):
        return _patienter(requete, reste)
    raise Http404


def _patienter(requete: Requete, reste: timedelta) -> HttpResponse:
    page = Page("Patientez un peu", f"Trop d'essais à la suite. {en_attendant(reste)}", ton="alerte")
    reponse = render(requete, "sourcing/lien_clos.html", {"page": page, "porteuse": ""}, status=429)
    reponse["Retry-After"] = str(math.ceil(reste.total_seconds()))
    return reponse


def _trop_tard(requete: Requete, demande: Sollicitation) -> HttpResponse:
    phrase = (
        f"La réponse était possible jusqu'au {en_date_longue(demande.echeance)}."
        if demande.est_ouverte
        else "Cette demande d'offre a été retirée."
    )
    contexte = {
        "page": Page("Ce lien ne vaut plus", phrase, ton="alerte"),
        "porteuse": _ou_joindre(demande.projet.porteuse),
    }
    return render(requete, "sourcing/lien_clos.html", contexte, status=410)


def _ou_joindre(porteuse: StructurePorteuse) -> SafeString:
    """Son nom, son courriel en lien, son téléphone ; ce qu'elle n'a pas donné se tait."""
    courriel = porteuse.courriel and format_html('<a href="mailto:{0}">{0}</a>', porteuse.courriel)
    donnes = filter(None, (porteuse.nom, courriel, porteuse.telephone))
    return format_html_join(", ", "{}", ((donne,) for donne in donnes))
