"""La fiche d'une relecture : la phrase, les points, les faits lus à côté de ceux du lot, les pièces."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from clauses.avant.relecture.models import PieceRelue, Relecture
from clauses.avant.relecture.presentation.mots import GRAVITES, phrase_des_comptes, ton_des_comptes
from clauses.avant.relecture.presentation.remarques import RemarqueMontree, ou
from clauses.avant.relecture.services import File, file_de
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Chiffre, Lien, Page, Progression
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import pastille
from clauses.suivi.marches.onglets import fil_operation
from lecteur.controle import Gravite
from regles.typographie import accorder, typographie

_COLONNES_DES_FAITS = (
    Colonne("sujet", "Sujet", largeur=26),
    Colonne("lu", "La pièce dit", largeur=50),
    Colonne("attendu", "Le lot dit", largeur=50),
    Colonne("ou", "Où", largeur=20),
)


@dataclass(frozen=True)
class PieceMontree:
    """Une pièce et ce qu'on en a lu. `avertissements` : ce qui n'a pas été lu."""

    piece: PieceRelue
    detail: str
    avertissements: Sequence[str]
    tableau: Tableau | None
    url_texte: str
    url_fichier: str


def fil(acteur: Acteur, relecture: Relecture | None = None, *suite: Lien) -> Sequence[Lien]:
    """« Opérations › l'opération › le lot › Relectures » ; sans lot, « Relectures »."""
    liste = Lien("Relectures", reverse("relecture:liste"))
    if relecture is None:
        return [liste, *suite]
    if relecture.marche is None:
        return [liste, *suite]
    lot = relecture.lot
    liens = [Lien(f"Lot {lot.numero}", fiche_de(lot))] if lot and peut(acteur, "lot.voir") else []
    return fil_operation(acteur, relecture.marche.operation, *liens, liste, *suite)


def page_de_fiche(
    acteur: Acteur, relecture: Relecture, pieces: Sequence[PieceRelue], points: list[RemarqueMontree]
) -> Page:
    ouverts = Counter(p.gravite for p in points if p.est_ouverte)
    return Page(
        relecture.titre if len(relecture.titre) <= 90 else f"{relecture.titre[:89]}…",
        _phrase(relecture, pieces, ouverts, sum(not p.est_ouverte for p in points)),
        surtitre=_surtitre(relecture),
        ton="alerte" if any(p.etat == PieceRelue.Etat.ILLISIBLE for p in pieces) else ton_des_comptes(ouverts),
        fil=fil(acteur, relecture),
        actions=_actions(acteur, relecture, pieces),
    )


def _surtitre(relecture: Relecture) -> str:
    if relecture.lot is not None:
        return f"Relecture comparée au lot {relecture.lot.numero}, {relecture.lot.intitule}"
    if relecture.marche is not None:
        return f"Relecture comparée à tous les lots de {relecture.marche.reference or relecture.marche.objet}"
    return "Relecture sans lot : la pièce est comparée à elle-même"


def _phrase(relecture: Relecture, pieces: Sequence[PieceRelue], ouverts: Counter[str], traites: int) -> str:
    if relecture.est_annule:
        return typographie(f"Relecture annulée : {relecture.motif_annulation}")
    if any(p.est_a_lire for p in pieces):
        return _phrase_de_la_lecture(pieces)
    illisibles = [p for p in pieces if p.etat == PieceRelue.Etat.ILLISIBLE]
    if len(illisibles) == len(pieces):
        return pieces[0].message if len(pieces) == 1 else "Aucune de ces pièces n'a pu être lue."
    phrase = phrase_des_comptes(ouverts, traites)
    if illisibles:
        phrase += (
            f" {typographie(accorder(len(illisibles), 'pièce n’a pas pu être lue', 'pièces n’ont pas pu être lues'))}."
        )
    return phrase


def _phrase_de_la_lecture(pieces: Sequence[PieceRelue]) -> str:
    file = file_de(pieces)
    if any(file.est_sans_nouvelles(p) for p in pieces):
        return "La lecture s'est arrêtée en route. Relisez pour la reprendre."
    commence = any(p.est_a_lire and p.pk not in file.avant for p in pieces)
    ou = "est en cours" if commence else "attend son tour"
    return f"La lecture {ou}\u202f; vous pouvez quitter cette page."


def _actions(acteur: Acteur, relecture: Relecture, pieces: Sequence[PieceRelue]) -> list[Action]:
    if relecture.est_annule:
        return []
    actes = []
    if any(p.etat == PieceRelue.Etat.LUE for p in pieces):
        docx, xlsx = (reverse(f"relecture:exporter_{f}", args=[relecture.pk]) for f in ("docx", "xlsx"))
        actes.append(Action("Envoyer les remarques (Word)", docx, style="principale", icone="download"))
        actes.append(Action("Remarques (tableur)", xlsx, icone="file-earmark-spreadsheet"))
    if peut(acteur, "relecture.relire", relecture):
        actes.append(
            Action(
                "Relire à nouveau",
                reverse("relecture:relire", args=[relecture.pk]),
                methode="post",
                icone="arrow-counterclockwise",
                aide="Comparer à la clause d'aujourd'hui",
            )
        )
    return actes


def cartes(points: Sequence[RemarqueMontree]) -> list[Chiffre]:
    """Un chiffre par gravité, parmi les points ouverts ; chacun mène à ses points."""
    ouverts = Counter(p.gravite for p in points if p.est_ouverte)
    return [
        Chiffre(
            GRAVITES[g][0],
            str(ouverts[g]),
            url=f"#{g}" if ouverts[g] else "",
            ton="alerte" if g == Gravite.BLOQUANTE and ouverts[g] else "neutre",
        )
        for g in Gravite
    ]


def groupes(points: Sequence[RemarqueMontree]) -> list[dict[str, Any]]:
    """Les points ouverts à reprendre, par gravité ; une gravité vide n'est pas montrée."""
    noms = {Gravite.BLOQUANTE: "Points bloquants", Gravite.CORRIGER: "À corriger", Gravite.VERIFIER: "À vérifier"}
    return [
        {"code": str(g), "titre": nom, "points": siens}
        for g, nom in noms.items()
        if (siens := [p for p in points if p.gravite == g and p.est_ouverte])
    ]


def montrer_piece(piece: PieceRelue) -> PieceMontree:
    faits = [_en_ligne(fait) for fait in piece.resultat.get("faits", [])]
    tableau = Tableau(_COLONNES_DES_FAITS, faits, legende=f"Faits lus dans {piece.nom_fichier}") if faits else None
    morceaux = [piece.get_nature_display(), accorder(piece.pages, "page") if piece.pages else "", _poids(piece.taille)]
    return PieceMontree(
        piece=piece,
        detail=" · ".join(m for m in morceaux if m),
        avertissements=[typographie(a) for a in piece.resultat.get("avertissements", [])],
        tableau=tableau,
        url_texte=reverse("relecture:texte", args=[piece.pk]) if piece.etat == PieceRelue.Etat.LUE else "",
        url_fichier=reverse("relecture:telecharger", args=[piece.pk]),
    )


def _poids(octets: int) -> str:
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u202fko"
    return f"{octets / 1_000_000:.1f}\u202fMo".replace(".", ",")


def progression(relecture: Relecture, pieces: Sequence[PieceRelue]) -> Progression | None:
    """L'avancement de la première pièce encore à lire, ou sa place dans la file ; `None` s'il n'y en a pas."""
    file = file_de(pieces)
    piece = next((p for p in pieces if p.est_a_lire and not file.est_sans_nouvelles(p)), None)
    if piece is None:
        return None
    attend = piece.pk in file.avant
    return Progression(
        piece.avancement,
        0 if attend else piece.pages or 0,
        unite="pages",
        libelle=_attente(piece, file) if attend else f"Lecture de {piece.nom_fichier}",
        url_suivi=reverse("relecture:suivi", args=[relecture.pk]),
    )


def _attente(piece: PieceRelue, file: File) -> str:
    """« CCAP.pdf, 2 lectures avant elle »."""
    avant = file.avant[piece.pk]
    return f"{piece.nom_fichier}, {accorder(avant, 'lecture')} avant elle" if avant else piece.nom_fichier


def etat_en_pastille(relecture: Relecture) -> str:
    """L'état d'une ligne de la liste."""
    if relecture.relue_le is None:
        return pastille("En cours", "attente", "hourglass-split")
    comptes = relecture.comptes
    for gravite in (Gravite.BLOQUANTE, Gravite.CORRIGER, Gravite.VERIFIER, Gravite.CONFORME):
        if comptes.get(gravite):
            mot, ton, icone = GRAVITES[gravite]
            return pastille(mot, ton, icone)
    return pastille("Illisible", "alerte", "exclamation-triangle-fill")


def _en_ligne(fait: dict[str, Any]) -> dict[str, Any]:
    """Un fait lu, prêt pour le tableau."""
    dits = {nom: typographie(fait.get(nom, "")) for nom in ("lu", "attendu")}
    return {**fait, **dits, "ou": ou(fait)}
