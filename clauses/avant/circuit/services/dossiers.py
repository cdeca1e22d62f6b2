"""Les verbes du dossier : ouvrir, transmettre (ou rendre), refuser, reprendre, clore."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone

from clauses.avant.circuit.models import Chez, Dossier, Partie, Tour
from clauses.avant.circuit.services.accords import accorder_tout
from clauses.avant.circuit.services.garde import Main, ecrire_le_tour, jouer, prendre_la_main, verifier_le_marche
from clauses.avant.circuit.situation import Situation
from clauses.fond.socle.acte import enregistrer, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Marche
from regles.typographie import accorder, typographie


@service
def ouvrir(marche: Marche, *, par: Acteur, avec_juriste: bool = False) -> Dossier:
    """Ouvre le circuit d'un marché en préparation ; il commence chez le facilitateur. Déjà ouvert, il est rendu."""
    actuel = verrouiller(marche)
    verifier_le_marche(actuel)
    ouvert = Dossier.objects.actifs().filter(marche=actuel).first()
    if ouvert is not None:
        return ouvert
    dossier = Dossier(marche=actuel, avec_juriste=avec_juriste, chez_depuis=timezone.localdate())
    enregistrer(dossier)
    chez = Chez.FACILITATEUR
    ecrire_le_tour(dossier, Tour.Geste.OUVERTURE, chez, chez, par=par)
    return dossier


@service
def transmettre(
    dossier: Dossier,
    *,
    par: Acteur,
    vers: str,
    message: str = "",
    echeance: date | None = None,
    version_lue: int | None = None,
    versions_vues: Collection[UUID] | None = None,
    avec_juriste: bool | None = None,
    avec_accord: bool = False,
) -> Dossier:
    """Passe le dossier, avec les versions en vigueur, à l'acheteur, au juriste, ou le rend au facilitateur.

    `versions_vues` : celles que la page montrait ; si une autre est arrivée depuis, c'est refusé et dit.
    `avec_accord` : celui qui transmet approuve du même geste tout ce qu'il transmet.
    """
    retour = vers == Chez.FACILITATEUR
    main = prendre_la_main(dossier, "rendre" if retour else "transmettre", par)
    verrouiller(main.dossier, version_lue)
    _verifier_l_envoi(main, vers, echeance)
    _verifier_les_versions(main.vue, versions_vues)
    if avec_juriste is not None:
        main.dossier.avec_juriste = avec_juriste
    main.dossier.avec_juriste |= Partie.JURISTE in (vers, main.partie)
    if avec_accord and accorder_tout(main, par=par, message=message):
        return main.dossier
    geste, verbe = (Tour.Geste.RETOUR, "rendre") if retour else (Tour.Geste.TRANSMISSION, "transmettre")
    return jouer(main, verbe, geste, vers, par=par, message=message, echeance=echeance, versions=main.vue.en_vigueur)


@service
def ouvrir_et_transmettre(marche: Marche, *, par: Acteur, vers: str, **choix: object) -> Dossier:
    """La première transmission ouvre le circuit : d'un seul geste, ou pas du tout."""
    return transmettre(ouvrir(marche, par=par), par=par, vers=vers, **choix)  # type: ignore[arg-type]


def _verifier_l_envoi(main: Main, vers: str, echeance: date | None) -> None:
    if vers == main.partie or vers not in Partie.values:
        raise RefusMetier("Choisissez à qui passer le dossier.", champ="vers")
    if echeance is not None and echeance < timezone.localdate():
        raise RefusMetier("Cette date est passée\u00a0: donnez un jour à venir.", champ="echeance")
    sans_texte = [p.piece.get_nature_display() for p in main.vue.pieces if p.version is None]
    if not main.vue.en_vigueur:
        raise RefusMetier("Aucune pièce n'est encore écrite\u00a0: engendrez-en une, ou déposez-la.")
    if sans_texte:
        raise RefusMetier(
            typographie(f"Une pièce n'a encore aucune version : {', '.join(sans_texte)}. Écrivez-la, ou annulez-la.")
        )


def _verifier_les_versions(vue: Situation, vues: Collection[UUID] | None) -> None:
    if vues is None:
        return
    nouvelles = [v for v in vue.en_vigueur if v.pk not in vues]
    if nouvelles:
        noms = ", ".join(f"{v.piece.get_nature_display()} (version {v.rang})" for v in nouvelles)
        raise RefusMetier(
            typographie(f"Une version est arrivée entre-temps : {noms}. Relisez-la, puis envoyez de nouveau."),
            a_jour={"versions": ",".join(str(v.pk) for v in vue.en_vigueur)},
        )


@service
def refuser(dossier: Dossier, *, par: Acteur, motif: str) -> Dossier:
    """Rend le dossier au facilitateur sans accord. Un refus s'appuie sur une remarque ouverte au moins."""
    main = prendre_la_main(dossier, "refuser", par)
    exiger_motif(motif, "Dites en une phrase pourquoi.")
    siennes = [r for p in main.vue.pieces for r in p.ouvertes if r.partie == main.partie]
    if not siennes:
        raise RefusMetier("Écrivez d'abord une remarque\u00a0: le facilitateur saura quoi changer.", champ="motif")
    return jouer(main, "refuser", Tour.Geste.REFUS, Chez.FACILITATEUR, par=par, message=motif)


@service
def reprendre(dossier: Dossier, *, par: Acteur, motif: str) -> Dossier:
    """Le facilitateur reprend un dossier parti en relecture, accordé ou clos. Les accords donnés restent."""
    main = prendre_la_main(dossier, "reprendre", par)
    exiger_motif(motif, "Dites pourquoi vous le reprenez\u00a0: ceux qui le lisaient le verront.")
    return jouer(main, "reprendre", Tour.Geste.REPRISE, Chez.FACILITATEUR, par=par, message=motif)


@service
def clore(dossier: Dossier, *, par: Acteur) -> Dossier:
    """Toutes les parties demandées sont d'accord sur tout : les pièces sont bonnes pour publication."""
    main = prendre_la_main(dossier, "clore", par)
    ouvertes = main.vue.remarques_ouvertes
    if ouvertes:
        raise RefusMetier(typographie(f"{accorder(ouvertes, 'remarque')} sans réponse : répondez-y avant de clore."))
    return jouer(main, "clore", Tour.Geste.CLOTURE, Chez.PERSONNE, par=par, versions=main.vue.en_vigueur)
