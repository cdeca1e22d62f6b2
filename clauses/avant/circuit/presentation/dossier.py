"""Ce que montre la page du circuit d'un marché : pièces, accords de chaque partie, remarques, tours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from clauses.avant.circuit.forms import ReponseForm
from clauses.avant.circuit.models import Dossier, Partie, Remarque, Tour
from clauses.avant.circuit.presentation import gestes, phrases
from clauses.avant.circuit.services.remarques import peut_repondre
from clauses.avant.circuit.situation import LOURDS, Situation, SituationDePiece
from clauses.avant.redaction.models import VersionDePiece
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Etape, Lien, Page, Ton
from clauses.fond.socle.valeurs import en_date, en_date_longue
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.onglets import fil_operation
from regles.circuit import PARTIES
from regles.typographie import typographie

_ICONES: dict[str, tuple[str, Ton]] = {
    Tour.Geste.OUVERTURE: ("plus-lg", "neutre"),
    Tour.Geste.TRANSMISSION: ("arrow-right", "accent"),
    Tour.Geste.RETOUR: ("arrow-counterclockwise", "neutre"),
    Tour.Geste.REFUS: ("x-circle", "alerte"),
    Tour.Geste.REPRISE: ("arrow-counterclockwise", "neutre"),
    Tour.Geste.ACCORD: ("check-circle-fill", "accent"),
    Tour.Geste.CLOTURE: ("archive", "accent"),
}


@dataclass(frozen=True)
class AccordVu:
    """L'accord d'une partie sur la version en vigueur, en mots et en ton. `url_retirer` : pour qui l'a donné."""

    partie: str
    texte: str
    ton: Ton
    icone: str
    url_retirer: str = ""


@dataclass(frozen=True)
class RemarqueVue:
    """Une remarque, et le formulaire de réponse de qui peut y répondre."""

    remarque: Remarque
    qui: str
    formulaire: ReponseForm | None
    url_retirer: str


@dataclass(frozen=True)
class PieceVue:
    """Une pièce prête à montrer."""

    cle: UUID
    titre: str
    version: str
    avertissement: str
    url_lire: str
    url_telecharger: str
    url_comparer: str
    url_remarquer: str
    accords: Sequence[AccordVu]
    ouvertes: Sequence[RemarqueVue]
    repondues: Sequence[RemarqueVue]
    anciennes: Sequence[Lien]


def page(acteur: Acteur, marche: Marche, vue: Situation | None, partie: Partie | None, jour: date) -> Page:
    suite = (Lien(marche.nom_court, reverse("marches:marche", args=[marche.pk])), Lien("Circuit"))
    surtitre = " · ".join(("Circuit des pièces", marche.operation.donneur_d_ordre.nom))
    fil = fil_operation(acteur, marche.operation, *suite)
    if vue is None:
        return Page(titre=marche.objet, surtitre=surtitre, phrase="Le circuit n'est pas encore ouvert.", fil=fil)
    texte, ton = phrases.phrase(vue, jour), phrases.ton(vue, jour)
    if marche.etat != Marche.Etat.PREPARE and vue.dossier.etat != Dossier.Etat.CLOS:
        texte, ton = f"{marche.get_etat_display()} : le circuit s'est arrêté sans clôture.", "neutre"
    if vue.chez == partie and ton == "neutre":
        ton = "attente"
    lire = Action("Les pièces", reverse("redaction:marche", args=[marche.pk]), style="discrete")
    return Page(
        titre=marche.objet,
        surtitre=surtitre,
        phrase=typographie(texte),
        ton=ton,
        fil=fil,
        actions=[*gestes.actions(vue, partie), lire],
    )


def pieces(vue: Situation, partie: Partie | None, versions: dict[UUID, list[VersionDePiece]]) -> list[PieceVue]:
    return [_piece(vue, p, partie, versions.get(p.piece.pk, [])) for p in vue.pieces]


def versions_par_piece(marche: Marche) -> dict[UUID, list[VersionDePiece]]:
    """{pièce: ses versions, la dernière d'abord}, sans leur contenu. Une requête."""
    lues = VersionDePiece.objects.actifs().filter(piece__marche=marche).defer(*LOURDS).order_by("piece_id", "-rang")
    groupes: dict[UUID, list[VersionDePiece]] = {}
    for version in lues:
        groupes.setdefault(version.piece_id, []).append(version)
    return groupes


def _piece(vue: Situation, p: SituationDePiece, partie: Partie | None, versions: list[VersionDePiece]) -> PieceVue:
    remarques = [_remarque(vue, r, partie) for r in p.remarques]
    anciennes = [v for v in versions if p.version is None or v.pk != p.version.pk]
    precedente = anciennes[0] if anciennes else None
    return PieceVue(
        cle=p.piece.pk,
        titre=p.piece.get_nature_display(),
        version=_version(p.version),
        avertissement=_avertissement(p, partie),
        url_lire=reverse("redaction:piece", args=[p.piece.pk]) if p.version else "",
        url_telecharger=reverse("redaction:telecharger", args=[p.version.pk]) if p.version else "",
        url_comparer=reverse("redaction:comparer", args=[p.piece.pk]) if p.version and precedente else "",
        url_remarquer=_url_remarquer(vue, p, partie),
        accords=[_accord(vue, p, qui, partie) for qui in vue.parties],
        ouvertes=[r for r in remarques if r.remarque.etat == Remarque.Etat.OUVERTE],
        repondues=[r for r in remarques if r.remarque.etat != Remarque.Etat.OUVERTE],
        anciennes=[Lien(_version(v), reverse("redaction:telecharger", args=[v.pk])) for v in anciennes],
    )


def _version(version: VersionDePiece | None) -> str:
    if version is None:
        return "Pas encore écrite"
    jour = en_date(timezone.localtime(version.cree_le).date())
    par = f" par {version.auteur}" if version.auteur else ""
    return f"Version {version.rang}, {version.get_origine_display().lower()} le {jour}{par}"


def _avertissement(p: SituationDePiece, partie: Partie | None) -> str:
    if p.version is None or p.est_transmise:
        return ""
    if partie == Partie.FACILITATEUR:
        return "Pas encore transmise."
    return "Le facilitateur y travaille : elle ne vous est pas encore transmise."


def _url_remarquer(vue: Situation, p: SituationDePiece, partie: Partie | None) -> str:
    if p.version is None or not gestes.peut_jouer(vue, partie, "remarquer"):
        return ""
    return reverse("circuit:remarque_creer", args=[p.piece.pk])


def _accord(vue: Situation, p: SituationDePiece, qui: str, partie: Partie | None) -> AccordVu:
    nom = Partie(qui).label
    if (donne := p.accords.get(qui)) is not None:
        jour = en_date(timezone.localtime(donne.quand).date())
        retirable = qui == partie and gestes.peut_jouer(vue, partie, "remarquer")
        url = reverse("circuit:accord_retirer", args=[donne.pk]) if retirable else ""
        return AccordVu(nom, f"d'accord le {jour}", "accent", "check-circle-fill", url)
    if (tombe := p.tombes.get(qui)) is not None:
        texte = f"accord tombé, donné à la version {tombe.version_accordee.rang}"
        return AccordVu(nom, texte, "alerte", "exclamation-triangle-fill")
    return AccordVu(nom, "accord attendu", "neutre", "hourglass-split")


def _remarque(vue: Situation, remarque: Remarque, partie: Partie | None) -> RemarqueVue:
    repond = peut_repondre(remarque, partie) and gestes.peut_jouer(vue, partie, "repondre")
    sienne = remarque.partie == partie and remarque.etat == Remarque.Etat.OUVERTE
    retirable = sienne and gestes.peut_jouer(vue, partie, "remarquer")
    return RemarqueVue(
        remarque,
        f"{remarque.get_partie_display()}, {remarque.auteur}",
        ReponseForm(auto_id=f"id_{remarque.pk}_%s") if repond else None,
        reverse("circuit:remarque_retirer", args=[remarque.pk]) if retirable else "",
    )


def frise(dossier: Dossier) -> list[Etape]:
    """Les tours, du plus récent au plus ancien. Deux requêtes."""
    versions = VersionDePiece.objects.defer(*LOURDS).select_related("piece").order_by("piece__nature", "pk")
    tours = dossier.tours.actifs().order_by("-rang").prefetch_related(Prefetch("versions", queryset=versions))
    return [_etape(tour) for tour in tours]


def _point(message: str) -> str:
    """Un message qui finit sa phrase n'en demande pas une seconde."""
    return "" if message.rstrip().endswith((".", "!", "?", "…")) else "."


def _etape(tour: Tour) -> Etape:
    icone, ton = _ICONES[tour.geste]
    details: list[Any] = [f"« {tour.message} »{_point(tour.message)}" if tour.message else ""]
    if tour.echeance:
        details.append(f"Réponse attendue le {en_date_longue(tour.echeance)}.")
    transmises = [f"{v.piece.get_nature_display()} (version {v.rang})" for v in tour.versions.all()]
    details.append(f"{', '.join(transmises)}." if transmises else "")
    return Etape(
        quand=timezone.localtime(tour.quand),
        titre=_titre(tour),
        detail=typographie(" ".join(filter(None, details))),
        auteur=tour.par,
        icone=icone,
        ton=ton,
    )


def _titre(tour: Tour) -> str:
    if tour.geste == Tour.Geste.TRANSMISSION:
        return {"acheteur": "Transmis à l'acheteur", "juriste": "Transmis au juriste"}[tour.vers]
    if tour.geste == Tour.Geste.REFUS:
        return f"Refusé par {PARTIES[tour.de]}"
    if tour.geste == Tour.Geste.RETOUR:
        return f"Rendu au facilitateur par {PARTIES[tour.de]}"
    return str(tour.get_geste_display())
