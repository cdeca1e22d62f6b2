"""Ce que montrent les écrans de la rédaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from clauses.avant.redaction.dossier import Origine, PieceDuMarche
from clauses.avant.redaction.models import Piece
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.places import actes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Lien, Page
from clauses.fond.socle.valeurs import en_date_longue
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.onglets import fil_operation
from regles.socle import CERTITUDES, Reference
from regles.typographie import accorder


@dataclass(frozen=True)
class Etat:
    mot: str
    ton: str
    icone: str


@dataclass(frozen=True)
class LigneDePiece:
    """Une pièce dans la liste du marché, prête à montrer."""

    fiche: PieceDuMarche
    etat: Etat
    url: str
    url_telecharger: str
    acte: Action | None


def fil(acteur: Acteur, marche: Marche, *suite: Lien) -> Sequence[Lien]:
    du_marche = Lien(marche.nom_court, reverse("marches:marche", args=[marche.pk]))
    return fil_operation(acteur, marche.operation, du_marche, *suite)


def fil_des_pieces(acteur: Acteur, marche: Marche, *suite: Lien) -> Sequence[Lien]:
    return fil(acteur, marche, Lien("Pièces", reverse("redaction:marche", args=[marche.pk])), *suite)


def page_d_un_geste(acteur: Acteur, piece: Piece, titre: str, phrase: str) -> Page:
    nom = str(piece.get_nature_display())
    fil = fil_des_pieces(acteur, piece.marche, Lien(nom, fiche_de(piece)))
    return Page.au_bout(fil, titre, phrase=phrase, surtitre=nom)


def etat(fiche: PieceDuMarche) -> Etat:
    if not fiche.applicable.a_lieu:
        return Etat("Sans objet", "neutre", "dash-circle")
    if fiche.derniere is None:
        return Etat("À engendrer", "attente", "hourglass-split")
    if fiche.fraicheur.est_perimee:
        return Etat("Périmée", "alerte", "exclamation-triangle-fill")
    if fiche.derniere.origine == Origine.DEPOSEE:
        return Etat("Reprise dans Word", "neutre", "pencil")
    return Etat("À jour", "accent", "check-circle-fill")


def lignes(acteur: Acteur, marche: Marche, fiches: Sequence[PieceDuMarche]) -> list[LigneDePiece]:
    redige = peut(acteur, "piece.rediger") and not marche.est_annule
    return [_ligne(fiche, marche, redige) for fiche in fiches]


def _ligne(fiche: PieceDuMarche, marche: Marche, redige: bool) -> LigneDePiece:
    piece, derniere = fiche.piece, fiche.derniere
    return LigneDePiece(
        fiche=fiche,
        etat=etat(fiche),
        url=reverse("redaction:piece", args=[piece.pk]) if piece else "",
        url_telecharger=reverse("redaction:telecharger", args=[derniere.pk]) if derniere else "",
        acte=_acte(fiche, marche) if redige and fiche.applicable.a_lieu else None,
    )


def _acte(fiche: PieceDuMarche, marche: Marche) -> Action | None:
    if fiche.piece is None:
        url = reverse("redaction:preparer", args=[marche.pk, fiche.applicable.nature])
        return Action("Engendrer", url, methode="post")
    if fiche.derniere is None or fiche.fraicheur.est_perimee:
        return Action("Engendrer", reverse("redaction:engendrer", args=[fiche.piece.pk]), methode="post")
    return None


def page_du_marche(acteur: Acteur, marche: Marche, fiches: Sequence[PieceDuMarche]) -> Page:
    voulues = [f for f in fiches if f.applicable.a_lieu]
    actions = []
    if voulues and peut(acteur, "piece.rediger", marche) and not marche.est_annule:
        url = reverse("redaction:tout_engendrer", args=[marche.pk])
        actions.append(Action("Tout engendrer", url, style="principale", methode="post"))
    if any(f.derniere for f in fiches):
        actions.append(Action("Télécharger tout", reverse("redaction:archive", args=[marche.pk]), icone="download"))
        actions += actes(acteur, "pièces", marche)
    if peut(acteur, "modeledetexte.voir"):
        actions.append(Action("Textes modèles", reverse("redaction:modeles"), style="discrete"))
    return Page(
        titre="Pièces de la consultation",
        surtitre=marche.objet,
        phrase=phrase(fiches),
        ton="alerte" if any(f.fraicheur.est_perimee for f in fiches) else "neutre",
        fil=fil(acteur, marche, Lien("Pièces")),
        actions=actions,
    )


def phrase(fiches: Sequence[PieceDuMarche]) -> str:
    """Combien de pièces, et ce qu'il reste à faire."""
    voulues = [f for f in fiches if f.applicable.a_lieu]
    if not voulues:
        return "Aucun lot n'a encore de clause\u00a0: saisissez-la, les pièces en prendront les chiffres."
    restent = sum(f.derniere is None for f in voulues)
    perimees = sum(f.fraicheur.est_perimee for f in voulues)
    dites = [f"{restent} à engendrer"] if restent else []
    dites += [f"{accorder(perimees, 'périmée')}, la clause ou les textes ont changé"] if perimees else []
    suite = ", ".join(dites) if dites else "toutes à jour"
    return f"{accorder(len(voulues), 'pièce')} à joindre au dossier de consultation\u00a0: {suite}."


def page_de_la_piece(acteur: Acteur, piece: Piece, fiche: PieceDuMarche) -> Page:
    redige = peut(acteur, "piece.rediger", piece) and fiche.applicable.a_lieu and not piece.marche.est_annule
    actions = []
    if redige:
        engendrer = reverse("redaction:engendrer", args=[piece.pk])
        actions = [
            Action("Engendrer une version", engendrer, style="principale", methode="post"),
            Action("Déposer la version de Word", reverse("redaction:deposer", args=[piece.pk]), icone="upload"),
        ]
    if fiche.derniere is not None:
        url = reverse("redaction:telecharger", args=[fiche.derniere.pk])
        actions.append(Action(f"Télécharger la version {fiche.derniere.rang}", url, icone="download"))
    return Page(
        titre=piece.get_nature_display(),
        surtitre=piece.marche.objet,
        phrase=phrase_de_la_piece(fiche),
        ton="alerte" if fiche.fraicheur.est_perimee else "neutre",
        fil=fil_des_pieces(acteur, piece.marche, Lien(piece.get_nature_display())),
        actions=actions,
    )


def phrase_de_la_piece(fiche: PieceDuMarche) -> str:
    if not fiche.applicable.a_lieu:
        return f"Cette pièce n'a pas lieu pour ce marché. {fiche.applicable.raison}"
    if fiche.derniere is None:
        return "Rien n'est encore engendré\u00a0: voici ce que la pièce dirait."
    if fiche.fraicheur.est_perimee:
        return f"La version engendrée est périmée. {fiche.fraicheur.phrase}"
    derniere = fiche.derniere
    jour = en_date_longue(timezone.localtime(derniere.cree_le).date())
    if derniere.origine == Origine.DEPOSEE:
        return f"Version {derniere.rang}, déposée le {jour}\u00a0: comparez-la à ce que dit la clause."
    return f"Version {derniere.rang}, engendrée le {jour}\u00a0: elle dit ce que dit la clause."


def certitude(reference: Reference) -> str:
    """« à vérifier avant de s'en prévaloir » : ce que vaut la source."""
    return CERTITUDES[reference.certitude]
