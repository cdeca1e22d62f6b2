"""Les verbes de l'accord : le donner sur une version, le retirer. Le dernier accord fait l'accord complet."""

from collections.abc import Collection
from uuid import UUID

from clauses.avant.circuit.models import Accord, Chez, Dossier, Partie, Tour
from clauses.avant.circuit.services.garde import Main, jouer, prendre_la_main
from clauses.avant.circuit.situation import SituationDePiece, situation
from clauses.avant.redaction.models import VersionDePiece
from clauses.fond.socle.acte import annuler_ligne, enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from regles.typographie import accorder, typographie


@service
def donner_accord(dossier: Dossier, versions: Collection[UUID], *, par: Acteur) -> Dossier:
    """La partie de `par` approuve ces versions, toutes ou aucune. Une version remplacée entre-temps est refusée, avec
    celle qui la remplace."""
    main = prendre_la_main(dossier, "accorder", par)
    if not versions:
        raise RefusMetier("Cochez au moins une pièce.", champ="versions")
    par_version = {p.version.pk: p for p in main.vue.pieces if p.version}
    inconnues = [cle for cle in versions if cle not in par_version]
    if inconnues:
        raise RefusMetier(_remplacee(main, inconnues), champ="versions")
    for cle in versions:
        _approuver(main, par_version[cle], par)
    _constater(main, par)
    return main.dossier


def accorder_tout(main: Main, *, par: Acteur, message: str = "") -> bool:
    """Approuve du même geste tout ce qui ne l'est pas encore ; vrai si l'accord est alors complet. À appeler dans un
    service qui a déjà la main."""
    for piece in main.vue.pieces:
        if main.partie not in piece.accords:
            _approuver(main, piece, par)
    return _constater(main, par, message)


def _approuver(main: Main, piece: SituationDePiece, par: Acteur) -> None:
    pourquoi = pourquoi_pas(piece, main.partie)
    if pourquoi:
        raise RefusMetier(typographie(pourquoi), champ="versions")
    accord = Accord(
        dossier=main.dossier, piece=piece.piece, version_accordee=piece.version, partie=main.partie, par=par.nom
    )
    enregistrer(accord)


def pourquoi_pas(piece: SituationDePiece, partie: Partie) -> str:
    """Pourquoi cette partie ne peut pas approuver la pièce telle qu'elle est, ou « »."""
    nom = piece.piece.get_nature_display()
    if piece.version is None:
        return f"{nom} : cette pièce n'est pas encore écrite."
    if partie in piece.accords:
        return f"{nom} : votre accord est déjà donné à la version {piece.version.rang}."
    if partie != Partie.FACILITATEUR and not piece.est_transmise:
        return f"{nom} : la version {piece.version.rang} ne vous est pas encore transmise, le facilitateur y travaille."
    siennes = sum(r.partie == partie for r in piece.ouvertes)
    if siennes:
        return (
            f"{nom} : {accorder(siennes, 'remarque')} de votre part sans réponse. Attendez-la, ou retirez la remarque."
        )
    return ""


def _remplacee(main: Main, cles: Collection[UUID]) -> str:
    anciennes = VersionDePiece.objects.defer("contenu", "texte").filter(pk__in=cles).select_related("piece")
    en_vigueur = {p.piece.pk: p.version for p in main.vue.pieces}
    phrases = []
    for ancienne in anciennes.order_by("piece_id", "rang"):
        nom, actuelle = ancienne.piece.get_nature_display(), en_vigueur.get(ancienne.piece_id)
        if actuelle is not None:
            phrases.append(
                f"{nom} : la version {actuelle.rang} a remplacé la {ancienne.rang} que vous aviez sous les yeux. "
                "Relisez-la avant de donner votre accord."
            )
    return typographie(" ".join(phrases) or "Cette version n'est pas dans ce dossier.")


def _constater(main: Main, par: Acteur, message: str = "") -> bool:
    """Quand il ne manque plus aucun accord, le dossier n'attend plus personne. Vrai si c'est le cas."""
    vue = situation(main.dossier)
    if not vue.est_complet:
        return False
    jouer(
        Main(main.dossier, main.partie, vue),
        "accorder",
        Tour.Geste.ACCORD,
        Chez.PERSONNE,
        par=par,
        message=message,
        versions=vue.en_vigueur,
    )
    return True


@service
def retirer_accord(accord: Accord, *, par: Acteur, motif: str) -> Accord:
    """Une partie revient sur son accord, avec son motif, tant que le dossier n'est pas clos."""
    main = prendre_la_main(accord.dossier, "remarquer", par)
    if accord.partie != main.partie:
        raise RefusMetier("Un accord ne se retire que par qui l'a donné.")
    sans_motif = "Dites pourquoi vous revenez sur cet accord."
    return annuler_ligne(accord, motif, sans_motif, deja="Cet accord est déjà retiré.")
