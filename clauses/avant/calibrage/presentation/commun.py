"""Ce que les écrans du calibrage ont en commun : le ton d'un verdict, les durées, l'adresse d'un lot."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.avant.calibrage.etude import LotCalibre
from clauses.avant.projets.models import LotProjet
from clauses.fond.socle.composants import Ton
from clauses.fond.socle.valeurs import en_nombre
from regles.faisabilite import DecisionFaisabilite, Niveau

TONS: dict[Niveau, Ton] = {Niveau.FAISABLE: "accent", Niveau.TENDU: "attente", Niveau.IRREALISTE: "alerte"}
ICONES = {Niveau.FAISABLE: "check-circle-fill", Niveau.TENDU: "eye", Niveau.IRREALISTE: "exclamation-triangle-fill"}


def adresse_du_lot(lot: LotProjet) -> str:
    return reverse("calibrage:lot", args=[lot.pk])


def mois(duree: int | None) -> str:
    return "—" if duree is None else f"{duree}\u00a0mois"


def pastille_du_verdict(verdict: DecisionFaisabilite | None) -> SafeString:
    """Le verdict en mot, couleur et icône ; le constat au survol et pour les lecteurs d'écran par le tableau."""
    if verdict is None:
        return format_html('<span class="pastille pastille-neutre">{}</span>', "à compléter")
    return format_html(
        '<span class="pastille pastille-{}" title="{}">{}</span>', TONS[verdict.niveau], verdict.motif, verdict.verdict
    )


def en_personnes(ligne: LotCalibre) -> str:
    if ligne.lectures is None or not ligne.lectures.personnes:
        return "—"
    return f"{ligne.lectures.personnes} × {en_nombre(ligne.lectures.mois_chacune)}\u00a0mois"
