"""Les verbes de la remarque : l'écrire, y répondre, la retirer."""

from uuid import UUID

from django.utils import timezone

from clauses.avant.circuit.models import Dossier, Partie, Remarque
from clauses.avant.circuit.services.garde import Main, prendre_la_main
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_actif, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_date_longue
from regles.typographie import typographie

_SANS_ATTENTE = "Cette remarque n'attend plus de réponse\u00a0: il n'y a rien à retirer."


@service
def remarquer(
    dossier: Dossier, piece: Piece, *, par: Acteur, texte: str, passage: str = "", version_lue: UUID | None = None
) -> Remarque:
    """Écrit une remarque sur la version en vigueur d'une pièce, à tout moment jusqu'à la clôture.

    `version_lue` : celle que la page montrait ; remplacée depuis, c'est refusé et dit.
    """
    main = prendre_la_main(dossier, "remarquer", par)
    version = _version_en_vigueur(main, piece, version_lue)
    texte = exiger_motif(texte, "Écrivez la remarque.", champ="texte")
    _refuser_doublon(main, version, texte, passage)
    remarque = Remarque(
        dossier=main.dossier,
        piece=piece,
        version_lue=version,
        passage=passage.strip(),
        texte=texte,
        partie=main.partie,
        auteur=par.nom,
    )
    return enregistrer(remarque)


def _version_en_vigueur(main: Main, piece: Piece, version_lue: UUID | None) -> VersionDePiece:
    vue = next((p for p in main.vue.pieces if p.piece.pk == piece.pk), None)
    if vue is None:
        raise RefusMetier("Cette pièce n'est pas dans ce dossier.")
    if vue.version is None:
        raise RefusMetier("Cette pièce n'est pas encore écrite\u00a0: il n'y a rien à relire.")
    if version_lue is not None and vue.version.pk != version_lue:
        raise RefusMetier(
            typographie(
                f"La version {vue.version.rang} est arrivée pendant que vous écriviez : vérifiez que la remarque vaut "
                "encore, puis enregistrez de nouveau."
            ),
            a_jour={"version_lue": str(vue.version.pk)},
        )
    return vue.version


def _refuser_doublon(main: Main, version: VersionDePiece, texte: str, passage: str) -> None:
    memes = Remarque.objects.ouvertes().filter(version_lue=version, partie=main.partie, texte=texte)
    if memes.filter(passage=passage.strip()).exists():
        raise RefusMetier("Cette remarque est déjà enregistrée.", champ="texte")


@service
def repondre(remarque: Remarque, *, par: Acteur, suite: str, reponse: str = "") -> Remarque:
    """Dit ce que devient une remarque : prise en compte, ou écartée avec son motif."""
    main = prendre_la_main(remarque.dossier, "repondre", par)
    actuelle = verrouiller(remarque)
    _verifier_qui_repond(main, actuelle)
    if suite not in (Remarque.Etat.PRISE_EN_COMPTE, Remarque.Etat.ECARTEE):
        raise RefusMetier("Dites si la remarque est prise en compte ou écartée.", champ="suite")
    if suite == Remarque.Etat.ECARTEE:
        exiger_motif(reponse, "Dites pourquoi vous écartez cette remarque.", champ="reponse")
    champs = {"etat": suite, "reponse": reponse.strip(), "repondu_par": par.nom, "repondue_le": timezone.now()}
    return enregistrer(actuelle, champs)


def peut_repondre(remarque: Remarque, partie: Partie | None) -> bool:
    """Le facilitateur tient la plume : il répond à l'acheteur et au juriste, qui répondent tous deux aux siennes."""
    if partie is None or remarque.etat != Remarque.Etat.OUVERTE:
        return False
    return (remarque.partie == Partie.FACILITATEUR) != (partie == Partie.FACILITATEUR)


def _verifier_qui_repond(main: Main, remarque: Remarque) -> None:
    exiger_actif(remarque, "Cette remarque est retirée\u00a0: elle n'attend plus de réponse.")
    if remarque.etat != Remarque.Etat.OUVERTE:
        jour = en_date_longue(timezone.localtime(remarque.repondue_le).date())
        raise RefusMetier(
            typographie(f"{remarque.repondu_par} y a déjà répondu le {jour} : {remarque.get_etat_display().lower()}.")
        )
    if remarque.partie == main.partie:
        raise RefusMetier("On ne répond pas à sa propre remarque\u00a0: retirez-la si elle n'a plus lieu d'être.")
    if not peut_repondre(remarque, main.partie):
        raise RefusMetier("C'est au facilitateur de répondre à cette remarque.")


@service
def retirer(remarque: Remarque, *, par: Acteur, motif: str) -> Remarque:
    """L'auteur (ou sa partie) retire une remarque sans réponse, avec son motif."""
    main = prendre_la_main(remarque.dossier, "remarquer", par)
    if remarque.partie != main.partie:
        raise RefusMetier("Une remarque ne se retire que par qui l'a écrite.")
    return annuler_ligne(
        remarque, motif, "Dites pourquoi vous la retirez.", deja=_SANS_ATTENTE, verifier=_exiger_ouverte
    )


def _exiger_ouverte(remarque: Remarque) -> None:
    if remarque.etat != Remarque.Etat.OUVERTE:
        raise RefusMetier(_SANS_ATTENTE)
